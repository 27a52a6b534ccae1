"""When the board cannot be opened: making one where there is none, and the way back from a damaged file."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipeboard.domain.errors import DamagedFile, NotFound, PipeBoardError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeboard.domain.actions import Action, SetUpBoard
    from pipeboard.store.rescue import Source
    from pipeboard.tui.app import PipeBoardApp
    from pipeboard.workspace.workspace import Workspace


class FirstScreens(NamedTuple):
    """What the app offers when its board file is missing or cannot be read."""

    path: Path
    create: Callable[[SetUpBoard], Workspace]
    """Makes the board file."""
    timezone: Callable[[], str] = lambda: "UTC"
    """Tells the time zone of the board to be made."""
    state_dir: Path | None = None
    """Where backups and journals are, from which a damaged file can be put together; None for no offer."""

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
        from pipeboard.store.damage import RECOVER
        from pipeboard.tui.screens.recovery import Recovery, Remains
        from pipeboard.workspace.repair import Repair

        repair = (
            Repair(self.path, state_dir=self.state_dir, environment=os.environ) if self.state_dir else None
        )

        def find() -> Remains | None:
            damaged = repair.examine().damaged if repair else None
            return Remains(damaged, repair.sources(damaged)) if repair and damaged is not None else None

        def mend(remains: Remains, chosen: Sequence[Source]) -> str:
            assert repair is not None, "only what was found can be put together"
            kept = repair.mend(remains.damaged, chosen)
            return kept.name if kept is not None else ""

        def done(wish: str | None) -> None:
            if wish in ("retry", "mended"):
                app.open_again()
            else:
                app.exit(error.exit_code)

        fact = error.sentence.replace(f"; {RECOVER}", "")  # the screen shows it itself
        app.push_screen(Recovery(self.path, fact, find, mend), done)

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
