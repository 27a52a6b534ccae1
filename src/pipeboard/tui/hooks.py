"""The user's hooks in the app: run in a thread, one change after the other, while the board is worked on."""

from __future__ import annotations

from collections import deque
from threading import Lock, Thread
from typing import TYPE_CHECKING

from pipeboard.tui.messages import HookFailed

if TYPE_CHECKING:
    from pipeboard.tui.app import PipeBoardApp
    from pipeboard.workspace.done import Done
    from pipeboard.workspace.hooks import HookRunner
    from pipeboard.workspace.workspace import Workspace


def follow(app: PipeBoardApp, workspace: Workspace, hooks: HookRunner) -> None:
    """Run the hooks after each of the user's own changes from now on."""
    workspace.on_done(_Turns(app, hooks).add)


class _Turns:
    """Changes whose hooks wait for their turn.

    The thread is no daemon: who wins a deal and leaves has the hook run to its end, or until its time is up.
    """

    def __init__(self, app: PipeBoardApp, hooks: HookRunner) -> None:
        self._app = app
        self._hooks = hooks
        self._lock = Lock()
        self._waiting: deque[Done] = deque()
        self._running = False

    def add(self, done: Done) -> None:
        """Have the hooks run after those of earlier changes."""
        with self._lock:
            self._waiting.append(done)
            if self._running:
                return
            self._running = True
        Thread(target=self._run, name="hooks").start()

    def _run(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._running = False
                    return
                done = self._waiting.popleft()
            for why in self._hooks.run(done):
                self._app.post_message(HookFailed(why))
