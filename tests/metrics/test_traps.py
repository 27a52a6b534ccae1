"""Traps that figures of this kind fall into: each of them fails on the formula that is nearly right."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from metrics.fixture import QUARTER, World, first_quarter, found, moment
from pipeboard.domain import actions
from pipeboard.metrics import forecast
from pipeboard.metrics.period import custom, period_of
from pipeboard.view.metrics_blocks import show_change


def test_a_closed_deal_is_never_overdue() -> None:
    """However long ago it was expected to close; nor is a lost one in any forecast."""
    world = first_quarter()
    for name in ("D1", "D3"):
        world.do(actions.EditDeals((world.ids[name],), {"close": date(2026, 1, 5)}, at=moment("03-01")))
    report = world.report()
    assert found(report, "past-due") == ()
    behind = {deal for one in report.buckets for deal in one.deals}
    assert world.names(behind) == {"D5", "D6", "D7", "D9"}
    assert "D3" not in world.names(report.lines.pipeline.deals)


@pytest.mark.parametrize(
    ("unit", "day", "fiscal", "first", "after"),
    [
        ("week", date(2026, 1, 1), 1, date(2025, 12, 22), date(2025, 12, 29)),
        ("month", date(2026, 3, 31), 1, date(2026, 2, 1), date(2026, 3, 1)),
        ("quarter", date(2026, 5, 1), 1, date(2026, 1, 1), date(2026, 4, 1)),
        ("quarter", date(2026, 2, 1), 2, date(2025, 11, 1), date(2026, 2, 1)),
        ("year", date(2024, 5, 1), 4, date(2023, 4, 1), date(2024, 4, 1)),
    ],
)
def test_the_period_before_is_a_whole_one(
    unit: Any, day: date, fiscal: int, first: date, after: date
) -> None:
    """G2: a calendar unit, not as many days; and it ends where this one begins."""
    period = period_of(unit, day, fiscal)
    before = period.previous()
    assert (before.first, before.after) == (first, after)
    assert before.after == period.first
    assert before.next() == period
    own = custom(date(2026, 3, 1), date(2026, 3, 10)).previous()
    assert (own.first, own.last) == (date(2026, 2, 19), date(2026, 2, 28))


def test_a_stage_is_entered_once() -> None:
    """M2: D5 came to S2 in January; that it came back in February counts in no later cohort."""
    world = first_quarter()
    february = world.report(custom(date(2026, 2, 1), date(2026, 3, 31)))
    assert world.names(february.conversions[1].entered) == {"D7", "D8"}
    assert world.names(february.conversions[2].entered) == {"D7", "D8"}
    assert world.names(february.paths.returned) == {"D5"}  # which came to S4 in February


def test_a_lost_deal_is_in_no_forecast() -> None:
    """M13 and M14: though it was expected to close in the rest of the period."""
    world = first_quarter()
    for name in ("D3", "D5"):
        world.do(actions.EditDeals((world.ids[name],), {"close": date(2026, 3, 20)}, at=moment("02-20")))
    report = world.report(as_of=moment("03-01"))
    assert world.names(deal for one in report.buckets if one.title == "Mar 2026" for deal in one.deals) == {
        "D5"
    }
    assert world.names(report.lines.pipeline.deals) == {"D1", "D5"}
    assert report.lines.pipeline.value == 10_000 + 8_000


def test_won_value_and_won_deals_are_of_the_same_dates() -> None:
    """M3, M4, M8 and M15: those won in the period, whenever they were made; in February D1 alone."""
    february = first_quarter().report(custom(date(2026, 2, 1), date(2026, 2, 28)))
    figures = february.figures
    assert (figures["won_value"].value, figures["won_value"].n) == (10_000, 1)
    assert (figures["average_deal_size"].value, figures["average_deal_size"].n) == (10_000, 1)
    assert figures["win_rate"].value == Fraction(1, 4)  # D3, D7 and D11 were lost
    assert figures["win_rate_value"].value == Fraction(10_000, 10_000 + 6_000 + 5_000 + 3_000)
    assert figures["forecast_closed"].value == 10_000


def test_a_change_against_nothing_is_not_told() -> None:
    """G4: neither for money nor for rates."""
    world = first_quarter()
    now, before = world.report().figures, world.report(QUARTER.previous()).figures
    assert show_change(now["won_value"], before["won_value"]) == ""
    assert show_change(now["created_win_rate"], before["created_win_rate"]) == ""
    assert show_change(now["win_rate"], now["win_rate_broad"]) == "+7.1 pts"
    assert forecast.weighted_total(world.report().data) == 16400


def test_values_that_are_not_known_are_counted_beside_the_sum() -> None:
    """G8: no value, and a currency without a rate."""
    world = World()
    world.deal("A", None, [("s1", "01-02"), ("won", "01-20")])
    world.deal("B", 100, [("s1", "01-02"), ("won", "01-20")], currency="GBP")
    world.deal("C", 0, [("s1", "01-02"), ("won", "01-20")])
    world.deal("D", None, [("s1", "01-02")])
    figures = world.report().figures
    assert (figures["won_value"].value, figures["won_value"].n) == (0, 3)
    assert figures["won_value"].note == "2 without a known value left out"
    assert (figures["average_deal_size"].value, figures["average_deal_size"].n) == (0, 1)
    assert figures["open_value"].note == "1 without a known value left out"
