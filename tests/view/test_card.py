"""A card says what matters about its deal, in words and signs as well as in colours."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from factories import NOW, STAGES, TODAY, make_deal, make_follow_up
from pipeboard.domain.deal import Conflict, Deal
from pipeboard.view.card import Surroundings, age_mark, card, due_mark, initials, marks, touches_text
from pipeboard.view.layout import row_text

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


@pytest.mark.parametrize(("days", "sign", "role"), [(-1, "!", "late"), (0, "●", "today"), (1, "○", "soft")])
def test_due_steps_differ_by_sign_and_colour(days: int, sign: str, role: str) -> None:
    """Late, today, later."""
    assert due_mark(due(days), TODAY, UTC) == (sign, role)
    assert sign in text_of(due(days))[2]


def test_a_deal_without_a_next_step_says_so() -> None:
    """It is a gap, not a blank."""
    assert "no next step" in text_of(make_deal())[2]
    assert "no next step" not in text_of(make_deal(status="won", stage="delivery"))[2]


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
    rows = card(make_deal(), AROUND, 30, "cursor")
    assert [row[0][0] for row in rows] == ["▌", "▌", "▌"]
    assert rows[0][1][1] == "cursor"


def test_dates_far_away_do_not_break_a_card() -> None:
    """Years from a wrong clock."""
    deal = make_deal(
        follow_ups=(make_follow_up(due=date(8999, 12, 31)),), entered_stage=NOW + timedelta(days=9000)
    )
    assert "31 Dec 8999" in text_of(deal, 60)[2]
    assert " 0d " in text_of(deal, 60)[2]
