"""The lead score: the sum of the rules that hold, whatever their order; what cannot be read is left out."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import NOW, TODAY, by_id, make_board, make_deal
from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.definitions import Definition, shipped
from pipeboard.domain.frameworks import Answer
from pipeboard.domain.people import Contact
from pipeboard.domain.query import parse_query
from pipeboard.domain.scoring import computed, counting, score
from pipeboard.domain.standing import ruled
from work import count_calls

OFF = {name: Definition("score", name, {}, gone="x") for name in shipped("score")}
"""Takes the rules that ship out of use."""


def board_with(*rules: tuple[str, int]) -> Board:
    """A board with just these rules: filter and points, in order."""
    own = {
        f"r{place}": Definition(
            "score",
            f"r{place}",
            {"title": f"R{place}", "when": when, "points": points, "rank": f"{place:03d}i"},
        )
        for place, (when, points) in enumerate(rules)
    }
    return make_board(0)._replace(defined={"score": OFF | own})


def answered(**answers: str) -> tuple[Answer, ...]:
    return tuple(Answer("bant", name, answer, "", "Ann", NOW) for name, answer in answers.items())


GOOD = make_deal(
    source="Referral",
    answers=answered(budget="yes", need="yes", timeline="partial"),
    contacts=(Contact("c1", "Maija", role="Decision maker"), Contact("c2", "Jo", role="champion")),
    touches=4,
    value=Decimal(100),
    last_activity=NOW - timedelta(days=14),
)
BARE = make_deal(value=None, last_activity=NOW - timedelta(days=15))


def test_the_rules_that_ship_tell_a_good_deal_from_a_bare_one() -> None:
    """Every rule can be read, and each of them holds for one of a few deals."""
    board = make_board(0)
    rules = ruled("score", board, TODAY)
    assert 10 <= len(rules) <= 12
    assert not [rule.problem for rule in rules if rule.problem]
    assert computed(GOOD, board, TODAY) == 15 + 15 + 15 + 10 + 10 + 5 + 5 + 5
    assert computed(BARE, board, TODAY) == -10
    alone = BARE._replace(contacts=GOOD.contacts[:1], source="inbound")
    assert computed(alone, board, TODAY) == 15 + 10 - 5


def test_what_is_set_by_hand_counts_and_both_are_shown() -> None:
    """Zero is a score like any other."""
    board = board_with(("has:value", 7))
    found = score(GOOD._replace(score_override=0), board, TODAY)
    assert (found.counts, found.computed, found.override) == (0, 7, 0)
    assert counting(GOOD._replace(score_override=-3), board, TODAY) == -3
    assert counting(GOOD, board, TODAY) == 7


@pytest.mark.parametrize("when", ["", "scor>3", "score>3", "owner:me", "-score:1", "close<soon"])
def test_a_rule_that_cannot_be_read_is_left_out_and_marked(when: str) -> None:
    """It may come from another clone; the others count on. A score that asks for itself never ends."""
    board = board_with(("has:value", 7), (when, 50) if when else ("value>", 50))
    found = score(GOOD, board, TODAY)
    assert found.computed == 7
    assert [bool(line.rule.problem) for line in found.lines] == [False, True]


def test_rules_are_read_once_a_day_and_deals_share_them() -> None:
    """A change of a deal reads nothing anew; the next day does, since rules speak of days."""
    board = board_with(("active>=2w", 5))
    assert computed(GOOD, board, TODAY) == 5
    same = board.with_deals({GOOD.id: GOOD})
    assert ruled("score", same, TODAY) is ruled("score", board, TODAY)
    assert computed(GOOD, board, TODAY + timedelta(days=1)) == 0


def test_filters_find_deals_by_their_score() -> None:
    """By what counts, below zero too."""
    deals = (
        GOOD._replace(id="a", title="a"),
        BARE._replace(id="b", title="b"),
        BARE._replace(id="c", title="c", score_override=40),
    )
    board = make_board(0)._replace(deals=by_id(deals))

    def titles(text: str) -> str:
        return " ".join(sorted(deal.title for deal in parse_query(text, NOW, "", board).select(board)))

    assert titles("score>=30") == "a c"
    assert titles("score<-5") == "b"
    assert titles("score:40") == "c"


WHENS = ("has:value", "touches>=3", "source:referral", "budget:yes", "contacts:0", "status:won", "scor>1")
CASES = st.lists(st.tuples(st.sampled_from(WHENS), st.integers(-100, 100)), max_size=8)
SOME_DEAL = st.builds(
    lambda **fields: make_deal(**fields),
    touches=st.integers(0, 6),
    source=st.sampled_from(("", "referral", "cold")),
    value=st.sampled_from((None, Decimal(0), Decimal(9))),
    answers=st.sampled_from(((), answered(budget="yes"), answered(budget="no"))),
)


@given(CASES, SOME_DEAL, st.randoms(use_true_random=False))
def test_the_score_is_the_sum_of_the_rules_that_hold_in_any_order(
    rules: list[tuple[str, int]], deal: Deal, chance: Any
) -> None:
    """The breakdown adds up, and nothing depends on the order of the rules."""
    found = score(deal, board_with(*rules), TODAY)
    assert found.computed == sum(line.points for line in found.lines if line.holds)
    assert found.computed == computed(deal, board_with(*rules), TODAY)
    chance.shuffle(rules)
    assert computed(deal, board_with(*rules), TODAY) == found.computed
    apart = [computed(deal, board_with(rule), TODAY) for rule in rules]
    assert sum(apart) == found.computed


def test_a_score_costs_few_calls_a_deal() -> None:
    """Lists of ten thousand deals show it: the rules are compiled once."""
    board = make_board(200)
    ruled("score", board, TODAY)
    calls = count_calls(lambda: [counting(deal, board, TODAY) for deal in board.deals.values()])
    assert calls < 80 * 200
