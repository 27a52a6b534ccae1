"""The metrics, opened over the board, and the board as of another day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from pipeboard.domain.actions import Action
from pipeboard.tui.bindings import Handler
from pipeboard.tui.commands.dialogs import ask_form

if TYPE_CHECKING:
    from pipeboard.tui.screens.board import BoardScreen
    from pipeboard.tui.screens.dialog import Submit
    from pipeboard.view.form import FormSpec
    from pipeboard.view.metrics_frame import PageName


def _metrics(screen: BoardScreen, key: str) -> None:
    _open(screen, None)


def _audit(screen: BoardScreen, key: str) -> None:
    _open(screen, "audit")


def _open(screen: BoardScreen, page: PageName | None) -> None:
    """The metrics where one left them, or at a page."""
    from pipeboard.tui.screens.metrics import MetricsDialog
    from pipeboard.tui.screens.metrics_choosing import Desk

    workspace = screen.workspace

    def carry_out(action: Action) -> str:
        return screen.attempt(action).summary

    def ask(spec: FormSpec, submit: Submit) -> None:
        ask_form(screen, spec, submit)

    def follow(listener: Callable[[], None]) -> Callable[[], None]:
        return workspace.subscribe(lambda _change: listener())

    look = screen.pipeboard.look
    plain = look.ascii or look.low_bandwidth  # a block is three bytes
    desk = Desk(workspace.reporter, workspace.now, carry_out, ask, follow, workspace.author, plain)
    spot = screen.metrics_spot
    # Another day's figures would be those of another board.
    dialog = MetricsDialog(desk, spot[1] if spot and spot[0] == workspace.today() else None)
    dialog.narrow(screen.finding.hand_over())
    if page is not None:
        dialog.turn_to(page)

    def done(deal: str | None) -> None:
        screen.metrics_spot = workspace.today(), dialog.spot
        if deal is not None:
            screen.reveal(deal)

    screen.app.push_screen(dialog, done)


def _as_of(screen: BoardScreen, key: str) -> None:
    from pipeboard.tui.past import look_back
    from pipeboard.view.forms.metrics import LookBack, board_as_of

    def submit(action: Action) -> str | None:
        if isinstance(action, LookBack):
            look_back(screen, action.day)
        return None

    ask_form(screen, board_as_of(screen.present.now()), submit)


HANDLERS: Final[Mapping[str, Handler]] = {
    "board.metrics": _metrics,
    "board.audit": _audit,
    "board.as-of": _as_of,
}
