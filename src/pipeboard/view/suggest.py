"""What is offered while a filter is typed: one row of candidates, one of them chosen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pipeboard.view.edit import Edit
from pipeboard.view.text import cells, clean, cut

if TYPE_CHECKING:
    from pipeboard.domain.query.completion import Completion
    from pipeboard.view.card import Row, Span

_NARROW: Final = 24
"""Up to so many cells there is room for candidates alone."""


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Candidates for a stretch of the line, and which of them Tab takes."""

    completion: Completion
    chosen: int = 0
    close: str = " "
    """What follows a word that is whole, so that typing can go on."""

    def __bool__(self) -> bool:
        return bool(self.completion.candidates)

    def moved(self, by: int) -> Suggestions:
        """With the next (1) or the previous (-1) one chosen, round and round."""
        return replace(self, chosen=(self.chosen + by) % len(self.completion.candidates))

    def taken(self, line: Edit) -> Edit:
        """The line with the chosen one in it, and after it what follows a word that is whole."""
        start, end, candidates = self.completion
        word = candidates[self.chosen].text
        if not word.endswith(":") and not line.text.startswith(self.close, end):
            word += self.close
        return Edit(line.text[:start] + word + line.text[end:], start + len(word))

    def row(self, width: int) -> Row:
        """The candidates in `width` cells, from the chosen one's page on, with what it is about."""
        candidates = self.completion.candidates
        about = candidates[self.chosen].about
        hint = cut(f"{clean(about)} · Tab" if about else "Tab", width // 2) if width > _NARROW else ""
        room = width - cells(hint) - 5
        words = [cut(clean(one.text), room - 2) for one in candidates]
        first = _page(words, self.chosen, room)
        spans: list[Span] = [("‹ " if first else "  ", "panel soft")]
        for at, word in enumerate(words[first:], first):
            if cells(word) + 2 > room:
                break
            spans.append((f" {word} ", "panel tab active" if at == self.chosen else "panel"))
            room -= cells(word) + 2
        else:
            at = len(words)
        spans.append((" ›" if at < len(words) else "  ", "panel soft"))
        used = sum(cells(text) for text, _ in spans)
        blank = max(width - used - cells(hint) - 1, 0)
        return (*spans, (" " * blank, "panel soft"), (f"{hint} ", "panel soft"))


def _page(words: list[str], chosen: int, room: int) -> int:
    """The first word of the page that shows the chosen one."""
    first, used = 0, 0
    for at, word in enumerate(words[: chosen + 1]):
        if used + cells(word) + 2 > room and at > first:
            first, used = at, 0
        used += cells(word) + 2
    return first
