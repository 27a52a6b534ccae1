"""The last guard: no widget's text reaches the terminal with a control character in it."""

from __future__ import annotations

from functools import lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from pipeboard.view.text import fit


class ControlGuard(LineFilter):
    """Replaces what a terminal would act on, in the same number of cells."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        if all(text.isascii() and text.isprintable() for text, _, control in segments if not control):
            return segments
        return [
            segment if segment.control else Segment(_safe(segment.text), segment.style, None)
            for segment in segments
        ]


@lru_cache(maxsize=4096)
def _safe(text: str) -> str:
    return text if text.isascii() and text.isprintable() else fit(text, cell_len(text))
