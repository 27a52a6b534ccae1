"""A small file of one board in the state folder: of this machine and its user, and never in the board."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

_LARGEST: Final = 1_000_000
"""Characters that are read back."""


class OwnFile:
    """A text for its owner alone. Reading and writing never fail loudly: it is nothing to stop anyone for."""

    def __init__(self, folder: Path, board: Path) -> None:
        """`folder` holds the files of this sort, one for each board."""
        self._folder = folder
        self._board = board

    def read(self) -> str:
        """What was written; empty where nothing was, or where it cannot be read."""
        try:
            with self._path.open(encoding="utf-8") as file:
                return file.read(_LARGEST)
        except (OSError, ValueError):
            return ""

    def write(self, text: str) -> bool:
        """Replace the file as a whole, so that it is never half of one; whether that could be done."""
        import tempfile  # not before the first paint of the app

        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._folder, prefix=".own-")
        except OSError:
            return False
        temporary = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            temporary.replace(self._path)
        except (OSError, ValueError):
            temporary.unlink(missing_ok=True)
            return False
        return True

    def remove(self) -> None:
        """Remove the file, if there is one. Raises OSError."""
        self._path.unlink(missing_ok=True)

    @property
    def _path(self) -> Path:
        from pipeboard.store.lock import path_key

        return self._folder / path_key(os.path.realpath(self._board))
