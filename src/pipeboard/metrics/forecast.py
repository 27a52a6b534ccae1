"""What is to come: weighted pipeline, forecast, targets, coverage, leads needed (M13-M17)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Final

from pipeboard.metrics.conversion import StageConversion, chance, probability
from pipeboard.metrics.figure import COUNT, RATE, RATIO, Figure, rate
from pipeboard.metrics.history import History
from pipeboard.metrics.outcomes import deal_size, win_rate_value, won_total, won_value
from pipeboard.metrics.period import Period
from pipeboard.metrics.population import Population
from pipeboard.metrics.targets import Target
from pipeboard.metrics.velocity import sales_cycle

COMMIT: Final = 75
BEST_CASE: Final = 50
"""Chances in percent from which an open deal counts as committed, and for the best case."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """The open deals that are expected to close in one month, or are overdue, or have no date (M14)."""

    title: str
    deals: tuple[str, ...]
    value: Decimal
    weighted: Decimal
    won: Decimal = Decimal()
    """What was won in that month, by the day of the win."""


@dataclass(frozen=True, slots=True)
class Lines:
    """M14 of the period: what is won, and what comes to it if ever less likely deals are won as well."""

    closed: Figure
    commit: Figure
    best_case: Figure
    pipeline: Figure


@dataclass(frozen=True, slots=True)
class Accuracy:
    """What became of the deals that stood in the period's forecast when it began (M14)."""

    won: tuple[str, ...]
    lost: tuple[str, ...]
    slipped: tuple[str, ...]

    @property
    def won_rate(self) -> Figure:
        """Won of all that were forecast; a rate."""
        everyone = self.won + self.lost + self.slipped
        return rate(len(self.won), len(everyone), len(everyone), everyone)


@dataclass(frozen=True, slots=True)
class Attainment:
    """M15: how much of the target is reached, and whether that is as much as the days that have gone by."""

    target: Target | None
    reached: Figure
    pace: Figure


@dataclass(frozen=True, slots=True)
class Coverage:
    """M16: open value against what is missing to the target, and how much of it experience asks for."""

    present: Figure
    required: Figure
    gap: Figure
    is_met: bool = False


@dataclass(frozen=True, slots=True)
class LeadsNeeded:
    """M17 with its arithmetic: leads = deals / the product of the conversions, deals = remaining / size."""

    leads: Figure
    remaining: Decimal | None = None
    deals: int | None = None
    size: Figure | None = None
    conversion: Fraction | None = None
    """The product of the resolved conversions of all stages."""
    per_week: Fraction | None = None
    start_by: date | None = None
    """One sales cycle before the period ends: what begins later will hardly close in it."""


def weighted_pipeline(data: Population) -> Figure:
    """M13: the sum of value times probability of the open deals, in the board's currency."""
    unknown = sum(1 for one in data.open if data.value(one) is None)
    note = f"{unknown} without a known value left out" if unknown else ""
    ids = tuple(one.id for one in data.open)
    return Figure(weighted_total(data), len(ids), data.currency, ids, note)


def weighted_total(data: Population) -> Decimal:
    """The sum of value times probability of the open deals."""
    return sum((chance(one, data) for one in data.open), Decimal())


def open_value(data: Population) -> Figure:
    """The value of the open deals, in the board's currency."""
    total = sum(data.values(data.open), Decimal())
    return Figure(total, len(data.open), data.currency, tuple(one.id for one in data.open))


def buckets(data: Population) -> tuple[Bucket, ...]:
    """M14: open deals by the month of their expected close, overdue and undated ones apart.

    Only months in which something closes are listed, with what was won in them in the period.
    """
    groups: dict[tuple[int, int], list[History]] = {}
    overdue, undated = [], []
    for one in data.open:
        close = one.deal.close
        if close is None:
            undated.append(one)
        elif close < data.today:
            overdue.append(one)
        else:
            groups.setdefault((close.year, close.month), []).append(one)
    won: dict[tuple[int, int], list[History]] = {}
    for one, close_event in data.closed("won"):
        day = close_event.at.astimezone(data.board.zone)
        won.setdefault((day.year, day.month), []).append(one)
    made = [
        _bucket(f"{_MONTHS[key[1] - 1]} {key[0]}", groups.get(key, []), data, won.get(key, []))
        for key in sorted(groups.keys() | won.keys())
    ]
    return (_bucket("overdue", overdue, data), *made, _bucket("undated", undated, data))


_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _bucket(title: str, deals: list[History], data: Population, won: list[History] | None = None) -> Bucket:
    weighted = sum((chance(one, data) for one in deals), Decimal())
    gained = sum(data.values(won or []), Decimal())
    return Bucket(title, tuple(one.id for one in deals), sum(data.values(deals), Decimal()), weighted, gained)


def due(data: Population) -> tuple[History, ...]:
    """Open deals that are expected to close in the period; those past due are in no period (M14)."""
    period = data.period
    found = ((one, one.deal.close) for one in data.open)
    return tuple(
        one
        for one, close in found
        if close is not None and period.first <= close < period.after and close >= data.today
    )


def lines(data: Population) -> Lines:
    """M14: closed, commit (75% and up), best case (50% and up) and the whole pipeline of the period.

    Each line holds those before it.
    """
    won, coming = won_value(data), due(data)
    made = [won]
    for least in (COMMIT, BEST_CASE, 0):
        likely = [one for one in coming if probability(one, data) >= least]
        total = won_total(data) + sum(data.values(likely), Decimal())
        ids = won.deals + tuple(one.id for one in likely)
        made.append(Figure(total, len(ids), data.currency, ids))
    return Lines(*made)


def with_haircut(figure: Figure, percent: int) -> Figure:
    """M14: less the part of forecast deals that go dark; the note says so. As it is where the part is 0."""
    if not percent or figure.value is None:
        return figure
    value = Fraction(figure.value) * (100 - percent) / 100
    return figure._replace(value=value, note=f"less {percent}% for deals that go dark")


def slips(data: Population) -> Figure:
    """M14: deals whose expected close was put off in the period."""
    moved = tuple(
        one.id
        for one in data.histories
        if any(data.holds(slip.at) and slip.was and slip.new and slip.new > slip.was for slip in one.slips)
    )
    return Figure(len(moved), len(data.histories), COUNT, moved)


def accuracy(data: Population, before: Population) -> Accuracy:
    """M14: of the deals that stood in the forecast when the period began (`before`), what became of them."""
    won, lost, slipped = [], [], []
    for one in due(before):
        now = data.book.by_id.get(one.id)
        close = now.close if now is not None else None
        if close is not None and close.status == "won" and data.holds(close.at):
            won.append(one.id)
        elif close is not None and close.status != "won" and data.holds(close.at):
            lost.append(one.id)
        else:
            slipped.append(one.id)
    return Accuracy(tuple(won), tuple(lost), tuple(slipped))


def attainment(data: Population, target: Target | None) -> Attainment:
    """M15: won value / target, and that / the part of the period that has gone by."""
    won = won_value(data)
    if target is None or not target.amount:
        nothing = Figure(None, won.n, RATE, won.deals, "no target")
        return Attainment(target, nothing, nothing)
    reached = rate(won_total(data), target.amount, won.n, won.deals)
    gone = min(max((data.today - data.period.first).days, 0), data.period.days)
    pace = rate(1, 1, won.n)._replace(value=None, note="the period has not begun")
    if gone and reached.value is not None:
        pace = Figure(Fraction(reached.value) * data.period.days / gone, won.n, RATE, won.deals)
    return Attainment(target, reached, pace)


def coverage(data: Population, window: Population, target: Target | None) -> Coverage:
    """M16: open value due in the period / (target - won), against 1 / the win rate by value.

    `window` is the trailing window of the win rate. The gap is the value that is missing to the required one.
    """
    coming = due(data)
    total = sum(data.values(coming), Decimal())
    ids = tuple(one.id for one in coming)
    won = win_rate_value(window)
    required = Figure(1 / Fraction(won.value) if won.value else None, won.n, RATIO, won.deals)
    if target is None or not target.amount:
        nothing = Figure(None, len(ids), RATIO, ids, "no target")
        return Coverage(nothing, required, nothing._replace(unit=data.currency))
    missing = target.amount - won_total(data)
    if missing <= 0:
        met = Figure(None, len(ids), RATIO, ids, "target already met")
        return Coverage(met, required, met._replace(unit=data.currency, value=Decimal()), is_met=True)
    present = Figure(Fraction(total) / Fraction(missing), len(ids), RATIO, ids)
    short = None if required.value is None else Fraction(missing) * Fraction(required.value) - Fraction(total)
    return Coverage(present, required, Figure(short, won.n, data.currency, ids))


def leads_needed(
    data: Population, window: Population, conversions: tuple[StageConversion, ...], target: Target | None
) -> LeadsNeeded:
    """M17: how many new leads the rest of the target takes, from the conversions of the trailing window."""
    if target is None or not target.amount:
        return LeadsNeeded(Figure(None, 0, COUNT, note="no target"))
    remaining = max(target.amount - won_total(data) - weighted_total(data), Decimal())
    size = deal_size(window)[0]
    rates = [one.resolved.value for one in conversions]
    if not remaining:
        enough = Figure(0, size.n, COUNT, note="the pipeline covers the target")
        return LeadsNeeded(enough, remaining, 0, size)
    if not size.value or not rates or not all(rates):
        thin = next((one.stage.name for one in conversions if not one.resolved.value), "")
        missing = f"no conversion of {thin}" if size.value and thin else "no deal won"
        note = f"not enough history ({missing}): assume a rate, or take a longer period"
        return LeadsNeeded(Figure(None, size.n, COUNT, note=note), remaining, None, size)
    product = Fraction(1)
    for one in rates:
        product *= Fraction(one or 0)
    deals = ceil(Fraction(remaining) / Fraction(size.value))
    leads = ceil(deals / product)
    weeks = Fraction(max((data.period.after - max(data.today, data.period.first)).days, 1), 7)
    cycle = sales_cycle(window)[0].value
    start_by = None if cycle is None else data.period.last - timedelta(days=round(cycle))
    figure = Figure(leads, size.n, COUNT)
    return LeadsNeeded(figure, remaining, deals, size, product, leads / weeks, start_by)


def trailing(data: Population) -> Population:
    """The window of the same length that ends with the report: where planning takes its experience from."""
    end = min(data.today, data.period.after)
    return data.within(Period(end - timedelta(days=data.period.days), end))
