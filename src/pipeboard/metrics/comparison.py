"""Before and after a change of the process: the same number of whole days on both sides of a day (S3).

Each side is read as of its own end, so that both cohorts had as much time to get on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pipeboard.domain.deal import Deal
from pipeboard.domain.errors import BadInput
from pipeboard.domain.followup import local_day
from pipeboard.domain.log import Log
from pipeboard.domain.pipeline import Stage
from pipeboard.domain.readings import load_at
from pipeboard.domain.rows import act_of
from pipeboard.metrics.books import Books
from pipeboard.metrics.conversion import StageConversion, stage_conversions
from pipeboard.metrics.figure import Figure
from pipeboard.metrics.period import Period
from pipeboard.metrics.report import Report, report
from pipeboard.metrics.velocity import StageTime


@dataclass(frozen=True, slots=True)
class StageSide:
    """One stage on one side: who came through (M2) and how long they took (M11)."""

    passed: StageConversion
    time: StageTime


@dataclass(frozen=True, slots=True)
class StagePair:
    """One stage on both sides; None where it was not in use."""

    stage: Stage
    before: StageSide | None
    after: StageSide | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed with a day. Pairs are (before, after)."""

    day: date
    periods: tuple[Period, Period]
    stages: tuple[StagePair, ...]
    win_rate: tuple[Figure, Figure]
    cycle: tuple[Figure, Figure]
    """Median days from the first touch to the win (M9)."""

    @property
    def stage_count(self) -> tuple[int, int]:
        """How many stages were in use."""
        before = sum(one.before is not None for one in self.stages)
        return before, sum(one.after is not None for one in self.stages)


def compare(
    books: Books,
    day: date,
    as_of: datetime,
    *,
    pipelines: Iterable[str] = (),
    keep: Callable[[Deal], bool] | None = None,
    owner: str = "",
) -> Comparison:
    """As many whole days before `day` as there are from it up to `as_of` (exclusive).

    BadInput where that is not one day.
    """
    wanted = tuple(pipelines)
    length = local_day(as_of, books.board.zone) - day
    if length < timedelta(days=1):
        raise BadInput(f"{day} is not over yet, so there is nothing after it; choose an earlier day.")
    periods = Period(day - length, day), Period(day, day + length)
    before, after = (report(books, one, as_of, pipelines=wanted, keep=keep, owner=owner) for one in periods)
    sides = _sides(before), _sides(after)
    pairs = tuple(
        StagePair(stage, sides[0].get(stage.id), sides[1].get(stage.id))
        for stage in books.board.stages.values()
        if stage.id in sides[0] or stage.id in sides[1]
    )
    return Comparison(
        day,
        periods,
        pairs,
        (before.figures["win_rate"], after.figures["win_rate"]),
        (before.figures["sales_cycle_median"], after.figures["sales_cycle_median"]),
    )


def _sides(found: Report) -> dict[str, StageSide]:
    # Not to date, as in the report itself: the earlier side would have had more time.
    both = zip(stage_conversions(found.data), found.times, strict=True)
    return {passed.stage.id: StageSide(passed, time) for passed, time in both}


def last_change(log: Log, as_of: datetime) -> date | None:
    """The day of the latest change of a stage before `as_of`; None if there was none since they were made."""
    begun: set[str] = set()
    latest: datetime | None = None
    for event_id, row in log.outline():
        act = act_of(event_id, row)
        if row["do"] == "pipeline.created":
            begun.add(act)
        at = load_at(row["at"])
        if row["do"].startswith("stage.") and act not in begun and act not in log.undone and at < as_of:
            latest = max(latest or at, at)
    return None if latest is None else local_day(latest, log.board.zone)
