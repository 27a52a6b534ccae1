"""The tables of a report about people: what they did, week by week and one by one, and what they carry."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from pipeboard.domain.followup import TOUCHES
from pipeboard.metrics.activity import BOOKED, Person
from pipeboard.metrics.report import Report
from pipeboard.view.metrics_blocks import NOTHING, Behind, Table, TableRow, behind, show_figure

_WEEKS: Final = 14
"""A quarter has that many; of a longer period the latest are told."""


def weeks(report: Report) -> Table:
    """M20: touches and meetings of each week, and who made them."""
    found = report.weeks[:_WEEKS]
    most = max((_touches(week.people) for week in found), default=0)
    rows = []
    for week in found:
        who = ", ".join(f"{one.name} {one.touches}" for one in week.people if one.touches)
        calls = sum(one.by_kind.get("call", 0) for one in week.people)
        counts = (
            _touches(week.people),
            calls,
            sum(one.booked for one in week.people),
            sum(one.held for one in week.people),
        )
        bar = Fraction(counts[0], most) if most else None
        rows.append(TableRow((week.title, *map(str, counts), who), bar, _deals(week.people)))
    if not any(week.people for week in found):
        rows = []
    note = (f"The latest {_WEEKS} weeks.",) if rows and len(report.weeks) > _WEEKS else ()
    head = ("Week", "Touches", "Calls", "Booked", "Held", "Who")
    return Table("By week", head, tuple(rows), frozenset((1, 2, 3, 4)), notes=note, order=(0, 1, 2, 5, 3, 4))


def people(report: Report) -> Table:
    """M20: what each person did in the period."""
    rows = [
        TableRow(
            (
                one.name,
                str(one.touches),
                ", ".join(f"{kind} {count}" for kind, count in one.by_kind.items()),
                str(one.booked),
                str(one.held),
            ),
            None,
            _deals([one]),
        )
        for one in report.people
    ]
    head = ("Who", "Touches", "Of these", "Booked", "Held")
    return Table("People", head, tuple(rows), frozenset((1, 3, 4)), order=(0, 1, 3, 4, 2))


def _touches(who: Iterable[Person]) -> int:
    return sum(one.touches for one in who)


def _deals(who: Iterable[Person]) -> tuple[Behind, ...]:
    """The deals that were touched, and those of each kind of touch if there are several."""
    kinds: dict[str, list[str]] = {}
    for kind in (*TOUCHES, BOOKED):
        for one in who:
            kinds.setdefault(kind, []).extend(one.deals.get(kind, ()))
    touched = [deal for kind in TOUCHES for deal in kinds.get(kind, ())]
    several = sum(1 for kind in TOUCHES if kinds.get(kind)) > 1
    each = [(kind, dict.fromkeys(ids)) for kind, ids in kinds.items() if several or kind == BOOKED]
    return behind(("touched", dict.fromkeys(touched)), *each)


def loads(report: Report) -> Table:
    """M24: what each owner carries, against the limit, and what came of it."""
    rows = []
    for one in report.loads:
        figures = (one.load, one.share, one.throughput)
        value = show_figure(one.value) if one.value is not None else NOTHING
        cells = (one.owner, one.role, *(show_figure(figure) for figure in figures), value)
        groups = behind(("open", one.load.deals), ("done", one.throughput.deals))
        rows.append(TableRow(cells, None, groups))
    head = ("Owner", "Role", "Open", "Of the limit", "Done", "Won")
    empty, right = "Nobody carries an open deal.", frozenset((2, 3, 4, 5))
    return Table("Capacity", head, tuple(rows), right, empty, order=(0, 2, 3, 1, 4, 5))
