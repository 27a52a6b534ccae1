"""Searching: what is found stands out while it is typed, and the cursor goes to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from pipeboard.tui.bindings import Handler
from pipeboard.tui.widgets.board import to_deal
from pipeboard.view.search import Search

if TYPE_CHECKING:
    from pipeboard.domain.query import Query
    from pipeboard.tui.screens.board import BoardScreen
    from pipeboard.tui.widgets.pointing import Move


async def _start(screen: BoardScreen, key: str) -> None:
    before = screen.search
    place = screen.board.place

    def look(query: Query) -> str:
        view, current = screen.board.view, screen.deal.id if screen.deal else None
        search = screen.finding.finder.find(view, query) if view is not None else screen.search
        to = current if current in search.found else next(iter(search.found), None)
        _show(screen, search, to_deal(to) if to is not None else lambda *_: place)
        screen.update_hints()  # they come back in one frame with the answer
        return search.told(screen.deal.id if screen.deal else None)

    query = await screen.finding.ask("/", "", look)
    if query is None:
        _show(screen, before, lambda *_: place)
        screen.say("")
    elif query.text.strip():
        look(query)
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
    _show(screen, Search(""))
    screen.say("")
    screen.update_hints()


def _show(screen: BoardScreen, search: Search, move: Move | None = None) -> None:
    screen.search = search
    screen.board.mark(screen.board.marks._replace(found=frozenset(search.found)), move)


def _tell(screen: BoardScreen) -> None:
    told = screen.search.told(screen.deal.id if screen.deal else None)
    screen.say(f"/{screen.search.text}: {told}")


HANDLERS: Final[Mapping[str, Handler]] = {
    "search.start": _start,
    "search.next": _step(1),
    "search.previous": _step(-1),
}
