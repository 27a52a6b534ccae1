"""Files that are written for others to read: whole or not at all, and never over a board."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
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
        with os.fdopen(fd, "wb") as stream:
            stream.write(text.encode("utf-8", "replace"))
            stream.flush()
            os.fchmod(fd, mode)
            os.fsync(fd)
        temp.replace(target)
    except OSError as error:
        if temp is not None:
            with suppress(OSError):
                temp.unlink()
        reason = os.strerror(error.errno) if error.errno else "the system refuses"
        raise Unwritable(f"{shown(path)} could not be written: {reason}; choose another place.") from error


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
