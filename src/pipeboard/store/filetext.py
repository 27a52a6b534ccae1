"""A board file as it lies on the disk: read where it is looked at, and copied in blocks.

A save asks where a few rows belong in a large file; it need not have all of it in memory for that.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pipeboard.store.files import Files, Signature, opened, persist, unreadable
from pipeboard.store.layout import Text, text_of

BLOCK: Final = 1 << 18
"""So many bytes are copied at a time."""
_WINDOW: Final = 1 << 12
"""So many bytes are looked at a time: some rows, and longer than what is searched for."""
_LINES: Final = 1_000
"""So many new lines are put together at a time."""


class FileText:
    """An open file, to be read like `bytes`. Raises OSError; EOFError where the file was cut meanwhile."""

    def __init__(self, files: Files, fd: int, size: int) -> None:
        self._files = files
        self._fd = fd
        self._size = size
        self._at = 0
        self._window = b""
        """What stands from there on, as it was read last."""

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, part: slice) -> bytes:
        start, stop, _ = part.indices(self._size)
        if stop - start > _WINDOW:
            return self._read(start, stop)
        if not self._at <= start <= stop <= self._at + len(self._window):
            # Looked at next is what stands around it.
            self._at = max(start - _WINDOW, 0)
            self._window = self._read(self._at, min(stop + _WINDOW, self._size))
        return self._window[start - self._at : stop - self._at]

    def confirm(self, status: os.stat_result) -> None:
        """EOFError if somebody has written into it since `status` was taken.

        Where another file has its name by now, all that was read is still what one file held.
        """
        if Signature.of(self._files.fstat(self._fd)) != Signature.of(status):
            raise EOFError("the file has changed")

    def _read(self, start: int, stop: int) -> bytes:
        found = b""
        while len(found) < stop - start:
            more = persist(self._files.pread, self._fd, stop - start - len(found), start + len(found))
            if not more:
                raise EOFError("the file has become shorter")
            found = found + more if found else more
        return found

    def index(self, what: bytes, start: int, end: int) -> int:
        """Where `what` is found first between two places; EOFError if it is not there any more."""
        while start + len(what) <= end:
            at = self[start : min(start + _WINDOW, end)].find(what)
            if at >= 0:
                return start + at
            start += _WINDOW - len(what) + 1
        raise EOFError("the file has changed")

    def rfind(self, what: bytes, start: int, end: int) -> int:
        """Where `what` is found last between two places; -1 if it is not there."""
        while start + len(what) <= end:
            first = max(start, end - _WINDOW)
            at = self[first:end].rfind(what)
            if at >= 0:
                return first + at
            end -= _WINDOW - len(what) + 1
        return -1


@contextmanager
def open_board(path: Path, files: Files) -> Iterator[tuple[FileText, os.stat_result]]:
    """A board file, open to be read, and what `stat` said of it. Raises NotFound or DamagedFile."""
    try:
        with opened(files, path) as (fd, status):
            yield FileText(files, fd, status.st_size), status
    except OSError as error:
        raise unreadable(path, error) from error


def copied(text: Text, pieces: Iterable[slice | Sequence[bytes]]) -> Iterator[bytes]:
    """The bytes of pieces that are parts of a text, or lines between these (see `layout.splices`)."""
    for piece in pieces:
        if isinstance(piece, slice):
            start, stop, _ = piece.indices(len(text))
            for at in range(start, stop, BLOCK):
                yield text[at : min(at + BLOCK, stop)]
        else:
            for at in range(0, len(piece), _LINES):
                yield text_of(piece[at : at + _LINES])
