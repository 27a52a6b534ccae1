"""Rows that were moved to an archive: left out wherever a merge, a backup or a journal brings them back from.

A move is a row of the log that names others, and it counts unless the archive that it names has been united
with the board (see `domain.splitting`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Final, NamedTuple

from pipeboard.domain.rows import read_row
from pipeboard.domain.seen import Row
from pipeboard.domain.splitting import ARCHIVE, MOVED, left_out, load_moved
from pipeboard.store.layout import Parsed, body_of, key_of

MARK: Final = b'": {"do": "%b", ' % MOVED.encode()
"""How a move's row goes on after its id."""
_ARCHIVE_MARK: Final = b'": {"do": "%b", ' % ARCHIVE.encode()


class Move(NamedTuple):
    """Rows that are in an archive."""

    archive: str
    """Name of the file that they were moved to, as it was then."""
    ids: set[str]


def moves(rows: Mapping[str, bytes], keys: Iterable[str] | None = None) -> list[Move]:
    """The moves among `rows` that count; `keys` are their ids, where they are known."""
    if keys is None:
        keys = [key for key, line in rows.items() if MARK in line[:60]]
    found = []
    for key in keys:
        with suppress(ValueError, KeyError):  # malformed, or no row: the log tells, and doctor
            row = read_row(rows[key])
            made, ids = load_moved(row)
            if made not in rows:
                found.append(Move(str(row.get("file", "")), ids))
    return found


def moved_ids(rows: Mapping[str, bytes]) -> set[str]:
    """The ids of all rows that moves among `rows` speak of."""
    return set[str]().union(*(move.ids for move in moves(rows)))


def to_leave_out(rows: Mapping[str, bytes]) -> set[str]:
    """The ids of rows that are among `rows` and were moved to an archive."""
    return _left_out(rows, moved_ids(rows))


def without_moved(parsed: Parsed, data: bytes) -> Parsed:
    """The board that was read from `data`, without the rows that were moved to an archive."""
    keys = _marked(data) if parsed.body is None else None  # a search that takes no time
    gone = _left_out(parsed.rows, set[str]().union(*(move.ids for move in moves(parsed.rows, keys))))
    if not gone:
        return parsed
    rows = {key: line for key, line in parsed.rows.items() if key not in gone}
    return parsed._replace(
        apart=lambda: rows,
        quarantined=tuple(one for one in parsed.quarantined if key_of(one.line) not in gone),
        body=[line for line in body_of(parsed, data) if key_of(line) not in gone],
        left_out=tuple(sorted(gone)),
    )


def archives_in(rows: Mapping[str, bytes]) -> list[str]:
    """The ids of the events by which archives that are among `rows` were made."""
    return [key for key, line in rows.items() if _ARCHIVE_MARK in line[:60]]


def _left_out(rows: Mapping[str, bytes], moved: set[str]) -> set[str]:
    return left_out(moved, readable(rows)) if not moved.isdisjoint(rows) else set()


def _marked(data: bytes) -> list[str]:
    """The ids of moves in a file that is laid out as it should be."""
    found, at = [], data.find(MARK)
    while at >= 0:
        found.append(data[data.rindex(b'"', 0, at) + 1 : at].decode())
        at = data.find(MARK, at + 1)
    return found


def readable(rows: Mapping[str, bytes]) -> Iterator[tuple[str, Row]]:
    """The rows as objects, without those that are none."""
    for key, line in rows.items():
        with suppress(ValueError):
            yield key, read_row(line)
