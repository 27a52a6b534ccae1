"""How the board file is laid out: one event per line, the lines sorted by id. Pure functions on bytes.

A head line and `"events": {`, then the rows (`"id": {...},`), the sentinel `"~": {}` and the closing braces.
Each row ends in a comma and stands on its own line, so that a merge by lines always yields whole rows.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from functools import cached_property
from itertools import groupby
from operator import methodcaller
from typing import Final, NamedTuple, Protocol

import orjson

from pipeboard.domain.frozen import Frozen
from pipeboard.domain.ids import ALPHABET

VERSION = 1
OPEN = b'\n"events": {\n'
SENTINEL = b'"~": {}\n'
TAIL = SENTINEL + b"}}\n"
MANY = 2_000
_LONGEST_REPLICA = 14
"""Within so many bytes of a row, the quote before its id among them, its replica is over."""

# What a terminal, an editor or a diff would act on instead of showing: C0, DEL, C1, line and paragraph
# separators, bidirectional and zero-width controls, tags, and halves of surrogate pairs.
_HOSTILE: Final = (
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_STARTS_A_ROW = methodcaller("startswith", b'"')
_JSON = json.JSONEncoder(ensure_ascii=False, allow_nan=False)


class Quarantined(NamedTuple):
    """A line that is no sound row. It is kept and written back unchanged, but takes no part in the board."""

    line: bytes
    code: str
    """What `doctor` calls it."""
    why: str


class Side(NamedTuple):
    """One side of a conflict that git left in the file."""

    name: str
    """As git calls it: "HEAD", a branch, a commit."""
    rows: int
    """How many events it alone brings."""


class Parsed(Frozen, aside=("apart", "body")):
    """A board file taken apart, with everything that is needed to write it back."""

    board: str
    version: int
    apart: Callable[[], MutableMapping[str, bytes]]
    """Tells the rows apart: event id -> its line, without the newline."""
    head: bytes
    """Everything before the first row, newline included: the header and perhaps other tables."""
    tail: bytes
    """Everything from the sentinel on."""
    quarantined: tuple[Quarantined, ...] = ()
    body: list[bytes] | None = None
    """All lines between head and tail in their order; None when the file is laid out as it should be."""
    brought_back: tuple[str, ...] = ()
    """Ids of rows that the file holds as they were before they were erased."""
    left_out: tuple[str, ...] = ()
    """Ids of rows that the file holds again, though they were moved to an archive."""
    sides: tuple[Side, ...] = ()
    """Whose rows git's conflict markers told apart; they are gone with the next save."""

    @cached_property
    def rows(self) -> MutableMapping[str, bytes]:
        """Event id -> its line, without the newline."""
        return self.apart()

    @property
    def is_tidy(self) -> bool:
        """Whether the file holds these rows line by line, in this order, and nothing else but openers."""
        return self.body is None and not self.quarantined

    @property
    def frame(self) -> tuple[int, int] | None:
        """How many bytes come before and after the rows of a tidy file; None for another one."""
        return (len(self.head), len(self.tail)) if self.is_tidy else None

    @property
    def read_only(self) -> bool:
        """Whether a newer PipeBoard wrote the file, whose rules this one does not know."""
        return self.version > VERSION

    def laid_out(self, data: bytes) -> bytes:
        """The file in its proper layout, given the `data` it was parsed from: rows sorted, bytes kept."""
        if self.body is None:
            return data
        return b"".join((self.head, *(line + b"\n" for line in in_order(self.body)), self.tail))


def row_line(row_id: str, document: Mapping[str, object]) -> bytes:
    """One canonical row, without a newline. ValueError for NaN or infinity, TypeError for what JSON lacks."""
    text = _JSON.encode({row_id: document})[1:-1]
    # Whatever is hostile is not printable either, which is told in a third of the time.
    return f"{text if text.isprintable() else re.sub(_HOSTILE, _escaped, text)},".encode()


def row_lines(documents: Mapping[str, Mapping[str, object]]) -> list[bytes]:
    """The rows that `row_line` makes of these events, in half the time. Events hold no floats."""
    if _are_plain(documents):
        return [f'"{row_id}": {_object(document)},'.encode() for row_id, document in documents.items()]
    if len(documents) == 1:
        return [row_line(*one) for one in documents.items()]
    return [line for one in documents.items() for line in row_lines(dict([one]))]


def _are_plain(documents: Mapping[str, Mapping[str, object]]) -> bool:
    """Whether the texts of these events hold nothing that is escaped, as most do."""
    try:
        text = orjson.dumps(documents)
    except TypeError:  # half a character, or a number beyond all counting
        return False
    harmless = b"\x7f" not in text if text.isascii() else text.decode().isprintable()
    return harmless and b"\\" not in text


def _object(value: Mapping[str, object]) -> str:
    """The JSON of an object whose texts are plain, with blanks after commas and colons."""
    pairs = [
        f'"{key}": "{one}"' if type(one) is str else f'"{key}": {_plain(one)}' for key, one in value.items()
    ]
    return f"{{{', '.join(pairs)}}}"


def _plain(value: object) -> str:
    """The same of any value."""
    if isinstance(value, dict) and value:
        try:  # most of them hold texts alone, which need no look at each
            return '{"' + '", "'.join(map('": "'.join, value.items())) + '"}'
        except TypeError:
            return _object(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_plain, value))}]"
    return f'"{value}"' if isinstance(value, str) else orjson.dumps(value).decode()


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x10000:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"


def row_id(line: bytes) -> str:
    """The id of a row. ValueError when the line is no row."""
    if line[:1] != b'"':
        raise ValueError("a row starts with its id in quotes")
    return line[1 : line.index(b'"', 1)].decode()


def key_of(line: bytes) -> str:
    """The id of a line; empty when it is no row."""
    try:
        return row_id(line)
    except ValueError:
        return ""


def marked(text: bytes, mark: bytes) -> list[str]:
    """The ids of rows in our layout that go on with this mark, which begins with the quote behind the id."""
    found, at = [], text.find(mark)
    while at >= 0:
        found.append(text[text.rfind(b'"', 0, at) + 1 : at].decode("utf-8", "replace"))
        at = text.find(mark, at + 1)
    return found


def body_of(parsed: Parsed, data: bytes) -> list[bytes]:
    """All lines between head and tail of a board that was read from `data`, in their order."""
    if parsed.body is not None:
        return parsed.body
    return data[len(parsed.head) : len(data) - len(parsed.tail)].rstrip(b"\n").split(b"\n")


def opener(key: str) -> bytes:
    """The empty row that keeps the rows of one replica apart from those of others in a merge."""
    return b'"%s": {},' % key.encode()


def header(board_id: str) -> bytes:
    """The document that says which board this is and in which version of the format."""
    return json.dumps({"format": {"version": VERSION, "board": board_id}}).encode()


def new_file(board_id: str) -> bytes:
    """A board without events."""
    openers = b"".join(opener(character) + b"\n" for character in ALPHABET)
    return b'{"pipeboard": ' + header(board_id) + b"," + OPEN + openers + TAIL


class Text(Protocol):
    """The bytes of a file: `bytes`, or what reads them where they are looked at (see `filetext.FileText`)."""

    def __len__(self) -> int: ...
    def __getitem__(self, part: slice, /) -> bytes: ...
    def index(self, what: bytes, start: int, end: int, /) -> int: ...
    def rfind(self, what: bytes, start: int, end: int, /) -> int: ...


def spliced(data: bytes, lines: Iterable[bytes], tail: int = 0) -> list[bytes | memoryview]:
    """`data` (a file in its proper layout) with `lines` at their places: see `splices`.

    The result comes in pieces that share memory with `data`, ready to be written one after the other.
    """
    view = memoryview(data)
    pieces = splices(data, lines, tail)
    return [view[piece] if isinstance(piece, slice) else text_of(piece) for piece in pieces]


def text_of(lines: Sequence[bytes]) -> bytes:
    """Lines as they stand in the file."""
    return b"\n".join((*lines, b""))


def splices(text: Text, lines: Iterable[bytes], tail: int = 0) -> list[slice | list[bytes]]:
    """A file in its proper layout with `lines` at their places: parts of it, and the lines between these.

    A line that is there already is dropped; the opener of a replica is added where it is missing. A single
    part means that nothing is new. `tail` is the size of what follows the rows, in bytes, where it is known:
    then the cost grows with the new lines and not with the file, unless they go to many places.
    """
    start = text.index(OPEN, 0, len(text)) + len(OPEN)
    # The first sentinel: later tables of other versions may have sentinels too.
    end = len(text) - tail if tail else text.index(b"\n" + SENTINEL, start - 1, len(text)) + 1
    wanted = _with_openers(lines)
    pieces: list[slice | list[bytes]] = []
    done, low, at, places = 0, start, 0, 0
    while at < len(wanted):
        line = wanted[at] + b"\n"
        there = text[low : low + len(line)] == line  # as after one that is there
        if not there:
            places += 1
            if places > MANY:
                return _sorted_in(text, wanted, start, end)
            low, there = place_of(text, wanted[at], low, end)
        if there:
            low += len(line)
            at += 1
            continue
        # All that sort before the next row stand together: those of an import do.
        following = text[low : text.index(b"\n", low, len(text))] if low < end else None
        until = len(wanted) if following is None else bisect_left(wanted, following, at)
        pieces += (slice(done, low), wanted[at:until])
        done, at = low, until
    return [*pieces, slice(done, len(text))]


def _sorted_in(text: Text, wanted: Sequence[bytes], start: int, end: int) -> list[slice | list[bytes]]:
    """What `splices` makes: to sort all lines is cheaper than to look for thousands of places."""
    present = text[start : end - 1].split(b"\n") if end > start else []
    body = in_order([*present, *wanted])
    return [slice(0, len(text))] if body == present else [slice(0, start), body, slice(end, len(text))]


def _with_openers(lines: Iterable[bytes]) -> list[bytes]:
    """The lines and the openers of their replicas, sorted, each once."""
    wanted = sorted(lines)
    found = [opener(replica) for replica in _replicas(wanted)]
    return [line for line, _ in groupby(sorted((*wanted, *found)))]


def _replicas(wanted: Sequence[bytes]) -> Iterator[str]:
    """Whose rows are among these sorted lines."""
    at = 0
    while at < len(wanted):
        replica, dash, _ = wanted[at][1:_LONGEST_REPLICA].partition(b'"')[0].partition(b"-")
        if dash:
            yield replica.decode()
        at = bisect_left(wanted, b'"%b.' % replica, at) if dash else at + 1  # behind all that begin alike


def place_of(text: Text, line: bytes, low: int, high: int) -> tuple[int, bool]:
    """Where `line` belongs between two line starts, and whether it is there already: bisection over bytes.

    A line that is no row belongs to the row above it.
    """
    while low < high:
        middle = text.rfind(b"\n", low, (low + high) // 2) + 1 or low
        while middle > low and text[middle : middle + 1] != _QUOTE:
            middle = text.rfind(b"\n", low, middle - 1) + 1 or low
        after = _next_row(text, middle, high)
        found = text[middle : text.index(b"\n", middle, len(text))]
        if found == line:
            return middle, True
        if found[:1] == _QUOTE and found > line:
            high = middle
        else:
            low = after
    return low, False


_QUOTE = b'"'


def _next_row(text: Text, start: int, end: int) -> int:
    """The start of the next row after the one at `start`, past the lines that belong to it; at most `end`."""
    after = text.index(b"\n", start, len(text)) + 1
    while after < end and text[after : after + 1] != _QUOTE:
        after = text.index(b"\n", after, len(text)) + 1
    return min(after, end)


def in_order(body: list[bytes]) -> list[bytes]:
    """The lines sorted, duplicates dropped; lines that are no rows stay behind the row above them."""
    if all(map(_STARTS_A_ROW, body)):
        return sorted(dict.fromkeys(body))  # mostly in order: sets would mix it
    groups: list[list[bytes]] = [[]]
    for line in body:
        if line.startswith(b'"'):
            groups.append([line])
        else:
            groups[-1].append(line)
    first, *rest = groups
    rest.sort(key=lambda group: group[0])
    ordered = list(first)
    previous: list[bytes] = []
    for group in rest:
        # The same row twice (a merge of two lines of history): once is enough.
        if previous and group[0] == previous[0]:
            ordered.extend(group[1:])
        else:
            ordered.extend(group)
        previous = group
    return ordered


def is_opener(key: str, line: bytes) -> bool:
    """Whether the line is an empty row that only keeps shards apart."""
    return line == opener(key) and 0 < len(key) <= 12 and not key.strip(ALPHABET)
