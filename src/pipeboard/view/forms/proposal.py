"""The form of a proposal, new or to be changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pipeboard.domain import money
from pipeboard.domain.actions import AddProposal, EditProposal
from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.fields import PROPOSAL
from pipeboard.domain.proposal import STANDINGS, Proposal
from pipeboard.domain.values import Value
from pipeboard.view.form import Choice, Form, FormField, FormSpec, Misread, read_fields
from pipeboard.view.forms.dates import day_meaning


def new_proposal(deal: Deal, board: Board, now: datetime) -> FormSpec:
    """A further offer; the deal's value is there to begin with."""
    amount = "" if deal.value is None else money.show_money(deal.value)
    code = deal.currency or board.settings.currency

    def read(form: Form) -> AddProposal:
        texts = {name: text for name, text in form.texts().items() if text.strip()}
        if "amount" not in texts:
            raise Misread({"amount": "A proposal needs an amount, such as 12000 or 12k."})
        return AddProposal(deal=deal.id, fields=_read(texts, now))

    fields = _fields(amount, code, "", "", now)
    return FormSpec("New proposal", fields, read, save="add", aside=deal.title, key=f"proposal.new {deal.id}")


def edit_proposal(deal: Deal, proposal: Proposal, board: Board, now: datetime) -> FormSpec:
    """A proposal that is there; its action changes only what was changed."""

    def read(form: Form) -> EditProposal:
        return EditProposal(deal=deal.id, proposal=proposal.id, changes=_read(form.changed(), now))

    sent = "" if proposal.sent is None else proposal.sent.isoformat()
    code = proposal.currency or deal.currency or board.settings.currency
    fields = _fields(money.show_money(proposal.amount), code, proposal.title, sent, now)
    key = f"proposal.edit {proposal.id}"
    return FormSpec("Edit the proposal", fields, read, aside=deal.title, key=key)


def decide_proposal(deal: Deal, proposal: Proposal, now: datetime) -> FormSpec:
    """How a proposal stands, and since which day."""

    def read(form: Form) -> EditProposal:
        texts = form.texts()
        day = read_fields(PROPOSAL, {"sent": texts["sent"]}, now)["sent"]
        standing = texts["standing"]
        changes: dict[str, Value] = {"sent": day}
        if standing != "sent":
            changes = {"outcome": standing, "decided": day}
        return EditProposal(deal=deal.id, proposal=proposal.id, changes=changes)

    choices = tuple(Choice(one, one) for one in STANDINGS[1:])
    fields = (
        FormField("standing", "It was", "accepted" if proposal.sent else "sent", choices=choices),
        FormField("sent", "On", now.date().isoformat(), preview=day_meaning(now), replaced=True),
    )
    return FormSpec("How the proposal stands", fields, read, aside=deal.title)


def _fields(amount: str, currency: str, title: str, sent: str, now: datetime) -> tuple[FormField, ...]:
    return (
        FormField("amount", "Amount", amount, "12000, 12k, 15000 USD", replaced=True),
        FormField("currency", "Currency", currency, "EUR", replaced=True),
        FormField("title", "Title", title, "what is offered; optional"),
        FormField(
            "sent", "Sent", sent, "today, -3d; empty for a draft", preview=day_meaning(now), replaced=True
        ),
    )


def _read(typed: Mapping[str, str], now: datetime) -> dict[str, Value]:
    """What was typed; an amount may name its currency, which then counts."""
    changes = read_fields(PROPOSAL, typed, now)
    if typed.get("amount", "").strip():
        named = money.parse_amount(typed["amount"])[1]
        if named:
            changes["currency"] = named
    return changes
