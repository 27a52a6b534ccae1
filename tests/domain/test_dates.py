"""Days and moments: what people type, what the file holds, what the screen shows."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeboard.domain.dates import (
    add_months,
    day_text,
    load_day,
    load_moment,
    midday,
    moment_text,
    month_number,
    parse_day,
    parse_moment,
    parse_when,
    show_age,
    show_day,
    show_due,
    when_text,
)
from pipeboard.domain.errors import BadInput

HELSINKI = ZoneInfo("Europe/Helsinki")
NOW = datetime(2026, 11, 25, 10, 30, tzinfo=HELSINKI)
"""A Wednesday."""
TODAY = NOW.date()

days = st.dates(date(1900, 1, 1), date(8999, 12, 31))
moments = st.builds(
    lambda day, second: datetime.combine(day, time(), UTC) + timedelta(seconds=second),
    st.dates(date(1900, 1, 2), date(8999, 12, 30)),
    st.integers(0, 86399),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("today", "2026-11-25"),
        ("Tomorrow", "2026-11-26"),
        ("yesterday", "2026-11-24"),
        ("fri", "2026-11-27"),
        ("FRIDAY", "2026-11-27"),
        ("thurs", "2026-11-26"),
        ("wed", "2026-12-02"),
        ("tue", "2026-12-01"),
        ("next mon", "2026-11-30"),
        ("next fri", "2026-12-04"),
        ("last fri", "2026-11-20"),
        ("last wed", "2026-11-18"),
        ("+3d", "2026-11-28"),
        ("3d", "2026-11-28"),
        ("-2d", "2026-11-23"),
        ("2w", "2026-12-09"),
        ("1m", "2026-12-25"),
        ("1y", "2027-11-25"),
        ("in 3 days", "2026-11-28"),
        ("in 1 week", "2026-12-02"),
        ("2 months ago", "2026-09-25"),
        ("next week", "2026-12-02"),
        ("eom", "2026-11-30"),
        ("eoq", "2026-12-31"),
        ("eoy", "2026-12-31"),
        ("2026-12-01", "2026-12-01"),
        ("2026-12-1", "2026-12-01"),
        ("2026/12/01", "2026-12-01"),
        ("1.12.2026", "2026-12-01"),
        ("01.12.2026", "2026-12-01"),
        ("31.12.", "2026-12-31"),
        ("24.11", "2027-11-24"),
        ("28 Nov", "2026-11-28"),
        ("28 November 2027", "2027-11-28"),
        ("nov 28, 2027", "2027-11-28"),
        ("29 feb", "2028-02-29"),
    ],
)
def test_days_are_read_in_the_usual_forms(text: str, expected: str) -> None:
    """Words, weekdays, offsets and written dates name a day that counts from today in the board's zone."""
    assert parse_when(text, NOW) == date.fromisoformat(expected)
    assert parse_day(text, NOW) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14:00", "2026-11-25T12:00:00Z"),
        ("fri 14:00", "2026-11-27T12:00:00Z"),
        ("fri at 2pm", "2026-11-27T12:00:00Z"),
        ("tomorrow 9:30", "2026-11-26T07:30:00Z"),
        ("12am", "2026-11-24T22:00:00Z"),
        ("1.12.2026 8:05", "2026-12-01T06:05:00Z"),
        ("2026-12-01 10:00", "2026-12-01T08:00:00Z"),
        ("2026-12-01T10:00:30", "2026-12-01T08:00:30Z"),
        ("2026-12-01T10:00:00Z", "2026-12-01T10:00:00Z"),
        ("2026-12-01t10:00+05:30", "2026-12-01T04:30:00Z"),
        ("2026-07-01 10:00", "2026-07-01T07:00:00Z"),
        ("now", "2026-11-25T08:30:00Z"),
        ("+2h", "2026-11-25T10:30:00Z"),
        ("3 hours ago", "2026-11-25T05:30:00Z"),
    ],
)
def test_a_clock_time_makes_a_moment_in_utc(text: str, expected: str) -> None:
    """A time without a zone is the board's, summer time included; the result is in UTC."""
    when = parse_when(text, NOW)
    assert isinstance(when, datetime)
    assert when.tzinfo is UTC
    assert moment_text(when) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("frday", "t", "tu", "m", "may", "12", "2026", "", "-", "+3", "next", "last", "today today"),
        *("2026-13-01", "31.02.2026", "30 feb", "29.2.2027", "1/2/2026", "0001-01-01", "99999y", "9999999d"),
        *("14:60", "25:00", "2026-12-01T25:00", "13:00 fri fri"),
    ],
)
def test_what_is_no_date_is_refused_by_name(text: str) -> None:
    """Slips, impossible days and ambiguous 1/2/2026 are refused with the forms that work."""
    with pytest.raises(BadInput) as refusal:
        parse_when(text, NOW)
    assert str(refusal.value) == f"'{text}' is not a date; write it like 2026-12-01, fri, +3d or 2w."


@given(st.text(max_size=20) | st.from_regex(r"\A[0-9a-z+\-. :/]{1,14}\Z"))
def test_any_text_is_a_date_or_bad_input(text: str) -> None:
    """No text makes the reader fail in another way."""
    try:
        when = parse_when(text, NOW)
    except BadInput:
        return
    assert isinstance(when, datetime) == when_text(when).endswith("Z")


def test_a_back_dated_day_starts_at_midnight_on_the_board() -> None:
    """An ISO day means its first moment in the board's zone; a moment stays as it is."""
    assert moment_text(parse_moment("2026-11-20", NOW)) == "2026-11-19T22:00:00Z"
    assert moment_text(parse_moment("2026-11-20 10:00", NOW)) == "2026-11-20T08:00:00Z"


@pytest.mark.parametrize("text", ["today", "2026-11-25", "now", "25.11.2026"])
def test_back_dating_to_today_means_now(text: str) -> None:
    """What is recorded for today never sorts before what happened this morning."""
    assert parse_moment(text, NOW) == NOW


def test_the_day_of_a_moment_is_the_boards() -> None:
    """Late evening in UTC is the next day in Helsinki."""
    assert parse_day("2026-11-25T23:30:00Z", NOW) == date(2026, 11, 26)


@given(days)
def test_day_loader_inverts_its_writer(day: date) -> None:
    """A day goes into the file and back."""
    assert load_day(day_text(day)) == day
    assert load_day(when_text(day)) == day


@given(moments)
def test_moment_loader_inverts_its_writer(moment: datetime) -> None:
    """A moment goes into the file and back, and stays a moment in UTC."""
    loaded = load_moment(moment_text(moment))
    assert loaded == moment
    assert loaded.tzinfo is UTC
    assert load_moment(when_text(moment)) == moment


@given(moments, st.integers(-14 * 60, 14 * 60))
def test_a_moment_is_written_in_utc_to_the_second(moment: datetime, minutes: int) -> None:
    """Zone and fractions of a second do not show in the file."""
    elsewhere = moment.replace(microsecond=999).astimezone(timezone(timedelta(minutes=minutes)))
    assert moment_text(elsewhere) == moment_text(moment)
    assert len(moment_text(moment)) == 20


@pytest.mark.parametrize(
    "text",
    [
        *("", "2026-11-22", "2026-11-22T09:14:05", "2026-11-22T09:14:05+00:00", "2026-11-22 09:14:05Z"),
        *("2026-W47-7T09:14:05Z", "2026-02-30T09:14:05Z", "20261122T09:14:05.00Z", "2026-11-22T09:14:99Z"),
        *("2026-11-22T09:14Z", "x" * 20),
    ],
)
def test_only_utc_moments_load(text: str) -> None:
    """The loader of the file guesses nothing."""
    with pytest.raises(ValueError, match=r"\w"):
        load_moment(text)


@pytest.mark.parametrize(
    "text", ["", "20261122", "2026-1-2", "22.11.2026", "2026-W47-7", "2026-02-30", "2026-11-2x"]
)
def test_only_iso_days_load(text: str) -> None:
    """The loader of the file guesses nothing."""
    with pytest.raises(ValueError, match=r"\w"):
        load_day(text)


@pytest.mark.parametrize(
    ("due", "shown"),
    [
        (date(2026, 11, 22), "3d late"),
        (date(2025, 11, 25), "365d late"),
        (TODAY, "today"),
        (datetime(2026, 11, 25, 12, 0, tzinfo=UTC), "today 14:00"),
        (datetime(2026, 11, 25, 23, 0, tzinfo=UTC), "tomorrow 01:00"),
        (date(2026, 11, 26), "tomorrow"),
        (date(2026, 11, 27), "Fri"),
        (date(2026, 12, 1), "Tue"),
        (date(2026, 12, 2), "2 Dec"),
        (date(2027, 11, 28), "28 Nov 2027"),
    ],
)
def test_a_due_mark_is_short(due: date, shown: str) -> None:
    """Days count in the board's zone: late ones say by how much, near ones by name, others as a date."""
    assert show_due(due, TODAY, HELSINKI) == shown


@given(st.dates(TODAY, date(2400, 1, 1)))
def test_a_shown_day_reads_back(day: date) -> None:
    """Whatever date a card shows can be typed again."""
    assert parse_when(show_due(day, TODAY, HELSINKI), NOW) == day
    assert parse_when(show_day(day, TODAY), NOW) == day


@pytest.mark.parametrize(
    ("age", "shown"),
    [(-3, "0d"), (0, "0d"), (12, "12d"), (29, "29d"), (30, "4w"), (63, "9w"), (364, "52w"), (730, "2y")],
)
def test_an_age_is_short(age: int, shown: str) -> None:
    """Days, then weeks, then years."""
    assert show_age(age) == shown


def test_months_end_where_the_shorter_month_ends() -> None:
    """A month after 31 January is the last of February."""
    assert add_months(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert add_months(date(2027, 1, 31), -2) == date(2026, 11, 30)
    assert add_months(date(2028, 2, 29), 12) == date(2029, 2, 28)


@given(days, st.sampled_from(["UTC", "Pacific/Kiritimati", "Pacific/Midway", "Europe/Helsinki"]))
def test_midday_keeps_the_day_in_its_zone(day: date, zone: str) -> None:
    """A day known without its time comes back as the same day."""
    assert midday(day, ZoneInfo(zone)).astimezone(ZoneInfo(zone)).date() == day


def test_months_are_known_by_name() -> None:
    """Whole and shortened English names count; other words are none."""
    assert [month_number(name) for name in ("Jan", "september", "SEPT", "dec", "ja", "foo")] == [
        1,
        9,
        9,
        12,
        0,
        0,
    ]
