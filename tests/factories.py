"""Deals and boards for tests: sensible by default, the same in every run."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from pipeboard.domain.board import Board, BoardSettings
from pipeboard.domain.deal import Deal
from pipeboard.domain.followup import FollowUp
from pipeboard.domain.ids import encode
from pipeboard.domain.people import Contact
from pipeboard.domain.pipeline import Pipeline, Stage

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = NOW.date()

STAGES = (
    Stage("lead", "Lead", "sales", rank="1", probability=10, days=14, idle=7),
    Stage("qualified", "Qualified", "sales", rank="2", probability=25, days=14, idle=7, qualified=True),
    Stage("discovery", "Discovery", "sales", rank="3", probability=40, days=21, idle=7),
    Stage("proposal", "Proposal", "sales", rank="4", probability=60, days=14, idle=7, offer=True),
    Stage("negotiation", "Negotiation", "sales", rank="5", probability=80, days=14, idle=7),
    Stage("delivery", "Delivery", "sales", rank="6", phase="post", days=30),
    Stage("after-sales", "After-sales", "sales", rank="7", phase="post"),
)

_COMPANIES = (
    "Acme",
    "Globex",
    "Initech",
    "Umbrella",
    "Hooli",
    "Stark",
    "Wayne",
    "Tyrell",
    "Wonka",
    "Soylent",
)
_ENDINGS = ("Oy", "GmbH", "Ltd", "AB", "Inc")
_WHAT = ("website", "webshop", "app", "audit", "migration", "training", "support", "redesign", "integration")
_OWNERS = ("Anna Korhonen", "Bob Smith", "Chen Wei", "")


def make_follow_up(**fields: Any) -> FollowUp:
    """A follow-up: a call, due today."""
    base: dict[str, Any] = {"id": "k7q-01hk3z8q0f00", "kind": "call", "due": TODAY}
    return FollowUp(**base | fields)


def make_deal(**fields: Any) -> Deal:
    """An open deal in the first stage, with what `fields` says."""
    created = fields.get("created", NOW - timedelta(days=20))
    base: dict[str, Any] = {
        "id": "k7q-01hk3z8q0v3x",
        "title": "Acme website",
        "stage": "lead",
        "status": "open",
        "created": created,
        "entered_stage": created,
        "last_activity": created,
        "changed": "k7q-01hk3z8q0v3x",
        "company": "Acme Oy",
        "value": Decimal(12000),
        "currency": "EUR",
        "owner": "Anna Korhonen",
    }
    return Deal(**base | fields)


def make_board(count: int = 40, seed: int = 1, **settings: Any) -> Board:
    """A board of five stages (and two after the win) with `count` deals; the same for the same seed."""
    chance = random.Random(seed)
    deals = {}
    for number in range(count):
        deal = _random_deal(chance, number)
        deals[deal.id] = deal
    return Board(
        settings=BoardSettings(**{"name": "Demo"} | settings),
        pipelines={"sales": Pipeline("sales", "Sales", "1")},
        stages={stage.id: stage for stage in STAGES},
        deals=deals,
    )


def _random_deal(chance: random.Random, number: int) -> Deal:
    identity = f"k7q-{encode(1_700_000_000_000 + number * 7919, 9)}{encode(chance.randrange(32**3), 3)}"
    company = f"{chance.choice(_COMPANIES)} {chance.choice(_ENDINGS)}"
    created = NOW - timedelta(days=chance.randrange(5, 90), hours=chance.randrange(24))
    won = chance.random() < 0.05
    stage = chance.choice(STAGES[5:] if won else STAGES[:5])
    return make_deal(
        id=identity,
        title=f"{company.split()[0]} {chance.choice(_WHAT)} {number + 1}",
        company=company,
        stage=stage.id,
        status="won" if won else "open",
        closed=NOW - timedelta(days=2) if won else None,
        created=created,
        entered_stage=created + timedelta(days=chance.randrange(0, 5)),
        changed=identity,
        value=None if chance.random() < 0.08 else Decimal(chance.randrange(8, 900) * 100),
        currency="USD" if chance.random() < 0.15 else "EUR",
        owner=chance.choice(_OWNERS),
        priority=chance.choice(("normal", "normal", "normal", "high", "low")),
        touches=chance.randrange(0, 10),
        tags=("web",) if chance.random() < 0.3 else (),
        close=TODAY + timedelta(days=chance.randrange(-10, 90)) if chance.random() < 0.6 else None,
        follow_ups=_random_follow_ups(chance, identity),
        contacts=(Contact(f"{identity}c", "Maija Virtanen", "maija@example.com", "+358 40 1234567"),),
    )


def _random_follow_ups(chance: random.Random, deal_id: str) -> tuple[FollowUp, ...]:
    if chance.random() < 0.3:
        return ()
    due: date = TODAY + timedelta(days=chance.choice((-9, -2, -1, 0, 0, 1, 2, 4, 6, 12, 30)))
    kind = chance.choice(("call", "mail", "meeting", "message", "task"))
    return (FollowUp(f"{deal_id}f", kind, due, chance.choice(("", "send the offer", "ask about budget"))),)


def by_id(deals: Iterable[Deal]) -> dict[str, Deal]:
    """Deals as a board holds them."""
    return {deal.id: deal for deal in deals}
