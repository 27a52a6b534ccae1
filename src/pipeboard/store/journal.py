"""The local journal: every change is durable here, in a fraction of a millisecond, before the app says so.

One record is one line, written with one call, or alone where it is long, so that two apps may append at once:
`+<checksum> <milliseconds> <board> <row>TAB<row>...` holds the rows of one action,
`=<checksum> <checksum> ...` says that the board file holds the rows of the records of those checksums,
`-<checksum> <id> <id> ...` that rows are void, whatever held them, `!<checksum> <checksum>` takes back the
last record of that checksum, which could not be made durable.
A torn or foreign record has a wrong checksum and counts for nothing: an action is there whole or not at all.

The journal proper is kept small, for each start reads it; records that the file holds move to `history`, as
they stand. An import has as many rows as the board itself: such a record is never in memory as a whole.
"""

from __future__ import annotations

import errno
import fcntl
import math
import os
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from pipeboard.domain.clock import Clock
from pipeboard.domain.errors import DamagedFile
from pipeboard.store.files import (
    OS_FILES,
    Files,
    close,
    make_folders,
    opened,
    persist,
    sync_folder,
    unkept,
    write_all,
    write_new,
)
from pipeboard.store.filetext import BLOCK, FileText, copied
from pipeboard.store.layout import Text, row_id

ROTATE = 65_536
"""A journal larger than this (bytes) is cleared of the records that the board file holds."""

HISTORY = "history"

DAYS = 14
"""How long rows that the board file holds are remembered."""

_START = 10
"""So many bytes of a record come before its body: what it is, its checksum and a blank."""
_LINES = 200
"""So many lines are put together at a time."""
_IN_MEMORY = 1 << 20
"""A journal of up to so many bytes is read at once."""


class _Written(NamedTuple):
    """A record of any kind, and where it stands in a text: from its kind to its end."""

    kind: bytes
    checksum: bytes
    text: Text
    start: int
    end: int

    @property
    def body(self) -> bytes:
        """A copy of what follows on its checksum."""
        return self.text[self.start + _START : self.end]

    @property
    def size(self) -> int:
        """So many bytes it takes."""
        return self.end - self.start

    @property
    def is_sound(self) -> bool:
        """Whether its body has its checksum."""
        if self.size <= BLOCK:
            return self.size > _START and self.checksum == _checksum([self.body])
        return self.checksum == _checksum(copied(self.text, [slice(self.start + _START, self.end)]))

    def again(self) -> Iterator[bytes]:
        """The record as it stands there, to be written elsewhere."""
        return chain((b"\n",), copied(self.text, [slice(self.start, self.end)]), (b"\n",))


class Record:
    """One action's rows, as the journal holds them."""

    def __init__(self, written: _Written, *, is_held: bool) -> None:
        text, start = written.text, written.start + _START
        first = text.index(b" ", start, written.end)
        second = text.index(b" ", first + 1, written.end)
        self.written = written
        self.at_ms = int(text[start:first])
        self.board = text[first + 1 : second].decode()
        self.is_held = is_held
        """Whether the board file held all of them."""
        self._rows = slice(second + 1, written.end)

    @property
    def rows(self) -> dict[str, bytes]:
        """Copies of its lines, by id."""
        return {row_id(line): line for line in self.written.text[self._rows].split(b"\t")}


class Journal:
    """The rows that this clone has written to one board. Not for use by several threads at once."""

    def __init__(self, home: Path, board: str, clock: Clock, files: Files = OS_FILES) -> None:
        self._path = home / "journal"
        self._history = home / HISTORY
        self._board = board
        self._clock = clock
        self._files = files
        self._fd: int | None = None
        self._rotate_at = ROTATE

    def append(self, lines: Collection[bytes]) -> str:
        """Keep the rows of one action: durable on return. The checksum of their record, which names it.

        Raises Unwritable, and then they do not count.
        """
        now, size = self._now(), sum(map(len, lines))
        checksum = _checksum(_body(now, self._board, lines))
        record = _framed(b"+", checksum, _body(now, self._board, lines))
        try:
            if size > BLOCK:
                self._write(record, durable=True, alone=True)
            else:
                self._write([b"".join(record)], durable=True)
        except OSError as error:
            self._take_back(checksum)
            raise unkept(self._path.parent, error) from error
        return checksum.decode()

    def mark(self, records: Iterable[str]) -> None:
        """Note that the board file holds the rows of these records, which are named by their checksums.

        Losing the note does no harm, so it is not synced.
        """
        self._write([_line(b"=", " ".join(records))], durable=False)

    def void(self, ids: Iterable[str]) -> None:
        """Forget these rows: they are neither applied at the next start nor offered back."""
        self._write([_line(b"-", " ".join(ids))], durable=False)

    def waiting(self) -> dict[str, dict[str, bytes]]:
        """The rows that the board file may not hold, by the checksums of their records.

        That is what a crash between journal and save left behind. A journal that cannot be read at the moment
        gives none; it stays as it is for another start.
        """
        found, void = self._found(self._path, held=False)
        return {
            record.written.checksum.decode(): {key: line for key, line in rows.items() if key not in void}
            for record, rows in found
        }

    def unmarked(self) -> dict[str, bytes]:
        """The same rows, whatever their records."""
        return {key: line for rows in self.waiting().values() for key, line in rows.items()}

    def marked(self, days: float = DAYS) -> dict[str, bytes]:
        """The rows written in the last `days` days that the board file once held."""
        since = self._now() - days * 86_400_000
        found, void = self._found(self._history, self._path)
        marked: dict[str, bytes] = {}
        for record, rows in found:
            for key, line in rows.items():
                # Written once more and waiting (a row brought back): what the file held before is over.
                if not record.is_held or key in void:
                    marked.pop(key, None)
                elif record.at_ms >= since:
                    marked[key] = line
        return marked

    def rotate(self) -> None:
        """Move what the board file holds out of a journal grown large. OSError leaves it as it is."""
        if self._fd is None or self._files.fstat(self._fd).st_size < self._rotate_at:
            return
        fd = self._fd
        try:
            persist(self._files.flock, fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            # Another app is writing, or there are no locks here: it can wait.
            return
        try:
            if self._is_current(fd):
                self._rotated()
        finally:
            self.close()

    def rewrite(self, lines: Mapping[str, bytes]) -> None:
        """Put these lines in the place of the rows with their ids: for an erasure alone. Raises OSError."""
        if not self.holds_other(lines):
            return
        self._open(alone=True)
        try:
            for path in (self._history, self._path):
                with _text_of(self._files, path) as text:
                    if text or path == self._path:
                        self._replace(path, self._with_lines(_sound(text), lines))
        finally:
            self.close()

    def holds_other(self, lines: Mapping[str, bytes]) -> bool:
        """Whether a row with one of these ids is here in another form."""
        found, _ = self._found(self._history, self._path)
        return any(lines.get(key, line) != line for _, rows in found for key, line in rows.items())

    def _with_lines(self, written: Iterable[_Written], lines: Mapping[str, bytes]) -> Iterator[bytes]:
        """Records with these lines in the place of those of the same ids, and marked as they were."""
        renamed: dict[bytes, bytes] = {}
        for one in written:
            body = one.body
            if one.kind == b"+" and (record := Record(one, is_held=False)).board == self._board:
                now = [lines.get(*row) for row in record.rows.items()]
                body = b"".join(_body(record.at_ms, record.board, now))
                renamed[one.checksum] = _checksum([body])
            elif one.kind == b"=":
                body = b" ".join([renamed.get(name, name) for name in body.split(b" ")])
            yield from _framed(one.kind, _checksum([body]), [body])

    def close(self) -> None:
        """Let go of the file; the next append opens it again."""
        if self._fd is not None:
            close(self._files, self._fd)
            self._fd = None

    def _found(
        self, *paths: Path, held: bool = True
    ) -> tuple[list[tuple[Record, dict[str, bytes]]], set[str]]:
        """The records of this board with their rows, and the ids of rows that are void; none if unreadable.

        Those that the board file holds are left out unless `held`.
        """
        try:
            with _read(self._files, *paths) as (records, void):
                mine = (record for record in records if record.board == self._board)
                return [(record, record.rows) for record in mine if held or not record.is_held], void
        except (OSError, DamagedFile):
            return [], set()

    def _now(self) -> int:
        return int(self._clock.now().timestamp() * 1000)

    def _take_back(self, checksum: bytes) -> None:
        """Cancel a record whose write failed: it may be on the disk, but the user was told that it is not."""
        try:
            self._write([_line(b"!", checksum.decode())], durable=False)
        except OSError:
            self.close()

    def _write(self, pieces: Iterable[bytes], *, durable: bool, alone: bool = False) -> None:
        """Append; `alone` where that takes several calls, between which nobody else may write."""
        try:
            fd = self._open(alone=alone)
            write_all(self._files, fd, pieces)
            if durable:
                persist(self._files.fdatasync, fd)
            self._unlock(fd)
        except OSError:
            # What a failed sync did to the pages is unknown: never go on with this descriptor.
            self.close()
            raise

    def _open(self, *, alone: bool = False) -> int:
        """The journal's descriptor, locked against being replaced by a rotation, or against anybody."""
        while True:
            if self._fd is None:
                self._fd = self._opened()
            fd = self._fd
            try:
                persist(self._files.flock, fd, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
            except OSError as error:
                if error.errno in (errno.EBADF, errno.EIO):
                    raise
            if self._is_current(fd):
                return fd
            self.close()

    def _unlock(self, fd: int) -> None:
        try:
            self._files.flock(fd, fcntl.LOCK_UN)
        except OSError:
            # Closing gives it back in any case.
            self.close()

    def _opened(self) -> int:
        flags = os.O_WRONLY | os.O_APPEND | os.O_NOFOLLOW | os.O_NONBLOCK
        try:
            return persist(self._files.open, self._path, flags)
        except FileNotFoundError:
            make_folders(self._files, self._path.parent)
            fd = persist(self._files.open, self._path, flags | os.O_CREAT, 0o600)
            sync_folder(self._files, self._path.parent)
            return fd

    def _is_current(self, fd: int) -> bool:
        try:
            there = self._files.stat(self._path)
        except FileNotFoundError:
            return False
        mine = self._files.fstat(fd)
        return (there.st_ino, there.st_dev) == (mine.st_ino, mine.st_dev)

    def _rotated(self) -> None:
        with _read(self._files, self._path) as (records, void):
            waiting = [record for record in records if not record.is_held]
            # First the history, then the journal: a crash in between leaves rows in both, which does no harm.
            self._remember(_again(record for record in records if record.is_held), void)
            # What is void stays so for as long as a record waits that may hold it.
            self._replace(self._path, chain(_again(waiting), _voided(void) if waiting else ()))
        self._rotate_at = max(ROTATE, 2 * sum(record.written.size for record in waiting))

    def _remember(self, held: Iterable[bytes], void: Collection[str]) -> None:
        """Append to the history; once its oldest half is out of date, write it anew without that."""
        since = self._now() - DAYS * 86_400_000
        if self._oldest() < since - DAYS * 86_400_000:
            with _read(self._files, self._history) as (records, before):
                kept = _again(record for record in records if record.at_ms >= since)
                self._replace(self._history, chain(kept, _voided(before)))
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK
        fd = persist(self._files.open, self._history, flags, 0o600)
        try:
            write_all(self._files, fd, chain(held, _voided(void)))
            self._files.fsync(fd)
        finally:
            close(self._files, fd)

    def _oldest(self) -> float:
        """When the first record of the history was written, in milliseconds; infinity without one."""
        try:
            fd = persist(self._files.open, self._history, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            return math.inf
        try:
            at = persist(self._files.read, fd, 64)[11:].partition(b" ")[0]
        finally:
            close(self._files, fd)
        return int(at) if at.isdigit() else -math.inf

    def _replace(self, path: Path, records: Iterable[bytes]) -> None:
        temp = path.with_name(f"{path.name}.{self._clock.chance(1 << 40):010x}")
        write_new(self._files, temp, records)
        try:
            self._files.replace(temp, path)
        except OSError:
            with suppress(OSError):
                self._files.unlink(temp)
            raise
        sync_folder(self._files, path.parent)


def boards_in(home: Path, files: Files = OS_FILES) -> list[str]:
    """The boards whose rows a journal holds, that of the latest first."""
    try:
        with _read(files, home / HISTORY, home / "journal") as (records, _):
            return list(dict.fromkeys(record.board for record in reversed(records)))
    except (OSError, DamagedFile):
        return []


def _body(at_ms: int, board: str, lines: Iterable[bytes]) -> Iterator[bytes]:
    """The body of the record of these lines, in pieces."""
    yield b"%d %s " % (at_ms, board.encode())
    left = iter(lines)
    parted: tuple[bytes, ...] = ()
    while some := list(islice(left, _LINES)):
        yield b"\t".join((*parted, *some))
        parted = (b"",)


def _checksum(body: Iterable[bytes]) -> bytes:
    checksum = 0
    for piece in body:
        checksum = zlib.crc32(piece, checksum)
    return b"%08x" % checksum


def _framed(kind: bytes, checksum: bytes, body: Iterable[bytes]) -> Iterator[bytes]:
    # The newline in front ends a torn record, whoever left it.
    return chain((b"\n%s%s " % (kind, checksum),), body, (b"\n",))


def _line(kind: bytes, text: str) -> bytes:
    body = text.encode()
    return b"".join(_framed(kind, _checksum([body]), [body]))


def _voided(ids: Collection[str]) -> list[bytes]:
    return [_line(b"-", " ".join(ids))] if ids else []


def _again(records: Iterable[Record]) -> Iterator[bytes]:
    """Records as they stand in their files, to be written elsewhere."""
    return chain.from_iterable(record.written.again() for record in records)


@contextmanager
def _read(files: Files, *paths: Path) -> Iterator[tuple[list[Record], set[str]]]:
    """The sound records of journals, the oldest first, and the ids of rows that are void.

    Raises OSError: what cannot be read must not pass for empty when a journal is written anew.
    """
    records: list[Record] = []
    void: set[str] = set()
    with ExitStack() as stack:
        for path in paths:
            waiting: dict[bytes, Record] = {}
            for one in _sound(stack.enter_context(_text_of(files, path))):
                if one.kind == b"+":
                    record = Record(one, is_held=path.name == HISTORY)
                    records.append(record)
                    waiting[one.checksum] = record
                    if void:  # written once more (a row brought back): what was said of it before is over
                        void.difference_update(record.rows)
                elif one.kind == b"=":
                    for name in one.body.split(b" "):
                        if name in waiting:
                            waiting[name].is_held = True
                else:
                    void.update(one.body.decode().split(" "))
        yield records, void


@contextmanager
def _text_of(files: Files, path: Path) -> Iterator[Text]:
    """The text of a journal, which is in memory where that is small; empty where there is none.

    Raises OSError.
    """
    with ExitStack() as stack:
        try:
            fd, status = stack.enter_context(opened(files, path, follow=False))
        except FileNotFoundError:
            yield b""
            return
        text = FileText(files, fd, status.st_size)
        try:
            yield text[:] if len(text) <= _IN_MEMORY else text
        except EOFError as error:
            raise OSError(errno.EIO, "the journal has become shorter") from error


def _sound(text: Text) -> list[_Written]:
    """The records that are neither torn nor taken back."""
    sound: list[_Written] = []
    for start, end in _lines(text):
        one = _Written(text[start : start + 1], text[start + 1 : start + 9], text, start, end)
        if not one.is_sound:
            continue
        if one.kind != b"!":
            sound.append(one)
            continue
        taken_back = b"+", one.body
        for at in reversed(range(len(sound))):
            if sound[at][:2] == taken_back:
                del sound[at]
                break
    return sound


def _lines(text: Text) -> Iterator[tuple[int, int]]:
    """Where the lines of a text are: from their first byte to the newline."""
    start = 0
    for at in range(0, len(text), BLOCK):
        block = text[at : min(at + BLOCK, len(text))]
        found = block.find(b"\n")
        while found >= 0:
            yield start, at + found
            start = at + found + 1
            found = block.find(b"\n", found + 1)
    if start < len(text):
        yield start, len(text)
