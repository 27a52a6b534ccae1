"""What the board's cells show, from the view, the size and the place of the cursor. Pure: text in, text out.

Wide screens show as many columns as fit and page sideways; under 60 cells there is one column and a strip
of tabs. A column scrolls by whole cards; the rule under its head and its last row say how many are hidden.
Collapsed columns are strips that always show. Lanes are bands through all columns, whose cells scroll alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from pipeboard.domain.board import Board
from pipeboard.domain.checklist import progress
from pipeboard.domain.deal import Deal
from pipeboard.domain.frameworks import frameworks
from pipeboard.view.bands import Band, bands
from pipeboard.view.board import BoardView
from pipeboard.view.card import BAR, Row, Span, Surroundings, card
from pipeboard.view.grid import GAP, Grid, grid_of, paging, window
from pipeboard.view.heads import head, lane_head, strip_rows, tab_strip
from pipeboard.view.marks import NO_MARKS, Look, Marks
from pipeboard.view.place import Place
from pipeboard.view.text import fit

OnOffer: TypeAlias = Callable[[Deal, Board, date], bool]
"""Tells whether a play is on offer for a deal on a day."""


@dataclass(frozen=True, slots=True)
class Block:
    """A column on the screen: rows of spans, each exactly `width` cells."""

    column: int
    """Its index among the columns of the view."""
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
        used = self.blocks[-1].x + self.blocks[-1].width if self.blocks else 0
        if used < self.grid.width:  # strips alone do not fill the screen
            spans.append((" " * (self.grid.width - used), "soft"))
        return tuple(spans)

    def to_text(self) -> str:
        """The screen as plain text, trailing spaces cut."""
        return "\n".join(row_text(self.row(y)).rstrip() for y in range(self.grid.height)) + "\n"


@dataclass(frozen=True, slots=True)
class Seen:
    """What is laid out: all that its parts look at."""

    view: BoardView
    shape: Grid
    place: Place
    marks: Marks
    bands: tuple[Band, ...]

    def pages(self, index: int) -> bool:
        """Whether a column is paged sideways; strips are not."""
        return not (self.shape.folds and self.view.columns[index].collapsed)


def row_text(row: Row) -> str:
    """A row without its roles."""
    return "".join(text for text, _ in row)


class Painter:
    """Lays out boards, and keeps what did not change since the last time."""

    def __init__(self) -> None:
        self.offers: OnOffer | None = None
        """None as long as cards do not tell of plays: what tells takes long to import."""
        self._cards: dict[tuple[str, int, int, Look], tuple[object, object, tuple[Row, ...]]] = {}
        self._blocks: dict[int, tuple[tuple[object, ...], object, Block]] = {}

    def layout(
        self, view: BoardView, width: int, height: int, place: Place, marks: Marks = NO_MARKS
    ) -> Layout:
        """The screen for a board; `marks` tell which deals stand out."""
        shape = grid_of(view, width, height)
        if view.arrangement.table:
            from pipeboard.view.table import table_rows  # most boards are none

            rows = table_rows(view, shape, place, marks, self.offers)
            return Layout(shape, (), (Block(0, 0, width, rows),))
        shown = window(view, shape, place.first)
        cut = bands(view, shape, place.first_lane, [index for index, _ in shown])
        seen = Seen(view, shape, place, marks, cut)
        paged = [index for index, _ in shown if seen.pages(index)] or [-1]
        blocks, x = [], 0
        for index, cells_wide in shown:
            ends = index == paged[0], index == paged[-1]
            blocks.append(self._block(seen, index, x, cells_wide, ends))
            x += cells_wide + GAP
        return Layout(shape, tab_strip(view, place, width) if shape.tabs else (), tuple(blocks))

    def _block(self, seen: Seen, index: int, x: int, width: int, ends: tuple[bool, bool]) -> Block:
        view, place, shape = seen.view, seen.place, seen.shape
        column = view.columns[index]
        active = index == place.column
        arrows = _arrows(seen, index, ends)
        key = (
            *(id(column), shape, x, width, active, seen.marks, arrows, ends[0]),
            *((place.row, place.lane) if active else (None, None)),
            tuple((band, place.top(index, band.lane)) for band in seen.bands),
            *(view.today, view.is_whole, id(view.board.defined), id(view.lanes), self.offers),
        )
        known = self._blocks.get(index)
        if known is not None and known[0] == key:
            return known[2]
        if column.collapsed and shape.folds:
            known_count = view.is_whole or column.outcome == "open"
            rows = strip_rows(column, shape, active=active, counted=known_count)
        else:
            # What a filter leaves says nothing about the limit.
            limit = 0 if view.match is not None else column.stage.limit
            rows = head(column, shape, width, active, arrows, _above(seen, index), limit=limit)
            rows.extend(self._body(seen, index, width, leads=ends[0]))
        block = Block(index, x, width, tuple(rows))
        # What the key names by its id is kept, so that the ids stay their own.
        self._blocks[index] = key, (column, view.board.defined, view.lanes), block
        return block

    def _body(self, seen: Seen, index: int, width: int, *, leads: bool) -> list[Row]:
        """The cards of a column, and the last row, which counts those below; `leads` names the lanes."""
        view, shape = seen.view, seen.shape
        column = view.columns[index]
        blank: Row = ((" " * width, "soft"),)
        rows: list[Row] = []
        below = 0
        for band in seen.bands:
            start, end = column.cell(band.lane) if not column.collapsed else (0, 0)
            top = min(seen.place.top(index, band.lane), max(end - start - band.cards, 0))
            last = min(start + top + band.cards, end)
            if view.lanes:
                hidden = top, end - last
                lane = view.lanes[band.lane] if leads else None
                rows.append(lane_head(lane, width, hidden, active=band.lane == seen.place.lane))
            else:
                below = end - last
            cards = self._cards_of(seen, index, range(start + top, last), width)
            if not cards:
                cards = [self._empty(seen, index, band.lane, width)]
            cards.extend([blank] * (band.cards * shape.step - len(cards)))
            rows.extend(cards)
        rows = rows[: shape.body]
        rows.extend([blank] * (shape.body - len(rows)))
        rows.append(((fit(_below(seen, below, leads=leads), width), "soft"),))
        return rows

    def _cards_of(self, seen: Seen, index: int, numbers: range, width: int) -> list[Row]:
        """Cards, each with the gap below it."""
        view, shape = seen.view, seen.shape
        column = view.columns[index]
        around = Surroundings(column.stage, view.today, view.zone, view.currency, frameworks(view.board))
        gap: tuple[Row, ...] = (((" " * width, "soft"),),) * (shape.step - shape.card)
        # Checklists and plays, too, follow from these; what is the same object is compared at once.
        about = around, view.board.defined, view.board.stages, self.offers
        row = seen.place.row if index == seen.place.column else -1
        rows: list[Row] = []
        for number in numbers:
            deal = column.deals[number]
            look = seen.marks.look(deal.id, cursor=number == row)
            key = (deal.id, width, shape.card, look)
            known = self._cards.get(key)
            if known is None or known[0] is not deal or known[1] != about:
                work, offered = progress(deal, view.board), self._is_offered(deal, view)
                rows_of_it = card(
                    deal, around, width, look, work=work, offered=offered, compact=shape.is_compact
                )
                known = (deal, about, rows_of_it + gap)
                self._remember(key, known)
            rows.extend(known[2])
        return rows

    def _is_offered(self, deal: Deal, view: BoardView) -> bool:
        return self.offers is not None and self.offers(deal, view.board, view.today)

    def _empty(self, seen: Seen, index: int, lane: int, width: int) -> Row:
        """What a cell without cards says."""
        column, place = seen.view.columns[index], seen.place
        here = index == place.column and lane == place.lane
        bar: Span = (BAR, "bar") if here else (" ", "soft")
        words = "no deals" if not seen.view.lanes else ""
        if column.collapsed and column.count:
            words = f"{column.count} {'deal' if column.count == 1 else 'deals'}, collapsed"
        return bar, (fit(words, width - 1), "soft")

    def _remember(
        self, key: tuple[str, int, int, Look], entry: tuple[object, object, tuple[Row, ...]]
    ) -> None:
        if len(self._cards) >= 2000:
            self._cards.clear()
        self._cards[key] = entry


def _arrows(seen: Seen, index: int, ends: tuple[bool, bool]) -> tuple[bool, bool]:
    """Whether more columns are scrolled off at the left and at the right: for those at the ends to tell."""
    if not any(ends):
        return False, False
    before, count = paging(seen.view, seen.shape, index)
    return ends[0] and before > 0, ends[1] and before + 1 < count


def _above(seen: Seen, index: int) -> str:
    """What is scrolled off above the cards: of the column, or whole lanes."""
    if not seen.view.lanes:
        top = seen.place.top(index)
        return f"▴ {top} more " if top else ""
    hidden = seen.place.first_lane
    return f"▴ {hidden} {'lane' if hidden == 1 else 'lanes'} " if hidden else ""


def _below(seen: Seen, cards: int, *, leads: bool) -> str:
    """What is scrolled off below."""
    if not seen.view.lanes:
        return f"  ▾ {cards} more" if cards > 0 else ""
    lanes = len(seen.view.lanes) - 1 - seen.bands[-1].lane
    return f"  ▾ {lanes} more {'lane' if lanes == 1 else 'lanes'}" if lanes and leads else ""
