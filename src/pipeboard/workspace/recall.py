"""How the rows of a file become a log: what they added up to last time is brought up to date, if it is known.

A large board is kept in the load cache once it was folded. The next start shows it as soon as the file proves
to be the same, before its rows are told apart; where rows came since, these alone are folded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pipeboard.domain.log import First, Log, board_of

if TYPE_CHECKING:
    from pipeboard.domain.board import Board
    from pipeboard.store.cache import Cached

LARGE: Final = 1_000_000
"""From this size on (bytes) a file is worth a cache: 400 deals with their past, or 2,000 without one."""
STALE: Final = 20
"""A cache is made anew when one row of so many has come since."""


class Recall:
    """Makes the log of one board file, and knows what of it is to be kept."""

    def __init__(self, first: First | None = None) -> None:
        """`first` is shown the board before all of it is read."""
        self.keep: Callable[[], None] | None = None
        """Writes the cache, if there is something new to keep; in any thread, and it never fails."""
        self._home = Path()
        self._first = first
        self._file = ""
        self._cached: Cached | None = None
        self._parts: Iterator[Any] = iter(())
        self._index: Mapping[str, Any] = {}
        self.board: Board | None = None
        """What the file's rows add up to, where that is known before they are told apart."""

    def glance(self, data: bytes, home: Path) -> Sequence[str] | None:
        """Look at the file before its rows are told apart, and show the board where nothing has changed.

        Then, too, the ids of its rows are known, if it was tidy. `home` is the clone's own folder, where the
        cache is.
        """
        if len(data) < LARGE:
            return None
        from pipeboard.store.cache import digest, read_cache  # 5 ms, which small boards do without

        self._home = home
        self._file, self._cached = digest(data), read_cache(home)
        if self._cached is None:
            return None
        self._parts = self._cached.parts()
        if self._cached.file != self._file:
            return None
        self.board = board_of(self._parts)
        if self._first is not None:
            self._first(self.board)
        known: Sequence[str] | None
        self._index, known = next(self._parts)
        return known

    def log(self, rows: Mapping[str, bytes], *, in_file: bool, tidy: bool) -> Log:
        """The log of these rows. `in_file`: whether the file holds them all; `tidy`: and these alone."""
        log = self._recalled(rows)
        known = len(log.order) if log is not None else 0
        if log is None:
            log = Log(rows, self._first)
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
        if self._cached is None:
            return None
        from pipeboard.store.cache import digest_of

        board = self.board
        if board is None:
            board, (self._index, _) = board_of(self._parts), next(self._parts)
        order = self._index["_order"]
        if self.board is None or len(order) < len(rows):
            try:
                rows = {event_id: rows[event_id] for event_id in order}
            except KeyError:
                return None
        if self.board is None and digest_of(order, rows) != self._cached.rows:
            return None
        return Log.restored(board, self._index, rows)
