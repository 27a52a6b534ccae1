"""What has changed in a board file that is laid out as ever: told by its bytes, a tenth of taking it apart.

Rows stand in order, so the file as it was can be put together from the rows that are known. What it has in
common with the file as it is, at the beginning and at the end, are the same rows; only what lies between is
looked into. That holds whatever the file was: all that is told follows from the bytes that are there.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Mapping, Sequence
from hashlib import sha256
from itertools import pairwise
from typing import Final, NamedTuple

from pipeboard.domain.ids import ALPHABET, is_event_id
from pipeboard.store.layout import OPEN, TAIL, VERSION, is_opener, key_of, opener, place_of
from pipeboard.store.parsing import LONGEST_OPENER, Frame, foreign_ends, rows_on

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


class Additions(NamedTuple):
    """What was added to a tidy file that is known (see `layout.Parsed`)."""

    ids: list[str]
    """Of all its rows, in their order."""
    added: list[str]


def additions(data: bytes, ids: Sequence[str], file: str, *, most: int) -> Additions | None:
    """What was added to the file whose rows had these `ids`, and whose bytes had this SHA-256 (in hex).

    None where that is not all that has changed (without what was added the bytes must have that sum), or
    where it is more than `most` rows.
    """
    frame = Frame.around(data)
    if frame is None or foreign_ends(data) or _ABOUT_ROWS in data:
        return None
    lines = [line for line in frame.lines() if len(line) > LONGEST_OPENER]
    if not 0 < len(lines) - len(ids) <= most:
        return None
    now, new, at = list(ids), dict[str, bytes](), 0
    while len(now) < len(lines):
        # Up to the first line that was added each is where it was, and from there on none is.
        at = bisect_left(range(len(now)), True, at, key=lambda row: key_of(lines[row]) != now[row])
        new[key_of(lines[at])] = lines[at]
        now.insert(at, key_of(lines[at]))
    replicas = {key.partition("-")[0] for key in new if "-" in key}
    openers = [opener(one) for one in replicas if not _has_prefix(ids, f"{one}-")]
    start, end = len(frame.head), len(data) - len(frame.tail)
    rest, done, view = sha256(), 0, memoryview(data)
    for line in sorted((*new.values(), *openers)):
        place, there = place_of(data, line, max(start, done), end)
        if not there:
            return None
        rest.update(view[done:place])
        done = place + len(line) + 1
    rest.update(view[done:])
    if rest.hexdigest() != file or _rows(list(new.values()), {}) is None:
        return None
    return Additions(now, list(new))


def _has_prefix(ids: Sequence[str], prefix: str) -> bool:
    at = bisect_left(ids, prefix)
    return at < len(ids) and ids[at].startswith(prefix)


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
