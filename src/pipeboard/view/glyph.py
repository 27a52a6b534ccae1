"""Qualification at a glance: one sign for each criterion, in the order of the framework.

`B~n·`: a capital letter for yes, a small one for no, `~` for partly, a dot for not known. It needs no colour.
"""

from __future__ import annotations

from typing import Final

from pipeboard.domain.deal import Deal
from pipeboard.domain.frameworks import UNKNOWN, Criterion, framework_of

PARTLY: Final = "~"
NOT_KNOWN: Final = "·"


def glyph(deal: Deal) -> str:
    """The signs of a deal's framework; "" while nothing is known."""
    if not deal.answers:
        return ""
    answers = deal.answers_in(deal.framework)
    if all(one.answer == UNKNOWN for one in answers.values()):
        return ""
    criteria = framework_of(deal.framework, deal.answers).criteria
    return "".join(sign(one, answers[one.id].answer if one.id in answers else UNKNOWN) for one in criteria)


def sign(criterion: Criterion, answer: str) -> str:
    """The sign of one criterion."""
    signs = {"yes": criterion.letter.upper(), "no": criterion.letter.lower(), "partial": PARTLY}
    return signs.get(answer, NOT_KNOWN)
