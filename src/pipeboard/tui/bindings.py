"""Commands, their handlers and their hints, all by the registry's ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, Final, TypeAlias

from pipeboard.config.keymap import Keymap, show_keys
from pipeboard.registry import BY_ID
from pipeboard.view.bars import Hint

__all__ = ["ALWAYS", "Handler", "chord_hints", "handlers", "hints", "show_keys"]

BOARD_HINTS: Final = (
    *(
        "deal.move-right",
        "deal.open",
        "deal.new",
        "deal.edit",
        "deal.follow-up",
        "search.start",
        "board.undo",
    ),
    *("board.agenda", "deal.close", "deal.log", "app.palette"),
)
DETAIL_HINTS: Final = (
    "app.back",
    "detail.next-tab",
    "detail.scroll-down",
    "deal.edit",
    "deal.follow-up",
    "deal.log",
)
SEARCH_HINTS: Final = ("search.next", "search.previous", "app.back", "deal.open")
ALWAYS_HINTS: Final = ("app.help", "app.quit")
"""What the hint bar shows, in this order; the last ones are never cut."""

Handler: TypeAlias = Callable[[Any, str], Any]
"""A function of the board screen and the key that was pressed; it may be a coroutine function."""

ALWAYS: Final = frozenset(("app.quit", "app.redraw", "app.help", "app.back"))
"""Commands that work before the board is read."""
OF_CURSOR: Final = "cursor."
"""How the commands begin that work as soon as there is something to see."""

_WITHOUT_DEAL: Final = frozenset(("deal.new", "deal.new-here", "deal.open"))


@cache
def handlers() -> Mapping[str, Handler]:
    """Command id -> what it does."""
    from pipeboard.tui.commands import agenda, app, cursor, deals, details, dialogs, search

    of_board = {**cursor.HANDLERS, **deals.HANDLERS, **details.HANDLERS, **search.HANDLERS}
    return {**of_board, **dialogs.HANDLERS, **agenda.HANDLERS, **app.HANDLERS}


def needs_deal(command_id: str) -> bool:
    """Whether a command acts on the deal under the cursor."""
    return command_id.startswith("deal.") and command_id not in _WITHOUT_DEAL


def hints(keymap: Keymap, ids: Iterable[str]) -> tuple[Hint, ...]:
    """The hints of some commands; those without a key are left out."""
    chosen = (BY_ID[one] for one in ids)
    return tuple(
        (keymap.shown(one.id), one.hint or one.title.lower()) for one in chosen if keymap.keys.get(one.id)
    )


def chord_hints(keymap: Keymap, pending: str) -> tuple[Hint, ...]:
    """What may follow the first keys of a chord."""
    return tuple(
        (show_keys(keys.removeprefix(f"{pending} ")), BY_ID[command].title.lower())
        for keys, command in keymap.bindings["board"].items()
        if keys.startswith(f"{pending} ")
    )
