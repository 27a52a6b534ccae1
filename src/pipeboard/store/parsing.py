"""Takes a board file apart: line by line where the layout is ours (a third of the cost of reading the JSON),
over the whole document where another tool has laid it out anew. Where git has left a conflict, the rows of
all sides are the board's.

No damage may pass as a smaller board: a line that is no sound row is quarantined, and a file whose rows
cannot be told apart raises `Damage`. What a row says inside is for the log to judge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, MutableMapping
from typing import TYPE_CHECKING

import orjson

from pipeboard.domain.ids import ALPHABET, is_event_id
from pipeboard.store.damage import Damage, diagnose, heads_in, is_other_encoding
from pipeboard.store.erased import MARK as ERASED
from pipeboard.store.erased import without_erased
from pipeboard.store.filerows import FileRows
from pipeboard.store.files import Known
from pipeboard.store.jsontext import loads
from pipeboard.store.layout import OPEN, SENTINEL, Parsed, Quarantined, in_order, is_opener, opener
from pipeboard.store.markers import has_conflict_markers, one_frame, without_markers
from pipeboard.store.moved import MARK as MOVED
from pipeboard.store.moved import without_moved

if TYPE_CHECKING:
    from pipeboard.store import relayout

BOM = b"\xef\xbb\xbf"
_DO = b'": {"do": "'
_EMPTY: dict[str, object] = {"~": {}}
_LONGEST_OPENER = len(opener("k" * 12))


def parse(data: bytes) -> Parsed:
    """The board in `data`. Raises Damage (a DamagedFile) with one sentence for anything that is none.

    Rows that were erased are as their erasure left them, and those that were moved to an archive are left
    out, whatever the file says.
    """
    parsed = parse_as_is(data)
    strange = parsed.body is not None  # another tool's layout, in which a row may begin in another way
    if strange or ERASED in data:
        parsed = without_erased(parsed, data)
    return without_moved(parsed, data) if strange or MOVED in data else parsed


def parse_known(data: bytes, known: Known) -> Parsed:
    """The board in `data` that was taken apart before, which has seen to all checks.

    Its rows are told apart when they, or many of them, are asked for.
    """
    frame = Frame.within(data, known.head, len(data) - known.tail)
    assert frame is not None, "it was in our layout"
    return frame.parsed(lambda: FileRows(data, known) if known.few else known.apart())


def lines_within(data: bytes, head: int, tail: int) -> list[bytes]:
    """The lines between so many bytes at the beginning and at the end, which are whole lines."""
    # Not of the part alone: that would be a second copy of a large file.
    above, below = data.count(b"\n", 0, head), data.count(b"\n", len(data) - tail)
    lines = data.split(b"\n")
    return lines[above : len(lines) - 1 - below]


def rows_within(data: bytes, head: int, tail: int, ids: Iterable[str]) -> dict[str, bytes]:
    """The rows of a tidy file that have these ids, in its order, where head and tail are that many bytes."""
    return dict(zip(ids, rows_among(lines_within(data, head, tail)), strict=True))


def rows_among(lines: Iterable[bytes]) -> list[bytes]:
    """The lines of a tidy file without its openers."""
    return [line for line in lines if len(line) > _LONGEST_OPENER]


def parse_as_is(data: bytes) -> Parsed:
    """As `parse`, with all rows as they stand in the file."""
    text = data.removeprefix(BOM).replace(b"\r\n", b"\n") if foreign_ends(data) else data
    tidy = text is data
    frame = Frame.around(text)
    if frame is not None and is_other_encoding(text):
        raise Damage("encoding")
    if frame is not None:
        lines = frame.lines()
        parsed = _at_a_glance(frame, lines, tidy=tidy) or _with_care(frame, lines, tidy=tidy)
        if parsed is not None:
            return parsed
    from pipeboard.store import relayout  # for files that another tool wrote

    document = relayout.document(text)
    if document is not None:
        return _relaid(document)
    if has_conflict_markers(text):
        return _between_markers(text.replace(b"\r\n", b"\n"))
    if frame is not None:
        parsed = _with_care(frame, frame.lines(), tidy=tidy, broken=True)
        if parsed is not None and parsed.rows:
            return parsed
    parsed = _out_of_frame(text)
    if parsed is None:
        raise diagnose(data)
    return parsed


def _out_of_frame(text: bytes) -> Parsed | None:
    """The board of whole rows that stand outside of the frame as well, or in several of them.

    That is what git makes of a file that both sides added, when it is told to unite lines.
    """
    whole = one_frame(text)
    frame = Frame.around(whole) if whole is not None else None
    return _with_care(frame, frame.lines(), tidy=False) if frame is not None else None


def _between_markers(text: bytes) -> Parsed:
    """The board of a file in which git has left a conflict: the rows of all sides."""
    plain, sides = without_markers(text)
    frame = Frame.around(plain)
    if frame is None:
        whole = one_frame(plain)
        frame = Frame.around(whole) if whole is not None else None
    parsed = _with_care(frame, frame.lines(), tidy=False, broken=True) if frame is not None else None
    if parsed is None:
        raise Damage("two-boards" if len(heads_in(plain)) > 1 else "conflict")
    return parsed._replace(sides=sides)


def foreign_ends(data: bytes) -> bool:
    """Whether lines end, or the file begins, as another system has it."""
    return data.startswith(BOM) or b"\r\n" in data[:4096]


class Frame:
    """Head and tail of a file in our layout, both checked as JSON, and where the rows lie between them."""

    def __init__(self, data: bytes, start: int, end: int, board: str, version: int) -> None:
        self.data = data
        self.start = start
        self.end = end
        self.board = board
        self.version = version
        self.head = data[:start]
        self.tail = data[end:]

    @classmethod
    def around(cls, data: bytes) -> Frame | None:
        """The frame, or None when the layout is another one (or none)."""
        found = data.find(OPEN)
        if found < 0:
            return None
        start = found + len(OPEN)
        end = data.find(b"\n" + SENTINEL, start - 1) + 1
        if end == 0 or data.count(b'"events"', 0, start) != 1:
            return None
        return cls.within(data, start, end)

    @classmethod
    def within(cls, data: bytes, start: int, end: int) -> Frame | None:
        """The frame of rows that lie from `start` to `end`; None when it is none."""
        try:
            top = orjson.loads(data[:start] + b'"~": {}}}')
            rest = orjson.loads(b'{"events": {' + data[end:])
        except orjson.JSONDecodeError:
            return None
        if top.get("events") != _EMPTY or rest.pop("events", None) != _EMPTY or top.keys() & rest.keys():
            return None
        board, version = identity(top.get("pipeboard"))
        return cls(data, start, end, board, version)

    def lines(self) -> list[bytes]:
        """The lines between head and tail, without their newlines."""
        return lines_within(self.data, len(self.head), len(self.tail))

    def parsed(
        self,
        apart: Callable[[], MutableMapping[str, bytes]],
        quarantined: Iterable[Quarantined] = (),
        body: list[bytes] | None = None,
    ) -> Parsed:
        return Parsed(self.board, self.version, apart, self.head, self.tail, tuple(quarantined), body)


def identity(header: object) -> tuple[str, int]:
    """Board id and version of the format; Damage when the header does not say them."""
    form = header.get("format") if isinstance(header, dict) else None
    if not isinstance(form, dict):
        raise Damage("head")
    board, version = form.get("board"), form.get("version")
    if not isinstance(board, str) or not board or type(version) is not int or version < 1:
        raise Damage("head")
    return board, version


def _at_a_glance(frame: Frame, lines: list[bytes], *, tidy: bool) -> Parsed | None:
    """The board when each line is plainly one row or one opener, in order; None leaves it to `_with_care`.

    The checks run over many lines at a time: reading 150,000 rows one by one would take three times as long.
    """
    count = len(lines)
    try:
        text = b"\n".join([line[: line.find(b'"', 1)] for line in lines]).decode("ascii")
    except UnicodeDecodeError:
        return None
    keys = ("\n" + text).split('\n"')[1:]
    if len(keys) != count or frame.data.count(b"},\n", frame.start, frame.end) != count:
        return None
    rows = dict(zip(keys, lines, strict=True))
    openers = {key for key in keys if len(key) < 16}
    if len(rows) != count or not all(is_opener(key, rows[key]) for key in openers):
        return None
    # One `do` in front per event and an opener per replica: no row hides behind another on the same line.
    if frame.data.count(_DO, frame.start, frame.end) != count - len(openers):
        return None
    for key in openers:
        del rows[key]
    shards = {key[:-12] for key in rows}
    if not openers.issuperset(ALPHABET) or not openers.issuperset([shard[:-1] for shard in shards]):
        return None
    if not all(is_event_id(shard + "0" * 12) for shard in shards):
        return None
    if not _all_base32(rows) or keys != sorted(keys):
        return None
    return frame.parsed(lambda: rows, body=None if tidy else lines)


def _all_base32(keys: Iterable[str]) -> bool:
    return not "".join(keys).encode().translate(None, ALPHABET.encode() + b"-")


def _with_care(frame: Frame, lines: list[bytes], *, tidy: bool, broken: bool = False) -> Parsed | None:
    """The board read line by line. None when a line is no row and `broken` does not allow for that."""
    reader = _Reader()
    for line in lines:
        if not reader.take(line) and not broken:
            return None
    tidy = tidy and not reader.moved and in_order(reader.body) == reader.body
    return frame.parsed(lambda: reader.rows, reader.quarantined, None if tidy else reader.body)


class _Reader:
    """Sorts the lines of a table into rows, openers and what is to be quarantined."""

    def __init__(self) -> None:
        self.rows: dict[str, bytes] = {}
        self.quarantined: list[Quarantined] = []
        self.body: list[bytes] = []
        self.moved = False
        """Whether the lines of `body` are not exactly the lines that were taken."""

    def take(self, line: bytes) -> bool:
        """Whether the line was sound JSON; all the same it is kept."""
        if not line.strip(b" \t\r"):
            self.moved = True
            return True
        members = None if line.startswith((b"<<<<<<<", b">>>>>>>")) else rows_on(line)
        if members is None:
            self.body.append(line)
            self.quarantined.append(Quarantined(line, "broken-line", "the line is not a whole row"))
            return False
        if len(members) > 1:
            self.moved = True
        for key, row in members:
            self.place(key, row)
        return True

    def place(self, key: str, row: bytes) -> None:
        self.body.append(row)
        if is_event_id(key):
            there = self.rows.get(key)
            if there is None:
                self.rows[key] = row
            elif there != row:
                # Both stay in the file; every clone must show the same one.
                self.rows[key], other = sorted((there, row))
                self.quarantined.append(
                    Quarantined(other, "double-id", f"another row has the id {key} as well")
                )
            else:
                self.moved = True
        elif not is_opener(key, row):
            self.quarantined.append(Quarantined(row, "foreign-id", "its id is not an event's"))


def rows_on(line: bytes) -> list[tuple[str, bytes]] | None:
    """The rows on a line as (id, line); None when it is not made of whole rows."""
    if not line.startswith(b'"') or not line.endswith(b"},"):
        return None
    end = line.find(b'"', 1)
    if line.count(_DO) == 1 and line.startswith(_DO, end):
        key = line[1:end].decode("ascii", "replace")
        if is_event_id(key) and not line.endswith(b'": {},'):
            return [(key, line)]
    try:
        found = loads(b"{" + line[:-1] + b"}")
    except ValueError:
        return None
    if not isinstance(found, dict):
        return None
    if len(found) == 1 and line[1:end] == next(iter(found)).encode():
        return [(line[1:end].decode(), line)]
    from pipeboard.store import relayout

    return relayout.rows("{" + line[:-1].decode() + "}")


def _relaid(document: relayout.Document) -> Parsed:
    board, version = identity(document.header)
    reader = _Reader()
    for key, row in document.rows:
        reader.place(key, row)
    head = document.head + OPEN
    return Parsed(
        board, version, lambda: reader.rows, head, document.tail, tuple(reader.quarantined), reader.body
    )
