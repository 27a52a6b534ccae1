"""The JSON form of a report: stable names, documented in the guide."""

from __future__ import annotations

from fractions import Fraction

from pipeboard.domain.dates import moment_text
from pipeboard.metrics.comparison import Comparison, StageSide
from pipeboard.metrics.figure import COUNT, Figure, Number
from pipeboard.metrics.forecast import LeadsNeeded
from pipeboard.metrics.outcomes import Reason
from pipeboard.metrics.period import Period
from pipeboard.metrics.report import Report


def report_record(found: Report) -> dict[str, object]:
    """The report as `metrics --json` gives it: stable names, documented in the guide."""
    data = found.data
    worst = found.bottleneck
    resolved = worst.resolved if worst is not None else None
    return {
        "period": {"start": data.period.first.isoformat(), "end": data.period.after.isoformat()},
        "unit": data.period.unit,
        "as_of": moment_text(data.as_of),
        "currency": data.currency,
        "deals": len(data.histories),
        "stages": _stage_records(found),
        **{name: figure_record(figure) for name, figure in found.figures.items()},
        "targets": [
            {
                "metric": one.target.metric,
                "owner": one.target.owner,
                "amount": _decimal(one.target.amount),
                "reached": figure_record(one.reached),
                "pace": figure_record(one.pace),
            }
            for one in found.attainments
            if one.target is not None
        ],
        "unanswered": {
            "count": len(found.follow_up.unanswered),
            "oldest": None if found.follow_up.oldest is None else moment_text(found.follow_up.oldest),
        },
        "leads_plan": _leads_record(found.leads),
        "bottleneck": None
        if worst is None or resolved is None
        else {"stage": worst.stage.id, "name": worst.stage.name, **(figure_record(resolved) or {})},
        "loss_reasons": [_reason_record(one) for one in found.lost],
        "disqualify_reasons": [_reason_record(one) for one in found.disqualified],
        "forecast_months": [
            {
                "title": one.title,
                "deals": len(one.deals),
                "value": _decimal(one.value),
                "weighted": _decimal(one.weighted),
                "won": _decimal(one.won),
            }
            for one in found.buckets
        ],
        "people": [
            {"name": one.name, "touches": one.touches, **one.by_kind, "booked": one.booked, "held": one.held}
            for one in found.people
        ],
        "capacity": [
            {
                "owner": one.owner,
                "role": one.role,
                "open": one.load.value,
                "of_limit": figure_record(one.share),
                "done": one.throughput.value,
            }
            for one in found.loads
        ],
        "health": [
            {"code": one.code, "title": one.title, "count": one.count, "deals": list(one.deals)}
            for one in found.health
        ],
    }


def _stage_records(found: Report) -> list[dict[str, object]]:
    return [
        {
            "id": stage.stage.id,
            "name": stage.stage.name,
            "open_count": len(stage.deals),
            "open_value": _decimal(stage.value),
            "weighted_value": _decimal(stage.weighted),
            "value_unknown": stage.unknown,
            "entered": len(passed.entered),
            "advanced": len(passed.advanced),
            "dropped": len(passed.dropped),
            "pending": len(passed.pending),
            "conversion_to_date": _number(passed.to_date),
            "conversion_resolved": _number(passed.resolved),
            "median_days": _number(time.median),
        }
        for stage, passed, time in zip(found.stages, found.conversions, found.times, strict=True)
    ]


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
    passed = side.passed
    return {
        "entered": len(passed.entered),
        "advanced": len(passed.advanced),
        "dropped": len(passed.dropped),
        "pending": len(passed.pending),
        "conversion_to_date": _number(passed.to_date),
        "conversion_resolved": _number(passed.resolved),
        "median_days": _number(side.time.median),
    }


def _leads_record(leads: LeadsNeeded) -> dict[str, object]:
    return {
        "remaining": None if leads.remaining is None else _decimal(leads.remaining),
        "deals": leads.deals,
        "conversion": None if leads.conversion is None else float(leads.conversion),
        "per_week": None if leads.per_week is None else float(leads.per_week),
        "start_by": None if leads.start_by is None else leads.start_by.isoformat(),
    }


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


def _reason_record(one: Reason) -> dict[str, object]:
    return {"reason": one.reason, "count": len(one.deals), "value": _decimal(one.value), "stages": one.stages}
