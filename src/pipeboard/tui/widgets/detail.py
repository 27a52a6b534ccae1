"""The panel beside the board that shows one deal and follows the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.message import Message

from pipeboard.tui.widgets.rows import RowsWidget

if TYPE_CHECKING:
    from pipeboard.view.card import Span
    from pipeboard.view.detail import Detail

_LINE: Final[Span] = ("│", "panel rule")


class DetailPanel(RowsWidget):
    """Shows a `Detail` of `text_width` cells beside a line; scrolls by half of its height."""

    class Resized(Message):
        """The panel has another width: it needs a detail made for that."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("panel", id=id)
        self._detail: Detail | None = None
        self._top = 0

    @property
    def text_width(self) -> int:
        """Cells beside the line; 0 while the panel is closed."""
        return max(self.size.width - 1, 0)

    def on_resize(self) -> None:
        super().on_resize()
        self.post_message(self.Resized())

    def update_detail(self, detail: Detail, *, keep_place: bool = False) -> None:
        """Show another deal or tab, from its top; or the same one where it was scrolled to."""
        self._detail = detail
        self._top = min(self._top, detail.furthest(self.size.height)) if keep_place else 0
        self._draw()

    def scroll_by_half(self, down: int) -> None:
        """Half a panel down (1) or up (-1)."""
        if self._detail is not None:
            furthest = self._detail.furthest(self.size.height)
            self._top = min(max(self._top + down * max(self.size.height // 2, 1), 0), furthest)
            self._draw()

    def _draw(self) -> None:
        if self._detail is not None:
            rows = self._detail.rows(self.size.height, self._top)
            blank = ((" " * self.text_width, "panel"),)
            rows = (*rows, *([blank] * (self.size.height - len(rows))))
            self.show([(_LINE, *row) for row in rows])
