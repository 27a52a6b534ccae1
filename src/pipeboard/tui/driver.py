"""The drivers: Textual's own for a terminal and for a browser, which send of each frame only what changed."""

from __future__ import annotations

import os
import termios
import time
from codecs import getincrementaldecoder
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from textual.driver import Driver
from textual.drivers import linux_driver
from textual.drivers.linux_driver import LinuxDriver

from pipeboard.tui.frame import Screen
from pipeboard.tui.line import Line, Pace

if TYPE_CHECKING:
    from asyncio import TimerHandle

_BEGIN: Final = "\x1b[?2026h"
_END: Final = "\x1b[?2026l"
_TORN: Final = 256
"""A shorter write arrives in one piece anyway; only longer ones could tear."""
_LEAVING: Final = 3.0
"""Seconds that a terminal has for reading the last of what was drawn."""


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
        self._is_whole = False
        """Whether the terminal can show a long write at once."""

    def forget(self) -> None:
        """The terminal may show anything now: send the next frame whole."""
        self._screen.forget()

    def write(self, data: str) -> None:
        """Write to the terminal, after what was painted before that."""
        if data == _BEGIN:
            self._is_whole = True
            return
        if data == _END:
            return
        self.picture.note(data)
        self.pass_on()

    @property
    def picture(self) -> Screen:
        """What the terminal shows, to be painted on: with the next thing written it is passed on."""
        size = (self._app.size.width, self._app.size.height)
        if self._screen.size != size:
            self._screen.resize(*size)
        return self._screen

    def pass_on(self) -> None:
        """Send what the terminal lacks."""
        owed = self._screen.owed()
        if self._is_whole and len(owed) > _TORN:
            owed = f"{_BEGIN}{owed}{_END}"
        if owed:
            self.send(owed)

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

    pace: Pace | None = None
    """How fast frames may follow each other; None for as fast as the terminal reads."""

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - as the base class has it
        super().__init__(*arguments, **options)
        assert self._file is not None
        self._line = Line(self._file, self._freed)
        self._file = self._line  # type: ignore[assignment]  # all that the library's thread asks of it
        self._later: TimerHandle | None = None
        self._away = False
        self._going_on = False

    def pass_on(self) -> None:
        """Send what the terminal lacks: now, or as soon as the line can take it."""
        if not self._line.is_free() or self._later is not None:
            return
        wait = self.pace.wait(time.monotonic()) if self.pace is not None else 0.0
        if wait:
            self._later = self._loop.call_later(wait, self._pass_on_later)
        else:
            super().pass_on()

    def _pass_on_later(self) -> None:
        self._later = None
        self.pass_on()

    def _freed(self) -> None:
        """The line is free again; in the thread that writes."""
        with suppress(RuntimeError):  # the app has ended meanwhile
            self._loop.call_soon_threadsafe(self.pass_on)

    def send(self, data: str) -> None:
        """Write to the terminal as it is."""
        if self.pace is not None:
            self.pace.wrote(len(data), time.monotonic())
        self._line.begin()
        LinuxDriver.write(self, data)

    def stop_application_mode(self) -> None:
        """Give the terminal back, with everything that still has to be said to it."""
        super().stop_application_mode()
        super().pass_on()

    def close(self) -> None:
        """Let go of the terminal. One that does not read loses what waits in it, or the app could not end."""
        if not self._line.wait(_LEAVING):
            with suppress(termios.error):
                terminal = self._line.fileno()
                termios.tcflush(terminal, termios.TCOFLUSH)
                for flow in (termios.TCOOFF, termios.TCOON):  # wakes up who waits for room
                    termios.tcflow(terminal, flow)
        super().close()

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


class SlowDriver(TerminalDriver):
    """Of a terminal behind a slow line: frames follow each other no faster than it passes them on."""

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - as the base class has it
        super().__init__(*arguments, **options)
        self.pace = Pace()
