"""Undo, and the app itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from pipeboard.domain.actions import Redo, Undo
from pipeboard.tui.bindings import Handler
from pipeboard.tui.commands import filters
from pipeboard.tui.commands.search import clear

if TYPE_CHECKING:
    from pipeboard.tui.screens.board import BoardScreen


def _undo(screen: BoardScreen, key: str) -> None:
    _go_to_changed(screen, Undo())


def _redo(screen: BoardScreen, key: str) -> None:
    _go_to_changed(screen, Redo())


def _go_to_changed(screen: BoardScreen, action: Undo | Redo) -> None:
    outcome = screen.do(action)
    if outcome is not None and len(outcome.changed) == 1:
        screen.board.go_to(outcome.changed[0])


def _back(screen: BoardScreen, key: str) -> None:
    if screen.panel.is_open:
        screen.panel.back()
    elif screen.selection:
        screen.selection.clear()
    elif screen.search.text:
        clear(screen)
    elif screen.finding.filter:
        filters.clear(screen)
    elif screen.past is not None:
        from pipeboard.tui.past import show_present  # for those alone who look back

        show_present(screen)
    else:
        screen.say("")


async def _quit(screen: BoardScreen, key: str) -> None:
    if screen.panel.is_open and key == "q":
        screen.panel.back()
        return
    workspace = screen.workspace_or_none
    if workspace is not None and workspace.failure is not None:
        question = "The file does not hold your last changes yet; a journal keeps them"
        if await screen.ask_key(question, {"y": "leave"}) != "y":
            return
    screen.pipeboard.leave()


def _redraw(screen: BoardScreen, key: str) -> None:
    screen.pipeboard.redraw()


def _suspend(screen: BoardScreen, key: str) -> None:
    screen.app.action_suspend_process()


HANDLERS: Final[Mapping[str, Handler]] = {
    "board.undo": _undo,
    "board.redo": _redo,
    "app.back": _back,
    "app.quit": _quit,
    "app.redraw": _redraw,
    "app.suspend": _suspend,
}
