"""The panel beside the board that shows one deal and follows the cursor."""

from __future__ import annotations

from pipeboard.tui.widgets.rows import RowsWidget
from pipeboard.view.detail import Detail


class DetailPanel(RowsWidget):
    """Shows a `Detail`; scrolls by half of its height."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("panel", id=id)
        self._detail: Detail | None = None
        self._top = 0

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
            self.show(self._detail.rows(self.size.height, self._top))
