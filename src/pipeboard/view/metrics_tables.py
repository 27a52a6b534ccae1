"""The tables of a report: stages, times, months, reasons, the breakdown, price bands and health."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final

from pipeboard.domain.dates import show_age
from pipeboard.domain.deal import STATUSES
from pipeboard.domain.money import show_compact
from pipeboard.domain.playbook import Record
from pipeboard.metrics.breakdown import dimension
from pipeboard.metrics.outcomes import Reason, hit_rate_by_band
from pipeboard.metrics.report import Report
from pipeboard.view.metrics_blocks import NOTHING, Table, TableRow, behind, show_figure, told


def stages(report: Report) -> Table:
    """M1 and M2: what is in each stage, and what became of those that came to it."""
    most = max((len(one.entered) for one in report.conversions), default=0)
    rows = []
    for stage, passed in zip(report.stages, report.conversions, strict=True):
        is_known = not stage.deals or stage.unknown < len(stage.deals)
        cells = (
            stage.stage.name,
            str(len(stage.deals)),
            *(_money(amount, report) if is_known else NOTHING for amount in (stage.value, stage.weighted)),
            str(len(passed.entered)),
            str(len(passed.advanced)),
            str(len(passed.dropped)),
            str(len(passed.pending)),
            told(passed.to_date),
            told(passed.resolved),
        )
        bar = Fraction(len(passed.entered), most) if most else None
        groups = (
            ("came in", passed.entered),
            ("went on", passed.advanced),
            ("out", passed.dropped),
            ("waiting", passed.pending),
            ("open there", stage.deals),
        )
        rows.append(TableRow(cells, bar, behind(*groups)))
    head = ("Stage", "Open", "Value", "Weighted", "Entered", "On", "Out", "Waiting", "To date", "Resolved")
    return Table(
        "Stages",
        head,
        tuple(rows),
        frozenset(range(1, 10)),
        notes=tuple(_stage_notes(report)),
        order=(0, 9, 4, 8, 1, 2, 5, 6, 7, 3),
    )


def _stage_notes(report: Report) -> Iterator[str]:
    unknown = sum(one.unknown for one in report.stages)
    if unknown:
        yield f"{unknown} open without a known value: in no sum."
    worst, slow = report.bottleneck, report.slowest
    if worst is not None:
        resolved = worst.resolved
        yield f"Bottleneck: {worst.stage.name}, {show_figure(resolved)} of {resolved.n} go on."
    if slow is not None:
        yield f"Slowest against its target: {slow.stage.name}, {show_figure(slow.median)} of {slow.target} d."
    first = report.conversions[0] if report.conversions else None
    if first is not None and first.resolved.value is not None:
        went = f"{told(first.resolved)} of {first.resolved.n} go on from {first.stage.name}"
        yield f"{went}; usually fewer than half of prospects fit."
    jumped, direct, returned = report.paths
    ways = ((jumped, "jumped over a stage"), (direct, "began further on"), (returned, "went back"))
    words = [f"{len(deals)} {what}" for deals, what in ways if deals]
    if words:
        yield f"{', '.join(words)}."


def targets(report: Report) -> Table:
    """M15 of every target, where there is more than the one that the results tell."""
    rows = []
    for one in report.attainments:
        if one.target is not None:
            counts = one.target.metric.endswith("deals")
            amount = f"{one.target.amount} deals" if counts else _money(one.target.amount, report)
            reached, pace = show_figure(one.reached), show_figure(one.pace)
            cells = (one.target.metric, one.target.owner or "the team", amount, reached, pace)
            rows.append(TableRow(cells, None, behind((one.target.metric, one.reached.deals))))
    head = ("Target", "Whose", "Amount", "Reached", "Pace")
    return Table("Targets", head, tuple(rows), frozenset((2, 3, 4)))


def times(report: Report) -> Table:
    """M11: how long deals were in each stage, and how long those that are there have been."""
    rows = []
    for one in report.times:
        target = show_age(one.target) if one.target else NOTHING
        cells = (one.stage.name, told(one.median), str(one.median.n), target, told(one.age), str(one.age.n))
        groups = (("left it", one.median.deals), ("there now", one.age.deals))
        rows.append(TableRow(cells, None, behind(*groups)))
    left = len(report.without_history)
    deals = "1 imported deal is" if left == 1 else f"{left} imported deals are"
    notes = (f"{deals} left out: nobody knows when they came to their stage.",) if left else ()
    head = ("Stage", "Median", "n", "Target", "There now", "n")
    return Table("Time in stage", head, tuple(rows), frozenset(range(1, 6)), notes=notes)


def months(report: Report) -> Table:
    """M14: what is expected to close when, and what was won."""
    found = report.buckets
    most = max((one.value + one.won for one in found), default=Decimal())
    rows = []
    for one in found:
        amounts = (_money(amount, report) for amount in (one.value, one.weighted, one.won))
        bar = Fraction(one.value + one.won) / Fraction(most) if most else None
        groups = (("open", one.deals), ("won", one.won_deals))
        rows.append(TableRow((one.title, str(len(one.deals)), *amounts), bar, behind(*groups)))
    head = ("Expected close", "Deals", "Value", "Weighted", "Won")
    return Table("By month", head, tuple(rows), frozenset((1, 2, 3, 4)), order=(0, 3, 1, 2, 4))


def reasons(title: str, report: Report, found: tuple[Reason, ...]) -> Table:
    """M18: why deals were lost or disqualified, crossed with the stage that they were in."""
    total, value = sum(len(one.deals) for one in found), sum((one.value for one in found), Decimal())
    names = {stage.id: stage.name for stage in report.data.board.stages.values()}
    rows = []
    for one in found:
        cells = (
            one.reason,
            str(len(one.deals)),
            f"{100 * len(one.deals) / total:.0f}%",
            _money(one.value, report),
            f"{100 * one.value / value:.0f}%" if value else NOTHING,
            ", ".join(f"{names.get(stage, stage)} {len(deals)}" for stage, deals in one.stages.items()),
        )
        by_stage = [(f"in {names.get(stage, stage)}", deals) for stage, deals in one.stages.items()]
        groups = [("all", one.deals), *(by_stage if len(by_stage) > 1 else ())]
        rows.append(TableRow(cells, Fraction(len(one.deals), total), behind(*groups)))
    head = ("Reason", "Deals", "Part", "Value", "Part", "Where")
    return Table(title, head, tuple(rows), frozenset((1, 2, 3, 4)), order=(0, 1, 5, 3, 2, 4))


def drop_offs(report: Report) -> Table:
    """For each stage that deals dropped out of, the reasons and what they had objected."""
    rows = []
    for one in report.drop_offs:
        reasons, objections = ranked_text(one.reasons), ranked_text(one.objections)
        groups = [("all", one.deals), *one.reasons.items(), *one.objections.items()]
        cells = (one.stage.name, str(len(one.deals)), reasons, objections or NOTHING)
        rows.append(TableRow(cells, None, behind(*groups)))
    head = ("Stage", "Out", "Reasons", "They had objected")
    return Table("Why deals drop out", head, tuple(rows), frozenset((1,)), order=(0, 1, 2, 3))


def ranked_text(groups: Mapping[str, tuple[str, ...]]) -> str:
    """How many deals each has: "Price 2, Timing 1"."""
    return ", ".join(f"{name} {len(deals)}" for name, deals in groups.items())


def used(title: str, kind: str, report: Report, found: Mapping[str, Record]) -> Table:
    """On how many deals plays or objections came up in the period, where, and what became of them."""
    board = report.data.board
    most = max((record.count for record in found.values()), default=0)
    rows = []
    for name, record in found.items():
        where = {board.stage(stage).name: ids for stage, ids in record.by_stage.items()}
        cells = (
            board.name_of(kind, name),
            str(record.count),
            *(str(record.ended(status) or NOTHING) for status in STATUSES),
            ranked_text(where),
        )
        groups = [("all", record.deals), *record.by_status.items()]
        groups += [(f"in {stage}", ids) for stage, ids in where.items()] if len(where) > 1 else []
        rows.append(TableRow(cells, Fraction(record.count, most), behind(*groups)))
    head = (kind.title(), "Deals", "Open", "Won", "Lost", "Out", "Where")
    return Table(title, head, tuple(rows), frozenset(range(1, 6)), order=(0, 1, 3, 4, 2, 5, 6))


GROUPED: Final = {
    "new_deals": ("New", "new"),
    "won_value": ("Won", "won"),
    "win_rate": ("Win rate", "won or lost"),
    "win_rate_value": ("By value", ""),
    "created_win_rate": ("Of created", "created"),
    "hit_rate": ("Hit rate", "with an offer"),
    "signing_conversion": ("Signed", "qualified"),
    "average_deal_size": ("Average", ""),
    "sales_cycle_median": ("Cycle", ""),
}
"""Figures of a breakdown -> the head of their column, and what the deals behind them are called, if told."""


def groups(name: str, title: str, report: Report) -> Table:
    """M27: one row for each value of a dimension."""
    rows = []
    for value, part in report.by(dimension(name, report.data.board)).items():
        figures = {key: part.figure(key) for key in GROUPED}
        cells = (value or "(unknown)", *(told(one) for one in figures.values()))
        sets = [(called, figures[key].deals) for key, (_, called) in GROUPED.items() if called]
        rows.append(TableRow(cells, None, behind(*sets)))
    head = (name.title(), *(column for column, _ in GROUPED.values()))
    known = {one.source for one in report.data.histories} if name == "source" else set()
    alone = len(known) == 1 and "" not in known
    notes = (f"All leads come from one source: {known.pop()}.",) if alone else ()
    order = (0, 1, 2, 3, 6, 8, 9, 5, 7, 4)
    return Table(title, head, tuple(rows), frozenset(range(1, len(head))), notes=notes, order=order)


def bands(report: Report) -> Table:
    """M29: how often offers of a size hit."""
    rows = []
    for one in hit_rate_by_band(report.data):
        top = f"to {show_compact(one.high, '')}" if one.high is not None else "and up"
        size = f"{show_compact(one.low, report.data.currency)} {top}"
        groups = behind(("with an offer", one.hit.deals))
        rows.append(TableRow((size, show_figure(one.hit), str(one.hit.n)), None, groups))
    note = ("A rate is told from ten cases on.",)
    return Table("Hit rate by price", ("Size", "Hit rate", "n"), tuple(rows), frozenset((1, 2)), notes=note)


def health(report: Report) -> Table:
    """M30: what is wrong with the data, and what to do about it."""
    rows = [
        TableRow((one.title, str(one.count), one.advice), None, behind((one.title, one.deals)))
        for one in report.health
    ]
    head = ("What", "How many", "What to do")
    return Table("Health", head, tuple(rows), frozenset((1,)), "Nothing to mend.")


def _money(value: Decimal, report: Report) -> str:
    return show_compact(value, report.data.currency)
