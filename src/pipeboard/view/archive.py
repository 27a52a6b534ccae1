"""Deals that are off the board, archived or deleted, as a list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from pipeboard.domain.board import Board
from pipeboard.domain.dates import show_day
from pipeboard.domain.deal import Deal
from pipeboard.domain.followup import local_day
from pipeboard.domain.ids import moment_of, sort_key
from pipeboard.view.card import Row, value_text
from pipeboard.view.dialog import CHOSEN, LATE, SOFT, TEXT
from pipeboard.view.text import cells, clean, fit, fit_right

_WIDE: Final = 60
"""From so many cells on, the company and the value are shown."""


def put_away(board: Board) -> tuple[Deal, ...]:
    """The archived and the deleted deals, the last changed first; not those that were merged into others."""
    away = (deal for deal in board.deals.values() if (deal.archived or deal.deleted) and not deal.merged_into)
    return tuple(sorted(away, key=lambda deal: sort_key(deal.changed), reverse=True))


def archive_rows(
    deals: Sequence[Deal], first: int, count: int, cursor: int, board: Board, today: date, width: int
) -> list[Row]:
    """So many of the deals, each on a row of `width` cells."""
    return [
        _row(deals[at], board, today, width, chosen=at == cursor)
        for at in range(first, min(first + count, len(deals)))
    ]


def _row(deal: Deal, board: Board, today: date, width: int, *, chosen: bool) -> Row:
    what = "deleted" if deal.deleted else "archived"
    day = show_day(local_day(moment_of(deal.changed), board.zone), today)
    right = f"  {what:<8}  {fit_right(day, 6)} "
    more = ""
    if width >= _WIDE:
        value = value_text(deal, board.settings.currency)
        more = f"  {fit(deal.company, (width - cells(right)) // 3)}  {fit_right(value, 13)}"
    title = fit(f" {clean(deal.title) or '(no title)'}", width - cells(right) - cells(more))
    soft, late = (CHOSEN, CHOSEN) if chosen else (SOFT, LATE if deal.deleted else SOFT)
    return (title, CHOSEN if chosen else TEXT), (more, soft), (right, late)
