"""How the user of this machine looks at a board, kept from one start of the app to the next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipeboard.domain.errors import BadInput
from pipeboard.workspace.own_file import OwnFile

if TYPE_CHECKING:
    from pipeboard.domain.arrangement import Arrangement


class KeptArrangement:
    """The arrangement of one board. Nothing here fails loudly: at worst the board looks plain again."""

    def __init__(self, state_dir: Path, board: Path) -> None:
        self._file = OwnFile(state_dir / "arrangements", board)

    def read(self) -> Arrangement:
        """As it was kept; the plain one where nothing was, or where it cannot be read."""
        # Like the board itself, after the first paint of the app.
        from pipeboard.domain.arrangement import Arrangement, read_arrangement

        try:
            return read_arrangement(self._file.read())
        except BadInput:
            return Arrangement()

    def keep(self, arrangement: Arrangement) -> bool:
        """Keep it; whether that could be done."""
        from pipeboard.domain.arrangement import arrangement_text

        return self._file.write(f"{arrangement_text(arrangement)}\n")
