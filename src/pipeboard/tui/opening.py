"""When the board cannot be opened: making one where there is none, and the way back from a damaged file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeboard.domain.errors import DamagedFile, NotFound, PipeBoardError

if TYPE_CHECKING:
    from pipeboard.domain.actions import Action, SetUpBoard
    from pipeboard.tui.app import PipeBoardApp
    from pipeboard.workspace.workspace import Workspace


@dataclass(frozen=True)
class FirstScreens:
    """What the app offers when its board file is missing or cannot be read."""

    path: Path
    create: Callable[[SetUpBoard], Workspace]
    """Makes the board file."""
    timezone: Callable[[], str] = lambda: "UTC"
    """Tells the time zone of the board to be made."""

    def show(self, app: PipeBoardApp, error: PipeBoardError) -> bool:
        """Show the screen that helps with an error; False when there is none for it."""
        app.board_screen.say("")
        if isinstance(error, DamagedFile):
            self._recover(app, error)
        elif isinstance(error, NotFound):
            self._set_up(app)
        else:
            return False
        return True

    def _recover(self, app: PipeBoardApp, error: DamagedFile) -> None:
        from pipeboard.tui.screens.recovery import Recovery

        def done(wish: str | None) -> None:
            if wish == "retry":
                app.open_again()
            else:
                app.exit(error.exit_code)

        app.push_screen(Recovery(self.path, error.sentence), done)

    def _set_up(self, app: PipeBoardApp) -> None:
        from pipeboard.config.templates import load_templates
        from pipeboard.tui.screens.setup import Setup

        made: list[Workspace] = []

        def submit(action: Action) -> str | None:
            try:
                made.append(self.create(action))  # type: ignore[arg-type]  # the form makes no other action
            except PipeBoardError as error:
                return error.sentence
            return None

        def done(action: Action | None) -> None:
            if action is None:
                app.failure = NotFound("No board was made; `pipeboard init --help` tells what can be chosen.")
                app.exit(app.failure.exit_code)
            else:
                app.open_again(made[0])

        app.push_screen(Setup(self.path, load_templates(), timezone=self.timezone(), submit=submit), done)
