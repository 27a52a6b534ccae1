"""Conflicts, opened over the board, and who gave a field of the details which value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from pipeboard.tui.bindings import Handler
from pipeboard.tui.commands.follow_ups import desk_of

if TYPE_CHECKING:
    from pipeboard.tui.screens.board import BoardScreen


def _conflicts(screen: BoardScreen, key: str) -> None:
    from pipeboard.tui.screens.conflicts import ConflictsDialog

    def done(deal: str | None) -> None:
        if deal is not None:
            screen.reveal(deal)

    screen.app.push_screen(ConflictsDialog(desk_of(screen)), done)


def _who(screen: BoardScreen, key: str) -> None:
    from pipeboard.tui.screens.who import WhoDialog

    deal, target = screen.deal, screen.panel.target
    if deal is None or target is None or not target.field:
        screen.say("This line has no values of its own; the tab Timeline tells all.", "panel soft")
        return
    workspace = screen.workspace
    changes = workspace.field_history(deal.id, target.field, target.of)
    screen.app.push_screen(WhoDialog(target.label, deal.title, changes, workspace.now()))


HANDLERS: Final[Mapping[str, Handler]] = {"board.conflicts": _conflicts, "panel.who": _who}
