"""What the terminal shows while the app is still being imported.

To import Textual and to draw a first frame with it takes 200 ms, and seconds from a cold disk. The first
words of that frame are there at once instead, in their place. The app covers them, and its driver gives the
terminal back in the end; only where the app never started, that is done here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final, TextIO

OPENING: Final = "Opening the board..."
_RAISE: Final = "\x1b[?1049h\x1b[?25l\x1b[H\x1b[J\x1b[{row};2H" + OPENING
_LOWER: Final = "\x1b[?1049l\x1b[?25h"


@contextmanager
def raised(terminal: TextIO | None) -> Iterator[None]:
    """Hold the curtain before the terminal while the app is made ready; lowered if that fails."""
    if terminal is None or not terminal.isatty():
        yield
        return
    with suppress(OSError):
        rows = os.get_terminal_size(terminal.fileno()).lines
        _write(terminal, _RAISE.format(row=max(1, rows - 1)))
    try:
        yield
    except BaseException:
        _write(terminal, _LOWER)
        raise


def _write(terminal: TextIO, text: str) -> None:
    with suppress(OSError):
        terminal.write(text)
        terminal.flush()
