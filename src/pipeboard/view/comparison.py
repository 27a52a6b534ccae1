"""Before and after a day as tables: what the screen and the command both show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pipeboard.metrics.comparison import Comparison, StageSide
from pipeboard.metrics.figure import Figure
from pipeboard.view.metrics_blocks import Table, TableRow, behind, show_change, told

_NONE: Final = Figure(None, 0, "")
_HEAD: Final = ("Stage", "n", "Before", "n", "After", "Change")
_RIGHT: Final = frozenset(range(1, 6))
_ORDER: Final = (0, 2, 4, 5, 1, 3)


def title(both: Comparison) -> str:
    """What is compared: "30 days before 1 Mar 2026 and the 30 days from it on"."""
    days = both.periods[0].days
    if days == 1:
        return f"The day before {_day(both)} and that day"
    return f"{days} days before {_day(both)}, and {days} days from it on"


def tables(both: Comparison) -> tuple[Table, Table]:
    """How many get on from each stage, and how long it takes, on both sides of the day."""
    names = [pair.stage.name for pair in both.stages]
    rates = [(_resolved(pair.before), _resolved(pair.after)) for pair in both.stages]
    times = [(_median(pair.before), _median(pair.after)) for pair in both.stages]
    passed = [_row(*one) for one in zip((*names, "Win rate"), (*rates, both.win_rate), strict=True)]
    lasted = [_row(*one) for one in zip((*names, "Sales cycle"), (*times, both.cycle), strict=True)]
    return (
        Table(
            "Conversion of those decided", _HEAD, tuple(passed), _RIGHT, notes=(_stages(both),), order=_ORDER
        ),
        Table("Median days", _HEAD, tuple(lasted), _RIGHT, order=_ORDER),
    )


def _stages(both: Comparison) -> str:
    before, after = both.stage_count
    return f"Stages in use: {before} before, {after} after."


def _row(label: str, pair: tuple[Figure, Figure]) -> TableRow:
    before, after = pair
    cells = (label, str(before.n), told(before), str(after.n), told(after), show_change(after, before))
    return TableRow(cells, None, behind(("before", before.deals), ("after", after.deals)))


def _side(read: Callable[[StageSide], Figure]) -> Callable[[StageSide | None], Figure]:
    return lambda side: _NONE if side is None else read(side)


_resolved: Final = _side(lambda side: side.passed.resolved)
_median: Final = _side(lambda side: side.time.median)


def _day(both: Comparison) -> str:
    day = both.day
    return f"{day.day} {day:%b %Y}"
