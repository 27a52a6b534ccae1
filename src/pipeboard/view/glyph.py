"""Qualification at a glance: one sign for each criterion, in the order of the framework.

`B~n·`: a capital letter for yes, a small one for no, `~` for partly, a dot for not known. It needs no colour.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pipeboard.domain.deal import Deal
from pipeboard.domain.frameworks import UNKNOWN, Criterion, Framework, framework_among

PARTLY: Final = "~"
NOT_KNOWN: Final = "·"
NO: Final = "-"
"""For a letter that has no small form."""


def glyph(deal: Deal, known: Mapping[str, Framework]) -> str:
    """The signs of a deal's framework among those of the board; "" while nothing is known."""
    if not deal.answers:
        return ""
    answers = deal.answers_in(deal.framework)
    if all(one.answer == UNKNOWN for one in answers.values()):
        return ""
    criteria = framework_among(known, deal.framework, deal.answers).criteria
    return "".join(sign(one, answers[one.id].answer if one.id in answers else UNKNOWN) for one in criteria)


def sign(criterion: Criterion, answer: str) -> str:
    """The sign of one criterion."""
    capital, small = criterion.letter.upper(), criterion.letter.lower()
    if len(capital) > 1 or capital == small:  # a script without capitals
        capital, small = criterion.letter, NO
    return {"yes": capital, "no": small, "partial": PARTLY}.get(answer, NOT_KNOWN)
