"""A widget that draws rows of text with roles, and repaints only the rows that changed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, groupby, pairwise, zip_longest
from operator import itemgetter
from typing import TYPE_CHECKING, Final, cast

from rich.console import COLOR_SYSTEMS, Console
from rich.segment import Segment
from textual.geometry import Region
from textual.messages import Update
from textual.strip import Strip
from textual.widget import Widget

from pipeboard.tui.frame import Cell, cells_of
from pipeboard.tui.pens import pen_of
from pipeboard.view.text import cells, fit

if TYPE_CHECKING:
    from pipeboard.tui.app import PipeBoardApp
    from pipeboard.view.card import Row, Span

_DEFAULT: Final = "truecolor"
"""What the library takes where a console names no colours."""
_MOST: Final = 2000
"""Of so many pieces of text it is kept what they look like: some screens full."""


class RowsWidget(Widget):
    """Draws `rows`; give it new ones with `show`. Rows must be as wide as the widget."""

    def __init__(self, blank: str = "panel", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows: Sequence[Row] = ()
        self._lines: dict[int, list[Cell]] = {}
        # Cards that move bring along what they looked like.
        self._segment = lru_cache(_MOST)(self._new_segment)
        self._drawn = lru_cache(_MOST)(self._new_cells)
        self._blank = blank

    @property
    def rows(self) -> Sequence[Row]:
        """What is shown."""
        return self._rows

    def show(self, rows: Sequence[Row]) -> None:
        """Show other rows; only those that differ are painted."""
        old, self._rows = self._rows, rows
        pairs = enumerate(zip_longest(old, rows, fillvalue=()))
        self.repaint([y for y, (was, row) in pairs if was is not row and was != row])

    def repaint(self, rows: Sequence[int]) -> None:
        """Paint rows again, in ascending order, in one frame with all that changes at the same time.

        A widget that is refreshed tells the screen when it is idle, by a message more, and each at another
        moment: the first to do so has a frame of its own, and the others wait for the next one, 16 ms later.
        """
        if not rows:
            return
        for y in rows:
            self._lines.pop(y, None)
        breaks = [at for at in range(1, len(rows)) if rows[at] > rows[at - 1] + 1]
        stretches = pairwise((0, *breaks, len(rows)))
        width = self.size.width
        self._set_dirty(*(Region(0, rows[a], width, b - a) for a, b in stretches))
        self.screen.post_message(Update(self))

    def repaint_all(self) -> None:
        """Paint everything again, in that frame."""
        self._lines.clear()
        self._set_dirty()
        self.screen.post_message(Update(self))

    def restyle(self) -> None:
        """Draw everything again, in the present theme."""
        self._segment.cache_clear()
        self._drawn.cache_clear()
        self.repaint_all()

    def on_resize(self) -> None:
        """Those of the classes that inherit come first; the library calls them all."""
        self._lines.clear()

    def fitted(self) -> Sequence[Row]:
        """The rows for the present width. The first frame is drawn before a widget hears of it, and asks."""
        return ()

    def row(self, y: int) -> Row:
        """One row; empty below the last."""
        if not self._rows:
            self._rows = self.fitted()
        return self._rows[y] if y < len(self._rows) else ()

    def cells(self, y: int) -> list[Cell]:
        """A row as the terminal shows it; not to be changed."""
        line = self._lines.get(y)
        if line is None:
            line = self._lines[y] = self._new_line(y)
        return line

    def render_line(self, y: int) -> Strip:
        """A row as the library's own screens have it: for pictures, and for what is below a dialog."""
        return Strip([self._segment(span) for span in self._spans(y)], self.size.width)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows as they are: no border, padding or opacity is added."""
        strips = [self.render_line(y) for y in crop.line_range]
        if crop.column_span == (0, self.size.width):
            return strips
        return [strip.crop(*crop.column_span) for strip in strips]

    def _new_line(self, y: int) -> list[Cell]:
        return list(chain.from_iterable(map(self._drawn, self._spans(y))))

    def _spans(self, y: int) -> Row:
        row = self.row(y) or ((" " * self.size.width, self._blank),)
        # What is cut because other signs are longer is cut in as few pieces as can be.
        return _joined(row) if cast("PipeBoardApp", self.app).guard.rewrites else row

    def _new_segment(self, span: Span) -> Segment:
        """A text in its colours."""
        app = cast("PipeBoardApp", self.app)
        segments = [Segment(app.guard.written(_safe(span[0])), app.styles_of[span[1]])]
        for one in app.colour_filters:
            segments = one.apply(segments, self.background_colors[1])
        (segment,) = segments
        return segment

    def _new_cells(self, span: Span) -> list[Cell]:
        return cells_of_segment(self._segment(span), self.app.console)


def cells_of_segment(segment: Segment, console: Console) -> list[Cell]:
    """What text in a style looks like in the terminal of a console; not to be changed."""
    if segment.style is None:
        return cells_of(segment.text, pen_of(""))
    colours = COLOR_SYSTEMS[console.color_system or _DEFAULT]
    return cells_of(segment.text, pen_of(Strip.render_ansi(segment.style, colours)))


def _joined(row: Row) -> Row:
    """A row in which neighbours have different roles."""
    return tuple(("".join(text for text, _ in some), role) for role, some in groupby(row, itemgetter(1)))


def _safe(text: str) -> str:
    """The text as it is, unless a control character slipped into a view."""
    return text if text.isprintable() else fit(text, cells(text))
