"""The line to the terminal, which may be slower than the app.

Frames given to it faster than it passes them on would pile up: each key would be seen later than the one
before, until nothing more can be written and the app stands still. So a frame waits until the line is free;
what changes meanwhile goes with it, and what has been drawn over is never sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition
from typing import Final, TextIO

SLOW: Final = 6_000
"""Bytes a second that a slow line surely passes on: somewhat less than 64 kbit/s."""
AHEAD: Final = 0.25
"""Seconds for which a slow line may be given frames before it has passed on the last ones."""


class Line:
    """The terminal's file. The driver asks whether it is free, and a thread of the library writes to it."""

    def __init__(self, file: TextIO, freed: Callable[[], object]) -> None:
        """`freed` is called in the writing thread, once, after a frame was told to wait."""
        self._file = file
        self._freed = freed
        self._state = Condition()
        self._is_busy = False
        self._is_awaited = False
        self._is_gone = False

    def is_free(self) -> bool:
        """Whether everything has been written. If not, `freed` is called when it has."""
        with self._state:
            self._is_awaited = self._is_busy
            return not self._is_busy

    def wait(self, seconds: float) -> bool:
        """Stand still until everything has been written; False when that takes longer."""
        with self._state:
            return self._state.wait_for(lambda: not self._is_busy, seconds)

    def begin(self) -> None:
        """Something is about to be written."""
        with self._state:
            self._is_busy = not self._is_gone  # for one that has gone away nobody needs to wait

    def write(self, text: str) -> None:
        """Write, or keep what is to be written. OSError once the terminal is gone."""
        with self._noticed():
            self._file.write(text)

    def flush(self) -> None:
        """Write everything, which takes as long as the terminal does not read. OSError once it is gone."""
        with self._noticed():
            self._file.flush()
        self._free()

    @contextmanager
    def _noticed(self) -> Iterator[None]:
        try:
            yield
        except OSError:
            self._is_gone = True
            self._free()
            raise

    def _free(self) -> None:
        with self._state:
            self._is_busy = False
            self._state.notify_all()
            awaited, self._is_awaited = self._is_awaited, False
        if awaited:
            self._freed()

    def fileno(self) -> int:
        return self._file.fileno()


class Pace:
    """How long to wait for a line that takes everything at once and passes it on slowly, as SSH does."""

    def __init__(self, rate: float = SLOW, ahead: float = AHEAD) -> None:
        """`rate` in bytes a second; `ahead` in seconds."""
        self._rate = rate
        self._ahead = ahead
        self._passed_on = 0.0

    def wait(self, now: float) -> float:
        """Seconds until the next frame may be written."""
        return max(0.0, self._passed_on - self._ahead - now)

    def wrote(self, size: int, now: float) -> None:
        """So many bytes were written."""
        self._passed_on = max(self._passed_on, now) + size / self._rate
