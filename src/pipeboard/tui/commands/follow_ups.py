"""What comes next on a deal: follow-ups, cadences, the nurture track and the focus list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from pipeboard.domain.actions import Action, CancelFollowUp, StopCadence, StopNurturing
from pipeboard.domain.cadences import in_cadence, place_of
from pipeboard.domain.deal import Deal
from pipeboard.domain.errors import Held, Refused
from pipeboard.domain.followup import FollowUp
from pipeboard.domain.nurture import is_nurtured
from pipeboard.domain.rules.plan import names_of
from pipeboard.tui.bindings import Handler
from pipeboard.tui.commands.dialogs import ANOTHER, ask_form
from pipeboard.tui.commands.many import act, submitting

if TYPE_CHECKING:
    from pipeboard.tui.screens.board import BoardScreen
    from pipeboard.tui.screens.desk import Desk
    from pipeboard.tui.screens.dialog import Submit
    from pipeboard.view.form import FormSpec

_START: Final = "start"
_STOP: Final = "stop"
_CHANGE: Final = "change"
_SNOOZE: Final = "snooze"


def desk_of(screen: BoardScreen) -> Desk:
    """What screens over the board work with."""
    from pipeboard.tui.screens.desk import Desk

    workspace = screen.workspace

    def carry_out(action: Action) -> str:
        try:
            return screen.told(action, screen.attempt(action).summary)
        except Held as held:
            key = screen.pipeboard.keymap.shown("deal.checklist")
            way = f"{key} on its card opens it" if key else "see `pipeboard check`"
            raise Refused(f"{held.fact}; {way}.") from held

    def ask(spec: FormSpec, submit: Submit) -> None:
        ask_form(screen, spec, submit)

    def follow(listener: Callable[[], None]) -> Callable[[], None]:
        return workspace.subscribe(lambda _change: listener())

    return Desk(lambda: workspace.board, workspace.now, carry_out, ask, follow, workspace.author)


def _follow_up(screen: BoardScreen, key: str) -> None:
    from pipeboard.tui.screens.picker import Picker
    from pipeboard.view.picker import Option, follow_up_options

    if len(screen.chosen) > 1:
        _follow_up_many(screen, screen.chosen)
        return
    deal = screen.chosen[0]
    if not deal.follow_ups:
        _plan(screen, (deal,))
        return
    board, today = screen.workspace.board, screen.workspace.today()
    step = in_cadence(deal)
    options = [
        *follow_up_options(deal, today, board),
        Option(ANOTHER, "Plan another"),
        Option(_START, "Begin a cadence...") if step is None else Option(_STOP, "End the cadence"),
    ]

    def done(chosen: str | None) -> None:
        if chosen == ANOTHER:
            _plan(screen, (deal,))
        elif chosen == _START:
            _start_cadence(screen, (deal,))
        elif chosen == _STOP:
            screen.do(StopCadence((deal.id,)))
        elif chosen is not None:
            step_id, _, verb = chosen.partition(" ")
            _act_on_follow_up(screen, deal, next(one for one in deal.follow_ups if one.id == step_id), verb)

    title = "Follow-up" if len(deal.follow_ups) == 1 else "Follow-ups"
    screen.app.push_screen(Picker(title, options, verb="do it", aside=deal.title, at_once=True), done)


def _follow_up_many(screen: BoardScreen, deals: Sequence[Deal]) -> None:
    """Plan a next step for all of some deals, or put those that they have off."""
    from pipeboard.tui.screens.picker import Picker
    from pipeboard.view.forms.activity import snooze_many
    from pipeboard.view.picker import Option

    def done(chosen: str | None) -> None:
        if chosen == ANOTHER:
            _plan(screen, deals)
        elif chosen == _SNOOZE:
            ask_form(screen, snooze_many(deals, screen.workspace.now()), submitting(screen))

    waiting = sum(1 for deal in deals if deal.steps)
    options = (
        Option(ANOTHER, "Plan a follow-up"),
        Option(_SNOOZE, "Snooze the next one of each", f"{waiting} of {len(deals)} have one"),
    )
    picker = Picker("Follow-ups", options, verb="do it", aside=f"{len(deals)} deals", at_once=True)
    screen.app.push_screen(picker, done)


def _plan(screen: BoardScreen, deals: Sequence[Deal]) -> None:
    from pipeboard.view.forms.activity import plan_follow_up

    now, board = screen.workspace.now(), screen.workspace.board
    ask_form(screen, plan_follow_up(deals, now, board), submitting(screen))


def _start_cadence(screen: BoardScreen, deals: Sequence[Deal]) -> None:
    from pipeboard.view.forms.activity import start_cadence

    now, board = screen.workspace.now(), screen.workspace.board
    ask_form(screen, start_cadence(deals, now, board), submitting(screen))


def _act_on_follow_up(screen: BoardScreen, deal: Deal, step: FollowUp, verb: str) -> None:
    from pipeboard.view.forms import activity

    now = screen.workspace.now()
    if verb == "cancel":
        screen.do(CancelFollowUp(deal.id, step.id))
    elif verb == "done":
        ask_form(screen, activity.finish_follow_up(deal, step, now, screen.workspace.board))
    else:
        make = activity.snooze_follow_up if verb == "snooze" else activity.edit_follow_up
        ask_form(screen, make(deal, step, now))


def _cadence(screen: BoardScreen, key: str) -> None:
    from pipeboard.tui.screens.picker import Picker
    from pipeboard.view.picker import Option

    deals = screen.chosen
    running = [deal for deal in deals if in_cadence(deal) is not None]
    if not running:
        _start_cadence(screen, deals)
        return

    def done(chosen: str | None) -> None:
        if chosen == _STOP:
            act(screen, StopCadence(tuple(deal.id for deal in running)))
        elif chosen == _START:
            _start_cadence(screen, deals)

    step = in_cadence(deals[0])
    if len(deals) == 1 and step is not None:
        options = [Option(_STOP, "End it", place_of(step, screen.workspace.board))]
    else:
        options = [Option(_STOP, "End it", f"{len(running)} of {len(deals)} are in one")]
        options += [Option(_START, "Start one")] if len(running) < len(deals) else []
    picker = Picker("Cadence", options, verb="do it", aside=names_of(deals), at_once=True)
    screen.app.push_screen(picker, done)


def _nurture(screen: BoardScreen, key: str) -> None:
    from pipeboard.tui.screens.picker import Picker
    from pipeboard.view.forms.activity import nurture
    from pipeboard.view.picker import Option

    deals = screen.chosen
    nurtured = [deal for deal in deals if is_nurtured(deal)]
    deal, now, board = deals[0], screen.workspace.now(), screen.workspace.board
    if not nurtured:
        ask_form(screen, nurture(deals, now, board), submitting(screen))
        return
    step = next((one for one in deal.follow_ups if one.every), None) if len(deals) == 1 else None

    def done(chosen: str | None) -> None:
        if chosen == _STOP:
            act(screen, StopNurturing(tuple(one.id for one in nurtured)))
        elif chosen == _START:
            ask_form(screen, nurture(deals, now, board), submitting(screen))
        elif chosen == _CHANGE and step is not None:
            _act_on_follow_up(screen, deal, step, _CHANGE)

    options = (
        Option(_STOP, "Stop nurturing"),
        *((Option(_CHANGE, "Change its follow-up"),) if step is not None else ()),
        *((Option(_START, "Nurture the others, too"),) if len(nurtured) < len(deals) else ()),
    )
    picker = Picker("Nurture", options, verb="do it", aside=names_of(deals), at_once=True)
    screen.app.push_screen(picker, done)


def _focus(screen: BoardScreen, key: str) -> None:
    from pipeboard.tui.screens.focus import FocusDialog

    def done(deal: str | None) -> None:
        if deal is not None:
            screen.reveal(deal)

    screen.app.push_screen(FocusDialog(desk_of(screen), screen.workspace.touches), done)


HANDLERS: Final[Mapping[str, Handler]] = {
    "deal.follow-up": _follow_up,
    "deal.cadence": _cadence,
    "deal.nurture": _nurture,
    "board.focus": _focus,
}
