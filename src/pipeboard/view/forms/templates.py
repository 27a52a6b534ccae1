"""What a follow-up can be made from: the team's prompts, and the first steps of its cadences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from pipeboard.domain.board import Board
from pipeboard.domain.cadences import Following, first_step, prompt_step, steps_of
from pipeboard.view.form import Choice, FormField

LINES: Final = 3
"""Rows for the words of a template."""
_NONE: Final = Choice("", "none")


@dataclass(frozen=True, slots=True)
class Offer:
    """A template: what people call it, what it fills in and what to know about it."""

    label: str
    step: Following
    about: str


def offers(board: Board, today: date, *, cadences: bool = True) -> dict[str, Offer]:
    """What is on offer, by the value of its choice: first the prompts, then the cadences."""
    found = {
        f"prompt {one.id}": Offer(one.title, prompt_step(one, today), one.text("text"))
        for one in board.definitions("prompt").values()
    }
    for one in board.definitions("cadence").values() if cadences else ():
        step = first_step(one.id, board, today)
        if step is not None:
            count = len(steps_of(one.id, board))
            label = f"{one.title} (cadence)"
            found[f"cadence {one.id}"] = Offer(label, step, f"{count} steps. {one.text('description')}")
    return found


def template_field(on_offer: Mapping[str, Offer], chosen: str = "", label: str = "Template") -> FormField:
    """The field that picks one of them; beneath it stands what it is about."""

    def about(value: str) -> str:
        return on_offer[value].about if value in on_offer else "a follow-up to start from, or a cadence"

    choices = (_NONE, *(Choice(value, one.label) for value, one in on_offer.items()))
    return FormField("template", label, chosen, choices=choices, preview=about, lines=LINES)
