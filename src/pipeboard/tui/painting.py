"""What is drawn goes to the driver's picture of the terminal cell by cell, and not by way of codes.

The library turns what widgets draw into colour codes and text, which would have to be taken apart again to
find what changed. Here lines are put together from the cells that widgets keep.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from textual._compositor import Compositor, CompositorUpdate
from textual._context import visible_screen_stack
from textual.geometry import Region
from textual.screen import ModalScreen

from pipeboard.tui.driver import QuietDriver
from pipeboard.tui.frame import Cell, Screen, blank_of, is_half
from pipeboard.tui.widgets.rows import RowsWidget, cells_of_segment

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console, RenderableType
    from textual.screen import Screen as TextualScreen
    from textual.widget import Widget


class Painting(CompositorUpdate):
    """Lines for the picture of the terminal."""

    def __init__(self, picture: Screen, lines: Iterable[tuple[int, int, list[Cell]]]) -> None:
        """`lines` are column, row and cells."""
        self._picture = picture
        self._lines = list(lines)

    def render_segments(self, console: Console) -> str:
        """Paint them. No codes are left to be written: the driver asks the picture for the difference."""
        for x, y, cells in self._lines:
            self._picture.paint(x, y, cells)
        return ""


class LineCompositor(Compositor):
    """Puts a screen together for the picture of its driver; as the library does where there is none."""

    def render_update(
        self,
        full: bool = False,
        screen_stack: list[TextualScreen[object]] | None = None,
        simplify: bool = False,
    ) -> RenderableType | None:
        picture = self.picture
        if picture is None or full:
            return super().render_update(full, screen_stack, simplify)
        below = screen_stack or []
        visible_screen_stack.set(below)
        dirty, self._dirty_regions = self._dirty_regions, set()
        if not dirty:
            return None
        spans = self._regions_to_spans([self.size.region] if self.size.region in dirty else dirty)
        return Painting(  # type: ignore[return-value]  # `App._display` asks it for codes alone
            picture, chain.from_iterable(self._line(*span, below) for span in spans)
        )

    @property
    def picture(self) -> Screen | None:
        """The driver's picture of the terminal."""
        driver = self.root.app._driver if self.root is not None else None
        return driver.picture if isinstance(driver, QuietDriver) else None

    def _line(
        self, y: int, x: int, end: int, below: Sequence[TextualScreen[object]]
    ) -> list[tuple[int, int, list[Cell]]]:
        """What is to be painted between two columns of a row, from the back to the front.

        `below` are the screens that may be seen behind this one, the nearest one last.
        """
        if not 0 <= y < self.size.height:
            return []
        pile: list[tuple[int, int, list[Cell]]] = []
        for widget, part, whole in self.layers_visible[y]:
            start, stop = max(x, part.x), min(end, part.right)
            if start < stop:
                behind = self._behind(widget, below)
                if behind is not None:
                    pile += reversed(behind._line(y, start, stop, below[:-1]))
                else:
                    line = _cells(widget, y - whole.y, whole.width)
                    pile.append((start, y, cut(line, start - whole.x, stop - whole.x)))
                if (start, stop) == (x, end):
                    break  # nothing behind it is seen
        return pile[::-1]

    def _behind(self, widget: Widget, below: Sequence[TextualScreen[object]]) -> LineCompositor | None:
        """What is seen in the place of a widget: the screen below around the box of a dialog.

        None for all others, which are drawn themselves. So is a dialog while its window changes in size, of
        which the screen below hears after it.
        """
        if not below or widget is not self.root or not isinstance(widget, ModalScreen):
            return None
        behind = below[-1]._compositor
        return behind if isinstance(behind, LineCompositor) and behind.size == self.size else None


def _cells(widget: Widget, y: int, width: int) -> list[Cell]:
    """A line of a widget, from side to side."""
    if isinstance(widget, RowsWidget):
        return widget.cells(y)
    console = widget.app.console
    segments = chain.from_iterable(widget.render_lines(Region(0, y, width, 1)))
    return list(chain.from_iterable(cells_of_segment(one, console) for one in segments))


def cut(cells: list[Cell], start: int, end: int) -> list[Cell]:
    """A part of a line; of a wide character that is cut through a blank is left."""
    if start == 0 and end >= len(cells):
        return cells
    part = cells[start:end]
    if part and is_half(part, 0):
        part[0] = blank_of(part[0])
    if part and is_half(cells, end):
        part[-1] = blank_of(part[-1])
    return part
