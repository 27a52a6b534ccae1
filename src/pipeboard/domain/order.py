"""The order of cards in a column, and fractional ranks.

Every card has a key; cards are sorted by it as text. A manual rank is such a key too, so a card can be put
between any two others without touching them, and two clones that do so at once hardly ever collide.
"""

from __future__ import annotations

from datetime import date, tzinfo
from decimal import Decimal
from typing import Final

from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.followup import local_day
from pipeboard.domain.pricing import in_board_currency

DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
"""What keys are written in. No key ends in the lowest digit: nothing would fit between "a" and "a0"."""

_BASE: Final = len(DIGITS)
_VALUES: Final = {digit: value for value, digit in enumerate(DIGITS)}
_MOST: Final = 10**17
"""One more than the largest amount, in cents, that still counts in the order."""


def urgency(deal: Deal, today: date, zone: tzinfo) -> int:
    """1 overdue, 2 due today, 3 no next step, 4 due later."""
    follow_up = deal.next_follow_up
    if follow_up is None:
        return 3
    day = local_day(follow_up.due, zone)
    if day > today:
        return 4
    return 2 if day == today else 1


def place_key(deal: Deal, board: Board, today: date) -> str:
    """Where the deal stands in its column; values are compared in the board's currency as far as known."""
    return sort_key(deal, today, board.zone, in_board_currency(deal, board) if board.rates else None)


def sort_key(deal: Deal, today: date, zone: tzinfo, worth: Decimal | None = None) -> str:
    """Its manual rank, else by urgency, value (highest first; `worth` where that is given) and id."""
    if deal.rank:
        return deal.rank
    tail = deal.id.replace("-", "")
    cents = _cents(deal.value if worth is None else worth)
    return f"{urgency(deal, today, zone)}{_MOST - cents:018d}{tail}i"


def between(low: str, high: str) -> str:
    """A short key strictly between two keys; "" is an open end. ValueError where none fits."""
    if high and not low < high:
        raise ValueError(f"no key fits between {low!r} and {high!r}")
    key = ""
    place = 0
    bounded = bool(high)
    while True:
        floor = _VALUES[low[place]] if place < len(low) else 0
        ceiling = _BASE
        if bounded:
            if place >= len(high):
                raise ValueError(f"no key fits between {low!r} and {high!r}")
            ceiling = _VALUES[high[place]]
        if ceiling - floor > 1:
            return key + DIGITS[(floor + ceiling) // 2]
        if ceiling > floor and bounded and len(high) > place + 1:
            return key + high[place] if high[place + 1 :].strip("0") else key + _below(high, place, low)
        key += DIGITS[floor]
        bounded = bounded and ceiling == floor
        place += 1


def _below(high: str, place: int, low: str) -> str:
    """The tail of a key above `low` when all that follows `place` in `high` is the lowest digit."""
    return DIGITS[_VALUES[high[place]] - 1] + between(low[place + 1 :], "")


def _cents(value: Decimal | None) -> int:
    """An amount for comparing: unknown is below zero, the largest possible above all."""
    if value is None:
        return -1
    return min(max(int(value * 100), 0), _MOST)
