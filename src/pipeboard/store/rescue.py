"""The way back from a file that cannot be read: where rows of the board are still to be found.

The log is a set, so what the sources hold is united; nothing that one of them has is lost to another.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

from pipeboard.domain.clock import Clock
from pipeboard.domain.errors import Refused
from pipeboard.domain.ids import moment_of, sort_key
from pipeboard.store.backup import backups_of
from pipeboard.store.boardfile import BoardFile
from pipeboard.store.erased import erased_lines
from pipeboard.store.files import OS_FILES, Files
from pipeboard.store.journal import Journal, boards_in
from pipeboard.store.layout import new_file, spliced
from pipeboard.store.moved import to_leave_out
from pipeboard.store.parsing import parse
from pipeboard.store.replica import home_of
from pipeboard.store.salvage import salvage
from pipeboard.store.store import new_board_id

REMEMBERED = 28
"""Days for which the journal is asked: as long as it remembers anything."""


@dataclass(frozen=True)
class Source:
    """Rows of the board that are still somewhere. `board` is its id, empty where the source does not tell."""

    key: str
    """What people name it by: "salvage", "git-index"."""
    title: str
    board: str
    rows: dict[str, bytes] = field(repr=False)
    foreign: bool = False
    """Whether it is of another board, so that it cannot be used."""

    @cached_property
    def deals(self) -> int:
        """How many deals were made in these rows."""
        return sum(b'": {"do": "deal.created"' in line for line in self.rows.values())

    @cached_property
    def newest(self) -> datetime | None:
        """When its latest row was recorded, in UTC; None without rows."""
        return moment_of(max(self.rows, key=sort_key)) if self.rows else None


def sources(
    path: Path,
    damaged: bytes,
    versions: Mapping[str, tuple[str, bytes]],
    *,
    state_dir: Path,
    clock: Clock,
    files: Files = OS_FILES,
) -> list[Source]:
    """What is left of the board at `path` (resolved), whose file holds the bytes `damaged`; none: it is gone.

    `versions` are those that git has: key -> title and bytes. A source without rows is left out.
    """
    found = [Source("salvage", "the lines of the file that are whole", *salvage(damaged))]
    found += [Source(key, title, *salvage(data)) for key, (title, data) in versions.items()]
    kept = backups_of(path, state_dir, clock, files)
    for backup in kept.all():
        saved = salvage(kept.read(backup))
        if saved.rows:
            title = f"the backup of {backup.at:%Y-%m-%d %H:%M} UTC, before {backup.before}"
            found.append(Source("backup", title, *saved))
            break
    board = next((one.board for one in found if one.board), "")
    home = home_of(path, state_dir)
    board = board or next(iter(boards_in(home, files)), "")
    if board:
        journal = Journal(home, board, clock, files)
        rows = {**journal.marked(REMEMBERED), **journal.unmarked()}
        found.append(Source("journal", "your own changes of the last weeks", board, rows))
    return [replace(one, foreign=bool(one.board and one.board != board)) for one in found if one.rows]


def summed_up(chosen: Iterable[Source]) -> Source:
    """What these sources hold, put together; those of another board left out."""
    usable = [one for one in chosen if not one.foreign]
    rows: dict[str, bytes] = {}
    for one in usable:
        for key, line in one.rows.items():
            # Of two rows with one id every clone must show the same one, as when a file is read.
            rows[key] = min(line, rows.get(key, line))
    rows |= {key: line for key, line in erased_lines(rows).items() if key in rows}
    gone = to_leave_out(rows)
    rows = {key: line for key, line in rows.items() if key not in gone}
    board = next((one.board for one in usable if one.board), "")
    return Source("together", "all of them", board, rows)


def mend(
    path: Path,
    damaged: bytes,
    chosen: Iterable[Source],
    *,
    state_dir: Path,
    clock: Clock,
    files: Files = OS_FILES,
) -> Path | None:
    """Make a sound file of what the chosen sources hold; where the damaged one is kept, None if it was gone.

    Raises Refused when there is nothing to make it of, or the file has changed; Unwritable.
    """
    whole = summed_up(chosen)
    if not whole.rows:
        raise Refused("None of these holds a change of the board; choose others.")
    data = b"".join(spliced(new_file(whole.board or new_board_id(clock)), whole.rows.values()))
    if parse(data).rows != whole.rows:
        raise AssertionError("a mended file must hold all that was found")
    file = BoardFile(path, state_dir=state_dir, clock=clock, files=files)
    if not damaged and not os.path.lexists(path):
        file.begin(data)
        return None
    return file.put_in_place(damaged, data)
