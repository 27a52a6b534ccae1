"""Working in the details: heard before the board's keys while the cursor is in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from pipeboard.tui.bindings import Handler

if TYPE_CHECKING:
    from pipeboard.tui.screens.board import BoardScreen
    from pipeboard.view.tabs.tab import Verb


def _move(step: int) -> Handler:
    def handler(screen: BoardScreen, key: str) -> None:
        screen.panel.move(lambda panel, detail, height: panel.moved(step, detail, height))

    return handler


def _page(down: int) -> Handler:
    def handler(screen: BoardScreen, key: str) -> None:
        screen.panel.move(lambda panel, detail, height: panel.paged(down, detail, height))

    return handler


def _end(*, last: bool) -> Handler:
    def handler(screen: BoardScreen, key: str) -> None:
        screen.panel.move(lambda panel, detail, height: panel.ended(detail, height, last=last))

    return handler


def _turn(by: int) -> Handler:
    def handler(screen: BoardScreen, key: str) -> None:
        screen.panel.turn(by)

    return handler


def _do(verb: Verb) -> Handler:
    def handler(screen: BoardScreen, key: str) -> None:
        screen.panel.do(verb)

    return handler


def _number(screen: BoardScreen, key: str) -> None:
    number = screen.pipeboard.keymap.number("panel.number", key)
    if number:
        screen.panel.toggle_number(number)
    else:
        screen.say("Each of its keys is for a line of the details.")


def _add(screen: BoardScreen, key: str) -> None:
    screen.panel.add()


HANDLERS: Final[Mapping[str, Handler]] = {
    "panel.down": _move(1),
    "panel.up": _move(-1),
    "panel.first": _end(last=False),
    "panel.last": _end(last=True),
    "panel.page-down": _page(1),
    "panel.page-up": _page(-1),
    "panel.right": _turn(1),
    "panel.left": _turn(-1),
    "panel.edit": _do("edit"),
    "panel.toggle": _do("toggle"),
    "panel.finish": _do("finish"),
    "panel.snooze": _do("snooze"),
    "panel.remove": _do("remove"),
    "panel.number": _number,
    "panel.add": _add,
}
