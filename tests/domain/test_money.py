"""Amounts: what people type, what the file holds, what the screen shows."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeboard.domain.errors import BadInput
from pipeboard.domain.money import (
    Mark,
    decimal_text,
    is_currency,
    is_known,
    parse_amount,
    parse_money,
    parse_percent,
    parse_rate,
    show_compact,
    show_money,
)

cents = st.decimals(0, 10**12, places=2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12000", "12000"),
        ("0", "0"),
        ("12k", "12000"),
        ("12 K", "12000"),
        ("1.5m", "1500000"),
        (".5m", "500000"),
        ("1.250k", "1250"),
        ("3 mln", "3000000"),
        ("2bn", "2000000000"),
        ("12万", "120000"),
        ("１２０００", "12000"),
        ("12 000,50", "12000.50"),
        ("12\u00a0000,50", "12000.50"),
        ("12\u202f000", "12000"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1'234.50", "1234.50"),
        ("1’234.50", "1234.50"),
        ("1,234", "1234"),
        ("1.234", "1234"),
        ("1 234,567", "1234.567"),
        ("0,125", "0.125"),
        ("1234,567", "1234.567"),
        ("1,234,567", "1234567"),
        ("12,34,567.80", "1234567.80"),
        ("12,5", "12.5"),
        ("1.200,-", "1200"),
        ("100.00", "100"),
        ("1054.3300000000002", "1054.33"),
        ("+12", "12"),
    ],
)
def test_amounts_are_read_in_the_usual_forms(text: str, expected: str) -> None:
    """Marks of several countries, and the short forms k, m and bn, give exact amounts."""
    value = parse_money(text)
    assert value == Decimal(expected)
    assert decimal_text(value) == expected


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("€12k", 12000, "EUR"),
        ("12 k€", 12000, "EUR"),
        ("USD 1,200", 1200, "USD"),
        ("1200 sek", 1200, "SEK"),
        ("12kEUR", 12000, "EUR"),
        ("$5", 5, "USD"),
        ("US$5", 5, "USD"),
        ("£7", 7, "GBP"),
        ("¥8", 8, "JPY"),
        ("9 zł", 9, "PLN"),
        ("12 MLN", 12_000_000, ""),
        ("12", 12, ""),
    ],
)
def test_the_currency_is_read_with_the_amount(text: str, value: int, currency: str) -> None:
    """Symbols and codes before or behind the number name the currency; a multiplier is not taken for one."""
    assert parse_amount(text) == (Decimal(value), currency)


@pytest.mark.parametrize(
    ("text", "mark", "expected"),
    [("1.234", ".", "1.234"), ("1.234", ",", "1234"), ("1,234", ",", "1.234"), ("1.234,5", ".", "1234.5")],
)
def test_a_known_decimal_mark_settles_what_one_mark_means(text: str, mark: Mark, expected: str) -> None:
    """Where the whole column was seen, "1.234" is read as that column writes numbers."""
    assert parse_money(text, mark) == Decimal(expected)


@pytest.mark.parametrize(
    "text",
    [
        *("abc", "nan", "inf", "1e5", "12.34.567", "1,,2", "1 2", "50%", "12k k", "EUR", "12 EUR EUR"),
        *("1_000", "٣", "12²", "12.", "0x10", "", "-", "1'2"),
    ],
)
def test_what_is_no_amount_is_refused_by_name(text: str) -> None:
    """The sentence quotes the text and shows how to write an amount."""
    with pytest.raises(BadInput) as refusal:
        parse_money(text)
    assert str(refusal.value) == f"'{text}' is not an amount; write it like 12000, 12k or 1,234.50."


@pytest.mark.parametrize("text", ["-5", "−5", "(1,200)", "5-", "-€5", "€-5", "- 5 EUR"])
def test_negative_amounts_are_refused(text: str) -> None:
    """A deal is never worth less than nothing, however the minus is written."""
    with pytest.raises(BadInput, match="is negative; an amount is 0 or more"):
        parse_money(text)


@pytest.mark.parametrize("text", ["1" * 16, "9" * 5000, "1234567890m", "1000000b"])
def test_absurd_sizes_are_refused(text: str) -> None:
    """More than fifteen digits are a slip of the keyboard."""
    with pytest.raises(BadInput, match="too many digits") as refusal:
        parse_money(text)
    assert len(str(refusal.value)) < 130


def test_control_characters_never_reach_the_sentence() -> None:
    """An escape sequence in a pasted amount is not echoed to the terminal."""
    with pytest.raises(BadInput) as refusal:
        parse_money("12\x1b[31m")
    assert str(refusal.value).isprintable()


@given(st.text(max_size=30))
def test_any_text_is_an_amount_or_bad_input(text: str) -> None:
    """No text makes the reader fail in another way, and every amount it gives fits the file."""
    try:
        value = parse_money(text)
    except BadInput:
        return
    assert value >= 0
    assert Decimal(decimal_text(value)) == value
    assert len(decimal_text(value)) <= 22


@given(cents, st.sampled_from(["", "EUR", "USD", "PLN"]))
def test_the_full_form_reads_back(value: Decimal, currency: str) -> None:
    """What is shown in full can be typed again and means the same amount."""
    assert parse_amount(show_money(value, currency)) == (value, currency)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4))
def test_the_file_keeps_every_digit(value: Decimal) -> None:
    """The file's text has no exponent and gives the same value."""
    text = decimal_text(value)
    assert "e" not in text.lower()
    assert Decimal(text) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [("1E+3", "1000"), ("1234.50", "1234.50"), ("-0", "0"), ("0.00", "0.00"), ("12000", "12000")],
)
def test_the_file_form_is_plain(value: str, text: str) -> None:
    """No exponent, no negative zero, trailing zeros as they are."""
    assert decimal_text(Decimal(value)) == text


@pytest.mark.parametrize(
    ("value", "full", "compact"),
    [
        ("0", "0 EUR", "0 EUR"),
        ("0.4", "0.40 EUR", "<1 EUR"),
        ("950", "950 EUR", "950 EUR"),
        ("999.6", "999.60 EUR", "1k EUR"),
        ("1234.5", "1 234.50 EUR", "1.2k EUR"),
        ("9950", "9 950 EUR", "10k EUR"),
        ("12000", "12 000 EUR", "12k EUR"),
        ("999600", "999 600 EUR", "1M EUR"),
        ("1200000", "1 200 000 EUR", "1.2M EUR"),
        ("1500000000000", "1 500 000 000 000 EUR", "1500B EUR"),
        ("-12000", "-12 000 EUR", "-12k EUR"),
        ("-0.001", "0 EUR", "-<1 EUR"),
    ],
)
def test_amounts_are_shown_in_full_and_short(value: str, full: str, compact: str) -> None:
    """Cents only where there are any; the short form fits a card and never rounds something to nothing."""
    assert show_money(Decimal(value), "EUR") == full
    assert show_compact(Decimal(value), "EUR") == compact


@given(st.decimals(0, 9 * 10**14, places=2))
def test_the_short_form_is_near_the_value(value: Decimal) -> None:
    """The short form is at most eight characters and within five percent of the amount (or of one unit)."""
    short = show_compact(value)
    assert len(short) <= 8
    if not short.startswith("<"):
        assert abs(parse_money(short) - value) <= max(value / 20, Decimal("0.5"))


def test_an_amount_of_thirty_digits_is_still_shown() -> None:
    """A file may hold more than people may type; showing it does not fail."""
    assert show_money(Decimal("9" * 30 + ".01")).endswith("999.01")
    assert show_compact(Decimal("9" * 30)).endswith("B")


def test_a_currency_is_three_capitals() -> None:
    """Codes are upper case; symbols and words are not codes."""
    assert is_currency("EUR")
    assert not any(map(is_currency, ("eur", "€", "EURO", "EU", "EUR\n", "")))


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("0.92", "0.92"),
        ("0,92", "0.92"),
        (" 1.085 ", "1.085"),
        ("1,171", "1.171"),
        ("0.0000575", "0.0000575"),
        ("１．５", "1.5"),
        ("80000", "80000"),
    ],
)
def test_the_one_mark_of_a_rate_is_its_decimal_mark(text: str, rate: str) -> None:
    """Every digit counts, and three of them behind the mark are no thousands."""
    assert parse_rate(text) == Decimal(rate)


@pytest.mark.parametrize(
    "text", ["", "0", "0.00", "-1", "1.2.3", "1 000", "lots", "1e3", "0.92 EUR", "9" * 13]
)
def test_what_is_no_rate_is_told(text: str) -> None:
    """One sentence that says what a rate is."""
    with pytest.raises(BadInput, match="how much one unit is worth, a number above 0"):
        parse_rate(text)


@pytest.mark.parametrize(
    ("text", "percent"), [("15", "15"), ("15%", "15"), ("12,5 %", "12.5"), ("0", "0"), ("100%", "100")]
)
def test_a_discount_is_read_with_and_without_its_sign(text: str, percent: str) -> None:
    """From nothing to everything."""
    assert parse_percent(text) == Decimal(percent)


@pytest.mark.parametrize("text", ["", "130%", "100.01", "-5%", "half", "%", "1e1", "15 EUR"])
def test_what_is_no_discount_is_told(text: str) -> None:
    """One sentence that says what a discount is."""
    with pytest.raises(BadInput, match="a percentage from 0 to 100"):
        parse_percent(text)


def test_currencies_that_exist_are_known() -> None:
    """All that are known in lower case among them; a slip is not."""
    assert all(is_known(code) for code in ("EUR", "USD", "SEK", "CNY", "PLN", "XOF"))
    assert not any(is_known(code) for code in ("UDS", "EUT", "", "US", "AED AFN"))
