"""What the mouse does on the board: a click goes and opens, the wheel scrolls, a drag moves the deal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.message import Message

from pipeboard.tui.widgets.rows import RowsWidget
from pipeboard.view.place import Place, in_column, stepped

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeboard.domain.deal import Deal
    from pipeboard.view.board import BoardView
    from pipeboard.view.columns import Column
    from pipeboard.view.grid import Grid

    Move = Callable[[Place, BoardView, Grid], Place]
    """A movement of the cursor: a function of `view.place`."""


class Pointing(RowsWidget):
    """A board that a mouse works on; where there is none, nothing of this is ever called."""

    class Opened(Message):
        """A card was clicked that had the cursor already."""

        def __init__(self, deal: Deal) -> None:
            super().__init__()
            self.deal = deal

    class Dragged(Message):
        """A deal is held over another column, or was dropped there; None is where it cannot be dropped."""

        def __init__(self, deal: Deal, column: Column | None, *, dropped: bool) -> None:
            super().__init__()
            self.deal = deal
            self.column = column
            self.dropped = dropped

    _held: tuple[Deal, Column] | None = None
    """The deal that the button went down on, and its column."""
    _over: Column | None = None
    """The column that it is held over."""
    _dragging = False

    def place_at(self, x: int, y: int) -> Place | None:
        """The place under a cell of the widget; None for none."""
        raise NotImplementedError

    def held_at(self, place: Place) -> tuple[Deal, Column] | None:
        """The deal at a place, with its column, if it can be dragged from there."""
        raise NotImplementedError

    def column_at(self, place: Place) -> Column | None:
        """The column of a place."""
        raise NotImplementedError

    def move(self, move: Move) -> None:
        """Move the cursor."""
        raise NotImplementedError

    def click(self, place: Place) -> None:
        """Put the cursor on a place; on the same card again, open it."""
        raise NotImplementedError

    def on_mouse_down(self, event: events.MouseDown) -> None:
        place = self.place_at(event.x, event.y)
        self._held = self.held_at(place) if event.button == 1 and place is not None else None
        self._over, self._dragging = None, False
        if self._held is not None:
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._held is None or not event.button:
            return
        deal, home = self._held
        column = self._column_under(event)
        if column is not (self._over or home):
            self._over, self._dragging = column, True
            target = None if column is None or column.stage.id == home.stage.id else column
            self.post_message(self.Dragged(deal, target, dropped=False))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        held, self._held = self._held, None
        if held is None:
            return
        self.release_mouse()
        column = self._column_under(event)
        if column is not None and column.stage.id != held[1].stage.id:
            self._dragging = True  # also where the terminal told of no move in between
        if self._dragging:
            target = None if column is None or column.stage.id == held[1].stage.id else column
            self.post_message(self.Dragged(held[0], target, dropped=True))

    def on_click(self, event: events.Click) -> None:
        if self._dragging:  # the end of a drag is no click
            self._dragging = False
            return
        place = self.place_at(event.x, event.y)
        if place is not None:
            self.click(place)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._scroll(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._scroll(event, -1)

    def _scroll(self, event: events.MouseEvent, down: int) -> None:
        """Go down or up in the column under the pointer."""
        event.stop()
        under = self.place_at(event.x, event.y)
        if under is None:
            return

        def scrolled(place: Place, view: BoardView, shape: Grid) -> Place:
            if place.column != under.column:
                place = in_column(place, view, shape, under.column)
            return stepped(place, view, shape, down)

        self.move(scrolled)

    def _column_under(self, event: events.MouseEvent) -> Column | None:
        place = self.place_at(event.x, event.y)
        return self.column_at(place) if place is not None else None
