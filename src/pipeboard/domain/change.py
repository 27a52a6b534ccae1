"""What rows that came or went did to a board."""

from __future__ import annotations

from typing import NamedTuple

from pipeboard.domain.board import Board


class Change(NamedTuple):
    """What rows that came or went did to the board."""

    deals: tuple[str, ...] = ()
    """Deals that are not as they were."""
    outline: bool = False
    """Whether settings, pipelines or stages changed."""
    came: tuple[str, ...] = ()
    """Events that others wrote: another app, a pull."""


def difference(before: Board, after: Board) -> Change:
    """What differs between two boards."""
    changed = tuple(
        deal_id
        for deal_id in before.deals.keys() | after.deals.keys()
        if before.deals.get(deal_id) != after.deals.get(deal_id)
    )
    return Change(changed, _outline_of(before) != _outline_of(after))


def _outline_of(board: Board) -> tuple[object, ...]:
    return board.settings, board.pipelines, board.stages, board.defined, board.conflicts
