"""What stands in which section of the agenda, and why."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from factories import NOW, TODAY, make_board, make_deal, make_follow_up
from pipeboard.domain.board import Board
from pipeboard.domain.deadlines import DATES, label_of
from pipeboard.domain.deal import STATUSES, Deal, Status
from pipeboard.domain.followup import When
from pipeboard.domain.staleness import SILENT_DAYS
from pipeboard.view.agenda import KINDS, Agenda, agenda, quiet_days
from work import count_calls

BASE = make_board(0)


def board_of(*deals: Deal, **settings: Any) -> Board:
    """A board with just these deals."""
    return BASE._replace(
        settings=BASE.settings._replace(**settings),
        deals={deal.id: deal for deal in deals},
    )


def with_step(due: When, **fields: Any) -> Deal:
    """A deal touched today, with one follow-up."""
    return make_deal(last_activity=NOW, follow_ups=(make_follow_up(due=due),), **fields)


def sections(found: Agenda) -> set[str]:
    """The sections that have something in them."""
    return {kind for kind, count in found.counts.items() if count}


@pytest.mark.parametrize(
    ("days", "section"),
    [(-400, "overdue"), (-1, "overdue"), (0, "today"), (1, "week"), (6, "week"), (7, "later")],
)
def test_a_follow_up_stands_where_its_day_puts_it(days: int, section: str) -> None:
    """The week ends on Sunday; the tests' today is a Monday."""
    assert TODAY.weekday() == 0
    assert sections(agenda(board_of(with_step(TODAY + timedelta(days=days))), TODAY)) == {section}


def test_on_a_sunday_the_week_is_over() -> None:
    """What is due tomorrow is next week's."""
    sunday = TODAY - timedelta(days=1)
    assert sections(agenda(board_of(with_step(TODAY)), sunday)) == {"later"}


def test_a_moment_belongs_to_its_day_in_the_boards_time_zone() -> None:
    """23:30 in UTC is tomorrow in Helsinki, and still today in New York."""
    deal = with_step(datetime(2026, 11, 23, 23, 30, tzinfo=UTC))
    assert sections(agenda(board_of(deal, timezone="UTC"), TODAY)) == {"today"}
    assert sections(agenda(board_of(deal, timezone="Europe/Helsinki"), TODAY)) == {"week"}
    early = with_step(datetime(2026, 11, 23, 3, 0, tzinfo=UTC))
    assert sections(agenda(board_of(early, timezone="America/New_York"), TODAY)) == {"overdue"}


@pytest.mark.parametrize(("days", "silent"), [(7, False), (8, True)])
def test_exactly_the_stages_idle_days_are_not_silent(days: int, silent: bool) -> None:
    """The stage allows seven; one more is too many."""
    deal = make_deal(last_activity=NOW - timedelta(days=days))
    assert ("silent" in sections(agenda(board_of(deal), TODAY))) is silent


@pytest.mark.parametrize(("days", "silent"), [(SILENT_DAYS, False), (SILENT_DAYS + 1, True)])
def test_a_stage_without_a_number_has_the_default(days: int, silent: bool) -> None:
    """A stage whose idle days are 0."""
    board = board_of(make_deal(last_activity=NOW - timedelta(days=days)))
    board = board._replace(stages={**board.stages, "lead": board.stages["lead"]._replace(idle=0)})
    assert ("silent" in sections(agenda(board, TODAY))) is silent


@pytest.mark.parametrize(("days", "silent"), [(30, False), (31, True)])
def test_a_number_that_is_asked_for_is_for_every_stage(days: int, silent: bool) -> None:
    """More or fewer than the stage's own."""
    deal = make_deal(last_activity=NOW - timedelta(days=days))
    assert ("silent" in sections(agenda(board_of(deal), TODAY, days=30))) is silent


@pytest.mark.parametrize("zone", ["UTC", "Europe/Helsinki", "Pacific/Kiritimati", "America/New_York"])
@pytest.mark.parametrize("hours", range(160, 220, 3))
def test_silence_is_counted_in_days_of_the_boards_time_zone(zone: str, hours: int) -> None:
    """By the calendar and not by the clock, wherever the board is."""
    deal = make_deal(last_activity=NOW - timedelta(hours=hours))
    board = board_of(deal, timezone=zone)
    today = NOW.astimezone(board.zone).date()
    found = agenda(board, today)
    assert bool(found.counts["silent"]) is (quiet_days(deal, board, today) > 7)


@pytest.mark.parametrize(("days", "silent"), [(-1, True), (0, False), (7, False), (8, True)])
def test_a_follow_up_that_is_near_breaks_the_silence(days: int, silent: bool) -> None:
    """Within as many days as the stage allows; an overdue one does not, nor one far ahead."""
    step = make_follow_up(due=TODAY + timedelta(days=days))
    deal = make_deal(last_activity=NOW - timedelta(days=40), follow_ups=(step,))
    assert bool(agenda(board_of(deal), TODAY).counts["silent"]) is silent


@pytest.mark.parametrize("status", STATUSES[1:])
def test_a_closed_deal_is_never_overdue(status: Status) -> None:
    """Nor silent, nor without a next step."""
    late = with_step(TODAY - timedelta(days=3))._replace(
        status=status, closing="k7q-01hk3z8q1f00", last_activity=NOW - timedelta(days=90)
    )
    assert agenda(board_of(late), TODAY).shown == ()


@pytest.mark.parametrize(
    ("status", "field", "label"),
    [
        ("open", "decision", "decision deadline"),
        ("open", "trial_end", "trial ends"),
        ("won", "renewal", "renewal"),
        ("won", "review", "review the win"),
        ("lost", "review", "review the loss"),
        ("disqualified", "revisit", "look again"),
    ],
)
@pytest.mark.parametrize(("days", "section"), [(-5, "overdue"), (0, "today"), (1, "week"), (90, "later")])
def test_a_date_of_a_deal_stands_where_its_day_puts_it(
    status: Status, field: str, label: str, days: int, section: str
) -> None:
    """Beside the follow-ups, and says what it is about."""
    day = TODAY + timedelta(days=days)
    deal = make_deal(status=status, last_activity=NOW, **{field: day})
    (entry,) = (one for one in agenda(board_of(deal), TODAY).shown if one.field)
    assert (entry.kind, entry.day, label_of(entry.field, deal)) == (section, day, label)


@pytest.mark.parametrize("status", STATUSES)
def test_a_date_that_means_nothing_in_a_status_is_not_listed(status: Status) -> None:
    """No decision on a deal that is lost, no renewal of one that is open."""
    every = {"decision", "trial_end", "renewal", "review", "revisit"}
    fields: dict[str, Any] = dict.fromkeys(every, TODAY)
    deal = make_deal(status=status, last_activity=NOW, **fields)
    assert {one.field for one in agenda(board_of(deal), TODAY).shown if one.field} == set(DATES[status])


def test_two_dates_of_one_deal_are_two_entries() -> None:
    """Each with a key of its own, so that a cursor finds it again."""
    deal = make_deal(last_activity=NOW, decision=TODAY, trial_end=TODAY)
    keys = [one.key for one in agenda(board_of(deal), TODAY).shown]
    assert len(set(keys)) == len(keys) == 3


def test_what_is_planned_after_a_win_is_to_be_done() -> None:
    """A check-in with a customer is; the call that was to bring about the win is done with."""
    steps = (
        make_follow_up(id="k7q-01hk3z8q0f00", text="before"),
        make_follow_up(id="k7q-01hk3z8q2f00", text="after"),
        make_follow_up(id="k7q-01hk3z8q0f01", text="again", every=90),
    )
    won = make_deal(status="won", closed=NOW, closing="k7q-01hk3z8q1f00", follow_ups=steps)
    found = agenda(board_of(won), TODAY).shown
    assert {entry.step.text for entry in found if entry.step} == {"after", "again"}
    assert won.next_follow_up == steps[1], "the card says the same"
    lost = won._replace(status="lost")
    assert agenda(board_of(lost), TODAY).shown == ()
    assert lost.next_follow_up is None


def nurtured(due: date | None, **fields: Any) -> Deal:
    """A deal on the nurture track that nobody has touched for long."""
    steps = (make_follow_up(due=due, every=30),) if due else ()
    return make_deal(track="nurture", follow_ups=steps, **fields)


@pytest.mark.parametrize(
    ("days", "found"), [(1, set()), (400, set()), (0, {"nurture"}), (-1, {"nurture", "silent"})]
)
def test_a_nurtured_deal_is_left_in_peace_until_it_is_due(days: int, found: set[str]) -> None:
    """Then it has a section of its own, and only when it is overdue it is silent as well."""
    board = board_of(nurtured(TODAY + timedelta(days=days)))
    assert sections(agenda(board, TODAY)) == found
    assert {entry.kind for entry in agenda(board, TODAY).shown} == found - {"silent"}


def test_a_nurtured_deal_without_a_follow_up_has_no_next_step() -> None:
    """As any other."""
    assert sections(agenda(board_of(nurtured(None)), TODAY)) == {"no_step", "silent"}


@pytest.mark.parametrize("fields", [{"archived": True}, {"deleted": True}, {"merged_into": "x"}])
def test_what_is_out_of_sight_is_left_out(fields: dict[str, Any]) -> None:
    """Archived, deleted and merged deals, closed ones to revisit included."""
    open_deal = with_step(TODAY)._replace(**fields)
    closed = make_deal(status="disqualified", revisit=TODAY, id="k7q-01hk3z8q0v3y", **fields)
    assert agenda(board_of(open_deal, closed), TODAY).shown == ()


def test_every_follow_up_of_a_deal_has_a_line() -> None:
    """A deal with three is there three times."""
    steps = tuple(
        make_follow_up(id=f"k7q-01hk3z8q0f0{day + 2}", due=TODAY + timedelta(days=day)) for day in (-1, 0, 30)
    )
    found = agenda(board_of(make_deal(last_activity=NOW, follow_ups=steps)), TODAY)
    assert [entry.kind for entry in found.shown] == ["overdue", "today", "later"]


def test_a_silent_deal_that_stands_above_is_listed_once_and_counted_twice() -> None:
    """Lists for people tell it once; who reads all entries finds it in both."""
    found = agenda(board_of(make_deal()), TODAY)
    assert found.counts["no_step"] == found.counts["silent"] == 1
    assert [(entry.kind, entry.silent) for entry in found.shown] == [("no_step", True)]
    far = make_deal(follow_ups=(make_follow_up(due=TODAY + timedelta(days=90)),))
    assert [entry.kind for entry in agenda(board_of(far), TODAY).shown] == ["later", "silent"]


def test_mine_is_what_i_own() -> None:
    """A follow-up's owner goes before the deal's; a first name will do."""
    anna = make_deal(id="k7q-01hk3z8q0v31", last_activity=NOW, owner="Anna Korhonen")
    bob = make_deal(id="k7q-01hk3z8q0v32", last_activity=NOW, owner="Bob")
    lent = make_deal(
        id="k7q-01hk3z8q0v33", last_activity=NOW, owner="Bob", follow_ups=(make_follow_up(owner="anna"),)
    )
    nobody = make_deal(id="k7q-01hk3z8q0v34", last_activity=NOW, owner="")
    board = board_of(anna, bob, lent, nobody)
    assert {entry.deal.id for entry in agenda(board, TODAY, me="Anna").shown} == {anna.id, lent.id}
    assert {entry.deal.id for entry in agenda(board, TODAY, me="bob").shown} == {bob.id}
    assert len(agenda(board, TODAY).shown) == 4


def test_the_pressing_comes_first_in_each_section() -> None:
    """The longest overdue, then by time of day, then by value; unknown values last."""
    deals = [
        make_deal(
            id=f"k7q-01hk3z8q0v3{at}",
            title=str(at),
            last_activity=NOW,
            value=value,
            follow_ups=(make_follow_up(id=f"k7q-01hk3z8q0f0{at}", due=due),),
        )
        for at, (due, value) in enumerate(
            [
                (NOW.replace(hour=14), Decimal(1)),
                (NOW.replace(hour=10), Decimal(1)),
                (TODAY, None),
                (TODAY, Decimal(5)),
                (date(2026, 11, 20), Decimal(1)),
                (date(2026, 11, 10), Decimal(1)),
            ]
        )
    ]
    assert [entry.deal.title for entry in agenda(board_of(*deals), TODAY).shown] == [*"543210"]


def test_the_summary_tells_what_presses() -> None:
    """In few words, without zeroes; what can wait is not told, and nothing is said when all is clear."""
    deals = (
        with_step(TODAY - timedelta(days=1), id="k7q-01hk3z8q0v31"),
        with_step(TODAY, id="k7q-01hk3z8q0v32"),
        make_deal(id="k7q-01hk3z8q0v33", last_activity=NOW),
        with_step(TODAY + timedelta(days=1), id="k7q-01hk3z8q0v34"),
    )
    assert agenda(board_of(*deals), TODAY).summary == "1 overdue, 1 today, 1 without a next step"
    assert agenda(board_of(deals[-1]), TODAY).summary == ""


def test_every_kind_is_a_section_in_order() -> None:
    """Also the empty ones, so that counts name them all."""
    assert tuple(agenda(BASE, TODAY).counts) == KINDS


def test_a_deal_costs_few_calls() -> None:
    """So ten thousand take a moment, at every change (12 calls a deal, 0.025 s in all)."""
    board = make_board(1_000, timezone="Europe/Helsinki")
    assert count_calls(lambda: agenda(board, TODAY)) < 20 * 1_000


def test_dates_nurture_and_cadences_cost_few_calls_more() -> None:
    """A board on which every deal has all of that; no definition is looked at."""
    plain = make_board(1_000, timezone="Europe/Helsinki")
    step = make_follow_up(due=TODAY + timedelta(days=3), every=30, cadence="first-contact", step=2)
    deals = {
        deal.id: deal._replace(decision=TODAY, trial_end=TODAY, track="nurture", follow_ups=(step,))
        for deal in plain.deals.values()
    }
    board = plain._replace(deals=deals)
    assert count_calls(lambda: agenda(board, TODAY)) < 45 * 1_000
