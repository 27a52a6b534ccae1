"""Shown when the board file cannot be read: what is wrong, and the way back. It changes nothing."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Final, Literal

from pipeboard.tui.screens.dialog import Dialog
from pipeboard.view.card import Row
from pipeboard.view.dialog import KEY, LATE, SOFT, TEXT, TITLE, Box, framed, paragraph

WIDTH: Final = 76


class Recovery(Dialog[Literal["retry", "quit"]]):
    """Ends with "retry" (`r`) or "quit" (`q`, Esc)."""

    def __init__(self, path: Path, sentence: str) -> None:
        super().__init__()
        self._path = path
        self._sentence = sentence

    def wish(self) -> tuple[int, int]:
        width = min(WIDTH, self.app.size.width - 8)
        return WIDTH, len(self._body(width))

    def draw(self, room: Box) -> tuple[Row, ...]:
        hints = (("r", "try again"), ("q", "quit"))
        return framed("This board cannot be opened", self._body(room.inner), hints, room)

    def _body(self, width: int) -> list[Row]:
        name = shlex.quote(self._path.name)
        return [
            *paragraph(self._sentence, width, LATE, most=4),
            (),
            *paragraph(str(self._path), width, TITLE, most=3),
            *paragraph("Nothing was changed: the file is as it was found.", width, TEXT),
            (),
            *paragraph(
                "If the board is kept in git, look for the last good version, and take it:", width, TEXT
            ),
            *_command(f"git log --oneline -- {name}", width),
            *_command(f"git checkout COMMIT -- {name}", width),
            *paragraph("or mend the file in an editor. Then press r.", width, TEXT),
        ]

    def press(self, key: str, typed: str) -> None:
        key = self.latin(key)
        if key == "r":
            self.dismiss("retry")
        elif key == "q":
            self.dismiss("quit")

    def back(self) -> None:
        """There is nothing to go back to."""
        self.dismiss("quit")


def _command(text: str, width: int) -> list[Row]:
    rows = paragraph(text, max(width - 4, 1), KEY)
    return [(("    ", SOFT), *row) for row in rows]
