"""What is to come: weighted pipeline, forecast, targets, coverage, leads needed (M13-M17)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final

from pipeboard.metrics.conversion import chance, new_deals, probability
from pipeboard.metrics.figure import COUNT, RATE, RATIO, Figure, rate, total
from pipeboard.metrics.history import History
from pipeboard.metrics.outcomes import left_out, win_rate_value, won_total, won_value
from pipeboard.metrics.period import Period
from pipeboard.metrics.population import Population
from pipeboard.metrics.targets import NEW_DEALS, Target, targets

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
    won_deals: tuple[str, ...] = ()


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
        note = f"{len(self.lost)} lost, {len(self.slipped)} put off" if everyone else ""
        return rate(len(self.won), len(everyone), len(everyone), everyone)._replace(note=note)


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


def weighted_pipeline(data: Population) -> Figure:
    """M13: the sum of value times probability of the open deals, in the board's currency."""
    ids = tuple(one.id for one in data.open)
    return Figure(weighted_total(data), len(ids), data.currency, ids, _unknown(data))


def _unknown(data: Population) -> str:
    return left_out(sum(1 for one in data.open if one.value is None))


def weighted_total(data: Population) -> Decimal:
    """The sum of value times probability of the open deals."""
    return total(chance(one, data) for one in data.open)


def open_value(data: Population) -> Figure:
    """The value of the open deals, in the board's currency."""
    ids = tuple(one.id for one in data.open)
    return Figure(total(data.values(data.open)), len(ids), data.currency, ids, _unknown(data))


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


def _bucket(title: str, deals: list[History], data: Population, won: Sequence[History] = ()) -> Bucket:
    weighted = total(chance(one, data) for one in deals)
    ids = tuple(one.id for one in deals)
    gained, value = total(data.values(won)), total(data.values(deals))
    return Bucket(title, ids, value, weighted, gained, tuple(one.id for one in won))


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
        ids = won.deals + tuple(one.id for one in likely)
        together = total((won_total(data), *data.values(likely)))
        made.append(Figure(together, len(ids), data.currency, ids))
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
    here = {one.id: one for one in data.histories}
    for one in due(before):
        if one.id not in here:
            continue  # Filters go by what deals are now (G7).
        close = here[one.id].close
        if close is not None and close.status == "won" and data.holds(close.at):
            won.append(one.id)
        elif close is not None and close.status != "won" and data.holds(close.at):
            lost.append(one.id)
        else:
            slipped.append(one.id)
    return Accuracy(tuple(won), tuple(lost), tuple(slipped))


def attainment(data: Population, target: Target | None) -> Attainment:
    """M15: what was reached / target, and that / the part of the period that has gone by.

    A target of deals is reached by those won, or made, in the period; any other by the value won.
    """
    counted = {"won deals": won_value, NEW_DEALS: new_deals}.get(target.metric if target else "")
    counts = won_value(data) if counted is None else counted(data)
    if target is None or not target.amount:
        nothing = Figure(None, counts.n, RATE, counts.deals, "no target")
        return Attainment(target, nothing, nothing)
    part = won_total(data) if counted is None else counts.n
    reached = rate(part, target.amount, counts.n, counts.deals)
    gone = min(max((data.today - data.period.first).days, 0), data.period.days)
    pace = rate(1, 1, counts.n)._replace(value=None, note="the period has just begun")
    if gone and reached.value is not None:
        pace = Figure(Fraction(reached.value) * data.period.days / gone, counts.n, RATE, counts.deals)
    return Attainment(target, reached, pace)


def attainments(data: Population) -> tuple[Attainment, ...]:
    """M15 of every target that counts for the period: those of the team, then those of each owner."""
    nobody = data.only(lambda _: False)
    return tuple(
        attainment(data if not one.owner else data.owners.get(one.owner.casefold(), nobody), one)
        for one in targets(data.board, data.period)
    )


def coverage(data: Population, window: Population, target: Target | None) -> Coverage:
    """M16: open value due in the period / (target - won), against 1 / the win rate by value.

    `window` is the trailing window of the win rate. The gap is the value that is missing to the required one.
    """
    coming = due(data)
    value = total(data.values(coming))
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
    present = Figure(Fraction(value) / Fraction(missing), len(ids), RATIO, ids)
    short = None if required.value is None else Fraction(missing) * Fraction(required.value) - Fraction(value)
    note = "more is open than it takes" if short is not None and short < 0 else ""
    return Coverage(present, required, Figure(short, won.n, data.currency, ids, note))


def trailing(data: Population) -> Population:
    """The window of the same length that ends with the report: where planning takes its experience from."""
    end = min(data.today, data.period.after)
    return data.within(Period(end - timedelta(days=data.period.days), end))
