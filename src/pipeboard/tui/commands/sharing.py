"""Sharing the board through git, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pipeboard.tui.screens.board import BoardScreen


def _sync(screen: BoardScreen, key: str) -> None:
    from pipeboard.tui.sharing import sync

    sync(screen)


def _news(screen: BoardScreen, key: str) -> None:
    from pipeboard.tui.screens.news import NewsPane

    workspace = screen.present
    told = workspace.summary(screen.news).told
    if not told:
        screen.say("Nothing has come from others since you opened the board.")
        return

    def done(deal: str | None) -> None:
        if deal is not None:
            screen.reveal(deal)

    screen.app.push_screen(NewsPane(told[::-1], workspace.board.zone), done)


HANDLERS: Final[Mapping[str, Callable[..., Any]]] = {"board.sync": _sync, "board.news": _news}
