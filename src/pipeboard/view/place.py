"""The cursor on a board, and what is scrolled into view: data, moved by pure functions."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeboard.view.board import BoardView
    from pipeboard.view.grid import Grid


@dataclass(frozen=True, slots=True)
class Place:
    """Where the cursor is, the leftmost visible column, and the topmost card of each scrolled column."""

    column: int = 0
    row: int = 0
    first: int = 0
    tops: Mapping[int, int] = field(default_factory=dict)

    def top(self, column: int) -> int:
        """The topmost visible card of a column."""
        return self.tops.get(column, 0)


def settled(place: Place, view: BoardView, shape: Grid) -> Place:
    """The nearest place that exists, scrolled so that the cursor is visible.

    A column scrolls by half of what it shows: fewer repaints than a card at a time, and some context stays.
    """
    last = max(len(view.columns) - 1, 0)
    column = min(max(place.column, 0), last)
    count = view.columns[column].count if view.columns else 0
    row = min(max(place.row, 0), max(count - 1, 0))
    first = min(max(place.first, column - shape.visible + 1, 0), column)
    first = min(first, max(len(view.columns) - shape.visible, 0))
    tops = place.tops
    top = _top(place.top(column), row, count, shape.capacity)
    if top != place.top(column):
        tops = {**tops, column: top}
    clamped = {
        index: one
        for index, one in tops.items()
        if index <= last and one > 0 and one <= max(view.columns[index].count - 1, 0)
    }
    if (column, row, first) == (place.column, place.row, place.first) and clamped == place.tops:
        return place
    return Place(column, row, first, clamped)


def stepped(place: Place, view: BoardView, shape: Grid, down: int) -> Place:
    """Up or down some cards; stops at the ends."""
    return settled(replace(place, row=place.row + down), view, shape)


def crossed(place: Place, view: BoardView, shape: Grid, right: int) -> Place:
    """Some columns to the side, at the same height on the screen; stops at the ends."""
    column = min(max(place.column + right, 0), max(len(view.columns) - 1, 0))
    return _entered(place, view, shape, column)


def in_column(place: Place, view: BoardView, shape: Grid, column: int) -> Place:
    """In a column by its index, at the same height on the screen; the same place when there is none."""
    return _entered(place, view, shape, column) if 0 <= column < len(view.columns) else place


def followed(place: Place, before: BoardView, after: BoardView, shape: Grid) -> Place:
    """The same deal's place after a change; the nearest neighbour's when it is gone."""
    deal = before.deal_at(place.column, place.row)
    found = after.place(deal.id) if deal else None
    if found is not None:
        return settled(replace(place, column=found[0], row=found[1]), after, shape)
    return settled(place, after, shape)


def at_deal(place: Place, view: BoardView, shape: Grid, deal_id: str) -> Place:
    """On a deal; the same place when it is not shown."""
    found = view.place(deal_id)
    return place if found is None else settled(replace(place, column=found[0], row=found[1]), view, shape)


def _entered(place: Place, view: BoardView, shape: Grid, column: int) -> Place:
    if column == place.column:
        return place
    height = place.row - place.top(place.column)
    return settled(replace(place, column=column, row=place.top(column) + height), view, shape)


def _top(top: int, row: int, count: int, capacity: int) -> int:
    """A scroll offset at which `row` is visible and no room is wasted below the last card."""
    half = max(capacity // 2, 1)
    if row < top:
        top = min(row, max(row - half + 1, 0)) if row + half < count else row - capacity + 1
        top = min(top, row)
    elif row >= top + capacity:
        top = row - capacity + half
        top = max(top, row - capacity + 1)
    return max(min(top, count - capacity), 0)
