"""The report of a period as blocks: figures and tables, which the screen, the command and the page all draw.

Every line and row knows the deals behind it, so that each of them can be looked up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from pipeboard.metrics.report import Report
from pipeboard.view import metrics_people as people
from pipeboard.view import metrics_tables as tables
from pipeboard.view.metrics_blocks import Block, Figures, Line, behind, show_change, show_figure
from pipeboard.view.metrics_plan import inputs, leads_plan

LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    "Results": {
        "won_value": "Won",
        "target_attainment": "Of the target",
        "target_pace": "Pace",
        "win_rate": "Win rate",
        "win_rate_value": "Win rate by value",
        "win_rate_broad": "Win rate, disqualified included",
        "created_win_rate": "Won of those created",
        "hit_rate": "Hit rate of offers",
        "signing_conversion": "Signed of those qualified",
        "signing_conversion_resolved": "Signed of those qualified and closed",
        "average_deal_size": "Average deal",
        "median_deal_size": "Median deal",
    },
    "Pipeline": {
        "new_deals": "New deals",
        "new_deals_this_week": "New deals in the latest week",
        "open_value": "Open",
        "weighted_pipeline": "Weighted",
        "weighted_after_haircut": "Weighted, after the haircut",
        "coverage": "Coverage",
        "coverage_required": "Coverage that it takes",
        "coverage_gap": "Missing to it",
        "leads_needed": "New leads needed",
    },
    "Speed": {
        "sales_cycle_median": "Sales cycle, median",
        "sales_cycle_mean": "Sales cycle, mean",
        "lost_cycle_median": "Cycle of lost deals, median",
        "velocity": "Velocity",
        "velocity_realised": "Realised",
    },
    "Forecast": {
        "forecast_closed": "Closed",
        "forecast_commit": "with commit (75% and up)",
        "forecast_best_case": "with best case (50% and up)",
        "forecast_pipeline": "with the whole pipeline",
        "slips": "Put off",
        "forecast_accuracy": "Won of what was forecast",
    },
    "Activity": {
        "touches": "Touches",
        "calls": "Calls",
        "appointments_booked": "Meetings booked",
        "appointments_held": "Meetings held",
        "follow_up_time": "Hours until the first touch, median",
        "mql": "Marked MQL",
        "sql": "Marked SQL",
        "mql_to_sql": "MQL to SQL",
    },
    "Economics": {
        "cac": "Cost of a new customer",
        "ltv": "Value of a customer",
        "ltv_projected": "Value of a customer, projected",
        "ltv_to_cac": "Value to cost",
    },
}
"""Sections of figures: name -> what people call it."""


DIMENSIONS: Final[Mapping[str, str]] = {
    "source": "Sources",
    "owner": "Owners",
    "channel": "Channels",
    "motion": "Sales motions",
    "segment": "Segments",
    "priority": "Priorities",
    "currency": "Currencies",
}
"""What the deals can be broken down by (M27): field -> the table's title."""


def blocks(report: Report, previous: Report | None = None, dimension: str = "source") -> Iterator[Block]:
    """The whole report, block by block; `previous` is that of the period before.

    `dimension` is what the deals are broken down by: one of `DIMENSIONS`.
    """
    for title, names in LABELS.items():
        yield Figures(title, tuple(_lines(names, report, previous)))
        if title == "Results" and len(report.attainments) > 1:
            yield tables.targets(report)
        elif title == "Pipeline":
            yield tables.stages(report)
            if report.leads.target is not None:
                yield leads_plan(report)
        elif title == "Speed":
            yield inputs(report)
            yield tables.times(report)
        elif title == "Forecast":
            yield tables.months(report)
        elif title == "Activity":
            yield people.weeks(report)
            yield people.people(report)
            yield people.loads(report)
    yield tables.reasons("Why deals were lost", report, report.lost)
    yield tables.reasons("Why deals were disqualified", report, report.disqualified)
    yield tables.drop_offs(report)
    yield tables.used("Objections", "objection", report, report.objections)
    yield tables.used("Plays", "play", report, report.plays)
    yield tables.groups(dimension, DIMENSIONS[dimension], report)
    yield tables.bands(report)
    yield tables.health(report)


def _lines(names: Mapping[str, str], report: Report, previous: Report | None) -> Iterator[Line]:
    for name, label in names.items():
        figure = report.figures[name]
        if name == "weighted_after_haircut" and not report.data.board.settings.haircut:
            continue
        against = show_change(figure, previous.figures[name]) if previous is not None else ""
        groups = [(label, figure.deals)]
        if name == "follow_up_time":
            groups.append(("No touch yet", report.follow_up.unanswered))
        shown = show_figure(figure)
        yield Line(name, label, shown, figure.n, against, figure.note, figure.is_thin, behind(*groups))
