"""The agenda, opened over the board."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from pipeboard.domain.actions import Action
from pipeboard.domain.errors import Held, Refused
from pipeboard.tui.bindings import Handler
from pipeboard.tui.commands.dialogs import ask_form

if TYPE_CHECKING:
    from pipeboard.tui.screens.board import BoardScreen
    from pipeboard.tui.screens.dialog import Submit
    from pipeboard.view.form import FormSpec


def _agenda(screen: BoardScreen, key: str) -> None:
    from pipeboard.tui.screens.agenda import AgendaDialog, Desk

    workspace = screen.workspace

    def carry_out(action: Action) -> str:
        try:
            return screen.attempt(action).summary
        except Held as held:
            key = screen.pipeboard.keymap.shown("deal.checklist")
            way = f"{key} on its card opens it" if key else "see `pipeboard check`"
            raise Refused(f"{held.fact}; {way}.") from held

    def ask(spec: FormSpec, submit: Submit) -> None:
        ask_form(screen, spec, submit)

    def follow(listener: Callable[[], None]) -> Callable[[], None]:
        return workspace.subscribe(lambda _change: listener())

    def done(deal: str | None) -> None:
        if deal is not None:
            screen.reveal(deal)

    desk = Desk(lambda: workspace.board, workspace.now, carry_out, ask, follow, workspace.author)
    screen.app.push_screen(AgendaDialog(desk), done)


HANDLERS: Final[Mapping[str, Handler]] = {"board.agenda": _agenda}
