"""What an action did, for those who follow what is done here and not what comes from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from pipeboard.domain.board import Board


@dataclass(frozen=True, slots=True)
class Done:
    """An action that was carried out and is durable."""

    by: str
    before: Board
    after: Board
    deals: tuple[str, ...]
    """Deals that are not as they were."""
