"""The agenda, opened over the board."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from pipeboard.tui.bindings import Handler
from pipeboard.tui.commands.follow_ups import desk_of

if TYPE_CHECKING:
    from pipeboard.tui.screens.board import BoardScreen


def _agenda(screen: BoardScreen, key: str) -> None:
    from pipeboard.tui.screens.agenda import AgendaDialog

    def done(deal: str | None) -> None:
        if deal is not None:
            screen.reveal(deal)

    text = screen.finding.filter
    query = screen.finding.read(text) if text else None
    screen.app.push_screen(AgendaDialog(desk_of(screen), query=query), done)


HANDLERS: Final[Mapping[str, Handler]] = {"board.agenda": _agenda}
