"""Dialogs as rows of text: the frame around them, the hints below, and what of a long list is shown.

A dialog is a box over the board; on a narrow screen it takes the whole width and has no sides.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from pipeboard.view.text import cells, clean, cut, fit, wrap

if TYPE_CHECKING:
    from pipeboard.view.card import Row, Span

NARROW: Final = 60
"""Below so many columns a dialog takes the whole width."""

TEXT: Final = "panel"
SOFT: Final = "panel soft"
TITLE: Final = "panel title"
LATE: Final = "panel late"
TODAY: Final = "panel today"
GOOD: Final = "panel good"
KEY: Final = "panel key"
RULE: Final = "panel rule"
EDGE: Final = "panel key"
"""The frame: on most terminals the box is as dark as the board, so its edge must be seen."""
CHOSEN: Final = "panel tab active"
CARET: Final = "caret"

Hint: TypeAlias = tuple[str, str]
"""A key and what it does."""


class Box(NamedTuple):
    """The room of a dialog, in cells."""

    width: int
    height: int
    sides: bool
    """Whether it has borders left and right."""
    padded: bool = False
    """Whether a blank row stands below its title."""

    @property
    def inner(self) -> int:
        """Cells in a row of its body."""
        return max(self.width - (4 if self.sides else 2), 1)

    @property
    def rows(self) -> int:
        """Rows of its body: less the borders, and the hints with a blank above them."""
        return max(self.height - (5 if self.padded else 4), 1)


def box(screen: tuple[int, int], width: int, rows: int) -> Box:
    """The box of a dialog whose body wishes `width` cells and `rows` rows, on a screen of this size."""
    columns, lines = screen
    sides = columns >= NARROW
    margin = 2 if lines >= 22 else 0
    padded = rows + 5 <= lines - margin
    return Box(
        min(width + 4, columns - 4) if sides else columns,
        rows + 5 if padded else min(rows + 4, lines - margin),
        sides,
        padded,
    )


def framed(
    title: str,
    body: Sequence[Row],
    hints: Sequence[Hint],
    room: Box,
    *,
    above: int = 0,
    below: int = 0,
    aside: str = "",
    all_hints: bool = False,
) -> tuple[Row, ...]:
    """The whole dialog: exactly the rows and cells of `room`.

    `above` and `below` count what is scrolled out of sight; `aside` stands at the right of the title. With
    `all_hints` the hints take as many rows as they need, from the body's.
    """
    last = hint_rows(hints, room.inner) if all_hints else [hint_row(hints, room.inner)]
    space = max(room.rows + 1 - len(last), 0)
    rows = [_edge("╭╮" if room.sides else "──", room.width, title, aside or (f"↑ {above}" if above else ""))]
    shown = [*body[:space], *(() for _ in range(space - len(body)))]
    rows.extend(_side(row, room) for row in ([(), *shown] if room.padded else shown))
    rows.append(_edge_between(room, below))
    rows.extend(_side(row, room) for row in last)
    rows.append(_edge("╰╯" if room.sides else "──", room.width, "", ""))
    return tuple(rows)


def hint_row(hints: Sequence[Hint], width: int) -> Row:
    """The first hints that fit, the last one always among them (it is the way out)."""
    if not hints:
        return ()
    *others, last = hints
    room = width - _hint_width(last)
    kept: list[Hint] = []
    for hint in others:
        room -= _hint_width(hint) + 3
        if room < 0:
            break
        kept.append(hint)
    spans: list[Span] = []
    for key, what in (*kept, last):
        spans.extend([("   ", SOFT)] if spans else [])
        spans.extend([(clean(key), KEY), (f" {clean(what)}" if what else "", SOFT)])
    return tuple(spans)


def hint_rows(hints: Sequence[Hint], width: int) -> list[Row]:
    """All hints, on as many rows as they take."""
    rows: list[Row] = []
    waiting = list(hints)
    while waiting:
        taken, size = 1, _hint_width(waiting[0])
        while taken < len(waiting) and size + 3 + _hint_width(waiting[taken]) <= width:
            size += 3 + _hint_width(waiting[taken])
            taken += 1
        rows.append(hint_row(waiting[:taken], width))
        waiting = waiting[taken:]
    return rows


def padded(row: Row, width: int, role: str = TEXT) -> Row:
    """The row with exactly `width` cells: what is too long is cut, what is short gets blanks."""
    kept: list[Span] = []
    left = width
    for text, its_role in row:
        if left <= 0:
            break
        size = cells(text)
        if size > left:
            text = cut(text, left)
            size = cells(text)
        kept.append((text, its_role))
        left -= size
    return (*kept, (" " * left, role)) if left > 0 else tuple(kept)


def paragraph(text: str, width: int, role: str = TEXT, most: int = 0) -> list[Row]:
    """Text wrapped to rows; with `most`, not more rows than that."""
    lines = wrap(text, width)
    if most and len(lines) > most:
        lines = [*lines[: most - 1], cut(" ".join(lines[most - 1 :]), width)]
    return [((line, role),) for line in lines]


def caret_of(rows: Sequence[Row]) -> tuple[int, int] | None:
    """The cell and the row of the cursor; None when nothing is typed there."""
    for y, row in enumerate(rows):
        x = 0
        for text, role in row:
            if role == CARET:
                return x, y
            x += cells(text)
    return None


def columns(left: Row, right: Row, width: int) -> Row:
    """Two pieces of a row, the right one at the edge; the left one is cut where they would meet."""
    size = sum(cells(text) for text, _ in right)
    if size + 2 > width:
        return padded(left, width)
    return (*padded(left, width - size - 1), (" ", TEXT), *right)


def window(count: int, rows: int, cursor: int, first: int = 0) -> int:
    """The first item to show so that the cursor is among the `rows` shown; moves as little as it can."""
    first = min(first, cursor)
    first = max(first, cursor - rows + 1)
    return max(min(first, count - rows), 0)


def _side(row: Row, room: Box) -> Row:
    inner = padded(row, room.inner)
    if not room.sides:
        return ((" ", TEXT), *inner, (" ", TEXT))
    return (("│ ", EDGE), *inner, (" │", EDGE))


def _edge(corners: str, width: int, title: str, aside: str) -> Row:
    # Half of the row at most, or what the title leaves of it.
    room = max((width - 10) // 2, width - 9 - cells(clean(title)), 1)
    aside = f" {cut(aside, room)} " if aside else ""
    if not title:
        return ((corners[0] + "─" * (width - 2) + corners[1], EDGE),)
    name = f" {cut(title, max(width - 6 - cells(aside), 1))} "
    rest = max(width - 3 - cells(name) - cells(aside) - (1 if aside else 0), 0)
    spans: list[Span] = [(f"{corners[0]}─", EDGE), (name, TITLE), ("─" * rest, EDGE)]
    if aside:
        spans.extend([(aside, SOFT), ("─", EDGE)])
    return (*spans, (corners[1], EDGE))


def _edge_between(room: Box, below: int) -> Row:
    """The blank above the hints, which says how much there is below."""
    if not below:
        return _side((), room)
    return _side(((fit("", max(room.inner - len(f"↓ {below}"), 0)), TEXT), (f"↓ {below}", SOFT)), room)


def _hint_width(hint: Hint) -> int:
    key, what = hint
    return cells(clean(key)) + (1 + cells(clean(what)) if what else 0)
