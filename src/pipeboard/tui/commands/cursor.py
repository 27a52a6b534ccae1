"""Moving the cursor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from pipeboard.tui.bindings import Handler
from pipeboard.view.place import crossed, in_column, stepped

if TYPE_CHECKING:
    from pipeboard.tui.screens.board import BoardScreen

_FAR: Final = 10**9


def _step(down: int) -> Handler:
    def handler(screen: BoardScreen, key: str) -> None:
        screen.board.move(lambda place, view, shape: stepped(place, view, shape, down))

    return handler


def _cross(right: int) -> Handler:
    def handler(screen: BoardScreen, key: str) -> None:
        screen.board.move(lambda place, view, shape: crossed(place, view, shape, right))

    return handler


def _page(down: int) -> Handler:
    def handler(screen: BoardScreen, key: str) -> None:
        screen.board.move(
            lambda place, view, shape: stepped(place, view, shape, down * max(shape.capacity // 2, 1))
        )

    return handler


def _column(screen: BoardScreen, key: str) -> None:
    number = screen.pipeboard.keymap.number("cursor.column", key)
    if number:
        screen.board.move(lambda place, view, shape: in_column(place, view, shape, number - 1))
    else:
        screen.say("Each of its keys is for a column; the palette finds a column by its stage's name.")


HANDLERS: Final[Mapping[str, Handler]] = {
    "cursor.left": _cross(-1),
    "cursor.down": _step(1),
    "cursor.up": _step(-1),
    "cursor.right": _cross(1),
    "cursor.first": _step(-_FAR),
    "cursor.last": _step(_FAR),
    "cursor.page-down": _page(1),
    "cursor.page-up": _page(-1),
    "cursor.column": _column,
}
