"""The one seam over system calls. Everything the store does to a disk goes through a `Files`, so that tests
can make any single call fail or end the program there."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple, ParamSpec, Protocol, TypeAlias, TypeVar

from pipeboard.domain.errors import DamagedFile, NotFound, Unwritable

LIMIT = 400_000_000
"""A larger board file (in bytes) is refused: it would not fit in the memory of a small machine."""

_BLOCK = 1 << 18
"""Bytes that are put together for one call."""

Piece: TypeAlias = bytes | bytearray | memoryview

Answer = TypeVar("Answer")
Arguments = ParamSpec("Arguments")


class Files(Protocol):
    """System calls on files, with the meaning and the errors (OSError) of their namesakes in `os`."""

    def open(self, path: Path, flags: int, mode: int = 0o600) -> int: ...
    def read(self, fd: int, size: int) -> bytes: ...
    def pread(self, fd: int, size: int, at: int) -> bytes: ...
    def write(self, fd: int, data: bytes | memoryview) -> int: ...
    def fsync(self, fd: int) -> None: ...
    def fdatasync(self, fd: int) -> None: ...
    def close(self, fd: int) -> None: ...
    def stat(self, path: Path) -> os.stat_result: ...
    def fstat(self, fd: int) -> os.stat_result: ...
    def access(self, path: Path, mode: int) -> bool: ...
    def chmod(self, fd: int, mode: int) -> None: ...
    def chown(self, fd: int, group: int) -> None: ...
    def replace(self, source: Path, target: Path) -> None: ...
    def link(self, source: Path, target: Path) -> None: ...
    def unlink(self, path: Path) -> None: ...
    def mkdir(self, path: Path, mode: int) -> None: ...
    def names(self, folder: Path) -> list[str]: ...
    def flock(self, fd: int, operation: int) -> None: ...
    def now(self) -> float:
        """Seconds since 1970 by the clock that stamps files."""
        ...


class OsFiles:
    """The real system calls."""

    def open(self, path: Path, flags: int, mode: int = 0o600) -> int:
        return os.open(path, flags | os.O_CLOEXEC, mode)

    def read(self, fd: int, size: int) -> bytes:
        return os.read(fd, size)

    def pread(self, fd: int, size: int, at: int) -> bytes:
        return os.pread(fd, size, at)

    def write(self, fd: int, data: bytes | memoryview) -> int:
        return os.write(fd, data)

    def fsync(self, fd: int) -> None:
        os.fsync(fd)

    def fdatasync(self, fd: int) -> None:
        # macOS has no fdatasync.
        getattr(os, "fdatasync", os.fsync)(fd)

    def close(self, fd: int) -> None:
        os.close(fd)

    def stat(self, path: Path) -> os.stat_result:
        return path.stat()

    def fstat(self, fd: int) -> os.stat_result:
        return os.fstat(fd)

    def access(self, path: Path, mode: int) -> bool:
        return os.access(path, mode)

    def chmod(self, fd: int, mode: int) -> None:
        os.fchmod(fd, mode)

    def chown(self, fd: int, group: int) -> None:
        os.fchown(fd, -1, group)

    def replace(self, source: Path, target: Path) -> None:
        source.replace(target)

    def link(self, source: Path, target: Path) -> None:
        target.hardlink_to(source)

    def unlink(self, path: Path) -> None:
        path.unlink()

    def mkdir(self, path: Path, mode: int) -> None:
        path.mkdir(mode)

    def names(self, folder: Path) -> list[str]:
        return [entry.name for entry in folder.iterdir()]

    def flock(self, fd: int, operation: int) -> None:
        fcntl.flock(fd, operation)

    def now(self) -> float:
        return time.time()


OS_FILES = OsFiles()


class Signature(NamedTuple):
    """What changes when a file's content does: cheap to read, compared at each poll."""

    modified_ns: int
    size: int
    inode: int

    @classmethod
    def of(cls, status: os.stat_result) -> Signature:
        return cls(status.st_mtime_ns, status.st_size, status.st_ino)


class Known(NamedTuple):
    """What is known of a file that is tidy (see `layout.Parsed`): it need not be taken apart again."""

    head: int
    """How many bytes come before the first row."""
    tail: int
    """How many bytes follow the rows."""
    rows: int
    """How many rows it has."""
    apart: Callable[[], dict[str, bytes]]
    """Tells its rows apart: event id -> its line, in the order of the file."""
    few: bool = False
    """Whether somebody is likely to look at few of them."""


class Read(NamedTuple):
    """A board file that was read."""

    data: bytes
    signature: Signature
    known: Known | None = None


def read_board(path: Path, files: Files) -> tuple[bytes, os.stat_result]:
    """A board file's bytes, and what `stat` said of them. Raises NotFound or DamagedFile."""
    try:
        return read_all(files, path)
    except OSError as error:
        raise unreadable(path, error) from error


def persist(call: Callable[Arguments, Answer], *args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer:
    """Make a system call, again as long as a signal interrupts it."""
    while True:
        try:
            return call(*args, **kwargs)
        except InterruptedError:
            continue


def write_all(files: Files, fd: int, pieces: Iterable[Piece]) -> None:
    """Write every byte of `pieces`, however little the system takes at a time."""
    for block in _blocks(pieces):
        left = memoryview(block)
        while left:
            taken = persist(files.write, fd, left)
            if taken <= 0:
                raise OSError(errno.EIO, "the system takes no more bytes")
            left = left[taken:]


def _blocks(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The same bytes in fewer pieces: a system call for each row of a board would take seconds."""
    small: list[Piece] = []
    size = 0
    for piece in pieces:
        if size + len(piece) > _BLOCK and small:
            yield b"".join(small)
            small, size = [], 0
        if len(piece) > _BLOCK:
            yield piece
        else:
            small.append(piece)
            size += len(piece)
    if small:
        yield b"".join(small)


def write_new(files: Files, path: Path, pieces: Iterable[Piece]) -> None:
    """Make a file that was not there, for its owner alone; complete and synced on return.

    Raises OSError, and then there is no such file.
    """
    # O_EXCL and O_NOFOLLOW: whatever somebody planted under this name, it is not written to.
    fd = persist(files.open, path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        try:
            write_all(files, fd, pieces)
            files.fsync(fd)
        finally:
            close(files, fd)
    except (OSError, EOFError):
        with suppress(OSError):
            files.unlink(path)
        raise


def read_all(files: Files, path: Path, *, follow: bool = True) -> tuple[bytes, os.stat_result]:
    """The whole of a regular file, and its status as it was before the first byte was read.

    Raises OSError, or DamagedFile for something that is no regular file or is over LIMIT bytes.
    """
    with opened(files, path, follow=follow) as (fd, status):
        parts = []
        room = status.st_size + 1
        while part := persist(files.read, fd, room):
            parts.append(part)
            room = max(room - len(part), 65_536)
        return parts[0] if len(parts) == 1 else b"".join(parts), status


@contextmanager
def opened(files: Files, path: Path, *, follow: bool = True) -> Iterator[tuple[int, os.stat_result]]:
    """A regular file, open to be read, and its status. Raises as `read_all` does."""
    # O_NONBLOCK: a named pipe with this name must not hang the program.
    flags = os.O_RDONLY | os.O_NONBLOCK | (0 if follow else os.O_NOFOLLOW)
    fd = persist(files.open, path, flags)
    try:
        status = files.fstat(fd)
        if not stat.S_ISREG(status.st_mode):
            raise DamagedFile(f"{shown(path)} is not a regular file; name the board's own file.")
        if status.st_size > LIMIT:
            raise DamagedFile(
                f"{shown(path)} is {status.st_size // 1_000_000} MB large, more than a board can be "
                f"({LIMIT // 1_000_000} MB); check that it is the file you meant."
            )
        yield fd, status
    finally:
        close(files, fd)


def close(files: Files, fd: int) -> None:
    """Close a descriptor whose content no longer matters; an error here changes nothing."""
    try:
        files.close(fd)
    except OSError:
        return


def sync_folder(files: Files, folder: Path) -> None:
    """Make a new name in `folder` durable. File systems that cannot sync a folder are let off."""
    fd = persist(files.open, folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        files.fsync(fd)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF):
            raise
    finally:
        close(files, fd)


def make_folders(files: Files, folder: Path) -> None:
    """Make `folder` and the ones above it that are missing, readable by their owner alone."""
    try:
        files.mkdir(folder, 0o700)
    except FileExistsError:
        return
    except FileNotFoundError:
        make_folders(files, folder.parent)
        make_folders(files, folder)


def make_private(path: Path, files: Files = OS_FILES) -> None:
    """Take a file or folder away from all but its owner. Raises OSError."""
    fd = persist(files.open, path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        files.chmod(fd, stat.S_IMODE(files.fstat(fd).st_mode) & 0o700)
    finally:
        close(files, fd)


def shown(path: Path | str) -> str:
    """A path or a name for a sentence: control characters and lone surrogates are written as escapes."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in str(path))


_REASONS: Final = {
    errno.ENOSPC: "the disk is full; free some space",
    errno.EDQUOT: "your disk quota is used up; free some space",
    errno.EROFS: "the file system is read-only; remount it or {elsewhere}",
    errno.EACCES: "you have no permission to write there; ask its owner or {elsewhere}",
    errno.EPERM: "you have no permission to write there; ask its owner or {elsewhere}",
    errno.EIO: "the disk reports an error; check the disk and its connection",
    errno.EMFILE: "too many files are open; close some programs",
    errno.ENFILE: "too many files are open; close some programs",
    errno.ENOENT: "its folder is gone; bring the folder back",
    errno.ELOOP: "a symbolic link is in the way; remove it",
    errno.EBUSY: "the system holds the file; mount its folder rather than the file alone",
    errno.ESTALE: "the network drive has gone; reconnect it",
}


def unwritable(path: Path, error: OSError) -> Unwritable:
    """The sentence for a failed save of `path`: the reason and the way out."""
    reason = _reason(error, "copy the board elsewhere")
    return Unwritable(f"{shown(path)} could not be saved: {reason}, then save again.")


def unkept(home: Path, error: OSError) -> Unwritable:
    """The sentence for a change that the journal in `home` could not take, so that it does not count."""
    reason = _reason(error, "let $XDG_STATE_HOME name another folder")
    return Unwritable(f"Nothing was changed: no journal could be kept in {shown(home)}: {reason}.")


def _reason(error: OSError, elsewhere: str) -> str:
    """Why it failed and what helps; `elsewhere` is how to write in another place."""
    known = _REASONS.get(error.errno or 0)
    if known is None:
        return f"{os.strerror(error.errno or errno.EIO)}; check the disk"
    return known.format(elsewhere=elsewhere)


def resolved(path: Path) -> Path:
    """The file that a path leads to. Raises NotFound or DamagedFile."""
    try:
        return path.resolve()
    except (OSError, RuntimeError) as error:
        raise unreadable(path, error if isinstance(error, OSError) else OSError()) from error


def while_open(path: Path, error: NotFound | DamagedFile) -> NotFound | DamagedFile:
    """The error for a board that is open: a file that is gone was there, and has not taken all with it."""
    if os.path.lexists(path):
        return error
    return NotFound(
        f"The board file is gone: bring {shown(path)} back, or see `pipeboard doctor -f {shown(path)}`; "
        "your changes wait in the journal."
    )


def unreadable(path: Path, error: OSError) -> NotFound | DamagedFile:
    """The sentence for a board file that cannot be opened."""
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return NotFound(f"There is no board at {shown(path)}; check the path or make one with `init`.")
    if error.errno in (errno.EACCES, errno.EPERM):
        return NotFound(f"You may not read {shown(path)}; ask its owner for permission.")
    return DamagedFile(
        f"{shown(path)} cannot be read: {os.strerror(error.errno or errno.EIO)}; check the disk and the path."
    )
