"""How lanes share the height of the screen: a band of some cards for each, one below the other.

Every cell of a band scrolls by itself, so a key paints one cell and not the board. Small lanes take no more
than they need; where there are more lanes than fit, they are paged.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from pipeboard.view.board import BoardView
    from pipeboard.view.grid import Grid

HEAD: Final = 1
"""Rows of a lane's head."""
_LEAST: Final = 2
"""Cards of a lane that has as many, before lanes are paged."""


class Band(NamedTuple):
    """A lane on the screen."""

    lane: int
    y: int
    """Its first row below the heads of the columns: that of its own head, where it has one."""
    cards: int
    """How many cards fit into each of its cells."""


def bands(view: BoardView, shape: Grid, first: int, columns: Sequence[int]) -> tuple[Band, ...]:
    """The lanes on the screen from the `first` on; the one of all cards where the board is not cut.

    `columns` are those on the screen, by index.
    """
    if not view.lanes:
        return (Band(0, 0, shape.capacity),)
    given, room = _least(view, shape, first, columns)
    growing = True
    while growing and room >= shape.step:
        growing = False
        for lane, cards in given.items():
            if room >= shape.step and cards < _need(view, lane, columns):
                given[lane] = cards + 1
                room -= shape.step
                growing = True
    found, y = [], 0
    for lane, cards in given.items():
        found.append(Band(lane, y, cards))
        y += HEAD + cards * shape.step
    return tuple(found)


def first_lane(view: BoardView, shape: Grid, first: int, lane: int, columns: Sequence[int]) -> int:
    """The lane at the top of the screen so that `lane` is on it: `first`, as long as that will do."""
    if not view.lanes:
        return 0
    if lane < first:  # a page back, which ends with it
        first = _backwards(view, shape, lane, columns)
    elif lane not in _least(view, shape, first, columns)[0]:
        first = lane
    return min(first, _backwards(view, shape, len(view.lanes) - 1, columns))


def _backwards(view: BoardView, shape: Grid, last: int, columns: Sequence[int]) -> int:
    """The first lane of a screen that ends with `last`."""
    first = last
    while first > 0 and last in _least(view, shape, first - 1, columns)[0]:
        first -= 1
    return first


def _least(view: BoardView, shape: Grid, first: int, columns: Sequence[int]) -> tuple[dict[int, int], int]:
    """Lanes that fit with a few cards each, by index, and the rows that are left."""
    room = shape.body + shape.step - shape.card  # no gap is needed below the last card
    given: dict[int, int] = {}
    for lane in range(first, len(view.lanes)):
        cards = min(_need(view, lane, columns), _LEAST)
        if given and HEAD + cards * shape.step > room:
            break
        cards = min(cards, max((room - HEAD) // shape.step, 1))
        given[lane] = cards
        room -= HEAD + cards * shape.step
    return given, room


def _need(view: BoardView, lane: int, columns: Sequence[int]) -> int:
    """The cards of a lane's fullest cell, as far as it is on the screen."""
    cells = (view.columns[at].cell(lane) for at in columns if not view.columns[at].collapsed)
    return max((end - start for start, end in cells), default=0) or 1
