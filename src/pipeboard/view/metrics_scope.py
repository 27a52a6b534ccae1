"""What the metrics screen looks at: a period, as of a day, of some deals; changed by pure functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo

from pipeboard.domain.board import Board
from pipeboard.domain.dates import day_start
from pipeboard.domain.deal import Deal
from pipeboard.domain.query import parse_query
from pipeboard.metrics.period import Period, Unit, period_of
from pipeboard.view.text import clean


@dataclass(frozen=True, slots=True)
class Scope:
    """Which figures are wanted."""

    period: Period
    as_of: date | None = None
    """The last day of which anything is known; None for now."""
    filter: str = ""
    owner: str = ""
    source: str = ""
    pipeline: str = ""
    """Id of the only pipeline; all of them when empty."""
    dimension: str = "source"
    """What deals are broken down by: one of `view.metrics.DIMENSIONS`."""
    change: date | None = None
    """The day before and after which to compare; None for the latest change of the stages."""

    def moved(self, by: int) -> Scope:
        """The next (1) or previous (-1) period."""
        period = self.period.next() if by > 0 else self.period.previous()
        return replace(self, period=period)

    def with_unit(self, unit: Unit, today: date, fiscal_start: int = 1) -> Scope:
        """The unit that holds the end of the period, or today where that is in the period."""
        day = max(min(self.period.last, self.as_of or today), self.period.first)
        return replace(self, period=period_of(unit, day, fiscal_start))

    def moment(self, zone: tzinfo) -> datetime | None:
        """The first moment of which nothing is known; None for now."""
        return None if self.as_of is None else day_start(self.as_of + timedelta(days=1), zone)

    def pipelines(self) -> tuple[str, ...]:
        """Ids of the pipelines; none named means all."""
        return (self.pipeline,) if self.pipeline else ()

    def keeper(self, board: Board, now: datetime, me: str) -> Callable[[Deal], bool] | None:
        """Tells whether a deal counts; None where all do. BadInput where the filter cannot be read."""
        query = parse_query(self.filter, now, me, board) if self.filter.strip() else None
        source = self.source.casefold()
        if query is None and not source:
            return None
        return lambda deal: (
            (not source or deal.source.casefold() == source) and (query is None or query.matches(deal, board))
        )

    def words(self, board: Board) -> str:
        """What narrows it: "owner Anna · source:web · Sales"; "" when nothing does."""
        pipeline = board.pipelines.get(self.pipeline)
        parts = (
            f"as of {show_date(self.as_of)}" if self.as_of else "",
            f"owner {self.owner}" if self.owner else "",
            f"source {self.source}" if self.source else "",
            self.filter,
            pipeline.name if pipeline else "",
        )
        return " · ".join(clean(part) for part in parts if part)


def show_date(day: date) -> str:
    """A day with its year: "1 Mar 2026"."""
    return f"{day.day} {day:%b %Y}"


def show_span(period: Period) -> str:
    """The days of a period: "1 Jan - 31 Mar 2026"."""
    first, last = period.first, period.last
    if first == last:
        return show_date(last)
    if first.year != last.year:
        return f"{show_date(first)} - {show_date(last)}"
    return f"{first.day} {first:%b} - {show_date(last)}"
