"""A widget that draws rows of text with roles, and repaints only the rows that changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from pipeboard.view.card import Row
from pipeboard.view.text import clean

if TYPE_CHECKING:
    from pipeboard.tui.app import PipeBoardApp


class RowsWidget(Widget):
    """Draws `rows`; give it new ones with `show`. Rows must be as wide as the widget."""

    def __init__(self, blank: str = "panel", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows: Sequence[Row] = ()
        self._strips: dict[int, Strip] = {}
        self._blank = blank

    @property
    def rows(self) -> Sequence[Row]:
        """What is shown."""
        return self._rows

    def show(self, rows: Sequence[Row]) -> None:
        """Show other rows; only those that differ are painted."""
        old, self._rows = self._rows, rows
        for y in range(max(len(old), len(rows))):
            if (old[y] if y < len(old) else ()) != (rows[y] if y < len(rows) else ()):
                self._strips.pop(y, None)
                self.refresh(Region(0, y, self.size.width, 1))

    def restyle(self) -> None:
        """Draw everything again, in the present theme."""
        self._strips.clear()
        self.refresh()

    def on_resize(self) -> None:
        self._strips.clear()

    def row(self, y: int) -> Row:
        """One row; empty below the last."""
        return self._rows[y] if y < len(self._rows) else ()

    def render_line(self, y: int) -> Strip:
        strip = self._strips.get(y)
        if strip is None:
            strip = self._strips[y] = self._strip(self.row(y))
        return strip

    def _strip(self, row: Row) -> Strip:
        styles = cast("PipeBoardApp", self.app).styles_of
        segments: list[Segment] = []
        text, role = "", ""
        for piece, its_role in row:
            if its_role == role:
                text += piece
                continue
            if text:
                segments.append(Segment(clean(text), styles[role]))
            text, role = piece, its_role
        if text:
            segments.append(Segment(clean(text), styles[role]))
        return Strip(segments).adjust_cell_length(self.size.width, styles[self._blank])
