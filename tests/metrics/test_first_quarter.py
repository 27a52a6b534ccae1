"""The figures of the first quarter, each computed independently with exact fractions."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from histories import Replica
from metrics.fixture import END, QUARTER, World, first_quarter, moment
from pipeboard.domain import actions
from pipeboard.domain.values import Changes
from pipeboard.metrics import conversion, economics, forecast, outcomes, velocity
from pipeboard.metrics.breakdown import dimension
from pipeboard.metrics.figure import change
from pipeboard.metrics.period import period_of
from pipeboard.metrics.report import Report


@pytest.fixture(scope="module")
def world() -> World:
    return first_quarter()


@pytest.fixture(scope="module")
def q1(world: World) -> Report:
    return world.report()


def test_open_deals_stand_where_they_are(q1: Report) -> None:
    """M1: count, value and unknown values of each stage."""
    found = [(len(one.deals), int(one.value), one.unknown) for one in q1.stages]
    assert found == [(1, 0, 1), (0, 0, 0), (1, 5000, 0), (1, 8000, 0), (1, 12000, 0)]
    assert q1.figures["open_value"].value == 25000


def test_stage_conversion_counts_cohorts_and_never_columns(world: World, q1: Report) -> None:
    """M2: entered, advanced, dropped, pending; to date and resolved."""
    rows = [
        (len(one.entered), len(one.advanced), world.names(one.dropped), world.names(one.pending))
        for one in q1.conversions
    ]
    assert rows == [
        (9, 7, {"D4"}, {"D9"}),
        (7, 6, {"D11"}, set()),
        (6, 5, set(), {"D7"}),
        (6, 4, {"D3"}, {"D5"}),
        (4, 3, set(), {"D6"}),
    ]
    to_date = [one.to_date.value for one in q1.conversions]
    assert to_date == [Fraction(7, 9), Fraction(6, 7), Fraction(5, 6), Fraction(2, 3), Fraction(3, 4)]
    resolved = [one.resolved.value for one in q1.conversions]
    assert resolved == [Fraction(7, 8), Fraction(6, 7), 1, Fraction(4, 5), 1]


def test_jumps_direct_entries_and_returns_are_told_apart(world: World, q1: Report) -> None:
    """M2: D2 jumped, D6 began at the offer, D5 went back."""
    found = conversion.paths(q1.data)
    assert [world.names(one) for one in found] == [{"D2"}, {"D6"}, {"D5"}]


def test_win_rates(world: World, q1: Report) -> None:
    """M3 to M7: what is divided by what."""
    expected = {
        "win_rate": Fraction(1, 2),
        "win_rate_broad": Fraction(3, 7),
        "win_rate_value": Fraction(39, 55),
        "created_win_rate": Fraction(3, 10),
        "hit_rate": Fraction(3, 5),
        "signing_conversion": Fraction(3, 7),
        "signing_conversion_resolved": Fraction(3, 4),
    }
    assert {name: q1.figures[name].value for name in expected} == expected
    assert {name: q1.figures[name].n for name in ("win_rate", "hit_rate")} == {"win_rate": 6, "hit_rate": 5}
    assert q1.figures["created_win_rate"].note == "4 pending"
    assert world.names(q1.figures["hit_rate"].deals) == {"D1", "D2", "D8", "D3", "D10"}


def test_a_report_as_of_an_earlier_day_knows_nothing_later(world: World) -> None:
    """M3 as of 1 March: D7 was still lost."""
    early = world.report(as_of=moment("03-01"))
    assert early.figures["win_rate"].value == Fraction(1, 5)
    assert world.names(early.figures["win_rate"].deals) == {"D1", "D3", "D7", "D10", "D11"}


def test_sizes_and_cycles(q1: Report) -> None:
    """M8 and M9: mean and median; the cycle of lost deals apart."""
    figures = q1.figures
    assert (figures["average_deal_size"].value, figures["median_deal_size"].value) == (13000, 10000)
    assert (figures["sales_cycle_median"].value, figures["sales_cycle_mean"].value) == (49, Fraction(139, 3))
    assert figures["lost_cycle_median"].value == 45
    cycles = sorted(velocity.sales_cycle(q1.data, "lost")[0].deals)
    assert len(cycles) == 3


def test_velocity_with_its_inputs(q1: Report) -> None:
    """M10: 3 x 13000 x 0.5 / 46.33, and what was realised."""
    value = q1.figures["velocity"].value
    assert value is not None
    assert round(float(value), 1) == 420.9
    assert q1.velocity.deals.value == 3
    assert round(float(q1.figures["velocity_realised"].value or 0), 1) == 433.3


def test_time_in_stage_sums_completed_visits(world: World, q1: Report) -> None:
    """M11: medians per stage, and ages of what is still there."""
    medians = [one.median.value for one in q1.times]
    assert (medians[1], medians[3]) == (10, 15)
    ages = {names: one.age.value for one in q1.times if (names := " ".join(world.names(one.age.deals)))}
    assert ages == {"D5": 35, "D6": 49, "D7": 26, "D9": 31}


def test_weighted_pipeline(q1: Report) -> None:
    """M13: by the chance of the stage; and after the haircut of M14."""
    assert q1.figures["weighted_pipeline"].value == 16400
    assert forecast.with_haircut(q1.figures["weighted_pipeline"], 24).value == 12464
    assert (
        forecast.with_haircut(q1.figures["weighted_pipeline"], 0).note == q1.figures["weighted_pipeline"].note
    )


def test_targets_coverage_and_leads(world: World) -> None:
    """M15 to M17: the first quarter against its target, and what the second needs."""
    world = first_quarter()
    target: Changes = {
        "title": "Q",
        "metric": "won value",
        "amount": Decimal(60000),
        "unit": "quarter",
        "start": date(2026, 1, 1),
    }
    world.do(actions.Define("target", target))
    assert world.report().figures["target_attainment"].value == Fraction(39, 60)
    for name in ("D5", "D6", "D7", "D9"):
        world.do(actions.EditDeals((world.ids[name],), {"close": date(2026, 5, 15)}, at=moment("03-20")))
    second = world.report(QUARTER.next(), END)
    assert second.figures["coverage"].value == Fraction(25, 60)
    assert second.figures["coverage_required"].value == Fraction(55, 39)
    assert round(second.figures["coverage_gap"].value or 0) == 59615
    assert second.figures["leads_needed"].value == 7
    assert second.leads.remaining == 43600
    assert (second.leads.deals, second.leads.conversion) == (4, Fraction(3, 5))


def test_reasons_are_those_of_the_closes_in_the_period(q1: Report) -> None:
    """M18: lost and disqualified apart, with value and the stage at the close."""
    lost = {
        one.reason: (len(one.deals), int(one.value), {stage: len(ids) for stage, ids in one.stages.items()})
        for one in q1.lost
    }
    assert lost == {
        "price": (1, 6000, {"s4": 1}),
        "competitor": (1, 7000, {"s4": 1}),
        "timing": (1, 3000, {"s2": 1}),
    }
    assert [(one.reason, int(one.value)) for one in q1.disqualified] == [("no budget", 4000)]


def test_sources_are_reported_with_the_unknown_one(world: World, q1: Report) -> None:
    """M27: D6 is a referral; nobody knows where the others came from."""
    by = q1.by(dimension("source", q1.data.board))
    assert {name: len(one.data.histories) for name, one in by.items()} == {"": 10, "referral": 1}


def test_the_bottleneck_is_the_lowest_resolved_conversion(q1: Report) -> None:
    """M28: S4; S5 has too few cases."""
    assert q1.bottleneck is not None
    assert q1.bottleneck.stage.id == "s4"


def test_a_price_band_with_few_cases_tells_nothing(q1: Report) -> None:
    """M29: below ten cases there is no rate, but how many there are."""
    bands = outcomes.hit_rate_by_band(q1.data)
    assert all(one.hit.value is None for one in bands)
    assert sum(one.hit.n for one in bands) == 5


def test_what_a_customer_costs_and_brings(world: World) -> None:
    """M25 and M26."""
    world = first_quarter()
    cost: Changes = {
        "title": "Fair",
        "amount": Decimal(9000),
        "day": date(2026, 2, 1),
        "category": "marketing",
    }
    world.do(actions.Define("cost", cost))
    world.do(actions.SetBoard({"margin": 70}))
    q1 = world.report()
    assert q1.figures["cac"].value == 3000
    assert q1.figures["ltv"].value == 9100
    assert round(float(q1.figures["ltv_to_cac"].value or 0), 2) == 3.03


def test_nothing_is_not_zero(world: World) -> None:
    """G4: an empty quarter has no rates, sizes or cycles, and no change against it."""
    empty = world.report(QUARTER.previous().previous(), END)
    names = ("win_rate", "hit_rate", "average_deal_size", "sales_cycle_median", "velocity", "cac")
    assert [empty.figures[name].value for name in names] == [None] * len(names)
    assert empty.figures["won_value"].value == 0
    assert change(world.report().figures["win_rate"], empty.figures["win_rate"]) is None


def test_order_of_arrival_changes_no_number(world: World) -> None:
    """G1: the same rows, taken in backwards, make the same report."""
    other = Replica("m2xb", "Bob")
    for event_id, line in reversed(list(world.replica.rows.items())):
        other.take({event_id: line})
    mirrored = World.__new__(World)
    mirrored.replica = other
    assert mirrored.report().figures == world.report().figures


def test_undoing_a_loss_takes_it_out_of_every_figure(world: World) -> None:
    """An undone close never was."""
    world = first_quarter()
    world.replica.wait(hours=1)
    lost = next(act for act in world.replica.log.acts_of("Ann"))
    world.replica.undo(lost)
    assert "timing" not in {one.reason for one in world.report(as_of=END + timedelta(days=365)).lost}


def test_late_evening_belongs_to_its_local_day() -> None:
    """G2: Sunday 23:30 in Helsinki is that week, although it is still earlier in UTC."""
    week = period_of("week", date(2026, 3, 1))
    sunday = datetime(2026, 3, 1, 21, 30, tzinfo=UTC)
    zone = ZoneInfo("Europe/Helsinki")
    assert week.start(zone) <= sunday < week.end(zone)


def test_economics_name_what_is_missing(q1: Report) -> None:
    """Without a margin or costs there is no value, and the note says why."""
    assert economics.lifetime_value(q1.data).note == "no margin set"
    assert economics.acquisition_cost(q1.data).note == "no costs entered"
