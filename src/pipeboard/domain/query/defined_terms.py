"""The terms of a filter that ask for what the team defined: answers, the fit to profiles, the score.

Frozen nodes like those of `terms`; apart from them, since few filters need what stands behind these.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.frameworks import UNKNOWN
from pipeboard.domain.frozen import Frozen
from pipeboard.domain.profiles import fit_percent
from pipeboard.domain.query.terms import COMPARE, Operator, Test

GRADES: Final = {UNKNOWN: 0, "no": 1, "partial": 2, "yes": 3}


class Fits(Frozen):
    """How well the deal fits the best profile compares so, in percent; without a profile it never does."""

    operator: Operator
    number: Decimal

    def test(self) -> Test:
        compare, number = COMPARE[self.operator], self.number

        def test(deal: Deal, board: Board) -> bool:
            percent = fit_percent(deal, board)
            return percent is not None and compare(percent, number)

        return test


class Scores(Frozen):
    """The lead score that counts compares so."""

    operator: Operator
    number: Decimal
    today: date

    def test(self) -> Test:
        from pipeboard.domain.scoring import counting  # its rules are filters: it needs this module first

        compare, number, today = COMPARE[self.operator], self.number, self.today
        return lambda deal, board: compare(counting(deal, board, today), number)


class Answered(Frozen):
    """What is known of a criterion compares so; no < partial < yes, and what is unknown is none of them.

    Without a framework the deal's own one speaks first, then the one that was answered last.
    """

    framework: str
    criterion: str
    operator: Operator
    answer: str

    def test(self) -> Test:
        compare, answer, criterion = COMPARE[self.operator], self.answer, self.criterion
        wanted = self.framework
        if self.operator == "=":
            return lambda deal, _board: answer_to(deal, criterion, wanted) == answer
        grade = GRADES[answer]

        def test(deal: Deal, _board: Board) -> bool:
            known = GRADES[answer_to(deal, criterion, wanted)]
            return known > 0 and compare(known, grade)

        return test


def answer_to(deal: Deal, criterion: str, framework: str = "") -> str:
    """What is known of a criterion: by a framework, or by the one that knows best."""
    known = [
        one
        for one in deal.answers
        if one.criterion == criterion and one.answer != UNKNOWN and framework in ("", one.framework)
    ]
    if len(known) > 1:
        known.sort(key=lambda one: (one.framework == deal.framework, one.at))
    return known[-1].answer if known else UNKNOWN
