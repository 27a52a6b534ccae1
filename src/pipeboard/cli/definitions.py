"""Commands for what a team defines: `define`, and `frameworks` for those with many questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pipeboard.cli import output
from pipeboard.cli.lazy import NounGroup
from pipeboard.cli.options import pairs_of, pass_session, reads, writes
from pipeboard.cli.session import Session
from pipeboard.cli.values import DEFINITION, FRAMEWORK, KIND
from pipeboard.domain.errors import BadInput, NotFound

if TYPE_CHECKING:
    from pipeboard.domain.actions import Action
    from pipeboard.domain.board import Board
    from pipeboard.domain.definitions import Definition
    from pipeboard.domain.frameworks import Framework
    from pipeboard.workspace.workspace import Workspace


@click.command()
@click.argument("kind", type=KIND, required=False, metavar="[KIND]")
@click.argument("name", type=DEFINITION, required=False, metavar="[NAME]")
@click.argument("values", nargs=-1, metavar="[FIELD=VALUE]...")
@click.option("--remove", is_flag=True, help="Take it away.")
@writes
@pass_session
def define(
    session: Session,
    kind: str | None,
    name: str | None,
    values: tuple[str, ...],
    remove: bool,
    as_json: bool,
) -> None:
    """Show and change what the team defined.

    Without arguments it lists the kinds, with KIND alone what there is of one. NAME is an id, a title or a
    new title; with fields it is made or changed: `pipeboard define reason "Too slow" outcome=lost`. All
    kinds and fields: `pipeboard help definitions`.
    """
    if kind is None:
        with session.reading() as workspace:
            _list_kinds(workspace.board, as_json=as_json)
        return
    from pipeboard.domain.definitions import fields_of

    table = fields_of(kind)
    if name is not None and not values and name.partition("=")[0] in table and "=" in name:
        raise BadInput(f"Say which {kind} first: `pipeboard define {kind} NAME {name}`.")
    if name is None or not (values or remove):
        if remove:
            raise BadInput(f"Say which {kind} to take away: `pipeboard define {kind} NAME --remove`.")
        with session.reading() as workspace:
            _show(workspace.board, kind, name, as_json=as_json)
        return
    if values and remove:
        raise BadInput("Either change it or take it away (--remove), not both.")
    with session.writing() as workspace:
        if remove:
            _remove(session, workspace, kind, name, as_json=as_json)
        else:
            _change(session, workspace, kind, name, pairs_of(values, "define"), as_json=as_json)


def _list_kinds(board: Board, *, as_json: bool) -> None:
    from pipeboard.domain.definitions import KINDS, about
    from pipeboard.view.definitions import of_kind

    counts = {kind: len(of_kind(board, kind)) for kind in KINDS}
    if as_json:
        records = [{"kind": kind, "about": about(kind), "count": count} for kind, count in counts.items()]
        output.say_json_list("kinds", records)
        return
    rows = [(kind, str(count or "-"), about(kind)) for kind, count in counts.items()]
    output.say_lines(output.table(("KIND", "THERE", "WHAT"), rows, right=(1,), shrink=(2,)))


def _show(board: Board, kind: str, name: str | None, *, as_json: bool) -> None:
    from pipeboard.domain.find import find_definition
    from pipeboard.view.definitions import of_kind, shown_fields, value_text, whole_text

    fields = shown_fields(kind)
    if name is not None:
        try:
            one = find_definition(board, kind, name)
        except NotFound as error:
            if "There is no" not in error.sentence:
                raise
            example = next((field for field in fields if field not in ("title", "text")), "title")
            raise NotFound(
                f"{error.sentence} To make it, add a field: `pipeboard define {kind} NAME {example}=...`."
            ) from None
        if as_json:
            output.say_json(definition_record(one))
            return
        output.say(f"{one.title}  ({kind} {one.id})")
        widest = max(len(field.title) for field in fields.values())
        for field in fields.values():
            text = value_text(one.values.get(field.name))
            if text:
                output.say(f"  {field.title:<{widest}}  {text}")
        return
    there = of_kind(board, kind)
    if as_json:
        output.say_json_list("definitions", map(definition_record, there))
        return
    if not there:
        output.warn(f"There is no {kind} yet; make one: `pipeboard define {kind} NAME FIELD=VALUE`.")
        return
    used = [
        field for field in fields.values() if any(value_text(one.values.get(field.name)) for one in there)
    ]
    rows = [
        (
            one.id,
            *(
                whole_text(board, one.whole)
                if one.whole and one.values.get(field.name) == one.whole
                else value_text(one.values.get(field.name))
                for field in used
            ),
        )
        for one in there
    ]
    head = ("ID", *(field.title.upper() for field in used))
    output.say_lines(output.table(head, rows, shrink=range(1, len(head))))


def _change(
    session: Session, workspace: Workspace, kind: str, name: str, typed: dict[str, str], *, as_json: bool
) -> None:
    from pipeboard.domain.actions import Define
    from pipeboard.domain.definitions import fields_of, title_field, whole_of
    from pipeboard.domain.fields import parse_changes
    from pipeboard.domain.find import definition_to_change, with_wholes

    board = workspace.board
    changes = with_wholes(board, parse_changes(fields_of(kind), typed, workspace.now()))
    there = definition_to_change(board, kind, name, whole_of(changes))
    if there is None:
        changes = {title_field(kind): name.strip(), **changes}
    action = Define(kind, changes, there.id if there else None, at=session.moment(workspace))
    _do(workspace, action, kind, there.id if there else "", as_json=as_json)


def _remove(session: Session, workspace: Workspace, kind: str, name: str, *, as_json: bool) -> None:
    from pipeboard.domain.actions import Undefine
    from pipeboard.domain.find import find_definition

    found = find_definition(workspace.board, kind, name)
    outcome = workspace.do(Undefine(kind, found.id, at=session.moment(workspace)))
    if as_json:
        output.say_json({"summary": outcome.summary, **definition_record(found)})
    else:
        output.say(outcome.summary)


def _do(workspace: Workspace, action: Action, kind: str, name: str, *, as_json: bool) -> None:
    """Define, and print the sentence or what there is now; `name` is empty for a new one."""
    before = set(workspace.board.definitions(kind))
    outcome = workspace.do(action)
    workspace.flush()
    if not as_json:
        output.say(outcome.summary)
        return
    there = workspace.board.definitions(kind)
    made = name or next(one for one in there if one not in before)
    output.say_json({"summary": outcome.summary, **definition_record(there[made])})


def definition_record(one: Definition) -> dict[str, object]:
    """A definition's JSON form: its fields by name, null for those that say nothing."""
    from pipeboard.view.definitions import shown_fields

    values: dict[str, object] = {}
    for name, field in shown_fields(one.kind).items():
        value = one.values.get(name)
        values[name] = None if value is None else field.dump(value)
    return {"kind": one.kind, "id": one.id, "shipped": not one.since, **values}


@click.group(cls=NounGroup)
def frameworks() -> None:
    """List and add frameworks of qualification."""


@frameworks.command("list")
@reads
@pass_session
def frameworks_list(session: Session, as_json: bool) -> None:
    """List the frameworks with their criteria."""
    from pipeboard.domain.frameworks import frameworks as frameworks_of

    with session.reading() as workspace:
        known = frameworks_of(workspace.board).values()
        if as_json:
            output.say_json_list("frameworks", map(_framework_record, known))
            return
        rows = [
            (one.id, one.title, ", ".join(each.id for each in one.criteria) or "none yet", one.description)
            for one in known
        ]
        output.say_lines(output.table(("NAME", "TITLE", "CRITERIA", "WHAT"), rows, shrink=(3, 2, 1)))


@frameworks.command("show")
@click.argument("name", type=FRAMEWORK)
@reads
@pass_session
def frameworks_show(session: Session, name: str, as_json: bool) -> None:
    """Show a framework's criteria and what they ask."""
    from pipeboard.domain.frameworks import find_framework

    with session.reading() as workspace:
        found = find_framework(workspace.board, name)
    if as_json:
        output.say_json(_framework_record(found))
        return
    output.say(f"{found.title} ({found.id})")
    if found.description:
        output.say(found.description)
    output.say()
    rows = [(one.letter, one.title, one.id, one.question) for one in found.criteria]
    output.say_lines(output.table(("", "CRITERION", "NAME", "QUESTION"), rows, shrink=(3, 1)))


@frameworks.command("add")
@click.argument("name")
@click.argument("criteria", nargs=-1, metavar="CRITERION...")
@writes
@pass_session
def frameworks_add(session: Session, name: str, criteria: tuple[str, ...], as_json: bool) -> None:
    """Add a framework with its criteria.

    `pipeboard frameworks add SPIN Situation Problem Implication "Need payoff"`. Their questions are written
    with `pipeboard define criterion`.
    """
    from pipeboard.domain.actions import AddFramework
    from pipeboard.domain.frameworks import frameworks as frameworks_of

    with session.writing() as workspace:
        before = set(frameworks_of(workspace.board))
        outcome = workspace.do(AddFramework(name, criteria, at=session.moment(workspace)))
        known = frameworks_of(workspace.board)
    if not as_json:
        output.say(outcome.summary)
        return
    made = next(one for one in known if one not in before)
    output.say_json({"summary": outcome.summary, **_framework_record(known[made])})


def _framework_record(one: Framework) -> dict[str, object]:
    return {
        "id": one.id,
        "title": one.title,
        "description": one.description,
        "criteria": [
            {"id": each.id, "letter": each.letter, "title": each.title, "question": each.question}
            for each in one.criteria
        ],
    }
