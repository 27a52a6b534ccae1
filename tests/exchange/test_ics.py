"""Follow-ups for calendars: read back by another program as what they are."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
from hypothesis import given
from hypothesis import strategies as st

from factories import make_deal, make_follow_up
from pipeboard.domain.board import Board, BoardSettings
from pipeboard.domain.people import Contact
from pipeboard.domain.pipeline import Stage
from pipeboard.exchange.content_lines import content, escaped, folded
from pipeboard.exchange.ics import calendar

BOARD = Board(
    BoardSettings(name="Sales; north, east", timezone="Europe/Helsinki"),
    {},
    {"lead": Stage("lead", "Lead", "p")},
)


def events(text: str) -> list[Any]:
    """The events of a calendar, as the other program reads them."""
    return list(icalendar.Calendar.from_ical(text).walk("VEVENT"))


def test_a_time_is_a_moment_and_a_day_a_day() -> None:
    """Moments in UTC, which every calendar shows in its own zone; days without any."""
    moment = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
    steps = (
        make_follow_up(id="k7q-01hk3z8q0f01", due=moment),
        make_follow_up(id="k7q-01hk3z8q0f02", due=date(2026, 11, 30)),
    )
    timed, day = events(calendar([make_deal(follow_ups=steps)], BOARD))
    assert timed.start == moment
    assert timed.end == moment + timedelta(minutes=30)
    assert (day.start, day.end) == (date(2026, 11, 30), date(2026, 12, 1))
    assert [str(one["TRANSP"]) for one in (day,)] == ["TRANSPARENT"]
    for one in (timed, day):
        (alarm,) = one.walk("VALARM")
        assert str(alarm["ACTION"]) == "DISPLAY"
    assert timed.walk("VALARM")[0]["TRIGGER"].dt == timedelta(minutes=-10)
    assert day.walk("VALARM")[0]["TRIGGER"].dt == timedelta(hours=9)


def test_an_event_says_what_to_do_and_with_whom() -> None:
    """Whatever characters that takes."""
    deal = make_deal(
        title="Acme, website; phase \\2",
        company="Acme Oy",
        owner="Anna",
        contacts=(Contact("c1", "Kim", "kim@acme.example", "+358 40 1"),),
        follow_ups=(make_follow_up(text="Ask:\n- budget, really\n- dates; all"),),
    )
    (event,) = events(calendar([deal], BOARD))
    assert str(event["SUMMARY"]) == "Call: Acme, website; phase \\2"
    lines = str(event["DESCRIPTION"]).splitlines()
    assert lines[:3] == ["Ask:", "- budget, really", "- dates; all"]
    assert "Kim +358 40 1 kim@acme.example" in lines
    assert lines[-1] == "Owner: Anna"
    assert "X-WR-CALNAME:Sales\\; north\\, east\r\n" in calendar([deal], BOARD)


def test_the_same_board_gives_the_same_file_and_a_change_a_higher_revision() -> None:
    """So that a calendar updates what it has instead of adding to it."""
    deal = make_deal(follow_ups=(make_follow_up(id="k7q-01hk3z8q0f00"),), changed="k7q-01hk3z8q0f00")
    assert calendar([deal], BOARD) == calendar([deal], BOARD)
    (before,) = events(calendar([deal], BOARD))
    later = deal._replace(
        changed="k7q-01hk8z8q0f00", follow_ups=(deal.follow_ups[0]._replace(due=date(2027, 1, 4)),)
    )
    (after,) = events(calendar([later], BOARD))
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["DTSTAMP"].dt > before["DTSTAMP"].dt


def test_a_calendar_that_subscribes_is_told_its_zone_and_when_to_read_again() -> None:
    """Beside its name."""
    read: Any = icalendar.Calendar.from_ical(calendar([make_deal()], BOARD))
    assert str(read["X-WR-TIMEZONE"]) == "Europe/Helsinki"
    assert read["REFRESH-INTERVAL"].dt == timedelta(hours=1)


def test_the_earliest_comes_first_and_no_follow_up_is_an_empty_calendar() -> None:
    """An empty one is a calendar still."""
    days = [date(2026, 12, 3), date(2026, 12, 1), date(2026, 12, 2)]
    steps = tuple(make_follow_up(id=f"k7q-01hk3z8q0f0{at}", due=day) for at, day in enumerate(days))
    assert [one.start for one in events(calendar([make_deal(follow_ups=steps)], BOARD))] == sorted(days)
    assert events(calendar([make_deal()], BOARD)) == []


@given(st.text())
def test_no_line_is_too_long_and_none_is_torn(text: str) -> None:
    """75 bytes at most; put together again they say the same."""
    written = content([f"SUMMARY:{escaped(text)}"])
    assert written.endswith("\r\n")
    assert all(len(line.encode()) <= 75 for line in written.split("\r\n"))
    assert written.replace("\r\n ", "") == f"SUMMARY:{escaped(text)}\r\n"
    assert not {one for one in escaped(text) if ord(one) < 32 or 0x7F <= ord(one) < 0xA0}


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp"))))
def test_a_text_is_read_as_it_was_written(text: str) -> None:
    """By another program."""
    (event,) = events(calendar([make_deal(title="x", follow_ups=(make_follow_up(text=text),))], BOARD))
    said = str(event.get("DESCRIPTION", "")).partition("\n")[0] if text else ""
    assert said == text


def test_a_short_line_is_left_alone() -> None:
    """Folding is for long ones."""
    assert folded("X" * 75) == "X" * 75
    assert folded("X" * 76) == "X" * 75 + "\r\n X"
