"""The pane of changes that vanished from the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from pipeboard.domain.rules.plan import counted
from pipeboard.tui.commands.dialogs import submitting

if TYPE_CHECKING:
    from pipeboard.tui.screens.board import BoardScreen


def _vanished(screen: BoardScreen, key: str) -> None:
    from pipeboard.tui.screens.vanished import VanishedPane

    workspace = screen.present
    inbox = workspace.inbox
    if not inbox.count():
        screen.say("Nothing of yours has vanished: the file holds every change that you made here.")
        return

    def take(acts: Sequence[str]) -> str:
        return f"Took back {counted(len(inbox.take_back(acts)), 'change')}."

    def dismiss(acts: Sequence[str]) -> str:
        return f"Dismissed {counted(len(inbox.dismiss(acts)), 'change')}."

    pane = VanishedPane(
        lambda: workspace.board, submitting(screen), workspace.now, inbox.actions, take, dismiss
    )
    screen.app.push_screen(pane, lambda _: screen.look_for_vanished())


HANDLERS: Final[Mapping[str, Callable[..., Any]]] = {"board.vanished": _vanished}
