"""How the user of this machine looks at a board, kept from one start of the app to the next.

It lies in the state folder and never in the board: how one looks at it is nobody else's business.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeboard.domain.errors import BadInput

if TYPE_CHECKING:
    from pipeboard.domain.arrangement import Arrangement

_LARGEST: Final = 100_000
"""Characters that are read back."""


class KeptArrangement:
    """The arrangement of one board. Nothing here fails loudly: at worst the board looks plain again."""

    def __init__(self, state_dir: Path, board: Path) -> None:
        self._folder = state_dir / "arrangements"
        self._board = board

    def read(self) -> Arrangement:
        """As it was kept; the plain one where nothing was, or where it cannot be read."""
        # Like the board itself, after the first paint of the app.
        from pipeboard.domain.arrangement import Arrangement, read_arrangement

        try:
            with self._path.open(encoding="utf-8") as file:
                return read_arrangement(file.read(_LARGEST))
        except (OSError, ValueError, BadInput):
            return Arrangement()

    def keep(self, arrangement: Arrangement) -> bool:
        """Keep it; whether that could be done. The file is replaced as a whole, and its owner's alone."""
        import tempfile

        from pipeboard.domain.arrangement import arrangement_text

        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._folder, prefix=".arrangement-")
        except OSError:
            return False
        temporary = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(f"{arrangement_text(arrangement)}\n")
            temporary.replace(self._path)
        except (OSError, ValueError):
            temporary.unlink(missing_ok=True)
            return False
        return True

    @property
    def _path(self) -> Path:
        from pipeboard.store.lock import path_key

        return self._folder / path_key(self._board)
