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
from pipeboard.store.layout import Parsed, body_of, key_of, marked

MARK: Final = b'": {"do": "%b", ' % MOVED.encode()
"""How a move's row goes on after its id."""
_ARCHIVE_MARK: Final = b'": {"do": "%b", ' % ARCHIVE.encode()


class Move(NamedTuple):
    """Rows that are in an archive."""

    archive: str
    """Name of the file that they were moved to, as it was then."""
    ids: set[str]


def moves(rows: Mapping[str, bytes], keys: Iterable[str] | None = None) -> list[Move]:
    """The moves among `rows` that count; `keys` are ids that may be theirs, where no others can be."""
    lines = rows.values() if keys is None else [rows[key] for key in keys if key in rows]
    found = []
    for line in [line for line in lines if MARK in line[:60]]:
        with suppress(ValueError, KeyError):  # malformed: the log tells, and doctor
            row = read_row(line)
            made, ids = load_moved(row)
            if made not in rows:
                found.append(Move(str(row.get("file", "")), ids))
    return found


def moved_ids(rows: Mapping[str, bytes], keys: Iterable[str] | None = None) -> set[str]:
    """The ids of all rows that moves among `rows` speak of; `keys` as for `moves`."""
    return set[str]().union(*(move.ids for move in moves(rows, keys)))


def to_leave_out(rows: Mapping[str, bytes]) -> set[str]:
    """The ids of rows that are among `rows` and were moved to an archive."""
    return _left_out(rows, moved_ids(rows))


def without_moved(parsed: Parsed, data: bytes) -> Parsed:
    """The board that was read from `data`, without the rows that were moved to an archive."""
    keys = marked(data, MARK) if parsed.body is None else None  # a search that takes no time
    gone = _left_out(parsed.rows, moved_ids(parsed.rows, keys))
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


def readable(rows: Mapping[str, bytes]) -> Iterator[tuple[str, Row]]:
    """The rows as objects, without those that are none."""
    for key, line in rows.items():
        with suppress(ValueError):
            yield key, read_row(line)
