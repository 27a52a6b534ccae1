"""The forms of what follows a win: a deal that comes out of a won one; and that of a new owner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from pipeboard.domain import money
from pipeboard.domain.actions import AssignDeals, SpawnDeal
from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.fields import DEAL, RELATIONS
from pipeboard.domain.rules.outcome import taken_along, title_of
from pipeboard.view.form import Choice, Form, FormField, FormSpec, read_fields
from pipeboard.view.forms.dates import day_meaning

_FIELDS: Final = ("title", "value", "close", "owner")


def spawn_deal(won: Deal, board: Board, now: datetime, owners: Sequence[str] = ()) -> FormSpec:
    """An upsell, a cross-sell or the renewal of a won deal, which is filled in as far as it is known."""
    pipeline = board.stage_of(won).pipeline
    stages = [one for one in board.stages_in(pipeline) if one.phase == "pre"]
    first = stages[0].id if stages else ""
    renewed = any(one.relation == "renewal" for one in board.followed_by(won))
    relation = "renewal" if won.renewal and not renewed else RELATIONS[0]

    def vary(texts: Mapping[str, str]) -> tuple[FormField, ...]:
        chosen = texts.get("relation", relation)
        known = taken_along(won, chosen)
        value, close = known.get("value"), known.get("close")
        staged = tuple(Choice(one.id, one.name) for one in stages)
        return (
            FormField("relation", "What", relation, choices=tuple(Choice(one, one) for one in RELATIONS)),
            FormField("title", "Title", title_of(won, chosen, close), replaced=True),
            FormField(
                *("value", "Value", money.show_money(won.value) if value and won.value is not None else ""),
                "12000 or 12k",
                replaced=True,
            ),
            FormField(
                *("close", "Close by", won.renewal.isoformat() if close and won.renewal else ""),
                "3w, fri, 2026-12-01",
                preview=day_meaning(now),
                replaced=True,
            ),
            *((FormField("stage", "Stage", first, choices=staged),) if staged else ()),
            FormField("owner", "Owner", won.owner, known=tuple(owners), replaced=True),
        )

    def read(form: Form) -> SpawnDeal:
        texts = {name: text.strip() for name, text in form.texts().items()}
        fields = read_fields(DEAL, {name: texts[name] for name in _FIELDS}, now)
        currency = money.parse_amount(texts["value"])[1] if texts["value"] else ""
        if currency:
            fields["currency"] = currency
        if texts.get("stage"):
            fields["stage"] = texts["stage"]
        return SpawnDeal(won.id, texts["relation"], fields)

    title, key = "New deal out of a won one", f"deal.spawn {won.id}"
    return FormSpec(title, vary({}), read, vary, save="add", aside=won.title, key=key)


def assign_deals(deals: Sequence[Deal], owners: Sequence[str]) -> FormSpec:
    """Another owner, with a note for them."""
    ids = tuple(deal.id for deal in deals)
    about = deals[0].title if len(deals) == 1 else f"{len(deals)} deals"
    owner = deals[0].owner if len({deal.owner for deal in deals}) == 1 else ""

    def read(form: Form) -> AssignDeals:
        texts = form.texts()
        return AssignDeals(ids, texts["owner"].strip(), texts["note"].strip())

    fields = (
        FormField(
            "owner", "Owner", owner, "empty for nobody", known=tuple(owners), listed=True, replaced=True
        ),
        FormField("note", "Note", "", "optional: what they should know"),
    )
    return FormSpec("Hand to another owner", fields, read, save="assign", aside=about)
