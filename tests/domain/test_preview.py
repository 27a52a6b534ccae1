"""Before several deals are changed: what would happen to each, and what a rule holds back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from histories import Replica, team
from pipeboard.domain import actions as a
from pipeboard.domain import rules
from pipeboard.domain.actions import deal_by_deal, narrowed
from pipeboard.domain.errors import BadInput, Held, NotFound, Refused
from pipeboard.domain.ids import Minter
from pipeboard.domain.rules.preview import Preview, preview
from pipeboard.view.preview import effect_text
from work import count_calls


def previewed(ann: Replica, action: a.Action) -> Preview:
    """What an action would do on a clone's board."""
    now, minter = ann.clock.now(), Minter("try", ann.clock)
    return preview(action, lambda: rules.Plan(ann.board, author="Ann", now=now, minter=minter, at=action.at))


def held_board() -> tuple[Replica, str, str, str]:
    """Three deals in the first stage, whose checklist holds the last one: its item is open there alone."""
    ann = team()[0]
    ann.do(a.Define("check", {"list": "stage:lead", "text": "Budget known", "required": True}))
    first, second, third = (ann.add(title) for title in ("One", "Two", "Three"))
    item = next(iter(ann.board.checks_on("stage:lead"))).id
    for deal in (first, second):
        ann.do(a.CheckItems(deal, (item,)))
    return ann, first, second, third


def test_what_is_held_back_is_told_with_its_reason() -> None:
    """Each deal that would move, in the words of its timeline, and each that a checklist holds."""
    ann, first, second, third = held_board()
    plan = previewed(ann, a.MoveDeals((first, second, third), "qualified"))
    assert [one.deal for one in plan.effects] == [first, second]
    assert effect_text(plan.effects[0], ann.board) == "Moved from Lead to Qualified"
    (held,) = plan.held
    assert held.deal == third
    assert held.why == "Three is held in Lead by its checklist: 'Budget known' is open."
    assert (held.overridable, plan.overridable) == (True, True)
    assert plan.action == a.MoveDeals((first, second), "qualified")


def test_a_preview_writes_nothing() -> None:
    """The board is the same afterwards."""
    ann, first, second, _ = held_board()
    before, rows = ann.board, list(ann.log.newest)
    previewed(ann, a.DeleteDeals((first, second)))
    assert (ann.board, list(ann.log.newest)) == (before, rows)


def test_a_reason_takes_all_along() -> None:
    """With an override nothing is held."""
    ann, *deals = held_board()
    plan = previewed(ann, a.MoveDeals(tuple(deals), "qualified", "they called"))
    assert (len(plan.effects), plan.held) == (3, ())


def test_what_stands_against_every_deal_is_the_refusal() -> None:
    """Said once, as it is for a single deal."""
    ann, first, second, third = held_board()
    with pytest.raises(NotFound, match="no stage nowhere"):
        previewed(ann, a.MoveDeals((first, second), "nowhere"))
    with pytest.raises(Refused, match="why it was lost"):
        previewed(ann, a.CloseDeals((first, second), "lost"))
    with pytest.raises(BadInput):
        previewed(ann, a.AddNote((first, second), " "))
    with pytest.raises(Held):
        previewed(ann, a.MoveDeals((third,), "qualified"))


def test_deals_that_are_like_that_already_are_told_apart() -> None:
    """They are neither changed nor held back."""
    ann, first, second, _ = held_board()
    ann.edit(first, owner="Bob")
    plan = previewed(ann, a.EditDeals((first, second), {"owner": "Bob"}))
    assert (plan.same, [one.deal for one in plan.effects], plan.held) == ((first,), [second], ())


def test_an_action_is_told_deal_by_deal() -> None:
    """Several at once, too: each deal has those that concern it."""
    both = a.Together((a.MoveDeals(("a", "b"), "s"), a.ArchiveDeals(("b",))))
    alone = deal_by_deal(both)
    assert alone["a"] == a.Together((a.MoveDeals(("a",), "s"),))
    assert alone["b"] == a.Together((a.MoveDeals(("b",), "s"), a.ArchiveDeals(("b",))))
    assert narrowed(both, {"a"}) == alone["a"]
    assert narrowed(both, ()) is None
    assert deal_by_deal(a.Define("reason", {})) == {}


ACTIONS: tuple[Any, ...] = (
    lambda ids: a.MoveDeals(ids, "qualified"),
    lambda ids: a.MoveDeals(ids, "delivery"),
    lambda ids: a.StepDeals(ids, 1),
    lambda ids: a.StepDeals(ids, -1),
    lambda ids: a.CloseDeals(ids, "won"),
    lambda ids: a.CloseDeals(ids, "lost", "price"),
    lambda ids: a.ReopenDeals(ids),
    lambda ids: a.ArchiveDeals(ids),
    lambda ids: a.RestoreDeals(ids),
    lambda ids: a.DeleteDeals(ids),
    lambda ids: a.TagDeals(ids, ("vip",), ("cold",)),
    lambda ids: a.EditDeals(ids, {"priority": "high"}),
    lambda ids: a.AssignDeals(ids, "Bob"),
    lambda ids: a.PlanFollowUp(ids, "call", date(2026, 12, 1)),
    lambda ids: a.SnoozeDeals(ids, date(2026, 12, 9)),
    lambda ids: a.NurtureDeals(ids),
    lambda ids: a.Together((a.StepDeals(ids, 1), a.TagDeals(ids, ("vip",)))),
)


@given(st.lists(st.tuples(st.sampled_from(ACTIONS), st.sets(st.integers(0, 4))), max_size=6))
def test_what_a_preview_leaves_can_be_done_as_it_says(steps: list[tuple[Any, set[int]]]) -> None:
    """On any board: the action on what is not held back is never refused, and changes just what was told."""
    ann, *deals = held_board()
    deals += [ann.add("Four"), ann.add("Five")]
    for make, chosen in steps:
        action = make(tuple(deals[at] for at in sorted(chosen)))
        try:
            plan = previewed(ann, action)
        except Refused:
            continue
        assert {one.deal for one in plan.effects} | set(plan.same) | {one.deal for one in plan.held} == {
            deals[at] for at in chosen
        }
        if plan.action is None:
            continue
        before = ann.board
        ann.do(plan.action)
        changed = {one for one in deals if ann.board.deals[one] != before.deals[one]}
        assert changed == {one.deal for one in plan.effects}
        assert len({ann.log.row(event_id).get("act", event_id) for event_id in ann.log.newest}) >= 1


def test_a_step_goes_to_the_stage_beside_each_deals_own() -> None:
    """Deals of several stages go on together; at the end there is none further."""
    ann = team()[0]
    first, second = ann.add("One"), ann.add("Two", stage="qualified")
    ann.do(a.StepDeals((first, second), 1))
    assert (ann.deal(first).stage, ann.deal(second).stage) == ("qualified", "proposal")
    ann.do(a.StepDeals((first, second), -1))
    assert (ann.deal(first).stage, ann.deal(second).stage) == ("lead", "qualified")
    with pytest.raises(Refused, match="there is no stage before this one"):
        ann.do(a.StepDeals((first,), -1))


def test_tags_are_added_and_taken_off_whatever_else_is_there() -> None:
    """Each deal keeps its own; two that differ in capitals are one."""
    ann = team()[0]
    first, second = ann.add("One", tags=("Web", "cold")), ann.add("Two", tags=("old",))
    ann.do(a.TagDeals((first, second), ("#vip", "WEB"), ("Cold",)))
    assert ann.deal(first).tags == ("Web", "vip")
    assert ann.deal(second).tags == ("WEB", "old", "vip")
    with pytest.raises(BadInput):
        ann.do(a.TagDeals((first,), ("#",)))


def test_a_snooze_puts_the_next_follow_up_of_each_off() -> None:
    """The later ones stay; a deal without one is refused."""
    ann = team()[0]
    first, second = ann.add("One"), ann.add("Two")
    for day in (1, 5):
        ann.do(a.PlanFollowUp((first,), "call", date(2026, 12, day)))
    with pytest.raises(Refused, match="Two has no open follow-up"):
        ann.do(a.SnoozeDeals((first, second), date(2026, 12, 9)))
    ann.do(a.SnoozeDeals((first,), date(2026, 12, 9)))
    assert [one.due for one in ann.deal(first).follow_ups] == [date(2026, 12, 5), date(2026, 12, 9)]


def test_the_work_of_a_preview_grows_with_the_deals_alone() -> None:
    """Twice as many take twice the work, and not four times."""
    ann = team()[0]
    deals = tuple(ann.add(f"Deal {number}") for number in range(200))
    few, many = (
        count_calls(lambda ids=deals[:number]: previewed(ann, a.MoveDeals(ids, "qualified")))  # type: ignore[misc]
        for number in (100, 200)
    )
    assert many < 2.2 * few


def test_a_preview_tells_what_concerns_the_deal() -> None:
    """Neither the place that a move forgets, nor a reason that goes into the team's list."""
    ann = team()[0]
    first, second = ann.add("One"), ann.add("Two")
    ann.do(a.RankDeal(first, "m"))
    moved = previewed(ann, a.MoveDeals((first, second), "qualified"))
    assert {effect_text(one, ann.board) for one in moved.effects} == {"Moved from Lead to Qualified"}
    lost = previewed(ann, a.CloseDeals((first, second), "lost", "a new reason", keep_reason=True))
    assert {effect_text(one, ann.board) for one in lost.effects} == {"Lost; because: a new reason"}
