"""Forms for what a team defines, made from the fields of each kind: no kind has a form of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from pipeboard.domain.actions import Define
from pipeboard.domain.arrangement import read_arrangement
from pipeboard.domain.board import Board
from pipeboard.domain.checklist import CLOSING, HANDOVER, SCREENING, of_stage
from pipeboard.domain.companies import company_of
from pipeboard.domain.deal import Deal
from pipeboard.domain.definitions import NAMED, Definition, title_field
from pipeboard.domain.errors import BadInput, NotFound
from pipeboard.domain.find import with_wholes
from pipeboard.domain.readings import Field
from pipeboard.domain.standing import read_rule
from pipeboard.domain.values import Value
from pipeboard.domain.views import KIND as VIEW
from pipeboard.domain.views import check_filter, check_letter
from pipeboard.view.definitions import of_kind, shown_fields, value_text, whole_text
from pipeboard.view.form import Choice, Form, FormField, FormSpec, Misread, in_full, read_fields
from pipeboard.view.forms.dates import day_meaning
from pipeboard.view.forms.field import example_of, hint_of
from pipeboard.view.forms.templates import LINES

_NONE: Final = Choice("", "none")
_FLAG: Final = ("yes", "no")
_HINTS: Final = {
    "when": "source:referral value>10k",
    "letter": "the first of the title",
    "rate": "0.92",
    "filter": "owner:me value>10k",
    "shown": "sort:-value lanes:owner",
}
_CHECKS: Final[Mapping[str, Callable[[str], object]]] = {
    "letter": check_letter,
    "filter": check_filter,
    "shown": read_arrangement,
}
"""What tells a slip in a field of a view."""


def new_definition(
    board: Board, kind: str, now: datetime, given: Mapping[str, str] | None = None
) -> FormSpec:
    """Something of a kind to be defined; `given` holds texts to begin with."""

    def read(form: Form) -> Define:
        typed = {
            name: text
            for name, text in form.texts().items()
            if text.strip() and not (fields[name].choices == _FLAG and text == "no")
        }
        missing = [field for field in fields.values() if field.required and field.name not in typed]
        if missing:
            raise Misread({field.name: f"{field.title} must not be empty." for field in missing})
        return Define(kind, _read(board, kind, typed, now))

    fields = shown_fields(kind)
    made = tuple(
        _field(board, kind, field, (given or {}).get(field.name, ""), now) for field in fields.values()
    )
    return FormSpec(f"New {kind}", made, read, save="define", key=f"definition {kind}")


def change_definition(board: Board, one: Definition, now: datetime) -> FormSpec:
    """All that a definition says."""

    def read(form: Form) -> Define:
        return Define(one.kind, _read(board, one.kind, form.changed(), now), one.id)

    fields = shown_fields(one.kind)
    made = tuple(_field(board, one.kind, field, _text(board, one, field), now) for field in fields.values())
    key = f"definition {one.kind}/{one.id}"
    return FormSpec(f"Change {one.kind}", made, read, aside=one.title, key=key)


def company_form(board: Board, deal: Deal, now: datetime) -> FormSpec:
    """What is known of a deal's company, which it must name."""
    known = company_of(deal, board)
    if known is not None:
        return change_definition(board, known, now)
    return new_definition(board, "company", now, {"title": deal.company})


def _read(board: Board, kind: str, typed: Mapping[str, str], now: datetime) -> dict[str, Value]:
    """What was typed, with stages and the like by their ids; Misread with a sentence for each slip."""
    values = read_fields(shown_fields(kind), typed, now)
    errors = {}
    for name in (*NAMED, "list"):
        if values.get(name):
            try:
                values.update(with_wholes(board, {name: values[name]}))
            except NotFound as error:
                errors[name] = error.sentence
    if values.get("when"):
        try:
            read_rule(str(values["when"]), now.date(), board)
        except BadInput as error:
            errors["when"] = error.sentence
    for name, check in _CHECKS.items() if kind == VIEW else ():
        try:
            check(str(values.get(name) or ""))
        except BadInput as error:
            errors[name] = error.sentence
    if errors:
        raise Misread(errors)
    return values


def _text(board: Board, one: Definition, field: Field) -> str:
    """What a field holds, as people type it."""
    value = one.values.get(field.name)
    if field.choices == _FLAG:
        return "yes" if value else "no"
    return whole_text(board, str(value)) if field.name in NAMED and value else value_text(value)


def _field(board: Board, kind: str, field: Field, text: str, now: datetime) -> FormField:
    example = example_of(field, now)
    choices = tuple(Choice(word, word) for word in field.choices)
    if choices and field.choices != _FLAG and not field.required:
        choices = (_NONE, *choices)
    is_named = field.name in (*NAMED, "list")
    return FormField(
        field.name,
        field.title,
        text or ("no" if field.choices == _FLAG else ""),
        _HINTS.get(field.name) or hint_of(example),
        choices=choices,
        known=_known(board, kind, field) if isinstance(example, str) or is_named else (),
        listed=is_named,
        preview=_preview(board, field, example, now),
        lines=LINES,
        replaced=isinstance(example, (date, Decimal, int)) and not choices,
    )


def _known(board: Board, kind: str, field: Field) -> tuple[str, ...]:
    """What the field can hold, or has held before."""
    stages = [stage for one in board.live_pipelines() for stage in board.stages_in(one.id)]
    if field.name == "stage":
        return tuple(stage.name for stage in stages)
    if field.name == "list":
        return (SCREENING, CLOSING, HANDOVER, *(of_stage(stage.id) for stage in stages))
    if field.name in NAMED:
        return tuple(one.title for one in of_kind(board, field.name))
    if field.name in (title_field(kind), "when", "note", "question"):
        return ()
    used = (value_text(one.values.get(field.name)) for one in of_kind(board, kind))
    return tuple(dict.fromkeys(text for text in used if text and len(text) <= 40))


def _preview(board: Board, field: Field, example: Value, now: datetime) -> Callable[[str], str] | None:
    """Says back what a date is understood as, for how many deals a rule holds, and a long text in full."""
    if isinstance(example, date):
        return day_meaning(now)
    if field.name != "when":
        return in_full if isinstance(example, str) else None

    def tell(text: str) -> str:
        if not text.strip():
            return ""
        try:
            rule = read_rule(text, now.date(), board)
        except BadInput as error:
            return error.sentence
        there = [deal for deal in board.visible_deals() if deal.is_open]
        holds = sum(1 for deal in there if rule.matches(deal, board))
        return f"Holds for {holds} of {len(there)} open deals."

    return tell
