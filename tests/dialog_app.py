"""A small app that shows one dialog over a plain board, for tests of dialogs."""

from __future__ import annotations

from typing import Any

from textual import events
from textual.app import App
from textual.filter import LineFilter
from textual.keys import _character_to_key
from textual.pilot import Pilot

from pipeboard.config.look import Look
from pipeboard.config.themes import DEFAULT, load_theme
from pipeboard.tui.guard import ControlGuard
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
        self.guard = ControlGuard(Look())
        self.colour_filters: tuple[LineFilter, ...] = ()
        self.guard = ControlGuard(Look())

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
    """Type a text: see `press_ahead`."""
    await press_ahead(pilot, *text)


async def press_ahead(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys all at once, as on a slow line; they are taken in one by one.

    Waiting after each, as the pilot's own `press` does, costs 60 ms a key.
    """
    driver = pilot.app._driver
    assert driver is not None
    for key in keys:
        name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
        event = events.Key(name, key if len(key) == 1 else None)
        event.set_sender(pilot.app)
        driver.send_message(event)
    await pilot.pause()
    await pilot.pause()
