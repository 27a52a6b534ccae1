"""Sends only the cells that changed.

`Screen` is a grid of cells that mirrors the terminal. What is to be seen is painted on it, and what it writes
is the difference: no frame that changes nothing, no colour code that repeats the one before, blanks by
erasing. It forgets what it knows after anything it does not understand, until that is painted anew.

A frame has some thousand cells, and there is one for every key: whole rows are compared and cut up by what
the interpreter does on its own, and only what has changed is looked at in turn.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress, count, pairwise
from operator import is_not, itemgetter
from typing import Final, TypeAlias

from pipeboard.tui.pens import Pen, change
from pipeboard.view.text import clusters, is_simple

_PLACE: Final = re.compile(r"\x1b\[[0-9]*;?[0-9]*H")
_HARMLESS: Final = re.compile(
    r"(?:\x1b\[\?(?:25|1000|1002|1003|1004|1006|1015|1016|2004|2026|2048)[hl]"  # modes that move no cell
    r"|\x1b\[\?[0-9]+\$p|\x1b\[[<>][0-9]*u"  # questions about modes, the keyboard protocol
    r"|\x1b\[\?7[hl]|\x07|\x1b\](?:0|2|22|52);[^\x07\x1b]*(?:\x07|\x1b\\)"  # wrap, bell, title, clipboard
    r"|\x1bP(?:[^\x1b]|\x1b[^\\])*\x1b\\)*"  # what a multiplexer passes on
)
_BRIDGE: Final = 5
"""So many unchanged cells in between are cheaper to write again than to jump over."""
_ERASE: Final = 12
"""From so many blanks on, erasing is shorter than writing them."""
_SHORT_CODE: Final = 14
"""Colour codes of this length or less are not worth writing out of order."""
_CHANGED: Final = re.compile(rb"\x01+")
_BLANKS: Final = " " * _ERASE
_LONG_BLANK: Final = re.compile(f"({_BLANKS} *)")

Cell: TypeAlias = tuple[str, Pen]
"""What is drawn and how; empty text for the second half of a wide character.

Cells that look alike are one object as far as `cells_of` remembers: rows are compared by that. Where it does
not, a cell is written once more than it has to be.
"""
UNKNOWN: Final[Cell] = ("\0", Pen(frozenset(), "", "", None))
"""What may look like anything; it is never written."""

_text: Final = itemgetter(0)
_pen: Final = itemgetter(1)


@lru_cache(maxsize=4096)
def cells_of(text: str, pen: Pen) -> list[Cell]:
    """What a pen's text looks like; not to be changed."""
    pieces = [(one, 1) for one in text] if is_simple(text) else clusters(text)
    cells: list[Cell] = []
    for piece, size in pieces:
        cells += [_cell(piece, pen.blank if piece == " " else pen), _cell("", pen)][:size]
    return cells


@lru_cache(maxsize=65_536)
def _cell(text: str, pen: Pen) -> Cell:
    return text, pen


def blank_of(cell: Cell) -> Cell:
    """A blank in the place of a cell, on the same background."""
    return _cell(" ", cell[1].blank)


def is_half(cells: Sequence[Cell], x: int) -> bool:
    """Whether there is the second half of a wide character at `x`."""
    return x < len(cells) and not cells[x][0]


@dataclass(slots=True)
class _Piece:
    """Cells of a row, from `x` to before `end`, that one pen writes."""

    y: int
    x: int
    end: int
    pen: Pen

    def takes(self, pen: Pen) -> bool:
        """Whether cells that follow can be written along: with this pen, which blanks adapt to."""
        if self.pen is pen.blank:
            self.pen = pen
        return pen is self.pen or pen is self.pen.blank


class Screen:
    """What the terminal shows, as far as known."""

    def __init__(self, width: int, height: int, *, erases: bool = False) -> None:
        self._erases = erases
        """Whether the terminal erases with the present background colour."""
        self._ready = ""
        """What is no frame, with the frames before it."""
        self.resize(width, height)

    def forget(self) -> None:
        """The terminal may show anything now. What it has not been sent yet is still owed."""
        self._ready = self.owed()
        self.resize(self._width, self._height)

    def resize(self, width: int, height: int) -> None:
        """Another size, for which everything is drawn anew; what is on the screen is not known any more."""
        self._width, self._height = width, height
        self._rows: list[list[Cell]] = [[UNKNOWN] * width for _ in range(height)]
        self._sent: dict[int, list[Cell]] = {}
        """Rows that were painted on, as the terminal shows them."""
        self._pen: Pen | None = None
        self._sent_cursor = self._cursor = ""

    @property
    def size(self) -> tuple[int, int]:
        return self._width, self._height

    def paint(self, x: int, y: int, cells: list[Cell]) -> None:
        """Draw cells from a place on, those that fit; `owed` has what changes by that."""
        if y >= self._height:
            return
        if x + len(cells) > self._width:
            room = max(self._width - x, 0)
            cells = cells[: room - 1 if is_half(cells, room) else room]
        row, end = self._rows[y], x + len(cells)
        old = row[x:end]
        if old == cells:
            return
        self._sent.setdefault(y, row)
        new = [*row[:x], *cells, *row[end:]]
        # Of a wide character that is drawn over by half a blank is left.
        if x and is_half(old, 0):
            new[x - 1] = blank_of(row[x - 1])
        if is_half(row, end):
            new[end] = blank_of(row[end])
        self._rows[y] = new

    def note(self, data: str) -> None:
        """Take in what else the app writes: a place for the cursor, or something that is passed on as it is.

        The cursor rests in the corner when it is not shown; it need not go there.
        """
        if _PLACE.fullmatch(data):
            self._cursor = "" if data in ("\x1b[1;1H", "\x1b[H") else data
            return
        self._ready = self.owed() + data
        if not _HARMLESS.fullmatch(data):
            self.forget()

    def owed(self) -> str:
        """What brings the terminal from what was sent to it to how everything ends now; "" for nothing."""
        drawn = self._write()
        self._sent.clear()
        if drawn or self._cursor != self._sent_cursor:
            drawn += self._cursor
            self._sent_cursor = self._cursor
        output, self._ready = self._ready + drawn, ""
        return output

    def _write(self) -> str:
        """The codes that bring the changed cells to the terminal.

        A colour is often longer than a jump: what has the same one is written together, wherever it stands.
        """
        pieces: list[_Piece] = []
        for y, before in sorted(self._sent.items()):
            pieces.extend(_pieces(y, before, self._rows[y]))
        pens = dict.fromkeys(piece.pen for piece in pieces if not piece.pen.is_blank)
        if sum(len(change(None, pen)) for pen in pens) > _SHORT_CODE * len(pens):
            order = sorted(pens, key=lambda pen: pen is not self._pen)
            rank = {pen: index for index, pen in enumerate(order)}
            for pen in order:
                rank.setdefault(pen.blank, rank[pen])
            pieces.sort(key=lambda piece: rank.get(piece.pen, len(order)))
        output: list[str] = []
        at: tuple[int, int] | None = None
        for piece in pieces:
            at = self._write_piece(piece, at, output)
        return "".join(output)

    def _write_piece(
        self, piece: _Piece, at: tuple[int, int] | None, output: list[str]
    ) -> tuple[int, int] | None:
        """Write a piece; `at` and the result say where the cursor stands before and after."""
        y, x, pen = piece.y, piece.x, piece.pen
        if pen is not self._pen and (self._pen is None or pen is not self._pen.blank):
            output.append(change(self._pen, pen))
            self._pen = pen
        cells = self._rows[y][x : piece.end]
        text = "".join(map(_text, cells))
        if len(text) == len(cells) and (text.isascii() or is_simple(text)):
            at = self._write_simple(piece, text, at, output)
        else:
            for cell in cells:
                if cell[0]:
                    output.append(_jump(at, x, y) + cell[0])
                    wide = is_half(cells, x - piece.x + 1)
                    # Terminals disagree on how wide some are: the next cell is then jumped to.
                    known = is_simple(cell[0]) or _is_plain_wide(cell[0])
                    at = (y, x + 1 + wide) if known else None
                x += 1
        # At the margin, too, they differ in where the cursor is.
        return None if at is not None and at[1] >= self._width else at

    def _write_simple(
        self, piece: _Piece, text: str, at: tuple[int, int] | None, output: list[str]
    ) -> tuple[int, int] | None:
        """Write characters that are one cell each; where there are many blanks, erase."""
        y, x = piece.y, piece.x
        parts = [text]
        if _BLANKS in text and self._erases and not piece.pen.blank.attributes:
            parts = _LONG_BLANK.split(text)  # every other one is blank
        for index, part in enumerate(parts):
            if not part:
                continue
            output.append(_jump(at, x, y))
            end = x + len(part)
            if index % 2:
                output.append("\x1b[K" if end == self._width else f"\x1b[{len(part)}X")
                at = y, x
            else:
                output.append(part)
                at = y, end
            x = end
        return at


def _pieces(y: int, before: list[Cell], row: list[Cell]) -> list[_Piece]:
    """The changed cells of a row as stretches that one pen can write; blanks go with their neighbours."""
    pieces: list[_Piece] = []
    for start, end in _runs(before, row):
        piece: _Piece | None = None
        pens = list(map(_pen, row[start:end]))
        breaks = compress(count(start + 1), map(is_not, pens, pens[1:]))
        for x, stop in pairwise((start, *breaks, end)):
            pen = pens[x - start]
            if pen is UNKNOWN[1]:
                piece = None
            elif piece is not None and piece.takes(pen):
                piece.end = stop
            else:
                piece = _Piece(y, x, stop, pen)
                pieces.append(piece)
    return pieces


def _runs(before: list[Cell], row: list[Cell]) -> list[tuple[int, int]]:
    """Changed cells as stretches; short gaps of known cells in the same ink are taken along.

    A wide character is written whole.
    """
    runs: list[tuple[int, int]] = []
    for match in _CHANGED.finditer(bytes(map(is_not, before, row))):
        start, end = match.span()
        start -= not row[start][0]
        end += end < len(row) and not row[end][0]
        if runs:
            first, last = runs[-1]
            if start <= last or (start - last <= _BRIDGE and _same_ink(row[last:start], row[start])):
                runs[-1] = (first, end)
                continue
        runs.append((start, end))
    return runs


def _same_ink(gap: list[Cell], cell: Cell) -> bool:
    """Whether the cells of a gap are written without another code than `cell`'s."""
    return {cell[1], cell[1].blank}.issuperset(map(_pen, gap))


def _jump(at: tuple[int, int] | None, x: int, y: int) -> str:
    """The shortest way from one place to another; from anywhere when `at` is None."""
    if at == (y, x):
        return ""
    if at is None or at[0] != y:
        return f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H"
    if x > at[1]:
        return f"\x1b[{x - at[1]}C" if x - at[1] > 1 else "\x1b[C"
    return f"\x1b[{x + 1}G" if x else "\r"


def _is_plain_wide(text: str) -> bool:
    """A single ideograph, syllable or full-width letter: two cells in every terminal."""
    return len(text) == 1 and (
        "\u3000" <= text <= "\ud7a3" or "\uf900" <= text <= "\ufaff" or "\uff01" <= text <= "\uff60"
    )
