"""The whole report: every figure of a period, made once for the screen, the command and its JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from pipeboard.domain.deal import Deal
from pipeboard.domain.log import Log
from pipeboard.metrics import activity, conversion, economics, forecast, health, outcomes
from pipeboard.metrics import velocity as speed
from pipeboard.metrics.figure import Figure
from pipeboard.metrics.history import read
from pipeboard.metrics.period import Period
from pipeboard.metrics.population import Population, population
from pipeboard.metrics.targets import Target, target_of

Keep = Callable[[Deal], bool]


@dataclass(frozen=True)
class Report:
    """Figures of one population, made when they are asked for. `before` is the book at the period's start."""

    data: Population
    target: Target | None
    before: Callable[[], Population]

    @cached_property
    def window(self) -> Population:
        """Where planning takes its experience from (see `forecast.trailing`)."""
        return forecast.trailing(self.data)

    @cached_property
    def stages(self) -> tuple[conversion.StageSnapshot, ...]:
        return conversion.snapshots(self.data)

    @cached_property
    def conversions(self) -> tuple[conversion.StageConversion, ...]:
        return conversion.stage_conversions(self.data)

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
    def coverage(self) -> forecast.Coverage:
        return forecast.coverage(self.data, self.window, self.target)

    @cached_property
    def leads(self) -> forecast.LeadsNeeded:
        past = conversion.stage_conversions(self.window)
        return forecast.leads_needed(self.data, self.window, past, self.target)

    @cached_property
    def buckets(self) -> tuple[forecast.Bucket, ...]:
        return forecast.buckets(self.data)

    @cached_property
    def lines(self) -> forecast.Lines:
        return forecast.lines(self.data)

    @cached_property
    def accuracy(self) -> forecast.Accuracy:
        return forecast.accuracy(self.data, self.before())

    @cached_property
    def lost(self) -> tuple[outcomes.Reason, ...]:
        return outcomes.reasons(self.data, "lost")

    @cached_property
    def disqualified(self) -> tuple[outcomes.Reason, ...]:
        return outcomes.reasons(self.data, "disqualified")

    @cached_property
    def people(self) -> tuple[activity.Person, ...]:
        return activity.people(self.data)

    @cached_property
    def loads(self) -> tuple[activity.Load, ...]:
        return activity.loads(self.data)

    @cached_property
    def follow_up(self) -> activity.FollowUpTime:
        return activity.follow_up_time(self.data)

    @cached_property
    def health(self) -> tuple[health.Finding, ...]:
        return health.findings(self.data)

    @cached_property
    def figures(self) -> dict[str, Figure]:
        """Every single figure by its name, in the order of the report; the names are those of the JSON."""
        data, pace = self.data, self.velocity
        size, median_size = outcomes.deal_size(data)
        cycle_median, cycle_mean = speed.sales_cycle(data)
        lost_cycle = speed.sales_cycle(data, "lost")[0]
        signing, signing_resolved = conversion.signing_conversion(data)
        booked, held = activity.appointments(data)
        mql, sql, mql_to_sql = activity.qualified(data)
        weighted = forecast.weighted_pipeline(data)
        cost, lifetime = economics.acquisition_cost(data), economics.lifetime_value(data)
        return {
            "won_value": outcomes.won_value(data),
            "open_value": forecast.open_value(data),
            "weighted_pipeline": weighted,
            "weighted_after_haircut": forecast.with_haircut(weighted, data.board.settings.haircut),
            "new_deals": conversion.new_deals(data),
            "win_rate": outcomes.win_rate(data),
            "win_rate_broad": outcomes.win_rate_broad(data),
            "win_rate_value": outcomes.win_rate_value(data),
            "created_win_rate": conversion.created_win_rate(data),
            "hit_rate": outcomes.hit_rate(data),
            "signing_conversion": signing,
            "signing_conversion_resolved": signing_resolved,
            "average_deal_size": size,
            "median_deal_size": median_size,
            "sales_cycle_median": cycle_median,
            "sales_cycle_mean": cycle_mean,
            "lost_cycle_median": lost_cycle,
            "velocity": pace.per_day,
            "velocity_realised": pace.realised,
            "target_attainment": self.attainment.reached,
            "target_pace": self.attainment.pace,
            "coverage": self.coverage.present,
            "coverage_required": self.coverage.required,
            "coverage_gap": self.coverage.gap,
            "leads_needed": self.leads.leads,
            "forecast_closed": self.lines.closed,
            "forecast_commit": self.lines.commit,
            "forecast_best_case": self.lines.best_case,
            "forecast_pipeline": self.lines.pipeline,
            "slips": forecast.slips(data),
            "forecast_accuracy": self.accuracy.won_rate,
            "follow_up_time": self.follow_up.median,
            "touches": activity.touch_count(data),
            "calls": activity.touch_count(data, "call"),
            "appointments_booked": booked,
            "appointments_held": held,
            "mql": mql,
            "sql": sql,
            "mql_to_sql": mql_to_sql,
            "cac": cost,
            "ltv": lifetime,
            "ltv_projected": economics.projected_value(data),
            "ltv_to_cac": economics.value_to_cost(lifetime, cost),
        }

    def by(self, dimension: Callable[[Deal], str]) -> dict[str, Report]:
        """M27: a report for each value (of source, owner, ...) that the deals have; "" for unknown."""
        values = sorted({dimension(one.deal) for one in self.data.histories}, key=str.casefold)
        return {value: self._only(dimension, value) for value in values}

    def _only(self, dimension: Callable[[Deal], str], value: str) -> Report:
        def keep(deal: Deal) -> bool:
            return dimension(deal) == value

        return Report(self.data.only(keep), None, lambda: self.before().only(keep))


def report(
    log: Log,
    period: Period,
    as_of: datetime,
    *,
    pipelines: Iterable[str] = (),
    keep: Keep | None = None,
    owner: str = "",
) -> Report:
    """The report of a period as of a moment (exclusive); `owner` chooses whose target counts.

    A closed period is read as of its end, so that what happened later does not change it (G3).
    """
    wanted = tuple(pipelines)
    zone = log.board.zone
    moment = min(as_of, period.end(zone))
    data = population(read(log, moment), period, pipelines=wanted, keep=keep)

    def before() -> Population:
        start = read(log, period.start(zone), lambda deal: deal.is_open and deal.close is not None)
        return population(start, period, pipelines=wanted, keep=keep)

    return Report(data, target_of(data.board, period, owner=owner), before)
