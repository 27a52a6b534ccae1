"""The tour on the board screen: two rows above the status line, there only while it lasts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeboard.tui.widgets.rows import RowsWidget
from pipeboard.view.tour import ROWS, tour_for, tour_rows

if TYPE_CHECKING:
    from pipeboard.tui.screens.board import BoardScreen
    from pipeboard.view.card import Row

_OVER: Final = "That was the tour. `pipeboard init` makes a board of your own."


class _Strip(RowsWidget):
    """Where the present step stands."""

    def __init__(self, desk: TourDesk) -> None:
        super().__init__(id="tour")
        self._desk = desk
        self.styles.height = ROWS

    def on_resize(self) -> None:
        self.draw()

    def draw(self) -> None:
        """Show the step as it is now."""
        if self.size.width:
            self.show(self._desk.rows(self.size.width))


class TourDesk:
    """Follows what is done on the board, from the first step to the last."""

    def __init__(self, screen: BoardScreen) -> None:
        self._screen = screen
        keymap = screen.pipeboard.keymap
        self._tour = tour_for({command for command, keys in keymap.keys.items() if keys})
        self._strip = _Strip(self)
        screen.mount(self._strip, before=screen.status)

    def rows(self, width: int) -> tuple[Row, ...]:
        """The present step."""
        return () if self._tour.is_over else tour_rows(self._tour, self._screen.pipeboard.keymap.shown, width)

    def ran(self, command: str) -> None:
        """Go on, if that command was asked for; after the last step the tour ends."""
        before, self._tour = self._tour, self._tour.after(command)
        if self._tour.is_over:
            self.end()
            self._screen.say(_OVER)
        elif self._tour is not before:
            self._strip.draw()

    def end(self) -> None:
        """Take the tour off the screen."""
        self._strip.remove()
        self._screen.tour = None
