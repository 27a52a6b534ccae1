"""What the app shows as an SVG picture: plain shapes and text, the same bytes for the same screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import groupby
from typing import Final, NamedTuple

from rich.cells import cell_len
from rich.color import Color
from rich.style import Style
from textual.strip import Strip

from pipeboard.tui.app import PipeBoardApp

WIDE: Final = 8.4
"""Pixels of a cell across: what the usual fonts take at this size."""
HIGH: Final = 17
SIZE: Final = 14
MARGIN: Final = 12
FONTS: Final = "ui-monospace, 'SF Mono', Menlo, 'DejaVu Sans Mono', 'Liberation Mono', Consolas, monospace"
_WORDS: Final = re.compile(r"\S+(?: \S+)*")
"""Words one blank apart; more of them would be one."""


class Look(NamedTuple):
    """How a run of cells is drawn; colours as #rrggbb."""

    text: str
    ground: str
    bold: bool
    italic: bool
    line: bool


class Run(NamedTuple):
    """Cells of one row that look alike: where they begin, how many they are, what is in them."""

    x: int
    wide: int
    text: str
    look: Look


def picture(app: PipeBoardApp, title: str) -> str:
    """The screen of an app. `title` says to those who cannot see it what is on it."""
    rows = [list(_runs(strip)) for strip in app.screen._compositor.render_strips()]
    columns = max(run.x + run.wide for row in rows for run in row)
    width, height = _number(columns * WIDE + 2 * MARGIN), _number(len(rows) * HIGH + 2 * MARGIN)
    ground = rows[0][0].look.ground
    inks = list(
        dict.fromkeys(run.look._replace(ground="") for row in rows for run in row if run.text.strip())
    )
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        f"<title>{escape(title)}</title>",
        "<style>",
        f"text {{ font: {SIZE}px {FONTS}; }}",
        *(f".i{at} {{ {_css(ink)} }}" for at, ink in enumerate(inks)),
        "</style>",
        f'<rect width="{width}" height="{height}" rx="8" fill="{ground}"/>',
    ]
    for y, row in enumerate(rows):
        lines += _grounds(row, y, ground)
        for run in row:
            if run.text.strip():
                lines += _texts(run, y, inks.index(run.look._replace(ground="")))
    return "\n".join([*lines, "</svg>"]) + "\n"


def _runs(strip: Strip) -> Iterator[Run]:
    x = 0
    for look, segments in groupby(strip, key=lambda one: _look(one.style or Style())):
        text = "".join(one.text for one in segments)
        yield Run(x, cell_len(text), text, look)
        x += cell_len(text)


def _look(style: Style) -> Look:
    text, ground = _hex(style.color), _hex(style.bgcolor)
    if style.reverse:
        text, ground = ground, text
    return Look(text, ground, bool(style.bold), bool(style.italic), bool(style.underline))


def _hex(colour: Color | None) -> str:
    return (colour or Color.default()).get_truecolor().hex


def _grounds(row: list[Run], y: int, ground: str) -> Iterator[str]:
    """Rectangles where a row is not of the picture's own colour."""
    for colour, runs in groupby(row, key=lambda run: run.look.ground):
        cells = list(runs)
        if colour != ground:
            x, wide = _number(cells[0].x * WIDE + MARGIN), _number(sum(run.wide for run in cells) * WIDE)
            yield f'<rect x="{x}" y="{y * HIGH + MARGIN}" width="{wide}" height="{HIGH}" fill="{colour}"/>'


def _texts(run: Run, y: int, ink: int) -> Iterator[str]:
    """The texts of a run, each in its place and as wide as its cells whatever the font."""
    base = y * HIGH + MARGIN + SIZE - 1
    for found in _WORDS.finditer(run.text):
        x = _number((run.x + cell_len(run.text[: found.start()])) * WIDE + MARGIN)
        wide, text = _number(cell_len(found[0]) * WIDE), escape(found[0], quote=False)
        yield f'<text class="i{ink}" x="{x}" y="{base}" textLength="{wide}">{text}</text>'


def _css(look: Look) -> str:
    marks = {
        "font-weight: bold;": look.bold,
        "font-style: italic;": look.italic,
        "text-decoration: underline;": look.line,
    }
    return " ".join([f"fill: {look.text};", *(mark for mark, on in marks.items() if on)])


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
