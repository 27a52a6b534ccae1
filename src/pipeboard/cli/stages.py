"""Commands for the stages: the columns of the board."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from pipeboard.cli import output
from pipeboard.cli.lazy import NounGroup
from pipeboard.cli.options import F, pass_session, reads, writes
from pipeboard.cli.session import Session
from pipeboard.cli.stage_content import GROUPS
from pipeboard.cli.values import PIPELINE, STAGE
from pipeboard.domain.errors import BadInput, NotFound

if TYPE_CHECKING:
    from pipeboard.domain.actions import Action
    from pipeboard.domain.board import Board
    from pipeboard.domain.values import Value
    from pipeboard.workspace.workspace import Workspace

_READABLE: Final = 16
"""Cells of a stage's name that are worth more than another column."""
_TEXTS: Final = (
    ("--probability", "N", "Chance of a win from here, in percent."),
    ("--days", "N", "Target days in the stage; 0 for none."),
    ("--idle", "N", "Days without a touch until a deal counts as idle; 0 for never."),
    ("--limit", "N", "Deals that should be here at most; 0 for any number."),
    ("--phase", "pre|post", "Before or after the win."),
    ("--colour", "COLOUR", "A name such as green, or #rrggbb."),
    ("--goal", "TEXT", "What the stage is for."),
    ("--role", "TEXT", "Who is responsible."),
    ("--guidance", "TEXT", "What to do here."),
    ("--evidence", "TEXT", "What must be true of a deal that enters."),
    ("--tools", "TEXT", "What one works with here."),
)


def _stage_options(function: F) -> F:
    function = click.option(
        "--qualified/--not-qualified", default=None, help="Deals here count as qualified."
    )(function)
    function = click.option("--offer/--no-offer", default=None, help="An offer is made here.")(function)
    function = click.option(
        "--limit-holds/--limit-warns", default=None, help="Hold back what is over the limit, or only warn."
    )(function)
    for name, metavar, text in reversed(_TEXTS):
        function = click.option(name, metavar=metavar, help=text)(function)
    return function


def _of_pipeline(function: F) -> F:
    return click.option(
        "--pipeline", "-p", type=PIPELINE, metavar="PIPELINE", help="Name or id of the pipeline."
    )(function)


@click.group(cls=NounGroup)
def stages() -> None:
    """List and change the stages."""


for _command in GROUPS:
    stages.add_command(_command)


@stages.command("list")
@_of_pipeline
@reads
@pass_session
def stages_list(session: Session, pipeline: str | None, as_json: bool) -> None:
    """List the stages in order, with their targets and deals."""
    from pipeboard.cli.records import stage_record
    from pipeboard.domain.find import find_pipeline
    from pipeboard.view.heads import counted

    with session.reading() as workspace:
        board = workspace.board
        chosen = (find_pipeline(board, pipeline),) if pipeline else board.live_pipelines()
        live = [stage for one in chosen for stage in board.stages_in(one.id)]
        counts: dict[str, int] = {}
        for deal in board.visible_deals():
            if deal.is_open:
                stage_id = board.stage_of(deal).id
                counts[stage_id] = counts.get(stage_id, 0) + 1
        if as_json:
            records = [{**stage_record(stage), "open_deals": counts.get(stage.id, 0)} for stage in live]
            output.say_json_list("stages", records)
            return
        rows = [
            (
                stage.id,
                stage.name,
                *((board.pipelines[stage.pipeline].name,) if len(chosen) > 1 else ()),
                stage.phase,
                f"{stage.probability}%" if stage.phase == "pre" else "",
                str(stage.days or ""),
                str(stage.idle or ""),
                " ".join(word for word in ("offer", "qualified") if getattr(stage, word)),
                counted(counts.get(stage.id, 0), stage.limit),
            )
            for stage in live
        ]
        names = ("ID", "NAME", "PIPELINE") if len(chosen) > 1 else ("ID", "NAME")
        head = (*names, "PHASE", "CHANCE", "DAYS", "IDLE", "MARKS", "OPEN")
        phase, chance, days, idle, marks, held = range(len(names), len(head))
        lines = output.table(
            head,
            rows,
            right=(chance, days, idle, held),
            shrink=(*range(1, len(names)), marks),
            drop=(idle, phase, marks, days, chance),
            least=_READABLE,
        )
        output.say_lines(lines)


@stages.command("add")
@click.argument("name")
@_of_pipeline
@click.option("--after", type=STAGE, metavar="STAGE", help="The stage it follows; else it is the last one.")
@_stage_options
@writes
@pass_session
def stages_add(
    session: Session, /, name: str, pipeline: str | None, after: str | None, as_json: bool, **options: object
) -> None:
    """Add a stage."""
    from pipeboard.domain.actions import AddStage
    from pipeboard.domain.find import find_pipeline, find_stage

    with session.writing() as workspace:
        board = workspace.board
        home = find_pipeline(board, pipeline).id if pipeline else ""
        before = find_stage(board, after, home or None) if after else None
        if not home:
            home = before.pipeline if before else _first_pipeline(board)
        action = AddStage(
            name,
            home,
            before.id if before else None,
            _fields(workspace, options),
            at=session.moment(workspace),
        )
        _do(workspace, action, "", as_json=as_json, is_new=True)


@stages.command("rename")
@click.argument("stage", type=STAGE)
@click.argument("name")
@writes
@pass_session
def stages_rename(session: Session, stage: str, name: str, as_json: bool) -> None:
    """Give a stage another name; its id stays."""
    from pipeboard.domain.actions import EditStage
    from pipeboard.domain.find import find_stage

    with session.writing() as workspace:
        found = find_stage(workspace.board, stage)
        action = EditStage(found.id, {"name": name.strip()}, at=session.moment(workspace))
        _do(workspace, action, found.id, as_json=as_json)


@stages.command("set")
@click.argument("stage", type=STAGE)
@_stage_options
@writes
@pass_session
def stages_set(session: Session, /, stage: str, as_json: bool, **options: object) -> None:
    """Change a stage's targets, marks and guidance."""
    from pipeboard.domain.actions import EditStage
    from pipeboard.domain.find import find_stage

    with session.writing() as workspace:
        found = find_stage(workspace.board, stage)
        changes = _fields(workspace, options)
        if not changes:
            raise BadInput("Nothing to change was named; see `pipeboard stages set --help`.")
        _do(workspace, EditStage(found.id, changes, at=session.moment(workspace)), found.id, as_json=as_json)


@stages.command("move")
@click.argument("stage", type=STAGE)
@click.option("--after", type=STAGE, metavar="STAGE", help="The stage that it shall follow.")
@click.option("--first", is_flag=True, help="Make it the first one.")
@writes
@pass_session
def stages_move(session: Session, stage: str, after: str | None, first: bool, as_json: bool) -> None:
    """Put a stage in another place."""
    from pipeboard.domain.actions import MoveStage
    from pipeboard.domain.find import find_stage

    if (after is None) == (not first):
        raise BadInput("Say where the stage goes: --after STAGE, or --first.")
    with session.writing() as workspace:
        board = workspace.board
        found = find_stage(board, stage)
        before = find_stage(board, after, found.pipeline).id if after else None
        _do(workspace, MoveStage(found.id, before, at=session.moment(workspace)), found.id, as_json=as_json)


@stages.command("retire")
@click.argument("stage", type=STAGE)
@click.option("--into", type=STAGE, metavar="STAGE", help="The stage that receives its deals.")
@writes
@pass_session
def stages_retire(session: Session, stage: str, into: str | None, as_json: bool) -> None:
    """Take a stage out of use."""
    from pipeboard.domain.actions import RetireStage
    from pipeboard.domain.find import find_stage

    with session.writing() as workspace:
        board = workspace.board
        found = find_stage(board, stage)
        receiver = find_stage(board, into, found.pipeline).id if into else None
        action = RetireStage(found.id, receiver, at=session.moment(workspace))
        _do(workspace, action, found.id, as_json=as_json)


@stages.command("merge")
@click.argument("stage", type=STAGE)
@click.argument("into", type=STAGE)
@writes
@pass_session
def stages_merge(session: Session, stage: str, into: str, as_json: bool) -> None:
    """Make STAGE part of INTO: its deals and their history show there."""
    from pipeboard.domain.actions import MergeStage
    from pipeboard.domain.find import find_stage

    with session.writing() as workspace:
        board = workspace.board
        found = find_stage(board, stage)
        receiver = find_stage(board, into, found.pipeline)
        action = MergeStage(found.id, receiver.id, at=session.moment(workspace))
        _do(workspace, action, found.id, as_json=as_json)


def _do(workspace: Workspace, action: Action, stage_id: str, *, as_json: bool, is_new: bool = False) -> None:
    """Carry out an action on a stage, save, and print the sentence or the stage."""
    from pipeboard.cli.records import stage_record

    there = set(workspace.board.stages)
    outcome = workspace.do(action)
    workspace.flush()
    if not as_json:
        output.say(outcome.summary)
        return
    if is_new:
        stage_id = next(iter(set(workspace.board.stages) - there))
    output.say_json({"summary": outcome.summary, **stage_record(workspace.board.stages[stage_id])})


def _fields(workspace: Workspace, options: dict[str, object]) -> dict[str, Value]:
    from pipeboard.domain.fields import STAGE as TABLE
    from pipeboard.domain.fields import parse_changes

    typed = {name: value for name, value in options.items() if isinstance(value, str)}
    flags = {name: value for name, value in options.items() if isinstance(value, bool)}
    return {**parse_changes(TABLE, typed, workspace.now()), **flags}


def _first_pipeline(board: Board) -> str:
    for pipeline in board.live_pipelines():
        return pipeline.id
    raise NotFound("This board has no pipeline yet; add one with `pipeboard pipelines add NAME`.")
