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

_PORTION: Final = 1_000
"""So many lines are compared at a time."""
_NEWLINE: Final = ord("\n")
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


class _Apart(NamedTuple):
    """Lines of which two texts have the same before and after them."""

    old: list[bytes]
    new: list[bytes]
    around: list[bytes]
    """The new ones, with the line above and that below."""


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
    lines = _laid_out(expected.rows)
    found = _apart(lines, data, start, len(data) - len(TAIL))
    if found is None:
        return None
    old, new, around = found
    before, after = set(old), set(new)
    added = _rows([line for line in new if line not in before], expected.rows)
    if added is None or not all(one < other for one, other in pairwise(around)):
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


def _apart(lines: list[bytes], data: bytes, start: int, end: int) -> _Apart | None:
    """Where lines, and those that stand from `start` to `end`, are not the same; None where no line ends."""
    first, start = _same_at_first(lines, data, start, end)
    last, end = _same_at_last(lines[first:], data, start, end)
    last += first
    if end > start and data[end - 1] != _NEWLINE:  # no whole line, though it ends as one
        return None
    new = data[start:end].split(b"\n")[:-1]
    return _Apart(lines[first:last], new, [*lines[first - 1 : first], *new, *lines[last : last + 1]])


def _same_at_first(lines: list[bytes], data: bytes, start: int, end: int) -> tuple[int, int]:
    """How many lines stand from `start` on, and where the next one would."""
    count = 0
    for size in (_PORTION, 1):  # portions are never copied out of the file, nor put together all at once
        while count < len(lines):
            portion = _text(lines[count : count + size])
            if not data.startswith(portion, start, end):
                break
            count += size
            start += len(portion)
    return min(count, len(lines)), start


def _same_at_last(lines: list[bytes], data: bytes, start: int, end: int) -> tuple[int, int]:
    """How many lines are left before those that stand up to `end`, and where the last of them would end."""
    count = len(lines)
    for size in (_PORTION, 1):
        while count > 0:
            portion = _text(lines[max(count - size, 0) : count])
            if not data.endswith(portion, start, end):
                break
            count -= size
            end -= len(portion)
    return max(count, 0), end


def _text(lines: list[bytes]) -> bytes:
    return b"".join([line + b"\n" for line in lines])
