"""The two rows at the bottom: the status line and the hint bar. Neither ever wraps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeboard.view.text import cells, clean, cut

if TYPE_CHECKING:
    from pipeboard.view.card import Row, Span

Hint = tuple[str, str]
"""Keys and the word for what they do."""


def hint_row(hints: Sequence[Hint], always: Sequence[Hint], width: int) -> Row:
    """As many whole hints as fit, and on the right those that always show."""
    right = _hints(always)
    room = width - _width(right) - 1
    left: list[Span] = []
    for hint in hints:
        spans = _hints([hint])
        if _width(left) + _width(spans) > room:
            break
        left.extend(spans)
    blank = width - _width(left) - _width(right)
    if blank < 0:
        right = [("  ".join(keys for keys, _ in always).rjust(width)[:width], "panel key")]
        return tuple(right)
    return (*left, (" " * blank, "panel soft"), *right)


def status_row(message: str, role: str, facts: Sequence[Span], width: int) -> Row:
    """A message on the left, facts on the right; facts give way, the most important (the last) at the end."""
    kept = list(facts)
    wanted = min(cells(clean(message)) + 1, width - 2)
    while kept and sum(cells(text) + 3 for text, _ in kept) + wanted > width:
        kept.pop(0)
    right: list[Span] = []
    for index, (text, fact_role) in enumerate(kept):
        if index:
            right.append((" · ", "panel soft"))
        right.append((clean(text), fact_role))
    if right:
        right.append((" ", "panel soft"))
    room = max(width - _width(right) - 1, 0)
    text = cut(message, room)
    return ((" ", "panel soft"), (text, role), (" " * (room - cells(text)), "panel soft"), *right)


def _hints(hints: Sequence[Hint]) -> list[Span]:
    spans: list[Span] = []
    for keys, word in hints:
        spans.extend(((f" {keys}", "panel key"), (f" {word} ", "panel soft")))
    return spans


def _width(spans: Sequence[Span]) -> int:
    return sum(cells(text) for text, _ in spans)
