"""The action of a review: what was decided about deals that were looked at together."""

from __future__ import annotations

from pipeboard.domain.actions.base import OnDeals


class ReviewDeals(OnDeals):
    """Record what was decided about deals, one of `review.DECISIONS`, with a note.

    Of closed ones `drove` and `blocked` say what spoke for them and what stood in their way.
    """

    decision: str
    text: str = ""
    drove: str = ""
    blocked: str = ""
