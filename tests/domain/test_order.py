"""Cards stand in a useful order, and a card can be put between any two others."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import TODAY, make_deal, make_follow_up
from pipeboard.domain.order import DIGITS, between, sort_key

UTC = ZoneInfo("UTC")
KEYS = st.text(DIGITS, min_size=1, max_size=12).filter(lambda key: not key.endswith("0"))


def key(**fields: object) -> str:
    """The sort key of a deal with these fields."""
    return sort_key(make_deal(**fields), TODAY, UTC)


def due(day: date) -> object:
    """A deal's follow-ups: one that is due on `day`."""
    return (make_follow_up(due=day),)


def test_cards_go_overdue_today_no_next_step_later() -> None:
    """What needs a hand comes first, whatever it is worth."""
    keys = [
        key(follow_ups=due(TODAY - timedelta(days=1)), value=Decimal(1)),
        key(follow_ups=due(TODAY), value=Decimal(2)),
        key(follow_ups=(), value=Decimal(3)),
        key(follow_ups=due(TODAY + timedelta(days=1)), value=Decimal(4)),
    ]
    assert keys == sorted(keys)


def test_higher_values_come_first_and_unknown_ones_last() -> None:
    """Within one urgency the bigger deal is higher; a value of 0 is a value."""
    values = [Decimal(10) ** 30, Decimal("12000.01"), Decimal(12000), Decimal(0), None]
    keys = [key(value=value) for value in values]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


def test_a_manual_rank_is_the_key() -> None:
    """A card stays where it was put."""
    assert key(rank="2k") == "2k"


@given(KEYS, KEYS)
def test_there_is_always_a_key_between_two_others(one: str, other: str) -> None:
    """Strictly between, and itself fit to be an end."""
    if one == other:
        return
    low, high = sorted((one, other))
    middle = between(low, high)
    assert low < middle < high
    assert not middle.endswith("0")


@given(KEYS)
def test_open_ends_have_room(one: str) -> None:
    """A card can always go to the top or to the bottom."""
    assert between("", one) < one < between(one, "")


@given(st.lists(st.integers(0, 20), max_size=60))
def test_any_number_of_cards_can_be_inserted_anywhere(places: list[int]) -> None:
    """Ranks stay sorted and distinct however often cards are put between others."""
    ranks: list[str] = []
    for place in places:
        at = min(place, len(ranks))
        low = ranks[at - 1] if at else ""
        high = ranks[at] if at < len(ranks) else ""
        ranks.insert(at, between(low, high))
    assert ranks == sorted(set(ranks))


@given(st.lists(st.none() | st.decimals(0, 10**9, places=2), min_size=2, max_size=8))
def test_a_card_fits_between_any_two_automatic_ones(values: list[Decimal | None]) -> None:
    """Manual and automatic places mix."""
    keys = sorted(
        sort_key(make_deal(id=f"k7q-{number:012d}", value=value), TODAY, UTC)
        for number, value in enumerate(values)
    )
    for low, high in pairwise(keys):
        assert low < between(low, high) < high


@pytest.mark.parametrize(("low", "high"), [("b", "a"), ("a", "a"), ("a", "a0"), ("", "0")])
def test_no_key_between_equal_or_reversed_ends(low: str, high: str) -> None:
    """A mistake of the caller is an error, not an endless loop."""
    with pytest.raises(ValueError, match="no key fits"):
        between(low, high)
