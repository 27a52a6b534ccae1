"""Targets, costs and limits, as the team defined them (M15, M24, M25)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple, cast

from pipeboard.domain.board import Board
from pipeboard.domain.definitions import Definition
from pipeboard.metrics.period import Period

WON_VALUE: Final = "won value"
NEW_DEALS: Final = "new deals"


class Target(NamedTuple):
    """What is to be reached in a unit of time, by the team or one owner."""

    metric: str
    amount: Decimal
    owner: str
    unit: str


class Cost(NamedTuple):
    """Money spent on sales or marketing, in the board's currency."""

    day: date
    amount: Decimal
    category: str


class Limit(NamedTuple):
    """How much one person can carry."""

    owner: str
    role: str
    """`AE` for open deals, `BDR` for leads that are not qualified yet."""
    most: int


def target_of(board: Board, period: Period, metric: str = WON_VALUE, owner: str = "") -> Target | None:
    """The target of a metric for a period: the latest that begins before the period ends. None without one.

    A target counts for periods of its own unit: a year's is not cut into quarters.
    """
    best: tuple[date, Target] | None = None
    for one in board.definitions("target").values():
        start = one.values.get("start")
        first = start if isinstance(start, date) else date.min
        fits = (one.text("metric") or WON_VALUE) == metric and (one.text("unit") or "quarter") == period.unit
        if fits and one.text("owner").casefold() == owner.casefold() and first < period.after:
            target = Target(metric, _amount(one), owner, period.unit)
            if best is None or first >= best[0]:
                best = first, target
    return best[1] if best else None


def targets(board: Board, period: Period) -> tuple[Target, ...]:
    """Every target that counts for a period: by metric, those of the team before those of its people."""
    known = board.definitions("target").values()
    names = {
        (one.text("metric") or WON_VALUE, one.text("owner").casefold(), one.text("owner")) for one in known
    }
    chosen: dict[tuple[str, str], Target] = {}
    for metric, key, owner in sorted(names):
        target = target_of(board, period, metric, owner)
        if target is not None:
            chosen.setdefault((metric, key), target)
    return tuple(chosen.values())


def costs(board: Board, period: Period) -> Iterator[Cost]:
    """What was spent in a period."""
    for one in board.definitions("cost").values():
        day = one.values.get("day")
        if isinstance(day, date) and period.first <= day < period.after:
            yield Cost(day, _amount(one), one.text("category"))


def limits(board: Board) -> dict[tuple[str, str], Limit]:
    """Role and owner (lower case) -> how much they can carry."""
    found = board.definitions("limit").values()
    made = (Limit(one.title, one.text("role"), one.number("most")) for one in found)
    return {(one.role, one.owner.casefold()): one for one in made}


def _amount(one: Definition) -> Decimal:
    return cast("Decimal", one.values.get("amount") or Decimal())
