"""The drivers: Textual's own for a terminal and for a browser, with a filter that sends only what changed."""

from __future__ import annotations

import os
from codecs import getincrementaldecoder
from functools import partial
from typing import Any, Final

from textual.driver import Driver
from textual.drivers import linux_driver
from textual.drivers.linux_driver import LinuxDriver

from pipeboard.tui.frame import Screen

_BEGIN: Final = "\x1b[?2026h"
_END: Final = "\x1b[?2026l"


def erases_with_background(term: str) -> bool:
    """Whether a terminal of this name erases with the present background colour (GNU screen does not)."""
    return not term.startswith(("screen", "dumb", "vt", "ansi", "sun")) and term != ""


# The library's own decoder raises on a byte that is no UTF-8, from a noisy line or another keyboard. That
# ends the thread which reads the keyboard, and no key is heard any more.
linux_driver.getincrementaldecoder = lambda encoding: partial(  # type: ignore[attr-defined]  # imported there
    getincrementaldecoder(encoding), errors="replace"
)


class QuietDriver(Driver):
    """Goes before a driver of Textual's: keeps a picture of the terminal and writes the difference to it."""

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - as the base class has it
        super().__init__(*arguments, **options)
        self._screen = Screen(0, 0, erases=erases_with_background(os.environ.get("TERM", "")))
        self._begun = False

    def forget(self) -> None:
        """The terminal may show anything now: send the next frame whole."""
        self._screen.forget()

    def write(self, data: str) -> None:
        """Write to the terminal; frames are reduced to the cells that changed."""
        if data == _BEGIN:
            self._begun = True
            return
        if data == _END:
            self._begun = False
            return
        size = (self._app.size.width, self._app.size.height)
        if self._screen.size != size:
            self._screen.resize(*size)
        reduced = self._screen.reduce(data)
        if not reduced:
            return
        # A short write arrives in one piece anyway; only longer ones could tear.
        if self._begun and len(reduced) > 256:
            reduced = f"{_BEGIN}{reduced}{_END}"
        self.send(reduced)

    def send(self, data: str) -> None:
        """Write to the terminal as it is."""
        raise NotImplementedError

    def _enable_mouse_support(self) -> None:
        """Ask for clicks, the wheel and drags; not, as the library does, for every move of the mouse."""
        if self._mouse:
            self.write("\x1b[?1000h")
            self.write("\x1b[?1002h")
            self.write("\x1b[?1006h")
            self.flush()

    def _enable_mouse_pixels(self) -> None:
        """Cells are all that is needed."""

    def _disable_mouse_support(self) -> None:
        """Leave the mouse to the terminal again."""
        if self._mouse:
            self.write("\x1b[?1006l")
            self.write("\x1b[?1002l")
            self.write("\x1b[?1000l")
            self.flush()


class TerminalDriver(QuietDriver, LinuxDriver):
    """Of a terminal, which other programs may have for a while."""

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - as the base class has it
        super().__init__(*arguments, **options)
        self._away = False
        self._going_on = False

    def send(self, data: str) -> None:
        """Write to the terminal as it is."""
        LinuxDriver.write(self, data)

    def suspend_application_mode(self) -> None:
        """Leave the terminal to another program."""
        self._away = True
        self.forget()
        super().suspend_application_mode()

    def resume_application_mode(self) -> None:
        """Take the terminal back; the other program may have drawn anywhere."""
        self._away = False
        self.forget()
        super().resume_application_mode()

    def _sigcont_application(self, *arguments: object) -> None:
        """Go on after a stop.

        A terminal that goes away and `kill -CONT` say so as well, without a stop before: to start once more
        then would leave a second thread at the keyboard, which nothing ends.
        """
        if self._going_on:  # one more while the first is being answered
            return
        self._going_on = True
        try:
            if not self._away:
                self.suspend_application_mode()
            self._must_signal_resume = True  # or nobody would draw what the terminal has lost
            super()._sigcont_application(*arguments)
        finally:
            self._going_on = False
