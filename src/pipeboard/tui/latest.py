"""Work in a thread, one piece at a time: of what is asked for meanwhile only the latest counts."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock, Thread
from typing import Generic, TypeVar

Made = TypeVar("Made")


class Latest(Generic[Made]):
    """Runs `work(wanted)` in a thread and hands what it made to `done`, which runs in that thread, too.

    `wanted` tells whether the result is still waited for. What was asked for earlier is given up, and a
    piece of work that waits for its turn is replaced.
    """

    def __init__(self, done: Callable[[Made], None], failed: Callable[[Exception], None]) -> None:
        self._done = done
        self._failed = failed
        self._lock = Lock()
        self._next: Callable[[Callable[[], bool]], Made | None] | None = None
        self._number = 0
        self._running = False

    def ask(self, work: Callable[[Callable[[], bool]], Made | None]) -> None:
        """Ask for something, in the place of what was asked for before."""
        with self._lock:
            self._number += 1
            self._next = work
            if self._running:
                return
            self._running = True
        Thread(target=self._run, name="metrics", daemon=True).start()

    def drop(self) -> None:
        """Nobody waits for anything any more."""
        with self._lock:
            self._number += 1
            self._next = None

    def _run(self) -> None:
        while True:
            with self._lock:
                work, self._next, number = self._next, None, self._number
                if work is None:
                    self._running = False
                    return
            try:
                made = work(lambda number=number: number == self._number)  # type: ignore[misc]
            except Exception as error:  # told in the app's own thread, where it ends the app
                self._failed(error)
                continue
            if made is not None and number == self._number:
                self._done(made)
