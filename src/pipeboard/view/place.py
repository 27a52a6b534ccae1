"""The cursor on a board, and what is scrolled into view: data, moved by pure functions."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from pipeboard.view.bands import HEAD, bands, first_lane
from pipeboard.view.grid import paging, window

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeboard.view.board import BoardView
    from pipeboard.view.grid import Grid

NOWHERE: Final = -1
"""The row of a cursor that stands on no card: in an empty cell, or on a collapsed column."""
_UNSCROLLED: Final[Mapping[tuple[int, int], int]] = MappingProxyType({})


class Place(NamedTuple):
    """Where the cursor is, and what is scrolled."""

    column: int = 0
    row: int = 0
    """Of the whole column, over all its lanes; `NOWHERE` on no card. In a collapsed column it is that of the
    deal that was just moved there, so that it can be moved on."""
    first: int = 0
    """How many columns are scrolled off at the left; those that are strips always show."""
    tops: Mapping[tuple[int, int], int] = _UNSCROLLED
    """By column and lane: how many of the cell's cards are scrolled off at the top."""
    lane: int = 0
    first_lane: int = 0
    """The lane at the top of the screen."""
    height: int = 0
    """How many cards of its cell the cursor stood below the topmost one shown, when it was on a card last."""

    def top(self, column: int, lane: int = 0) -> int:
        """The topmost visible card of a cell, from the first one in it."""
        return self.tops.get((column, lane), 0)


def settled(place: Place, view: BoardView, shape: Grid) -> Place:
    """The nearest place that exists, scrolled so that the cursor is visible.

    The lane holds, and the row gives way. A cell scrolls by half of what it shows: fewer repaints than a card
    at a time, and some context stays.
    """
    if not view.columns:
        return Place()
    last = len(view.columns) - 1
    index = min(max(place.column, 0), last)
    column = view.columns[index]
    lane = min(max(place.lane, 0), max(len(view.lanes) - 1, 0))
    first = _first(place.first, view, shape, index)
    shown = [at for at, _ in window(view, shape, first)]
    topmost = first_lane(view, shape, place.first_lane, lane, shown)
    tops = {cell: top for cell, top in place.tops.items() if _is_there(view, cell, top)}
    row, height = place.row, place.height
    start, end = column.cell(lane)
    if column.collapsed:
        row = row if 0 <= row < column.count else NOWHERE
    elif start == end:
        row = NOWHERE
    else:
        row = min(max(row, start), end - 1)
        capacity = next(band.cards for band in bands(view, shape, topmost, shown) if band.lane == lane)
        top = _top(tops.get((index, lane), 0), row - start, end - start, capacity)
        tops.pop((index, lane), None)
        if top:
            tops[index, lane] = top
        height = row - start - top
    after = Place(index, row, first, tops, lane, topmost, height)
    return place if after == place else after


def start(view: BoardView, shape: Grid) -> Place:
    """On the first card of the first column that shows cards."""
    column = next((at for at, one in enumerate(view.columns) if not one.collapsed), 0)
    row = NOWHERE if view.columns and view.columns[column].collapsed else 0
    return settled(Place(column, row), view, shape)


def on_row(place: Place, view: BoardView, column: int, row: int) -> Place:
    """On a row of a column, in the lane of that row; not settled yet."""
    return place._replace(column=column, row=row, lane=view.columns[column].lane_at(row))


def stepped(place: Place, view: BoardView, shape: Grid, down: int) -> Place:
    """Up or down some cards, from lane to lane; stops at the ends."""
    column = view.columns[place.column] if view.columns else None
    if column is None or column.collapsed or not column.count:
        return settled(place, view, shape)
    row = place.row
    if row == NOWHERE:  # between the cards of the lanes above and below
        below = column.cell(place.lane)[0]
        if (down > 0 and below == column.count) or (down < 0 and below == 0):
            return settled(place, view, shape)
        row = below - 1 if down > 0 else below
    row = min(max(row + down, 0), column.count - 1)
    return settled(on_row(place, view, place.column, row), view, shape)


def crossed(place: Place, view: BoardView, shape: Grid, right: int) -> Place:
    """Some columns to the side, in the same lane at the same height on the screen; stops at the ends."""
    column = min(max(place.column + right, 0), max(len(view.columns) - 1, 0))
    return _entered(place, view, shape, column)


def in_column(place: Place, view: BoardView, shape: Grid, column: int) -> Place:
    """In a column by its index, at the same height on the screen; the same place when there is none."""
    return _entered(place, view, shape, column) if 0 <= column < len(view.columns) else place


def pointed(place: Place, view: BoardView, shape: Grid, column: int, y: int) -> Place:
    """Where a pointer stands: in a column, on a row of the screen below its head."""
    shown = [at for at, _ in window(view, shape, place.first)]
    seen = bands(view, shape, place.first_lane, shown)
    band = next((one for one in reversed(seen) if one.y <= max(y, 0)), seen[0])
    inside = max(y - band.y - (HEAD if view.lanes else 0), 0)
    one = view.columns[column]
    row = one.cell(band.lane)[0] + place.top(column, band.lane) + inside // shape.step
    there = place._replace(column=column, lane=band.lane, row=NOWHERE if one.collapsed else row)
    return settled(there, view, shape)


def followed(place: Place, before: BoardView, after: BoardView, shape: Grid) -> Place:
    """The same deal's place after a change; the nearest neighbour's when it is gone."""
    deal = before.deal_at(place.column, place.row)
    lanes = [lane.key for lane in after.lanes]
    if lanes != [lane.key for lane in before.lanes]:
        here = before.lanes[place.lane].key if place.lane < len(before.lanes) else None
        place = place._replace(tops={}, lane=lanes.index(here) if here in lanes else place.lane)
    found = after.place(deal.id) if deal else None
    if found is not None and not (after.columns[found[0]].collapsed and _was_open(before, after, found[0])):
        return settled(on_row(place, after, *found), after, shape)
    column = place.column if found is None else found[0]
    if column < len(after.columns) and after.columns[column].collapsed:
        place = place._replace(column=column, row=NOWHERE)
    return settled(place, after, shape)


def at_deal(place: Place, view: BoardView, shape: Grid, deal_id: str) -> Place:
    """On a deal; the same place when it is not shown."""
    found = view.place(deal_id)
    return place if found is None else settled(on_row(place, view, *found), view, shape)


def _was_open(before: BoardView, after: BoardView, column: int) -> bool:
    """Whether a column that is collapsed now showed its cards before; the cursor does not stay on one."""
    stage = after.columns[column].stage.id
    return any(one.stage.id == stage and not one.collapsed for one in before.columns)


def _entered(place: Place, view: BoardView, shape: Grid, column: int) -> Place:
    if column == place.column or not view.columns:
        return place
    if view.columns[column].collapsed:
        return settled(place._replace(column=column, row=NOWHERE), view, shape)
    row = view.columns[column].cell(place.lane)[0] + place.top(column, place.lane) + place.height
    return settled(place._replace(column=column, row=row), view, shape)


def _first(first: int, view: BoardView, shape: Grid, column: int) -> int:
    """How far the columns are paged so that one of them is on the screen; strips are there anyway."""
    at, count = paging(view, shape, column)
    if not (shape.folds and view.columns[column].collapsed):
        first = min(max(first, at - shape.visible + 1, 0), at)
    return min(max(first, 0), max(count - shape.visible, 0))


def _is_there(view: BoardView, cell: tuple[int, int], top: int) -> bool:
    column, lane = cell
    if column >= len(view.columns) or lane >= max(len(view.lanes), 1):
        return False
    start, end = view.columns[column].cell(lane)
    return 0 < top < end - start


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
