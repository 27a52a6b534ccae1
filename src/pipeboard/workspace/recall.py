"""How the rows of a file become a log: what they added up to last time is brought up to date, if it is known.

A large board is kept in the load cache once it was folded. The next start shows it as soon as the file proves
to be the same, before its rows are told apart; where rows came since, these alone are folded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from pipeboard.domain.board import Board
from pipeboard.store.files import OS_FILES, Read, Signature, read_board, resolved
from pipeboard.store.replica import home_of

if TYPE_CHECKING:
    from pipeboard.domain.clock import Clock
    from pipeboard.domain.log import Log

FirstLook: TypeAlias = Callable[[Board, date], None]
"""Is shown a board before all of it is read, and what day it is there."""

LARGE: Final = 1_000_000
"""From this size on (bytes) a file is worth a cache: 400 deals with their past, or 2,000 without one."""
STALE: Final = 20
"""A cache is made anew when one row of so many has come since."""


class Recall:
    """Makes the log of one board file, and knows what of it is to be kept."""

    def __init__(self, clock: Clock, first: FirstLook | None = None) -> None:
        """`first` is shown the board before all of it is read."""
        self.keep: Callable[[], None] | None = None
        """Writes the cache, if there is something new to keep; in any thread, and it never fails."""
        self.board: Board | None = None
        """What the file's rows add up to, where that is known before they are told apart."""
        self._clock = clock
        self._first = first
        self._home = Path()
        self._file = ""
        self._kept: _Kept | None = None
        self._added: Sequence[str] = ()
        self._is_proven = False
        """Whether the file is known to hold what was kept, and `_added`, and nothing else."""

    @property
    def is_shown(self) -> bool:
        """Whether somebody is shown the board."""
        return self._first is not None

    def read(self, path: Path, state_dir: Path) -> Read:
        """Read a board file, and show the board where nothing has changed. Raises NotFound or DamagedFile.

        What the store needs beyond that takes 25 ms to import: whoever shows boards reads first.
        """
        path = resolved(path)
        data, status = read_board(path, OS_FILES)
        read = Read(data, Signature.of(status))
        if len(data) < LARGE:
            return read
        from pipeboard.store.cache import digest, read_cache  # 5 ms, which small boards do without

        self._home = home_of(path, state_dir)
        self._file, cached = digest(data), read_cache(self._home)
        if cached is None:
            return read
        parts = cached.parts()
        board = Board.of_parts(parts)
        if cached.file == self._file:
            self.board = board
            self._show(board)
        index, ids = next(parts)
        self._kept = _Kept(board, index, cached.rows)
        if self.board is None and ids is not None:
            from pipeboard.store.difference import additions  # with the parser 10 ms

            found = additions(data, ids, cached.file, most=len(ids) // STALE)
            ids, self._added = found or (None, ())
        self._is_proven = self.board is not None or ids is not None
        return read._replace(ids=ids)

    def _show(self, board: Board) -> None:
        if self._first is not None:
            self._first(board, self._clock.now().astimezone(board.zone).date())

    def log(self, rows: Mapping[str, bytes], *, in_file: bool, tidy: bool) -> Log:
        """The log of these rows. `in_file`: whether the file holds them all; `tidy`: and these alone."""
        from pipeboard.domain.log import Log  # with the fold 10 ms

        log = self._recalled(rows)
        known = len(log.order) if log is not None else 0
        if log is None:
            log = Log(rows, self._show if self.is_shown else None)
        elif known < len(rows):
            log.add(rows)
        if self._file and in_file and (len(rows) - known) * STALE > len(rows):
            # Taken now: the log goes on while it is written.
            from pipeboard.store.cache import digest_of, write_cache

            *parts, index = log.parts()
            parts.append((index, list(rows) if tidy else None))
            self.keep = partial(write_cache, self._home, self._file, digest_of(log.order, rows), parts)
        return log

    def _recalled(self, rows: Mapping[str, bytes]) -> Log | None:
        """The log that was kept, if all of its rows are among these."""
        if self._kept is None:
            return None
        from pipeboard.domain.log import Log
        from pipeboard.store.cache import digest_of

        board, index, made_of = self._kept
        order = index["_order"]
        if self._is_proven and len(rows) == len(order) + len(self._added):
            known = dict(rows)
            for event_id in self._added:
                del known[event_id]
            return Log.restored(board, index, known)
        try:
            known = {event_id: rows[event_id] for event_id in order}
        except KeyError:
            return None
        if not self._is_proven and digest_of(order, known) != made_of:
            return None
        return Log.restored(board, index, known)


class _Kept(NamedTuple):
    """What was kept of a log."""

    board: Board
    events: Mapping[str, Any]
    made_of: str
    """Digest of its rows (see `cache.digest_of`)."""
