"""New leads: how many came of late, and how many more the target takes, step by step (S17, M17)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor, prod

from pipeboard.domain.pipeline import Stage
from pipeboard.metrics.conversion import StageConversion, new_deals
from pipeboard.metrics.figure import COUNT, Figure, mean
from pipeboard.metrics.forecast import weighted_pipeline
from pipeboard.metrics.outcomes import deal_size, won_value
from pipeboard.metrics.period import period_of
from pipeboard.metrics.population import Population
from pipeboard.metrics.targets import NEW_DEALS, Target, target_of
from pipeboard.metrics.velocity import sales_cycle


@dataclass(frozen=True, slots=True)
class LeadsNeeded:
    """M17 with its arithmetic: leads = deals / the product of the conversions, deals = remaining / size."""

    leads: Figure
    target: Target | None = None
    won: Figure | None = None
    weighted: Figure | None = None
    remaining: Fraction | None = None
    """target - won - weighted, in the board's currency; 0 where that is less."""
    deals: int | None = None
    size: Figure | None = None
    """The average deal; of the open deals where the conversion is assumed and none was won."""
    rates: tuple[tuple[Stage, Figure], ...] = ()
    """The resolved conversion of each stage; none where the conversion is assumed."""
    conversion: Fraction | None = None
    """Their product."""
    is_assumed: bool = False
    """Whether the conversion is the one that the team assumes, as there is too little history."""
    per_week: Fraction | None = None
    start_by: date | None = None
    """One sales cycle before the period ends: what begins later will hardly close in it."""
    per_source: tuple[tuple[str, int], ...] = ()
    """The leads by source, in the mix in which leads came of late; "" for an unknown one."""


def leads_needed(
    data: Population, window: Population, conversions: tuple[StageConversion, ...], target: Target | None
) -> LeadsNeeded:
    """M17: how many new leads the rest of the target takes, from the conversions of the trailing window.

    A count. None without a target, for several pipelines at once, and where a stage has no conversion or
    nothing was won, unless the team assumes one (`assumed_conversion` of the board's settings).
    """
    if target is None or not target.amount:
        return LeadsNeeded(Figure(None, 0, COUNT, note="no target"))
    won, weighted, size = won_value(data), weighted_pipeline(data), deal_size(window)[0]
    left = Fraction(target.amount) - Fraction(won.value or 0) - Fraction(weighted.value or 0)
    nothing = Figure(None, size.n, COUNT)
    known = LeadsNeeded(nothing, target, won, weighted, max(left, Fraction()), size=size)
    used = {one.pipeline for one in data.histories} or set(data.spans)
    if len(used) > 1:
        several = "each pipeline has conversions of its own: choose one"
        return replace(known, leads=nothing._replace(note=several))
    if left <= 0:
        enough = Figure(0, size.n, COUNT, size.deals, "the pipeline covers the target")
        return replace(known, leads=enough, deals=0)
    rates = tuple((one.stage, one.resolved) for one in conversions if one.stage.pipeline in used)
    experience = replace(known, rates=rates, conversion=_product([one for _, one in rates]))
    if experience.conversion and size.value:
        return _reckoned(experience, data, window)
    assumed = data.board.settings.assumed_conversion
    size = size if size.value else _open_size(data)
    if assumed and size.value:
        part = Fraction(assumed, 100)
        return _reckoned(replace(known, size=size, conversion=part, is_assumed=True), data, window)
    thin = next((stage.name for stage, one in rates if not one.value), "")
    missing = f"no conversion of {thin}" if known.size and known.size.value and thin else "no deal won"
    note = f"not enough history ({missing}): assume a conversion, or take a longer period"
    return replace(experience, conversion=None, leads=nothing._replace(note=note))


def _reckoned(known: LeadsNeeded, data: Population, window: Population) -> LeadsNeeded:
    """With the leads that the rest of the target takes, by its size and conversion."""
    size, conversion = known.size or Figure(None, 0, data.currency), known.conversion or Fraction(1)
    deals = ceil(Fraction(known.remaining or 0) / Fraction(size.value or 1))
    leads = ceil(deals / conversion)
    weeks = Fraction(max((data.period.after - max(data.today, data.period.first)).days, 1), 7)
    cycle = sales_cycle(window)[0].value
    start_by = None if cycle is None else data.period.last - timedelta(days=round(cycle))
    note = f"{float(leads / weeks):.1f} a week"
    note += f", begun by {start_by}" if start_by is not None else ""
    note += f", if {float(conversion * 100):.0f}% of them are won" if known.is_assumed else ""
    return replace(
        known,
        leads=Figure(leads, size.n, COUNT, size.deals, note),
        deals=deals,
        per_week=leads / weeks,
        start_by=start_by,
        per_source=_mix(leads, window),
    )


def _product(rates: Sequence[Figure]) -> Fraction | None:
    """All conversions multiplied; None without any, or where one is none or 0."""
    if not rates or not all(one.value for one in rates):
        return None
    return prod((Fraction(one.value or 0) for one in rates), start=Fraction(1))


def _open_size(data: Population) -> Figure:
    """The mean value of the open deals whose value is known, in the board's currency (M8)."""
    known = [one for one in data.open if one.value is not None]
    figure = mean(data.values(known), data.currency, (one.id for one in known))
    return figure._replace(note="of the open deals, as none was won")


def _mix(leads: int, window: Population) -> tuple[tuple[str, int], ...]:
    """So many leads by source, in the mix in which they came in the window; the most first.

    Each source has its whole part, and those with the largest rest one more, until all are given out.
    """
    came = Counter(one.source for one in window.histories if window.holds(one.created))
    if not came:
        return ()
    parts = {source: Fraction(leads * count, came.total()) for source, count in came.items()}
    whole = {source: floor(part) for source, part in parts.items()}
    by_rest = sorted(parts, key=lambda source: (whole[source] - parts[source], source))
    for source in by_rest[: leads - sum(whole.values())]:
        whole[source] += 1
    return tuple(sorted(whole.items(), key=lambda one: (-one[1], one[0])))


def new_this_week(data: Population, owner: str = "") -> Figure:
    """S17: deals created in the week of the report's last day, against the week's goal, which the note tells.

    A count. The goal is the target of new deals for a week.
    """
    week = period_of("week", data.last_day)
    goal = target_of(data.board, week, NEW_DEALS, owner)
    figure = new_deals(data.within(week))
    return figure._replace(note=f"the goal is {goal.amount}" if goal is not None and goal.amount else "")
