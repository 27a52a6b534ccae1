"""What a deal is worth: discounts, floors, and values in the board's currency."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from factories import by_id, make_board, make_deal
from pipeboard.domain.board import Board
from pipeboard.domain.definitions import Definition
from pipeboard.domain.money import EXACT
from pipeboard.domain.pricing import (
    converted_words,
    currencies,
    discount,
    discounted,
    in_board_currency,
    is_below_floor,
    percent_text,
    price_words,
    totals,
    worth,
)

AMOUNTS = st.decimals(0, 10**14, places=2)
RATES = st.decimals("0.0001", 10**6, places=10)
CODES = st.sampled_from(("EUR", "USD", "GBP", "SEK", ""))


def board_with(rates: dict[str, Decimal], into: str = "EUR") -> Board:
    """A board without deals, with these rates."""
    known = {
        code: Definition("rate", code, {"title": code, "rate": rate, "into": into}, since="k7q-000000000001")
        for code, rate in rates.items()
    }
    return make_board(0)._replace(defined={"rate": known})


def deals_of(pairs: Iterable[tuple[Decimal, str]]) -> Board:
    return make_board(0).with_deals(
        by_id(
            make_deal(id=f"k7q-{number:012d}", value=value, currency=code)
            for number, (value, code) in enumerate(pairs)
        )
    )


@given(st.decimals("0.01", 10**14, places=2), st.decimals(0, 100, places=2))
def test_a_discount_that_is_given_is_the_one_that_is_shown(price: Decimal, percent: Decimal) -> None:
    """As far as a cent of the value can tell: half a cent in the value, half a hundredth in the percent."""
    deal = make_deal(list_price=price, value=discounted(price, percent))
    shown = discount(deal)
    assert shown is not None
    assert abs(shown - percent) <= Decimal("0.5") / price + Decimal("0.005")


@given(st.decimals(0, 10**14, places=2), st.decimals(0, 100, places=2))
def test_a_discounted_price_is_whole_cents_between_nothing_and_the_price(
    price: Decimal, percent: Decimal
) -> None:
    """And exact to half a cent."""
    value = discounted(price, percent)
    assert 0 <= value <= price
    assert EXACT.remainder(value, Decimal("0.01")) == 0
    exact = EXACT.multiply(price, EXACT.subtract(Decimal(1), EXACT.divide(percent, Decimal(100))))
    assert abs(EXACT.subtract(value, exact)) <= Decimal("0.005")


def test_half_a_cent_goes_to_the_even_one() -> None:
    """So that many discounts do not drift upwards."""
    assert discounted(Decimal("0.10"), Decimal(25)) == Decimal("0.08")
    assert discounted(Decimal("0.30"), Decimal(25)) == Decimal("0.22")
    assert str(discounted(Decimal(12000), Decimal(15))) == "10200"
    assert str(discounted(Decimal(999), Decimal("12.5"))) == "874.12"


def test_no_discount_is_told_where_there_is_no_price_to_compare() -> None:
    """A missing value, a missing list price, and one of nothing."""
    assert discount(make_deal(list_price=None)) is None
    assert discount(make_deal(list_price=Decimal(0))) is None
    assert discount(make_deal(value=None, list_price=Decimal(5))) is None


def test_words_for_prices() -> None:
    """Less, the same and more than the list price; below the floor."""
    board = make_board(0)

    def words(**prices: int) -> tuple[str, str]:
        return price_words(make_deal(**{name: Decimal(price) for name, price in prices.items()}), board)

    assert words(value=10200, list_price=12000) == ("15% off 12 000 EUR", "")
    assert words(value=12000, list_price=12000) == ("the list price of 12 000 EUR", "")
    assert words(value=15000, list_price=12000) == ("25% above 12 000 EUR", "")
    assert words(value=8000, floor=9000) == ("", "below the floor of 9 000 EUR")
    assert words(value=9000, floor=9000) == ("", "")
    assert not is_below_floor(make_deal(value=None, floor=Decimal(1)))
    assert percent_text(Decimal("12.50")) == "12.5"
    assert percent_text(Decimal("100.00")) == "100"


@given(st.lists(st.tuples(AMOUNTS, CODES)), st.dictionaries(CODES.filter(bool), RATES))
def test_the_sum_of_converted_parts_is_the_converted_sum(
    pairs: list[tuple[Decimal, str]], rates: dict[str, Decimal]
) -> None:
    """Exactly, and what has no rate stands in subtotals of its own that add up."""
    board = deals_of(pairs)._replace(defined=board_with(rates).defined)
    sums = totals(board.deals.values(), board)
    known = {**rates, "EUR": Decimal(1), "": Decimal(1)}
    by_code = {code: Decimal(0) for _, code in pairs}
    for value, code in pairs:
        by_code[code] = EXACT.add(by_code[code], value)
    expected: dict[str, Decimal] = {}
    for code, total in by_code.items():
        into, amount = ("EUR", EXACT.multiply(total, known[code])) if code in known else (code, total)
        expected[into] = EXACT.add(expected.get(into, Decimal(0)), amount)
    assert sums == expected
    assert {code for _, code in pairs if code not in known} == sums.keys() - {"EUR"}


def test_a_deal_counts_in_the_boards_currency_where_a_rate_is_known() -> None:
    """Else in its own; a value that is not known counts nowhere."""
    board = board_with({"USD": Decimal("0.92")})
    assert worth(make_deal(value=Decimal(5000), currency="USD"), board) == ("EUR", Decimal(4600))
    assert worth(make_deal(value=Decimal(5000), currency="GBP"), board) == ("GBP", Decimal(5000))
    assert worth(make_deal(value=Decimal(5000), currency=""), board) == ("EUR", Decimal(5000))
    assert worth(make_deal(value=None), board) is None
    assert converted_words(make_deal(value=Decimal("0.99"), currency="USD"), board) == "0.91 EUR"
    assert converted_words(make_deal(value=Decimal(5)), board) == ""


def test_a_closed_deal_keeps_the_rate_of_its_close() -> None:
    """A new rate changes nothing about it; one closed without a rate stays in its own currency."""
    board = board_with({"USD": Decimal(2)})
    won = make_deal(status="won", value=Decimal(100), currency="USD", rate=Decimal("0.5"))
    assert in_board_currency(won, board) == 50
    assert in_board_currency(won._replace(rate=None), board) is None
    assert in_board_currency(won._replace(status="open"), board) == 200


def test_rates_that_make_no_sense_say_nothing() -> None:
    """A rate into what was the board's currency once, and one that some program wrote as 0 or less."""
    assert board_with({"USD": Decimal(2)}, into="SEK").rates == {}
    assert board_with({"USD": Decimal(0), "GBP": Decimal(-1), "EUR": Decimal(3)}).rates == {}
    lost = make_deal(status="lost", currency="USD", rate=Decimal(0))
    assert in_board_currency(lost, board_with({})) is None


def test_the_currencies_in_use_are_listed_with_and_without_a_rate() -> None:
    """Those of open deals, and those that have a rate."""
    board = deals_of([(Decimal(1), "USD"), (Decimal(1), "USD"), (Decimal(1), "EUR"), (Decimal(1), "GBP")])
    board = board._replace(defined=board_with({"USD": Decimal(2), "SEK": Decimal(3)}).defined)
    assert [tuple(one) for one in currencies(board)] == [
        ("GBP", None, 1),
        ("SEK", Decimal(3), 0),
        ("USD", Decimal(2), 2),
    ]
