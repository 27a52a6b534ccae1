"""The one thread that saves: a moment after the last change, never in the caller's way."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

DELAY = 0.15
"""Seconds from the last change to the save. Saving at once would make keys lag on a large board."""

LONGEST = 2.0
"""Seconds after which a save is due although changes keep coming (a key held down)."""


class Writer:
    """Runs `save` in a daemon thread. `save` must not raise; it keeps its own account of failures."""

    def __init__(self, save: Callable[[], None], *, delay: float = DELAY, longest: float = LONGEST) -> None:
        self._save = save
        self._delay = delay
        self._longest = longest
        self._state = threading.Condition()
        self._asked = 0
        self._done = 0
        self._due = 0.0
        self._first: float | None = None
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="pipeboard-writer", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """There is something to save; returns at once."""
        with self._state:
            now = time.monotonic()
            is_first = self._first is None
            if self._first is None:
                self._first = now
            self._asked += 1
            self._due = min(now + self._delay, self._first + self._longest)
            if is_first:  # else the thread waits for what was due before, and then looks again
                self._state.notify_all()

    def flush(self, timeout: float) -> bool:
        """Save now and wait for it; False when that takes longer than `timeout` seconds."""
        with self._state:
            self._asked += 1
            self._due = 0.0
            if self._first is None:
                self._first = time.monotonic()
            wanted = self._asked
            self._state.notify_all()
            return self._state.wait_for(lambda: self._done >= wanted or self._stopped, timeout)

    def pause(self, seconds: float) -> bool:
        """For `save` itself: wait a moment between two attempts; False when the writer is to stop."""
        with self._state:
            return not self._state.wait_for(lambda: self._stopped, seconds)

    def stop(self, timeout: float = 1.0) -> None:
        """End the thread after the save it is in, without starting another one."""
        with self._state:
            self._stopped = True
            self._state.notify_all()
        self._thread.join(timeout)

    def _run(self) -> None:
        while True:
            with self._state:
                self._state.wait_for(lambda: self._stopped or self._asked > self._done)
                while not self._stopped and (left := self._due - time.monotonic()) > 0:
                    self._state.wait(left)
                if self._stopped:
                    return
                serving = self._asked
                self._first = None
            self._save()
            with self._state:
                self._done = serving
                self._state.notify_all()
