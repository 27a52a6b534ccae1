"""What follows a win: the handover, further deals, and the way between deals that belong together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from pipeboard.domain.deal import Deal
from pipeboard.tui.commands.dialogs import ask_form, submitting

if TYPE_CHECKING:
    from pipeboard.tui.screens.board import BoardScreen


def hand_over(screen: BoardScreen, deal: Deal) -> None:
    """Open the handover of a won deal."""
    from pipeboard.tui.screens.handover import HandoverPane

    if deal.status != "won":
        screen.fail(_win_first(screen, deal, "a handover"))
        return
    workspace = screen.workspace
    pane = HandoverPane(deal.id, lambda: workspace.board, submitting(screen), workspace.now)
    screen.app.push_screen(pane)


def spawn(screen: BoardScreen, deal: Deal) -> None:
    """Ask for the deal that comes out of a won one."""
    from pipeboard.view.forms.deal import known_values
    from pipeboard.view.forms.outcome import spawn_deal

    if deal.status != "won":
        screen.fail(_win_first(screen, deal, "an upsell, a cross-sell or a renewal"))
        return
    board, now = screen.workspace.board, screen.workspace.now()
    ask_form(screen, spawn_deal(deal, board, now, known_values(board.visible_deals()).owner))


def _linked(screen: BoardScreen, key: str) -> None:
    """Go to the deal that this one came out of, or to one that came out of it."""
    from pipeboard.tui.screens.picker import Picker
    from pipeboard.view.picker import Option

    deal = screen.deal
    if deal is None:
        return
    board = screen.workspace.board
    origin = board.origin_of(deal)
    linked = {one.id: (one, one.relation) for one in board.followed_by(deal)}
    if origin is not None:
        linked = {origin.id: (origin, "it came out of this"), **linked}
    if len(linked) == 1:
        screen.reveal(next(iter(linked)))
    elif linked:
        options = [Option(one.id, one.title, note) for one, note in linked.values()]

        def done(chosen: str | None) -> None:
            if chosen is not None:
                screen.reveal(chosen)

        picker = Picker("Linked deals", options, verb="go there", aside=deal.title, at_once=True)
        screen.app.push_screen(picker, done)
    else:
        screen.say(f"{deal.title} came out of no other deal, and none came out of it.")


def _win_first(screen: BoardScreen, deal: Deal, what: str) -> str:
    keymap = screen.pipeboard.keymap
    keys = [keymap.shown("deal.reopen")] if not deal.is_open else []
    way = " then ".join(filter(None, (*keys, keymap.shown("deal.close"))))
    return f"{deal.title} is {deal.status}; {what} comes after the win{f' ({way})' if way else ''}."


def _on_deal(act: Callable[[BoardScreen, Deal], None]) -> Callable[[BoardScreen, str], None]:
    def handler(screen: BoardScreen, key: str) -> None:
        if screen.deal is not None:
            act(screen, screen.deal)

    return handler


HANDLERS: Final[Mapping[str, Callable[..., Any]]] = {
    "deal.handover": _on_deal(hand_over),
    "deal.spawn": _on_deal(spawn),
    "deal.linked": _linked,
}
