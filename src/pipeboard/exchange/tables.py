"""Tables out of delimited text: any encoding, any of four delimiters, and every row knows its line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from typing import Final, NamedTuple, overload

from pipeboard.domain.errors import BadInput
from pipeboard.exchange.exact import is_own, unguarded
from pipeboard.exchange.tinydb import records_of

DELIMITERS: Final = (",", ";", "\t", "|")
LONGEST_CELL: Final = 1_000_000
_SNIFFED_ROWS: Final = 30
_BLOCK: Final = 1 << 16
_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\r?\n?', re.IGNORECASE)
_HIGH_BYTES = re.compile(rb"[\x80-\xff]+")
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_MOST_BINARY: Final = 0.02
"""A larger part of such bytes where UTF-8 fails: the file is no text (a picture, a spreadsheet's format)."""
_CONTROLS: Final = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)))


class Problem(NamedTuple):
    """A row that cannot be used: its line in the file and why."""

    line: int
    reason: str


class Row(NamedTuple):
    """One record: the line it starts on, and as many cells as the header has."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A header with unique names, the rows under it, and those that do not fit it."""

    header: tuple[str, ...]
    rows: Sequence[Row]
    """Read again whenever they are gone through: a long table is not kept as cells."""
    problems: tuple[Problem, ...] = ()
    encoding: str = "utf-8"
    delimiter: str = ","
    own: bool = False
    """PipeBoard wrote it: its cells are kept to the character, and read as they were meant."""

    def distinct(self, *groups: Sequence[int]) -> list[list[tuple[str, ...]]]:
        """The different cells, or groups of cells, of some columns, in the order in which they come up."""
        picks = [itemgetter(*group) if len(group) > 1 else _single(*group) for group in groups]
        found: list[dict[tuple[str, ...], None]] = [{} for _ in groups]
        both = tuple(zip(picks, found, strict=True))
        for row in self.rows if picks else ():
            for pick, there in both:
                there[pick(row.cells)] = None
        return [list(there) for there in found]


def _single(index: int) -> Callable[[Sequence[str]], tuple[str]]:
    return lambda cells: (cells[index],)


class Records(Sequence[Row]):
    """The rows of a delimited text that fit its header, which are read anew each time."""

    def __init__(self, text: str, delimiter: str, width: int, *, first: int, own: bool) -> None:
        """`first`: on which line the header starts."""
        self.problems: list[Problem] = []
        """Rows that do not fit."""
        self._text = text
        self._delimiter = delimiter
        self._width = width
        self._before = first - 1
        self._own = own
        self._count = sum(1 for _ in self._fitting(self.problems))

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Row]:
        return self._fitting([])

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> list[Row]: ...
    def __getitem__(self, at: int | slice) -> Row | list[Row]:
        if isinstance(at, slice):
            return list(self)[at]
        return next(islice(self, range(len(self))[at], None))

    def _fitting(self, problems: list[Problem]) -> Iterator[Row]:
        """The rows that fit; the others are added to the problems."""
        width = self._width
        records = _records(self._text, self._delimiter, self._own)
        next(one for _, one in records if any(one))  # the header
        for line, cells in records:
            if len(cells) == width:
                if any(cells):
                    yield Row(line + self._before, tuple(cells))
                continue
            filled = len(cells)
            while filled > width and not cells[filled - 1]:
                filled -= 1
            if not any(cells):
                continue
            if filled > width or len(cells) < width:
                from pipeboard.domain.rules.plan import counted  # rows that do not fit are few

                why = f"The row has {counted(filled, 'cell')} where the header has {width}."
                problems.append(Problem(line + self._before, why))
            else:
                yield Row(line + self._before, tuple(cells[:width]))


def read_table(data: bytes) -> Table:
    """Read delimited text; the first row that is not empty is the header. BadInput when there is none.

    The encoding is that of a byte order mark, else UTF-8, else Windows-1252 (or GBK, where the bytes have its
    pattern). A stock TinyDB file is read as well: its documents are the rows, numbered as they come.
    Empty rows are passed over; rows with more or fewer cells than the header are problems.
    """
    known = records_of(data)
    if known is not None:
        names, rows_found = known
        return Table(_unique_names(names), tuple(Row(at, cells) for at, cells in enumerate(rows_found, 1)))
    text, encoding = decode(data)
    named = _SEPARATOR_LINE.match(text)
    delimiter = named[1] if named else _sniff(text)
    body = text[named.end() :] if named else text
    first = next((cells for _, cells in _records(body, delimiter) if any(cells)), None)
    if first is None:
        raise BadInput("There is no header row: the file is empty.")
    own = is_own(first)
    header = _unique_names(first)
    if own:
        header = tuple(next(cells for _, cells in _records(body, delimiter, own) if any(cells)))
    rows = Records(body, delimiter, len(header), first=2 if named else 1, own=own)
    return Table(header, rows, tuple(rows.problems), encoding, delimiter, own)


def decode(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding. BadInput for what is no text."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding).removeprefix("\ufeff"), encoding.removesuffix("-sig")
    for encoding, zeros, others in (("utf-16-le", 1, 0), ("utf-16-be", 0, 1)):
        # Every other byte of plain letters in UTF-16 is zero.
        if data[zeros:200:2].count(0) * 3 > len(data[zeros:200:2]) and 0 not in data[others:200:2]:
            return _strictly(data, encoding), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        start = data[:8192]
        if len(_BINARY.findall(start)) > len(start) * _MOST_BINARY:
            raise BadInput("The file is no text; save the table as CSV and import that.") from None
    for encoding in ("gb18030", "cp1252") if _looks_like_gbk(data) else ("cp1252",):
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1"), "latin-1"


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise BadInput(f"The file says it is {encoding} but is not; save it as UTF-8.") from error


def _looks_like_gbk(data: bytes) -> bool:
    """Whether the bytes beyond ASCII come in pairs, most of them common Chinese characters or punctuation.

    In Western European text they stand alone, or in the odd pair ("ää") whose first byte is no common one.
    """
    runs = _HIGH_BYTES.findall(data)
    if not runs or any(len(run) % 2 for run in runs):
        return False
    firsts = [run[index] for run in runs for index in range(0, len(run), 2)]
    common = sum(1 for first in firsts if 0xB0 <= first <= 0xD7 or 0xA1 <= first <= 0xA3)
    return common * 2 > len(firsts)


def _sniff(text: str) -> str:
    """The delimiter that splits the first rows into the most columns of one width."""

    def score(delimiter: str) -> float:
        widths = []
        for _, cells in _records(text, delimiter):
            if any(cells):
                widths.append(len(cells))
            if len(widths) == _SNIFFED_ROWS:
                break
        if not widths or widths[0] == 1:
            return 0
        return widths[0] * (sum(width == widths[0] for width in widths) / len(widths)) ** 2

    return max(DELIMITERS, key=score)


def _records(text: str, delimiter: str, exact: bool = False) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it starts on; cells are stripped, unless they are to be exact."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(_lines(text), delimiter=delimiter, skipinitialspace=delimiter != "\t" and not exact)
    guards = "'" in text
    line = 1
    try:
        for cells in reader:
            if not exact:
                cells = list(map(str.strip, cells))
            yield line, list(map(unguarded, cells)) if guards else cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise BadInput(f"Line {line} cannot be read as a table row ({error}).") from error


def _lines(text: str) -> Iterator[str]:
    """The lines of a text with their ends, made from a block of it at a time."""
    start = 0
    while start < len(text):
        # Only at a line feed can a text be parted for sure; most have one soon.
        end = text.find("\n", start + _BLOCK) + 1 or len(text)
        yield from io.StringIO(text[start:end], newline="")
        start = end


def _unique_names(cells: Sequence[str]) -> tuple[str, ...]:
    """Header cells on one line each; empty ones and repetitions numbered."""
    names: list[str] = []
    for number, cell in enumerate(cells, 1):
        name = one_line(cell) or f"Column {number}"
        copies = 1
        while (candidate := name if copies == 1 else f"{name} ({copies})") in names:
            copies += 1
        names.append(candidate)
    return tuple(names)


def one_line(cell: str) -> str:
    """The cell on one line: runs of white space as one space, control characters dropped."""
    if cell.isprintable() and "  " not in cell and cell[:1] != " " != cell[-1:]:
        return cell
    line = " ".join(cell.split())
    return line if line.isprintable() else line.translate(_CONTROLS)
