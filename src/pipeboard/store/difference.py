"""What has changed in a board file that is laid out as ever: told by its bytes, a tenth of taking it apart.

Rows stand in order, so the file as it was can be put together from the rows that are known. What it has in
common with the file as it is, at the beginning and at the end, are the same rows; only what lies between is
looked into. That holds whatever the file was: all that is told follows from the bytes that are there.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from itertools import pairwise
from typing import Final, NamedTuple

from pipeboard.domain.ids import ALPHABET, is_event_id
from pipeboard.store.layout import OPEN, TAIL, VERSION, is_opener, key_of, opener, place_of
from pipeboard.store.parsing import Frame, foreign_ends, lines_within, rows_among, rows_on

_BLOCK: Final = 1 << 16
"""So many bytes are compared at a time."""
_ABOUT_ROWS: Final = b'": {"do": "data.'
"""How rows go on after their id that say something of other rows: `erased.MARK`, `moved.MARK`."""


class Expected(NamedTuple):
    """What a file is taken to hold."""

    board: str
    rows: Mapping[str, bytes]


class Difference(NamedTuple):
    """How a file differs from what was expected."""

    added: dict[str, bytes]
    vanished: tuple[str, ...]
    tail: int
    """How many bytes follow the rows."""


def difference(data: bytes, expected: Expected) -> Difference | None:
    """How the file with these bytes differs; None for one that has to be taken apart to know."""
    start = data.find(OPEN) + len(OPEN)
    if start < len(OPEN) or foreign_ends(data) or not data.endswith(b"\n" + TAIL, start - 1):
        return None
    frame = Frame.around(data[:start] + TAIL)
    if frame is None or (frame.board, frame.version) != (expected.board, VERSION):
        return None
    if _ABOUT_ROWS in data:  # what it speaks of need not be as its own line says
        return None
    found = data[start : max(len(data) - len(TAIL) - 1, start)]
    old, new, around = _apart(b"\n".join(_laid_out(expected.rows)), found)
    before, after = set(old), set(new)
    added = _rows([line for line in new if line not in before], expected.rows)
    if added is None or not all(one < other for one, other in pairwise([around[0], *new, *around[1:]])):
        return None
    gone = [key_of(line) for line in old if line not in after]
    return Difference(added, tuple(key for key in gone if key in expected.rows), len(TAIL))


class Basis(NamedTuple):
    """What is known of a tidy file (see `layout.Parsed`)."""

    file: str
    """SHA-256 of its bytes, in hex."""
    size: int
    head: int
    """How many bytes come before the first row."""
    tail: int
    """How many bytes follow the rows."""
    replicas: Sequence[str]
    """Who wrote its rows: each has an opener."""


def basis_of(rows: Iterable[str], file: str, size: int, frame: tuple[int, int]) -> Basis:
    """The basis that a tidy file of rows with these ids is (see `Basis`; `frame` is its head and tail)."""
    return Basis(file, size, *frame, sorted({key.partition("-")[0] for key in rows}))


class Additions(NamedTuple):
    """What was added to a tidy file."""

    rows: dict[str, bytes]
    """All rows that it has now, by their ids and in their order."""
    lines: list[bytes]
    """Those that were added and the openers that came with them, in their order."""


def additions(data: bytes, basis: Basis, ids: Sequence[str], *, most: int) -> Additions | None:
    """What was added to the basis, whose rows had these `ids`.

    None where that is not all that has changed, or where it is more than `most` rows.
    """
    if _ABOUT_ROWS in data:
        return None
    lines = rows_among(lines_within(data, basis.head, basis.tail))
    if not 0 < len(lines) - len(ids) <= most:
        return None
    now, new, at = list(ids), dict[str, bytes](), 0
    while len(now) < len(lines):
        # Up to the first line that was added each is where it was, and from there on none is.
        at = bisect_left(range(len(now)), True, at, key=lambda row: key_of(lines[row]) != now[row])
        new[key_of(lines[at])] = lines[at]
        now.insert(at, key_of(lines[at]))
    added = lines_to_add(new, basis)
    if not is_grown(data, basis, added) or _rows(added, {}) is None:
        return None
    return Additions(dict(zip(now, lines, strict=True)), added)


def lines_to_add(rows: Mapping[str, bytes], basis: Basis) -> list[bytes]:
    """The lines that these new rows add to the basis, in order: they and the openers that they need.

    None at all where a row says something of other rows.
    """
    if any(_ABOUT_ROWS in line for line in rows.values()):
        return []
    replicas = {key.partition("-")[0] for key in rows if "-" in key}.difference(basis.replicas)
    return sorted((*rows.values(), *map(opener, replicas)))


def keys_of(lines: Iterable[bytes]) -> list[str]:
    """The ids of the rows among these lines."""
    return list(map(key_of, rows_among(lines)))


def is_grown(data: bytes, basis: Basis, lines: Sequence[bytes]) -> bool:
    """Whether this is the basis with these lines, which are in order, added at their places and nothing else.

    Without them the bytes must have its sum.
    """
    if len(data) != basis.size + sum(map(len, lines)) + len(lines):
        return False
    start, end = basis.head, len(data) - basis.tail
    rest, done, view = sha256(), 0, memoryview(data)
    for line in lines:
        place, there = place_of(data, line, max(start, done), end)
        after = place + len(line) + 1
        if not there:
            return False
        above, below = data.rfind(b"\n", 0, place - 1) + 1, data.find(b"\n", after)
        if not key_of(data[above:place]) < key_of(line) < key_of(data[after:below]):
            return False
        rest.update(view[done:place])
        done = after
    rest.update(view[done:])
    return rest.hexdigest() == basis.file


def _laid_out(rows: Mapping[str, bytes]) -> list[bytes]:
    """The lines of a file that holds these rows: with the opener of each replica, in order."""
    lines = sorted(rows.values())
    replicas = set(ALPHABET)
    at = 0
    while at < len(lines):
        replica = key_of(lines[at]).partition("-")[0]
        replicas.add(replica)
        at = bisect_right(lines, b'"%s.' % replica.encode(), at + 1)  # a full stop comes after the hyphen
    for replica in replicas:
        insort(lines, opener(replica))
    return lines


def _rows(lines: Sequence[bytes], known: Mapping[str, bytes]) -> dict[str, bytes] | None:
    """New lines by their ids; None if one is no plain row of an event that is not known yet."""
    rows: dict[str, bytes] = {}
    for line in lines:
        key = key_of(line)
        if is_opener(key, line):
            continue
        if not is_event_id(key) or key in known or key in rows or rows_on(line) != [(key, line)]:
            return None
        try:
            line.decode()
        except UnicodeDecodeError:
            return None
        rows[key] = line
    return rows


def _apart(old: bytes, new: bytes) -> tuple[list[bytes], list[bytes], tuple[bytes, bytes]]:
    """The lines of two texts between those that both begin and end with, and the lines of `new` around them.

    Before the first line stands an empty one, and after the last one that is greater than all rows.
    """
    most = min(len(old), len(new))
    start = 0
    while start < most and old[start : start + _BLOCK] == new[start : start + _BLOCK]:
        start = min(start + _BLOCK, most)
    start += _same(old[start : start + _BLOCK], new[start : start + _BLOCK])
    start = new.rfind(b"\n", 0, start) + 1
    left = most - start
    same = 0
    while same < left and _ending(old, same, left) == _ending(new, same, left):
        same = min(same + _BLOCK, left)
    same += _same(_ending(old, same, left)[::-1], _ending(new, same, left)[::-1])
    stop = new.find(b"\n", len(new) - same) if same else -1
    stop = len(new) if stop < 0 else stop
    above = new[new.rfind(b"\n", 0, start - 1) + 1 : start - 1] if start else b""
    below = new[stop + 1 :].split(b"\n", 1)[0] if stop < len(new) else b"\xff"
    return _lines(old[start : len(old) - (len(new) - stop)]), _lines(new[start:stop]), (above, below)


def _ending(text: bytes, skipped: int, most: int) -> bytes:
    """A block of the text that ends so many bytes before its end; nothing from `most` bytes on."""
    end = len(text) - skipped
    return text[max(end - _BLOCK, len(text) - most) : end]


def _same(one: bytes, other: bytes) -> int:
    """With how many bytes both begin."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[:middle] == other[:middle] else (low, middle - 1)
    return low


def _lines(text: bytes) -> list[bytes]:
    return text.split(b"\n") if text else []
