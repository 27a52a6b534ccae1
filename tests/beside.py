"""A terminal for an app in a test, with another beside it that shows what the library would have drawn."""

from __future__ import annotations

from typing import Any

import pyte

from pipeboard.tui.app import PipeBoardApp
from pipeboard.tui.driver import QuietDriver


class Terminal(QuietDriver):
    """Takes the place of an app's driver: the app draws on `shown`, what `draw` is given on `drawn`."""

    def __init__(self, app: PipeBoardApp) -> None:
        super().__init__(app, size=app.size)
        self.resize()

    def resize(self, size: tuple[int, int] | None = None) -> None:
        """Both are empty, and as large as the app, or larger."""
        width, height = size or self._app.size
        self.shown, self.drawn = pyte.Screen(width, height), pyte.Screen(width, height)
        for screen in (self.shown, self.drawn):
            screen.reset_mode(pyte.modes.DECAWM)  # as the library has it
        self._to_shown, self._to_drawn = pyte.Stream(self.shown), pyte.Stream(self.drawn)
        self.frames = 0

    def send(self, data: str) -> None:
        self._to_shown.feed(data)

    def draw(self, data: str) -> None:
        """What the library would have written."""
        self.frames += 1
        self._to_drawn.feed(data)

    def flush(self) -> None:
        """Nothing waits."""

    def start_application_mode(self) -> None:
        """It has no modes."""

    def disable_input(self) -> None:
        """Nobody types here."""

    def stop_application_mode(self) -> None:
        """It has no modes."""


def seen(screen: pyte.Screen) -> list[Any]:
    """What can be seen: on a blank only the background, and the ink of lines under or through it."""
    looks: list[Any] = []
    for y in range(screen.lines):
        for x in range(screen.columns):
            cell = screen.buffer[y][x]
            lined = cell.underscore or cell.reverse or cell.strikethrough
            if cell.data == " ":
                looks.append((cell.bg, cell.underscore, cell.reverse, cell.fg if lined else ""))
            else:
                looks.append(tuple(cell))
    return looks
