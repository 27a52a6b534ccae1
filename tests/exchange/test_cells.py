"""Dates and amounts as whole columns write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeboard.domain.errors import BadInput
from pipeboard.exchange.cells import (
    Order,
    date_orders,
    decimal_mark,
    is_amount,
    is_blank,
    is_date,
    parse_order,
    read_day,
    read_moment,
)

DAY = date(2015, 1, 31)


@pytest.mark.parametrize(
    "cell",
    [
        *("2015-01-31", "2015/1/31", "2015.01.31", "20150131", "31.1.2015", "31.01.2015", "31/01/2015"),
        *(
            "31-01-2015",
            "31-01-15",
            "31.1.15",
            "31-Jan-2015",
            "31 January 2015",
            "31. Jan. 2015",
            "31-jan-15",
        ),
        *("Jan 31, 2015", "January 31 2015", "2015年1月31日", "42035", "42035.0"),
    ],
)
def test_a_day_is_read_in_the_usual_forms(cell: str) -> None:
    """Numbers in the order of the country, ISO, names of months, and a spreadsheet's day numbers."""
    assert read_day(cell, "dmy") == DAY
    assert is_date(cell)


@pytest.mark.parametrize(
    ("cell", "order", "expected"),
    [
        ("3/4/2015", "dmy", date(2015, 4, 3)),
        ("3/4/2015", "mdy", date(2015, 3, 4)),
        ("15/3/4", "ymd", date(2015, 3, 4)),
        ("2015-03-04", "mdy", date(2015, 3, 4)),
        ("2015/03/04", "dmy", date(2015, 3, 4)),
        ("3/4/69", "dmy", date(2069, 4, 3)),
        ("3/4/70", "dmy", date(1970, 4, 3)),
    ],
)
def test_the_order_decides_what_numbers_mean(cell: str, order: Order, expected: date) -> None:
    """A four-digit year in front needs no order."""
    assert read_day(cell, order) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2015-01-31 14:05:09", "2015-01-31T12:05:09+00:00"),
        ("2015-01-31T14:05:09Z", "2015-01-31T14:05:09+00:00"),
        ("2015-01-31T14:05:09.123+0530", "2015-01-31T08:35:09+00:00"),
        ("31.1.2015 14.05", "2015-01-31T12:05:00+00:00"),
        ("31/01/2015, 2:05 PM", "2015-01-31T12:05:00+00:00"),
        ("31-Jan-2015 12:00 am", "2015-01-30T22:00:00+00:00"),
        ("2015-01-31", "2015-01-31T10:00:00+00:00"),
        ("31.7.2015", "2015-07-31T09:00:00+00:00"),
    ],
)
def test_a_clock_time_is_the_boards_unless_it_names_its_zone(cell: str, expected: str) -> None:
    """A day without a time is midday on the board, summer time included."""
    assert read_moment(cell, "dmy", ZoneInfo("Europe/Helsinki")).isoformat() == expected


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "abc",
        "31/02/2015",
        "13/13/2015",
        "2015-13-01",
        "1/2/3",
        "1/2/345",
        "100",
        "2015",
        "31-Foo-2015",
        "1e5",
    ],
)
def test_other_cells_are_no_dates(cell: str) -> None:
    """Impossible days and plain numbers are refused in every order."""
    assert not is_date(cell)


@given(
    st.dates(date(1970, 1, 1), date(2069, 12, 31)),
    st.sampled_from(["UTC", "Asia/Tokyo", "America/Los_Angeles"]),
)
def test_no_zone_shifts_a_day(day: date, zone: str) -> None:
    """A day that goes in comes out as the same day on the board."""
    for cell in (f"{day:%d.%m.%Y}", f"{day:%d-%m-%y}", day.isoformat(), str((day - date(1899, 12, 30)).days)):
        moment = read_moment(cell, "dmy", ZoneInfo(zone))
        assert moment.tzinfo is UTC
        assert moment.astimezone(ZoneInfo(zone)).date() == day


def test_one_number_above_twelve_decides_for_the_column() -> None:
    """Evidence of a single cell holds for all of them; ISO and names of months are no evidence."""
    assert date_orders({"a": ["1/2/2015", "10/20/2016"]}) == {"a": "mdy"}
    assert date_orders({"a": ["1/2/2015", "20/10/2016", "2015-01-13"]}) == {"a": "dmy"}


def test_the_majority_decides_in_a_mixed_column() -> None:
    """A few cells in another order become problems of their rows."""
    assert date_orders({"a": ["13/1/2015", "14/1/2015", "1/15/2015"]}) == {"a": "dmy"}


def test_other_columns_of_the_file_decide_for_an_unclear_one() -> None:
    """One program writes all its dates alike."""
    assert date_orders({"a": ["1/2/2015"], "b": ["10/20/2016"]}) == {"a": "mdy", "b": "mdy"}


def test_days_with_dots_come_first() -> None:
    """1.2.2015 is in February everywhere, whatever another column does with slashes."""
    assert date_orders({"a": ["1.2.2015"], "b": ["10/20/2016"]}) == {"a": "dmy", "b": "mdy"}


@pytest.mark.parametrize("cells", [["1/2/2015"], ["1-2-15", "3/3/2015"]])
def test_an_unclear_column_asks_for_the_format(cells: list[str]) -> None:
    """Nothing is guessed where March and April are both possible."""
    with pytest.raises(
        BadInput, match=r"'Opened' can be read in two ways, such as '1.2.(20)?15'; say which with"
    ):
        date_orders({"Opened": cells})
    assert date_orders({"Opened": cells}, "mm/dd/yyyy") == {"Opened": "mdy"}


def test_dates_that_read_alike_both_ways_need_no_format() -> None:
    """3/3/2015 is the same day in either order."""
    assert date_orders({"a": ["3/3/2015", "", "n/a", "12/12/2015"]}) == {"a": "dmy"}


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("dmy", "dmy"),
        ("MDY", "mdy"),
        ("dd/mm/yyyy", "dmy"),
        ("%m/%d/%Y", "mdy"),
        ("%Y-%m-%d %H:%M", "ymd"),
        ("d.m.yy", "dmy"),
        ("%d %b %Y", "dmy"),
    ],
)
def test_a_date_format_names_an_order(text: str, order: str) -> None:
    """Letters, patterns of a spreadsheet and those of programmers are understood."""
    assert parse_order(text) == order


@pytest.mark.parametrize("text", ["", "iso", "dm", "ydm", "day/month/year", "%x"])
def test_other_date_formats_are_refused(text: str) -> None:
    """The sentence says what to write."""
    with pytest.raises(BadInput, match="is not a date format; write dmy, mdy or ymd"):
        parse_order(text)


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["1.234", "12.5"], "."),
        (["1,234.50"], "."),
        (["1.234,50", "7"], ","),
        (["1 234,5 €"], ","),
        (["1.234.567"], ","),
        (["1,234,567"], "."),
        (["0.125"], "."),
        (["1.234", "2,345"], ""),
        (["1.5", "2,5"], ""),
        (["1054", ""], ""),
    ],
)
def test_the_decimal_mark_of_a_column_is_found(cells: list[str], mark: str) -> None:
    """Cells that can be read in one way only tell; a column that disagrees with itself does not."""
    assert decimal_mark(cells) == mark


def test_no_value_has_many_spellings() -> None:
    """Dashes, n/a and null are nothing; a zero is something."""
    assert all(map(is_blank, ("", "-", "—", "N/A", "NULL", "--None--")))
    assert not any(map(is_blank, ("0", "0.00", "no")))


def test_a_negative_amount_is_an_amount_for_the_guess() -> None:
    """A column of amounts is one even where a row is impossible; percentages are none."""
    assert is_amount("-5")
    assert is_amount("€12k")
    assert not is_amount("40%")


def test_a_naive_moment_is_left_to_the_caller() -> None:
    """A clock time without a zone stays without one until the board's zone is known."""
    found = read_day("2015-01-31 10:00", "dmy")
    assert isinstance(found, datetime)
    assert found.tzinfo is None
    assert found - timedelta(hours=10) == datetime.fromisoformat("2015-01-31")
