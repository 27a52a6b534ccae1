"""What the same figures can be made for, one by one: sources, owners, ... (M27)."""

from __future__ import annotations

from pipeboard.domain.board import Board
from pipeboard.metrics.population import Dimension


def dimension(name: str, board: Board) -> Dimension:
    """What a deal is in a dimension: the value of that field, "" where it is not known.

    A source is what it was when the deal was made; the currency of most deals is the board's.
    """
    if name == "source":
        return lambda one: one.source
    if name == "currency":
        return lambda one: one.deal.currency or board.settings.currency
    return lambda one: str(getattr(one.deal, name))
