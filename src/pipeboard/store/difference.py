"""What has changed in a board file that is laid out as ever: told by its bytes, a tenth of taking it apart.

Rows stand in order, so the file as it was can be put together from the rows that are known. What it has in
common with the file as it is, at the beginning and at the end, are the same rows; only what lies between is
looked into. That holds whatever the file was: all that is told follows from the bytes that are there.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import sha256
from itertools import pairwise
from typing import Final, NamedTuple

from pipeboard.domain.ids import ALPHABET, is_event_id
from pipeboard.store.layout import OPEN, TAIL, VERSION, is_opener, key_of, opener, place_of
from pipeboard.store.parsing import Frame, foreign_ends, lines_within, rows_among, rows_on

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


class Basis(NamedTuple):
    """What is known of a tidy file (see `layout.Parsed`)."""

    file: str
    """SHA-256 of its bytes, in hex."""
    size: int
    head: int
    """How many bytes come before the first row."""
    tail: int
    """How many bytes follow the rows."""
    rows: int
    """How many rows it has."""
    replicas: Sequence[str]
    """Who wrote its rows: each has an opener."""


def basis_of(rows: Collection[str], file: str, size: int, frame: tuple[int, int]) -> Basis:
    """What is known of a tidy file of rows with these ids; `frame` is how large its head and tail are."""
    return Basis(file, size, *frame, len(rows), sorted({key.partition("-")[0] for key in rows}))


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
