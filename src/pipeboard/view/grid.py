"""How a screen of a given size is divided into columns and cards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

NARROW: Final = 60
"""Under so many cells there is one column."""
LEAST_COLUMN: Final = 22
GAP: Final = 1
_TALL: Final = 28
_SHORT: Final = 16


@dataclass(frozen=True, slots=True)
class Grid:
    """How a screen of a given size is divided."""

    width: int
    height: int
    widths: tuple[int, ...]
    """Cells of each visible column, left to right."""
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

    @property
    def visible(self) -> int:
        return len(self.widths)

    @property
    def is_compact(self) -> bool:
        return self.card < 3


def grid(width: int, height: int, columns: int) -> Grid:
    """The division of `width` x `height` cells for a board of so many columns."""
    visible = 1 if width < NARROW else max(1, min(columns, (width + GAP) // (LEAST_COLUMN + GAP)))
    room = max(width - GAP * (visible - 1), visible)
    widths = tuple(room // visible + (1 if index < room % visible else 0) for index in range(visible))
    tabs = 1 if visible == 1 and columns > 1 else 0
    short = height < _SHORT
    head = 4 if height >= _TALL else 2
    rows = 2 if short else 3
    step = 2 if short else 4
    body = height - tabs - head - 1  # the last row says how many more there are
    capacity = max((body + step - rows) // step, 1)
    return Grid(width, height, widths, tabs, head, rows, step, capacity)
