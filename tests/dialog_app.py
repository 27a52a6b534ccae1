"""A small app that shows one dialog over a plain board, for tests of dialogs."""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.filter import LineFilter
from textual.pilot import Pilot

from pipeboard.config.themes import DEFAULT, load_theme
from pipeboard.tui.screens.dialog import Dialog
from pipeboard.tui.theming import role_styles

NOTHING_YET = object()


class DialogApp(App[None]):
    """Opens `dialog` at once and keeps its result."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, dialog: Dialog[Any]) -> None:
        super().__init__()
        self.dialog = dialog
        self.result: object = NOTHING_YET
        self.styles_of = role_styles(load_theme(DEFAULT)[0])
        self.colour_filters: tuple[LineFilter, ...] = ()

    def on_mount(self) -> None:
        self.push_screen(self.dialog, self._end)

    def _end(self, result: object) -> None:
        self.result = result

    @property
    def text(self) -> str:
        """What the dialog on top shows, row by row."""
        top = self.screen
        assert isinstance(top, Dialog)
        return "\n".join("".join(text for text, _ in row) for row in top._sheet.rows)


async def type_text(pilot: Pilot[Any], text: str) -> None:
    """Press the keys that type a text."""
    names = {
        " ": "space",
        "@": "at",
        ".": "full_stop",
        "-": "minus",
        "=": "equals_sign",
        ";": "semicolon",
        "+": "plus",
    }
    await pilot.press(*(names.get(one, one) for one in text))
