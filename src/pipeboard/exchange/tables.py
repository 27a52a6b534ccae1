"""Tables out of delimited text: any encoding, any of four delimiters, and every row knows its line."""

from __future__ import annotations

import csv
import io
import marshal
import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, dropwhile, islice
from typing import Final, NamedTuple

from pipeboard.domain.errors import BadInput
from pipeboard.exchange.exact import is_own, unguarded
from pipeboard.exchange.tinydb import records_of

DELIMITERS: Final = (",", ";", "\t", "|")
LONGEST_CELL: Final = 1_000_000
BATCH: Final = 500
"""So many rows are kept, and gone through, at once."""
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


class Batch:
    """Neighbouring rows, kept as the bytes of their columns."""

    def __init__(self, rows: Sequence[tuple[int, Sequence[str]]]) -> None:
        """Some rows of one width, each with its line."""
        self.lines: Final = array("L", [line for line, _ in rows])
        self._columns = tuple(map(marshal.dumps, zip(*[cells for _, cells in rows], strict=True)))

    def __len__(self) -> int:
        return len(self.lines)

    def column(self, index: int) -> tuple[str, ...]:
        """A cell for each row."""
        cells: tuple[str, ...] = marshal.loads(self._columns[index])
        return cells

    def rows(self) -> Iterator[Row]:
        """One row after the other."""
        columns = map(marshal.loads, self._columns)
        return map(Row, self.lines, zip(*columns, strict=True))


class Records(Iterable[Row]):
    """The rows of a table, a batch at a time.

    So a hundred thousand of them take a tenth of the memory that they would as texts, and a column is gone
    through without the others, faster than it would be read again.
    """

    def __init__(self, rows: Iterable[tuple[int, Sequence[str]]]) -> None:
        """Rows of one width, each with its line, in the order of these."""
        left = iter(rows)
        self.batches: Final = tuple(map(Batch, iter(lambda: list(islice(left, BATCH)), [])))

    def __len__(self) -> int:
        return sum(map(len, self.batches))

    def __iter__(self) -> Iterator[Row]:
        return chain.from_iterable(batch.rows() for batch in self.batches)


@dataclass(frozen=True, slots=True)
class Table:
    """A header with unique names, the rows under it, and those that do not fit it."""

    header: tuple[str, ...]
    rows: Records
    problems: tuple[Problem, ...] = ()
    encoding: str = "utf-8"
    delimiter: str = ","
    own: bool = False
    """PipeBoard wrote it: its cells are kept to the character, and read as they were meant."""

    def cells(self, column: int) -> list[str]:
        """The different cells of a column, in their order of appearance."""
        found: dict[str, None] = {}
        for batch in self.rows.batches:
            found |= dict.fromkeys(batch.column(column))
        return list(found)

    def groups(self, *columns: int) -> list[tuple[str, ...]]:
        """The different groups of cells that stand beside each other in some columns, as they appear."""
        found: dict[tuple[str, ...], None] = {}
        for batch in self.rows.batches:
            found |= dict.fromkeys(zip(*map(batch.column, columns), strict=True))
        return list(found)


def _fitting(
    records: Iterable[tuple[int, list[str]]], width: int, problems: list[Problem]
) -> Iterator[tuple[int, Sequence[str]]]:
    """The records that fit a header of so many cells; the others are added to the problems."""
    for line, cells in records:
        if len(cells) == width:
            if any(cells):
                yield line, cells
            continue
        filled = len(cells)
        while filled > width and not cells[filled - 1]:
            filled -= 1
        if not any(cells):
            continue
        if filled > width or len(cells) < width:
            from pipeboard.domain.rules.plan import counted  # rows that do not fit are few

            why = f"The row has {counted(filled, 'cell')} where the header has {width}."
            problems.append(Problem(line, why))
        else:
            yield line, cells[:width]


def read_table(data: bytes) -> Table:
    """Read delimited text; the first row that is not empty is the header. BadInput when there is none.

    The encoding is that of a byte order mark, else UTF-8, else Windows-1252 (or GBK, where the bytes have its
    pattern). A stock TinyDB file is read as well: its documents are the rows, numbered as they come.
    Empty rows are passed over; rows with more or fewer cells than the header are problems.
    """
    known = records_of(data)
    if known is not None:
        names, rows_found = known
        return Table(_unique_names(names), Records(enumerate(rows_found, 1)))
    text, encoding = decode(data)
    named = _SEPARATOR_LINE.match(text)
    delimiter = named[1] if named else _sniff(text)
    body = text[named.end() :] if named else text
    start = 2 if named else 1
    records = _headed(body, delimiter, start)
    first = next(records, None)
    if first is None:
        raise BadInput("There is no header row: the file is empty.")
    own = is_own(first[1])
    header = _unique_names(first[1])
    if own:
        records = _headed(body, delimiter, start, own)
        header = tuple(next(records)[1])
    problems: list[Problem] = []
    rows = Records(_fitting(records, len(header), problems))
    return Table(header, rows, tuple(problems), encoding, delimiter, own)


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


def _headed(text: str, delimiter: str, start: int, exact: bool = False) -> Iterator[tuple[int, list[str]]]:
    """The records of `_records` from the header on, which is the first one that is not empty."""
    return dropwhile(lambda record: not any(record[1]), _records(text, delimiter, start, exact))


def _records(
    text: str, delimiter: str, start: int = 1, exact: bool = False
) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it starts on, where the first line is `start`.

    Cells are stripped, unless they are to be exact.
    """
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(_lines(text), delimiter=delimiter, skipinitialspace=delimiter != "\t" and not exact)
    guards = "'" in text
    line = start
    try:
        for cells in reader:
            if not exact:
                cells = list(map(str.strip, cells))
            yield line, list(map(unguarded, cells)) if guards else cells
            line = reader.line_num + start
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
