"""A stage can say how many deals it should hold at most: that warns, or holds what is too much."""

from __future__ import annotations

from decimal import Decimal

import pytest

from histories import Replica, team
from pipeboard.domain import actions, rules
from pipeboard.domain.errors import BadInput, Held
from pipeboard.domain.ids import Minter


@pytest.fixture
def ann() -> Replica:
    """A board with one deal in Qualified, and room for no more."""
    replica = team()[0]
    replica.do(actions.EditStage("qualified", {"limit": 1}))
    replica.do(actions.MoveDeals((replica.add("First", value=Decimal(1)),), "qualified"))
    return replica


def told(ann: Replica, action: actions.Action) -> str:
    """Carry out an action; what it says."""
    minter = Minter("test", ann.clock)
    plan = rules.Plan(ann.board, author="Ann", now=ann.clock.now(), minter=minter, at=action.at)
    rules.apply(action, plan)
    ann.do(action)
    return plan.summary


def test_a_limit_warns_when_deals_come_in(ann: Replica) -> None:
    """By a move, as a new deal and by being reopened; who is there already counts once."""
    second = ann.add("Second")
    assert told(ann, actions.MoveDeals((second,), "qualified")) == (
        "Moved Second to Qualified. Qualified holds 2 of 1 now."
    )
    added = told(ann, actions.AddDeal({"title": "Third", "stage": "qualified"}))
    assert added == "Added Third to Qualified. Qualified holds 3 of 1 now."
    ann.do(actions.CloseDeals((second,), "lost", "price"))
    assert "Qualified holds 3 of 1 now." in told(ann, actions.ReopenDeals((second,)))
    assert "holds" not in told(ann, actions.MoveDeals((second,), "qualified"))
    assert told(ann, actions.MoveDeals((second,), "lead")) == "Moved Second to Lead."


def test_a_limit_that_holds_needs_a_reason(ann: Replica) -> None:
    """As a required item of a checklist does: nothing is moved, and the reason stays in the history."""
    ann.do(actions.EditStage("qualified", {"limit_holds": True}))
    second, third = ann.add("Second"), ann.add("Third")
    with pytest.raises(Held) as held:
        ann.do(actions.MoveDeals((second, third), "qualified"))
    assert held.value.fact == "2 deals are held back by a limit: Qualified would hold 3 of 1"
    assert held.value.sentence.endswith("move another one on first, or give a reason to override it.")
    assert (held.value.ticks, held.value.deals) == (False, (second, third))
    assert ann.board.deals[second].stage == "lead"
    ann.do(actions.MoveDeals((second,), "qualified", override="the fair is next week"))
    assert ann.board.deals[second].stage == "qualified"
    assert ann.board.deals[second].override
    ann.do(actions.EditStage("qualified", {"limit": 0}))
    assert told(ann, actions.MoveDeals((third,), "qualified")) == "Moved Third to Qualified."


def test_a_limit_is_a_whole_number_of_deals(ann: Replica) -> None:
    """What is none is refused, and the stage keeps what it has."""
    with pytest.raises(BadInput):
        ann.do(actions.EditStage("qualified", {"limit": -1}))
    assert ann.board.stages["qualified"].limit == 1
