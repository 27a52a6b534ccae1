"""Rules for touches, notes and follow-ups."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import get_args

from pipeboard.domain import actions
from pipeboard.domain.board import Board
from pipeboard.domain.cadences import Following, following, place_of, recurrence, title_of
from pipeboard.domain.dates import show_day, show_moment, show_span
from pipeboard.domain.deal import Deal
from pipeboard.domain.errors import BadInput, NotFound, Refused
from pipeboard.domain.fields import FOLLOW_UP, dump_set
from pipeboard.domain.followup import KINDS, FollowUp, TouchKind, local_day
from pipeboard.domain.rules.plan import Plan, names_of, over
from pipeboard.domain.values import Value


def log_touch(action: actions.LogTouch, plan: Plan) -> None:
    _check_kind(action.kind, get_args(TouchKind), "touch")
    deals = plan.deals(action.deals)
    text = action.text.strip()
    for deal in deals:
        plan.emit("touch.logged", {"deal": deal.id, "kind": action.kind, **({"text": text} if text else {})})
    count = f" ({deals[0].touches + 1} now)" if len(deals) == 1 else ""
    plan.summary = f"Logged a {action.kind} on {names_of(deals)}{count}."


def add_note(action: actions.AddNote, plan: Plan) -> None:
    if not action.text.strip():
        raise BadInput("An empty note says nothing; write a few words.")
    deals = plan.deals(action.deals)
    for deal in deals:
        plan.emit("note.added", {"deal": deal.id, "text": action.text.strip()})
    plan.summary = f"Noted on {names_of(deals)}."


def plan_follow_up(action: actions.PlanFollowUp, plan: Plan) -> None:
    deals = plan.deals(action.deals)
    for deal in deals if action.cadence else ():
        check_cadence(deal, plan)
    emit_follow_ups(action, plan, deals)
    again = f", every {show_span(action.every)}" if action.every else ""
    when = show_moment(action.due, plan.today, plan.board.zone)
    plan.summary = f"Planned a {action.kind} on {names_of(deals)} for {when}{again}."


def emit_follow_ups(
    action: actions.PlanFollowUp | Following, plan: Plan, deals: list[Deal], after: str = ""
) -> None:
    """Emit one planned follow-up for each deal. `after` is the one whose end brings it by itself."""
    _check_kind(action.kind, KINDS, "follow-up")
    given: dict[str, Value] = {
        "kind": action.kind,
        "due": action.due,
        "text": action.text.strip(),
        "owner": plan.person(action.owner),
        "every": action.every,
        "cadence": action.cadence,
        "step": action.step,
    }
    body = dump_set(FOLLOW_UP, {name: value for name, value in given.items() if value})
    brought = {"after": after} if after else {}
    for deal in deals:
        plan.emit("follow_up.planned", {"deal": deal.id, "set": body, **brought})


def check_cadence(deal: Deal, plan: Plan, leaving: FollowUp | None = None) -> None:
    """Refused where a deal cannot go into a cadence: it is in one that it does not leave, or it is lost."""
    if deal.status in ("lost", "disqualified"):
        raise Refused(f"{deal.title} is {deal.status}; reopen it before a cadence starts.")
    for step in deal.follow_ups:
        if step.cadence and step is not leaving:
            place = place_of(step, plan.board)
            raise Refused(f"{deal.title} is in a cadence ({place}); stop that one first.")


def edit_follow_up(action: actions.EditFollowUp, plan: Plan) -> None:
    deal = plan.deal(action.deal)
    step = _follow_up(deal, action.follow_up)
    if isinstance(action.changes.get("kind"), str):
        _check_kind(str(action.changes["kind"]), KINDS, "follow-up")
    if change_follow_up(plan, deal, step, action.changes):
        due = action.changes.get("due")
        if isinstance(due, date) and due != step.due:
            when = show_moment(due, plan.today, plan.board.zone)
            plan.summary = f"Snoozed the {step.kind} on {deal.title} until {when}."
        else:
            plan.summary = f"Changed the {step.kind} on {deal.title}."
    else:
        plan.summary = "That follow-up is like that already."


def snooze_deals(action: actions.SnoozeDeals, plan: Plan) -> None:
    deals = plan.deals(action.deals)
    for deal in deals:
        if deal.next_follow_up is None:
            raise Refused(f"{deal.title} has no open follow-up to snooze; plan one first.")
    steps = [(deal, step) for deal in deals if (step := deal.next_follow_up) is not None]
    snoozed = [deal for deal, step in steps if change_follow_up(plan, deal, step, {"due": action.due})]
    when = show_moment(action.due, plan.today, plan.board.zone)
    if snoozed:
        plan.summary = f"Snoozed the next follow-up of {names_of(snoozed)} until {when}."
    else:
        plan.summary = f"{names_of(deals)} {'waits' if len(deals) == 1 else 'wait'} until {when} already."


def change_follow_up(plan: Plan, deal: Deal, step: FollowUp, changes: Mapping[str, Value]) -> bool:
    """Emit what differs from a follow-up as it is, or settles a conflict; whether anything does."""
    owner = plan.any_deal(plan.owner(deal, step.id))
    new = {
        name: value
        for name, value in changes.items()
        if (getattr(step, name, None) or None) != (value or None)
        or over(owner, f"follow-up {name}", of=step.id)
    }
    if not new:
        return False
    body = {
        "set": dump_set(FOLLOW_UP, new),
        "was": dump_set(FOLLOW_UP, {name: value for name in new if (value := getattr(step, name, None))}),
        **over(owner, *(f"follow-up {name}" for name in new), of=step.id),
    }
    plan.emit("follow_up.set", {"deal": owner.id, "follow_up": step.id, **body})
    return True


def finish_follow_up(action: actions.FinishFollowUp, plan: Plan) -> None:
    deal = plan.deal(action.deal)
    step = _follow_up(deal, action.follow_up)
    outcome = action.outcome.strip()
    extra = {"outcome": outcome} if outcome else {}
    plan.emit("follow_up.done", {**finished(plan, deal, step), **extra})
    # A call that was planned and is done is a touch; a task is not.
    if step.kind in get_args(TouchKind):
        text = outcome or step.text
        plan.emit("touch.logged", {"deal": deal.id, "kind": step.kind, **({"text": text} if text else {})})
    plan.summary = f"Done: {step.kind} on {deal.title}{_plan_next(action, plan, deal, step)}."


def _plan_next(action: actions.FinishFollowUp, plan: Plan, deal: Deal, step: FollowUp) -> str:
    """Plan what comes after a follow-up that is done; the words on it."""
    if action.next is not None:
        if action.next.cadence:
            check_cadence(deal, plan, step)
        emit_follow_ups(action.next, plan, [deal])
        return _next_words(action.next, plan)
    if action.end:
        return ending(step, plan.board)
    coming = following(step, plan.board, plan.day)
    if coming is None:
        return f"; that was the last step of {title_of(step.cadence, plan.board)}" if step.cadence else ""
    emit_follow_ups(coming, plan, [deal], after=step.id)
    return _next_words(coming, plan)


def _next_words(coming: actions.PlanFollowUp | Following, plan: Plan) -> str:
    """What is next, as the end of a sentence."""
    when = show_day(local_day(coming.due, plan.board.zone), plan.day)
    goes_on = recurrence(coming, plan.board)
    return f"; next is a {coming.kind} on {when}{f' ({goes_on})' if goes_on else ''}"


def ending(step: FollowUp, board: Board) -> str:
    """What ends with a follow-up, as the end of a sentence."""
    if step.cadence:
        return f", which ends {title_of(step.cadence, board)}"
    return ", which does not come again" if step.every else ""


def cancel_follow_up(action: actions.CancelFollowUp, plan: Plan) -> None:
    deal = plan.deal(action.deal)
    step = _follow_up(deal, action.follow_up)
    plan.emit("follow_up.cancelled", finished(plan, deal, step))
    plan.summary = f"Cancelled the {step.kind} on {deal.title}{ending(step, plan.board)}."


def finished(plan: Plan, deal: Deal, step: FollowUp) -> dict[str, object]:
    """What the row of a finished follow-up says: which one, and when its author thought it was due."""
    was = dump_set(FOLLOW_UP, {"due": step.due})
    return {"deal": plan.owner(deal, step.id), "follow_up": step.id, "was": was}


def _follow_up(deal: Deal, follow_up_id: str) -> FollowUp:
    for step in deal.follow_ups:
        if step.id == follow_up_id:
            return step
    raise NotFound(f"{deal.title} has no such open follow-up.")


def _check_kind(kind: str, kinds: tuple[str, ...], what: str) -> None:
    if kind not in kinds:
        raise BadInput(f"'{kind}' is not a kind of {what}; there are {', '.join(kinds)}.")
