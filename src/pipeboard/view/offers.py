"""On which deals a play is on offer, for their cards: worked out for those alone that are drawn."""

from __future__ import annotations

from datetime import date
from typing import Final

from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.playbook import is_offered
from pipeboard.domain.standing import Ruled, ruled

_MOST: Final = 2000
"""So many answers are kept."""


def warm_offers(board: Board, today: date) -> Offers:
    """What tells it, with the filters of the plays read already."""
    ruled("play", board, today)
    return Offers()


class Offers:
    """Asks the triggers of the plays about a deal once; again when the deal, the plays or the day change."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Deal, tuple[Ruled, ...], bool]] = {}

    def __call__(self, deal: Deal, board: Board, today: date) -> bool:
        """Whether a play is on offer for the deal."""
        plays = ruled("play", board, today)
        known = self._known.get(deal.id)
        if known is None or known[0] is not deal or known[1] is not plays:
            if len(self._known) >= _MOST:
                self._known.clear()
            known = self._known[deal.id] = deal, plays, is_offered(deal, board, today)
        return known[2]
