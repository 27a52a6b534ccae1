"""What the board's cells show, from the view, the size and the place of the cursor. Pure: text in, text out.

Wide screens show as many columns as fit and page sideways; under 60 cells there is one column and a strip
of tabs. A column scrolls by whole cards; the rule under its head and its last row say how many are hidden.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from pipeboard.domain.checklist import progress
from pipeboard.domain.frameworks import frameworks
from pipeboard.view.board import BoardView, Column
from pipeboard.view.card import BAR, Row, Span, State, Surroundings, card
from pipeboard.view.grid import GAP, Grid, grid
from pipeboard.view.place import Place
from pipeboard.view.text import cells, cut, fit

_NONE: Final[frozenset[str]] = frozenset()
_LEAST_TAB: Final = 12
"""Cells that make a tab with a cut name worth showing."""


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangle of the screen: rows of spans, each exactly `width` cells."""

    x: int
    width: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole screen as blocks from left to right, with the tab strip above them."""

    grid: Grid
    strip: Row
    blocks: tuple[Block, ...]

    def row(self, y: int) -> Row:
        """Row `y` of the screen, from side to side."""
        if y < self.grid.tabs:
            return self.strip
        spans: list[Span] = []
        for index, block in enumerate(self.blocks):
            if index:
                spans.append((" " * GAP, "soft"))
            spans.extend(block.rows[y - self.grid.tabs] if y - self.grid.tabs < len(block.rows) else ())
        return tuple(spans)

    def to_text(self) -> str:
        """The screen as plain text, trailing spaces cut."""
        return "\n".join(row_text(self.row(y)).rstrip() for y in range(self.grid.height)) + "\n"


def row_text(row: Row) -> str:
    """A row without its roles."""
    return "".join(text for text, _ in row)


class Painter:
    """Lays out boards, and keeps what did not change since the last time."""

    def __init__(self) -> None:
        self._cards: dict[tuple[str, int, int, State], tuple[object, object, tuple[Row, ...]]] = {}
        self._blocks: dict[int, tuple[tuple[object, ...], object, Block]] = {}

    def layout(
        self, view: BoardView, width: int, height: int, place: Place, matches: AbstractSet[str] = _NONE
    ) -> Layout:
        """The screen for a board; `matches` are the ids of deals that stand out."""
        shape = grid(width, height, len(view.columns))
        blocks = []
        x = 0
        for offset, cells_wide in enumerate(shape.widths):
            index = place.first + offset
            if index < len(view.columns):
                blocks.append(self._block(view, shape, place, index, x, cells_wide, matches))
            x += cells_wide + GAP
        return Layout(shape, _strip(view, place, width) if shape.tabs else (), tuple(blocks))

    def _block(
        self,
        view: BoardView,
        shape: Grid,
        place: Place,
        index: int,
        x: int,
        width: int,
        matches: AbstractSet[str],
    ) -> Block:
        column = view.columns[index]
        row = place.row if index == place.column else -1
        more_left = place.first > 0 and x == 0
        more_right = place.first + shape.visible < len(view.columns) and x + width >= shape.width
        active = index == place.column
        key = (
            id(column),
            shape,
            x,
            width,
            place.top(index),
            row,
            active,
            matches,
            more_left,
            more_right,
            view.today,
            id(view.board.defined),
        )
        known = self._blocks.get(index)
        if known is not None and known[0] == key:
            return known[2]
        rows = _head(column, shape, width, active, (more_left, more_right), place.top(index))
        rows.extend(self._body(view, column, shape, width, place.top(index), row, matches))
        block = Block(x, width, tuple(rows))
        # Column and definitions are kept so that their ids stay their own.
        self._blocks[index] = key, (column, view.board.defined), block
        return block

    def _body(
        self,
        view: BoardView,
        column: Column,
        shape: Grid,
        width: int,
        top: int,
        row: int,
        matches: AbstractSet[str],
    ) -> list[Row]:
        height = shape.height - shape.tabs - shape.head
        blank: Row = ((" " * width, "soft"),)
        known_frameworks = frameworks(view.board)
        around = Surroundings(column.stage, view.today, view.zone, view.currency, known_frameworks)
        rows: list[Row] = []
        shown = column.deals[top : top + shape.capacity]
        for number, deal in enumerate(shown, top):
            state: State = "match" if deal.id in matches else "plain"
            if number == row:
                state = "cursor match" if deal.id in matches else "cursor"
            key = (deal.id, width, shape.card, state)
            known = self._cards.get(key)
            about = around, progress(deal, view.board)
            if known is None or known[0] is not deal or known[1] != about:
                rows_of_it = card(deal, around, width, state, work=about[1], compact=shape.is_compact)
                known = (deal, about, rows_of_it)
                self._remember(key, known)
            rows.extend(known[2])
            rows.extend([blank] * (shape.step - shape.card))
        if not shown:
            bar: Span = (BAR, "bar") if row >= 0 else (" ", "soft")
            rows.append((bar, (fit("no deals", width - 1), "soft")))
        rows = rows[: height - 1]
        rows.extend([blank] * (height - 1 - len(rows)))
        more = column.count - top - len(shown)
        rows.append(((fit(f"  ▾ {more} more" if more > 0 else "", width), "soft"),))
        return rows

    def _remember(
        self, key: tuple[str, int, int, State], entry: tuple[object, object, tuple[Row, ...]]
    ) -> None:
        if len(self._cards) >= 2000:
            self._cards.clear()
        self._cards[key] = entry


def _head(
    column: Column, shape: Grid, width: int, active: bool, arrows: tuple[bool, bool], top: int
) -> list[Row]:
    """Name and count, what the column is worth, and a rule that tells what is hidden above.

    Name and rule are in the colour of the stage; the name of the active column stands out instead.
    """
    count = str(column.count)
    left, right = "‹" if arrows[0] else " ", "›" if arrows[1] else " "
    coloured = f"stage {column.stage.colour}" if column.stage.colour else ""
    role = "head active" if active else coloured or "head"
    name = fit(column.stage.name, max(width - 3 - cells(count), 0))
    rows: list[Row] = [((f"{left}{name} {count}{right}", role),)]
    above = f"▴ {top} more " if top else ""
    post = column.stage.phase == "post"
    if shape.head > 2:
        weighted = "after the win" if post else _weighted(column, width - 2)
        rows.append(((fit(f" {column.total or 'no value yet'}", width), "text"),))
        rows.append(((fit(f" {weighted}", width), "soft"),))
    elif not above:
        above = _worth(column, width - 4)
    rule = "─" * max(width - 2 - cells(above), 0)
    # The words of the rule are to be read, its line only to be seen.
    line: Span = (f"{rule} ", coloured or ("rule active" if active else "rule"))
    rows.append(((f" {above}", coloured or "soft"), line) if above else ((" ", "soft"), line))
    return rows


def _weighted(column: Column, room: int) -> str:
    """The weighted worth, in as many words as there is room for."""
    if not column.weighted_total:
        return ""
    words = f"weighted {column.weighted_total}"
    return words if cells(words) <= room else f"≈{column.weighted_total}"


def _worth(column: Column, room: int) -> str:
    """What the column is worth, with the weighted sum where there is room."""
    if not column.total:
        return ""
    if column.stage.phase == "pre" and len(column.totals) == 1:
        both = f"{column.total} ≈{column.weighted_total.split()[0]} "
        if cells(both) <= room:
            return both
    return f"{cut(column.total, room - 1)} "


def _strip(view: BoardView, place: Place, width: int) -> Row:
    """The column names on one row, the present one in view; one beside them is cut where it has room."""
    names = [_tab(column, width * 2) for column in view.columns]
    present, room = place.column, width - 2
    names[present] = _tab(view.columns[present], room - (_LEAST_TAB if len(names) > 1 else 0))
    first, last = present, present + 1
    room -= cells(names[present])
    while True:
        if last < len(names) and cells(names[last]) <= room:
            room -= cells(names[last])
            last += 1
        elif first > 0 and cells(names[first - 1]) <= room:
            first -= 1
            room -= cells(names[first])
        else:
            break
    beside = last if last < len(names) else first - 1
    if beside >= 0 and room >= _LEAST_TAB:
        names[beside] = _tab(view.columns[beside], room)
        room -= cells(names[beside])
        first, last = min(first, beside), max(last, beside + 1)
    return (
        ("‹" if first else " ", "soft"),
        *((names[at], "tab active" if at == present else "tab") for at in range(first, last)),
        (" " * max(room, 0), "soft"),
        ("›" if last < len(names) else " ", "soft"),
    )


def _tab(column: Column, room: int) -> str:
    """A column's name and count in at most `room` cells; the name gives way."""
    count = f" {column.count} "
    return f" {cut(column.stage.name, max(room - 1 - cells(count), 1))}{count}"
