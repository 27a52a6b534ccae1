"""Rules for the playbook on deals."""

from __future__ import annotations

from pipeboard.domain import actions
from pipeboard.domain.cadences import Following
from pipeboard.domain.checklist import of_deal
from pipeboard.domain.dates import days_after
from pipeboard.domain.deal import Deal
from pipeboard.domain.definitions import Definition
from pipeboard.domain.errors import Refused
from pipeboard.domain.playbook import CHECK, steps_of
from pipeboard.domain.rules.activity import emit_follow_ups
from pipeboard.domain.rules.definitions import defined, emit_new
from pipeboard.domain.rules.plan import Plan, counted, names_of


def start_play(action: actions.StartPlay, plan: Plan) -> None:
    play = defined(plan.board, "play", action.play)
    steps = steps_of(play.id, plan.board)
    deals = plan.deals(action.deals)
    for deal in deals:
        if not deal.is_open:
            raise Refused(f"{deal.title} is {deal.status}; reopen it before a play starts.")
    for deal in deals:
        plan.emit("play.started", {"deal": deal.id, "play": play.id})
        for step in steps:
            _emit_step(step, plan, deal)
    made = f": {counted(len(steps), 'step')} planned" if steps else ""
    plan.summary = f"Started {play.title} on {names_of(deals)}{made}."


def _emit_step(step: Definition, plan: Plan, deal: Deal) -> None:
    """Plan a follow-up; an item goes on the checklist unless one of these words is there already."""
    kind, text = step.text("kind") or "task", step.text("text")
    if kind != CHECK:
        emit_follow_ups(Following(kind, days_after(plan.day, step.number("days")), text), plan, [deal])
    elif text.casefold() not in {one.title.casefold() for one in plan.board.own_checks(deal)}:
        emit_new(plan, "check", {"text": text, "list": of_deal(deal.id)})


def raise_objection(action: actions.RaiseObjection, plan: Plan) -> None:
    deals = plan.deals(action.deals)
    if action.title.strip():
        name, title = emit_new(plan, "objection", {"title": action.title.strip()})
    else:
        known = defined(plan.board, "objection", action.objection)
        name, title = known.id, known.title
    text = action.text.strip()
    for deal in deals:
        said = {"text": text} if text else {}
        plan.emit("objection.raised", {"deal": deal.id, "objection": name, **said})
    plan.summary = f"Noted on {names_of(deals)} that they object: {title}."
