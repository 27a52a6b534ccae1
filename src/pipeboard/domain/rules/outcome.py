"""Rules for what follows a win, and for giving deals to another owner."""

from __future__ import annotations

import re
from datetime import date

from pipeboard.domain import actions
from pipeboard.domain.actions import NewContact
from pipeboard.domain.checklist import HANDOVER, items
from pipeboard.domain.deal import Deal
from pipeboard.domain.errors import BadInput, Refused
from pipeboard.domain.fields import DEAL, RELATIONS, dump_set
from pipeboard.domain.followup import local_day
from pipeboard.domain.pipeline import Stage
from pipeboard.domain.quotes import quoted
from pipeboard.domain.rules.activity import change_follow_up
from pipeboard.domain.rules.deals import check_origin, check_value, check_won, create, first_stage
from pipeboard.domain.rules.people import emit_person
from pipeboard.domain.rules.plan import Plan, counted, names_of
from pipeboard.domain.values import Changes, Value

_FIELDS = ("receiver", "promises", "handover_accepted")
_SUFFIX = re.compile(rf" \(({'|'.join(RELATIONS)})( \d{{4}})?\)$")
_EXISTING = "existing"
"""The source of a deal with a customer whom one has already."""


def hand_over(action: actions.HandOver, plan: Plan) -> None:
    deal = plan.deal(action.deal)
    check_won(deal, "a handover")
    for name in action.changes:
        if name not in _FIELDS:
            raise BadInput(f"A handover has {', '.join(_FIELDS)}, and no {quoted(name)}.")
    accepted = action.changes.get("handover_accepted")
    if isinstance(accepted, date) and accepted > local_day(plan.now, plan.board.zone):
        raise BadInput(f"{accepted.isoformat()} is still to come; a handover is accepted once it is.")
    changes = dict(action.changes)
    if changes.get("receiver"):
        changes["receiver"] = plan.person(str(changes["receiver"]))
    if not plan.set_deal(deal, changes):
        plan.summary = f"The handover of {deal.title} is like that already."
        return
    said = []
    if "receiver" in changes:
        said.append(f"handed over to {changes['receiver']}" if changes["receiver"] else "no receiver")
    if "promises" in changes:
        said.append(counted(len(deal._replace(promises=str(changes["promises"] or "")).promised), "promise"))
    if "handover_accepted" in changes:
        said.append(f"accepted on {accepted.isoformat()}" if isinstance(accepted, date) else "not accepted")
        missing = [one for one in items(deal, plan.board, HANDOVER) if one.required and not one.done]
        if accepted and missing:
            said.append(f"with {counted(len(missing), 'required item')} of its checklist open")
    plan.summary = f"{deal.title}: {', '.join(said)}."


def rate_deal(action: actions.RateDeal, plan: Plan) -> None:
    deal = plan.deal(action.deal)
    check_won(deal, "satisfaction")
    if action.satisfaction is not None and not 0 <= action.satisfaction <= 10:
        raise BadInput(f"{action.satisfaction} is not a satisfaction; write a whole number from 0 to 10.")
    changes: Changes = {"satisfaction": action.satisfaction}
    if action.comment is not None:
        changes = {**changes, "satisfaction_note": action.comment.strip()}
    if not plan.set_deal(deal, changes):
        plan.summary = f"{deal.title} is like that already."
    elif action.satisfaction is None:
        plan.summary = f"{deal.title}: no satisfaction."
    else:
        plan.summary = f"{deal.title}: satisfaction {action.satisfaction} of 10."


def spawn_deal(action: actions.SpawnDeal, plan: Plan) -> None:
    won = plan.deal(action.deal)
    if action.relation not in RELATIONS:
        raise BadInput(f"{quoted(action.relation)} is not one of {', '.join(RELATIONS)}.")
    check_won(won, f"{'an' if action.relation[0] == 'u' else 'a'} {action.relation}")
    stage = _stage_for(action, plan, won)
    given = {
        **_said({**taken_along(won, action.relation), **action.fields}),
        "origin": won.id,
        "relation": action.relation,
    }
    given.setdefault("title", title_of(won, action.relation, given.get("close")))
    check_value(plan.board, given)
    check_origin(plan, given)
    deal_id = create(plan, dump_set(DEAL, plan.named(given)), stage)
    for person in won.contacts:
        emit_person(plan, deal_id, {name: getattr(person, name) for name in NewContact._fields})
    plan.summary = f"Added {given['title']} to {stage.name}: the {action.relation} of {won.title}."


def taken_along(won: Deal, relation: str) -> Changes:
    """The fields that a new deal has from the won one that it comes out of."""
    fields: Changes = {
        "company": won.company,
        "currency": won.currency,
        "owner": won.owner,
        "source": _EXISTING,
        "value": won.value if relation == "renewal" else None,
        "close": won.renewal if relation == "renewal" else None,
    }
    return _said(fields)


def title_of(won: Deal, relation: str, close: object = None) -> str:
    """What a new deal is called for want of another title: "Acme website (renewal 2027)"."""
    year = f" {close.year}" if relation == "renewal" and isinstance(close, date) else ""
    return f"{_SUFFIX.sub('', won.title)} ({relation}{year})"


def _said(fields: Changes) -> dict[str, Value]:
    return {name: value for name, value in fields.items() if name != "stage" and value not in (None, "", ())}


def _stage_for(action: actions.SpawnDeal, plan: Plan, won: Deal) -> Stage:
    """The stage that was asked for, or the first of the won deal's pipeline."""
    if action.fields.get("stage"):
        stage = plan.stage(str(action.fields["stage"]))
        if stage.phase == "post":
            raise Refused(f"{stage.name} comes after the win; choose an earlier stage.")
        return stage
    there = plan.board.stages_in(plan.board.stage_of(won).pipeline)
    return there[0] if there and there[0].phase == "pre" else first_stage(plan)


def assign_deals(action: actions.AssignDeals, plan: Plan) -> None:
    deals, owner = plan.deals(action.deals), plan.person(action.owner.strip())
    moved = 0
    given = [deal for deal in deals if plan.set_deal(deal, {"owner": owner})]
    for deal in given:
        for step in deal.follow_ups if deal.owner else ():
            if step.owner == deal.owner:
                moved += change_follow_up(plan, deal, step, {"owner": owner})
    note = action.note.strip()
    for deal in deals if note else ():
        plan.emit("note.added", {"deal": deal.id, "text": note})
    if not given:
        plan.summary = f"{names_of(deals)} {_belongs(owner, len(deals))} already{'; noted' if note else ''}."
        return
    steps = f" with {counted(moved, 'follow-up')}" if moved else ""
    before = {deal.owner for deal in given}
    whose = f", from {before.pop()}" if len(before) == 1 and all(before) else ""
    plan.summary = f"{names_of(given)} {_belongs(owner, len(given))} now{steps}{whose}."


def _belongs(owner: str, deals: int) -> str:
    return f"{'belongs' if deals == 1 else 'belong'} to {owner or 'nobody'}"
