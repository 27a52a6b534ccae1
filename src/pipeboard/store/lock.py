"""A short exclusive lock between apps: `flock` on a sidecar file in the state folder, never beside the data,
and on the board's folder itself, for apps with another state folder (another user, a container).

Where locks cannot be had (network drives, a read-only state folder), work goes on without them; a save then
looks again, a moment later, whether what it wrote still stands.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeboard.domain.errors import Unwritable
from pipeboard.store.files import Files, close, make_folders, persist

WAIT = 5.0
"""How long to wait for another app, in seconds."""

PAUSE = 0.01
"""Between two attempts, in seconds."""

_TAKEN = (errno.EWOULDBLOCK, errno.EAGAIN)


def path_key(path: str | Path) -> str:
    """A short name for a path, the same on every run."""
    return hashlib.blake2b(os.fsencode(path), digest_size=8).hexdigest()


def lock_path(state_dir: Path, board: Path) -> Path:
    """The sidecar of a board, given its resolved path."""
    return state_dir / "locks" / path_key(board)


@contextmanager
def locked(
    path: Path,
    files: Files,
    *,
    wait: float = WAIT,
    sleep: Callable[[float], None] = time.sleep,
    monotonic: Callable[[], float] = time.monotonic,
) -> Iterator[bool]:
    """Hold the lock at `path`; yields False where locks are not to be had.

    Raises Unwritable when another app holds it for more than `wait` seconds.
    """
    fd = _open(path, files)
    if fd is None:
        yield False
        return
    try:
        yield _take(fd, files, wait, sleep, monotonic)
    finally:
        # Closing gives the lock back.
        close(files, fd)


@contextmanager
def locked_board(state_dir: Path, board: Path, files: Files) -> Iterator[bool]:
    """Hold both locks of a board, given its resolved path; yields whether every other app respects them."""
    with locked(lock_path(state_dir, board), files), locked(board.parent, files) as held:
        yield held


def _open(path: Path, files: Files) -> int | None:
    if path.is_dir():
        try:
            return persist(files.open, path, os.O_RDONLY | os.O_DIRECTORY)
        except OSError:
            return None
    # O_NOFOLLOW: a symbolic link planted under this name must not make us create or touch another file.
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK
    try:
        try:
            return persist(files.open, path, flags, 0o600)
        except FileNotFoundError:
            make_folders(files, path.parent)
            return persist(files.open, path, flags, 0o600)
    except OSError:
        return None


def _take(
    fd: int, files: Files, wait: float, sleep: Callable[[float], None], monotonic: Callable[[], float]
) -> bool:
    deadline = monotonic() + wait
    while True:
        try:
            persist(files.flock, fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in _TAKEN:
                return False
        else:
            return True
        if monotonic() >= deadline:
            raise Unwritable(
                f"Another app has held the board's lock for {wait:g} s; "
                "close it if it hangs, then save again."
            )
        sleep(PAUSE)
