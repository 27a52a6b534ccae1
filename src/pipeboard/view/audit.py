"""The audit as tables: what is missing and what to do about it, and how much was missing lately."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from pipeboard.metrics.audit import Audit, Point
from pipeboard.view.metrics_blocks import Table, TableRow, behind


def tables(found: Audit) -> tuple[Table, Table]:
    """The kinds of gaps, with the deals behind them, and the counts of the weeks before."""
    rows = tuple(
        TableRow(
            (one.title, str(one.count), one.advice, ", ".join(one.things)),
            None,
            behind((one.title, one.deals)),
        )
        for one in found.findings
    )
    most = max((one.count for one in found.trend), default=0)
    weeks = tuple(
        TableRow((_day(one), str(one.count)), Fraction(one.count, most) if most else None)
        for one in reversed(found.trend)
    )
    right = frozenset((1,))
    return (
        Table("Gaps", ("What", "How many", "What to do", "Which"), rows, right, "Nothing is missing."),
        Table("How many there were", ("As of", "Gaps"), weeks, right),
    )


def trend_words(trend: Sequence[Point]) -> str:
    """How the count went: "Gaps over 8 weeks: 12 → 9 → 7 (5 fewer)." """
    counts = " → ".join(str(one.count) for one in trend)
    change = trend[-1].count - trend[0].count
    told = "as many" if not change else f"{abs(change)} {'more' if change > 0 else 'fewer'}"
    weeks = len(trend) - 1
    return f"Gaps over {weeks} week{'s' if weeks != 1 else ''}: {counts} ({told})."


def _day(one: Point) -> str:
    return f"{one.day.day} {one.day:%b %Y}"
