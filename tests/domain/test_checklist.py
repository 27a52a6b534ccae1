"""Checklists stand on a card as they stood when it came in, and hold it while required items are open."""

from __future__ import annotations

import pytest

from histories import Replica, sync, team
from pipeboard.domain import actions
from pipeboard.domain.checklist import checklist, holding, items
from pipeboard.domain.errors import Held, NotFound, Refused

BUDGET = "lead.budget-known"


@pytest.fixture
def ann() -> Replica:
    """A board whose first stage has a checklist of one required item and one other."""
    ann = team()[0]
    ann.do(actions.Define("check", {"text": "Budget known", "list": "stage:lead", "required": True}))
    ann.do(actions.Define("check", {"text": "Site seen", "list": "stage:lead"}))
    return ann


def _texts(replica: Replica, deal_id: str) -> list[str]:
    return [one.text for one in checklist(replica.deal(deal_id), replica.board)]


def test_a_card_has_the_list_of_its_stage_as_it_was_on_entry(ann: Replica) -> None:
    """What is added to the list afterwards is for those who come later; what is removed stays here."""
    early = ann.add("Early")
    ann.do(actions.Define("check", {"text": "Logo drawn", "list": "stage:lead"}))
    ann.do(actions.Undefine("check", "lead.site-seen"))
    late = ann.add("Late")
    assert _texts(ann, early) == ["Budget known", "Site seen"]
    assert _texts(ann, late) == ["Budget known", "Logo drawn"]


def test_an_open_required_item_holds_moves_forward_and_wins_but_not_back(ann: Replica) -> None:
    """Neither a move, nor a move of many, nor a win gets around it; a step back and a loss do."""
    deal, other = ann.add("Acme"), ann.add("Beta", stage="qualified")
    for action in (
        actions.MoveDeals((deal,), "qualified"),
        actions.MoveDeals((other, deal), "proposal"),
        actions.CloseDeals((deal,), "won"),
    ):
        with pytest.raises(
            Held, match="Acme is held in Lead by its checklist: 'Budget known' is open"
        ) as caught:
            ann.do(action)
        assert caught.value.deals == (deal,)
    ann.move(other, "lead")
    assert ann.deal(other).stage == "lead"
    ann.close(deal, "lost", "price")
    assert ann.deal(deal).status == "lost"


def test_ticking_what_is_required_lets_the_card_go(ann: Replica) -> None:
    """The tick says who and when; unticking holds it again."""
    deal = ann.add("Acme")
    ann.do(actions.CheckItems(deal, (BUDGET,)))
    item = checklist(ann.deal(deal), ann.board)[0]
    assert (item.done, item.by) == (True, "Ann")
    ann.do(actions.CheckItems(deal, (BUDGET,), done=False))
    assert [one.id for one in holding(ann.deal(deal), ann.board)] == [BUDGET]
    ann.do(actions.CheckItems(deal, (BUDGET,)))
    ann.move(deal, "qualified")
    assert ann.deal(deal).stage == "qualified"


def test_an_override_is_written_down_with_its_reason(ann: Replica) -> None:
    """On the move itself, so that it is taken back with it."""
    deal = ann.add("Acme")
    ann.do(actions.MoveDeals((deal,), "qualified", "they are in a hurry"))
    assert ann.deal(deal).override == "they are in a hurry"
    ann.undo()
    assert (ann.deal(deal).stage, ann.deal(deal).override) == ("lead", "")


def test_an_override_says_nothing_where_nothing_is_held(ann: Replica) -> None:
    """It is not written on deals that could go anyway."""
    deal = ann.add("Acme", stage="qualified")
    ann.do(actions.MoveDeals((deal,), "proposal", "just in case"))
    assert ann.deal(deal).override == ""


def test_items_of_the_deals_own_stay_with_it_in_every_stage(ann: Replica) -> None:
    """They are on its checklist alone, and hold it if they are required."""
    deal, other = ann.add("Acme", stage="qualified"), ann.add("Beta", stage="qualified")
    ann.do(actions.AddItem(deal, "Ask Maija", required=True))
    assert _texts(ann, deal) == ["Ask Maija"]
    assert _texts(ann, other) == []
    ann.do(actions.MoveDeals((deal,), "proposal", "later"))
    assert _texts(ann, deal) == ["Ask Maija"]


def test_ticks_of_two_clones_unite(ann: Replica) -> None:
    """Both are there, and two people who tick the same item are of one mind."""
    bob = Replica("m2xb", "Bob")
    deal = ann.add("Acme")
    sync(ann, bob)
    ann.do(actions.CheckItems(deal, (BUDGET,)))
    bob.do(actions.CheckItems(deal, (BUDGET, "lead.site-seen")))
    sync(ann, bob)
    assert [one.done for one in checklist(ann.deal(deal), ann.board)] == [True, True]
    assert ann.deal(deal).conflicts == ()


def test_an_import_leaves_a_held_deal_where_it_is_and_says_so(ann: Replica) -> None:
    """The rest of its row is taken in; with an override it moves."""
    row = actions.ImportedDeal({"title": "Acme", "external_id": "7", "stage": "lead"})
    deal = ann.do(actions.ImportDeals((row,)))[0]
    moved = actions.ImportedDeal({"title": "Acme Oy", "external_id": "7", "stage": "proposal"})
    ann.do(actions.ImportDeals((moved,)))
    assert (ann.deal(deal).title, ann.deal(deal).stage) == ("Acme Oy", "lead")
    ann.do(actions.ImportDeals((moved,), override="as they say"))
    assert (ann.deal(deal).stage, ann.deal(deal).override) == ("proposal", "as they say")


def test_what_is_no_item_of_the_deal_cannot_be_ticked(ann: Replica) -> None:
    """An item that is there twice is refused, too."""
    deal = ann.add("Acme")
    with pytest.raises(NotFound, match="Acme has no checklist item 'nothing'"):
        ann.do(actions.CheckItems(deal, ("nothing",)))
    ann.do(actions.AddItem(deal, "Ask Maija"))
    with pytest.raises(Refused, match="There is a check called Ask Maija already"):
        ann.do(actions.AddItem(deal, "ask maija"))


def test_a_list_with_a_name_has_its_items_on_every_deal(ann: Replica) -> None:
    """Those of the team stand after those that ship."""
    deal = ann.add("Acme")
    ann.do(actions.Define("check", {"text": "Keys handed over", "list": "handover"}))
    assert [one.text for one in items(ann.deal(deal), ann.board, "handover")][-1] == "Keys handed over"
