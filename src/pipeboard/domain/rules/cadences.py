"""Rules for cadences and the nurture track."""

from __future__ import annotations

from pipeboard.domain import actions
from pipeboard.domain.cadences import Following, first_step, in_cadence, place_of
from pipeboard.domain.dates import days_after, show_day, show_span
from pipeboard.domain.deal import Deal
from pipeboard.domain.errors import BadInput, Refused
from pipeboard.domain.followup import FollowUp
from pipeboard.domain.nurture import NURTURE
from pipeboard.domain.rules.activity import check_cadence, emit_follow_ups, finished
from pipeboard.domain.rules.definitions import defined
from pipeboard.domain.rules.plan import Plan, names_of


def start_cadence(action: actions.StartCadence, plan: Plan) -> None:
    cadence = defined(plan.board, "cadence", action.cadence)
    deals = plan.deals(action.deals)
    first = first_step(cadence.id, plan.board, action.start or plan.day)
    if first is None:
        raise Refused(f"{cadence.title} has no steps yet; define some before it starts.")
    for deal in deals:
        check_cadence(deal, plan)
    emit_follow_ups(first, plan, deals)
    when = show_day(first.due, plan.day)
    plan.summary = f"Started {cadence.title} on {names_of(deals)}: a {first.kind} on {when}."


def stop_cadence(action: actions.StopCadence, plan: Plan) -> None:
    deals = plan.deals(action.deals)
    for deal in deals:
        if in_cadence(deal) is None:
            raise Refused(f"{deal.title} is in no cadence; there is nothing to stop.")
    places = [place_of(step, plan.board) for deal in deals for step in _cancelled(deal, plan, "cadence")]
    plan.summary = f"Stopped {places[0] if len(places) == 1 else 'the cadences'} on {names_of(deals)}."


def nurture_deals(action: actions.NurtureDeals, plan: Plan) -> None:
    if action.every < 1:
        raise BadInput("A deal is nurtured every so many days; say how many, from 1 up.")
    deals = plan.deals(action.deals)
    for deal in deals:
        if not deal.is_open:
            raise Refused(f"{deal.title} is {deal.status}; reopen it before it is nurtured.")
    due = action.due or days_after(plan.day, action.every)
    step = Following(action.kind, due, action.text, every=action.every)
    told = f"a {action.kind} every {show_span(action.every)}"
    begun = []
    for deal in deals:
        known = next((one for one in deal.follow_ups if one.every), None)
        if known is None:
            emit_follow_ups(step, plan, [deal])
        elif len(deals) == 1:
            told = f"the {known.kind} every {show_span(known.every)} goes on"
        if plan.set_deal(deal, {"track": NURTURE}) or known is None:
            begun.append(deal)
    plan.summary = f"Nurturing {names_of(begun or deals)}: {told}."


def stop_nurturing(action: actions.StopNurturing, plan: Plan) -> None:
    deals = plan.deals(action.deals)
    for deal in deals:
        if deal.track != NURTURE:
            raise Refused(f"{deal.title} is not on the nurture track; there is nothing to stop.")
    gone = 0
    for deal in deals:
        plan.set_deal(deal, {"track": None})
        gone += len(_cancelled(deal, plan, "every"))
    also = "; its recurring follow-up is off" if gone else ""
    plan.summary = f"Stopped nurturing {names_of(deals)}{also}."


def _cancelled(deal: Deal, plan: Plan, field: str) -> list[FollowUp]:
    """The deal's open follow-ups that have something in a field, cancelled."""
    steps = [step for step in deal.follow_ups if getattr(step, field)]
    for step in steps:
        plan.emit("follow_up.cancelled", finished(plan, deal, step))
    return steps
