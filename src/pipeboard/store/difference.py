"""What has changed in a board file that is laid out as ever: told by its bytes, a tenth of taking it apart.

Rows stand in order, so the file as it was can be put together from the rows that are known. Both are gone
through side by side, a portion at a time: one that is the same has the same rows, and only the others are
looked into. That holds whatever the file was: all that is told follows from the bytes that are there.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import pairwise
from typing import Final, NamedTuple

from pipeboard.domain.ids import ALPHABET, is_event_id
from pipeboard.store.erased import erased_lines
from pipeboard.store.layout import OPEN, TAIL, VERSION, Text, is_opener, key_of, marked, opener, place_of
from pipeboard.store.moved import moved_ids
from pipeboard.store.parsing import Frame, foreign_ends, lines_within, rows_among, rows_on

_PORTION: Final = 500
"""So many lines are compared at a time."""
_LEAST: Final = 1 << 15
"""So many bytes are looked into where they are not the same."""
_HEAD: Final = 1 << 16
"""Within so many bytes the first row begins, unless a newer version has written much before it."""
_ABOUT_ROWS: Final = b'": {"do": "data.'
"""How rows go on after their id that say something of other rows: `erased.MARK`, `moved.MARK`."""
_OF_ARCHIVES: Final = b'": {"do": "archive.'
"""How those go on that such a row may name: with them it says something else."""


class Expected(NamedTuple):
    """What a file is taken to hold."""

    board: str
    rows: Mapping[str, bytes]


class Difference(NamedTuple):
    """How a file differs from what was expected."""

    added: dict[str, bytes]
    """Rows that are new, or whose bytes are others now: id -> line."""
    vanished: tuple[str, ...]
    """Ids of rows that are not there."""
    tail: int
    """How many bytes follow the rows."""

    @classmethod
    def of(cls, rows: Mapping[str, bytes], expected: Expected, tail: int) -> Difference:
        """How a file with these rows differs, which was taken apart."""
        there = expected.rows
        added = {key: line for key, line in rows.items() if there.get(key) != line}
        return cls(added, tuple(key for key in there if key not in rows), tail)


def difference(text: Text, expected: Expected) -> Difference | None:
    """How the file with these bytes differs; None for one that has to be taken apart to know.

    A text on the disk is read in portions, and never there as a whole.
    """
    head = text[:_HEAD]
    start = head.find(OPEN) + len(OPEN)
    end = len(text) - len(TAIL)
    if start < len(OPEN) or foreign_ends(head) or end < start or text[end - 1 :] != b"\n" + TAIL:
        return None
    frame = Frame.around(head[:start] + TAIL)
    if frame is None or (frame.board, frame.version) != (expected.board, VERSION):
        return None
    new, gone, above, about = list[bytes](), list[bytes](), list[bytes](), list[str]()
    for part in _side_by_side(_laid_out(expected.rows), text, start, end):
        if part.new is not part.old:
            if not all(one < other for one, other in pairwise([*above, *part.new])):
                return None
            before, after = set(part.old), set(part.new)
            new += [line for line in part.new if line not in before]
            gone += [line for line in part.old if line not in after]
        about += part.about
        above = part.new[-1:]
    if any(map(_is_about_rows, (*new, *gone))):
        return None
    added = _rows(new, expected.rows)
    if added is None or (about and not _are_as_said({**expected.rows, **added}, about)):
        return None
    vanished = (key for key in map(key_of, gone) if key in expected.rows)
    return Difference(added, tuple(vanished), len(TAIL))


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
    rows = dict(zip(now, lines, strict=True))
    return Additions(rows, added) if _are_as_said(rows, marked(data, _ABOUT_ROWS)) else None


def lines_to_add(rows: Mapping[str, bytes], basis: Basis) -> list[bytes]:
    """The lines that these new rows add to the basis, in order: they and the openers that they need.

    None at all where a row says something of other rows.
    """
    if any(map(_is_about_rows, rows.values())):
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


def _is_about_rows(line: bytes) -> bool:
    return _ABOUT_ROWS in line or _OF_ARCHIVES in line


def _are_as_said(rows: Mapping[str, bytes], about: Sequence[str]) -> bool:
    """Whether these rows are as those of them have it that are `about` others.

    Then a file that holds them brings back nothing that was erased, and nothing that was moved away.
    """
    erased, moved = erased_lines(rows, about), moved_ids(rows, about)
    return rows.keys().isdisjoint(moved) and all(rows.get(key, line) == line for key, line in erased.items())


class _Part(NamedTuple):
    """Lines that were expected, and those that are there."""

    old: list[bytes]
    new: list[bytes]
    """The very same list where they are the same."""
    about: list[str]
    """The ids of those that are there and say something of other rows."""


def _side_by_side(lines: list[bytes], text: Text, start: int, end: int) -> Iterator[_Part]:
    """Lines in order, beside those that stand from `start` to `end`, where the last of them ends."""
    at = 0
    while start < end or at < len(lines):
        old = lines[at : at + _PORTION]
        portion = b"".join([line + b"\n" for line in old])
        stop = start + len(portion)
        if old and stop <= end and text[start:stop] == portion:
            yield _Part(old, old, marked(portion, _ABOUT_ROWS))
            at += len(old)
        else:
            stop = max(stop, start + _LEAST)
            stop = text.index(b"\n", stop - 1, end) + 1 if stop < end else end  # whole lines
            portion = text[start:stop]
            new = portion.split(b"\n")[:-1]
            upto = bisect_right(lines, new[-1], at) if stop < end else len(lines)
            yield _Part(lines[at:upto], new, marked(portion, _ABOUT_ROWS))
            at = upto
        start = stop
