"""Searching: what is found stands out while it is typed, and the cursor goes to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pipeboard.tui.bindings import Handler
from pipeboard.view.search import Search

if TYPE_CHECKING:
    from pipeboard.tui.screens.board import BoardScreen


async def _start(screen: BoardScreen, key: str) -> None:
    before = screen.search
    place = screen.board.place

    def changed(text: str) -> None:
        _look(screen, text)
        if screen.search.found:
            current = screen.deal.id if screen.deal else None
            screen.board.go_to(current if current in screen.search.found else screen.search.found[0])
        else:
            screen.board.move(lambda _, view, shape: place)
        screen.prompt.note(screen.search.told(screen.deal.id if screen.deal else None))

    text = await screen.ask_line("/", changed=changed)
    if text is None:
        _look(screen, before.text)
        screen.board.move(lambda _, view, shape: place)
    elif text.strip():
        _tell(screen)
    else:
        clear(screen)
    screen.update_hints()


def _step(by: int) -> Handler:
    def handler(screen: BoardScreen, key: str) -> None:
        found = screen.search.step(screen.deal.id if screen.deal else None, by)
        if found is not None:
            screen.board.go_to(found)
        _tell(screen)

    return handler


def clear(screen: BoardScreen) -> None:
    """End the search."""
    screen.search = Search("")
    screen.board.mark(replace(screen.board.marks, found=frozenset()))
    screen.say("")
    screen.update_hints()


def _look(screen: BoardScreen, text: str) -> None:
    view = screen.board.view
    if view is not None:
        screen.search = screen.finder.find(view, text)
        screen.board.mark(replace(screen.board.marks, found=frozenset(screen.search.found)))


def _tell(screen: BoardScreen) -> None:
    told = screen.search.told(screen.deal.id if screen.deal else None)
    screen.say(f"/{screen.search.text}: {told}")


HANDLERS: Final[Mapping[str, Handler]] = {
    "search.start": _start,
    "search.next": _step(1),
    "search.previous": _step(-1),
}
