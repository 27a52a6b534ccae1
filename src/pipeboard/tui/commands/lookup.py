"""Looking things up: the palette, the help with all about the stage, and the guide."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from pipeboard.config.keymap import PALETTE, show_keys
from pipeboard.registry import COMMANDS
from pipeboard.tui import bindings

if TYPE_CHECKING:
    from pipeboard.tui.screens.board import BoardScreen
    from pipeboard.tui.screens.help import Page
    from pipeboard.view.about_stage import Part
    from pipeboard.view.palette import Entry


def _palette(screen: BoardScreen, key: str) -> None:
    from pipeboard.tui.commands.saved_views import go_to_view_of, view_entries
    from pipeboard.tui.screens.palette import Found, Palette
    from pipeboard.view.palette import board_entries, topic_entries

    there = board_entries(screen.workspace.board)
    entries = [*command_entries(screen), *view_entries(screen), *there, *topic_entries()]

    def done(found: Found | None) -> None:
        if found is None:
            return
        if found.kind == "command":
            screen.run_command(found.id)
        elif found.kind == "view":
            go_to_view_of(screen, found.id)
        elif found.kind == "stage":
            screen.go_to_stage(found.id)
        elif found.kind == "topic":
            _read(screen, found.id)
        else:
            screen.reveal(found.id)

    screen.app.push_screen(Palette(entries), done)


def command_entries(screen: BoardScreen) -> list[Entry]:
    """The commands for the palette, with their keys, or why they cannot be done now.

    Those that move a cursor are there only where they have no key: with one they make no sense without it.
    """
    from pipeboard.view.palette import Entry

    keymap = screen.pipeboard.keymap
    return [
        Entry("command", one.id, one.title, keymap.shown(one.id), off=not_now(screen, one.id))
        for one in COMMANDS
        if one.id != PALETTE and not (one.id.startswith(_BY_KEY) and keymap.keys[one.id])
    ]


_BY_KEY: Final = ("cursor.", "panel.")
"""How the commands begin that are done by their keys."""


def not_now(screen: BoardScreen, command_id: str) -> str:
    """Why a command cannot be done at the moment, in a word or two; empty where it can."""
    looks = bindings.only_looks(command_id)
    if screen.past is not None and not looks:
        return "not in the past"
    if screen.present.read_only_reason and not looks:
        return "read-only"
    if command_id.startswith("panel.") and not screen.panel.is_working:
        return "in the details"
    if command_id.startswith("detail.") and not screen.panel.is_open:
        return "with the details"
    if command_id in ("search.next", "search.previous") and not screen.search.text:
        return "with a search"
    if bindings.needs_deal(command_id):
        return _not_with(screen, command_id)
    return ""


def _not_with(screen: BoardScreen, command_id: str) -> str:
    """Why a command cannot be done to the deals that it would act on."""
    deals = screen.chosen
    if not deals:
        return "no deal here"
    if command_id == "deal.reopen" and all(deal.is_open for deal in deals):
        return "it is open"
    if command_id == "deal.close" and not any(deal.is_open for deal in deals):
        return "it is closed"
    if command_id in ("deal.handover", "deal.spawn") and screen.deal is not None:
        return "" if screen.deal.status == "won" else "after the win"
    return ""


def _read(screen: BoardScreen, topic: str) -> None:
    from pipeboard.tui.screens.guide import GuideDialog
    from pipeboard.view.guide import guide

    screen.app.push_screen(GuideDialog(topic, guide()[topic]))


def _help(screen: BoardScreen, key: str, *, page: Page = "keys") -> None:
    from pipeboard.tui.screens.help import Help
    from pipeboard.view.guide import guide
    from pipeboard.view.help import help_entries

    keymap = screen.pipeboard.keymap
    shown = {one.id: [show_keys(keys) for keys in keymap.keys.get(one.id, ())] for one in COMMANDS}
    here = ["search"] if screen.search.text else []
    here += ["panel"] if screen.panel.is_working else []
    here += ["detail"] if screen.panel.is_open else []
    screen.app.push_screen(Help(help_entries(shown, here), _about_stage(screen), page=page, guide=guide()))


def _stage(screen: BoardScreen, key: str) -> None:
    if _about_stage(screen) is None:
        screen.say("There is no stage under the cursor.")
    else:
        _help(screen, key, page="stage")


def _about_stage(screen: BoardScreen) -> tuple[str, tuple[Part, ...]] | None:
    """The name of the stage under the cursor and all that is known about it."""
    from pipeboard.view.about_stage import about_stage

    column = screen.board.column
    if column is None or not column.is_stage or screen.workspace_or_none is None:
        return None
    board, today = screen.workspace.board, screen.workspace.today()
    return column.stage.name, about_stage(column.stage, board, today)


HANDLERS: Final[Mapping[str, Callable[..., Any]]] = {
    "app.palette": _palette,
    "app.help": _help,
    "board.stage": _stage,
}
