"""The sample board keeps what it promises: looked up on the board, not in the files that it is made from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from clocks import FixedClock
from pipeboard.config.templates import DEFAULT, as_pipeline, find_template
from pipeboard.domain.actions import SetUpBoard
from pipeboard.domain.board import Board
from pipeboard.domain.cadences import in_cadence, place_of
from pipeboard.domain.checklist import HANDOVER, SCREENING, items, progress
from pipeboard.domain.deal import Deal
from pipeboard.domain.focus import focus_of, sheet
from pipeboard.domain.frameworks import framework_of
from pipeboard.domain.people import ROLES
from pipeboard.domain.pricing import discount, rate_of
from pipeboard.domain.profiles import fit_percent
from pipeboard.domain.query import parse_query
from pipeboard.domain.scoring import score
from pipeboard.metrics.period import custom, period_of
from pipeboard.view.agenda import agenda
from pipeboard.view.proposals import parts_text
from pipeboard.workspace.demo import make_demo
from pipeboard.workspace.workspace import Workspace

ZONE = ZoneInfo("Europe/Helsinki")
WEDNESDAY = datetime(2026, 11, 25, 10, 0, tzinfo=ZONE)
ME = "Maija Salo"
OTHERS = {"Anna", "Bob", "Chen"}


def demo_in(folder: Path, now: datetime) -> Workspace:
    """The sample as it is opened at a moment."""
    pipeline = as_pipeline(find_template(DEFAULT), None)
    setup = SetUpBoard({"name": "Sample", "currency": "EUR", "timezone": ZONE.key}, pipeline)
    clock = FixedClock(now, seed=7)
    return make_demo(folder / "b.json", state_dir=folder / "state", setup=setup, author=ME, clock=clock)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The sample of a Wednesday morning; read only."""
    workspace = demo_in(tmp_path_factory.mktemp("demo"), WEDNESDAY)
    yield workspace
    workspace.close()


@pytest.fixture(scope="module")
def board(demo: Workspace) -> Board:
    return demo.board


TODAY = WEDNESDAY.date()


def found(board: Board, query: str) -> list[Deal]:
    """The deals that a filter selects, as on the command line."""
    return parse_query(query, WEDNESDAY, ME, board).select(board)


@pytest.mark.parametrize(
    ("query", "least"),
    [
        ("owner:me", 4),
        ("owner:anna", 4),
        ("owner:bob", 4),
        ("owner:chen", 4),
        ("has:decision-maker", 5),
        ("has:champion", 4),
        ("has:user", 3),
        ("has:blocker", 1),
        ("has:mql", 5),
        ("has:sql", 5),
        ("held", 1),
        ("held overdue stuck", 1),
        ("ready", 1),
        ("proposal:draft", 1),
        ("proposal:sent", 2),
        ("proposal:accepted", 2),
        ("proposal:declined status:lost", 1),
        ("belowfloor", 1),
        ("currency:usd", 1),
        ("currency:gbp", 1),
        ("overdue", 3),
        ("nonext", 2),
        ("idle", 1),
        ("stuck", 2),
        ("nurture", 1),
        ("single", 1),
        ("fit>=50", 1),
        ("framework:meddic", 1),
        ("has:competitor status:won", 1),
        ("has:competitor status:lost", 1),
        ("status:won handover", 1),
        ("status:won satisfaction>=9", 1),
        ("relation:upsell has:origin", 1),
        ("status:disqualified", 2),
    ],
)
def test_filters_have_something_to_find(board: Board, query: str, least: int) -> None:
    """Each shows off a part of the product, and none of them is the whole board."""
    assert least <= len(found(board, query)) < len(board.deals) / 2


def test_a_first_look_sees_every_column_filled(board: Board) -> None:
    """About two dozen open deals before the win, and some customers after it."""
    stages = [one for one in board.stages.values() if one.phase == "pre"]
    there = [deal.stage for deal in board.visible_deals() if deal.is_open]
    counts = [there.count(stage.id) for stage in stages]
    assert all(3 <= count <= 7 for count in counts)
    assert 20 <= sum(counts) <= 30
    for stage in ("delivery", "after-sales"):
        assert found(board, f"status:won stage:{stage}")


def test_people_and_what_is_known_of_them(board: Board) -> None:
    """All buying roles, with mail, phones and pages to open; one deal knows three people."""
    people = [one for deal in board.deals.values() for one in deal.contacts]
    assert {one.role for one in people} >= set(ROLES)
    assert all(one.email.endswith(".example") for one in people)
    assert any(one.phone for one in people)
    assert any(" " in one.links for one in people)
    assert max(len(deal.contacts) for deal in board.deals.values()) >= 3


def test_different_people_answer_and_write_on_one_deal(board: Board, demo: Workspace) -> None:
    """Answers keep who gave them; notes, too."""
    both = [deal for deal in found(board, "has:answers") if len({one.by for one in deal.answers}) > 1]
    assert {framework_of(board, deal.framework, deal.answers).id for deal in both} == {"bant", "meddic"}
    assert any(one.note for deal in both for one in deal.answers)
    writers = {entry.by for entry in demo.timeline() if entry.kind == "note.added"}
    assert writers == OTHERS | {ME}


def test_checklists_stand_at_every_degree(board: Board) -> None:
    """None, some and all of it ticked; one with an item of its own, one screened to the end."""
    at = [progress(deal, board) for deal in found(board, "status:open")]
    assert {(one.done == 0, one.done == one.total) for one in at} == {
        (True, False),
        (False, False),
        (False, True),
    }
    assert any(one.total == 5 for one in at)
    assert any(all(one.done for one in items(deal, board, SCREENING)) for deal in found(board, "status:open"))


def test_a_held_deal_shows_all_of_it_open(board: Board) -> None:
    """`0/4!` on its card: longer than the target days, and its required item open."""
    assert (0, 4, 1) in [progress(deal, board)[:3] for deal in found(board, "held stuck")]


def test_offers_and_prices(board: Board) -> None:
    """An offer that lacks the benefits, 15% off, a dollar that has a rate and a pound that has none."""
    assert "PS·C" in [parts_text(one) for deal in found(board, "proposal:sent") for one in deal.proposals]
    assert Decimal(15) in [discount(deal) for deal in found(board, "status:open")]
    assert [rate_of(deal, board) for deal in found(board, "currency:usd")] == [Decimal("0.92")]
    assert [rate_of(deal, board) for deal in found(board, "currency:gbp")] == [None]


def test_the_agenda_has_all_its_sections(board: Board) -> None:
    """On a day in the middle of a week; among them dates of the deals themselves."""
    filled = {one.kind: one.entries for one in agenda(board, TODAY).sections if one.entries}
    assert {"overdue", "today", "week", "later", "no_step", "silent"} <= set(filled)
    dates = {
        (one.field, (one.day - TODAY).days) for one in agenda(board, TODAY).entries if one.field and one.day
    }
    assert {("decision", 0), ("renewal", 20), ("revisit", -1)} <= dates
    assert {"trial_end", "review"} <= {name for name, _ in dates}
    assert {one.kind for one in agenda(board, TODAY, me=ME).entries} >= {"overdue", "today", "week"}


def test_follow_ups_that_go_on_by_themselves(board: Board) -> None:
    """A recurring mail, the third step of a cadence, and a deal that is kept warm."""
    steps = [step for deal in found(board, "-nurture") for step in deal.follow_ups]
    assert "mail" in [step.kind for step in steps if step.every]
    in_row = [step for deal in board.deals.values() if (step := in_cadence(deal))]
    assert [place_of(step, board) for step in in_row] == ["3 of 7 First contact"]
    [warm] = found(board, "nurture")
    assert warm.follow_ups[0].every == 30


def test_wins_are_handed_over(board: Board) -> None:
    """One is under way with promises and some items ticked, others were accepted by who took over."""
    [due] = found(board, "status:won handover")
    assert due.receiver in OTHERS
    assert len(due.promised) == 2
    assert 0 < sum(one.done for one in items(due, board, HANDOVER)) < 7
    accepted = found(board, "status:won -handover")
    assert all(deal.receiver in OTHERS and deal.handover_accepted for deal in accepted)
    assert any(deal.satisfaction_note for deal in found(board, "status:won satisfaction>=9"))


def test_a_won_deal_led_to_another_one(board: Board) -> None:
    """And both know it."""
    [upsell] = found(board, "relation:upsell")
    origin = board.origin_of(upsell)
    assert origin is not None
    assert origin.status == "won"
    assert board.followed_by(origin) == (upsell,)
    assert upsell.contacts
    assert upsell.owner == ME


def test_losses_teach_something(board: Board) -> None:
    """A reason each; lessons, who won instead, and when to look again."""
    lost = found(board, "status:lost")
    assert all(deal.reason for deal in lost)
    assert any(deal.lesson and deal.competitor and deal.review for deal in lost)
    assert TODAY - timedelta(days=1) in [deal.revisit for deal in found(board, "status:disqualified")]


def test_what_the_team_defined(board: Board) -> None:
    """A profile, companies with facts, targets, costs, an old material; a score set by hand."""
    assert board.definitions("profile")
    companies = board.definitions("company").values()
    assert len([one for one in companies if one.number("size") and one.text("industry")]) >= 3
    assert {one.text("unit") for one in board.definitions("target").values()} >= {"month", "quarter"}
    assert len(board.definitions("cost")) >= 3
    assert board.settings.margin
    reviewed = [one.values.get("reviewed") for one in board.definitions("material").values()]
    assert any(isinstance(day, date) and day < TODAY - timedelta(days=365) for day in reviewed)
    by_hand = [
        one for deal in board.deals.values() if (one := score(deal, board, TODAY)).override is not None
    ]
    assert [one.counts != one.computed for one in by_hand] == [True]
    assert max(fit_percent(deal, board) or 0 for deal in board.deals.values()) > 75


def test_the_user_has_a_focus_with_some_touches(board: Board, demo: Workspace) -> None:
    """Three accounts in their second day."""
    focus = focus_of(board, ME)
    assert focus is not None
    assert TODAY in focus.days[1:]
    deals = {
        one: tuple(deal for deal in board.visible_deals() if deal.company == one) for one in focus.accounts
    }
    touches = demo.touches(deal.id for one in deals.values() for deal in one)
    assert 0 < sheet(focus, deals, touches, ZONE).score < 9
    assert all(deals.values())
    assert len(deals) == 3


def test_half_a_year_is_enough_for_metrics(demo: Workspace, board: Board) -> None:
    """Rates of five cases and more, at least two sources, and a target that says something."""
    report = demo.reporter().report(custom(TODAY - timedelta(days=182), TODAY))
    assert 20 <= len([deal for deal in board.deals.values() if not deal.is_open]) <= 32
    for name in ("win_rate", "hit_rate", "sales_cycle_median", "velocity", "follow_up_time", "cac", "ltv"):
        figure = report.figures[name]
        assert figure.value is not None, name
        assert not figure.is_thin, name
    assert all(one.to_date.n >= 5 for one in report.conversions)
    sources = report.by(lambda deal: deal.source)
    assert len([one for one in sources.values() if one.figures["win_rate"].value]) >= 2
    for unit in ("month", "quarter"):
        assert demo.reporter().report(period_of(unit, TODAY)).attainment.target is not None
    assert len(report.lost) >= 3
    assert {person.name for person in report.people} == OTHERS | {ME}


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 1, 1, 0, 5, tzinfo=ZONE),
        datetime(2028, 2, 29, 23, 55, tzinfo=ZONE),
        datetime(2026, 3, 29, 12, 0, tzinfo=ZONE),
    ],
    ids=("just after New Year", "late on a leap day", "on the Sunday when clocks change"),
)
def test_it_can_be_opened_at_any_time(tmp_path: Path, now: datetime) -> None:
    """Nothing in it lies in the future, and nothing is told out of order."""
    demo = demo_in(tmp_path, now)
    told = demo.timeline()
    assert max(entry.at for entry in told) <= now
    assert [entry.at for entry in told] == sorted((entry.at for entry in told), reverse=True)
    assert not demo.problems
    assert not any(deal.conflicts for deal in demo.board.deals.values())
    demo.close()


def test_nobody_plans_to_meet_on_a_weekend(board: Board) -> None:
    """What is still to come is on a working day."""
    planned = [step.due for deal in board.visible_deals() for step in deal.follow_ups if step.every != 30]
    assert all(day.weekday() < 5 for day in planned if not isinstance(day, datetime) and day > TODAY)
