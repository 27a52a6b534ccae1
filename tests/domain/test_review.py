"""The review: why deals are looked at, that a decision rests them, and what is told of closed ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import pytest

from histories import START, Replica, sync, team
from pipeboard.domain import actions as a
from pipeboard.domain import review
from pipeboard.domain.errors import BadInput, Refused
from pipeboard.domain.review import (
    CLOSED_DAYS,
    DECISIONS,
    REASONS,
    REST_DAYS,
    closed,
    decided,
    forces,
    waiting,
)

TODAY: Final = START.date()


@pytest.fixture
def ann() -> Replica:
    """A clone with the definitions that ship."""
    return team()[0]


def day(days: int) -> date:
    return TODAY + timedelta(days=days)


def sound(ann: Replica) -> str:
    """A deal on its way: it was touched today, and its next step is ahead."""
    deal = ann.add("Sound", value=Decimal(10))
    ann.do(a.PlanFollowUp((deal,), "call", day(20)))
    return deal


def codes(ann: Replica, deal: str, after: int = 0) -> list[str]:
    """Why a deal is looked at, so many days later."""
    found = [one for one in waiting(ann.board, day(after)) if one.deal.id == deal]
    return [why.code for one in found for why in one.reasons]


def _stuck(ann: Replica, deal: str) -> None:
    ann.do(a.EditStage(ann.board.stage_of(ann.deal(deal)).id, {"days": 3}))


def _no_step(ann: Replica, deal: str) -> None:
    ann.do(a.CancelFollowUp(deal, ann.deal(deal).follow_ups[0].id))


def _silent(ann: Replica, deal: str) -> None:
    """What is planned lies further ahead than the days it may be silent."""
    ann.do(a.SnoozeDeals((deal,), day(90)))


CAUSES: Final[dict[str, tuple[Callable[[Replica, str], object], int]]] = {
    "overdue": (lambda ann, deal: ann.do(a.PlanFollowUp((deal,), "call", day(1))), 3),
    "undecided": (lambda ann, deal: ann.edit(deal, decision=day(1)), 3),
    "past-due": (lambda ann, deal: ann.edit(deal, close=day(1)), 3),
    "disqualify": (lambda ann, deal: ann.do(a.QualifyDeals((deal,), answers={"budget": "no"})), 0),
    "stuck": (_stuck, 4),
    "silent": (_silent, 15),
    "no-step": (_no_step, 0),
}
"""What gives each reason, and how many days later."""


def test_every_reason_has_a_cause_here() -> None:
    """So that none goes untested."""
    assert set(CAUSES) == set(REASONS)


@pytest.mark.parametrize("code", REASONS)
def test_a_reason_is_there_with_its_cause_and_not_without(ann: Replica, code: str) -> None:
    """The same deal, on the same day, alone and with the cause."""
    deal = sound(ann)
    cause, after = CAUSES[code]
    assert codes(ann, deal, after) == []
    cause(ann, deal)
    assert codes(ann, deal, after) == [code]


def test_a_reason_tells_the_figures(ann: Replica) -> None:
    """In words that can be read out."""
    deal = sound(ann)
    for cause, _ in CAUSES.values():
        cause(ann, deal)
    ann.do(a.PlanFollowUp((deal,), "mail", day(14)))
    (one,) = waiting(ann.board, day(15))
    assert [why.text for why in one.reasons] == [
        "mail was due yesterday",
        "they wanted to decide by 24 Nov",
        "was to close by 24 Nov",
        "disqualify it? Budget: no; its score is -5",
        f"15 days in {ann.board.stage_of(one.deal).name}, 3 were meant",
        "nothing happened for 15 days",
    ]


def test_those_worth_most_come_first_and_closed_ones_not_at_all(ann: Replica) -> None:
    """A deal of unknown value comes last."""
    small, unknown, large = ann.add(value=Decimal(1)), ann.add(), ann.add(value=Decimal(9))
    ann.close(ann.add(value=Decimal(99)), "won")
    assert [one.deal.id for one in waiting(ann.board, TODAY)] == [large, small, unknown]
    only = waiting(ann.board, TODAY, keep=lambda deal: deal.id == small)
    assert [one.deal.id for one in only] == [small]


def test_a_decision_rests_a_deal_until_the_next_weekly_review(ann: Replica) -> None:
    """And is no activity: what is silent stays so. Undo brings the deal back at once."""
    deal = ann.add()
    before = ann.deal(deal).last_activity
    ann.wait(hours=1)
    ann.do(a.ReviewDeals((deal,), "keep", "Budget in spring"))
    assert ann.deal(deal).last_activity == before
    assert [(one.decision, one.text, one.by) for one in ann.deal(deal).reviews] == [
        ("keep", "Budget in spring", "Ann")
    ]
    assert codes(ann, deal, REST_DAYS - 1) == []
    assert codes(ann, deal, REST_DAYS) == ["no-step"]
    assert [one.deal.id for one in waiting(ann.board, TODAY, rest=0)] == [deal]
    ann.undo()
    assert ann.deal(deal).reviews == ()
    assert codes(ann, deal) == ["no-step"]


def test_what_is_done_in_a_review_is_recorded_in_one_step(ann: Replica) -> None:
    """The move and the decision are undone together; an undo itself is no decision."""
    deal = ann.add()
    second = list(ann.board.stages)[1]
    ann.do(decided(a.MoveDeals((deal,), second), deal))
    assert [one.decision for one in ann.deal(deal).reviews] == ["moved"]
    ann.do(decided(a.CloseDeals((deal,), "disqualified", "too small"), deal))
    assert [one.decision for one in ann.deal(deal).reviews] == ["moved", "disqualified"]
    ann.undo()
    assert ann.deal(deal).is_open
    assert [one.decision for one in ann.deal(deal).reviews] == ["moved"]
    assert decided(a.Undo(), deal) == a.Undo()


def test_every_decision_that_an_action_amounts_to_is_one_of_the_list() -> None:
    """So that the rules take it."""
    assert set(review._DECIDED.values()) <= set(DECISIONS)


def test_closed_deals_are_looked_at_until_something_was_learned(ann: Replica) -> None:
    """The latest first; those closed long ago only when their own day has come."""
    first = ann.add("First")
    ann.close(first, "lost", "price")
    ann.wait(hours=1)
    second = ann.add("Second")
    ann.close(second, "won")
    assert [one.deal.id for one in closed(ann.board, TODAY)] == [second, first]
    assert closed(ann.board, day(CLOSED_DAYS + 2)) == ()
    assert closed(ann.board, day(CLOSED_DAYS + 2), TODAY)
    ann.do(a.ReviewDeals((first,), "keep"))
    assert [one.deal.id for one in closed(ann.board, TODAY)] == [second, first]
    ann.do(a.ReviewDeals((first,), "learned", drove="Jo", blocked="The price"))
    assert [one.deal.id for one in closed(ann.board, TODAY)] == [second]
    ann.edit(first, review=day(60))
    assert [one.deal.id for one in closed(ann.board, day(60))] == [first]


def test_the_day_to_look_again_is_over_once_it_was_looked_at(ann: Replica) -> None:
    """A day that is still ahead stays."""
    deal = ann.add()
    ann.close(deal, "lost", "price")
    ann.edit(deal, review=day(1))
    ann.do(a.ReviewDeals((deal,), "learned"))
    assert ann.deal(deal).review == day(1)
    ann.wait(days=2)
    ann.do(a.ReviewDeals((deal,), "learned"))
    assert ann.deal(deal).review is None


def test_what_drove_and_blocked_a_deal_is_read_off_it(ann: Replica) -> None:
    """Touches, people, answers and plays; objections, the competitor and what was missing."""
    bare, told = ann.add(), ann.add(competitor="Globex")
    assert forces(ann.deal(bare), ann.board) == ((), ())
    ann.do(a.LogTouch((told,), "call"))
    ann.do(a.AddContact(told, a.NewContact("Jo")))
    assert "one person alone" in forces(ann.deal(told), ann.board).blocked
    ann.do(a.AddContact(told, a.NewContact("Bo")))
    ann.do(a.QualifyDeals((told,), answers={"budget": "no", "need": "yes"}))
    ann.do(a.RaiseObjection((told,), "not-now"))
    ann.do(a.StartPlay((told,), "ready"))
    found = forces(ann.deal(told), ann.board)
    assert found.drove[:3] == ("1 touch", "2 people", "known: Need")
    assert found.drove[3].startswith("plays: ")
    assert found.blocked[0].startswith("objections: ")
    assert found.blocked[1:] == ("competitor: Globex", "missing: Budget")


def test_two_clones_review_the_same_deal(ann: Replica) -> None:
    """Both decisions stand, in one order, and nothing is in conflict."""
    ann, bob = team()[:2]
    deal = ann.add()
    sync(ann, bob)
    ann.do(a.ReviewDeals((deal,), "keep"))
    bob.wait(hours=1)
    bob.do(decided(a.LogTouch((deal,), "call"), deal))
    sync(ann, bob)
    assert ann.board == bob.board
    assert [one.decision for one in ann.deal(deal).reviews] == ["keep", "contacted"]
    assert ann.deal(deal).conflicts == ()


def test_what_makes_no_sense_is_refused(ann: Replica) -> None:
    """With the decisions there are, and when what drove a deal can be said."""
    deal = ann.add()
    with pytest.raises(BadInput, match="there are keep, moved"):
        ann.do(a.ReviewDeals((deal,), "dance"))
    with pytest.raises(Refused, match="once it is closed"):
        ann.do(a.ReviewDeals((deal,), "keep", drove="Jo"))
    ann.do(a.ArchiveDeals((deal,)))
    with pytest.raises(Refused, match="restore it first"):
        ann.do(a.ReviewDeals((deal,), "keep"))
