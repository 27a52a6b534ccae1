"""Bars as inline SVG, for the page of metrics: no script, and every length is told in words as well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from typing import Final

from pipeboard.view.text import clean, cut

WIDTH: Final = 760
_ROW: Final = 30
_THICK: Final = 18
_LABEL: Final = 180
"""Where the bars begin."""
_BAR: Final = 270
"""The longest bar."""
_NAME: Final = 24
"""Cells of a label; longer ones are cut."""
MOST: Final = 18
"""Rows of one chart."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar: how it is drawn (`strong`, `medium`, `light`), and its length as a part of 1."""

    look: str
    length: Fraction


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a chart; what `text` says stands behind the bar."""

    label: str
    parts: tuple[Part, ...]
    text: str


def chart(bars: Sequence[Bar], about: str, legend: Iterable[tuple[str, str]] = ()) -> str:
    """Rows of bars as one SVG; `about` is what a screen reader tells. `legend`: look -> what it means.

    A chart of too many rows keeps the first ones and says how many are left out; the table has them all.
    """
    keys = tuple(legend)
    shown = bars[:MOST]
    left = len(bars) - len(shown)
    top = _ROW if keys else 0
    height = top + _ROW * (len(shown) + (left > 0))
    lines = [f'<svg role="img" aria-label="{marked(about)}" viewBox="0 0 {WIDTH} {height}">']
    lines += _legend(keys)
    for place, bar in enumerate(shown):
        lines += _row(bar, top + place * _ROW)
    if left:
        lines.append(f'<text x="{_LABEL}" y="{height - 9}" class="aside">and {left} more</text>')
    return "\n".join([*lines, "</svg>"])


def _legend(keys: Iterable[tuple[str, str]]) -> Iterator[str]:
    across = _LABEL
    for look, words in keys:
        yield f'<rect class="{look}" x="{across}" y="6" width="12" height="12"/>'
        yield f'<text x="{across + 18}" y="17" class="aside">{marked(words)}</text>'
        across += 40 + 8 * len(words)


def _row(bar: Bar, top: int) -> Iterator[str]:
    middle = top + _ROW // 2 + 5
    yield f'<text x="{_LABEL - 12}" y="{middle}" class="name">{marked(cut(clean(bar.label), _NAME))}</text>'
    across = float(_LABEL)
    for part in bar.parts:
        width = round(float(min(max(part.length, Fraction()), Fraction(1)) * _BAR), 1)
        if width:
            place = f'x="{across:g}" y="{top + (_ROW - _THICK) // 2}"'
            yield f'<rect class="{part.look}" {place} width="{max(width, 1):g}" height="{_THICK}"/>'
            across += width
    yield f'<text x="{across + 10:g}" y="{middle}">{marked(bar.text)}</text>'


def marked(text: str) -> str:
    """User text as the content of an element or an attribute: clean, and nothing in it is markup."""
    return escape(clean(text), quote=True)
