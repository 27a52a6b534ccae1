"""Commands, their handlers and their hints, all by the registry's ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from pipeboard.config.keymap import Keymap, show_keys
from pipeboard.registry import BY_ID, Context
from pipeboard.view.bars import Hint

if TYPE_CHECKING:
    from pipeboard.view.tabs.tab import Target

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
    *("board.agenda", "board.metrics", "deal.close", "deal.log", "select.toggle", "app.palette"),
)
DETAIL_HINTS: Final = (
    *("deal.open", "app.back", "detail.next-tab", "detail.scroll-down"),
    *("deal.edit", "deal.follow-up", "deal.log", "board.playbook"),
)
SELECTION_HINTS: Final = (
    *("app.back", "deal.move-right", "deal.move", "deal.edit", "deal.tags", "deal.owner", "deal.follow-up"),
    *("deal.close", "deal.archive", "select.toggle", "select.range", "select.all"),
)
SELECTION_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {"app.back": "select none", "deal.move": "move to", "deal.owner": "owner"}
)
SEARCH_HINTS: Final = ("search.next", "search.previous", "app.back", "deal.open")
FILTER_HINTS: Final = (
    *("app.back", "board.filter", "search.start", "deal.open", "deal.move-right", "deal.edit"),
    *("deal.follow-up", "board.undo"),
)
FILTER_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {"app.back": "all deals", "board.filter": "other filter"}
)
PAST_HINTS: Final = ("app.back", "deal.open", "search.start", "board.metrics", "board.as-of", "app.palette")
PAST_WORDS: Final[Mapping[str, str]] = MappingProxyType({"app.back": "today"})
DETAIL_WORDS: Final[Mapping[str, str]] = MappingProxyType({"deal.open": "work in it"})
NO_WORDS: Final[Mapping[str, str]] = MappingProxyType({})
ALWAYS_HINTS: Final = ("app.help", "app.quit")
"""What the hint bar shows, in this order; the last ones are never cut."""

Handler: TypeAlias = Callable[[Any, str], Any]
"""A function of the board screen and the key that was pressed; it may be a coroutine function."""

ALWAYS: Final = frozenset(("app.quit", "app.redraw", "app.help", "app.back"))
"""Commands that work before the board is read."""
OF_CURSOR: Final = "cursor."
"""How the commands begin that work as soon as there is something to see."""

_READING: Final = (
    *("cursor.", "search.", "app.", "detail.", "select."),
    *("panel.down", "panel.up", "panel.first", "panel.last", "panel.page", "panel.left", "panel.right"),
    *("panel.who", "deal.open", "deal.linked", "deal.yank", "board.stage", "board.metrics", "board.as-of"),
    *("board.filter", "board.sort", "board.lanes", "board.collapse", "board.hide", "board.show-all"),
    *("board.list", "board.cells", "board.pipelines", "board.news"),
)
"""Beginnings of the ids of commands that only look."""
_EDITORS: Final = ("board.stages",)

_WITHOUT_DEAL: Final = frozenset(("deal.new", "deal.new-here", "deal.open"))


@cache
def handlers() -> Mapping[str, Handler]:
    """Command id -> what it does."""
    from pipeboard.tui.commands import (
        agenda,
        app,
        checklists,
        conflicts,
        cursor,
        deals,
        details,
        dialogs,
        filters,
        follow_ups,
        look,
        lookup,
        many,
        metrics,
        outcome,
        panel,
        people,
        review,
        rollout,
        saved_views,
        search,
        sharing,
        vanished,
        views,
    )

    of_details = {**details.HANDLERS, **panel.HANDLERS}
    of_deal = {**people.HANDLERS, **outcome.HANDLERS, **checklists.HANDLERS, **follow_ups.HANDLERS}
    of_board = {
        **cursor.HANDLERS,
        **deals.HANDLERS,
        **many.HANDLERS,
        **of_details,
        **of_deal,
        **search.HANDLERS,
        **filters.HANDLERS,
        **review.HANDLERS,
        **rollout.HANDLERS,
        **saved_views.HANDLERS,
    }
    of_screens = {
        **dialogs.HANDLERS,
        **agenda.HANDLERS,
        **conflicts.HANDLERS,
        **metrics.HANDLERS,
        **views.HANDLERS,
        **vanished.HANDLERS,
        **sharing.HANDLERS,
    }
    return {**of_board, **of_screens, **look.HANDLERS, **lookup.HANDLERS, **app.HANDLERS}


def needs_deal(command_id: str) -> bool:
    """Whether a command acts on the deal under the cursor."""
    return command_id.startswith("deal.") and command_id not in _WITHOUT_DEAL


def only_looks(command_id: str) -> bool:
    """Whether a command writes nothing, so that it can be used on the board of another day."""
    return command_id.startswith(_READING) and command_id not in _EDITORS


def hints(keymap: Keymap, ids: Iterable[str], words: Mapping[str, str] = NO_WORDS) -> tuple[Hint, ...]:
    """The hints of some commands; those without a key are left out. `words` are others than usual, by id."""
    chosen = (BY_ID[one] for one in ids)
    return tuple(
        (keymap.shown(one.id), words.get(one.id) or one.hint or one.title.lower())
        for one in chosen
        if keymap.keys.get(one.id)
    )


def panel_hints(keymap: Keymap, target: Target | None, *, adds: bool) -> tuple[Hint, ...]:
    """The keys that matter on a line of the details: the first thing to do there, the way out, the rest."""
    does = target.does if target is not None else {}
    words = {f"panel.{verb}": getattr(what, "word", "") for verb, what in does.items()}
    wanted = [*words, *(["panel.add"] if adds else [])]
    who = ("panel.who",) if target is not None and target.field else ()
    return hints(keymap, (*wanted[:1], "app.back", *wanted[1:], "detail.next-tab", "board.undo", *who), words)


def chord_hints(keymap: Keymap, pending: str, contexts: Iterable[Context] = ("board",)) -> tuple[Hint, ...]:
    """What may follow the first keys of a chord; the first of the contexts that knows a key has it."""
    following: dict[str, str] = {}
    for context in contexts:
        for keys, command in keymap.bindings[context].items():
            if keys.startswith(f"{pending} "):
                following.setdefault(keys.removeprefix(f"{pending} "), command)
    return tuple((show_keys(keys), BY_ID[command].title.lower()) for keys, command in following.items())
