"""The metrics that the first quarter does not show, each by an example that can be reckoned by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from metrics.fixture import CHANCES, END, QUARTER, World, first_quarter, found, moment, touch
from pipeboard.domain import actions
from pipeboard.domain.values import Changes
from pipeboard.metrics import activity, health
from pipeboard.metrics.breakdown import dimension
from pipeboard.metrics.figure import mean, total
from pipeboard.metrics.period import custom, period_of
from pipeboard.metrics.report import Report
from pipeboard.view.card import touches_text
from table_rows import table_row

# M10, M12 to M17


def test_velocity_counts_the_days_that_have_gone_by() -> None:
    """M10: in the middle of a period what was realised is not spread over days to come."""
    early = first_quarter().report(as_of=moment("02-10"))
    assert early.figures["velocity_realised"].value == Fraction(10000, 40)
    assert early.figures["velocity"].note == ""


def test_velocity_names_the_input_that_is_missing() -> None:
    """M10: and there is no velocity without it."""
    world = World()
    world.deal("A", 100, [("s3", "02-01")])
    figure = world.report().figures["velocity"]
    assert figure.value is None
    assert figure.note == "no average deal size and no win rate and no sales cycle yet"


def test_a_cycle_of_no_days_counts_as_one_in_the_velocity() -> None:
    """M9 and M10: same-day is 0.0, and nothing is divided by it."""
    world = World()
    world.deal("A", 100, [("s1", "02-01"), ("won", "02-01")])
    world.deal("B", 100, [("s3", "02-01")])
    report = world.report()
    assert report.figures["sales_cycle_median"].value == 0
    assert report.figures["velocity"].value == 100


def test_stuck_and_idle() -> None:
    """M12: D5 is 35 days in a stage of 14; a touch of five days ago keeps it from being idle."""
    world = first_quarter()
    world.do(actions.EditStage("s4", {"days": 14, "idle": 7}))
    touch(world, "D5", "call", "03-27")
    report = world.report()
    assert found(report, "stuck") == (world.ids["D5"],)
    # It began long before, but had been in the stage for eight days.
    assert found(world.report(as_of=moment("03-05")), "stuck") == ()
    assert found(report, "idle") == ()
    late = world.report(custom(date(2026, 1, 1), date(2026, 4, 30)), moment("04-04"))
    assert found(late, "idle") == (world.ids["D5"],)
    exactly = world.report(custom(date(2026, 1, 1), date(2026, 4, 30)), moment("04-03"))
    assert found(exactly, "idle") == ()


def test_the_own_chance_of_a_deal_comes_before_that_of_its_stage() -> None:
    """M13: it stays over moves until it is cleared."""
    world = first_quarter()
    world.do(actions.EditDeals((world.ids["D5"],), {"probability": 90}, at=moment("03-01")))
    assert world.report().figures["weighted_pipeline"].value == 16400 - 4800 + 7200
    world.do(actions.EditDeals((world.ids["D5"],), {"probability": None}, at=moment("03-02")))
    assert world.report().figures["weighted_pipeline"].value == 16400


def test_a_forecast_tells_overdue_and_undated_deals_apart() -> None:
    """M14: neither is moved to a month, and the lines hold only what is due in the period."""
    world = first_quarter()
    for name, day in (("D5", date(2026, 3, 10)), ("D6", date(2026, 3, 28)), ("D7", date(2026, 5, 1))):
        world.do(actions.EditDeals((world.ids[name],), {"close": day}, at=moment("02-12")))
    report = world.report(as_of=moment("03-20"))
    buckets = {one.title: world.names(one.deals) for one in report.buckets}
    assert buckets["overdue"] == {"D5"}
    assert buckets["undated"] == {"D8", "D9"}
    assert buckets["Mar 2026"] == {"D6"}
    assert buckets["May 2026"] == {"D7"}
    lines = report.lines
    assert [one.value for one in (lines.closed, lines.commit, lines.best_case, lines.pipeline)] == [
        30000,
        42000,
        42000,
        42000,
    ]
    assert [world.names(one.deals) for one in report.buckets if one.won] == [set(), {"D6"}]


def test_a_close_that_is_put_off_has_slipped() -> None:
    """M14: a later day does, an earlier one and a first one do not; each deal counts once."""
    world = first_quarter()
    days = {"D5": (5, 20, 25), "D6": (20, 5), "D7": (9,)}
    for name, given in days.items():
        for place, day in enumerate(given):
            changes: Changes = {"close": date(2026, 6, day)}
            world.do(actions.EditDeals((world.ids[name],), changes, at=moment(f"03-1{place}")))
    assert world.names(world.report().figures["slips"].deals) == {"D5"}


def test_accuracy_follows_the_deals_that_were_forecast_at_the_start() -> None:
    """M14: one was won, one lost, one slipped; who came later was not forecast."""
    world = World()
    for name in ("A", "B", "C"):
        world.deal(name, 100, [("s1", "2025-11-01")], close=date(2026, 2, 1), owner="Bob")
    world.deal("D", 100, [("s1", "01-05")], close=date(2026, 2, 1))
    world.do(actions.CloseDeals((world.ids["A"],), "won", "", at=moment("01-20")))
    world.do(actions.CloseDeals((world.ids["B"],), "lost", "price", at=moment("01-21")))
    world.do(actions.CloseDeals((world.ids["D"],), "won", "", at=moment("01-22")))
    # Filters go by what the deals are now (G7).
    world.do(actions.EditDeals((world.ids["C"],), {"owner": "Cleo"}, at=moment("01-10")))
    report = world.report()
    accuracy = report.accuracy
    assert [world.names(one) for one in (accuracy.won, accuracy.lost, accuracy.slipped)] == [
        {"A"},
        {"B"},
        {"C"},
    ]
    assert report.figures["forecast_accuracy"].value == Fraction(1, 3)
    assert world.names(world.report(owner="Cleo").accuracy.slipped) == {"C"}
    assert world.report(owner="Bob").accuracy.slipped == ()


# M19 to M24


def test_follow_up_time() -> None:
    """M19: 2 h, 26 h, and none; before the creation is 0."""
    world = World()
    for name in ("A", "B", "C"):
        world.deal(name, None, [("s1", "02-02")])
    touch(world, "A", "call", "02-02T02:00")
    touch(world, "A", "call", "02-09T02:00")
    touch(world, "B", "mail", "02-03T02:00")
    week = period_of("week", date(2026, 2, 2))
    report = world.report(week, END, to_date=False)
    assert report.figures["follow_up_time"].value == 14
    assert world.names(report.follow_up.unanswered) == {"C"}
    assert report.follow_up.oldest == moment("02-02")
    assert report.figures["follow_up_time"].note == "1 unanswered, the oldest since 2026-02-02"
    touch(world, "C", "mail", "02-01T20:00")
    assert world.report(week).figures["follow_up_time"].value == 2


def test_touches_and_appointments_count_what_was_done_by_whom() -> None:
    """M20: planned and cancelled ones do not; a note is no touch; a meeting is booked and held."""
    world = World()
    deal = world.deal("A", None, [("s1", "02-02")], owner="Bob")
    touch(world, "A", "call", "02-03")
    touch(world, "A", "mail", "02-04", by="Bob")
    world.do(actions.AddNote((deal,), "Only a note", at=moment("02-04")))
    world.replica.author = "Bob"
    for kind, day in (("meeting", "02-05"), ("meeting", "02-06"), ("call", "02-07")):
        world.do(actions.PlanFollowUp((deal,), kind, date(2026, 2, 20), at=moment(day)))
    held, cancelled, _ = (one.id for one in world.replica.board.deals[deal].follow_ups)
    world.do(actions.FinishFollowUp(deal, held, at=moment("02-20")))
    world.do(actions.CancelFollowUp(deal, cancelled, at=moment("02-20")))
    world.replica.author = "Ann"
    report = world.report()
    figures = {name: report.figures[name].value for name in ("touches", "calls", "appointments_held")}
    assert figures == {"touches": 3, "calls": 1, "appointments_held": 1}
    assert report.figures["appointments_booked"].value == 2
    assert {one.name: (one.touches, one.booked, one.held) for one in report.people} == {
        "Ann": (1, 0, 0),
        "Bob": (2, 2, 1),
    }
    # Ann owns nothing, but what she did counts as hers, and only that (G7).
    own = world.report(owner="ann")
    assert (own.figures["touches"].value, own.figures["new_deals"].value) == (1, 0)
    assert [one.name for one in own.people] == ["Ann"]
    bobs = world.report(owner="Bob")
    assert (bobs.figures["touches"].value, bobs.figures["new_deals"].value) == (2, 1)


def test_what_is_done_late_on_sunday_belongs_to_that_week() -> None:
    """M20: by the board's clock, although it is Monday elsewhere."""
    world = World()
    world.do(actions.SetBoard({"timezone": "America/New_York"}))
    world.deal("A", None, [("s1", "02-02")])
    world.do(actions.LogTouch((world.ids["A"],), "call", at=datetime(2026, 3, 2, 4, 30, tzinfo=UTC)))
    week = period_of("week", date(2026, 3, 1))
    assert world.report(week).figures["calls"].value == 1
    assert world.report(week.next()).figures["calls"].value == 0


@pytest.mark.parametrize(("count", "said"), [(0, "0/6-8"), (5, "5/6-8"), (8, "8/6-8"), (9, "9 over")])
def test_progress_in_touches(count: int, said: str) -> None:
    """M21: towards six to eight."""
    assert touches_text(count) == said


def test_marks_count_once_and_make_a_cohort() -> None:
    """M23: to qualify again does not; of those marked MQL, the part that got to SQL."""
    world = World()
    for name in ("A", "B", "C"):
        world.deal(name, None, [("s1", "01-02")])
    marks = (("A", "mql", "01-05"), ("B", "mql", "01-06"), ("A", "sql", "02-05"), ("C", "sql", "01-07"))
    for name, mark, day in (*marks, ("A", "mql", "03-05")):
        world.do(actions.QualifyDeals((world.ids[name],), marks=(mark,), at=moment(day)))
    january = period_of("month", date(2026, 1, 1))
    figures = world.report(january, END, to_date=True).figures
    assert (figures["mql"].value, figures["sql"].value) == (2, 1)
    assert figures["mql_to_sql"].value == Fraction(1, 2)
    march = world.report(period_of("month", date(2026, 3, 1)))
    assert march.figures["mql"].value == 0


def test_load_against_a_limit() -> None:
    """M24: four open of ten is 40%; without a limit only the load is told."""
    world = first_quarter()
    everyone = tuple(world.ids.values())
    world.do(actions.EditDeals(everyone, {"owner": "Ann"}))
    world.do(actions.Define("limit", {"title": "ann", "role": "AE", "most": 10}))
    world.do(actions.Define("limit", {"title": "Zoe", "role": "BDR", "most": 5}))
    loads = {(one.owner, one.role): one for one in activity.loads(world.report().data)}
    assert loads["ann", "AE"].share.value == Fraction(2, 5)
    assert (loads["ann", "AE"].throughput.value, loads["ann", "AE"].value.value) == (3, 39000)  # type: ignore[union-attr]
    assert loads["Ann", "BDR"].load.value == 1
    assert loads["Ann", "BDR"].share.note == "no limit set"
    assert loads["Zoe", "BDR"].share.value == 0


# M25, M26


def test_a_customer_is_new_once() -> None:
    """M25: whatever pipeline the first win was in, and under whatever spelling."""
    world = World()
    world.do(actions.AddPipeline("Renewals", (actions.NewStage("r1", {"name": "R1"}),)))
    world.deal("A", 100, [("s1", "2025-11-01"), ("won", "2025-12-01")], company="Acme")
    world.deal("B", 100, [("r1", "01-05"), ("won", "01-10")], company=" ACME ")
    world.deal("C", 100, [("r1", "01-05"), ("won", "01-11")], company="Beta")
    world.deal("D", 100, [("r1", "01-05"), ("won", "01-12")])
    cost: Changes = {"title": "Fair", "amount": Decimal(900), "day": date(2026, 3, 31)}
    world.do(actions.Define("cost", cost))
    assert world.report().figures["cac"].value == 450
    assert world.report(pipelines=("renewals",)).figures["cac"].value == 450
    assert world.report(QUARTER.previous()).figures["cac"].note == "no costs entered"
    none = world.report(pipelines=("sales",)).figures["cac"]
    assert (none.value, none.note) == (None, "no new customer; cost 900 EUR")


def test_projected_value_goes_by_years_and_churn() -> None:
    """M26: the years of a customer are at least one; without a churn the set years count."""
    world = World()
    world.do(actions.SetBoard({"margin": 50}))
    world.deal("A", 1000, [("s1", "01-01"), ("won", "01-02")], company="Acme")
    world.deal("B", None, [("s1", "01-01"), ("won", "01-02")], company="Beta")
    assert world.report().figures["ltv_projected"].value == 1000 * Fraction(1, 2) * 5
    world.do(actions.SetBoard({"churn": 20}))
    assert world.report().figures["ltv_projected"].value == 2500
    world.do(actions.SetBoard({"churn": 50}))
    assert world.report().figures["ltv_projected"].value == 1000


# G3, G6, G7, G10 and M30


def test_cohorts_are_followed_to_date_and_snapshots_are_not() -> None:
    """G3: what began in a closed quarter may end after it; what stood open at its end stays so."""
    world = first_quarter()
    world.replica.wait(days=30)
    world.do(actions.CloseDeals((world.ids["D6"],), "won", "", at=moment("04-10")))
    later = world.report(QUARTER, moment("05-01"), to_date=True)
    figures = later.figures
    assert figures["created_win_rate"].value == Fraction(4, 10)
    assert figures["signing_conversion"].value == Fraction(4, 7)
    assert later.conversions[4].resolved.n == 4
    assert figures["win_rate"].value == Fraction(1, 2)
    assert figures["open_value"].value == 25000
    assert figures["won_value"].value == 39000
    assert world.report(QUARTER, moment("05-01")).figures["created_win_rate"].value == Fraction(3, 10)


def test_pipelines_have_stages_of_their_own() -> None:
    """G6: a win in one goes past the stages of that one, and of no other."""
    world = World()
    more = (actions.NewStage("r1", {"name": "R1"}), actions.NewStage("r2", {"name": "R2", "qualified": True}))
    world.do(actions.AddPipeline("Renewals", more))
    world.deal("A", 100, [("s1", "01-02"), ("won", "01-20")])
    world.deal("B", 100, [("r1", "01-02"), ("lost: price", "01-20")])
    world.deal("C", None, [("r1", "01-03")])
    report = world.report()
    entered = {one.stage.id: world.names(one.entered) for one in report.conversions}
    passed = {f"s{place}": {"A"} for place in range(1, 6)}
    assert entered == {**passed, "r1": {"B", "C"}, "r2": set()}
    assert report.velocity.deals.value == 0  # C has not come to R2 yet
    assert found(report, "no-value") == ()
    assert "choose one" in _with_target(world).figures["leads_needed"].note


def _with_target(world: World) -> Report:
    world.do(actions.Define("target", {"title": "Q", "amount": Decimal(9000), "unit": "quarter"}))
    return world.report()


def test_a_deal_that_jumped_past_the_mark_is_qualified() -> None:
    """M7: only S3 has the mark, and the deal went from S2 to S4."""
    world = World()
    for place in (4, 5):
        world.do(actions.EditStage(f"s{place}", {"qualified": False}))
    world.deal("A", 100, [("s1", "01-02"), ("s4", "01-20"), ("won", "02-01")])
    world.deal("B", 100, [("s1", "01-02"), ("s2", "01-20")])
    assert world.report().figures["signing_conversion"].n == 1


def test_sums_are_exact() -> None:
    """G8: neither long amounts nor long rates are rounded on the way."""
    long, short = Decimal(10) ** 24, Decimal(1).scaleb(-20)
    assert total([long, short]) - long == short
    assert mean([long, short], "EUR").value == (Fraction(long) + Fraction(short)) / 2


def test_imported_deals_have_no_times() -> None:
    """G10: they count in rates, and in no time in stage."""
    world = World()
    fields: Changes = {"title": "A", "stage": "s1", "value": Decimal(10)}
    row = table_row(fields, created=moment("01-02"), status="won", closed=moment("01-12"))
    world.do(actions.ImportDeals((row,)))
    report = world.report()
    assert report.figures["win_rate"].value == 1
    assert [one.median.n for one in report.times] == [0] * len(CHANCES)


def test_the_future_is_told_and_not_counted() -> None:
    """G3 and M30: what is dated ahead is in no figure until then, and in the health of the data."""
    world = first_quarter()
    world.replica.wait(days=400)
    world.do(actions.LogTouch((world.ids["D5"],), "call", at=END + timedelta(days=400)))
    report = world.report(now=END)
    assert found(report, "future") == (world.ids["D5"],)
    assert report.figures["touches"].value == 0
    assert found(world.report(now=END + timedelta(days=399, hours=1)), "future") == ()


def test_gaps_in_the_data_are_found() -> None:
    """M30: each kind by itself."""
    world = first_quarter()
    world.deal("E", None, [("s4", "03-01")], company="Acme")
    lost: Changes = {"title": "F", "stage": "s1"}
    row = table_row(lost, created=moment("03-01"), status="lost", closed=moment("03-02"))
    world.ids["F"] = world.do(actions.ImportDeals((row,)))[0]
    world.deal("E2", 1, [("s1", "03-01")], company="acme")
    world.do(actions.EditDeals((world.ids["E2"],), {"title": "e"}, at=moment("03-02")))
    world.do(actions.EditDeals((world.ids["D5"],), {"close": date(2026, 3, 10)}, at=moment("02-12")))
    codes = {one.code: world.names(one.deals) for one in health.findings(world.report().data)}
    assert codes["past-due"] == {"D5"}
    assert codes["no-value"] == {"E"}
    assert codes["no-reason"] == {"F"}
    assert codes["duplicates"] == {"E", "E2"}
    assert "D9" in codes["no-next-step"]


# What figures are made of


def test_a_source_is_what_was_said_first() -> None:
    """M27: a later change moves no result from one source to another; filters go by what it is now (G7)."""
    world = World()
    world.deal("A", 100, [("s1", "01-05"), ("won", "01-20")], source="web")
    world.deal("B", 100, [("s1", "01-05"), ("won", "01-20")])
    for name, source in (("A", "referral"), ("B", "fair"), ("B", "web")):
        world.do(actions.EditDeals((world.ids[name],), {"source": source}, at=moment("02-01")))
    report = world.report()
    parts = report.by(dimension("source", report.data.board))
    assert {source: world.names(one.figures["won_value"].deals) for source, one in parts.items()} == {
        "fair": {"B"},
        "web": {"A"},
    }
    now = world.report(keep=lambda deal: deal.source == "referral")
    assert world.names(now.figures["won_value"].deals) == {"A"}


def test_the_stay_in_which_an_import_found_a_deal_has_no_length() -> None:
    """G10: those that came after it have; the deals that are left out are told."""
    world = World()
    fields: Changes = {"title": "A", "stage": "s1"}
    rows = tuple(table_row({**fields, "title": name}, created=moment("01-02")) for name in "AB")
    world.ids["A"], world.ids["B"] = world.do(actions.ImportDeals(rows))
    for stage, day in (("s2", "01-12"), ("s3", "01-20")):
        world.do(actions.MoveDeals((world.ids["A"],), stage, at=moment(day)))
    report = world.report()
    assert [(one.median.value, one.age.value) for one in report.times[:3]] == [
        (None, None),
        (8, None),
        (None, 71),
    ]
    assert world.names(report.without_history) == {"A", "B"}
    assert world.names(world.report(QUARTER.next(), moment("05-01")).without_history) == {"B"}
