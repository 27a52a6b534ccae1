"""What a meeting agreed on that belongs to no deal: actions, and notes.

An action has an owner or a day, and is open until it is done; without either it is a note.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from pipeboard.domain.board import Board
from pipeboard.domain.definitions import Definition

ACTION: Final = "action"
"""The kind of definitions that they are."""


def is_note(one: Definition) -> bool:
    """Whether there is nothing to do."""
    return not one.text("owner") and one.values.get("due") is None


def is_open(one: Definition) -> bool:
    """Whether there is still something to do."""
    return not is_note(one) and one.values.get("done") is None


def open_actions(board: Board) -> tuple[Definition, ...]:
    """What is still to be done, the earliest first; those without a day last."""
    found = (one for one in board.definitions(ACTION).values() if is_open(one))
    return tuple(sorted(found, key=lambda one: (day_of(one, "due") or date.max, one.id)))


def day_of(one: Definition, name: str) -> date | None:
    """A day of an action; None where nothing is said."""
    day = one.values.get(name)
    return day if isinstance(day, date) else None


def whose(one: Definition, day: str) -> str:
    """Who does an action and by when, `day` as it is to be written: "Bo, by Friday"."""
    return ", ".join(part for part in (one.text("owner"), f"by {day}" if day else "") if part)
