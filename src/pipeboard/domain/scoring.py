"""The lead score: the points of those of the team's rules that hold for a deal.

A rule is a filter (see `query`) with points to add or take. It is the same for everybody, so it cannot speak
of `me`, and it cannot ask for the score, which it is part of. A score that somebody set by hand counts in the
place of the computed one; both are shown.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import NamedTuple

from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.definitions import Definition
from pipeboard.domain.errors import BadInput
from pipeboard.domain.query import Query, parse_rule


class Rule(NamedTuple):
    """A rule, ready to use."""

    definition: Definition
    points: int
    query: Query | None
    """None for one that cannot be read: it was written in another clone, or by a newer version."""
    problem: str
    """Why it cannot be read, in a sentence; empty if it can."""


class Line(NamedTuple):
    """A rule, and whether it holds for a deal."""

    rule: Rule
    holds: bool


class Score(NamedTuple):
    """A deal's score and how it comes about."""

    computed: int
    """The sum of the rules that hold."""
    override: int | None
    """Set by hand; None if nobody did."""
    lines: tuple[Line, ...]
    """Every rule, in the team's order."""

    @property
    def counts(self) -> int:
        """The score that counts."""
        return self.computed if self.override is None else self.override


def score(deal: Deal, board: Board, today: date) -> Score:
    """The deal's score on a day of the board, with its breakdown."""
    lines = tuple(Line(rule, _holds(rule, deal, board)) for rule in rules_of(board, today))
    return Score(sum(line.rule.points for line in lines if line.holds), deal.score_override, lines)


def computed(deal: Deal, board: Board, today: date) -> int:
    """The sum of the rules that hold."""
    return sum(rule.points for rule in rules_of(board, today) if _holds(rule, deal, board))


def counting(deal: Deal, board: Board, today: date) -> int:
    """The score that counts: what was set by hand, else the sum of the rules that hold."""
    return computed(deal, board, today) if deal.score_override is None else deal.score_override


def read_rule(when: str, today: date, board: Board) -> Query:
    """The filter of a rule; BadInput names the character where it cannot be read."""
    return parse_rule(when, datetime.combine(today, time(), board.zone), board)


def rules_of(board: Board, today: date) -> tuple[Rule, ...]:
    """The team's rules, read once a day: they may speak of days from today."""
    days = board.agreed(_no_day_yet)
    if today not in days:
        days.clear()
        days[today] = tuple(_rule(one, today, board) for one in board.definitions("score").values())
    return days[today]


def _no_day_yet(_board: Board) -> dict[date, tuple[Rule, ...]]:
    return {}


def _rule(definition: Definition, today: date, board: Board) -> Rule:
    points = definition.number("points")
    try:
        return Rule(definition, points, read_rule(definition.text("when"), today, board), "")
    except BadInput as error:
        return Rule(definition, points, None, error.sentence)


def _holds(rule: Rule, deal: Deal, board: Board) -> bool:
    return rule.query is not None and rule.query.matches(deal, board)
