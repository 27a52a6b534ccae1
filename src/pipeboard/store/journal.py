"""The local journal: every change is durable here, in a fraction of a millisecond, before the app says so.

One record is one line, written with one call, so that two apps may append at once:
`+<checksum> <milliseconds> <board> <row>TAB<row>...` holds the rows of one action,
`=<checksum> <id> <id> ...` says that the board file holds them, `-<checksum> <id> ...` that they are void,
`!<checksum> <checksum>` takes back the last record of that checksum, which could not be made durable.
A torn or foreign record has a wrong checksum and counts for nothing: an action is there whole or not at all.

The journal proper is kept small, for each start reads it; rows that the file holds move to `history`.
"""

from __future__ import annotations

import errno
import fcntl
import math
import os
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path

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
"""A journal larger than this (bytes) is cleared of the rows that the board file holds."""

HISTORY = "history"

DAYS = 14
"""How long rows that the board file holds are remembered."""

_HEAD = re.compile(rb"([0-9]+) ([^ ]*) ")
_NEXT_IDS = re.compile(rb'\t"([^"]*)')
_CHECKSUM = slice(2, 10)
"""Where it stands in a record."""
_LONGEST_START = 256
"""Bytes within which the id of a row is over."""


class Record:
    """One action's rows, as the journal holds them: an import can have as many as the board itself."""

    def __init__(self, at_ms: int, board: str, text: Sequence[Piece]) -> None:
        """`text` is the lines with a tab between them, in pieces."""
        self.at_ms = at_ms
        self.board = board
        self.text = text

    @classmethod
    def of(cls, at_ms: int, board: str, lines: Sequence[bytes]) -> Record:
        """The record of these lines."""
        return cls(at_ms, board, [b"\t".join(lines)])

    @property
    def lines(self) -> list[bytes]:
        """Copies of its lines."""
        return b"".join(self.text).split(b"\t")

    @cached_property
    def ids(self) -> list[str]:
        """The ids of its lines."""
        text = self.text[0] if len(self.text) == 1 else b"".join(self.text)
        # A pattern that begins with one text is looked for ten times as fast as "the start, or a tab".
        others = b"\t".join(_NEXT_IDS.findall(text)).decode()
        return [row_id(bytes(text[:_LONGEST_START])), *(others.split("\t") if others else ())]

    def written(self) -> list[Piece]:
        """The record as it stands in the file, in pieces."""
        return _record("+", b"%d %s " % (self.at_ms, self.board.encode()), *self.text)


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

    def append(self, lines: Sequence[bytes]) -> None:
        """Keep the rows of one action: durable on return. Raises Unwritable, and then they do not count."""
        record = _in_one_piece(b"%d %s " % (self._now(), self._board.encode()), lines)
        try:
            self._write(record, durable=True)
        except OSError as error:
            self._take_back(record)
            raise unkept(self._path.parent, error) from error

    def mark(self, ids: Iterable[str]) -> None:
        """Note that the board file holds these rows. Losing the note does no harm, so it is not synced."""
        self._write(_line("=", " ".join(ids)), durable=False)

    def void(self, ids: Iterable[str]) -> None:
        """Forget these rows: they are neither applied at the next start nor offered back."""
        self._write(_line("-", " ".join(ids)), durable=False)

    def unmarked(self) -> dict[str, bytes]:
        """The rows that the board file may not hold: what a crash between journal and save left behind.

        A journal that cannot be read at the moment gives none; it stays as it is for another start.
        """
        records, marked = self._found(self._path)
        return {key: line for key, line in self._rows(records) if key not in marked}

    def marked(self, days: float = DAYS) -> dict[str, bytes]:
        """The rows written in the last `days` days that the board file once held."""
        records, marked = self._found(self._history, self._path)
        since = self._now() - days * 86_400_000
        recent = (record for record in records if record.at_ms >= since)
        return {key: line for key, line in self._rows(recent) if marked.get(key) is False}

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
                written: list[Piece] = []
                for kind, body in _sound(self._files, path):
                    if kind == b"+":
                        written += self._with_lines(_parsed(body), lines).written()
                    else:
                        written += _record(kind.decode(), body)
                if written or path == self._path:
                    self._replace(path, written)
        finally:
            self.close()

    def holds_other(self, lines: Mapping[str, bytes]) -> bool:
        """Whether a row with one of these ids is here in another form."""
        records, _ = self._found(self._history, self._path)
        return any(lines.get(key, line) != line for key, line in self._rows(records))

    def _with_lines(self, record: Record, lines: Mapping[str, bytes]) -> Record:
        if record.board != self._board:
            return record
        return Record.of(record.at_ms, record.board, [lines.get(row_id(line), line) for line in record.lines])

    def close(self) -> None:
        """Let go of the file; the next append opens it again."""
        if self._fd is not None:
            close(self._files, self._fd)
            self._fd = None

    def _found(self, *paths: Path) -> tuple[list[Record], dict[str, bool]]:
        try:
            return _read(self._files, *paths)
        except (OSError, DamagedFile):
            return [], {}

    def _now(self) -> int:
        return int(self._clock.now().timestamp() * 1000)

    def _rows(self, records: Iterable[Record]) -> Iterator[tuple[str, bytes]]:
        for record in records:
            if record.board == self._board:
                for line in record.lines:
                    yield row_id(line), line

    def _take_back(self, record: bytearray) -> None:
        """Cancel a record whose write failed: it may be on the disk, but the user was told that it is not."""
        try:
            self._write(_line("!", record[_CHECKSUM].decode()), durable=False)
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
        records, marked = _read(self._files, self._path)
        waiting: list[Piece] = []
        held: list[Piece] = []
        for record in records:
            states = set(map(marked.get, record.ids))
            for target, wanted in ((waiting, None), (held, False)):
                if states == {wanted}:
                    target += record.written()
                elif wanted in states:
                    lines = [line for line in record.lines if marked.get(row_id(line)) is wanted]
                    target += Record.of(record.at_ms, record.board, lines).written()
        void = [key for key, is_void in marked.items() if is_void]
        if void:
            held.append(_line("-", " ".join(void)))
        # First the history, then the journal: a crash in between leaves rows in both, which does no harm.
        self._remember(held)
        self._replace(self._path, waiting)
        self._rotate_at = max(ROTATE, 2 * sum(map(len, waiting)))

    def _remember(self, held: list[Piece]) -> None:
        """Append to the history; once its oldest half is out of date, write it anew without that."""
        since = self._now() - DAYS * 86_400_000
        if self._oldest() < since - DAYS * 86_400_000:
            records, marked = _read(self._files, self._history)
            kept = [piece for record in records if record.at_ms >= since for piece in record.written()]
            void = [key for key, is_void in marked.items() if is_void]
            if void:
                kept.append(_line("-", " ".join(void)))
            self._replace(self._history, kept)
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK
        fd = persist(self._files.open, self._history, flags, 0o600)
        try:
            write_all(self._files, fd, held)
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


def _record(kind: str, *body: Piece) -> list[Piece]:
    checksum = 0
    for piece in body:
        checksum = zlib.crc32(piece, checksum)
    # The newline in front ends a torn record, whoever left it.
    return [b"\n%s%08x " % (kind.encode(), checksum), *body, b"\n"]


def _in_one_piece(head: bytes, lines: Sequence[bytes]) -> bytearray:
    """The record of these lines, for one call; their text, 30 MB of an import, is never there twice."""
    first, *others = lines
    record = bytearray(b"\t").join((b"\n+%08x " % 0 + head + first, *others))
    with memoryview(record) as text:
        record[_CHECKSUM] = b"%08x" % zlib.crc32(text[_CHECKSUM.stop + 1 :])
    record += b"\n"
    return record


def _line(kind: str, body: str) -> bytes:
    return b"".join(_record(kind, body.encode()))


def _read(files: Files, *paths: Path) -> tuple[list[Record], dict[str, bool]]:
    """The sound records of journals, the oldest first, and which ids are marked (False) or void (True).

    Raises OSError: what cannot be read must not pass for empty when a journal is written anew.
    """
    records: list[Record] = []
    marks: dict[str, bool] = {}
    for path in paths:
        for kind, body in _sound(files, path):
            if kind == b"+":
                record = _parsed(body)
                records.append(record)
                # Written once more (a row brought back): what was said of it before is over.
                for key in marks.keys() & record.ids if marks else ():
                    del marks[key]
                if path.name == HISTORY:
                    marks.update(dict.fromkeys(record.ids, False))
            else:
                marks.update(dict.fromkeys(str(body, "utf-8").split(" "), kind == b"-"))
    return records, marks


def _sound(files: Files, path: Path) -> list[tuple[bytes, memoryview]]:
    """Kind and body of the records that are neither torn nor taken back; the bodies share one memory."""
    try:
        data, _ = read_all(files, path, follow=False)
    except FileNotFoundError:
        return []
    sound: list[tuple[bytes, memoryview]] = []
    view, end = memoryview(data), -1
    while end < len(data):
        start = end + 1
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        kind, body = data[start : start + 1], view[start + 10 : end]
        if not body or data[start + 1 : start + 9] != b"%08x" % zlib.crc32(body):
            continue
        if kind != b"!":
            sound.append((kind, body))
            continue
        for at in reversed(range(len(sound))):
            if sound[at][0] == b"+" and b"%08x" % zlib.crc32(sound[at][1]) == body:
                del sound[at]
                break
    return sound


def _parsed(body: memoryview) -> Record:
    head = _HEAD.match(body)
    if head is None:
        raise ValueError("not a record of rows")
    return Record(int(head[1]), head[2].decode(), [body[head.end() :]])
