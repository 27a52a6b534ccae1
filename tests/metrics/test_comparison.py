"""Before and after a day: as many days on both sides, each read as of its own end."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from metrics.fixture import END, World, first_quarter, moment
from pipeboard.domain import actions
from pipeboard.domain.errors import BadInput
from pipeboard.metrics.books import Books
from pipeboard.metrics.comparison import Comparison, StagePair, compare, last_change
from pipeboard.view.comparison import tables, title

DAY = date(2026, 2, 15)


def side(both: Comparison, stage: str, which: str) -> tuple[int, int, int, int]:
    """Entered, advanced, dropped and pending of a stage before or after."""
    pair = next(one for one in both.stages if one.stage.name == stage)
    found = getattr(pair, which).passed
    return len(found.entered), len(found.advanced), len(found.dropped), len(found.pending)


def test_both_sides_have_as_many_days() -> None:
    """45 days to the end of March, and the 45 before."""
    before, after = compare(Books(first_quarter().replica.log), DAY, END).periods
    assert (before.first, before.after) == (date(2026, 1, 1), DAY)
    assert (after.first, after.after) == (DAY, date(2026, 4, 1))


def test_each_side_knows_only_what_happened_by_its_end() -> None:
    """On 15 February D3 had not been lost, D2 and D8 not won; D7 was in S2, not yet lost."""
    both = compare(Books(first_quarter().replica.log), DAY, END)
    assert side(both, "S1", "before") == (8, 6, 1, 1)
    assert side(both, "S4", "before") == (4, 2, 0, 2)
    assert side(both, "S4", "after") == (2, 1, 0, 1)
    assert [one.value for one in both.win_rate] == [Fraction(1, 3), Fraction(2, 3)]
    assert [one.value for one in both.cycle] == [30, Fraction(109, 2)]


def test_stages_that_went_out_of_use_count_where_they_went() -> None:
    """And one that was in use on no side has nothing to tell."""
    world = first_quarter()
    world.do(actions.RetireStage("s2", into="s3"))
    both = compare(Books(world.replica.log), date(2026, 3, 25), END)
    assert "s2" not in {one.stage.id for one in both.stages}
    alone = Comparison(
        DAY, both.periods, (StagePair(both.stages[0].stage, None, None),), both.win_rate, both.cycle
    )
    assert tables(alone)[0].rows[0].cells == ("S1", "0", "-", "0", "-", "")


def test_a_day_with_nothing_after_it_cannot_be_compared() -> None:
    """Today, and a day to come."""
    books = Books(first_quarter().replica.log)
    for day in (date(2026, 4, 1), date(2027, 1, 1)):
        with pytest.raises(BadInput, match="nothing after it"):
            compare(books, day, END)


def test_the_latest_change_of_the_stages() -> None:
    """Not those that they began with, not one that was taken back, not one that came later."""
    world = World()
    assert last_change(world.replica.log, END) is None
    world.do(actions.EditStage("s2", {"name": "Second"}, at=moment("02-10")))
    assert last_change(world.replica.log, END) == date(2026, 2, 10)
    assert last_change(world.replica.log, moment("02-10")) is None
    world.do(actions.EditStage("s3", {"name": "Third"}, at=moment("03-10")))
    assert last_change(world.replica.log, END) == date(2026, 3, 10)
    world.replica.undo()
    assert last_change(world.replica.log, END) == date(2026, 2, 10)


def test_the_table_tells_both_sides_and_the_change() -> None:
    """Rates in points; figures of few cases are marked; the title counts the days."""
    both = compare(Books(first_quarter().replica.log), DAY, END)
    assert title(both) == "45 days before 15 Feb 2026, and 45 days from it on"
    rates, times = ({row.cells[0]: row.cells[1:] for row in one.rows} for one in tables(both))
    assert [*rates] == ["S1", "S2", "S3", "S4", "S5", "Win rate"]
    assert rates["S2"] == ("5", "80.0%", "1", "~100.0%", "+20.0 pts")
    assert rates["Win rate"] == ("3", "~33.3%", "3", "~66.7%", "+33.3 pts")
    assert times["Sales cycle"] == ("1", "~30.0 d", "2", "~54.5 d", "+82%")
    assert compare(Books(first_quarter().replica.log), DAY, END - timedelta(days=10)).periods[0].days == 35
