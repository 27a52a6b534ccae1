"""The lead score: the points of those of the team's rules that hold for a deal.

A rule is a filter (see `standing`) with points to add or take. A score that somebody set by hand counts in
the place of the computed one; both are shown.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.standing import Ruled, ruled


class Line(NamedTuple):
    """A rule, and whether it holds for a deal."""

    rule: Ruled
    points: int
    """What it adds, or takes where it is below 0."""
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
    lines = tuple(
        Line(rule, rule.definition.number("points"), rule.holds(deal, board))
        for rule in ruled("score", board, today)
    )
    return Score(sum(line.points for line in lines if line.holds), deal.score_override, lines)


def computed(deal: Deal, board: Board, today: date) -> int:
    """The sum of the rules that hold."""
    return sum(
        rule.definition.number("points") for rule in ruled("score", board, today) if rule.holds(deal, board)
    )


def counting(deal: Deal, board: Board, today: date) -> int:
    """The score that counts: what was set by hand, else the sum of the rules that hold."""
    return computed(deal, board, today) if deal.score_override is None else deal.score_override
