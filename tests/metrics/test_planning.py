"""Targets, the leads that they take, what was done of late, and the deals behind every figure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from metrics.fixture import World, first_quarter, moment, touch
from pipeboard.domain import actions
from pipeboard.domain.values import Changes
from pipeboard.view.metrics import blocks
from pipeboard.view.metrics_blocks import Table


def with_target(world: World, amount: int, unit: str = "quarter", **more: Any) -> None:
    values: Changes = {"title": "Goal", "amount": Decimal(amount), "unit": unit, **more}
    world.do(actions.Define("target", values))


def test_leads_are_told_by_source_in_the_mix_in_which_they_came() -> None:
    """M17: of ten new leads one was a referral; of 25 needed two are, and the parts add up."""
    world = first_quarter()
    with_target(world, 250_000)
    plan = world.report().leads
    assert plan.remaining == 250_000 - 39_000 - 16_400
    assert plan.deals == 15  # 194 600 / 13 000 = 14.97
    assert plan.leads.value == 25  # 15 / 0.6
    assert plan.per_source == (("", 23), ("referral", 2))  # 22.5 and 2.5: an equal rest goes by name
    assert [stage.id for stage, _ in plan.rates] == ["s1", "s2", "s3", "s4", "s5"]


def test_without_history_a_team_plans_with_what_it_assumes() -> None:
    """M17: 20% of the leads, and the size of the open deals; once there is history, that counts."""
    world = World()
    with_target(world, 10_000)
    world.deal("A", 500, [("s1", "01-05")])
    asked = world.report(as_of=moment("02-01")).figures["leads_needed"]
    assert (asked.value, "assume a conversion" in asked.note) == (None, True)
    world.do(actions.SetBoard({"assumed_conversion": 20}))
    plan = world.report(as_of=moment("02-01")).leads
    assert (plan.deals, plan.leads.value, plan.is_assumed) == (20, 100, True)  # 9 950 / 500 = 19.9
    assert plan.leads.note.endswith("if 20% of them are won")
    late = first_quarter()
    with_target(late, 60_000)
    late.do(actions.SetBoard({"assumed_conversion": 20}))
    assert late.report().leads.conversion == Fraction(3, 5)


def test_new_deals_of_the_week_stand_against_their_goal() -> None:
    """S17: the week of the report's last day, from its Monday; none is 0, and not nothing."""
    world = first_quarter()
    with_target(world, 5, "week", metric="new deals")
    january = world.report(as_of=moment("01-12"))  # Sunday, the 11th, was the last day
    figure = january.figures["new_deals_this_week"]
    assert (figure.value, figure.note) == (2, "the goal is 5")
    assert world.names(figure.deals) == {"D3", "D4"}
    assert world.report(as_of=moment("01-13")).figures["new_deals_this_week"].value == 0


def test_a_target_that_is_reached_needs_no_coverage() -> None:
    """M16 and M17: it is met, and no lead is needed."""
    world = first_quarter()
    values: Changes = {"title": "Q", "metric": "won value", "amount": Decimal(30000), "unit": "quarter"}
    world.do(actions.Define("target", values))
    report = world.report()
    assert report.coverage.is_met
    assert report.figures["coverage"].note == "target already met"
    assert report.figures["leads_needed"].value == 0


def test_leads_cannot_be_reckoned_without_history() -> None:
    """M17: a stage that nothing got through, or no win, asks for an assumption."""
    world = World()
    values: Changes = {"title": "Q", "metric": "won value", "amount": Decimal(30000), "unit": "quarter"}
    world.do(actions.Define("target", values))
    world.deal("A", 100, [("s1", "02-01")])
    figure = world.report().figures["leads_needed"]
    assert figure.value is None
    assert "not enough history" in figure.note


def test_pace_is_what_was_reached_by_what_has_gone_by() -> None:
    """M15: of deals as well as of money."""
    world = first_quarter()
    for metric, amount in (("won value", 60000), ("won deals", 4), ("new deals", 20)):
        values: Changes = {"metric": metric, "amount": Decimal(amount), "unit": "quarter", "title": metric}
        world.do(actions.Define("target", values))
    early = world.report(as_of=moment("02-15"))
    assert early.attainment.reached.value == Fraction(1, 6)
    assert early.attainment.pace.value == Fraction(1, 6) * 90 / 45
    reached = {one.target.metric: one.reached.value for one in world.report().attainments if one.target}
    assert reached == {
        "won value": Fraction(39, 60),
        "won deals": Fraction(3, 4),
        "new deals": Fraction(1, 2),
    }


def test_every_figure_has_its_deals() -> None:
    """What counts or measures something can be looked up: in each figure, and in each row of each table."""
    world = first_quarter()
    with_target(world, 60_000)
    world.do(actions.SetBoard({"margin": 70, "haircut": 10}))
    world.do(actions.Define("cost", {"title": "Fair", "amount": Decimal(900), "day": date(2026, 2, 1)}))
    for name in ("D5", "D6"):
        world.do(actions.EditDeals((world.ids[name],), {"close": date(2026, 5, 1)}, at=moment("03-01")))
    touch(world, "D5", "call", "02-01")
    world.do(actions.QualifyDeals((world.ids["D5"],), marks=("mql", "sql"), at=moment("02-02")))
    report = world.report()
    bare = {name for name, one in report.figures.items() if one.value and not one.deals}
    assert bare == {"coverage_gap"}  # nothing is due in the rest of the quarter
    sums = {"Target", "= remaining", "= deals to win, rounded up", "all conversions together"}
    for block in blocks(report):
        if isinstance(block, Table):
            for row in block.rows:
                told = row.cells[0] in sums or row.cells[0].startswith("of these from")
                assert told or row.behind or set(row.cells[1:]) <= {"0", "-", "0 EUR", "", "~0.0%"}, row


def test_weeks_are_told_by_who_did_what() -> None:
    """M20: by ISO week, the latest first; the first week of a period begins with the period."""
    world = World()
    world.deal("A", None, [("s1", "01-01")])
    world.deal("B", None, [("s1", "01-01")])
    for name, kind, day, by in (
        ("A", "call", "01-04", "Ann"),
        ("A", "call", "01-05", "Ann"),
        ("B", "mail", "01-06", "Bob"),
    ):
        touch(world, name, kind, day, by)
    weeks = world.report(as_of=moment("01-13")).weeks
    assert [one.span.first for one in weeks] == [date(2026, 1, 12), date(2026, 1, 5), date(2026, 1, 1)]
    assert [{one.name: one.by_kind for one in week.people} for week in weeks] == [
        {},
        {"Ann": {"call": 1}, "Bob": {"mail": 1}},
        {"Ann": {"call": 1}},
    ]
    (bob,) = (one for one in weeks[1].people if one.name == "Bob")
    assert world.names(bob.deals["mail"]) == {"B"}
