"""The board's rows, durable: what the workspace reads and appends to.

An append is safe in the local journal when it returns; one thread brings it into the board file a moment
later. All methods are for one thread (the caller's), apart from `failure`, which may be read anywhere.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Collection, Iterable, Mapping, MutableMapping, Sequence
from contextlib import suppress
from copy import copy
from functools import cached_property
from operator import methodcaller
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipeboard.domain.clock import Clock
from pipeboard.domain.errors import DamagedFile, NotFound, PipeBoardError, Refused, Unwritable
from pipeboard.domain.ids import are_event_ids, encode
from pipeboard.store.boardfile import BoardFile, Loaded
from pipeboard.store.difference import Difference, Expected
from pipeboard.store.erased import erased_lines
from pipeboard.store.files import OS_FILES, Files, Read, resolved, shown, unwritable, while_open
from pipeboard.store.journal import DAYS, Journal
from pipeboard.store.layout import Parsed, Quarantined, Side
from pipeboard.store.moved import moved_ids
from pipeboard.store.patience import PATIENCE, Backoff
from pipeboard.store.replica import git_dir, home_of, replica
from pipeboard.store.writer import Writer

if TYPE_CHECKING:
    from pipeboard.store.backup import Backup, Backups
    from pipeboard.store.watch import Watch

RETRY = 5.0
"""Seconds between two attempts at a save that fails."""
_ends = methodcaller("endswith", b"},")
_AT_ONCE = 1_000
"""So many new rows are looked at together, in half the time of one after the other."""


class Changes(NamedTuple):
    """What somebody else did to the file."""

    added: dict[str, bytes]
    """Rows that are new, or whose bytes are others now: id -> line."""
    vanished: tuple[str, ...]
    """Ids of rows that are gone (a checkout, a reset)."""


class Store:
    """An open board. Nothing is written, and no thread runs, before the first append."""

    def __init__(
        self, file: BoardFile, loaded: Loaded, *, state_dir: Path, clock: Clock, files: Files, patience: float
    ) -> None:
        self.path = file.path
        self.board_id = loaded.parsed.board
        self.quarantined: tuple[Quarantined, ...] = loaded.parsed.quarantined
        """Lines of the file that are no sound rows; they are kept and take no part."""
        self.frame = loaded.parsed.frame
        """How many bytes came before and after the rows of the file, as it was opened; None if not tidy."""
        self.sides: tuple[Side, ...] = loaded.parsed.sides
        """Whose rows stand between conflict markers that git left in the file; a save takes these out."""
        self.failure: PipeBoardError | None = None
        """Why the last save failed; the edits are kept and are saved with the next attempt."""
        self.file = file
        self._clock = clock
        self._files = files
        self._patience = patience
        self._next_retry = 0.0
        self._home = home_of(file.path, state_dir)
        self._journal = Journal(self._home, self.board_id, clock, files)
        # The writer's own, so that an append never waits for its notes.
        self._marks = Journal(self._home, self.board_id, clock, files)
        self._known = loaded.seen
        self._parsed: Parsed | None = loaded.parsed
        self._replica: str | None = None
        self._writer: Writer | None = None
        self._listeners: list[Callable[[], None]] = []
        # Guards what both threads touch: _unsaved, _unmarked, _known, _incoming.
        self._mutex = threading.Lock()
        # Held while the file is being written or read, so that a poll never sees half of a save.
        self._disk = threading.Lock()
        self._unsaved: dict[str, bytes] = {}
        self._unmarked: list[str] = []
        """The records of the journal that hold these rows."""
        self._incoming: Difference | None = None
        self._too_new = _too_new(file.path, loaded)
        self.read_only_reason = self._too_new or _not_writable(file.path, files)
        """One sentence, empty when the board can be written."""
        self._recover()

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        state_dir: Path,
        clock: Clock,
        files: Files = OS_FILES,
        patience: float = PATIENCE,
        read: Read | None = None,
    ) -> Store:
        """Open the board at `path`, following symbolic links. Raises NotFound or DamagedFile.

        `state_dir` is where locks and, outside git, the journal live. `patience` is for how many seconds an
        unreadable file counts as "git is working". `read` is the file, where it was read already.
        """
        file = BoardFile(resolved(path), state_dir=state_dir, clock=clock, files=files)
        data, signature, known = read or Read(*file.read())
        loaded = Loaded.of(data, signature, known=known)
        return cls(file, loaded, state_dir=state_dir, clock=clock, files=files, patience=patience)

    @classmethod
    def create(
        cls, path: Path, *, state_dir: Path, clock: Clock, files: Files = OS_FILES, patience: float = PATIENCE
    ) -> Store:
        """Make a new board at `path` and open it. Raises Refused when the path is taken, or Unwritable."""
        file = BoardFile(resolved(path), state_dir=state_dir, clock=clock, files=files)
        file.create(new_board_id(clock))
        return cls(file, file.load(), state_dir=state_dir, clock=clock, files=files, patience=patience)

    @property
    def read_only(self) -> bool:
        """Whether rows cannot be appended; `read_only_reason` says why."""
        return bool(self.read_only_reason)

    @property
    def unsaved(self) -> int:
        """How many rows the journal alone holds."""
        return len(self._unsaved)

    @property
    def replica(self) -> str:
        """The name of this clone, made when it is first asked for. Raises Unwritable."""
        if self._replica is None:
            self._replica = replica(self._home, self._clock, others=self._rows, files=self._files)
        return self._replica

    @cached_property
    def _rows(self) -> MutableMapping[str, bytes]:
        parsed, self._parsed = self._parsed, None  # it holds on to the whole file
        assert parsed is not None, "they are told apart once"
        return parsed.rows

    @cached_property
    def _watch(self) -> Watch:
        from pipeboard.store.watch import Watch

        found = git_dir(self.path)
        return Watch(self.file, found[1] if found else None, patience=self._patience)

    @property
    def backups(self) -> Backups:
        """What the file was before something large was done to it."""
        return self.file.backups

    @property
    def is_saved(self) -> bool:
        """Whether the file holds all rows."""
        return not self._unsaved

    def rows(self) -> Mapping[str, bytes]:
        """All rows, id -> line: those of the file united with those that are not saved yet. A live view."""
        return self._rows

    def append(self, rows: Mapping[str, bytes]) -> None:
        """Add the rows of one action (id -> line, without its newline): durable on return, soon in the file.

        Raises Refused for something that is no new row, and Unwritable when neither the journal nor the file
        can take them; then nothing is kept.
        """
        new = self._new_rows(rows)
        if not new:
            return
        if self.read_only:
            raise Unwritable(self.read_only_reason)
        try:
            record = self._journal.append(new.values())
        except Unwritable:
            self._save_at_once(new)
        else:
            self._take(new, record)
            self._running_writer().wake()

    def flush(self, timeout: float = 10) -> None:
        """Bring everything into the file and wait for it. Raises what went wrong with the save."""
        if not self._unsaved or self.read_only:
            return
        if not self._running_writer().flush(timeout):
            raise self.failure or Unwritable(
                f"{shown(self.path)} is still being saved after {timeout:g} s; your changes are kept. "
                "Try again in a moment."
            )
        if self.failure is not None and self._unsaved:
            raise self.failure

    def poll(self) -> Changes | None:
        """What others did to the file since the last call; None when nothing, or while they are at it.

        Never waits. A save that failed is tried again, in the background, every few seconds, and what a crash
        has left is saved. Raises NotFound or DamagedFile when the file has been unreadable for too long, and
        Refused when it has become another board; `rows()` stays as it was.
        """
        self._try_again()
        if self.read_only and not self._too_new:
            with suppress(OSError):  # gone for the moment: the watch has the word for that
                self.read_only_reason = _not_writable(self.path, self._files)
        if not self._disk.acquire(blocking=False):
            return None
        try:
            found = self._looked()
            with self._mutex:
                # Each is told against the rows that are held here: the latest says all.
                found, self._incoming = found or self._incoming, None
            return None if found is None else self._take_over(found)
        finally:
            self._disk.release()

    def _looked(self) -> Difference | None:
        """What others did to the file since it was last seen. Raises as `poll` does."""
        from pipeboard.store.watch import Busy, Differs, Touched  # 1 ms, for those who stay

        news = self._watch.changed(self._known, self._expected)
        if news is None or isinstance(news, Busy):
            return None
        if isinstance(news, Touched):
            self._known = news.seen
            return None
        if isinstance(news, Differs):
            self._known = news.seen
            self.quarantined, self.sides = (), ()
            return news.difference
        self._expect_same_board(news)
        self._known = news.seen
        self.quarantined = news.parsed.quarantined
        self.sides = news.parsed.sides
        return Difference.of(news.parsed.rows, self._expected(), news.seen.tail)

    def lost(self, days: float = DAYS) -> dict[str, bytes]:
        """Own rows of the last `days` days that the file held and has lost; append them to restore them.

        Any thread may ask.
        """
        found = {key: line for key, line in self._journal.marked(days).items() if key not in self._rows}
        moved = moved_ids(copy(self._rows)) if found else set()
        return {key: line for key, line in found.items() if key not in moved}

    def forget(self, ids: Iterable[str]) -> None:
        """Offer these lost rows no more. Raises Unwritable."""
        try:
            self._journal.void(ids)
        except OSError as error:
            raise Unwritable("The journal could not be written; check the disk, then try again.") from error

    def scrub(self) -> dict[str, bytes]:
        """Write rows that were erased over the old ones, here and in all that this clone keeps of the board.

        The rows as they are now, by id. Raises Unwritable, NotFound, DamagedFile or Refused.
        """
        from pipeboard.store.scrubbing import scrub  # rare

        self.flush()
        lines = {key: line for key, line in erased_lines(self._rows).items() if key in self._rows}
        if not lines:
            return {}
        with self._disk:
            self._known = self.file.rewrite(
                lambda data, parsed: parsed.laid_out(data), board=self.board_id, before="erase"
            ).seen
        self._rows.update(lines)
        try:
            scrub(lines, self._home, self._journal, self.backups, self._files)
        except OSError as error:
            raise unwritable(self._home, error) from error
        return lines

    def leave_out(self) -> None:
        """Take the rows out of the file that were moved to an archive, after a backup; `poll` tells of them.

        Raises Unwritable, NotFound, DamagedFile or Refused.
        """
        self.flush()
        with self._disk:
            left = self.file.rewrite(
                lambda data, parsed: parsed.laid_out(data), board=self.board_id, before="split"
            )
            found = Difference.of(left.parsed.rows, self._expected(), left.seen.tail)
            with self._mutex:
                self._known, self._incoming = left.seen, found

    def damaged_copies(self) -> list[Path]:
        """Damaged files that were replaced and kept beside the board."""
        return self.file.damaged_copies()

    def back_up(self, before: str) -> Backup:
        """Keep the file as it is on the disk. Raises Unwritable, NotFound or DamagedFile."""
        try:
            return self.backups.keep(self.file.read()[0], before)
        except OSError as error:
            raise unwritable(self.backups.folder, error) from error

    def on_saved(self, callback: Callable[[], None]) -> None:
        """Call back after each save or failure, from the writer's thread."""
        self._listeners.append(callback)

    def close(self, timeout: float = 10) -> None:
        """Save what is left and stop. Raises what went wrong with the save; the rows stay in the journal."""
        try:
            self.flush(timeout)
        finally:
            if self._writer is not None:
                self._writer.stop()
                self._writer = None
            self._journal.close()
            self._marks.close()

    def _recover(self) -> None:
        """Unite with what a crash has left in the journal, and tidy up behind it."""
        left = self._journal.waiting()
        new = {key: row for rows in left.values() for key, row in rows.items() if key not in self._rows}
        if new:
            moved = moved_ids(self._rows)
            self._unsaved = {key: line for key, line in new.items() if key not in moved}
            self._rows.update(self._unsaved)
        self._unmarked = [record for record, rows in left.items() if rows.keys() & self._unsaved.keys()]
        if not self.read_only:
            # Saved but not marked: without the mark, a later checkout would seem to have missed them.
            self._note([record for record in left if record not in self._unmarked])
            self.file.remove_strays()

    def _new_rows(self, rows: Mapping[str, bytes]) -> Mapping[str, bytes]:
        """Those that are not there yet. Refused for what is no row, or another one than the one that is."""
        if not _are_rows(rows):
            raise Refused("Only whole rows with an event's id can be added to a board.")
        there = {key for key in rows if key in self._rows}
        for key in there:
            if self._rows[key] != rows[key]:
                raise Refused(
                    f"The event {key} is there already, and events are never changed; write a new one."
                )
        return {key: line for key, line in rows.items() if key not in there} if there else rows

    def _take(self, new: Mapping[str, bytes], *records: str) -> None:
        with self._mutex:
            self._rows.update(new)
            self._unsaved.update(new)
            self._unmarked += records

    def _save_at_once(self, new: Mapping[str, bytes]) -> None:
        """Without a journal, only the file can make rows durable."""
        self._take(new)
        finished = self._running_writer().flush(self._patience)
        with self._mutex:
            left = [key for key in new if key in self._unsaved]
            for key in left:
                del self._unsaved[key], self._rows[key]
        if left:
            raise (self.failure if finished else None) or Unwritable(
                f"{shown(self.path)} could not be saved in time; nothing was changed. Try again in a moment."
            )

    def _try_again(self) -> None:
        """Save what could not be saved before, in this run or in one that crashed."""
        left = self.failure is not None or (self._writer is None and self._unsaved)
        if left and not self.read_only and time.monotonic() >= self._next_retry:
            self._next_retry = time.monotonic() + RETRY
            self._running_writer().wake()

    def _running_writer(self) -> Writer:
        if self._writer is None:
            self._writer = Writer(self._save)
        return self._writer

    def _save(self) -> None:
        """In the writer's thread: one save, with patience for a file that git is working on.

        Once it is told that a save failed nothing is waited for: whoever leaves then leaves at once.
        """
        backoff = Backoff(self._patience)
        while True:
            try:
                self._save_now()
                self.failure = None
            except (DamagedFile, NotFound) as error:
                now = time.monotonic()
                is_new = self.failure is None and not backoff.over(now)
                if is_new and self._writer and self._writer.pause(backoff.next(now)):
                    continue
                self.failure = while_open(self.path, error)
            except PipeBoardError as error:
                self.failure = error
            except Exception as error:
                # A bug must not end the thread that saves; the rows are in the journal.
                self.failure = Unwritable(
                    f"The save failed unexpectedly ({type(error).__name__}); please report it."
                )
            break
        for callback in self._listeners:
            # A face that is closing down must not end the thread that saves.
            with suppress(Exception):
                callback()

    def _save_now(self) -> None:
        with self._disk:
            with self._mutex:
                saving, records = dict(self._unsaved), list(self._unmarked)
                known = self._known
            if saving:
                saved = self.file.save(
                    saving.values(), board=self.board_id, known=known, expected=self._expected
                )
                with self._mutex:
                    self._unsaved = {key: self._unsaved[key] for key in self._unsaved if key not in saving}
                    del self._unmarked[: len(records)]
                    self._known = saved.seen
                    if saved.seen.tail:
                        self.sides = ()  # the file is in our layout
                    self._incoming = saved.found or self._incoming
        self._note(records)

    def _note(self, records: Collection[str]) -> None:
        """Mark the records whose rows are saved in the journal. Should that fail, the next start does it."""
        if not records:
            return
        try:
            self._marks.mark(records)
            self._marks.rotate()
        except OSError:
            self._marks.close()

    def _expect_same_board(self, news: Loaded) -> None:
        if news.parsed.board != self.board_id:
            raise Refused(
                f"{shown(self.path)} is another board now ({news.parsed.board} instead of {self.board_id}); "
                "the two are not mixed. Bring the old file back, or close the app and open the new one."
            )

    def _expected(self) -> Expected:
        """What the file held as far as it is told here. Any thread may ask."""
        with self._mutex:
            rows = self._rows
            if self._unsaved:
                rows = copy(rows)
                for key in self._unsaved:
                    del rows[key]
        return Expected(self.board_id, rows)

    def _take_over(self, found: Difference) -> Changes | None:
        """Hold rows that others have written, and no more those that they have taken away."""
        mine = self._rows
        added = {key: line for key, line in found.added.items() if mine.get(key) != line}
        if not added and not found.vanished:
            return None
        mine.update(added)
        for key in found.vanished:
            del mine[key]
        return Changes(added, found.vanished)


def _are_rows(rows: Mapping[str, bytes]) -> bool:
    """Whether each is one whole row of an event, by its id."""
    keys, lines = list(rows), list(rows.values())
    parts = (slice(at, at + _AT_ONCE) for at in range(0, len(keys), _AT_ONCE))
    return are_event_ids(keys) and all(_are_whole(keys[part], lines[part]) for part in parts)


def _are_whole(keys: Sequence[str], lines: Sequence[bytes]) -> bool:
    starts = b"\n".join([line[: len(key) + 2] for key, line in zip(keys, lines, strict=True)])
    text = b"".join(lines)
    return (
        starts.decode("latin-1") == '"' + '"\n"'.join(keys) + '"'
        and all(map(_ends, lines))
        and b"\n" not in text
        and b"\t" not in text  # which parts rows in the journal
    )


def new_board_id(clock: Clock) -> str:
    """A fresh name for a board."""
    return f"b-{encode(clock.chance(32**6), 6)}"


def _too_new(path: Path, loaded: Loaded) -> str:
    """Why a file of a newer format is only read; empty for the others."""
    if not loaded.parsed.read_only:
        return ""
    return (
        f"{shown(path)} has a newer format (version {loaded.parsed.version}); "
        "it can be read, and changed after an update of PipeBoard."
    )


def _not_writable(path: Path, files: Files) -> str:
    """Why the file cannot be written now; empty when it can. Raises OSError."""
    # A file without any write bit was locked on purpose, which even root should heed.
    if not files.access(path, os.W_OK) or not files.stat(path).st_mode & 0o222:
        return f"You may not write {shown(path)}; it can be read, and changed once its owner permits it."
    if not files.access(path.parent, os.W_OK | os.X_OK):
        return (
            f"You may not write in the folder {shown(path.parent)}; the board can be read, "
            "and changed once the folder is writable."
        )
    return ""
