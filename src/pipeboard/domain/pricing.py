"""What a deal is worth: its discount, its floor, and its value in the board's currency; all derived."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Decimal
from typing import NamedTuple

from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.money import EXACT, decimal_text, show_money, to_cents

_HUNDRED = Decimal(100)


def discount(deal: Deal) -> Decimal | None:
    """How much less than its list price the deal is worth, in percent with at most two decimals.

    Below zero for more than the list price; None where either is not known, or the list price is 0.
    """
    if deal.value is None or not deal.list_price:
        return None
    part = EXACT.divide(EXACT.multiply(deal.value, _HUNDRED), deal.list_price)
    percent = EXACT.subtract(_HUNDRED, part).quantize(Decimal("0.01"), ROUND_HALF_EVEN, EXACT)
    return percent if percent else Decimal(0)


def discounted(list_price: Decimal, percent: Decimal) -> Decimal:
    """A list price less so many percent, rounded half-even to cents."""
    return to_cents(EXACT.divide(EXACT.multiply(list_price, EXACT.subtract(_HUNDRED, percent)), _HUNDRED))


def percent_text(percent: Decimal) -> str:
    """ "15", "12.5": without the zeros behind."""
    text = decimal_text(percent)
    return text.rstrip("0").rstrip(".") if "." in text else text


def is_below_floor(deal: Deal) -> bool:
    """Whether the deal is worth less than the least that it may be sold for."""
    return deal.value is not None and deal.floor is not None and deal.value < deal.floor


def converted_words(deal: Deal, board: Board) -> str:
    """The value in the board's currency, to the cent: "4 600 EUR"; empty where it is in that already."""
    value = in_board_currency(deal, board)
    if value is None or deal.currency in ("", board.settings.currency):
        return ""
    return show_money(to_cents(value), board.settings.currency)


def price_words(deal: Deal, board: Board) -> tuple[str, str]:
    """How the value stands to the list price and to the floor; empty where there is nothing to say.

    "15% off 12 000 EUR", "below the floor of 9 000 EUR".
    """
    code = deal.currency or board.settings.currency
    percent, against = discount(deal), ""
    if percent is not None and deal.list_price is not None:
        price = show_money(deal.list_price, code)
        against = f"{percent_text(percent)}% off {price}" if percent > 0 else f"the list price of {price}"
        if percent < 0:
            against = f"{percent_text(-percent)}% above {price}"
    below = is_below_floor(deal) and deal.floor is not None
    return against, f"below the floor of {show_money(deal.floor or Decimal(0), code)}" if below else ""


# Currencies


def rate_of(deal: Deal, board: Board) -> Decimal | None:
    """What one unit of the deal's currency is worth in the board's; None where that is not known.

    An open deal goes by the present rate, a closed one by that of its close.
    """
    if deal.currency in ("", board.settings.currency):
        return Decimal(1)
    rate = board.rates.get(deal.currency) if deal.is_open else deal.rate
    return rate if rate is not None and rate > 0 else None


def in_board_currency(deal: Deal, board: Board) -> Decimal | None:
    """The exact value in the board's currency; None where the value or the rate is not known."""
    if deal.value is None or deal.currency in ("", board.settings.currency):
        return deal.value
    rate = rate_of(deal, board)
    return None if rate is None else EXACT.multiply(deal.value, rate)


def worth(deal: Deal, board: Board) -> tuple[str, Decimal] | None:
    """The currency and the amount by which the deal counts in sums: the board's, or its own without a rate.

    None where the value is not known.
    """
    if deal.value is None:
        return None
    converted = in_board_currency(deal, board)
    return (deal.currency, deal.value) if converted is None else (board.settings.currency, converted)


def totals(deals: Iterable[Deal], board: Board) -> dict[str, Decimal]:
    """What deals are worth together, by currency; what has no rate is never summed with the rest."""
    sums: dict[str, Decimal] = {}
    for deal in deals:
        counted = worth(deal, board)
        if counted is not None:
            sums[counted[0]] = EXACT.add(sums.get(counted[0], Decimal(0)), counted[1])
    return sums


def rate_to_freeze(currency: str, board: Board) -> dict[str, object]:
    """The rate of this moment, as a part of the event that closes a deal; empty where there is none.

    With the currency that it is of: somebody else may give the deal another one.
    """
    rate = board.rates.get(currency)
    return {} if rate is None else {"rate": decimal_text(rate), "currency": currency}


class InUse(NamedTuple):
    """A currency besides the board's."""

    code: str
    rate: Decimal | None
    """What one unit is worth in the board's currency; None where that is not known."""
    open_deals: int


def currencies(board: Board) -> tuple[InUse, ...]:
    """The currencies that have a rate or an open deal, by their letters; the board's own is left out."""
    here = board.settings.currency
    counts = Counter(deal.currency for deal in board.visible_deals() if deal.is_open)
    codes = {code for code in counts if code not in ("", here)} | set(board.rates)
    return tuple(InUse(code, board.rates.get(code), counts[code]) for code in sorted(codes))
