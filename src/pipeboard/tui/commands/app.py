"""Undo, and the app itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from pipeboard.domain.actions import Redo, Undo
from pipeboard.domain.errors import BuiltUpon, PipeBoardError
from pipeboard.tui.bindings import Handler
from pipeboard.tui.commands import filters
from pipeboard.tui.commands.search import clear

if TYPE_CHECKING:
    from pipeboard.tui.screens.board import BoardScreen
    from pipeboard.workspace.workspace import Outcome


def _undo(screen: BoardScreen, key: str) -> None:
    _take_back(screen, Undo(), key)


def _redo(screen: BoardScreen, key: str) -> None:
    _take_back(screen, Redo(), key)


def _take_back(screen: BoardScreen, action: Undo | Redo, key: str) -> None:
    try:
        outcome = screen.attempt(action)
    except BuiltUpon as built:
        screen.run_worker(_insist(screen, action, built, key), group="command")
    except PipeBoardError as error:
        screen.fail(error.sentence)
    else:
        _go_to_changed(screen, outcome)


async def _insist(screen: BoardScreen, action: Undo | Redo, built: BuiltUpon, key: str) -> None:
    """Tell who built on it; `y`, or the same key once more, goes on."""
    screen.fail(f"{built.fact}.")
    what = "undo" if isinstance(action, Undo) else "redo"
    same = {key: "the same"} if key not in ("", "y") else {}
    answer = await screen.ask_key("Others went on from there", {"y": f"{what} it anyway", **same})
    if answer is None:
        screen.say("Left as it is.")
    else:
        _go_to_changed(screen, screen.do(action._replace(anyway=True)))


def _go_to_changed(screen: BoardScreen, outcome: Outcome | None) -> None:
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
    # The key that interrupts leaves at once, and so does the palette.
    if screen.panel.is_open and key not in ("", "ctrl+c"):
        screen.panel.back()
        return
    workspace = screen.workspace_or_none
    if workspace is not None and workspace.failure is not None:
        question = "Your last changes are in the journal, not in the file."
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
