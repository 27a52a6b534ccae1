"""The lines of a page with a cursor: immutable, so every key gives the next one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from pipeboard.view.card import Row
from pipeboard.view.dialog import window
from pipeboard.view.metrics_page import PageLine, shown_lines

FAR: Final = 10**6
"""More steps than any list has lines."""


@dataclass(frozen=True)
class Listing:
    """Lines, which of those with a key is highlighted, and which line is the topmost in sight."""

    lines: tuple[PageLine, ...] = ()
    at: int = 0
    first: int = 0

    @cached_property
    def places(self) -> tuple[int, ...]:
        """Which lines the cursor stops at."""
        return tuple(place for place, line in enumerate(self.lines) if line.key)

    @property
    def line(self) -> PageLine | None:
        """The highlighted one."""
        return self.lines[self.places[self.at]] if self.places else None

    def moved(self, by: int) -> Listing:
        """Some lines up or down; stops at the ends."""
        return replace(self, at=max(min(self.at + by, len(self.places) - 1), 0))

    def to_section(self, step: int) -> Listing:
        """To the first line of the next section, or of this one, then of the one before."""
        sections = [_section(self.lines[place]) for place in self.places]
        starts = [at for at, one in enumerate(sections) if at == 0 or sections[at - 1] != one]
        ahead = [at for at in starts if at > self.at] if step > 0 else [at for at in starts if at < self.at]
        if not ahead:
            return self
        return replace(self, at=ahead[0] if step > 0 else ahead[-1])

    def renewed(self, lines: tuple[PageLine, ...], wish: str = "") -> Listing:
        """With other lines. The cursor stays with its line, or goes to the one that is wished for.

        A wish that ends in a slash is for a section.
        """
        key = wish or (self.line.key if self.line else "")
        new = replace(self, lines=lines)
        keys = [lines[place].key for place in new.places]
        wanted = (
            at for at, one in enumerate(keys) if one == key or (key[-1:] == "/" and one.startswith(key))
        )
        return replace(new, at=next(wanted, max(min(self.at, len(keys) - 1), 0)))

    def scrolled(self, space: int) -> Listing:
        """So that the cursor is in sight, with the heading above it.

        With the cursor on the first or last line, all that stands before or after it comes into sight.
        """
        count = len(self.lines)
        if not self.places:
            return replace(self, first=window(count, space, 0, self.first))
        place = self.places[self.at]
        top = 0 if self.at == 0 else max(place - 2, 0)
        end = count - 1 if self.at == len(self.places) - 1 else place
        first = window(count, space, top, window(count, space, end, self.first))
        return replace(self, first=window(count, space, place, first))

    def rows(self, space: int, width: int) -> tuple[list[Row], int]:
        """The lines in sight, and how many are below them."""
        place = self.places[self.at] if self.places else -1
        shown = shown_lines(self.lines, self.first, space, place, width)
        return shown, max(len(self.lines) - self.first - space, 0)


def _section(line: PageLine) -> str:
    return line.key.partition("/")[0]
