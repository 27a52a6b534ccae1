"""The last guard: no widget's text reaches the terminal with a control character, or a sign that it lacks."""

from __future__ import annotations

from functools import lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from pipeboard.config.look import UTF_8, Look
from pipeboard.view.text import fit


class ControlGuard(LineFilter):
    """Replaces what a terminal would act on or cannot show, in the same number of cells."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._ascii = look.ascii
        self._encoding = look.encoding
        self.rewrites = look.ascii or look.encoding != UTF_8
        """Whether there are signs that the terminal lacks."""

    def written(self, text: str) -> str:
        """Clean text in the signs and letters that the terminal has."""
        if text.isascii() or not self.rewrites:
            return text
        from pipeboard.view.signs import in_ascii, in_encoding  # for those terminals alone

        return in_encoding(in_ascii(text) if self._ascii else text, self._encoding)

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        if all(text.isascii() and text.isprintable() for text, _, control in segments if not control):
            return segments
        return [
            segment if segment.control else Segment(self.written(_safe(segment.text)), segment.style, None)
            for segment in segments
        ]


@lru_cache(maxsize=4096)
def _safe(text: str) -> str:
    return text if text.isascii() and text.isprintable() else fit(text, cell_len(text))
