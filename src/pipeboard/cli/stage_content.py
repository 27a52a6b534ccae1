"""Commands for what a stage says: `stages show`, `stages check`, `stages material`, `stages challenge`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import click

from pipeboard.cli import output
from pipeboard.cli.lazy import NounGroup
from pipeboard.cli.options import pass_session, reads, text_of, writes
from pipeboard.cli.session import Session
from pipeboard.cli.values import STAGE
from pipeboard.domain.errors import BadInput

if TYPE_CHECKING:
    from pipeboard.domain.actions import Action
    from pipeboard.domain.board import Board
    from pipeboard.domain.definitions import Definition
    from pipeboard.domain.pipeline import Stage
    from pipeboard.workspace.workspace import Workspace

_WHAT: Final = {"check": "checklist item", "material": "material", "challenge": "challenge"}


@click.command("show")
@click.argument("stage", type=STAGE)
@reads
@pass_session
def stages_show(session: Session, stage: str, as_json: bool) -> None:
    """Show everything about a stage: goal, guidance, checklist, materials, challenges."""
    from pipeboard.domain.find import find_stage

    with session.reading() as workspace:
        board, today = workspace.board, workspace.today()
        found = find_stage(board, stage)
        if as_json:
            output.say_json(_record(found, board))
            return
        from pipeboard.view.about_stage import about_rows, about_stage
        from pipeboard.view.layout import row_text

        output.say(f"{found.name} ({found.id}, {board.pipelines[found.pipeline].name})")
        rows = about_rows(about_stage(found, board, today), output.terminal_width())
        output.say_lines(row_text(row).rstrip() for row in rows)


@click.group("check", cls=NounGroup)
def stages_check() -> None:
    """Change the checklist of a stage."""


@stages_check.command("add")
@click.argument("stage", type=STAGE)
@click.argument("text", nargs=-1, required=True)
@click.option("--required", is_flag=True, help="It holds a deal in the stage until it is done.")
@writes
@pass_session
def check_add(session: Session, stage: str, text: tuple[str, ...], required: bool, as_json: bool) -> None:
    """Add an item for the deals that come into the stage from now on."""
    _add(session, "check", stage, {"text": text_of(text)}, {"required": True} if required else {}, as_json)


@stages_check.command("set")
@click.argument("stage", type=STAGE)
@click.argument("item")
@click.option("--text", metavar="TEXT", help="What is to be done.")
@click.option("--required/--optional", default=None, help="Whether it holds deals until it is done.")
@writes
@pass_session
def check_set(
    session: Session, stage: str, item: str, text: str | None, required: bool | None, as_json: bool
) -> None:
    """Change an item, also on the deals that have it already."""
    _set(session, "check", stage, item, {"text": text}, {"required": required}, as_json)


@stages_check.command("remove")
@click.argument("stage", type=STAGE)
@click.argument("item")
@writes
@pass_session
def check_remove(session: Session, stage: str, item: str, as_json: bool) -> None:
    """Remove an item; the deals that have it keep it."""
    _remove(session, "check", stage, item, as_json)


@click.group("material", cls=NounGroup)
def stages_material() -> None:
    """Change the materials that one needs in a stage."""


@stages_material.command("add")
@click.argument("stage", type=STAGE)
@click.argument("title", nargs=-1, required=True)
@click.option("--url", metavar="ADDRESS", help="Where it is: a link, a path, a shelf.")
@click.option("--reviewed", metavar="WHEN", help="When somebody last looked whether it still holds.")
@writes
@pass_session
def material_add(
    session: Session, stage: str, title: tuple[str, ...], url: str | None, reviewed: str | None, as_json: bool
) -> None:
    """Add a material: a template, a price list, a reference."""
    _add(session, "material", stage, {"title": text_of(title), "url": url, "reviewed": reviewed}, {}, as_json)


@stages_material.command("set")
@click.argument("stage", type=STAGE)
@click.argument("item")
@click.option("--title", metavar="TITLE", help="Another title.")
@click.option("--url", metavar="ADDRESS", help="Where it is.")
@click.option("--reviewed", metavar="WHEN", help="When somebody last looked whether it still holds.")
@writes
@pass_session
def material_set(
    session: Session,
    stage: str,
    item: str,
    title: str | None,
    url: str | None,
    reviewed: str | None,
    as_json: bool,
) -> None:
    """Change a material; an empty value empties a field."""
    _set(session, "material", stage, item, {"title": title, "url": url, "reviewed": reviewed}, {}, as_json)


@stages_material.command("reviewed")
@click.argument("stage", type=STAGE)
@click.argument("item")
@click.argument("when", default="today")
@writes
@pass_session
def material_reviewed(session: Session, stage: str, item: str, when: str, as_json: bool) -> None:
    """Note that a material was looked through: today, or WHEN."""
    _set(session, "material", stage, item, {"reviewed": when}, {}, as_json)


@stages_material.command("remove")
@click.argument("stage", type=STAGE)
@click.argument("item")
@writes
@pass_session
def material_remove(session: Session, stage: str, item: str, as_json: bool) -> None:
    """Remove a material."""
    _remove(session, "material", stage, item, as_json)


@click.group("challenge", cls=NounGroup)
def stages_challenge() -> None:
    """Change what is known to go wrong in a stage, and what helps."""


@stages_challenge.command("add")
@click.argument("stage", type=STAGE)
@click.argument("text", nargs=-1, required=True)
@click.option("--remedy", metavar="TEXT", help="What helps.")
@writes
@pass_session
def challenge_add(
    session: Session, stage: str, text: tuple[str, ...], remedy: str | None, as_json: bool
) -> None:
    """Add a known challenge."""
    _add(session, "challenge", stage, {"text": text_of(text), "remedy": remedy}, {}, as_json)


@stages_challenge.command("set")
@click.argument("stage", type=STAGE)
@click.argument("item")
@click.option("--text", metavar="TEXT", help="Other words for it.")
@click.option("--remedy", metavar="TEXT", help="What helps.")
@writes
@pass_session
def challenge_set(
    session: Session, stage: str, item: str, text: str | None, remedy: str | None, as_json: bool
) -> None:
    """Change a challenge or its remedy."""
    _set(session, "challenge", stage, item, {"text": text, "remedy": remedy}, {}, as_json)


@stages_challenge.command("remove")
@click.argument("stage", type=STAGE)
@click.argument("item")
@writes
@pass_session
def challenge_remove(session: Session, stage: str, item: str, as_json: bool) -> None:
    """Remove a challenge."""
    _remove(session, "challenge", stage, item, as_json)


GROUPS: Final = (stages_show, stages_check, stages_material, stages_challenge)


def _add(
    session: Session,
    kind: str,
    stage: str,
    typed: dict[str, str | None],
    flags: dict[str, bool],
    as_json: bool,
) -> None:
    from pipeboard.domain.actions import Define
    from pipeboard.domain.checklist import of_stage

    def make(found: Stage, workspace: Workspace) -> Action:
        home = {"list": of_stage(found.id)} if kind == "check" else {"stage": found.id}
        given = {name: text for name, text in typed.items() if text}
        changes = {**_parsed(kind, given, workspace), **flags, **home}
        return Define(kind, changes, at=session.moment(workspace))

    _do(session, stage, make, as_json=as_json)


def _set(
    session: Session,
    kind: str,
    stage: str,
    item: str,
    typed: dict[str, str | None],
    flags: dict[str, bool | None],
    as_json: bool,
) -> None:
    from pipeboard.domain.actions import Define

    def make(found: Stage, workspace: Workspace) -> Action:
        one = _item(found, workspace.board, kind, item)
        given = {name: text for name, text in typed.items() if text is not None}
        changes = {
            **_parsed(kind, given, workspace),
            **{name: value for name, value in flags.items() if value is not None},
        }
        if not changes:
            raise BadInput(f"Nothing to change was named; see `pipeboard stages {kind} set --help`.")
        return Define(kind, changes, one.id, at=session.moment(workspace))

    _do(session, stage, make, as_json=as_json)


def _remove(session: Session, kind: str, stage: str, item: str, as_json: bool) -> None:
    from pipeboard.domain.actions import Undefine

    def make(found: Stage, workspace: Workspace) -> Action:
        one = _item(found, workspace.board, kind, item)
        return Undefine(kind, one.id, at=session.moment(workspace))

    _do(session, stage, make, as_json=as_json)


def _do(session: Session, stage: str, make: Callable[[Stage, Workspace], Action], *, as_json: bool) -> None:
    """Carry out an action on what belongs to a stage; print the sentence, or the stage."""
    from pipeboard.domain.find import find_stage

    with session.writing() as workspace:
        found = find_stage(workspace.board, stage)
        outcome = workspace.do(make(found, workspace))
        board = workspace.board
    if as_json:
        output.say_json({"summary": outcome.summary, **_record(found, board)})
    else:
        output.say(outcome.summary)


def _parsed(kind: str, typed: dict[str, str], workspace: Workspace) -> dict[str, Any]:
    from pipeboard.domain.definitions import fields_of
    from pipeboard.domain.fields import parse_changes

    return dict(parse_changes(fields_of(kind), typed, workspace.now()))


def _item(stage: Stage, board: Board, kind: str, text: str) -> Definition:
    from pipeboard.domain.find import find_listed
    from pipeboard.view.about_stage import content_of

    return find_listed(content_of(board, stage, kind), text, _WHAT[kind], stage.name)


def _record(stage: Stage, board: Board) -> dict[str, object]:
    """The stage with all that belongs to it."""
    from pipeboard.cli.records import content_record, stage_record
    from pipeboard.view.about_stage import content_of

    def listed(kind: str) -> list[dict[str, object]]:
        return [content_record(one) for one in content_of(board, stage, kind)]

    return {
        **stage_record(stage),
        "checklist": listed("check"),
        "materials": listed("material"),
        "challenges": listed("challenge"),
    }
