"""The whole report: every figure of a period, made once for the screen, the command and its JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, cached_property
from typing import Final

from pipeboard.domain.deal import Deal
from pipeboard.domain.playbook import Record
from pipeboard.metrics import activity, conversion, economics, forecast, health, outcomes, planning, playbook
from pipeboard.metrics import velocity as speed
from pipeboard.metrics.books import Book, Books
from pipeboard.metrics.figure import Figure
from pipeboard.metrics.period import Period
from pipeboard.metrics.population import Dimension, Population, population
from pipeboard.metrics.targets import Target, target_of

Keep = Callable[[Deal], bool]


@dataclass(frozen=True)
class Report:
    """Figures of one population, each made when it is asked for. `before` is the book at the period's start.

    `later` gives the same deals to date: what became of those that began in a closed period is followed up
    to the moment of the report (G3). `doers` are those whose activity counts (G7).
    """

    data: Population
    target: Target | None
    before: Callable[[], Population]
    later: Callable[[], Population] | None = None
    doers: Population | None = None

    @cached_property
    def cohort(self) -> Population:
        """The deals with all that became of them to date."""
        return self.data if self.later is None else self.later()

    @cached_property
    def acting(self) -> Population:
        """The deals on which activity counts."""
        return self.data if self.doers is None else self.doers

    @cached_property
    def window(self) -> Population:
        """Where planning takes its experience from (see `forecast.trailing`)."""
        return forecast.trailing(self.data)

    @cached_property
    def stages(self) -> tuple[conversion.StageSnapshot, ...]:
        return conversion.snapshots(self.data)

    @cached_property
    def conversions(self) -> tuple[conversion.StageConversion, ...]:
        return conversion.stage_conversions(self.cohort)

    @cached_property
    def paths(self) -> conversion.Paths:
        return conversion.paths(self.cohort)

    @cached_property
    def times(self) -> tuple[speed.StageTime, ...]:
        return speed.stage_times(self.data)

    @cached_property
    def velocity(self) -> speed.Velocity:
        return speed.velocity(self.data, self.data)

    @cached_property
    def bottleneck(self) -> conversion.StageConversion | None:
        return conversion.bottleneck(self.conversions)

    @cached_property
    def slowest(self) -> speed.StageTime | None:
        """M28, second line: the stage that takes longest against its target."""
        known = [one for one in self.times if one.target and one.median.value is not None]
        return max(known, key=lambda one: (one.median.value or 0) / one.target, default=None)

    @cached_property
    def attainment(self) -> forecast.Attainment:
        return forecast.attainment(self.data, self.target)

    @cached_property
    def attainments(self) -> tuple[forecast.Attainment, ...]:
        """Every target; of one person's report only the person's own."""
        own = self.data.actor
        found = forecast.attainments(self.data)
        return tuple(one for one in found if not own or (one.target and one.target.owner.casefold() == own))

    @cached_property
    def coverage(self) -> forecast.Coverage:
        return forecast.coverage(self.data, self.window, self.target)

    @cached_property
    def leads(self) -> planning.LeadsNeeded:
        past = conversion.stage_conversions(self.window)
        return planning.leads_needed(self.data, self.window, past, self.target)

    @cached_property
    def buckets(self) -> tuple[forecast.Bucket, ...]:
        return forecast.buckets(self.data)

    @cached_property
    def lines(self) -> forecast.Lines:
        return forecast.lines(self.data)

    @cached_property
    def accuracy(self) -> forecast.Accuracy:
        # What was expected to close then still is, or was put off: without any the past tells nothing.
        if not any(one.deal.close or one.slips for one in self.data.histories):
            return forecast.Accuracy((), (), ())
        return forecast.accuracy(self.data, self.before())

    @cached_property
    def lost(self) -> tuple[outcomes.Reason, ...]:
        return outcomes.reasons(self.data, "lost")

    @cached_property
    def disqualified(self) -> tuple[outcomes.Reason, ...]:
        return outcomes.reasons(self.data, "disqualified")

    @cached_property
    def drop_offs(self) -> tuple[playbook.DropOff, ...]:
        return playbook.drop_offs(self.cohort, self.conversions)

    @cached_property
    def objections(self) -> Mapping[str, Record]:
        return playbook.objections(self.data)

    @cached_property
    def plays(self) -> Mapping[str, Record]:
        return playbook.plays(self.data)

    @cached_property
    def people(self) -> tuple[activity.Person, ...]:
        return activity.people(self.acting)

    @cached_property
    def weeks(self) -> tuple[activity.Week, ...]:
        return activity.weeks(self.acting)

    @cached_property
    def without_history(self) -> tuple[str, ...]:
        """Imported deals that are in no time in stage (G10)."""
        return speed.without_history(self.data)

    @cached_property
    def loads(self) -> tuple[activity.Load, ...]:
        return activity.loads(self.data)

    @cached_property
    def follow_up(self) -> activity.FollowUpTime:
        return activity.follow_up_time(self.data)

    @cached_property
    def health(self) -> tuple[health.Finding, ...]:
        return health.findings(self.data)

    def figure(self, name: str) -> Figure:
        """A single figure by its name in the JSON; KeyError for another name."""
        known = self._made.get(name)
        if known is None:
            known = self._made[name] = _FIGURES[name](self)
        return known

    @cached_property
    def _made(self) -> dict[str, Figure]:
        return {}

    @cached_property
    def figures(self) -> dict[str, Figure]:
        """Every single figure by its name, in the order of the report; the names are those of the JSON."""
        return {name: self.figure(name) for name in _FIGURES}

    def by(self, dimension: Dimension) -> dict[str, Report]:
        """M27: a report for each value (of source, owner, ...) that the deals have; "" for unknown."""
        return {
            value: self._only(dimension, value, part) for value, part in self.data.split(dimension).items()
        }

    def _only(self, dimension: Dimension, value: str, part: Population) -> Report:
        def cohort() -> Population:
            return self.cohort.where(lambda one: dimension(one) == value)

        return Report(part, None, self.before, cohort)

    @property
    def owner(self) -> str:
        """Whose report it is, in lower case; empty for everybody's."""
        return self.data.actor

    # Figures that are made at once

    @cached_property
    def size(self) -> tuple[Figure, Figure]:
        """M8: mean and median."""
        return outcomes.deal_size(self.data)

    @cached_property
    def cycle(self) -> tuple[Figure, Figure]:
        """M9: median and mean."""
        return speed.sales_cycle(self.data)

    @cached_property
    def signing(self) -> tuple[Figure, Figure]:
        """M7: to date, and of those that are closed."""
        return conversion.signing_conversion(self.cohort)

    @cached_property
    def appointments(self) -> tuple[Figure, Figure]:
        """M20: booked and held."""
        return activity.appointments(self.acting)

    @cached_property
    def qualified(self) -> tuple[Figure, Figure, Figure]:
        """M23: MQL, SQL, and from one to the other."""
        return activity.qualified(self.cohort)


_FIGURES: Final[Mapping[str, Callable[[Report], Figure]]] = {
    "won_value": lambda one: outcomes.won_value(one.data),
    "open_value": lambda one: forecast.open_value(one.data),
    "weighted_pipeline": lambda one: forecast.weighted_pipeline(one.data),
    "weighted_after_haircut": lambda one: forecast.with_haircut(
        one.figure("weighted_pipeline"), one.data.board.settings.haircut
    ),
    "new_deals": lambda one: conversion.new_deals(one.data),
    "new_deals_this_week": lambda one: planning.new_this_week(one.data, one.owner),
    "win_rate": lambda one: outcomes.win_rate(one.data),
    "win_rate_broad": lambda one: outcomes.win_rate_broad(one.data),
    "win_rate_value": lambda one: outcomes.win_rate_value(one.data),
    "created_win_rate": lambda one: conversion.created_win_rate(one.cohort),
    "hit_rate": lambda one: outcomes.hit_rate(one.data),
    "signing_conversion": lambda one: one.signing[0],
    "signing_conversion_resolved": lambda one: one.signing[1],
    "average_deal_size": lambda one: one.size[0],
    "median_deal_size": lambda one: one.size[1],
    "sales_cycle_median": lambda one: one.cycle[0],
    "sales_cycle_mean": lambda one: one.cycle[1],
    "lost_cycle_median": lambda one: speed.sales_cycle(one.data, "lost")[0],
    "velocity": lambda one: one.velocity.per_day,
    "velocity_realised": lambda one: one.velocity.realised,
    "target_attainment": lambda one: one.attainment.reached,
    "target_pace": lambda one: one.attainment.pace,
    "coverage": lambda one: one.coverage.present,
    "coverage_required": lambda one: one.coverage.required,
    "coverage_gap": lambda one: one.coverage.gap,
    "leads_needed": lambda one: one.leads.leads,
    "forecast_closed": lambda one: one.lines.closed,
    "forecast_commit": lambda one: one.lines.commit,
    "forecast_best_case": lambda one: one.lines.best_case,
    "forecast_pipeline": lambda one: one.lines.pipeline,
    "slips": lambda one: forecast.slips(one.data),
    "forecast_accuracy": lambda one: one.accuracy.won_rate,
    "follow_up_time": lambda one: one.follow_up.median,
    "touches": lambda one: activity.touch_count(one.acting),
    "calls": lambda one: activity.touch_count(one.acting, "call"),
    "appointments_booked": lambda one: one.appointments[0],
    "appointments_held": lambda one: one.appointments[1],
    "mql": lambda one: one.qualified[0],
    "sql": lambda one: one.qualified[1],
    "mql_to_sql": lambda one: one.qualified[2],
    "cac": lambda one: economics.acquisition_cost(one.data),
    "ltv": lambda one: economics.lifetime_value(one.data),
    "ltv_projected": lambda one: economics.projected_value(one.data),
    "ltv_to_cac": lambda one: economics.value_to_cost(one.figure("ltv"), one.figure("cac")),
}
"""Every single figure: its name in the JSON, in the order of the report -> how it is made."""


def report(
    books: Books,
    period: Period,
    as_of: datetime,
    *,
    pipelines: Iterable[str] = (),
    keep: Keep | None = None,
    owner: str = "",
    to_date: bool = False,
) -> Report:
    """The report of a period as of a moment (exclusive), of all deals or those of one `owner`.

    A closed period is read as of its end, so that what happened later does not change it. With `to_date`
    the deals that began in it are followed beyond that, up to `as_of` (G3). Activity is counted by who did
    it, all the rest by what the deals are (G7).
    """
    wanted, who = tuple(pipelines), owner.casefold()
    zone = books.board.zone
    moment = min(as_of, period.end(zone))

    def own(deals: Population) -> Population:
        return deals.only(lambda deal: deal.owner.casefold() == who) if who else deals

    def of(book: Book) -> Population:
        return replace(population(book, period, pipelines=wanted, keep=keep), actor=who)

    book = books.at(moment)
    doers = of(book)
    data = own(doers)

    @cache
    def before() -> Population:
        # Which of them count is for what they are now to say (G7).
        start = books.part_at(period.start(zone), lambda deal: deal.is_open and deal.close is not None)
        return population(start, period, pipelines=books.board.pipelines)

    @cache
    def later() -> Population:
        present = books.at(as_of)
        if present.histories is book.histories:
            return replace(data, book=present)
        return own(of(present)).sharing(data)

    beyond = later if to_date and as_of > moment else None
    return Report(data, target_of(data.board, period, owner=owner), before, beyond, doers)
