"""The panel with a deal's details."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from pipeboard.tui.bindings import Handler
from pipeboard.view.detail import TABS

if TYPE_CHECKING:
    from pipeboard.tui.screens.board import BoardScreen


def _open(screen: BoardScreen, key: str) -> None:
    screen.show_details(not screen.details_open)


def _turn(by: int) -> Handler:
    def handler(screen: BoardScreen, key: str) -> None:
        screen.tab = (screen.tab + by) % len(TABS) if screen.details_open else screen.tab
        screen.show_details(True)
        screen.update_details()

    return handler


def _scroll(down: int) -> Handler:
    def handler(screen: BoardScreen, key: str) -> None:
        if screen.details_open:
            screen.details.scroll_by_half(down)

    return handler


HANDLERS: Final[Mapping[str, Handler]] = {
    "deal.open": _open,
    "detail.next-tab": _turn(1),
    "detail.previous-tab": _turn(-1),
    "detail.scroll-down": _scroll(1),
    "detail.scroll-up": _scroll(-1),
}
