"""One line makes a deal, and nothing is taken for an amount that might be part of the title."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import make_board
from pipeboard.domain.errors import BadInput, NotFound
from pipeboard.domain.quickadd import EXAMPLE, parse, read

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


def test_the_example_reads_as_it_says() -> None:
    """The line that help and errors show sets title, value, currency, owner, tag and expected close."""
    assert parse(EXAMPLE, NOW) == {
        "title": "Acme website",
        "value": Decimal(12000),
        "currency": "EUR",
        "owner": "anna",
        "tags": ("web",),
        "close": date(2026, 12, 13),
    }


@pytest.mark.parametrize(
    "line",
    [
        *("Windows 11 rollout", "Q4 2026 plan", "ISO 9001", "Re: offer 12:30", "http://acme.example/x"),
        *(
            "Become #1 @ home",
            "5 PCS",
            "A-500 repair",
            "24/7 support",
            "Room 12kk",
            "C# course",
            "me@acme.fi",
        ),
    ],
)
def test_a_title_stays_whole(line: str) -> None:
    """Numbers, colons and signs that are not clearly something else stay where they are."""
    assert parse(line, NOW) == {"title": line}


@pytest.mark.parametrize(
    ("line", "value", "currency"),
    [
        ("Foo 12k", "12000", None),
        ("Foo 1.5m", "1500000", None),
        ("Foo 500 EUR", "500", "EUR"),
        ("Foo 500 eur", "500", "EUR"),
        ("Foo 500eur", "500", "EUR"),
        ("EUR 500 Foo", "500", "EUR"),
        ("Foo €500", "500", "EUR"),
        ("500€ Foo", "500", "EUR"),
        ("Foo 500 €", "500", "EUR"),
        ("Foo 12 000 EUR", "12000", "EUR"),
        ("Foo 1 234 567,50 EUR", "1234567.50", "EUR"),
        ("Foo 0 EUR", "0", "EUR"),
        ("Foo value:15k", "15000", None),
        ("Foo value:15kUSD", "15000", "USD"),
    ],
)
def test_clear_amounts(line: str, value: str, currency: str | None) -> None:
    """A multiplier, a sign or a code of a currency makes an amount."""
    read = parse(line, NOW)
    assert read["title"] == "Foo"
    assert read["value"] == Decimal(value)
    assert read.get("currency") == currency


def test_an_amount_with_a_currency_wins_over_a_bare_one() -> None:
    """ "5k users" stays in the title when the price is named with its currency."""
    read = parse("Portal for 5k users 40k EUR", NOW)
    assert (read["title"], read["value"]) == ("Portal for 5k users", Decimal(40000))


def test_a_named_value_leaves_other_numbers_in_the_title() -> None:
    """`value:` says which number is the amount."""
    assert parse("Portal for 5k users value:40k", NOW)["title"] == "Portal for 5k users"


def test_any_field_can_be_named() -> None:
    """Fields, their short names, quoted values and the users' own fields."""
    read = parse(
        'Foo company:"Acme Oy" source:referral tag:a,b #c custom.Region:North due:fri @"Ann Lee"', NOW
    )
    assert read == {
        "title": "Foo",
        "company": "Acme Oy",
        "source": "referral",
        "custom.Region": "North",
        "close": date(2026, 11, 27),
        "owner": "Ann Lee",
        "tags": ("a", "b", "c"),
    }


def test_the_stage_is_passed_on_as_typed() -> None:
    """Only the board knows its stages."""
    assert parse("Foo stage:prop", NOW)["stage"] == "prop"


def test_a_named_stage_is_found_on_the_board() -> None:
    """By the beginning of its name; one that is not there is told with those that are."""
    board = make_board(0)
    assert read("Foo stage:prop", board, NOW)["stage"] == "proposal"
    assert "stage" not in read("Foo", board, NOW)
    with pytest.raises(NotFound, match="there are: Lead, Qualified"):
        read("Foo stage:nowhere", board, NOW)


@pytest.mark.parametrize("line", ["", "   ", "12k EUR", "@anna #web", "close:3w"])
def test_a_line_without_a_title_is_refused(line: str) -> None:
    """The sentence shows how to write it."""
    with pytest.raises(BadInput, match="needs a title"):
        parse(line, NOW)


@pytest.mark.parametrize("line", ["Foo close:soon", "Foo value:lots", "Foo -5 EUR", "Foo priority:urgent"])
def test_a_bad_value_is_refused(line: str) -> None:
    """A known field with something unreadable is an error, never silently a part of the title."""
    with pytest.raises(BadInput):
        parse(line, NOW)


@given(st.text(max_size=80))
def test_any_line_reads_or_is_refused_with_a_sentence(line: str) -> None:
    """No text crashes it, and what is read has a title that is not empty."""
    try:
        read = parse(line, NOW)
    except BadInput:
        return
    assert read["title"]
