"""Forms for what belongs to a stage: items of its checklist, materials and challenges."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from pipeboard.domain.actions import AddItem, Define
from pipeboard.domain.checklist import of_stage
from pipeboard.domain.dates import day_text
from pipeboard.domain.deal import Deal
from pipeboard.domain.definitions import Definition, called, fields_of
from pipeboard.domain.pipeline import Stage
from pipeboard.domain.values import Value
from pipeboard.view.form import Choice, Form, FormField, FormSpec, Misread, read_fields
from pipeboard.view.forms.dates import day_meaning

_FLAG: Final = (Choice("no", "no"), Choice("yes", "yes, it holds deals until it is done"))
_FIRST: Final = {"check": "text", "material": "title", "challenge": "text"}
"""The field that each kind must have."""


def new_content(kind: str, stage: Stage, now: datetime) -> FormSpec:
    """One more item, material or challenge of a stage."""
    home: dict[str, Value] = {"list": of_stage(stage.id)} if kind == "check" else {"stage": stage.id}

    def read(form: Form) -> Define:
        given = {name: text for name, text in _texts(kind, form).items() if text.strip()}
        return Define(kind, {**read_fields(fields_of(kind), given, now), **home})

    return FormSpec(f"New {called(kind)}", _fields(kind, None, now), read, save="add", aside=stage.name)


def new_item(deal: Deal) -> FormSpec:
    """An item of a deal's own."""

    def read(form: Form) -> AddItem:
        texts = _texts("check", form)
        return AddItem(deal.id, texts["text"], texts["required"] == "yes")

    fields = _fields("check", None)
    return FormSpec(
        "New checklist item", fields, read, save="add", aside=deal.title, key=f"deal.item {deal.id}"
    )


def edit_content(one: Definition, stage: Stage, now: datetime) -> FormSpec:
    """All that an item, material or challenge says."""

    def read(form: Form) -> Define:
        _texts(one.kind, form)
        return Define(one.kind, read_fields(fields_of(one.kind), form.changed(), now), one.id)

    title = f"Change the {called(one.kind)}"
    return FormSpec(title, _fields(one.kind, one, now), read, aside=stage.name)


def _texts(kind: str, form: Form) -> dict[str, str]:
    """What was typed; Misread while the field that it must have is empty."""
    texts, first = form.texts(), _FIRST[kind]
    if not texts[first].strip():
        raise Misread({first: f"A {called(kind)} needs a few words."})
    return texts


def _fields(kind: str, one: Definition | None, now: datetime | None = None) -> tuple[FormField, ...]:
    def text(name: str, label: str, hint: str) -> FormField:
        return FormField(name, label, one.text(name) if one else "", hint)

    if kind == "check":
        required = "yes" if one and one.flag("required") else "no"
        return (
            text("text", "Item", "what is to be done before the deal goes on"),
            FormField("required", "Required", required, choices=_FLAG),
        )
    if kind == "material":
        day = one.values.get("reviewed") if one else None
        shown = day_text(day) if isinstance(day, date) else ""
        meaning = day_meaning(now) if now else None
        return (
            text("title", "Title", "a template, a price list, a reference"),
            text("url", "Address", "optional: a link, a path, a shelf"),
            FormField(
                "reviewed", "Reviewed", shown, "optional: today, 1 dec", preview=meaning, replaced=True
            ),
        )
    return (
        text("text", "Challenge", "what goes wrong here again and again"),
        text("remedy", "Remedy", "optional: what helps"),
    )
