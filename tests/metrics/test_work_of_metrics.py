"""How much work a report is, counted and not timed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

import pytest

from histories import Rows, event_id, line
from metrics.fixture import END, QUARTER, World
from pipeboard.domain.log import Log
from pipeboard.metrics.books import Books
from pipeboard.metrics.report import report
from pipeboard.view.metrics import blocks
from work import count_calls, peak_of

FIRST = datetime(2025, 10, 1, tzinfo=UTC)
MOST_A_DEAL = 3_300
"""Bytes: of thirteen events."""


def course(number: int) -> Iterator[tuple[datetime, dict[str, Any]]]:
    """What happened to one deal: fifteen events over ninety days."""
    start = FIRST + timedelta(hours=number * 4320 // 2000)
    fields = {"title": f"Deal {number}", "stage": "s1", "value": "100", "source": ("web", "fair")[number % 2]}
    yield start, {"do": "deal.created", "set": fields}
    for step in range(1, 5):
        yield start + timedelta(days=step * 10), {"do": "deal.moved", "to": f"s{step + 1}"}
        yield start + timedelta(days=step * 10 + 1), {"do": "touch.logged", "kind": "call"}
        yield start + timedelta(days=step * 10 + 2), {"do": "deal.set", "set": {"owner": f"P{number % 5}"}}
    if number % 3:
        kind = ("won", "lost")[number % 2]
        yield (
            start + timedelta(days=60),
            {"do": f"deal.{kind}", **({"reason": "price"} if kind == "lost" else {})},
        )


def import_of(number: int) -> Iterator[tuple[datetime, dict[str, Any]]]:
    """A closed deal that came without its history."""
    (start, creation), *_ = course(number)
    yield start, {**creation, "imported": True}
    kind = ("won", "lost")[number % 2]
    yield start + timedelta(days=60), {"do": f"deal.{kind}", **({"reason": "-"} if kind == "lost" else {})}


Course: TypeAlias = Callable[[int], Iterator[tuple[datetime, dict[str, Any]]]]


def rows_of(count: int, of: Course = course) -> Rows:
    """Rows of so many deals beside those of the board."""
    rows: dict[str, bytes] = dict(World().replica.rows)
    serial = 0
    for number in range(count):
        deal = ""
        for at, row in of(number):
            serial += 1
            name = event_id(serial)
            deal = deal or name
            rest = {"deal": deal, "at": at.strftime("%Y-%m-%dT%H:%M:%SZ"), "by": "Ann"}
            rows |= line(name, {"do": row["do"], **rest, **row})
    return rows


def work(count: int, of: Callable[[Log], object], rows: Rows | None = None) -> float:
    """Calls for each deal."""
    log = Log(rows or rows_of(count))
    assert not log.problems
    of(log)
    return count_calls(lambda: of(log)) / count


def whole(log: Log) -> object:
    found = report(Books(log), QUARTER, END + timedelta(days=60), to_date=True)
    return found.figures, list(blocks(found))


@pytest.mark.parametrize("of", [course, import_of], ids=["fifteen events each", "imported"])
def test_a_whole_report_is_as_much_work_as_loading_the_log(of: Course) -> None:
    """For each deal of many, every figure and table of a closed quarter, which reads three moments."""
    rows = rows_of(400, of)
    load = count_calls(lambda: Log(rows)) / 400
    assert work(400, whole, rows) <= 1.5 * load


def memory(count: int) -> int:
    """Bytes that a whole report takes at most beyond the log of so many deals, which it copies."""
    log = Log(rows_of(count))
    assert not log.problems
    return peak_of(lambda: whole(log.copy()))


def test_a_report_takes_little_memory_for_each_deal() -> None:
    """No event stays an object, names of people are there once, and what a log holds is shared."""
    memory(50)  # what is imported and compiled but once
    assert memory(500) - memory(100) < MOST_A_DEAL * (500 - 100)


def test_the_work_of_a_report_grows_with_the_deals_alone() -> None:
    """Four times as many deals are four times the work."""
    assert work(400, whole) <= 1.1 * work(100, whole)


@pytest.mark.parametrize(("days", "part"), [(1, 0.35), (30, 0.9)])
def test_a_look_at_an_earlier_day_folds_only_what_changed_since(days: int, part: float) -> None:
    """A day in which little happened costs a fraction of the load."""
    rows = rows_of(300)
    load = count_calls(lambda: Log(rows)) / 300
    moment = FIRST + timedelta(days=88 - days)
    assert work(300, lambda log: log.as_of(moment)) <= part * load


def test_the_period_before_is_read_along_with_the_period() -> None:
    """The screen shows both: histories that are the same in both are read once, and each moment once."""

    def both(log: Log, shared: bool) -> int:
        books = Books(log)
        for period in (QUARTER, QUARTER.previous()):
            books = books if shared else Books(log)
            found = report(books, period, END + timedelta(days=60), to_date=True)
            assert found.accuracy.won == ()
            assert found.conversions
        return len(books.board.deals)

    apart = work(300, lambda log: both(log, shared=False))
    assert work(300, lambda log: both(log, shared=True)) <= 0.7 * apart
