"""Bars in plain HTML, for the page of metrics: no script, and every length is told in words as well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from typing import Final

from pipeboard.view.text import clean, cut

_NAME: Final = 60
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
    """Rows of bars as a figure; `about` is what a screen reader tells. `legend`: look -> what it means.

    A chart of too many rows keeps the first ones and says how many are left out; the table has them all.
    """
    lines = [f'<figure aria-label="{marked(about)}">']
    keys = [f'<span><i class="{look}"></i>{marked(words)}</span>' for look, words in legend]
    if keys:
        lines.append(f"<figcaption>{''.join(keys)}</figcaption>")
    lines += ["<ul>", *(_row(bar) for bar in bars[:MOST]), "</ul>"]
    if len(bars) > MOST:
        lines.append(f'<p class="note">and {len(bars) - MOST} more</p>')
    return "\n".join([*lines, "</figure>"])


def _row(bar: Bar) -> str:
    """Name, bar and words; the style sheet lays them out by the width of the page."""
    name = f"<b>{marked(cut(clean(bar.label), _NAME))}</b>"
    return f"<li>{name}<div>{''.join(_pieces(bar.parts))}</div><span>{marked(bar.text)}</span></li>"


def _pieces(parts: Iterable[Part]) -> Iterator[str]:
    for part in parts:
        width = round(float(min(max(part.length, Fraction()), Fraction(1)) * 100), 1)
        if width:
            yield f'<i class="{part.look}" style="width:{width:g}%"></i>'


def marked(text: str) -> str:
    """User text as the content of an element or an attribute: clean, and nothing in it is markup."""
    return escape(clean(text), quote=True)
