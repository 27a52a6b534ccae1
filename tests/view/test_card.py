"""A card says what matters about its deal, in words and signs as well as in colours."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from factories import NOW, STAGES, TODAY, make_deal, make_follow_up
from pipeboard.domain.checklist import Progress
from pipeboard.domain.deal import Conflict, Deal
from pipeboard.domain.frameworks import Answer
from pipeboard.view.card import Surroundings, age_mark, card, due_mark, initials, marks, touches_text
from pipeboard.view.layout import row_text
from pipeboard.view.marks import Look
from pipeboard.view.text import cells

UTC = ZoneInfo("UTC")
AROUND = Surroundings(STAGES[0], TODAY, UTC, "EUR")


def text_of(deal: Deal, width: int = 40, *, compact: bool = False) -> list[str]:
    """A card's rows as text."""
    return [row_text(row).rstrip() for row in card(deal, AROUND, width, compact=compact)]


def due(days: int) -> Deal:
    """A deal whose next step is so many days ahead."""
    return make_deal(follow_ups=(make_follow_up(due=TODAY + timedelta(days=days)),))


def test_a_card_names_company_value_step_touches_age_and_owner() -> None:
    """Three rows hold it all."""
    deal = make_deal(
        touches=5,
        follow_ups=(make_follow_up(due=TODAY - timedelta(days=3)),),
        entered_stage=NOW - timedelta(days=12),
    )
    assert text_of(deal) == [
        " Acme website",
        " Acme Oy                        12k EUR",
        " ! call 3d late            5/6-8 12d AK",
    ]


def test_a_compact_card_has_two_rows() -> None:
    """For short terminals: value, next step and age on one."""
    assert text_of(due(0), 30, compact=True) == [" Acme website", " 12k EUR ● call today    20d+"]


def test_where_a_time_of_day_has_no_room_the_day_is_there() -> None:
    """A day that is cut off with its time would leave a sign alone; a month is never cut off its day."""
    timed = make_deal(follow_ups=(make_follow_up(due=NOW + timedelta(days=1)),))
    assert "tomorrow 09:00" in text_of(timed, 34, compact=True)[1]
    assert text_of(timed, 26, compact=True)[1].split() == ["12k", "EUR", "○", "tomorrow", "20d+"]
    assert text_of(due(30), 20, compact=True)[1].split() == ["12k", "EUR", "○", "20d+"]


@pytest.mark.parametrize(("days", "sign", "role"), [(-1, "!", "late"), (0, "●", "today"), (1, "○", "soft")])
def test_due_steps_differ_by_sign_and_colour(days: int, sign: str, role: str) -> None:
    """Late, today, later."""
    assert due_mark(due(days), TODAY, UTC) == (sign, role)
    assert sign in text_of(due(days))[2]


def test_a_deal_without_a_next_step_says_so() -> None:
    """It is a gap, not a blank."""
    assert "no next step" in text_of(make_deal())[2]
    assert "no next step" not in text_of(make_deal(status="won", stage="delivery"))[2]


@pytest.mark.parametrize("status", ["won", "lost", "disqualified"])
def test_what_was_to_bring_about_the_close_is_not_late(status: str) -> None:
    """A call that was planned before is done with; the agenda does not list it either."""
    late = make_follow_up(due=TODAY - timedelta(days=3))
    closed = make_deal(status=status, closing="k7q-01hk3z8q1f00", follow_ups=(late,))
    assert "late" not in text_of(closed)[2]
    assert due_mark(closed, TODAY, UTC)[1] == "soft"


@pytest.mark.parametrize(
    ("days", "text", "role"),
    [(14, "14d", "soft"), (15, "15d+", "today"), (28, "28d+", "today"), (29, "29d++", "late")],
)
def test_age_turns_amber_over_the_target_and_red_over_twice(days: int, text: str, role: str) -> None:
    """Exactly the target is in time; the sign says it without colour."""
    deal = make_deal(entered_stage=NOW - timedelta(days=days))
    assert age_mark(deal, AROUND) == (text, role)


def test_a_stage_without_a_target_never_ages() -> None:
    """0 days mean no target."""
    deal = make_deal(entered_stage=NOW - timedelta(days=400))
    assert age_mark(deal, Surroundings(STAGES[6], TODAY, UTC, "EUR"))[1] == "soft"


def test_touches_tell_the_band() -> None:
    """Below it, in it, over it."""
    assert [touches_text(count) for count in (0, 5, 8, 9)] == ["0/6-8", "5/6-8", "8/6-8", "9 over"]


def test_marks_show_priority_conflict_and_notice() -> None:
    """Each has its own sign."""
    conflict = Conflict("value", "1", "Ann", "2", "Bob")
    assert marks(make_deal(priority="high", conflicts=(conflict,), notice="It was deleted.")) == "▲≠↺"
    assert marks(make_deal()) == ""


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Anna Korhonen", "AK"), ("anna", "AN"), ("", ""), ("anna.korhonen@x.fi", "AF"), ("张 伟", "张伟")],
)
def test_owners_are_two_letters(name: str, letters: str) -> None:
    """Enough to tell colleagues apart."""
    assert initials(name) == letters


def test_what_does_not_fit_gives_way_in_order() -> None:
    """Touches go first, then the owner; the next step and the age stay."""
    deal = due(-3)
    assert [text_of(deal, width)[2].split() for width in (24, 19, 14)] == [
        ["!", "3d", "0/6-8", "20d+", "AK"],
        ["!", "3d", "late", "20d+", "AK"],
        ["!", "3d", "20d+", "AK"],
    ]


def test_an_unknown_value_is_blank_and_zero_is_not() -> None:
    """0 is a real value."""
    assert "EUR" not in text_of(make_deal(value=None))[1]
    assert "0 EUR" in text_of(make_deal(value=Decimal(0)))[1]


def test_the_cursor_is_a_bar_and_a_bright_title() -> None:
    """Seen without colours, too."""
    rows = card(make_deal(), AROUND, 30, Look(cursor=True))
    assert [row[0][0] for row in rows] == ["▌", "▌", "▌"]
    assert rows[0][1][1] == "cursor"


def test_a_selected_deal_has_a_sign_of_its_own() -> None:
    """Before its title, seen without colours, with the cursor on it or without."""
    for look, bars in (
        (Look(chosen=True), ["◆", " ", " "]),
        (Look(cursor=True, chosen=True), ["◆", "▌", "▌"]),
    ):
        rows = card(make_deal(), AROUND, 30, look)
        assert [row[0][0] for row in rows] == bars
        assert {cells(row_text(row)) for row in rows} == {30}


def test_dates_far_away_do_not_break_a_card() -> None:
    """Years from a wrong clock."""
    deal = make_deal(
        follow_ups=(make_follow_up(due=date(8999, 12, 31)),), entered_stage=NOW + timedelta(days=9000)
    )
    assert "31 Dec 8999" in text_of(deal, 60)[2]
    assert " 0d " in text_of(deal, 60)[2]


def worked(deal: Deal, work: Progress, width: int = 40, *, compact: bool = False) -> list[str]:
    """A card's rows as text, with how far its checklist is."""
    return [row_text(row).rstrip() for row in card(deal, AROUND, width, work=work, compact=compact)]


def test_the_checklist_stands_where_there_is_room() -> None:
    """Beside the title, else beside the company, else nowhere; a card of 20 cells is not crowded."""
    fresh = make_deal(entered_stage=NOW)
    assert worked(fresh, Progress(2, 4))[0] == " Acme website" + " " * 23 + "2/4"
    long_title = make_deal(title="A title that fills the whole row of a card")
    title, company, _ = worked(long_title, Progress(2, 4))
    assert "2/4" not in title
    assert company == " Acme Oy                    2/4 12k EUR"
    narrow = make_deal(title="A long enough title", company="Acme Consulting Oy")
    assert not any("2/4" in row for row in worked(narrow, Progress(2, 4), 20))
    assert worked(fresh, Progress(2, 4), 30, compact=True)[0].endswith("2/4")
    assert not any("/4" in row for row in worked(fresh, Progress()))


def test_a_card_that_its_checklist_holds_beyond_its_time_is_marked() -> None:
    """Not one that may go on, and not one that has time left."""
    late, fresh = make_deal(entered_stage=NOW - timedelta(days=20)), make_deal(entered_stage=NOW)
    assert worked(late, Progress(2, 4, 1))[0].endswith("2/4!")
    assert worked(late, Progress(2, 4))[0].endswith("2/4")
    assert worked(fresh, Progress(2, 4, 1))[0].endswith("2/4")


def test_a_deal_that_is_ready_to_close_has_a_star() -> None:
    """Before the other signs."""
    assert marks(make_deal(priority="high"), ready=True) == "★▲"
    assert worked(make_deal(entered_stage=NOW), Progress(3, 3, 0, ready=True))[0].endswith(" 3/3 ★")


@pytest.mark.parametrize("width", [12, 20, 24, 40, 80])
def test_a_card_with_all_signs_keeps_its_width(width: int) -> None:
    """Whatever it has to say."""
    answers = (Answer("bant", "budget", "yes", "", "Ann", NOW),)
    deal = make_deal(priority="high", answers=answers, entered_stage=NOW - timedelta(days=50))
    for title in ("A", "Acme website", "公司的新网站", "A title that fills the whole row of any card"):
        for row in card(deal._replace(title=title), AROUND, width, work=Progress(10, 12, 2, ready=True)):
            assert cells(row_text(row)) == width
