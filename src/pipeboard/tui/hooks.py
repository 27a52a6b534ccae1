"""The user's hooks in the app: run in a thread, one change after the other, while the board is worked on."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from threading import Lock, Thread
from typing import TYPE_CHECKING

from pipeboard.tui.messages import HookFailed

if TYPE_CHECKING:
    from pipeboard.tui.app import PipeBoardApp
    from pipeboard.workspace.done import Done
    from pipeboard.workspace.hooks import HookRunner
    from pipeboard.workspace.workspace import Workspace


def follow(app: PipeBoardApp, workspace: Workspace, hooks: HookRunner) -> Callable[[], Sequence[str]]:
    """Run the hooks after each of the user's own changes from now on.

    The function that is returned waits for those that are still at work when the app has been left, and tells
    what went wrong with them.
    """
    turns = _Turns(app, hooks)
    workspace.on_done(turns.add)
    return turns.finish


class _Turns:
    """Changes whose hooks wait for their turn."""

    def __init__(self, app: PipeBoardApp, hooks: HookRunner) -> None:
        self._app = app
        self._hooks = hooks
        self._lock = Lock()
        self._waiting: deque[Done] = deque()
        self._running = False
        self._thread: Thread | None = None
        self._untold: list[str] = []

    def add(self, done: Done) -> None:
        """Have the hooks run after those of earlier changes."""
        with self._lock:
            self._waiting.append(done)
            if self._running:
                return
            self._running = True
            # A daemon: `finish` waits for it, and who presses Ctrl+C then does not want to.
            self._thread = Thread(target=self._run, name="hooks", daemon=True)
            self._thread.start()

    def finish(self) -> Sequence[str]:
        """Wait for what is still to be run; what could not be told in the app, which has ended."""
        if self._thread is not None:
            self._thread.join()
        return self._untold

    def _run(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._running = False
                    return
                done = self._waiting.popleft()
            for why in self._hooks.run(done):
                if not self._app.post_message(HookFailed(why)):
                    self._untold.append(why)
