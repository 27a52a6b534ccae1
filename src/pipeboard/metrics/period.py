"""Periods: half-open spans of days in the board's time zone (G2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Final, Literal, TypeAlias

from pipeboard.domain.dates import add_months, day_start
from pipeboard.domain.errors import BadInput

Unit: TypeAlias = Literal["week", "month", "quarter", "year", "custom"]
UNITS: Final[tuple[Unit, ...]] = ("week", "month", "quarter", "year")
_MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}
_NAMES: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Period:
    """From `first` up to, but not including, `after`."""

    first: date
    after: date
    unit: Unit = "custom"
    fiscal_start: int = 1
    """The month in which quarters and years begin."""

    @property
    def days(self) -> int:
        return (self.after - self.first).days

    @property
    def last(self) -> date:
        """The last day in it."""
        return self.after - timedelta(days=1)

    def start(self, zone: tzinfo) -> datetime:
        """Its first moment, in UTC."""
        return day_start(self.first, zone)

    def end(self, zone: tzinfo) -> datetime:
        """The first moment after it, in UTC."""
        return day_start(self.after, zone)

    def previous(self) -> Period:
        """The calendar unit before; for a custom span the one of as many days before (G2)."""
        return self._shifted(-1)

    def next(self) -> Period:
        """The calendar unit after; for a custom span the one of as many days after."""
        return self._shifted(1)

    def _shifted(self, by: int) -> Period:
        if self.unit in _MONTHS:
            months = by * _MONTHS[self.unit]
            first, after = add_months(self.first, months), add_months(self.after, months)
        else:
            length = timedelta(days=by * self.days)
            first, after = self.first + length, self.after + length
        return Period(first, after, self.unit, self.fiscal_start)

    def weeks(self) -> Iterator[Period]:
        """The ISO weeks that begin in it or hold its first day."""
        week = period_of("week", self.first)
        while week.first < self.after:
            yield week
            week = week.next()

    def months(self) -> Iterator[Period]:
        """The calendar months that touch it."""
        month = period_of("month", self.first)
        while month.first < self.after:
            yield month
            month = month.next()

    @property
    def title(self) -> str:
        """What people call it: "Q1 2026", "Nov 2026", "week 48 of 2026", "2026-01-05 to 2026-02-01"."""
        if self.unit == "week":
            year, week, _ = self.first.isocalendar()
            return f"week {week} of {year}"
        if self.unit == "month":
            return f"{_NAMES[self.first.month - 1]} {self.first.year}"
        if self.unit in ("quarter", "year"):
            year = self.first.year if self.fiscal_start == 1 else self.last_fiscal_year
            prefix = "" if self.fiscal_start == 1 else "FY "
            quarter = (self.first.month - self.fiscal_start) % 12 // 3 + 1
            return f"Q{quarter} {prefix}{year}" if self.unit == "quarter" else f"{prefix}{year}"
        return f"{self.first} to {self.last}"

    @property
    def last_fiscal_year(self) -> int:
        """The calendar year in which its fiscal year ends, which names it."""
        return self.first.year + (1 if self.first.month >= self.fiscal_start else 0)


def period_of(unit: Unit, day: date, fiscal_start: int = 1) -> Period:
    """The calendar unit that a day lies in."""
    if unit == "week":
        first = day - timedelta(days=day.weekday())
        return Period(first, first + timedelta(days=7), unit, fiscal_start)
    if unit == "month":
        first = day.replace(day=1)
        return Period(first, add_months(first, 1), unit, fiscal_start)
    months = _MONTHS[unit]
    into = (day.month - fiscal_start) % 12 % months
    first = add_months(day.replace(day=1), -into)
    return Period(first, add_months(first, months), unit, fiscal_start)


def custom(first: date, last: date) -> Period:
    """From one day to another, both in it. BadInput where the last comes before the first."""
    if last < first:
        raise BadInput(f"The period ends on {last}, before it begins on {first}; give a later day to end it.")
    return Period(first, last + timedelta(days=1))
