"""How long it takes: cycle, time in stage, velocity (M9, M10, M11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from pipeboard.domain.pipeline import Stage
from pipeboard.metrics.figure import COUNT, DAYS, Figure, mean, middle
from pipeboard.metrics.history import DAY, History, seconds_between
from pipeboard.metrics.outcomes import deal_size, win_rate, won_total, won_value
from pipeboard.metrics.population import Population


@dataclass(frozen=True, slots=True)
class StageTime:
    """M11 of one stage: the median of the days that deals spent there, and its target (0 for none)."""

    stage: Stage
    median: Figure
    target: int
    age: Figure
    """The median of the days since the deals that are there now came."""


@dataclass(frozen=True, slots=True)
class Velocity:
    """M10 with its inputs; `per_day` is in the board's currency a day."""

    per_day: Figure
    deals: Figure
    size: Figure
    win_rate: Figure
    cycle: Figure
    realised: Figure
    """The value won in the period by its days so far: what the velocity should come to."""


def sales_cycle(data: Population, status: str = "won") -> tuple[Figure, Figure]:
    """M9: median and mean days from the first touch (else the creation) to the final close in the period.

    Deals that were imported without dates, and those that a wrong clock closed before they began, are left
    out and counted in the note.
    """
    found: list[tuple[str, int]] = []
    left = 0
    for one, close in data.closed(status):
        elapsed = seconds_between(one.first_touch or one.created, close.at)
        if one.dated and elapsed >= 0:
            found.append((one.id, elapsed))
        else:
            left += 1
    note = f"{left} without usable dates left out" if left else ""
    ids, spans = tuple(deal for deal, _ in found), [elapsed for _, elapsed in found]
    cycles = middle(spans, DAYS, ids, per=DAY), mean(spans, DAYS, ids, per=DAY)
    return cycles[0]._replace(note=note), cycles[1]._replace(note=note)


def stage_times(data: Population) -> tuple[StageTime, ...]:
    """M11: per deal the sum of its completed visits that ended in the period; the median of these per stage.

    And the median age of the open deals that are there as of the report. A stage that was jumped over is no
    visit, and the stay in which an import found a deal is left out: nobody knows when it began (G10).
    """
    spent: dict[str, dict[str, int]] = {stage.id: {} for stage in data.stages}
    ages: dict[str, dict[str, int]] = {stage.id: {} for stage in data.stages}
    for one in data.histories:
        for visit in one.known_visits:
            if visit.stage not in spent:
                continue
            if visit.left is not None and data.holds(visit.left):
                elapsed, found = seconds_between(visit.entered, visit.left), spent[visit.stage]
            elif visit.left is None and one.deal.is_open:
                elapsed, found = seconds_between(visit.entered, data.as_of), ages[visit.stage]
            else:
                continue
            if elapsed >= 0:
                found[one.id] = found.get(one.id, 0) + elapsed
    return tuple(
        StageTime(stage, _median(spent[stage.id]), stage.days, _median(ages[stage.id]))
        for stage in data.stages
    )


def _median(seconds: Mapping[str, int]) -> Figure:
    return middle(list(seconds.values()), DAYS, seconds, per=DAY)


def without_history(data: Population) -> tuple[str, ...]:
    """Imported deals in, or gone in the period from, a stage of which nobody knows when they came (G10)."""
    return tuple(
        one.id
        for one in data.histories
        if one.deal.imported
        and one.visits
        and (data.holds(one.visits[0].left) if one.visits[0].left else one.deal.is_open)
    )


def working(data: Population) -> tuple[History, ...]:
    """Open deals at or past the first stage that counts as qualified; all where no stage does (M10)."""
    index, first = data.index, data.qualifying
    return tuple(
        one
        for one in data.open
        if index.get(data.board.stage_of(one.deal).id, -1) >= first.get(one.pipeline, 0)
    )


def velocity(data: Population, window: Population) -> Velocity:
    """M10: deals at work x average size x win rate / mean cycle, the cycle being at least one day.

    `window` is the trailing window from which size, rate and cycle come. Without one of the inputs there is
    none, and the note names what is missing.
    """
    deals = working(data)
    count = Figure(len(deals), len(deals), COUNT, tuple(one.id for one in deals))
    size, won, cycle = deal_size(window)[0], win_rate(window), sales_cycle(window)[1]
    unit = f"{data.currency}/day"
    parts = (("average deal size", size), ("win rate", won), ("sales cycle", cycle))
    missing = [name for name, figure in parts if figure.value is None]
    if missing:
        per_day = Figure(None, won.n, unit, count.deals, f"no {' and no '.join(missing)} yet")
    else:
        product = len(deals) * Fraction(size.value or 0) * Fraction(won.value or 0)
        per_day = Figure(product / max(Fraction(cycle.value or 0), Fraction(1)), won.n, unit, count.deals)
    gained = won_value(data)
    # Of a period that is still running, the days that have gone by.
    gone = min(max((data.today - data.period.first).days, 1), data.period.days)
    realised = Fraction(won_total(data)) / gone
    return Velocity(per_day, count, size, won, cycle, Figure(realised, gained.n, unit, gained.deals))
