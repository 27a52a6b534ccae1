"""What speaks for giving a deal up: each sign with a deal that has it and one that has not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import pytest

from histories import START, Replica, team
from pipeboard.domain import actions as a
from pipeboard.domain.misfit import misfits, suggested_reason

TODAY: Final = START.date()
LATER: Final = TODAY + timedelta(days=9)


@pytest.fixture
def ann() -> Replica:
    """A clone with the definitions that ship, and three target days in each stage."""
    ann = team()[0]
    for stage in ann.board.stages:
        ann.do(a.EditStage(stage, {"days": 3}))
    return ann


def told(ann: Replica, deal: str, day: date) -> list[str]:
    return [one.text for one in misfits(ann.deal(deal), ann.board, day)]


def no_budget(ann: Replica, deal: str) -> None:
    ann.do(a.QualifyDeals((deal,), answers={"budget": "no", "authority": "partial"}))


def in_fishing(ann: Replica, deal: str) -> None:
    """The only thing known of its company is not what the profile asks for."""
    ann.do(a.Define("profile", {"title": "Studios", "industries": ("software",), "smallest": 10}))
    ann.do(a.Define("company", {"title": "Acme Oy", "industry": "Fishing"}))
    ann.edit(deal, company="Acme Oy")


def screened(ann: Replica, deal: str) -> None:
    ann.do(a.CheckItems(deal, ("screening-person",), done=True))


def bad_score(ann: Replica, deal: str) -> None:
    ann.edit(deal, score_override=-7)


SIGNS: Final[dict[str, tuple[Callable[[Replica, str], None], date, str]]] = {
    "Budget: no": (no_budget, TODAY, "no budget"),
    "outside the profile of Studios: industry Fishing": (in_fishing, TODAY, "outside the customer profile"),
    "its screening stands at 1 of 7": (screened, LATER, ""),
    "its score is -7": (bad_score, LATER, ""),
}
"""What is told -> how it comes about, on which day it is told, and the reason that is suggested."""


@pytest.mark.parametrize("text", SIGNS)
def test_each_sign_is_told_of_a_deal_that_has_it_and_of_no_other(ann: Replica, text: str) -> None:
    """With the reason of the team's list that goes with it."""
    deal = ann.add(value=Decimal(10), score_override=5)
    make, day, reason = SIGNS[text]
    assert told(ann, deal, day) == []
    assert suggested_reason(ann.deal(deal), ann.board, day) == ""
    make(ann, deal)
    assert told(ann, deal, day) == [text]
    assert suggested_reason(ann.deal(deal), ann.board, day) == reason


@pytest.mark.parametrize("make", [screened, bad_score])
def test_some_signs_say_nothing_while_a_deal_is_on_its_way(
    ann: Replica, make: Callable[[Replica, str], None]
) -> None:
    """It may still come: the deal is not over the days of its stage."""
    deal = ann.add(score_override=5)
    make(ann, deal)
    assert told(ann, deal, TODAY) == []


def test_a_screening_that_is_done_or_no_longer_asked_for_is_none(ann: Replica) -> None:
    """With all items ticked, or once the deal is qualified."""
    done, further = ann.add(score_override=5), ann.add(score_override=5)
    for item in ann.board.checks_on("screening"):
        ann.do(a.CheckItems(done, (item.id,), done=True))
    screened(ann, further)
    stage = list(ann.board.stages)[1]
    ann.do(a.EditStage(stage, {"qualified": True}))
    ann.move(further, stage)
    assert told(ann, done, LATER) == told(ann, further, LATER) == []


def test_a_company_of_which_half_fits_is_not_outside(ann: Replica) -> None:
    """And one of which nothing is known is not, either."""
    deal, unknown = ann.add(company="Acme Oy"), ann.add(company="Beta")
    in_fishing(ann, deal)
    ann.do(a.Define("company", {"size": 20}, "acme-oy"))
    assert told(ann, deal, TODAY) == told(ann, unknown, TODAY) == []


def test_a_reason_of_ones_own_words_where_the_list_has_none(ann: Replica) -> None:
    """Named after the question."""
    deal = ann.add()
    ann.do(a.QualifyDeals((deal,), answers={"timeline": "no"}))
    assert suggested_reason(ann.deal(deal), ann.board, TODAY) == "no timeline"
    ann.do(a.Define("reason", {"title": "The timeline is too long", "outcome": "disqualified"}))
    assert suggested_reason(ann.deal(deal), ann.board, TODAY) == "The timeline is too long"
