"""Limits of stages: how many deals should be in one at most."""

from __future__ import annotations

from pipeboard.domain.deal import Deal
from pipeboard.domain.errors import Held
from pipeboard.domain.pipeline import Stage
from pipeboard.domain.rules.plan import Plan, names_of


def over_limit(plan: Plan, stage: Stage, coming: int) -> int:
    """How many deals a stage would hold with those that come in, where that is over its limit; else 0."""
    if not (stage.limit and coming):
        return 0
    statuses = ("open", "won") if stage.phase == "post" else ("open",)
    here = (deal for deal in plan.board.visible_deals() if deal.status in statuses)
    count = sum(1 for deal in here if plan.board.stage_of(deal).id == stage.id) + coming
    return count if count > stage.limit else 0


def check_limit(stage: Stage, held: list[Deal], count: int) -> None:
    """Held where deals come into a stage that would hold too many, and whose limit holds them back."""
    if held:
        who = f"{names_of(held)} {'is' if len(held) == 1 else 'are'} held back by a limit"
        what = f"{stage.name} would hold {count} of {stage.limit}"
        raise Held(who, what, tuple(deal.id for deal in held), ticks=False)


def limit_words(stage: Stage, count: int) -> str:
    """Tells that a stage holds too many now; empty where `count` is 0."""
    return f" {stage.name} holds {count} of {stage.limit} now." if count else ""
