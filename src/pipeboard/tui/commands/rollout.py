"""The roll-out of the process, opened over the board."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from pipeboard.tui.bindings import Handler
from pipeboard.tui.commands.dialogs import submitting

if TYPE_CHECKING:
    from pipeboard.tui.screens.board import BoardScreen


def _rollout(screen: BoardScreen, key: str) -> None:
    from pipeboard.tui.screens.rollout import RolloutPane

    workspace = screen.workspace
    screen.app.push_screen(RolloutPane(lambda: workspace.board, submitting(screen), workspace.now))


HANDLERS: Final[Mapping[str, Handler]] = {"board.rollout": _rollout}
