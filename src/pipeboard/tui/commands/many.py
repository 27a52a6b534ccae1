"""Selecting deals, and doing things to all that are selected: once a preview of it was seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from pipeboard.domain.actions import (
    Action,
    CloseDeals,
    DeleteDeals,
    MoveDeals,
    StepDeals,
    Together,
    deal_by_deal,
)
from pipeboard.domain.errors import PipeBoardError
from pipeboard.tui.bindings import Handler

if TYPE_CHECKING:
    from pipeboard.tui.screens.board import BoardScreen
    from pipeboard.tui.screens.dialog import Submit
    from pipeboard.tui.screens.preview import Proposed

_DESTROYS: Final = (DeleteDeals, CloseDeals)
"""Actions that Enter is not enough for."""


def act(screen: BoardScreen, action: Action, *, cursor: str | None = None) -> None:
    """Do an action: to one deal at once, to several when its preview was seen."""
    if len(deal_by_deal(action)) < 2:
        screen.do(action, cursor=cursor)
        return
    refusal = _propose(screen, action)
    if refusal is not None:
        screen.fail(refusal)


def submitting(screen: BoardScreen) -> Submit:
    """Carries out what a form wants: of one deal at once; of several the preview follows the form."""
    from pipeboard.tui.commands.dialogs import submitting as at_once

    def submit(action: Action) -> str | None:
        several = len(deal_by_deal(action)) > 1
        return _propose(screen, action, later=True) if several else at_once(screen)(action)

    return submit


def _propose(screen: BoardScreen, action: Action, *, later: bool = False) -> str | None:
    """Show the preview of an action; the reason if it cannot be done to any deal."""
    from pipeboard.tui.screens.preview import PreviewDialog

    try:
        proposed = _proposed(screen, action)
    except PipeBoardError as error:
        return error.sentence
    if not (proposed.preview.effects or proposed.preview.held):
        screen.do(action)  # it is like that already, which its summary says
        return None

    def past(reason: str) -> Proposed | str:
        try:
            return _proposed(screen, overridden(action, reason))
        except PipeBoardError as error:
            return error.sentence

    dialog = PreviewDialog(proposed, past)

    def done(wanted: Action | None) -> None:
        if wanted is not None:
            _carry_out(screen, wanted, len(dialog.proposed.preview.held))

    def show() -> None:
        screen.app.push_screen(dialog, done)

    if later:  # the form that wants it has to go first
        screen.call_later(show)
    else:
        show()
    return None


def _proposed(screen: BoardScreen, action: Action) -> Proposed:
    from pipeboard.tui.screens.preview import Proposed
    from pipeboard.view.doing import action_words

    workspace = screen.workspace
    title = action_words(action, workspace.board, workspace.today())
    destroys = isinstance(action, _DESTROYS)
    return Proposed(title, workspace.preview(action), workspace.board, destroys)


def _carry_out(screen: BoardScreen, action: Action, held: int) -> None:
    outcome = screen.do(action)
    if outcome is not None and held:
        stays = "1 was held back." if held == 1 else f"{held} were held back."
        screen.say(f"{screen.told(action, outcome.summary)} {stays}")


def overridden(action: Action, reason: str) -> Action:
    """The action with a reason why deals go past their checklists."""
    if isinstance(action, Together):
        return action._replace(actions=tuple(overridden(one, reason) for one in action.actions))
    return (
        action._replace(override=reason) if isinstance(action, (MoveDeals, StepDeals, CloseDeals)) else action
    )


# Once more


async def _repeat(screen: BoardScreen, key: str) -> None:
    from pipeboard.view.doing import action_words

    workspace, deals = screen.workspace, screen.chosen
    try:
        action = workspace.repeated(tuple(deal.id for deal in deals))
    except PipeBoardError as error:
        screen.fail(error.sentence)
        return
    words = action_words(action, workspace.board, workspace.today())
    if len(deals) > 1:
        act(screen, action)
        return
    if isinstance(action, _DESTROYS) and not await screen.confirm(
        f"{words}: {deals[0].title}?", "do it again"
    ):
        return
    outcome = screen.do(action, cursor=deals[0].id)
    if outcome is not None:
        screen.say(f"Again: {outcome.summary}")


# Selecting


def _toggle(screen: BoardScreen, key: str) -> None:
    screen.selection.toggle()
    _quiet(screen)


def _range(screen: BoardScreen, key: str) -> None:
    screen.selection.range()
    _quiet(screen)


def _all(screen: BoardScreen, key: str) -> None:
    screen.selection.widen()
    _quiet(screen)


def _quiet(screen: BoardScreen) -> None:
    """Make room on the status line for how many are selected."""
    screen.say("Move the cursor to take cards along." if screen.selection.selection.is_ranging else "")


HANDLERS: Final[Mapping[str, Handler]] = {
    "select.toggle": _toggle,
    "select.range": _range,
    "select.all": _all,
    "deal.repeat": _repeat,
}
