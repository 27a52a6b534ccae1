"""The panel beside the board that shows one deal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from textual.geometry import Offset
from textual.message import Message

from pipeboard.tui.widgets.rows import RowsWidget
from pipeboard.view.dialog import caret_of

if TYPE_CHECKING:
    from pipeboard.view.card import Row, Span

_LINE: Final[Span] = ("│", "panel rule")
_LINE_OF_WORK: Final[Span] = ("┃", "panel key")
"""Heavier, so that it can be seen without colours where the keys go."""


class DetailPanel(RowsWidget):
    """Shows rows of `text_width` cells beside a line."""

    class Resized(Message):
        """The panel has another size: it needs rows made for that."""

    @property
    def text_width(self) -> int:
        """Cells beside the line; 0 while the panel is closed."""
        return max(self.size.width - 1, 0)

    def on_resize(self) -> None:
        self.post_message(self.Resized())

    def update_rows(self, rows: Sequence[Row], *, working: bool) -> None:
        """Show other rows, as many as the panel is high."""
        line = _LINE_OF_WORK if working else _LINE
        self.show([(line, *row) for row in rows])
        caret = caret_of(self.rows)
        if caret is not None:
            # Input methods show what they compose where the terminal's own cursor stands.
            self.app.cursor_position = Offset(self.region.x + caret[0], self.region.y + caret[1])
