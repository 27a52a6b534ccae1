"""The filter of the board: cards that do not fit are hidden, and all sums are those of the rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from pipeboard.tui.bindings import Handler
from pipeboard.tui.finding import counted

if TYPE_CHECKING:
    from pipeboard.domain.query import Query
    from pipeboard.tui.screens.board import BoardScreen


async def _filter(screen: BoardScreen, key: str) -> None:
    finding = screen.finding
    before, place = finding.filter, screen.board.place

    def look(query: Query) -> str:
        word = finding.look_through(query)
        screen.update_hints()  # they come back in one frame with the answer
        return word

    query = await finding.ask("F", before, look)
    if query is None:
        finding.show(before)
        screen.board.move(lambda _, view, shape: place)
        screen.say("")
    elif query.text.strip():
        look(query)
        tell(screen)
    else:
        clear(screen)
    screen.update_hints()


def tell(screen: BoardScreen) -> None:
    """Say what the filter leaves, and how to come back from it."""
    view = screen.board.view
    if view is None:
        return
    folded = sum(column.count for column in view.columns if column.collapsed)
    key = screen.pipeboard.keymap.shown("board.collapse")
    way = f", {folded} in collapsed columns{f' ({key})' if key else ''}" if folded else ""
    screen.say(f"{counted(view.shown).capitalize()} fit the filter{way}.")


def clear(screen: BoardScreen) -> None:
    """Show all deals again."""
    screen.finding.show("")
    screen.say("All deals are shown.")
    screen.update_hints()


HANDLERS: Final[Mapping[str, Handler]] = {"board.filter": _filter}
