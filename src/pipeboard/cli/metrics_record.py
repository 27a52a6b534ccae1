"""The JSON form of a report: stable names, documented in the guide."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Final

from pipeboard.domain.dates import moment_text
from pipeboard.domain.deal import STATUSES
from pipeboard.domain.playbook import Record
from pipeboard.metrics.activity import Person
from pipeboard.metrics.breakdown import dimension
from pipeboard.metrics.comparison import Comparison, StageSide
from pipeboard.metrics.conversion import StageConversion
from pipeboard.metrics.figure import COUNT, Figure, Number
from pipeboard.metrics.outcomes import Reason
from pipeboard.metrics.period import Period
from pipeboard.metrics.report import Report
from pipeboard.view.metrics_tables import GROUPED


def report_record(found: Report, by: str = "source") -> dict[str, object]:
    """The report as `metrics --json` gives it, its deals broken down by a dimension."""
    data = found.data
    return {
        "period": _span(data.period),
        "unit": data.period.unit,
        "as_of": moment_text(data.as_of),
        "currency": data.currency,
        "deals": len(data.histories),
        "stages": _stage_records(found),
        **{name: figure_record(figure) for name, figure in found.figures.items()},
        **{name: made(found) for name, made in _SECTIONS.items()},
        "breakdown": _breakdown_record(found, by),
    }


def _counts(groups: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    return {name: len(deals) for name, deals in groups.items()}


def _stage_records(found: Report) -> list[dict[str, object]]:
    why = {one.stage.id: one for one in found.drop_offs}
    return [
        {
            "id": stage.stage.id,
            "name": stage.stage.name,
            "open_count": len(stage.deals),
            "open_value": _decimal(stage.value),
            "weighted_value": _decimal(stage.weighted),
            "value_unknown": stage.unknown,
            **_passed_record(passed),
            "median_days": _number(time.median),
            "median_age": _number(time.age),
            "drop_reasons": _counts(why[stage.stage.id].reasons) if stage.stage.id in why else {},
            "drop_objections": _counts(why[stage.stage.id].objections) if stage.stage.id in why else {},
        }
        for stage, passed, time in zip(found.stages, found.conversions, found.times, strict=True)
    ]


def _passed_record(passed: StageConversion) -> dict[str, object]:
    return {
        "entered": len(passed.entered),
        "advanced": len(passed.advanced),
        "dropped": len(passed.dropped),
        "pending": len(passed.pending),
        "conversion_to_date": _number(passed.to_date),
        "conversion_resolved": _number(passed.resolved),
    }


def _target_records(found: Report) -> list[dict[str, object]]:
    return [
        {
            "metric": one.target.metric,
            "owner": one.target.owner,
            "amount": _decimal(one.target.amount),
            "reached": figure_record(one.reached),
            "pace": figure_record(one.pace),
        }
        for one in found.attainments
        if one.target is not None
    ]


def _unanswered_record(found: Report) -> dict[str, object]:
    waiting = found.follow_up
    oldest = None if waiting.oldest is None else moment_text(waiting.oldest)
    return {"count": len(waiting.unanswered), "oldest": oldest}


def _velocity_record(found: Report) -> dict[str, object]:
    parts = found.velocity
    figures = {"deals": parts.deals, "size": parts.size, "win_rate": parts.win_rate, "cycle": parts.cycle}
    return {name: figure_record(figure) for name, figure in figures.items()}


def _leads_record(found: Report) -> dict[str, object]:
    plan = found.leads
    return {
        "remaining": None if plan.remaining is None else _decimal(plan.remaining),
        "size": None if plan.size is None else figure_record(plan.size),
        "deals": plan.deals,
        "conversion": None if plan.conversion is None else float(plan.conversion),
        "is_assumed": plan.is_assumed,
        "per_week": None if plan.per_week is None else float(plan.per_week),
        "start_by": None if plan.start_by is None else plan.start_by.isoformat(),
        "per_source": dict(plan.per_source),
    }


def _bottleneck_record(found: Report) -> dict[str, object] | None:
    worst = found.bottleneck
    if worst is None:
        return None
    return {"stage": worst.stage.id, "name": worst.stage.name, **(figure_record(worst.resolved) or {})}


def _reason_records(reasons: Iterable[Reason]) -> list[dict[str, object]]:
    return [
        {
            "reason": one.reason,
            "count": len(one.deals),
            "value": _decimal(one.value),
            "stages": {stage: len(deals) for stage, deals in one.stages.items()},
        }
        for one in reasons
    ]


def _used_records(kind: str, found: Report, used: Mapping[str, Record]) -> list[dict[str, object]]:
    """What became of the deals on which objections or plays of the period came up."""
    board = found.data.board
    return [
        {
            kind: name,
            "title": board.name_of(kind, name),
            "count": record.count,
            **{status: record.ended(status) for status in STATUSES},
            "stages": _counts(record.by_stage),
        }
        for name, record in used.items()
    ]


def _month_records(found: Report) -> list[dict[str, object]]:
    return [
        {
            "title": one.title,
            "deals": len(one.deals),
            "value": _decimal(one.value),
            "weighted": _decimal(one.weighted),
            "won": _decimal(one.won),
        }
        for one in found.buckets
    ]


def _person_records(people: Iterable[Person]) -> list[dict[str, object]]:
    return [
        {"name": one.name, "touches": one.touches, **one.by_kind, "booked": one.booked, "held": one.held}
        for one in people
    ]


def _week_records(found: Report) -> list[dict[str, object]]:
    return [{**_span(week.span), "people": _person_records(week.people)} for week in found.weeks]


def _load_records(found: Report) -> list[dict[str, object]]:
    return [
        {
            "owner": one.owner,
            "role": one.role,
            "open": one.load.value,
            "of_limit": figure_record(one.share),
            "done": one.throughput.value,
        }
        for one in found.loads
    ]


def _breakdown_record(found: Report, by: str) -> dict[str, object]:
    """M27: some figures for each value of a dimension."""
    parts = found.by(dimension(by, found.data.board))
    rows = [
        {"value": value, **{name: figure_record(part.figure(name)) for name in GROUPED}}
        for value, part in parts.items()
    ]
    return {"by": by, "rows": rows}


def _health_records(found: Report) -> list[dict[str, object]]:
    return [
        {"code": one.code, "title": one.title, "count": one.count, "deals": list(one.deals)}
        for one in found.health
    ]


_SECTIONS: Final[Mapping[str, Callable[[Report], object]]] = {
    "targets": _target_records,
    "unanswered": _unanswered_record,
    "velocity_inputs": _velocity_record,
    "leads_plan": _leads_record,
    "bottleneck": _bottleneck_record,
    "loss_reasons": lambda found: _reason_records(found.lost),
    "disqualify_reasons": lambda found: _reason_records(found.disqualified),
    "objections": lambda found: _used_records("objection", found, found.objections),
    "plays": lambda found: _used_records("play", found, found.plays),
    "forecast_months": _month_records,
    "without_history": lambda found: len(found.without_history),
    "people": lambda found: _person_records(found.people),
    "weeks": _week_records,
    "capacity": _load_records,
    "health": _health_records,
}
"""What is more than one figure: its name in the JSON -> how it is told."""


def comparison_record(both: Comparison) -> dict[str, object]:
    """What `metrics --compare --json` gives."""
    before, after = both.periods
    return {
        "day": both.day.isoformat(),
        "before": _span(before),
        "after": _span(after),
        "stages": [
            {
                "id": one.stage.id,
                "name": one.stage.name,
                "before": _side_record(one.before),
                "after": _side_record(one.after),
            }
            for one in both.stages
        ],
        "stage_count": dict(zip(("before", "after"), both.stage_count, strict=True)),
        "win_rate": _pair(both.win_rate),
        "sales_cycle_median": _pair(both.cycle),
    }


def _span(period: Period) -> dict[str, str]:
    return {"start": period.first.isoformat(), "end": period.after.isoformat()}


def _pair(pair: tuple[Figure, Figure]) -> dict[str, object]:
    return {"before": figure_record(pair[0]), "after": figure_record(pair[1])}


def _side_record(side: StageSide | None) -> dict[str, object] | None:
    if side is None:
        return None
    return {**_passed_record(side.passed), "median_days": _number(side.time.median)}


def figure_record(figure: Figure) -> dict[str, object] | None:
    """`value`, `n` and `unit`; None where there is nothing to tell. Money is a decimal string."""
    if figure.value is None:
        return None
    is_money = figure.unit.partition("/")[0].isupper()
    value: object = _decimal(figure.value) if is_money else _number(figure)
    return {"value": value, "n": figure.n, "unit": figure.unit}


def _number(figure: Figure) -> float | int | None:
    value = figure.value
    if value is None or isinstance(value, int):
        return value
    return int(value) if Fraction(value).denominator == 1 and figure.unit == COUNT else float(value)


def _decimal(value: Number) -> str:
    """An amount with as many places as it needs, two at most (half to even)."""
    cents = round(Fraction(value) * 100)
    whole, rest = divmod(abs(cents), 100)
    sign = "-" if cents < 0 else ""
    return f"{sign}{whole}.{rest:02d}" if rest else f"{sign}{whole}"
