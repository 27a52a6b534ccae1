"""Definitions that hold for the deals a filter selects: rules of the score, plays.

Such a filter is the same for everybody, so it cannot speak of `me`, and it cannot ask for the score, which
rules of its own make.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import NamedTuple

from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.definitions import Definition
from pipeboard.domain.errors import BadInput
from pipeboard.domain.query import Query, parse_rule


class Ruled(NamedTuple):
    """A definition with its filter, ready to use."""

    definition: Definition
    query: Query | None
    """None for one that cannot be read: it was written in another clone, or by a newer version."""
    problem: str
    """Why it cannot be read, in a sentence; empty if it can."""

    def holds(self, deal: Deal, board: Board) -> bool:
        """Whether the filter selects the deal."""
        return self.query is not None and self.query.matches(deal, board)


def ruled(kind: str, board: Board, today: date) -> tuple[Ruled, ...]:
    """All of a kind, in the team's order; read once a day, for they may speak of days from today."""
    days = board.agreed(_no_day_yet)
    if today not in days:
        days.clear()
        days[today] = {}
    if kind not in days[today]:
        days[today][kind] = tuple(_ruled(one, today, board) for one in board.definitions(kind).values())
    return days[today][kind]


def read_rule(when: str, today: date, board: Board) -> Query:
    """The filter of a rule; BadInput names the character where it cannot be read."""
    return parse_rule(when, datetime.combine(today, time(), board.zone), board)


def _no_day_yet(_board: Board) -> dict[date, dict[str, tuple[Ruled, ...]]]:
    return {}


def _ruled(definition: Definition, today: date, board: Board) -> Ruled:
    try:
        return Ruled(definition, read_rule(definition.text("when"), today, board), "")
    except BadInput as error:
        return Ruled(definition, None, error.sentence)
