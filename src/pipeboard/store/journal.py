"""The local journal: every change is durable here, in a fraction of a millisecond, before the app says so.

One record is one line, written with one call, so that two apps may append at once:
`+<checksum> <milliseconds> <board> <row>TAB<row>...` holds the rows of one action,
`=<checksum> <checksum> ...` says that the board file holds the rows of the records of those checksums,
`-<checksum> <id> <id> ...` that rows are void, whatever held them, `!<checksum> <checksum>` takes back the
last record of that checksum, which could not be made durable.
A torn or foreign record has a wrong checksum and counts for nothing: an action is there whole or not at all.

The journal proper is kept small, for each start reads it; records that the file holds move to `history`, and
as they stand, for an import has as many rows as the board itself.
"""

from __future__ import annotations

import errno
import fcntl
import math
import os
import re
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

from pipeboard.domain.clock import Clock
from pipeboard.domain.errors import DamagedFile
from pipeboard.store.files import (
    OS_FILES,
    Files,
    Piece,
    close,
    make_folders,
    persist,
    read_all,
    sync_folder,
    unkept,
    write_all,
    write_new,
)
from pipeboard.store.layout import row_id

ROTATE = 65_536
"""A journal larger than this (bytes) is cleared of the records that the board file holds."""

HISTORY = "history"

DAYS = 14
"""How long rows that the board file holds are remembered."""

_HEAD = re.compile(rb"([0-9]+) ([^ ]*) ")
_CHECKSUM = slice(2, 10)
"""Where it stands in a record."""
_Written: TypeAlias = tuple[bytes, bytes, memoryview]
"""Kind, checksum and body of a record."""


class Record:
    """One action's rows, as the journal holds them."""

    def __init__(self, checksum: bytes, body: memoryview, *, is_held: bool) -> None:
        head = _HEAD.match(body)
        if head is None:
            raise ValueError("not a record of rows")
        self.at_ms = int(head[1])
        self.board = head[2].decode()
        self.checksum = checksum
        self.is_held = is_held
        """Whether the board file held all of them."""
        self._body = body
        self._start = head.end()

    @property
    def lines(self) -> list[bytes]:
        """Copies of its lines."""
        return bytes(self._body[self._start :]).split(b"\t")

    @property
    def rows(self) -> dict[str, bytes]:
        """Copies of its lines, by id."""
        return {row_id(line): line for line in self.lines}

    @property
    def written(self) -> list[Piece]:
        """The record as it stands in the file, in pieces."""
        return _framed(b"+", self.checksum, self._body)


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
        record = _in_one_piece(b"%d %s " % (self._now(), self._board.encode()), lines)
        try:
            self._write(record, durable=True)
        except OSError as error:
            self._take_back(record)
            raise unkept(self._path.parent, error) from error
        return record[_CHECKSUM].decode()

    def mark(self, records: Iterable[str]) -> None:
        """Note that the board file holds the rows of these records, which are named by their checksums.

        Losing the note does no harm, so it is not synced.
        """
        self._write(_line(b"=", " ".join(records)), durable=False)

    def void(self, ids: Iterable[str]) -> None:
        """Forget these rows: they are neither applied at the next start nor offered back."""
        self._write(_line(b"-", " ".join(ids)), durable=False)

    def waiting(self) -> dict[str, dict[str, bytes]]:
        """The rows that the board file may not hold, by the checksums of their records.

        That is what a crash between journal and save left behind. A journal that cannot be read at the moment
        gives none; it stays as it is for another start.
        """
        records, void = self._found(self._path)
        return {
            record.checksum.decode(): {key: line for key, line in record.rows.items() if key not in void}
            for record in records
            if not record.is_held and record.board == self._board
        }

    def unmarked(self) -> dict[str, bytes]:
        """The same rows, whatever their records."""
        return {key: line for rows in self.waiting().values() for key, line in rows.items()}

    def marked(self, days: float = DAYS) -> dict[str, bytes]:
        """The rows written in the last `days` days that the board file once held."""
        records, void = self._found(self._history, self._path)
        since = self._now() - days * 86_400_000
        found: dict[str, bytes] = {}
        for record in records:
            if record.board != self._board:
                continue
            for key, line in record.rows.items():
                # Written once more and waiting (a row brought back): what the file held before is over.
                if not record.is_held or key in void:
                    found.pop(key, None)
                elif record.at_ms >= since:
                    found[key] = line
        return found

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
        fd = self._open()
        persist(self._files.flock, fd, fcntl.LOCK_EX)
        try:
            for path in (self._history, self._path):
                written = list(self._with_lines(_sound(self._files, path), lines))
                if written or path == self._path:
                    self._replace(path, written)
        finally:
            self.close()

    def holds_other(self, lines: Mapping[str, bytes]) -> bool:
        """Whether a row with one of these ids is here in another form."""
        records, _ = self._found(self._history, self._path)
        mine = (record for record in records if record.board == self._board)
        return any(lines.get(key, line) != line for record in mine for key, line in record.rows.items())

    def _with_lines(self, written: Iterable[_Written], lines: Mapping[str, bytes]) -> Iterator[Piece]:
        """Records with these lines in the place of those of the same ids, and marked as they were."""
        renamed: dict[bytes, bytes] = {}
        for kind, checksum, body in written:
            now: Piece = body
            if kind == b"+" and (record := Record(checksum, body, is_held=False)).board == self._board:
                now = _body(record.at_ms, record.board, [lines.get(*one) for one in record.rows.items()])
                renamed[checksum] = _checksum(now)
            elif kind == b"=":
                now = b" ".join([renamed.get(one, one) for one in bytes(body).split(b" ")])
            yield from _framed(kind, _checksum(now), now)

    def close(self) -> None:
        """Let go of the file; the next append opens it again."""
        if self._fd is not None:
            close(self._files, self._fd)
            self._fd = None

    def _found(self, *paths: Path) -> tuple[list[Record], set[str]]:
        try:
            return _read(self._files, *paths)
        except (OSError, DamagedFile):
            return [], set()

    def _now(self) -> int:
        return int(self._clock.now().timestamp() * 1000)

    def _take_back(self, record: bytearray) -> None:
        """Cancel a record whose write failed: it may be on the disk, but the user was told that it is not."""
        try:
            self._write(_line(b"!", record[_CHECKSUM].decode()), durable=False)
        except OSError:
            self.close()

    def _write(self, record: Piece, *, durable: bool) -> None:
        try:
            fd = self._open()
            write_all(self._files, fd, [record])
            if durable:
                persist(self._files.fdatasync, fd)
            self._unlock(fd)
        except OSError:
            # What a failed sync did to the pages is unknown: never go on with this descriptor.
            self.close()
            raise

    def _open(self) -> int:
        """The journal's descriptor, locked against being replaced by a rotation."""
        while True:
            if self._fd is None:
                self._fd = self._opened()
            fd = self._fd
            try:
                persist(self._files.flock, fd, fcntl.LOCK_SH)
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
        records, void = _read(self._files, self._path)
        waiting = [piece for record in records if not record.is_held for piece in record.written]
        # First the history, then the journal: a crash in between leaves rows in both, which does no harm.
        self._remember([piece for record in records if record.is_held for piece in record.written], void)
        self._replace(self._path, waiting)
        self._rotate_at = max(ROTATE, 2 * sum(map(len, waiting)))

    def _remember(self, held: list[Piece], void: Collection[str]) -> None:
        """Append to the history; once its oldest half is out of date, write it anew without that."""
        since = self._now() - DAYS * 86_400_000
        if self._oldest() < since - DAYS * 86_400_000:
            records, before = _read(self._files, self._history)
            kept = [piece for record in records if record.at_ms >= since for piece in record.written]
            self._replace(self._history, [*kept, *_voided(before)])
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK
        fd = persist(self._files.open, self._history, flags, 0o600)
        try:
            write_all(self._files, fd, [*held, *_voided(void)])
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

    def _replace(self, path: Path, records: Sequence[Piece]) -> None:
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
        records, _ = _read(files, home / HISTORY, home / "journal")
    except (OSError, DamagedFile):
        return []
    return list(dict.fromkeys(record.board for record in reversed(records)))


def _framed(kind: bytes, checksum: bytes, body: Piece) -> list[Piece]:
    # The newline in front ends a torn record, whoever left it.
    return [b"\n%s%s " % (kind, checksum), body, b"\n"]


def _checksum(body: Piece) -> bytes:
    return b"%08x" % zlib.crc32(body)


def _body(at_ms: int, board: str, lines: Iterable[bytes]) -> bytes:
    return b"%d %s %s" % (at_ms, board.encode(), b"\t".join(lines))


def _in_one_piece(head: bytes, lines: Iterable[bytes]) -> bytearray:
    """The record of these lines, for one call; their text, 30 MB of an import, is never there twice."""
    first, *others = lines
    record = bytearray(b"\t").join((b"\n+%08x " % 0 + head + first, *others))
    with memoryview(record) as text:
        record[_CHECKSUM] = _checksum(text[_CHECKSUM.stop + 1 :])
    record += b"\n"
    return record


def _line(kind: bytes, text: str) -> bytes:
    body = text.encode()
    return b"".join(_framed(kind, _checksum(body), body))


def _voided(ids: Collection[str]) -> list[Piece]:
    return [_line(b"-", " ".join(ids))] if ids else []


def _read(files: Files, *paths: Path) -> tuple[list[Record], set[str]]:
    """The sound records of journals, the oldest first, and the ids of rows that are void.

    Raises OSError: what cannot be read must not pass for empty when a journal is written anew.
    """
    records: list[Record] = []
    void: set[str] = set()
    for path in paths:
        waiting: dict[bytes, Record] = {}
        for kind, checksum, body in _sound(files, path):
            if kind == b"+":
                record = Record(checksum, body, is_held=path.name == HISTORY)
                records.append(record)
                waiting[checksum] = record
                if void:  # written once more (a row brought back): what was said of it before is over
                    void.difference_update(record.rows)
            elif kind == b"=":
                for one in bytes(body).split(b" "):
                    if one in waiting:
                        waiting[one].is_held = True
            else:
                void.update(str(body, "utf-8").split(" "))
    return records, void


def _sound(files: Files, path: Path) -> list[_Written]:
    """The records that are neither torn nor taken back; their bodies share one memory."""
    try:
        data, _ = read_all(files, path, follow=False)
    except FileNotFoundError:
        return []
    sound: list[_Written] = []
    view, end = memoryview(data), -1
    while end < len(data):
        start = end + 1
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        kind, checksum, body = data[start : start + 1], data[start + 1 : start + 9], view[start + 10 : end]
        if not body or checksum != _checksum(body):
            continue
        if kind != b"!":
            sound.append((kind, checksum, body))
            continue
        taken_back = b"+", bytes(body)
        for at in reversed(range(len(sound))):
            if sound[at][:2] == taken_back:
                del sound[at]
                break
    return sound
