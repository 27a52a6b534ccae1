"""The board: one widget for all columns and cards. The cursor is data, and nothing has the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from pipeboard.tui.widgets.pointing import Pointing
from pipeboard.view.grid import Grid, grid_of
from pipeboard.view.marks import NO_MARKS, Marks
from pipeboard.view.place import Place, at_deal, followed, pointed, settled, start

if TYPE_CHECKING:
    from pipeboard.domain.deal import Deal
    from pipeboard.tui.widgets.pointing import Move
    from pipeboard.view.board import BoardView
    from pipeboard.view.card import Row
    from pipeboard.view.columns import Column
    from pipeboard.view.layout import Layout, OnOffer, Painter


class BoardWidget(Pointing):
    """Shows a `BoardView`; call `update_view` with a new one and `move` to move the cursor."""

    class CursorMoved(Message, bubble=False):
        """For the screen alone: the cursor stands on another deal, or on none."""

        def __init__(self, deal: Deal | None) -> None:
            super().__init__()
            self.deal = deal

    class Resized(Message):
        """Another number of columns may be seen."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("text", id=id)
        self._view: BoardView | None = None
        self._place = Place()
        self._marks = NO_MARKS
        self._painter: Painter | None = None
        self._layout: Layout | None = None
        self._last: str | None = None

    @property
    def view(self) -> BoardView | None:
        """What is shown; None until the board is read."""
        return self._view

    @property
    def place(self) -> Place:
        """Where the cursor is."""
        return self._place

    @property
    def layout_shown(self) -> Layout | None:
        """The cells on the screen."""
        return self._layout

    @property
    def deal(self) -> Deal | None:
        """The deal under the cursor."""
        return self._view.deal_at(self._place.column, self._place.row) if self._view else None

    @property
    def column(self) -> Column | None:
        """The column of the cursor."""
        columns = self._view.columns if self._view else ()
        return columns[self._place.column] if self._place.column < len(columns) else None

    def update_view(self, view: BoardView, cursor: str | None = None) -> None:
        """Show another state of the board. The cursor stays with its deal, or goes to the one named."""
        if self._painter is None:
            # 20 ms with all that it needs; the first paint has no cards yet.
            from pipeboard.view.layout import Painter

            self._painter = Painter()
        before, self._view = self._view, view
        shape = self._grid(view)
        self._place = start(view, shape) if before is None else followed(self._place, before, view, shape)
        if cursor is not None and (self.deal is None or self.deal.id != cursor):
            self._place = at_deal(self._place, view, shape, cursor)
        self._paint()

    def move(self, move: Move) -> None:
        """Move the cursor."""
        if self._view is not None:
            self._place = move(self._place, self._view, self._grid(self._view))
            self._paint()

    def go_to(self, deal_id: str) -> None:
        """Put the cursor on a deal, if it is shown."""
        self.move(to_deal(deal_id))

    @property
    def marks(self) -> Marks:
        """Which deals stand out."""
        return self._marks

    @property
    def tells_offers(self) -> bool:
        """Whether cards say that a play is on offer."""
        return self._painter is not None and self._painter.offers is not None

    def tell_offers(self, offers: OnOffer) -> None:
        """From now on cards say that a play is on offer for their deal."""
        if self._painter is not None:
            self._painter.offers = offers
            self._paint()

    def mark(self, marks: Marks, move: Move | None = None) -> None:
        """Let some deals stand out, and move the cursor in the same frame."""
        if marks != self._marks or move is not None:
            self._marks = marks
            self.move(move or _stay)

    def on_resize(self) -> None:
        self._layout = None
        if self._view is not None:
            self._place = settled(self._place, self._view, self._grid(self._view))
            self._paint()
            self.post_message(self.Resized())

    # What the mouse needs to know

    def place_at(self, x: int, y: int) -> Place | None:
        layout = self._layout
        if layout is None or self._view is None:
            return None
        block = next((one for one in layout.blocks if one.x <= x < one.x + one.width), None)
        if block is None or not 0 <= y < layout.grid.height:
            return None
        below_head = y - layout.grid.tabs - layout.grid.head
        return pointed(self._place, self._view, self._grid(self._view), block.column, below_head)

    def held_at(self, place: Place) -> tuple[Deal, Column] | None:
        view = self._view
        deal = view.deal_at(place.column, place.row) if view is not None else None
        column = self.column_at(place)
        return (deal, column) if deal is not None and column is not None else None

    def column_at(self, place: Place) -> Column | None:
        # In a table the rows of all stages stand among each other: there is nothing to drag to.
        if self._view is None or self._view.arrangement.table or place.column >= len(self._view.columns):
            return None
        return self._view.columns[place.column]

    def click(self, place: Place) -> None:
        if place == self._place and self.deal is not None:
            self.post_message(self.Opened(self.deal))
        self.move(lambda _, view, shape: settled(place, view, shape))

    def row(self, y: int) -> Row:
        return self._layout.row(y) if self._layout is not None and y < self._layout.grid.height else ()

    def _grid(self, view: BoardView) -> Grid:
        return grid_of(view, *self.size)

    def _paint(self) -> None:
        width, height = self.size  # asked for once: it is looked up in the style sheet, 20 us
        if self._view is None or self._painter is None or not (width and height):
            return
        old = self._layout
        new = self._layout = self._painter.layout(self._view, width, height, self._place, self._marks)
        if old is None or old.grid != new.grid or len(old.blocks) != len(new.blocks):
            self.repaint_all()
        else:
            self._paint_changes(old, new)
        deal = self.deal
        if (deal.id if deal else "") != self._last:
            self._last = deal.id if deal else ""
            self.screen.post_message(self.CursorMoved(deal))  # not through the widgets in between

    def _paint_changes(self, old: Layout, new: Layout) -> None:
        """Paint the rows that differ, whole: a part of a row would be drawn from its start as well."""
        changed = {0} if old.strip != new.strip else set()
        top = new.grid.tabs
        for before, after in zip(old.blocks, new.blocks, strict=True):
            if before is not after:
                rows = enumerate(zip(before.rows, after.rows, strict=True), top)
                changed.update(y for y, (was, row) in rows if was is not row and was != row)
        self.repaint(sorted(changed))


def to_deal(deal_id: str) -> Move:
    """The way to a deal, if it is shown."""
    return lambda place, view, shape: at_deal(place, view, shape, deal_id)


def _stay(place: Place, view: BoardView, shape: Grid) -> Place:
    return place
