"""Conflicts are settled by ordinary actions: any of the values, or another one, and nothing else changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from histories import START, Replica, play, steps, sync, team, unrevised
from pipeboard.domain import actions
from pipeboard.domain.deal import Position
from pipeboard.domain.disputes import Dispute, disputes
from pipeboard.domain.errors import BadInput, PipeBoardError, Refused
from pipeboard.domain.settling import read_value, settle


def clones() -> tuple[Replica, Replica, str]:
    """Two clones that share one deal; the second acts a minute after the first."""
    ann, bob = team()[:2]
    deal_id = ann.add("Acme", value=Decimal(1000))
    sync(ann, bob)
    bob.wait(minutes=1)
    return ann, bob, deal_id


def clash(
    first: Callable[[Replica, str], object], second: Callable[[Replica, str], object]
) -> tuple[Replica, Replica, Dispute]:
    """The one conflict after both acted without having seen each other."""
    ann, bob, deal_id = clones()
    first(ann, deal_id)
    second(bob, deal_id)
    sync(ann, bob)
    assert ann.board == bob.board
    [one] = disputes(ann.board)
    return ann, bob, one


# Of what is no deal's


def define(**values: Any) -> Callable[[Replica, str], object]:
    return lambda one, _: one.do(actions.Define("reason", values, "price"))


OUTLINE: list[
    tuple[str, Callable[[Replica, str], object], Callable[[Replica, str], object], tuple[str, str]]
] = [
    (
        "board",
        lambda one, _: one.do(actions.SetBoard({"name": "Hers"})),
        lambda one, _: one.do(actions.SetBoard({"name": "His"})),
        ("The board", "Name"),
    ),
    (
        "pipeline/sales",
        lambda one, _: one.do(actions.EditPipeline("sales", {"name": "Hers"})),
        lambda one, _: one.do(actions.EditPipeline("sales", {"name": "His"})),
        ("Pipeline His", "Name"),
    ),
    (
        "stage/lead",
        lambda one, _: one.do(actions.EditStage("lead", {"probability": 20})),
        lambda one, _: one.do(actions.EditStage("lead", {"probability": 30})),
        ("Stage Lead", "Probability"),
    ),
    ("reason/price", define(title="Too dear"), define(title="Price"), ("Reason Price", "Title")),
]


@pytest.mark.parametrize(("of", "hers", "his", "words"), OUTLINE)
def test_settings_stages_and_definitions_are_in_conflict_as_fields_of_deals_are(
    of: str, hers: Any, his: Any, words: tuple[str, str]
) -> None:
    """The later value shows, the other is listed with its author, and either pick ends it for everybody."""
    ann, bob, one = clash(hers, his)
    assert (one.deal, one.of, (one.where, one.what)) == (None, of, words)
    assert [side.by for side in one.sides] == ["Bob", "Ann"]
    ann.do(settle(one, one.sides[1].value, ann.board))
    sync(ann, bob)
    assert disputes(bob.board) == ()
    ann.undo()
    assert len(disputes(ann.board)) == 1
    ann.do(settle(one, one.sides[0].value, ann.board))
    assert disputes(ann.board) == ()


@pytest.mark.parametrize(("of", "hers", "his", "words"), OUTLINE)
def test_the_same_change_of_a_setting_by_both_is_no_conflict(
    of: str, hers: Any, his: Any, words: tuple[str, str]
) -> None:
    """Equal values agree."""
    ann, bob, deal_id = clones()
    hers(ann, deal_id)
    hers(bob, deal_id)
    sync(ann, bob)
    assert disputes(ann.board) == ()


def test_a_definition_made_by_both_at_once_differs_in_fields_that_are_listed() -> None:
    """Of one name, with two notes: one definition, and the note that does not show is not lost."""
    made = [{"title": "Taste", "outcome": "lost"}, {"title": "Taste", "outcome": "disqualified"}]
    ann, _, one = clash(
        lambda one, _: one.do(actions.Define("reason", made[0], "taste")),
        lambda one, _: one.do(actions.Define("reason", made[1], "taste")),
    )
    assert (one.what, [side.text for side in one.sides]) == ("Outcome", ["disqualified", "lost"])
    assert ann.board.definitions("reason")["taste"].text("outcome") == "disqualified"


def test_who_saw_a_setting_that_was_taken_back_is_in_no_conflict() -> None:
    """Bob replaced a value that Ann had undone meanwhile: nobody wrote another one."""
    ann, bob, _ = clones()
    for probability in (20, 30):
        ann.do(actions.EditStage("lead", {"probability": probability}))
    sync(ann, bob)
    ann.undo()
    bob.wait(minutes=1)
    bob.do(actions.EditStage("lead", {"probability": 40}))
    sync(ann, bob)
    assert disputes(ann.board) == ()
    assert ann.board.stages["lead"].probability == 40


def test_a_stage_that_was_emptied_and_filled_again_is_in_no_conflict_with_itself() -> None:
    """An empty probability shows as 0, which is what its next author has seen."""
    ann = team()[0]
    for probability in (20, None, 30):
        ann.do(actions.EditStage("lead", {"probability": probability}))
    assert disputes(ann.board) == ()


def test_what_is_retired_or_removed_is_nothing_to_settle() -> None:
    """Nobody has to choose the name of a stage that is gone."""
    ann, *_ = clash(OUTLINE[2][1], OUTLINE[2][2])
    ann.do(actions.RetireStage("lead", "qualified"))
    assert disputes(ann.board) == ()


# Of deals


def test_a_dispute_tells_both_values_their_authors_and_times() -> None:
    """The one that shows comes first; times are those of the edits."""
    _, _, one = clash(
        lambda one, d: one.edit(d, value=Decimal(2000)), lambda one, d: one.edit(d, value=Decimal(3000))
    )
    assert (one.where, one.what) == ("Acme", "Value")
    assert [(side.text, side.by, side.value) for side in one.sides] == [
        ("3000", "Bob", Decimal(3000)),
        ("2000", "Ann", Decimal(2000)),
    ]
    assert all(side.at is not None for side in one.sides)


def test_three_values_make_one_dispute() -> None:
    """Whoever settles it decides over both of the others."""
    ann, bob, chen = team()
    deal_id = ann.add("Acme")
    sync(ann, bob, chen)
    for minutes, one in enumerate((ann, bob, chen)):
        one.wait(minutes=minutes)
        one.edit(deal_id, source=one.author)
    sync(ann, bob, chen)
    [dispute] = disputes(ann.board)
    assert [side.text for side in dispute.sides] == ["Chen", "Bob", "Ann"]
    ann.do(settle(dispute, dispute.sides[2].value, ann.board))
    assert disputes(ann.board) == ()


def lose(one: Replica, deal_id: str) -> object:
    return one.close(deal_id, "lost", "price")


def win(one: Replica, deal_id: str) -> object:
    return one.close(deal_id, "won")


def move(stage: str) -> Callable[[Replica, str], object]:
    return lambda one, deal_id: one.move(deal_id, stage)


@pytest.mark.parametrize(
    ("hers", "his"),
    [(win, lose), (lose, win), (move("qualified"), win), (win, move("qualified")), (lose, move("proposal"))],
)
@pytest.mark.parametrize("pick", [0, 1])
def test_either_outcome_can_be_picked(hers: Any, his: Any, pick: int) -> None:
    """Also that somebody lost what somebody else won: it is lost where they lost it, and never both."""
    ann, bob, one = clash(hers, his)
    wanted = one.sides[pick].value
    assert isinstance(wanted, Position)
    ann.do(settle(one, wanted, ann.board))
    sync(ann, bob)
    assert disputes(bob.board) == ()
    assert one.deal is not None
    deal = bob.deal(one.deal.id)
    assert (deal.status, deal.reason) == (wanted.status, wanted.reason)
    if (one.deal.status, deal.status) == ("won", "lost"):
        assert deal.stage == wanted.stage
    ann.undo()
    assert len(disputes(ann.board)) == 1


def test_confirming_a_loss_does_not_make_it_newer() -> None:
    """It was lost when it was lost, not when somebody agreed."""
    ann, _, one = clash(win, lose)
    assert one.deal is not None
    ann.wait(days=3)
    ann.do(settle(one, one.sides[0].value, ann.board))
    assert ann.deal(one.deal.id).closed == one.deal.closed


def test_an_answer_of_another_framework_is_settled_without_a_switch() -> None:
    """The deal goes on by the framework it has."""
    ann, bob, deal_id = clones()
    for one, answer in ((ann, "yes"), (bob, "no")):
        one.do(actions.QualifyDeals((deal_id,), "champ", {"authority": answer}))
    sync(ann, bob)
    ann.do(actions.QualifyDeals((deal_id,), "bant"))
    [dispute] = disputes(ann.board)
    assert dispute.what == "CHAMP: Authority"
    ann.do(settle(dispute, "yes", ann.board))
    assert (disputes(ann.board), ann.deal(deal_id).framework) == ((), "bant")


def test_fields_of_people_next_steps_and_offers_are_called_by_their_names() -> None:
    """ "Jo: Phone", not "contact phone"."""
    ann, bob, deal_id = clones()
    [contact] = ann.do(actions.AddContact(deal_id, actions.NewContact("Jo")))
    [step] = ann.do(actions.PlanFollowUp((deal_id,), "call", date(2026, 12, 1)))
    [offer] = ann.do(actions.AddProposal(deal_id, {"amount": Decimal(5)}))
    sync(ann, bob)
    for one, number in ((ann, 2), (bob, 3)):
        one.wait(minutes=number)
        one.do(actions.EditContact(deal_id, contact, {"phone": str(number)}))
        one.do(actions.EditFollowUp(deal_id, step, {"due": date(2026, 12, number)}))
        one.do(actions.EditProposal(deal_id, offer, {"amount": Decimal(number)}))
    sync(ann, bob)
    found = disputes(ann.board)
    assert [one.what for one in found] == ["Jo: Phone", "Call: Due", "Proposal: Amount"]
    ann.do(actions.Together(tuple(settle(one, one.sides[1].value, ann.board) for one in found)))
    assert disputes(ann.board) == ()
    assert [one.due for one in ann.deal(deal_id).follow_ups] == [date(2026, 12, 2)]
    ann.undo()
    assert len(disputes(ann.board)) == 3


# A third value


@pytest.mark.parametrize(
    ("hers", "his", "text", "value"),
    [
        (
            lambda one, d: one.edit(d, value=Decimal(2)),
            lambda one, d: one.edit(d, value=Decimal(3)),
            "4k",
            Decimal(4000),
        ),
        (move("qualified"), move("proposal"), "Lead", Position("lead", "open")),
        (
            lambda one, d: one.do(actions.QualifyDeals((d,), answers={"budget": "yes"})),
            lambda one, d: one.do(actions.QualifyDeals((d,), answers={"budget": "no"})),
            "partial",
            "partial",
        ),
        (OUTLINE[2][1], OUTLINE[2][2], "45", 45),
    ],
)
def test_another_value_is_typed_as_anywhere_else(hers: Any, his: Any, text: str, value: object) -> None:
    """Amounts, days, stages and answers as on every form."""
    ann, _, one = clash(hers, his)
    assert read_value(one, text, ann.board, START) == value
    ann.do(settle(one, read_value(one, text, ann.board, START), ann.board))
    assert disputes(ann.board) == ()


def test_a_third_outcome_takes_the_ordinary_command() -> None:
    """A loss needs its reason."""
    ann, _, one = clash(win, lose)
    with pytest.raises(Refused, match="with its reason"):
        read_value(one, "lost", ann.board, START)
    ann, _, one = clash(OUTLINE[2][1], OUTLINE[2][2])
    with pytest.raises(BadInput):
        read_value(one, "often", ann.board, START)


# Laws


@given(steps(least=5))
def test_every_conflict_can_be_settled_by_each_of_its_sides(history: Any) -> None:
    """Then it is gone, the value shows, other conflicts stand, and undo brings all of it back."""
    replicas = play(history)
    sync(*replicas)
    ann = replicas[0]
    ann.wait(days=4000)
    before = ann.board
    for one in disputes(before):
        others = {each.key for each in disputes(before)} - {one.key}
        for side in one.sides:
            try:
                ann.do(settle(one, side.value, before))
            except PipeBoardError:
                continue  # such as a stage that is retired by now
            left = {each.key: each for each in disputes(ann.board)}
            assert one.key not in left
            assert others - left.keys() <= {key for key in others if key[0] == one.key[0]}
            ann.undo()
            assert unrevised(ann.board) == unrevised(before)
