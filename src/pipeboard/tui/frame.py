"""Sends only the cells that changed.

The app writes whole regions with every colour spelt out. `Screen` replays each frame on a grid of cells that
mirrors the terminal, and writes the difference: no frame that changes nothing, no colour code that repeats
the one before, blanks by erasing. It forgets what it knows after anything it does not understand, and then
sends what it is given until it knows again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from pipeboard.view.text import clusters, is_simple

_PART: Final = re.compile(r"([0-9;]*)([Hm])([^\x1b\n]*)(\n?)")
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
_OFF: Final = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "7": "27", "8": "28", "9": "29"}
_UNSEEN_ON_BLANKS: Final = frozenset("1238")
"""Bold, dim, italic and hidden change nothing on a blank."""
_FOREGROUNDS: Final = frozenset(map(str, (*range(30, 38), 39, *range(90, 98))))
_BACKGROUNDS: Final = frozenset(map(str, (*range(40, 48), 49, *range(100, 108))))


class Pen(NamedTuple):
    """How the terminal writes: attributes, foreground and background as parts of an SGR code."""

    attributes: frozenset[str]
    foreground: str
    background: str


_PLAIN: Final = Pen(frozenset(), "39", "49")
Cell: TypeAlias = tuple[str, Pen] | None
"""What is drawn and how; empty text for the second half of a wide character, None for not known."""


class _Part(NamedTuple):
    """A colour code or a jump, and the text after it."""

    pen: Pen | None
    """None for a jump."""
    x: int
    y: int
    jump: str
    """The code that jumps there; empty for the place where a cursor rests that is not shown."""
    text: str
    ends_line: bool


@lru_cache(maxsize=1024)
def _pen(codes: str) -> Pen:
    """The pen after a reset and these codes."""
    attributes: set[str] = set()
    foreground, background = "39", "49"
    parts = iter(codes.split(";"))
    for part in parts:
        if part in ("38", "48"):
            kind = next(parts, "5")
            colour = ";".join((part, kind, *(next(parts, "0") for _ in range(3 if kind == "2" else 1))))
            if part == "38":
                foreground = colour
            else:
                background = colour
        elif part in _OFF:
            attributes.add(part)
        elif part in _FOREGROUNDS:
            foreground = part
        elif part in _BACKGROUNDS:
            background = part
        elif part in ("", "0"):
            attributes.clear()
            foreground, background = "39", "49"
        else:
            attributes.add(part)  # rare ones, such as a double underline, are taken away by a reset
    return Pen(frozenset(attributes), foreground, background)


@lru_cache(maxsize=1024)
def _blank(pen: Pen) -> Pen:
    """The same pen for a blank cell: the foreground matters only with a line through or under it."""
    seen = pen.attributes - _UNSEEN_ON_BLANKS
    return Pen(seen, pen.foreground if seen else "39", pen.background)


@lru_cache(maxsize=4096)
def _change(before: Pen | None, after: Pen) -> str:
    """The shortest code that turns one pen into the other; None is an unknown one."""
    full = [*sorted(after.attributes)]
    full += [after.foreground] if after.foreground != "39" else []
    full += [after.background] if after.background != "49" else []
    fresh = f"\x1b[{';'.join(['0', *full]) if full else ''}m"
    if before is None:
        return fresh
    gone = before.attributes - after.attributes
    if not gone <= _OFF.keys():
        return fresh
    removed = {_OFF[one] for one in gone}
    lost = {one for one in before.attributes & after.attributes if _OFF.get(one) in removed}
    codes = sorted(removed) + sorted((after.attributes - before.attributes) | lost)
    codes += [after.foreground] if after.foreground != before.foreground else []
    codes += [after.background] if after.background != before.background else []
    step = f"\x1b[{';'.join(codes)}m" if codes else ""
    return min(step, fresh, key=len)


_Changed: TypeAlias = dict[int, list[Cell]]
"""Rows that were written to, as the terminal shows them."""


@dataclass(slots=True)
class _Piece:
    """Cells of a row, from `x` to before `end`, that one pen writes."""

    y: int
    x: int
    end: int
    pen: Pen
    is_blank: bool


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
        self._rows: list[list[Cell]] = [[None] * width for _ in range(height)]
        self._changed: _Changed = {}
        self._pen: Pen | None = None
        self._sent_cursor = self._cursor = ""

    @property
    def size(self) -> tuple[int, int]:
        return self._width, self._height

    def reduce(self, data: str) -> str:
        """What to write so that the terminal shows what it would after `data`; "" for nothing."""
        self.note(data)
        return self.owed()

    def note(self, data: str) -> None:
        """Take in what the app writes; `owed` has it when it can be sent."""
        cursor = self._replay(data)
        if cursor is not None:
            self._cursor = cursor
            return
        self._ready = self.owed() + data
        if not _HARMLESS.fullmatch(data):
            self.forget()

    def owed(self) -> str:
        """What brings the terminal from what was sent to it to how everything noted ends; "" for nothing."""
        drawn = self._write()
        self._changed.clear()
        if drawn or self._cursor != self._sent_cursor:
            drawn += self._cursor
            self._sent_cursor = self._cursor
        output, self._ready = self._ready + drawn, ""
        return output

    def _replay(self, data: str) -> str | None:
        """Note the cells that a frame changes; the cursor's last jump, or None for no frame."""
        parts = _parts(data)
        if parts is None:
            return None
        x = y = 0
        pen = _PLAIN
        placed = False
        cursor = ""
        for part in parts:
            if part.pen is not None:
                pen = part.pen
            else:
                x, y = part.x, part.y
                placed = True
                cursor = part.jump
            if part.text:
                if not placed or y >= self._height:
                    return None
                x = self._put(_cells(part.text, pen), x, y)
                cursor = ""
            if part.ends_line:
                placed = False
        return cursor

    def _put(self, cells: list[Cell], x: int, y: int) -> int:
        """Note cells from `x` on, those that fit; the place after them."""
        row = self._rows[y]
        if x + len(cells) > self._width:
            room = max(self._width - x, 0)
            cells = cells[: room - 1 if _is_wide(cells, room - 1) else room]
        end = x + len(cells)
        old = row[x:end]
        if old == cells:
            return end
        if y not in self._changed:
            self._changed[y] = row.copy()
        row[x:end] = cells
        # What is left of a wide character when half of it is overwritten is not known.
        first, following = old[0], row[end] if end < self._width else None
        if first is not None and first[0] == "" and x:
            row[x - 1] = None
        if following is not None and following[0] == "":
            row[end] = None
        return end

    def _write(self) -> str:
        """The codes that bring the changed cells to the terminal.

        A colour is often longer than a jump: what has the same one is written together, wherever it stands.
        """
        pieces: list[_Piece] = []
        for y, before in sorted(self._changed.items()):
            pieces.extend(self._pieces(y, _changes(before, self._rows[y])))
        pens = dict.fromkeys(piece.pen for piece in pieces if not piece.is_blank)
        if sum(len(_change(None, pen)) for pen in pens) > _SHORT_CODE * len(pens):
            order = sorted(pens, key=lambda pen: pen != self._pen)
            rank = {pen: index for index, pen in enumerate(order)}
            blanks: dict[Pen, int] = {}
            for pen in order:
                blanks.setdefault(_blank(pen), rank[pen])
            pieces.sort(key=lambda one: blanks.get(one.pen, len(rank)) if one.is_blank else rank[one.pen])
        output: list[str] = []
        at: tuple[int, int] | None = None
        for piece in pieces:
            at = self._write_piece(piece, at, output)
        return "".join(output)

    def _pieces(self, y: int, columns: list[int]) -> list[_Piece]:
        """The changed cells of a row as stretches that one pen can write; blanks go with their neighbours."""
        row = self._rows[y]
        pieces: list[_Piece] = []
        for start, end in _runs(columns, row):
            piece: _Piece | None = None
            for x in range(start, end):
                cell = row[x]
                if cell is None:
                    piece = None
                    continue
                if piece is not None and cell is row[x - 1]:  # most of a screen: blanks, rules
                    piece.end = x + 1
                    continue
                text, pen = cell
                if piece is None:
                    piece = _Piece(y, x, x + 1, pen, text == " ")
                    pieces.append(piece)
                elif text == "" or _goes_on(piece, text, pen):
                    piece.end = x + 1
                elif piece.is_blank and text != " " and _blank(pen) == piece.pen:
                    piece.end, piece.pen, piece.is_blank = x + 1, pen, False
                else:
                    piece = _Piece(y, x, x + 1, pen, text == " ")
                    pieces.append(piece)
        return pieces

    def _write_piece(
        self, piece: _Piece, at: tuple[int, int] | None, output: list[str]
    ) -> tuple[int, int] | None:
        """Write a piece; `at` and the result say where the cursor stands before and after."""
        row, y, x = self._rows[piece.y], piece.y, piece.x
        if not piece.is_blank or self._pen is None or _blank(self._pen) != piece.pen:
            output.append(self._ink(piece.pen))
        while x < piece.end:
            cell = row[x]
            assert cell is not None
            if at != (y, x):
                output.append(_jump(at, x, y))
            text = cell[0]
            if text == " ":
                stop = x
                while stop < piece.end and row[stop] == cell:
                    stop += 1
                if self._erases and stop - x >= _ERASE and not cell[1].attributes:
                    output.append("\x1b[K" if stop == self._width else f"\x1b[{stop - x}X")
                    at = (y, x)
                else:
                    output.append(" " * (stop - x))
                    at = (y, stop)
                x = stop
            else:
                output.append(text)
                following = row[x + 1] if x + 1 < self._width else None
                x += 2 if following is not None and following[0] == "" else 1
                # Terminals disagree on how wide some characters are: the next cell is then jumped to.
                at = (y, x) if text.isascii() or is_simple(text) or _is_plain_wide(text) else None
        # At the margin, too, they differ in where the cursor is.
        return None if at is not None and at[1] >= self._width else at

    def _ink(self, pen: Pen) -> str:
        code = "" if self._pen == pen else _change(self._pen, pen)
        self._pen = pen
        return code


def _parts(data: str) -> list[_Part] | None:
    """A frame cut where a code begins; None when there is anything but jumps, colours and text."""
    first, *rest = data.split("\x1b[")
    if first or not rest:
        return None
    parts: list[_Part] = []
    for one in rest:
        part = _part(one)
        if part is None:
            return None
        parts.append(part)
    return parts if parts[0].pen is None else None


@lru_cache(maxsize=4096)
def _part(code: str) -> _Part | None:
    """A code without its beginning, and what follows it; the same ones come again with every frame."""
    match = _PART.fullmatch(code)
    if match is None:
        return None
    value, kind, text, line_end = match.groups()
    if kind == "m":
        return _Part(_PLAIN if value in ("", "0") else _pen(value), 0, 0, "", text, bool(line_end))
    row, _, column = value.partition(";")
    jump = f"\x1b[{value}H" if value not in ("1;1", "") else ""
    return _Part(None, int(column or 1) - 1, int(row or 1) - 1, jump, text, bool(line_end))


@lru_cache(maxsize=4096)
def _cells(text: str, pen: Pen) -> list[Cell]:
    """What a pen's text looks like; not to be changed."""
    blank: Cell = (" ", _blank(pen))
    if is_simple(text):
        return [blank if one == " " else (one, pen) for one in text]
    cells: list[Cell] = []
    for piece, size in clusters(text):
        cells += [blank if piece == " " else (piece, pen), ("", pen)][:size]
    return cells


def _changes(before: list[Cell], row: list[Cell]) -> list[int]:
    """The columns in which a row differs from what it was; a wide character counts where it begins."""
    columns = [x for x, (was, cell) in enumerate(zip(before, row, strict=True)) if was is not cell != was]
    halves = [x for x in columns if (cell := row[x]) is not None and cell[0] == ""]
    return sorted({*columns, *(x - 1 for x in halves)}.difference(halves)) if halves else columns


def _runs(columns: list[int], row: list[Cell]) -> list[tuple[int, int]]:
    """Changed cells as stretches; short gaps of known cells in the same ink are taken along."""
    runs: list[tuple[int, int]] = []
    start = last = -1
    for x in columns:
        if x > last and not (last > 0 and x - last <= _BRIDGE and _same_ink(row[last:x], row[x])):
            if last > 0:
                runs.append((start, last))
            start = x
        following = row[x + 1] if x + 1 < len(row) else None
        last = max(last, x + (2 if following is not None and following[0] == "" else 1))
    return [*runs, (start, last)] if last > 0 else runs


def _same_ink(gap: list[Cell], cell: Cell) -> bool:
    """Whether the cells of a gap are known and written without another code than `cell`'s."""
    if cell is None:
        return False
    pen = cell[1]
    return all(one is not None and one[1] == (_blank(pen) if one[0] == " " else pen) for one in gap)


def _jump(at: tuple[int, int] | None, x: int, y: int) -> str:
    """The shortest way from one place to another; from anywhere when `at` is None."""
    if at is None or at[0] != y:
        return f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H"
    if x > at[1]:
        return f"\x1b[{x - at[1]}C" if x - at[1] > 1 else "\x1b[C"
    return f"\x1b[{x + 1}G" if x else "\r"


def _is_wide(row: list[Cell], x: int) -> bool:
    following = row[x + 1] if x + 1 < len(row) else None
    return following is not None and following[0] == ""


def _goes_on(piece: _Piece, text: str, pen: Pen) -> bool:
    """Whether the next cell can be written with the piece's pen."""
    if text == " ":
        return pen == (piece.pen if piece.is_blank else _blank(piece.pen))
    return pen == piece.pen and not piece.is_blank


def _is_plain_wide(text: str) -> bool:
    """A single ideograph, syllable or full-width letter: two cells in every terminal."""
    return len(text) == 1 and (
        "\u3000" <= text <= "\ud7a3" or "\uf900" <= text <= "\ufaff" or "\uff01" <= text <= "\uff60"
    )
