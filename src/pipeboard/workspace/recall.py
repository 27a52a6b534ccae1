"""How the rows of a file become a log: what they added up to last time is brought up to date, if it is known.

A large board is kept in the load cache once it was folded. The next start shows it as soon as the file proves
to be the same, before its rows are told apart; where rows came since, these alone are folded. What a few of
them made of the board is kept beside it, so that a start after one's own changes is as fast.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from copy import copy
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

from pipeboard.domain.board import Board
from pipeboard.store.files import OS_FILES, Known, Read, Signature, read_board, resolved
from pipeboard.store.replica import home_of

if TYPE_CHECKING:
    from pipeboard.domain.clock import Clock
    from pipeboard.domain.log import Log
    from pipeboard.store.difference import Basis

FirstLook: TypeAlias = Callable[[Board, date], None]
"""Is shown a board before all of it is read, and what day it is there."""

LARGE: Final = 1_000_000
"""From this size on (bytes) a file is worth a cache: 400 deals with their past, or 2,000 without one."""
STALE: Final = 100
"""A cache is made anew when one row of so many has come since."""


class Recall:
    """Makes the log of one board file, and keeps what it adds up to."""

    def __init__(self, clock: Clock, first: FirstLook | None = None) -> None:
        """`first` is shown the board before all of it is read."""
        self.board: Board | None = None
        """What the file's rows add up to, where that is known before they are told apart."""
        self._clock = clock
        self._first = first
        self._home = Path()
        self._size = 0
        self._file = ""
        """SHA-256 of a file that was not recognised and is large enough to be kept."""
        self._kept: _Kept | None = None
        self._since: Sequence[str] | None = None
        """The rows that came since, where the file is known to hold what was kept and these alone."""
        self._noted = 0
        """How many rows the delta knows."""
        self._to_keep: list[object] = []
        self._to_note: list[object] = []

    @property
    def is_shown(self) -> bool:
        """Whether somebody is shown the board."""
        return self._first is not None

    def read(self, path: Path, state_dir: Path) -> Read:
        """Read a board file, and show the board where it is known. Raises NotFound or DamagedFile.

        What the store needs beyond that takes 25 ms to import: whoever shows boards reads first.
        """
        path = resolved(path)
        data, status = read_board(path, OS_FILES)
        read = Read(data, Signature.of(status))
        if len(data) < LARGE:
            return read
        from pipeboard.store.cache import digest, read_cache  # 5 ms, which small boards do without

        self._home, self._size = home_of(path, state_dir), len(data)
        cached = read_cache(self._home)
        if cached is not None:
            parts = cached.parts()
            self._kept = _Kept(cached.head, Board.of_parts(parts), parts, cached.name)
            known = self._recognised(data, self._kept)
            # Faces go through all rows sooner or later.
            read = read._replace(known=known and known._replace(few=not self.is_shown))
        if self._since is None:
            self._file = digest(data)
        return read

    def _recognised(self, data: bytes, kept: _Kept) -> Known | None:
        """What is known of these bytes, if they are what was kept and rows that came since."""
        from pipeboard.store.cache import digest, read_delta

        if kept.has_size(len(data)) and digest(data) == kept.file:
            self._show(kept.board, ())
            return kept.known(data)
        if kept.basis is None:
            return None
        from pipeboard.store.difference import additions, is_grown, keys_of  # with the parser 10 ms

        delta = read_delta(self._home, kept.name)
        if delta is not None:
            lines, since = next(delta.parts())
            if is_grown(data, kept.basis, lines):
                keys = keys_of(lines)
                self._noted = len(keys)
                self._show(kept.board.after(since), keys)
                return kept.known(data, keys)
        found = additions(data, kept.basis, kept.ids, most=len(kept.ids) // STALE)
        if found is None:
            return None
        self._since = keys_of(found.lines)
        return Known(kept.basis.head, kept.basis.tail, len(found.rows), lambda: found.rows)

    def _show(self, board: Board, since: Sequence[str]) -> None:
        self.board, self._since = board, since
        self._show_first(board)

    def _show_first(self, board: Board) -> None:
        if self._first is not None:
            self._first(board, self._clock.now().astimezone(board.zone).date())

    def log(self, rows: Mapping[str, bytes], *, in_file: bool, frame: tuple[int, int] | None) -> Log:
        """The log of these rows.

        `in_file`: whether the file holds them all; `frame`: how many bytes come before and after them in one
        that is tidy (see `layout.Parsed`).
        """
        from pipeboard.domain.log import Log  # with the fold 10 ms

        log = self._recalled(rows) or Log(rows, self._show_first if self.is_shown else None)
        if self._kept is not None:
            self._kept = self._kept.in_short()
        if self._file and in_file:
            # Taken now: the log goes on while it is written.
            from pipeboard.store.cache import digest_of
            from pipeboard.store.difference import basis_of

            basis = basis_of(rows, self._file, self._size, frame)._asdict() if frame is not None else None
            head = {"file": self._file, "rows": digest_of(log.order, rows), "basis": basis}
            *parts, index = log.parts()
            self._kept = _Kept(head, log.board)
            self._to_keep = [*parts, (index, list(rows))]
        return log

    def _recalled(self, rows: Mapping[str, bytes]) -> Log | None:
        """The log that was kept, brought up to date, if all of its rows are among these."""
        kept = self._kept
        if kept is None:
            return None
        from pipeboard.domain.log import Log
        from pipeboard.store.cache import digest_of

        order, since = kept.index["_order"], self._since
        if since is None or len(rows) != len(order) + len(since):
            there = set(order)
            since = [event_id for event_id in rows if event_id not in there]
            if len(rows) != len(order) + len(since):
                return None
            if self._since is None and digest_of(order, rows) != kept.made_of:
                return None
        own = cast("MutableMapping[str, bytes]", copy(rows))
        return Log.restored(kept.board, kept.index, own, since)

    def note(self, log: Log) -> None:
        """Have kept what came since, where that is little. By now the file holds all that is in the log."""
        kept, since = self._kept, log.since
        if kept is None or kept.basis is None or not since or len(since) == self._noted:
            return
        if len(since) * STALE <= len(log.order):
            from pipeboard.store.difference import lines_to_add

            lines = lines_to_add(since, kept.basis)
            self._to_note = [(lines, log.board.since(kept.board))] if lines else []

    def keep(self) -> None:
        """Write what is to be kept, if there is any: once, in any thread, and it never fails."""
        kept = self._kept
        if kept is None or not (self._to_keep or self._to_note):
            return
        from pipeboard.store.cache import write_cache, write_delta

        new, self._to_keep = self._to_keep, []
        if new:
            kept.name = write_cache(self._home, kept.head, new)
        noted, self._to_note = self._to_note, []
        if noted and kept.name:
            write_delta(self._home, kept.name, noted)


class _Kept:
    """What was kept, or is to be kept, of a log."""

    def __init__(
        self, head: Mapping[str, Any], board: Board, rest: Iterator[Any] | None = None, name: str = ""
    ) -> None:
        self.head = head
        self.board = board
        self.name = name
        """Of the cache; empty until that is written."""
        self._rest = rest

    def in_short(self) -> _Kept:
        """The same without what only a log is made of."""
        return _Kept(self.head, self.board, name=self.name)

    @property
    def file(self) -> str:
        """SHA-256 of the file."""
        return str(self.head["file"])

    def has_size(self, size: int) -> bool:
        """Whether the file had so many bytes, as far as that is known."""
        basis = self.head["basis"]
        return basis is None or basis["size"] == size

    @property
    def made_of(self) -> str:
        """Digest of its rows (see `cache.digest_of`)."""
        return str(self.head["rows"])

    @cached_property
    def basis(self) -> Basis | None:
        """The file, if it was tidy (see `layout.Parsed`)."""
        from pipeboard.store.difference import Basis

        return Basis(**self.head["basis"]) if self.head["basis"] is not None else None

    @property
    def index(self) -> Mapping[str, Any]:
        """Of the log."""
        return self._index_and_ids[0]

    @property
    def ids(self) -> Sequence[str]:
        """Of the rows, in the order of the file."""
        return self._index_and_ids[1]

    @cached_property
    def _index_and_ids(self) -> tuple[Mapping[str, Any], Sequence[str]]:
        assert self._rest is not None, "it is asked for before the log is made"
        found: tuple[Mapping[str, Any], Sequence[str]] = next(self._rest)
        self._rest = None  # it holds on to the whole cache, and the rows are told apart next
        return found

    def known(self, data: bytes, since: Sequence[str] = ()) -> Known | None:
        """What is known of a file that holds these rows and what came since."""
        basis = self.basis
        if basis is None:
            return None

        def apart() -> dict[str, bytes]:
            from pipeboard.store.parsing import rows_within

            return rows_within(data, basis.head, basis.tail, sorted([*self.ids, *since]))

        return Known(basis.head, basis.tail, basis.rows + len(since), apart)
