"""The checklists of a deal: to look at and tick, and to get past where they hold it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from pipeboard.domain.actions import Action, CloseDeals, MoveDeals
from pipeboard.domain.checklist import is_held
from pipeboard.tui.bindings import Handler
from pipeboard.tui.commands.dialogs import submitting

if TYPE_CHECKING:
    from pipeboard.domain.errors import Held
    from pipeboard.tui.screens.board import BoardScreen

_OVERRIDE: Final = {"o": "override"}
_WAYS: Final = {"t": "checklist", **_OVERRIDE}


def open_checklist(screen: BoardScreen, deal_id: str, left: Callable[[None], None] | None = None) -> None:
    """Show a deal's checklists; `left` is called when they are left."""
    from pipeboard.tui.screens.checklist import ChecklistPane

    workspace = screen.workspace
    pane = ChecklistPane(deal_id, lambda: workspace.board, submitting(screen), workspace.now)
    screen.app.push_screen(pane, left)


async def get_past(screen: BoardScreen, held: Held, action: Action, cursor: str | None) -> None:
    """Ask how a move or win goes on that is held: by ticks on its checklist, or by a reason."""
    screen.fail(f"{held.fact}.")
    if not isinstance(action, (MoveDeals, CloseDeals)):
        return
    way = await screen.ask_key(held.what, _WAYS if held.ticks else _OVERRIDE)
    if way == "t":
        open_checklist(screen, held.deals[0], lambda _: _offer(screen, held, action, cursor))
    elif way == "o":
        label = "Why past its checklist" if held.ticks else "Why past the limit"
        await _override(screen, action, cursor, label)
    else:
        screen.say("")


async def _override(
    screen: BoardScreen, action: MoveDeals | CloseDeals, cursor: str | None, label: str
) -> None:
    reason = await screen.ask_line(label)
    if reason is None or not reason.strip():
        screen.say("It stays where it is: an override needs a reason.")
    else:
        screen.do(action._replace(override=reason), cursor=cursor)


def _offer(screen: BoardScreen, held: Held, action: MoveDeals | CloseDeals, cursor: str | None) -> None:
    """Once the checklist was left: offer what it held before, if it holds it no more."""
    board = screen.workspace.board
    if not any(is_held(board.deals[one], board) for one in held.deals if one in board.deals):
        screen.run_worker(_go_on(screen, action, cursor), group="command", exit_on_error=True)


async def _go_on(screen: BoardScreen, action: MoveDeals | CloseDeals, cursor: str | None) -> None:
    verb = "move it" if isinstance(action, MoveDeals) else "win it"
    if await screen.confirm("Nothing holds it any more", verb):
        screen.do(action, cursor=cursor)


def _checklist(screen: BoardScreen, key: str) -> None:
    if screen.deal is not None:
        open_checklist(screen, screen.deal.id)


HANDLERS: Final[Mapping[str, Handler]] = {"deal.checklist": _checklist}
