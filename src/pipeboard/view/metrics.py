"""The report of a period as blocks: figures and tables, which the screen, the command and the page all draw.

Every line and row knows the deals behind it, so that each of them can be looked up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeAlias

from pipeboard.domain.dates import show_age
from pipeboard.domain.money import show_compact, show_money
from pipeboard.metrics.figure import COUNT, DAYS, HOURS, RATE, RATIO, Figure, change
from pipeboard.metrics.outcomes import Reason, hit_rate_by_band
from pipeboard.metrics.report import Report

NOTHING: Final = "-"
"""What stands where there is nothing to tell; it is not 0."""


@dataclass(frozen=True, slots=True)
class Line:
    """One figure as people read it."""

    name: str
    """Its name in the JSON; empty for one that is told in words alone."""
    label: str
    value: str
    n: int
    change: str = ""
    """Against the period before: "+12%", "-3 points"."""
    note: str = ""
    is_thin: bool = False
    """Whether it stands on too few cases to be relied on."""
    deals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures below each other."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class TableRow:
    """Cells, how long its bar is (a part of 1; None for no bar), and the deals behind it."""

    cells: tuple[str, ...]
    bar: Fraction | None = None
    deals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head. `right` are the columns set to the right; `empty` is said where there is no row."""

    title: str
    head: tuple[str, ...]
    rows: tuple[TableRow, ...]
    right: frozenset[int] = frozenset()
    empty: str = "Nothing in this period."
    notes: tuple[str, ...] = ()


Block: TypeAlias = Figures | Table

_LABELS: Final[Mapping[str, Mapping[str, str]]] = {
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
    "priority": "Priorities",
    "currency": "Currencies",
}
"""What the deals can be broken down by (M27): field -> the table's title."""


def show_figure(figure: Figure) -> str:
    """A figure as people read it: "50.0%", "12 000 EUR", "49.0 d"; "-" where there is nothing to tell."""
    value = figure.value
    if value is None:
        return NOTHING
    if figure.unit == RATE:
        return f"{float(Fraction(value) * 100):.1f}%"
    if figure.unit in (DAYS, HOURS):
        return f"{float(value):.1f} {'d' if figure.unit == DAYS else 'h'}"
    if figure.unit == COUNT:
        return str(int(value))
    if figure.unit == RATIO:
        return f"{float(value):.2f}x"
    currency, _, per = figure.unit.partition("/")
    money = show_money(_rounded(value, 1 if per else 0), currency)
    return f"{money} a {per}" if per else money


def told(figure: Figure) -> str:
    """A figure with a mark where it stands on too few cases to be relied on: "~75.0%"."""
    return f"{'~' if figure.is_thin else ''}{show_figure(figure)}"


def show_change(now: Figure, before: Figure) -> str:
    """Against the period before: in points for rates, in percent for the rest; "" where there is none."""
    if now.value is None or not before.value:
        return ""  # Nothing to compare with (G4).
    if now.unit == RATE:
        points = (Fraction(now.value) - Fraction(before.value)) * 100
        return f"{float(points):+.1f} pts"
    part = change(now, before)
    return "" if part is None else f"{float(part * 100):+.0f}%"


def _rounded(value: int | Decimal | Fraction, places: int) -> Decimal:
    """Half to even, and only here: figures are exact until they are shown (G8)."""
    exact = Fraction(value)
    return Decimal(round(exact * 10**places)).scaleb(-places)


def blocks(report: Report, previous: Report | None = None, dimension: str = "source") -> Iterator[Block]:
    """The whole report, block by block; `previous` is that of the period before.

    `dimension` is what the deals are broken down by: one of `DIMENSIONS`.
    """
    for title, names in _LABELS.items():
        yield Figures(title, tuple(_lines(names, report, previous)))
        if title == "Pipeline":
            yield _stages(report)
        elif title == "Results" and len(report.attainments) > 1:
            yield _targets(report)
        elif title == "Speed":
            yield _times(report)
        elif title == "Forecast":
            yield _buckets(report)
    yield _reasons("Why deals were lost", report, report.lost)
    yield _reasons("Why deals were disqualified", report, report.disqualified)
    yield _groups(dimension, report)
    yield _people(report)
    yield _loads(report)
    yield _bands(report)
    yield _health(report)


def _lines(names: Mapping[str, str], report: Report, previous: Report | None) -> Iterator[Line]:
    for name, label in names.items():
        figure = report.figures[name]
        if name == "weighted_after_haircut" and not report.data.board.settings.haircut:
            continue
        against = show_change(figure, previous.figures[name]) if previous is not None else ""
        note = figure.note
        yield Line(name, label, show_figure(figure), figure.n, against, note, figure.is_thin, figure.deals)


def _stages(report: Report) -> Table:
    most = max((len(one.entered) for one in report.conversions), default=0)
    rows = []
    for stage, passed in zip(report.stages, report.conversions, strict=True):
        cells = (
            stage.stage.name,
            str(len(stage.deals)),
            _money(stage.value, report),
            _money(stage.weighted, report),
            str(len(passed.entered)),
            str(len(passed.advanced)),
            str(len(passed.dropped)),
            str(len(passed.pending)),
            told(passed.to_date),
            told(passed.resolved),
        )
        bar = Fraction(len(passed.entered), most) if most else None
        rows.append(TableRow(cells, bar, passed.entered))
    head = ("Stage", "Open", "Value", "Weighted", "Entered", "On", "Out", "Waiting", "To date", "Resolved")
    return Table("Stages", head, tuple(rows), frozenset(range(1, 10)), notes=tuple(_stage_notes(report)))


def _stage_notes(report: Report) -> Iterator[str]:
    worst, slow = report.bottleneck, report.slowest
    if worst is not None:
        resolved = worst.resolved
        yield f"Bottleneck: {worst.stage.name}, {show_figure(resolved)} of {resolved.n} go on."
    if slow is not None:
        yield f"Slowest against its target: {slow.stage.name}, {show_figure(slow.median)} of {slow.target} d."
    jumped, direct, returned = report.paths
    told = ((jumped, "jumped over a stage"), (direct, "began further on"), (returned, "went back"))
    words = [f"{len(deals)} {what}" for deals, what in told if deals]
    if words:
        yield f"{', '.join(words)}."


def _targets(report: Report) -> Table:
    """M15 of every target, where there is more than the one that the results tell."""
    rows = []
    for one in report.attainments:
        if one.target is not None:
            counts = one.target.metric.endswith("deals")
            amount = f"{one.target.amount} deals" if counts else _money(one.target.amount, report)
            reached, pace = show_figure(one.reached), show_figure(one.pace)
            cells = (one.target.metric, one.target.owner or "the team", amount, reached, pace)
            rows.append(TableRow(cells, None, one.reached.deals))
    head = ("Target", "Whose", "Amount", "Reached", "Pace")
    return Table("Targets", head, tuple(rows), frozenset((2, 3, 4)))


def _times(report: Report) -> Table:
    rows = [
        TableRow(
            (
                one.stage.name,
                told(one.median),
                str(one.median.n),
                show_age(one.target) if one.target else NOTHING,
            ),
            None,
            one.median.deals,
        )
        for one in report.times
    ]
    return Table("Time in stage", ("Stage", "Median", "n", "Target"), tuple(rows), frozenset((1, 2, 3)))


def _buckets(report: Report) -> Table:
    found = report.buckets
    most = max((one.value + one.won for one in found), default=Decimal())
    rows = [
        TableRow(
            (
                one.title,
                str(len(one.deals)),
                _money(one.value, report),
                _money(one.weighted, report),
                _money(one.won, report),
            ),
            Fraction(one.value + one.won) / Fraction(most) if most else None,
            one.deals,
        )
        for one in found
    ]
    head = ("Expected close", "Deals", "Value", "Weighted", "Won")
    return Table("By month", head, tuple(rows), frozenset((1, 2, 3, 4)))


def _reasons(title: str, report: Report, found: tuple[Reason, ...]) -> Table:
    total, value = sum(len(one.deals) for one in found), sum((one.value for one in found), Decimal())
    names = {stage.id: stage.name for stage in report.data.board.stages.values()}
    rows = [
        TableRow(
            (
                one.reason,
                str(len(one.deals)),
                f"{100 * len(one.deals) / total:.0f}%",
                _money(one.value, report),
                f"{100 * one.value / value:.0f}%" if value else NOTHING,
                ", ".join(f"{names.get(stage, stage)} {count}" for stage, count in one.stages.items()),
            ),
            Fraction(len(one.deals), total),
            one.deals,
        )
        for one in found
    ]
    head = ("Reason", "Deals", "Part", "Value", "Part", "Where")
    return Table(title, head, tuple(rows), frozenset((1, 2, 3, 4)))


def _groups(dimension: str, report: Report) -> Table:
    """M27: one row for each value of a dimension."""
    rows = []
    own = report.data.currency if dimension == "currency" else ""
    for name, part in report.by(lambda deal: getattr(deal, dimension) or own).items():
        keys = ("new_deals", "won_value", "win_rate", "hit_rate", "average_deal_size", "sales_cycle_median")
        cells = (name or "(unknown)", *(told(part.figure(key)) for key in keys))
        behind = dict.fromkeys(part.figure("new_deals").deals + part.figure("won_value").deals)
        rows.append(TableRow(cells, None, tuple(behind)))
    head = (dimension.title(), "New", "Won", "Win rate", "Hit rate", "Average", "Cycle")
    known = {one.deal.source for one in report.data.histories} if dimension == "source" else set()
    notes = (
        (f"All leads come from one source: {known.pop()}.",) if len(known) == 1 and "" not in known else ()
    )
    return Table(DIMENSIONS[dimension], head, tuple(rows), frozenset(range(1, 7)), notes=notes)


def _people(report: Report) -> Table:
    rows = [
        TableRow(
            (
                one.name,
                str(one.touches),
                ", ".join(f"{kind} {count}" for kind, count in one.by_kind.items()),
                str(one.booked),
                str(one.held),
            )
        )
        for one in report.people
    ]
    return Table(
        "People", ("Who", "Touches", "Of these", "Booked", "Held"), tuple(rows), frozenset((1, 3, 4))
    )


def _loads(report: Report) -> Table:
    rows = [
        TableRow(
            (
                one.owner,
                one.role,
                show_figure(one.load),
                show_figure(one.share),
                show_figure(one.throughput),
                show_figure(one.value) if one.value is not None else NOTHING,
            ),
            None,
            one.load.deals,
        )
        for one in report.loads
    ]
    head = ("Owner", "Role", "Open", "Of the limit", "Done", "Won")
    return Table("Capacity", head, tuple(rows), frozenset((2, 3, 4, 5)), "Nobody carries an open deal.")


def _bands(report: Report) -> Table:
    rows = []
    for one in hit_rate_by_band(report.data):
        top = f"to {show_compact(one.high, '')}" if one.high is not None else "and up"
        size = f"{show_compact(one.low, report.data.currency)} {top}"
        rows.append(TableRow((size, show_figure(one.hit), str(one.hit.n)), None, one.hit.deals))
    note = ("A rate is told from ten cases on.",)
    return Table("Hit rate by price", ("Size", "Hit rate", "n"), tuple(rows), frozenset((1, 2)), notes=note)


def _health(report: Report) -> Table:
    rows = [TableRow((one.title, str(one.count), one.advice), None, one.deals) for one in report.health]
    return Table(
        "Health", ("What", "How many", "What to do"), tuple(rows), frozenset((1,)), "Nothing to mend."
    )


def _money(value: Decimal, report: Report) -> str:
    return show_compact(value, report.data.currency)
