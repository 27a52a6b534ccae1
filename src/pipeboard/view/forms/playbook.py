"""Forms for what was said against deals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pipeboard.domain.actions import RaiseObjection
from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.definitions import Definition
from pipeboard.view.form import Form, FormField, FormSpec, Misread

_ANSWER: Final = 5
"""Rows of an answer."""


def raise_objection(deals: Sequence[Deal], objection: Definition) -> FormSpec:
    """An objection of the playbook that was raised, with the customer's own words."""
    ids = tuple(deal.id for deal in deals)

    def read(form: Form) -> RaiseObjection:
        return RaiseObjection(ids, objection.id, form.texts()["text"].strip())

    answer = f"→ {objection.text('answer')}" if objection.text("answer") else ""
    said = FormField(
        "text", "Their words", "", "optional: as they said it", preview=lambda _: answer, lines=_ANSWER
    )
    about = deals[0].title if len(deals) == 1 else f"{len(deals)} deals"
    key = f"deal.objection {ids[0]} {objection.id}"
    return FormSpec(f"They object: {objection.title}", (said,), read, save="log it", aside=about, key=key)


def objection_fields(board: Board) -> tuple[FormField, ...]:
    """Which objection was raised, of the playbook or a new one, and in what words; see `read_objection`."""
    known = {one.title.casefold(): one for one in board.definitions("objection").values()}

    def tell(typed: str) -> str:
        one = known.get(typed.strip().casefold())
        if one is not None:
            return f"→ {one.text('answer')}" if one.text("answer") else ""
        return "New: the playbook keeps it under these words." if typed.strip() else ""

    return (
        FormField(
            "objection",
            "Objection",
            "",
            "what they have against it",
            known=tuple(one.title for one in known.values()),
            listed=True,
            preview=tell,
            lines=_ANSWER,
        ),
        # Another name than that of what a touch was about: the cursor comes to the objection first.
        FormField("words", "Their words", "", "optional: as they said it"),
    )


def read_objection(deals: Sequence[str], form: Form, board: Board) -> RaiseObjection:
    """What was typed into `objection_fields`; Misread without an objection."""
    texts = {name: text.strip() for name, text in form.texts().items()}
    title = texts["objection"]
    if not title:
        raise Misread({"objection": "Say what they object: pick one with ↓, or type a few words."})
    there = [
        one.id for one in board.definitions("objection").values() if one.title.casefold() == title.casefold()
    ]
    new = "" if there else title
    return RaiseObjection(tuple(deals), there[0] if there else "", texts["words"], new)
