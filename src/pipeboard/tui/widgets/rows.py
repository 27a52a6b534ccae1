"""A widget that draws rows of text with roles, and repaints only the rows that changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, cast

from rich.segment import Segment
from textual.geometry import Region, Size
from textual.messages import Update
from textual.strip import Strip
from textual.widget import Widget

from pipeboard.view.text import cells, fit

if TYPE_CHECKING:
    from pipeboard.tui.app import PipeBoardApp
    from pipeboard.view.card import Row, Span

_MOST_SEGMENTS: Final = 2000
"""How many are kept: some screens full."""


class RowsWidget(Widget):
    """Draws `rows`; give it new ones with `show`. Rows must be as wide as the widget."""

    def __init__(self, blank: str = "panel", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows: Sequence[Row] = ()
        self._strips: dict[int, Strip] = {}
        self._segments: dict[Span, Segment] = {}
        self._blank = blank

    @property
    def size(self) -> Size:
        """Nothing while it is hidden, else all of it, for it has no border and no padding.

        The library looks both up in the style sheet each time, and each row of each frame asks.
        """
        return self.outer_size if self.display else Size()

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
                self.repaint(Region(0, y, self.size.width, 1))

    def repaint(self, *regions: Region) -> None:
        """Paint regions again, in one frame with all that changes at the same time.

        A widget left to itself tells the screen when it is idle, each at another moment: the first to do so
        has a frame of its own, and the others wait for the next one, 16 ms later.
        """
        self.refresh(*regions)
        self.screen.post_message(Update(self))

    def restyle(self) -> None:
        """Draw everything again, in the present theme."""
        self._strips.clear()
        self._segments.clear()
        self.refresh()

    def on_resize(self) -> None:
        """Those of the classes that inherit come first; the library calls them all."""
        self._strips.clear()

    def row(self, y: int) -> Row:
        """One row; empty below the last."""
        return self._rows[y] if y < len(self._rows) else ()

    def render_line(self, y: int) -> Strip:
        strip = self._strips.get(y)
        if strip is None:
            strip = self._strips[y] = self._strip(self.row(y))
        return strip

    def render_lines(self, crop: Region) -> list[Strip]:
        """The strips as they are: no border, padding or opacity is added, which halves the time of a key."""
        strips = [self.render_line(y) for y in crop.line_range]
        if crop.column_span == (0, self.size.width):
            return strips
        return [strip.crop(*crop.column_span) for strip in strips]

    def _strip(self, row: Row) -> Strip:
        width = self.size.width
        if not row:
            return Strip([self._segment(" " * width, self._blank)], width)
        segments: list[Segment] = []
        text, role = row[0]
        for piece, its_role in row[1:]:
            if its_role == role:
                text += piece
            else:
                segments.append(self._segment(text, role))
                text, role = piece, its_role
        segments.append(self._segment(text, role))
        strip = Strip(segments, width)
        for one in cast("PipeBoardApp", self.app).colour_filters:
            strip = strip.apply_filter(one, self.background_colors[1])
        return strip

    def _segment(self, text: str, role: str) -> Segment:
        """A text in its colours: cards that move bring along what they looked like."""
        segment = self._segments.get((text, role))
        if segment is None:
            app = cast("PipeBoardApp", self.app)
            if len(self._segments) >= _MOST_SEGMENTS:
                self._segments.clear()
            segment = Segment(app.guard.written(_safe(text)), app.styles_of[role])
            self._segments[text, role] = segment
        return segment


def _safe(text: str) -> str:
    """The text as it is, unless a control character slipped into a view."""
    return text if text.isprintable() else fit(text, cells(text))
