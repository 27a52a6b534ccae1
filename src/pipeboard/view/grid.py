"""How a screen of a given size is divided into columns and cards."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from pipeboard.view.board import BoardView

NARROW: Final = 60
"""Under so many cells there is one column."""
LEAST_COLUMN: Final = 21
STRIP: Final = 3
"""Cells of a collapsed column."""
GAP: Final = 1
_TALL: Final = 28
_SHORT: Final = 16
_TABLE_HEAD: Final = 2


class Grid(NamedTuple):
    """How a screen of a given size is divided."""

    width: int
    height: int
    widths: tuple[int, ...]
    """Cells of each visible column, left to right; without those that are strips."""
    tabs: int
    """Rows of the tab strip: 1 when there is one column, else 0."""
    head: int
    """Rows of a column's head, with the rule under it."""
    card: int
    """Rows of a card."""
    step: int
    """Rows from one card to the next."""
    capacity: int
    """Cards that fit in a column."""
    folds: bool = True
    """Whether collapsed columns are strips; where there is no room for those, they page like the others."""

    @property
    def visible(self) -> int:
        return len(self.widths)

    @property
    def is_compact(self) -> bool:
        return self.card < 3

    @property
    def body(self) -> int:
        """Rows for cards; the last one of the screen says how many more there are."""
        return self.height - self.tabs - self.head - 1


@lru_cache(maxsize=16)  # the same object for the same screen is compared at once
def grid(width: int, height: int, columns: int, strips: int = 0) -> Grid:
    """The division of `width` x `height` cells for a board of so many columns, and so many collapsed ones."""
    room = width - strips * (STRIP + GAP)
    folds = width >= NARROW and room >= LEAST_COLUMN
    if not folds:
        room, columns = width, columns + strips
    visible = min(columns, (room + GAP) // (LEAST_COLUMN + GAP)) if folds else 1
    visible = max(1, visible) if columns else 0
    room = max(room - GAP * (visible - 1), visible)
    widths = tuple(room // visible + (1 if index < room % visible else 0) for index in range(visible))
    tabs = 1 if visible == 1 and columns > 1 else 0
    short = height < _SHORT
    head = 4 if height >= _TALL else 2
    rows = 2 if short else 3
    step = 2 if short else 4
    body = height - tabs - head - 1
    capacity = max((body + step - rows) // step, 1)
    return Grid(width, height, widths, tabs, head, rows, step, capacity, folds)


def grid_of(view: BoardView, width: int, height: int) -> Grid:
    """The division of the screen for what a view shows."""
    if view.arrangement.table:
        capacity = max(height - _TABLE_HEAD - 1, 1)
        return Grid(width, height, (width,), 0, _TABLE_HEAD, 1, 1, capacity)
    strips = sum(column.collapsed for column in view.columns)
    return grid(width, height, len(view.columns) - strips, strips)


def window(view: BoardView, shape: Grid, first: int) -> tuple[tuple[int, int], ...]:
    """The columns on the screen, left to right: index and cells of each.

    `first` counts the open columns that are scrolled off at the left; strips are always there.
    """
    found: list[tuple[int, int]] = []
    place, visible = -first, shape.visible
    for index, column in enumerate(view.columns):
        if shape.folds and column.collapsed:
            found.append((index, STRIP))
            continue
        if 0 <= place < visible:
            found.append((index, shape.widths[place]))
        place += 1
    return tuple(found)


def paging(view: BoardView, shape: Grid, column: int) -> tuple[int, int]:
    """How many columns that page come before one of them, and how many there are."""
    pages = [not (shape.folds and one.collapsed) for one in view.columns]
    return sum(pages[:column]), sum(pages)
