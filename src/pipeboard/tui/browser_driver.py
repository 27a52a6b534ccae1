"""The driver of an app in a browser: a server passes on what is typed there and what is drawn here."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from textual.drivers.web_driver import WebDriver

from pipeboard.tui.driver import QuietDriver

if TYPE_CHECKING:
    from pipeboard.tui.app import PipeBoardApp


class BrowserDriver(QuietDriver, WebDriver):
    """Ends the app as a lost connection does, with all put away, when its tab or its server is gone."""

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - as the base class has it
        super().__init__(*arguments, **options)
        self._write = partial(_write_if_heard, self.fileno)

    def send(self, data: str) -> None:
        """Write to the terminal of the page as it is."""
        WebDriver.write(self, data)

    def on_meta(self, packet_type: str, payload: dict[str, object]) -> None:
        """What the server says beside what is typed."""
        if packet_type == "quit":
            self._leave()
        else:
            super().on_meta(packet_type, payload)

    def run_input_thread(self) -> None:
        """Hear what is typed until the app or the server ends."""
        super().run_input_thread()
        if not self.exit_event.is_set():
            self._leave()

    def _leave(self) -> None:
        """Called in the thread that hears the server."""
        with suppress(RuntimeError):  # the app has ended by itself
            self._loop.call_soon_threadsafe(cast("PipeBoardApp", self._app).leave)


def _write_if_heard(pipe: int, data: bytes) -> int:
    """Write to the server; where it is gone there is nobody to tell, and the board is still to be closed."""
    with suppress(BrokenPipeError):
        return os.write(pipe, data)
    return len(data)
