"""Rules for what a deal costs: amounts that are possible, discounts, floors and rates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from pipeboard.domain import actions
from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.errors import BadInput, Refused
from pipeboard.domain.money import decimal_text, is_currency, is_known, show_money
from pipeboard.domain.pricing import discounted, is_below_floor, price_words
from pipeboard.domain.proposal import listed
from pipeboard.domain.quotes import quoted
from pipeboard.domain.rules.plan import counted
from pipeboard.domain.values import Changes

PRICES = ("value", "list_price", "floor")
_MOST = Decimal(10) ** 15


def check_prices(changes: Changes) -> None:
    """BadInput for an amount below zero or beyond reason."""
    for name in PRICES:
        amount = changes.get(name)
        if isinstance(amount, Decimal) and not (amount.is_finite() and 0 <= amount < _MOST):
            what = name.replace("_", " ")
            raise BadInput(f"A {what} of {amount} is not possible; write an amount from 0 up.")


def with_discount(changes: Changes, percent: Decimal | None, deal: Deal | None = None) -> Changes:
    """The changes that a discount comes to: a value, and the list price where there was none before.

    BadInput where there is no price to take it from, or the value is given as well.
    """
    if percent is None:
        return changes
    if not (percent.is_finite() and 0 <= percent <= 100):
        raise BadInput(f"A discount of {percent}% is not possible; write a percentage from 0 to 100.")
    price = changes.get("list_price", deal.list_price if deal else None)
    given = changes.get("value")
    if price is not None and given is not None:
        raise BadInput(
            "Give the value or the discount, not both: with a list price one follows from the other."
        )
    if price is None:
        price = given if given is not None else deal.value if deal else None
    if not isinstance(price, Decimal):
        raise BadInput("There is no price to take a discount from; give a list price or a value as well.")
    check_prices({"list_price": price})
    return {**changes, "list_price": price, "value": discounted(price, percent)}


def discount_words(edited: Sequence[tuple[Deal, Changes]], board: Board) -> str:
    """The value that a discount came to: " The value is now 10 200 EUR, 15% off 12 000 EUR."; of one deal."""
    if len(edited) != 1:
        return ""
    deal = _priced(*edited[0])
    if deal.value is None:
        return ""
    against = price_words(deal, board)[0]
    return f" Its value is now {show_money(deal.value, deal.currency or board.settings.currency)}, {against}."


def floor_words(deals: Iterable[tuple[Deal, Changes]], board: Board) -> str:
    """The warning about changed deals that are worth less than their floor; empty for most."""
    below = [after for deal, new in deals if is_below_floor(after := _priced(deal, new)) and _told(deal, new)]
    if not below:
        return ""
    if len(below) > 1:
        return f" {counted(len(below), 'deal')} are below their floor."
    deal = below[0]
    floor = show_money(deal.floor or Decimal(0), deal.currency or board.settings.currency)
    return f" {deal.title} is below its floor of {floor}."


def _told(deal: Deal, changes: Changes) -> bool:
    """Whether a change concerns the floor: others say nothing of it."""
    return "value" in changes or "floor" in changes


def _priced(deal: Deal, changes: Changes) -> Deal:
    """The deal with other prices."""
    new: dict[str, Any] = {name: changes[name] for name in PRICES if name in changes}
    if "currency" in changes:
        new["currency"] = changes["currency"] or ""
    return deal._replace(**new)


# Rates


def completed_rate(action: actions.Define, board: Board) -> actions.Define:
    """A rate under the letters of its currency, and into the board's. BadInput for what is no rate."""
    present = board.definitions("rate")
    title = action.changes.get("title") or action.id or ""
    code = str(title).strip().upper()
    if not is_currency(code):
        raise BadInput(f"{quoted(str(title))} is not a currency; write its three letters, such as USD.")
    here = board.settings.currency
    if code == here:
        raise BadInput(f"{code} is the board's own currency; it needs no rate.")
    used = code in present or any(deal.currency == code for deal in board.deals.values())
    if not (used or is_known(code)):
        raise BadInput(f"{quoted(code)} is no currency that is in use; write its three letters, such as USD.")
    rate = action.changes.get("rate")
    if not (isinstance(rate, Decimal) and rate.is_finite() and 0 < rate < _MOST):
        raise BadInput(f"A rate is a number above 0: how much one {code} is worth in {here}, such as 0.92.")
    return action._replace(id=code, changes={"title": code, "rate": rate, "into": here})


def rate_words(action: actions.Define, board: Board) -> str:
    """ "1 USD is worth 0.92 EUR." """
    rate = action.changes["rate"]
    assert isinstance(rate, Decimal), "its caller has completed it"
    return f"1 {action.id} is worth {decimal_text(rate)} {board.settings.currency}."


def check_currency(board: Board, currency: str) -> None:
    """Refused where another currency of the board would make what is known of deals wrong.

    Closed deals keep the rate of their day, which was into the old one; deals without a currency of their
    own would be worth as many of the new one.
    """
    here = board.settings.currency
    deals = [deal for deal in board.deals.values() if deal.value is not None]
    frozen = [deal for deal in deals if deal.rate is not None and deal.currency != currency]
    if frozen:
        raise Refused(
            f"{_deals(len(frozen), 'keeps', 'keep')} the rate of the close, which is into {here} and would "
            f"be wrong in {currency}; make another board for {currency}."
        )
    bare = sum(1 for deal in deals if not deal.currency)
    if bare:
        raise Refused(
            f"{_deals(bare, 'has', 'have')} no currency and would be worth as many {currency}; say first "
            f"that it is {here}: `pipeboard edit DEAL --currency {here}`."
        )


def _deals(count: int, one: str, more: str) -> str:
    return f"{counted(count, 'deal')} {one if count == 1 else more}"


def stale_words(board: Board, currency: str) -> str:
    """What a change of the board's currency does to its rates, targets and costs; empty where it has none."""
    return _stale_rates(board, currency) + _stale_amounts(board, currency)


def _stale_amounts(board: Board, currency: str) -> str:
    kinds = [kind for kind in ("target", "cost") if board.definitions(kind)]
    if not kinds:
        return ""
    names = listed([f"{kind}s" for kind in kinds]).capitalize()
    return f" {names} are in {currency} from now on: set their amounts anew."


def _stale_rates(board: Board, currency: str) -> str:
    rates = sorted(code for code in board.rates if code != currency)
    if not rates or currency == board.settings.currency:
        return ""
    here = board.settings.currency
    if len(rates) == 1:
        said = f"The rate of {rates[0]} was in {here} and counts no more: set a new one"
    else:
        said = f"The rates of {listed(rates)} were in {here} and count no more: set new ones"
    return f" {said} with `pipeboard rates set`."
