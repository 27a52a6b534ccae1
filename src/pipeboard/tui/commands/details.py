"""The panel with a deal's details, from the board."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from pipeboard.tui.bindings import Handler

if TYPE_CHECKING:
    from pipeboard.tui.screens.board import BoardScreen


def _open(screen: BoardScreen, key: str) -> None:
    screen.panel.open()


def _turn(by: int) -> Handler:
    def handler(screen: BoardScreen, key: str) -> None:
        screen.panel.turn(by)

    return handler


def _scroll(down: int) -> Handler:
    def handler(screen: BoardScreen, key: str) -> None:
        screen.panel.scroll_by_half(down)

    return handler


HANDLERS: Final[Mapping[str, Handler]] = {
    "deal.open": _open,
    "detail.next-tab": _turn(1),
    "detail.previous-tab": _turn(-1),
    "detail.scroll-down": _scroll(1),
    "detail.scroll-up": _scroll(-1),
}
