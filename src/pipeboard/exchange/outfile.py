"""Files that are written for others to read: whole or not at all, and never over a board."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Final

from pipeboard.domain.errors import Refused, Unwritable
from pipeboard.store.files import shown

_BOARD: Final = b'"pipeboard"'
"""Stands near the beginning of every board file."""
_BEGINNING: Final = 200


def write_file(path: Path, text: str) -> None:
    """Put a text in a file, which is replaced where it is there already; a link is followed.

    Raises Refused for a board file and for what is no file, Unwritable where the system does not let it.
    """
    target = Path(os.path.realpath(path))
    temp: Path | None = None
    try:
        mode = _mode_of(target)
        fd, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", suffix=".tmp", dir=target.parent)
        temp = Path(name)
        _fill(fd, _encoded(text), mode)
        temp.replace(target)
    except OSError as error:
        if temp is not None:
            with suppress(OSError):
                temp.unlink()
        why = _why(error)
        raise Unwritable(f"{shown(path)} could not be written: {why}; choose another place.") from error


def write_new(folders: Iterable[Path], name: str, text: str) -> Path:
    """Put a text in a file of its own, in the first of some folders that takes it; the path of the file.

    What is there stays: the new file gets a number ("review-2.md"), unless one says just the same already.
    Raises Unwritable, with the reason of each folder, where none of them takes it.
    """
    refusals = []
    for folder in folders:
        try:
            return _made(folder, name, _encoded(text))
        except OSError as error:
            refusals.append(f"{shown(folder)} ({_why(error)})")
    raise Unwritable(f"{name} could not be written to {' or '.join(refusals)}.")


def _made(folder: Path, name: str, data: bytes) -> Path:
    base, dot, suffix = name.rpartition(".")
    for number in count(1):
        path = folder / (name if number == 1 else f"{base}-{number}{dot}{suffix}")
        try:
            fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            if _says(path, data):
                return path
            continue
        try:
            _fill(fd, data, 0o600)
        except OSError:
            with suppress(OSError):
                path.unlink()
            raise
        return path
    raise AssertionError("the numbers do not end")


def _says(path: Path, data: bytes) -> bool:
    """Whether a file has just this in it."""
    try:
        status = path.stat()
        return stat.S_ISREG(status.st_mode) and status.st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def _fill(fd: int, data: bytes, mode: int) -> None:
    """Write all of it to the disk, and close the file."""
    with os.fdopen(fd, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fchmod(fd, mode)
        os.fsync(fd)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _why(error: OSError) -> str:
    return os.strerror(error.errno) if error.errno else "the system refuses"


def _mode_of(target: Path) -> int:
    """The permissions that the file has, or is to have. Refused where it must not be replaced."""
    try:
        status = target.stat()
    except FileNotFoundError:
        return 0o600
    if not stat.S_ISREG(status.st_mode):
        raise Refused(f"{shown(target)} is not a file; name one.")
    with target.open("rb") as stream:
        if _BOARD in stream.read(_BEGINNING):
            raise Refused(f"{shown(target)} is a board, which this would destroy; choose another name.")
    return stat.S_IMODE(status.st_mode)
