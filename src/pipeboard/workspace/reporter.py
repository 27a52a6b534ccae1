"""Reports of a board as it was at one moment: what the metrics screen works with in a thread of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.log import Log
from pipeboard.metrics import audit, comparison, health, report
from pipeboard.metrics.books import Books
from pipeboard.metrics.period import Period


@dataclass(frozen=True)
class Reporter:
    """Makes reports of a log. `moment` is the present: nothing at or after it has happened."""

    log: Log
    moment: datetime

    @property
    def board(self) -> Board:
        return self.log.board

    @cached_property
    def books(self) -> Books:
        """What the log says at the moments that were asked for."""
        return Books(self.log, self.moment)

    def report(
        self,
        period: Period,
        *,
        as_of: datetime | None = None,
        pipelines: Iterable[str] = (),
        keep: Callable[[Deal], bool] | None = None,
        owner: str = "",
    ) -> report.Report:
        """The metrics of a period, by what had happened before `as_of` (now, if nothing is said)."""
        moment = min(as_of, self.moment) if as_of else self.moment
        return report.report(
            self.books, period, moment, pipelines=pipelines, keep=keep, owner=owner, to_date=True
        )

    def compare(
        self,
        day: date,
        *,
        as_of: datetime | None = None,
        pipelines: Iterable[str] = (),
        keep: Callable[[Deal], bool] | None = None,
        owner: str = "",
    ) -> comparison.Comparison:
        """As much time before a day as there is after it. BadInput where that day is not over yet."""
        moment = as_of or self.moment
        return comparison.compare(self.books, day, moment, pipelines=pipelines, keep=keep, owner=owner)

    def audit(
        self,
        *,
        as_of: datetime | None = None,
        pipelines: Iterable[str] = (),
        keep: Callable[[Deal], bool] | None = None,
        owner: str = "",
        material_days: int = health.MATERIAL_DAYS,
        weeks: int = audit.WEEKS,
    ) -> audit.Audit:
        """The gaps of data and process, and how many there were in the weeks before."""
        moment = min(as_of, self.moment) if as_of else self.moment
        return audit.audit(
            self.books,
            moment,
            pipelines=pipelines,
            keep=keep,
            owner=owner,
            material_days=material_days,
            weeks=weeks,
        )

    def last_change(self, as_of: datetime | None = None) -> date | None:
        """The day on which stages were last changed; None if they are those that the board began with."""
        return comparison.last_change(self.log, as_of or self.moment)
