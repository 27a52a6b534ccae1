"""Commands for what goes on by itself: `cadence` and `nurture`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pipeboard.cli import output
from pipeboard.cli.lazy import NounGroup
from pipeboard.cli.many import ManyCommand, change, selecting
from pipeboard.cli.options import pass_session, reads, writes
from pipeboard.cli.session import Session
from pipeboard.cli.values import CADENCE, DEAL
from pipeboard.cli.values import PROMPT as PROMPT_NAME
from pipeboard.domain.errors import NotFound
from pipeboard.domain.nurture import PROMPT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pipeboard.domain.actions import Action
    from pipeboard.domain.board import Board
    from pipeboard.domain.deal import Deal
    from pipeboard.domain.definitions import Definition
    from pipeboard.workspace.workspace import Workspace


@click.group("cadence", cls=NounGroup)
def cadence() -> None:
    """Put deals into rows of follow-ups."""


@cadence.command("list")
@reads
@pass_session
def cadence_list(session: Session, as_json: bool) -> None:
    """List the cadences."""
    with session.reading() as workspace:
        board = workspace.board
        records = [_record(one, board) for one in board.definitions("cadence").values()]
    if as_json:
        output.say_json_list("cadences", records)
    elif records:
        rows = [(str(one["id"]), str(one["title"]), _shape(one), str(one["description"])) for one in records]
        output.say_lines(output.table(("NAME", "TITLE", "STEPS", "ABOUT"), rows, shrink=(1, 3)))
    else:
        output.warn("There are no cadences.")


@cadence.command("show")
@click.argument("name", type=CADENCE)
@reads
@pass_session
def cadence_show(session: Session, name: str, as_json: bool) -> None:
    """Show a cadence's steps, and the deals that are in it."""
    from pipeboard.domain.cadences import in_cadence, steps_of
    from pipeboard.domain.find import find_defined

    with session.reading() as workspace:
        board = workspace.board
        one = find_defined(board, "cadence", name)
        held = [(deal, step) for deal in board.visible_deals() if (step := in_cadence(deal))]
        inside = [(deal, step) for deal, step in held if step.cadence == one.id]
        if as_json:
            deals = [{"deal": deal.id, "deal_title": deal.title, "step": step.step} for deal, step in inside]
            output.say_json({**_record(one, board), "deals": deals})
            return
        output.say(f"{one.title}: {one.text('description')}".rstrip(": "))
        steps = steps_of(one.id, board)
        rows = [
            (str(at), f"+{step.number('days')}d", step.text("kind") or "task", step.text("text"))
            for at, step in enumerate(steps, 1)
        ]
        output.say_lines(output.table(("STEP", "AFTER", "KIND", "TEXT"), rows, shrink=(3,)))
        if one.flag("repeat"):
            output.say("Then it starts over.")
        for deal, step in inside:
            output.say(f"{deal.title}: step {step.step} of {len(steps)}")


@cadence.command("start", cls=ManyCommand)
@click.argument("words", nargs=-1, required=True, type=DEAL, metavar="DEAL... NAME [WHEN]")
@selecting
@writes
@pass_session
def cadence_start(session: Session, words: tuple[str, ...], as_json: bool) -> None:
    """Start a cadence on deals, today or on the day given.

    \b
    pipeboard cadence start acme first-contact
    pipeboard cadence start acme beta "After the proposal" mon
    """
    from pipeboard.domain.actions import StartCadence
    from pipeboard.domain.dates import parse_day

    def names(board: Board) -> tuple[str, ...]:
        return _named(words, board)[0]

    def make(workspace: Workspace, found: Sequence[Deal], at: datetime | None) -> Action:
        _, one, when = _named(words, workspace.board)
        start = parse_day(when, workspace.now()) if when else None
        return StartCadence(tuple(deal.id for deal in found), one.id, start, at=at)

    change(session, names, make, as_json=as_json)


@cadence.command("stop", cls=ManyCommand)
@click.argument("deals", nargs=-1, required=True, type=DEAL, metavar="DEAL...")
@selecting
@writes
@pass_session
def cadence_stop(session: Session, deals: tuple[str, ...], as_json: bool) -> None:
    """Take deals out of their cadences: the open step goes."""
    from pipeboard.domain.actions import StopCadence

    def make(_workspace: Workspace, found: Sequence[Deal], at: datetime | None) -> Action:
        return StopCadence(tuple(deal.id for deal in found), at=at)

    change(session, deals, make, as_json=as_json)


@click.command(cls=ManyCommand)
@click.argument("deals", nargs=-1, required=True, type=DEAL, metavar="DEAL...")
@click.option("--every", metavar="SPAN", help="How often they hear from you: 30d (the default), 2w, 1mon.")
@click.option(
    "--prompt", metavar="NAME", type=PROMPT_NAME, help="What with: see `pipeboard follow-up templates`."
)
@click.option("--first", metavar="WHEN", help="When the first one is due, if not after as long.")
@click.option("--stop", is_flag=True, help="Take them off the track, and the recurring follow-up with it.")
@selecting
@writes
@pass_session
def nurture(
    session: Session,
    deals: tuple[str, ...],
    every: str | None,
    prompt: str | None,
    first: str | None,
    stop: bool,
    as_json: bool,
) -> None:
    """Keep deals that are not ready warm.

    They get a follow-up that comes again. While it is ahead they are neither stuck nor idle nor silent; once
    it is due they are in a section of the agenda of their own.
    """
    from pipeboard.domain.actions import NurtureDeals, StopNurturing
    from pipeboard.domain.dates import parse_span, parse_when
    from pipeboard.domain.nurture import EVERY

    if stop and (every is not None or prompt is not None or first is not None):
        raise click.UsageError("--stop goes with no other option.")

    def make(workspace: Workspace, found: Sequence[Deal], at: datetime | None) -> Action:
        ids = tuple(deal.id for deal in found)
        days = parse_span(every) if every is not None else EVERY
        due = parse_when(first, workspace.now()) if first else None
        kind, text = _prompted(workspace.board, prompt)
        return StopNurturing(ids, at=at) if stop else NurtureDeals(ids, kind, text, days, due, at=at)

    change(session, deals, make, as_json=as_json)


def _prompted(board: Board, name: str | None) -> tuple[str, str]:
    """Kind and text of a prompt; those of the usual one, if there is one, where none is named."""
    from pipeboard.domain.find import find_defined

    one = find_defined(board, "prompt", name) if name else board.definitions("prompt").get(PROMPT)
    return (one.text("kind") or "task", one.text("text")) if one else ("mail", "")


def _named(words: tuple[str, ...], board: Board) -> tuple[tuple[str, ...], Definition, str]:
    """The deals, the cadence and the day (or "") of a command line: the cadence is last, or last but one."""
    from pipeboard.domain.find import find_defined

    try:
        return words[:-1], find_defined(board, "cadence", words[-1]), ""
    except NotFound:
        if len(words) < 3:
            raise
    return words[:-2], find_defined(board, "cadence", words[-2]), words[-1]


def _record(one: Definition, board: Board) -> dict[str, object]:
    from pipeboard.domain.cadences import steps_of

    steps = [
        {"kind": step.text("kind") or "task", "days": step.number("days"), "text": step.text("text")}
        for step in steps_of(one.id, board)
    ]
    return {
        "id": one.id,
        "title": one.title,
        "description": one.text("description"),
        "repeat": one.flag("repeat"),
        "steps": steps,
    }


def _shape(record: dict[str, object]) -> str:
    steps = record["steps"]
    assert isinstance(steps, list)
    return f"{len(steps)}, repeats" if record["repeat"] else str(len(steps))
