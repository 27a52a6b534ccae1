"""Commands for pipelines, and for the templates they can start from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pipeboard.cli import output
from pipeboard.cli.lazy import NounGroup
from pipeboard.cli.options import pass_session, reads, writes
from pipeboard.cli.session import Session
from pipeboard.cli.values import PIPELINE, TEMPLATE
from pipeboard.domain.errors import BadInput
from pipeboard.domain.pipeline import MOTIONS

if TYPE_CHECKING:
    from pipeboard.domain.actions import Action, AddPipeline
    from pipeboard.domain.values import Changes
    from pipeboard.workspace.workspace import Workspace


def pipeline_of(
    template: str | None, language: str | None, stages: str | None, name: str | None
) -> AddPipeline:
    """The pipeline that `init` and `pipelines add` make: of a template, or of named stages."""
    from pipeboard.config import templates as shipped

    if stages is None:
        made = shipped.as_pipeline(shipped.find_template(template or shipped.DEFAULT), language)
        return made._replace(name=name) if name else made
    if template or language:
        raise BadInput("Choose either a template (--template, --language) or your own stages (--stages).")
    return _own_pipeline(name or "Sales", [one.strip() for one in stages.split(",") if one.strip()])


def _own_pipeline(name: str, stages: list[str]) -> AddPipeline:
    """Stages by name only; the chance of a win rises evenly until better figures are known."""
    from pipeboard.domain.actions import AddPipeline, NewStage

    if not stages:
        raise BadInput('Name at least one stage: --stages "Lead,Offer,Decision".')
    if len({stage.casefold() for stage in stages}) < len(stages):
        raise BadInput("Two of the stages have the same name; give them different ones.")
    chances = [100 * place // (len(stages) + 1) for place in range(1, len(stages) + 1)]
    return AddPipeline(
        name,
        tuple(
            NewStage("", {"name": stage, "probability": chance})
            for stage, chance in zip(stages, chances, strict=True)
        ),
    )


@click.group(cls=NounGroup)
def pipelines() -> None:
    """List and change the pipelines."""


@pipelines.command("list")
@reads
@pass_session
def pipelines_list(session: Session, as_json: bool) -> None:
    """List the pipelines with their stages."""
    from pipeboard.cli.records import pipeline_record

    with session.reading() as workspace:
        board = workspace.board
        live = board.live_pipelines()
        if as_json:
            output.say_json_list("pipelines", (pipeline_record(one, board) for one in live))
            return
        rows = [
            (one.id, one.name, " > ".join(stage.name for stage in board.stages_in(one.id))) for one in live
        ]
        output.say_lines(output.table(("ID", "NAME", "STAGES"), rows, shrink=(2, 1)))


@pipelines.command("add")
@click.argument("name")
@click.option("--template", type=TEMPLATE, metavar="NAME", help="A template: `pipeboard templates list`.")
@click.option("--language", metavar="CODE", help="Language of the template's names.")
@click.option("--stages", metavar='"A,B,C"', help="Your own stages, in order.")
@writes
@pass_session
def pipelines_add(
    session: Session,
    name: str,
    template: str | None,
    language: str | None,
    stages: str | None,
    as_json: bool,
) -> None:
    """Add a pipeline."""
    new = pipeline_of(template, language, stages, name)
    with session.writing() as workspace:
        there = set(workspace.board.pipelines)
        _do(workspace, new._replace(at=session.moment(workspace)), there, "", as_json=as_json)


@pipelines.command("set")
@click.argument("pipeline", type=PIPELINE)
@click.option("--motion", type=click.Choice((*MOTIONS, "")), help="The sales motion of new deals in it.")
@click.option("--segment", metavar="NAME", help="The segment of new deals in it.")
@writes
@pass_session
def pipelines_set(
    session: Session, pipeline: str, motion: str | None, segment: str | None, as_json: bool
) -> None:
    """Say what new deals in a pipeline are, unless they say otherwise."""
    typed = {name: text for name, text in (("motion", motion), ("segment", segment)) if text is not None}
    if not typed:
        raise BadInput("Say what new deals are: --motion sales-led, --segment NAME or both.")
    _edit(session, pipeline, {name: text.strip() or None for name, text in typed.items()}, as_json=as_json)


@pipelines.command("rename")
@click.argument("pipeline", type=PIPELINE)
@click.argument("name")
@writes
@pass_session
def pipelines_rename(session: Session, pipeline: str, name: str, as_json: bool) -> None:
    """Give a pipeline another name; its id stays."""
    _edit(session, pipeline, {"name": name}, as_json=as_json)


@pipelines.command("retire")
@click.argument("pipeline", type=PIPELINE)
@writes
@pass_session
def pipelines_retire(session: Session, pipeline: str, as_json: bool) -> None:
    """Take a pipeline without open deals out of use."""
    from pipeboard.domain.actions import RetirePipeline
    from pipeboard.domain.find import find_pipeline

    with session.writing() as workspace:
        found = find_pipeline(workspace.board, pipeline)
        action = RetirePipeline(found.id, at=session.moment(workspace))
        _do(workspace, action, set(), found.id, as_json=as_json)


@click.group(cls=NounGroup)
def templates() -> None:
    """Show the pipelines to start from."""


@templates.command("list")
@reads
@pass_session
def templates_list(session: Session, as_json: bool) -> None:
    """List the templates."""
    from pipeboard.config.templates import load_templates

    shipped = load_templates()
    if as_json:
        output.say_json_list(
            "templates",
            (
                {
                    "id": one.id,
                    "title": one.title,
                    "language": one.language,
                    "description": one.description,
                    "stages": len(one.stages),
                }
                for one in shipped
            ),
        )
        return
    rows = [(one.id, one.title, one.language, str(len(one.stages)), one.description) for one in shipped]
    output.say_lines(
        output.table(
            ("NAME", "TITLE", "LANGUAGE", "STAGES", "WHAT"),
            rows,
            right=(3,),
            shrink=(4, 1),
            drop=(3, 2, 4),
            least=16,
        )
    )


@templates.command("show")
@click.argument("name", type=TEMPLATE)
@reads
@pass_session
def templates_show(session: Session, name: str, as_json: bool) -> None:
    """Show a template's stages with goals, checklists, materials and challenges."""
    from dataclasses import asdict

    from pipeboard.config.templates import find_template

    template = find_template(name)
    if as_json:
        output.say_json(asdict(template))
        return
    from pipeboard.cli.template_page import template_lines

    output.say_lines(template_lines(template, output.terminal_width()))


def _edit(session: Session, pipeline: str, changes: Changes, *, as_json: bool) -> None:
    from pipeboard.domain.actions import EditPipeline
    from pipeboard.domain.find import find_pipeline

    with session.writing() as workspace:
        found = find_pipeline(workspace.board, pipeline)
        action = EditPipeline(found.id, changes, at=session.moment(workspace))
        _do(workspace, action, set(), found.id, as_json=as_json)


def _do(workspace: Workspace, action: Action, there: set[str], pipeline_id: str, *, as_json: bool) -> None:
    """Carry out an action on a pipeline, save, and print the sentence or the pipeline."""
    from pipeboard.cli.records import pipeline_record

    outcome = workspace.do(action)
    workspace.flush()
    if not as_json:
        output.say(outcome.summary)
        return
    board = workspace.board
    found = board.pipelines[pipeline_id or next(iter(set(board.pipelines) - there))]
    output.say_json({"summary": outcome.summary, **pipeline_record(found, board)})
