"""How deals ended: rates, sizes and reasons (M3, M4, M6, M8, M18, M29)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pipeboard.metrics.figure import Figure, mean, middle, rate, total
from pipeboard.metrics.history import Close, History
from pipeboard.metrics.population import Population

NO_REASON: Final = "(none)"
BAND_LEAST: Final = 10
"""With fewer cases than this no hit rate is told for a price band (M29)."""
_BANDS: Final = (Decimal(5_000), Decimal(20_000), Decimal(100_000))


@dataclass(frozen=True, slots=True)
class Reason:
    """Why deals were lost or disqualified in the period (M18)."""

    reason: str
    status: str
    deals: tuple[str, ...]
    value: Decimal
    stages: dict[str, tuple[str, ...]]
    """Where they were at the close: stage id -> which."""


@dataclass(frozen=True, slots=True)
class Band:
    """The hit rate of deals of one size (M29). `low` is in it, `high` is not; None for no bound."""

    low: Decimal
    high: Decimal | None
    hit: Figure


def win_rate(data: Population) -> Figure:
    """M3: won of won and lost, by the close that stands and lies in the period; a rate."""
    return _rate(data, "won", "lost")


def win_rate_broad(data: Population) -> Figure:
    """M3, broad: won of all that closed, disqualified ones included; a rate."""
    return _rate(data, "won", "lost", "disqualified")


def _rate(data: Population, *statuses: str) -> Figure:
    closed = data.closed(*statuses)
    won = sum(1 for _, close in closed if close.status == "won")
    return rate(won, len(closed), len(closed), (one.id for one, _ in closed))


def win_rate_value(data: Population) -> Figure:
    """M4: won value of won and lost value; a rate. Deals whose value is not known are left out."""
    closed = data.closed("won", "lost")
    known = [(one, close, value) for one, close in closed if (value := data.value(one)) is not None]
    won = total(value for _, close, value in known if close.status == "won")
    everything = total(value for _, _, value in known)
    left = len(closed) - len(known)
    figure = rate(won, everything, len(known), (one.id for one, _, _ in known))
    return figure._replace(note=left_out(left))


def left_out(count: int) -> str:
    """What is said of deals that are in no sum (G8)."""
    return f"{count} without a known value left out" if count else ""


def hit_rate(data: Population) -> Figure:
    """M6: won of the deals closed in the period to which an offer was made; a rate."""
    offered = data.offered
    won = sum(1 for _, close in offered if close.status == "won")
    return rate(won, len(offered), len(offered), (one.id for one, _ in offered))


def hit_rate_by_band(data: Population) -> tuple[Band, ...]:
    """M29: the hit rate by size of the deal, told only where there are at least ten cases."""
    edges = (Decimal(), *_BANDS)
    offered = data.offered
    made = []
    for low, high in zip(edges, (*_BANDS, None), strict=True):
        here = [
            (one, close)
            for one, close in offered
            if (value := data.value(one)) is not None and low <= value and (high is None or value < high)
        ]
        won = sum(1 for _, close in here if close.status == "won")
        figure = rate(won, len(here), len(here), (one.id for one, _ in here))
        made.append(Band(low, high, figure if len(here) >= BAND_LEAST else figure._replace(value=None)))
    return tuple(made)


def won_value(data: Population) -> Figure:
    """The value won in the period, in the board's currency (M15); values that are not known add nothing."""
    won = data.closed("won")
    note = left_out(len(won) - len(data.won_values))
    return Figure(won_total(data), len(won), data.currency, tuple(one.id for one, _ in won), note)


def won_total(data: Population) -> Decimal:
    """The value won in the period."""
    return total(data.won_values)


def deal_size(data: Population) -> tuple[Figure, Figure]:
    """M8: mean and median value of the deals won in the period whose value is known."""
    ids = tuple(one.id for one, _ in data.closed("won") if one.value is not None)
    return mean(data.won_values, data.currency, ids), middle(data.won_values, data.currency, ids)


def reasons(data: Population, status: str) -> tuple[Reason, ...]:
    """M18: the reasons of deals closed so in the period, the most frequent first.

    Deals without a reason are listed as well. The stage is the one held at the close.
    """
    found: dict[str, list[tuple[History, Close]]] = {}
    for one, close in data.closed(status):
        found.setdefault(one.deal.reason.strip() or NO_REASON, []).append((one, close))
    made = [_reason(name, status, group, data) for name, group in found.items()]
    return tuple(sorted(made, key=lambda one: (-len(one.deals), -one.value, one.reason)))


def _reason(name: str, status: str, group: Iterable[tuple[History, Close]], data: Population) -> Reason:
    stages: dict[str, list[str]] = {}
    deals = []
    for one, close in group:
        deals.append(one)
        stages.setdefault(close.stage, []).append(one.id)
    where = {stage: tuple(ids) for stage, ids in stages.items()}
    return Reason(name, status, tuple(one.id for one in deals), total(data.values(deals)), where)
