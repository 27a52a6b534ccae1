"""Rules for proposals: the offers made on a deal."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from pipeboard.domain import actions
from pipeboard.domain.deal import Deal
from pipeboard.domain.errors import BadInput, NotFound, Refused
from pipeboard.domain.fields import PROPOSAL, dump_set, known
from pipeboard.domain.money import show_money
from pipeboard.domain.proposal import Proposal, listed
from pipeboard.domain.rules.plan import Plan, differing, over
from pipeboard.domain.rules.prices import floor_words
from pipeboard.domain.values import Changes, Value

_MOST = Decimal(10) ** 15


def add_proposal(action: actions.AddProposal, plan: Plan) -> None:
    deal = plan.deal(action.deal)
    for name in action.fields:
        known(PROPOSAL, name)
    given = {name: one for name, one in action.fields.items() if one or isinstance(one, Decimal)}
    if "amount" not in given:
        raise BadInput("A proposal needs an amount.")
    given.setdefault("currency", deal.currency or plan.board.settings.currency)
    new = _decided(plan, Proposal("", Decimal(0)), given)
    _check(plan, new, given)
    plan.emit("proposal.added", {"deal": deal.id, "set": dump_set(PROPOSAL, new)})
    after = _as_changed(Proposal("", Decimal(0)), new)
    said = f"Proposal of {_money(plan, deal, after)}{_doing(after, new)} on {deal.title}."
    plan.summary = said + _remarks(plan, deal, after, new, take_value=action.take_value)


def edit_proposal(action: actions.EditProposal, plan: Plan) -> None:
    deal = plan.deal(action.deal)
    proposal = proposal_of(deal, action.proposal)
    for name in action.changes:
        known(PROPOSAL, name)
    changes = dict(action.changes)
    if action.reopen:
        changes = {"outcome": None, "decided": None, **changes}
    elif _is_sent_again(proposal, changes):
        raise Refused(
            f"The proposal of {_money(plan, deal, proposal)} is {proposal.standing} already; "
            "reopen it to send it again, or add another one."
        )
    new = _decided(plan, proposal, changes)
    _check(plan, {**_values(proposal), **new}, new)
    owner = plan.any_deal(plan.owner(deal, proposal.id))
    disputed = {name: new[name] for name in new if over(owner, f"proposal {name}", of=proposal.id)}
    differs, was = differing(new, _values(proposal))
    new = {**differs, **disputed}
    if new:
        body = {"set": dump_set(PROPOSAL, new), "was": dump_set(PROPOSAL, {**disputed, **was})}
        seen = over(owner, *(f"proposal {name}" for name in new), of=proposal.id)
        plan.emit("proposal.set", {"deal": owner.id, "proposal": proposal.id, **body, **seen})
    after = _as_changed(proposal, new)
    money = _money(plan, deal, after)
    said = f"Proposal of {money}{_doing(after, new)} on {deal.title}."
    remarks = _remarks(plan, deal, after, new, take_value=action.take_value)
    if not new:
        said = "" if remarks else f"The proposal of {money} is like that already."
    plan.summary = (said + remarks).strip()


def _is_sent_again(proposal: Proposal, changes: Changes) -> bool:
    """Whether a decided proposal is sent once more; an earlier day only puts right when it was."""
    sent = changes.get("sent")
    again = isinstance(sent, date) and sent >= (proposal.sent or date.min)
    return bool(proposal.outcome) and again and "outcome" not in changes


def remove_proposal(action: actions.RemoveProposal, plan: Plan) -> None:
    deal = plan.deal(action.deal)
    proposal = proposal_of(deal, action.proposal)
    plan.emit("proposal.removed", {"deal": plan.owner(deal, proposal.id), "proposal": proposal.id})
    plan.summary = f"Removed the proposal of {_money(plan, deal, proposal)} from {deal.title}."


def proposal_of(deal: Deal, proposal_id: str) -> Proposal:
    """The deal's proposal of that id; NotFound if there is none."""
    for proposal in deal.proposals:
        if proposal.id == proposal_id:
            return proposal
    raise NotFound(f"{deal.title} has no such proposal.")


def _decided(plan: Plan, before: Proposal, changes: Changes) -> dict[str, Value]:
    """The changes with the days that follow from them: a decided proposal was sent, and on some day."""
    new = dict(changes)
    if new.get("outcome") and new["outcome"] != before.outcome:
        new["decided"] = new.get("decided") or plan.day
        new["sent"] = new.get("sent") or before.sent or new["decided"]
    return new


def _check(plan: Plan, values: Changes, new: Changes) -> None:
    """BadInput for an amount that is none, or for days that cannot be."""
    amount = values.get("amount")
    if not (isinstance(amount, Decimal) and amount.is_finite() and 0 < amount < _MOST):
        raise BadInput(f"A proposal of {amount} is not possible; write an amount above 0.")
    sent, decided, outcome = values.get("sent"), values.get("decided"), values.get("outcome")
    if outcome and not (sent and decided):
        raise BadInput(f"A proposal that was {outcome} was sent and decided on some day; reopen it first.")
    if decided and not outcome:
        raise BadInput("Say how it was decided, too: accepted or declined.")
    for name, day in (("sent", new.get("sent")), ("decided", new.get("decided"))):
        if isinstance(day, date) and day > plan.today:
            raise BadInput(f"A proposal cannot have been {name} on {day}, which is still to come.")
    if isinstance(sent, date) and isinstance(decided, date) and decided < sent:
        raise BadInput(f"It was sent on {sent}, so it cannot have been decided on {decided}.")


def _values(proposal: Proposal) -> dict[str, Value]:
    return {name: getattr(proposal, name) for name in PROPOSAL}


def _as_changed(proposal: Proposal, new: Changes) -> Proposal:
    """The proposal with other values; nothing is nothing of its kind."""
    empty = Proposal("", Decimal(0))
    given: dict[str, Any] = {**_values(proposal), **new}
    given = {name: getattr(empty, name) if value is None else value for name, value in given.items()}
    return Proposal(proposal.id, **given)


def _doing(after: Proposal, new: Changes) -> str:
    """ " sent", " accepted", " added": what a change did, in a word."""
    if new.get("outcome"):
        return f" {after.standing}"
    if "outcome" in new:
        return " reopened and sent" if new.get("sent") else " reopened"
    if new.get("sent"):
        return " sent"
    return " changed" if after.id else " added"


def _money(plan: Plan, deal: Deal, proposal: Proposal) -> str:
    return show_money(proposal.amount, proposal.currency or deal.currency or plan.board.settings.currency)


def _remarks(plan: Plan, deal: Deal, after: Proposal, new: Changes, *, take_value: bool) -> str:
    """What else is to be known: missing parts of what was sent, and how the deal's value stands to it."""
    goes_out = bool(new.get("sent")) and not after.outcome
    said = f" It does not speak of {listed(after.missing)} yet." if goes_out and after.missing else ""
    code = after.currency or deal.currency or plan.board.settings.currency
    same = (deal.value, deal.currency or plan.board.settings.currency) == (after.amount, code)
    if take_value and not same:
        changes: Changes = {"value": after.amount, "currency": code}
        plan.set_deal(deal, changes)
        value = f" The deal's value is now {show_money(after.amount, code)}."
        return said + value + floor_words([(deal, changes)], plan.board)
    if same or not (new.get("sent") or new.get("outcome") == "accepted" or ("amount" in new and after.sent)):
        return said
    now = (
        "not known"
        if deal.value is None
        else show_money(deal.value, deal.currency or plan.board.settings.currency)
    )
    return f"{said} The deal's value is still {now}."
