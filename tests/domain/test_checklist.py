"""Checklists stand on a card as they stood when it came in, and hold it while required items are open."""

from __future__ import annotations

from datetime import timedelta

import pytest

from histories import Replica, sync, team
from pipeboard.domain import actions
from pipeboard.domain.checklist import CLOSING, checklist, holding, is_held, is_ready, items, progress
from pipeboard.domain.deal import Conflict
from pipeboard.domain.disputes import disputes_of
from pipeboard.domain.errors import BadInput, Held, NotFound, Refused
from pipeboard.domain.rules.imports import held_rows
from table_rows import table_row

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
    row = table_row({"title": "Acme", "external_id": "7", "stage": "lead"})
    deal = ann.do(actions.ImportDeals((row,)))[0]
    moved = table_row({"title": "Acme Oy", "external_id": "7", "stage": "proposal"})
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
    with pytest.raises(Refused, match="There is a checklist item called Ask Maija already"):
        ann.do(actions.AddItem(deal, "ask maija"))


def test_a_list_with_a_name_has_its_items_on_every_deal(ann: Replica) -> None:
    """Those of the team stand after those that ship."""
    deal = ann.add("Acme")
    ann.do(actions.Define("check", {"text": "Keys handed over", "list": "handover"}))
    assert [one.text for one in items(ann.deal(deal), ann.board, "handover")][-1] == "Keys handed over"


# What holds, what is ready, and how far a deal is


def test_the_refusal_names_the_first_open_item_and_counts_the_rest(ann: Replica) -> None:
    """So that one knows what to do; the fact alone is there for faces that have their own way on."""
    ann.do(actions.Define("check", {"text": "Need known", "list": "stage:lead", "required": True}))
    deal = ann.add("Acme")
    with pytest.raises(Held) as caught:
        ann.move(deal, "qualified")
    assert caught.value.what == "'Budget known' and 1 more are open"
    assert caught.value.sentence == (
        "Acme is held in Lead by its checklist: 'Budget known' and 1 more are open; "
        "tick what is done, or give a reason to override it."
    )


def test_progress_counts_what_is_done_and_what_holds(ann: Replica) -> None:
    """Without a list there is nothing to say."""
    deal, other = ann.add("Acme"), ann.add("Beta", stage="qualified")
    ann.do(actions.CheckItems(deal, ("lead.site-seen",)))
    assert progress(ann.deal(deal), ann.board) == (1, 2, 1, False)
    assert progress(ann.deal(other), ann.board) == (0, 0, 0, False)
    assert is_held(ann.deal(deal), ann.board)
    ann.do(actions.CheckItems(deal, (BUDGET,)))
    assert not is_held(ann.deal(deal), ann.board)
    ann.do(actions.CheckItems(deal, (BUDGET,), done=False))
    ann.close(deal, "lost", "price")
    assert not is_held(ann.deal(deal), ann.board), "a lost deal goes nowhere"


def test_a_deal_is_ready_once_all_closing_signals_are_ticked(ann: Replica) -> None:
    """All of them, of an open deal; also one that the team has added."""
    deal = ann.add("Acme")
    signals = [one.id for one in items(ann.deal(deal), ann.board, CLOSING)]
    assert len(signals) == 3
    ann.do(actions.CheckItems(deal, tuple(signals[:2])))
    assert not is_ready(ann.deal(deal), ann.board)
    ann.do(actions.CheckItems(deal, tuple(signals)))
    assert is_ready(ann.deal(deal), ann.board)
    ann.do(actions.Define("check", {"text": "Asked for the contract", "list": CLOSING}))
    assert not is_ready(ann.deal(deal), ann.board)
    ann.undo()
    ann.do(actions.CloseDeals((deal,), "won", override="signed at the fair"))
    assert not is_ready(ann.deal(deal), ann.board), "it is closed by now"


def test_the_same_tick_twice_writes_nothing_and_says_so(ann: Replica) -> None:
    """In either direction."""
    deal = ann.add("Acme")
    ann.do(actions.CheckItems(deal, (BUDGET,)))
    assert ann.do(actions.CheckItems(deal, (BUDGET,))) == []
    assert ann.do(actions.CheckItems(deal, ("lead.site-seen",), done=False)) == []


def test_a_shipped_item_that_is_given_to_a_stage_keeps_its_words(ann: Replica) -> None:
    """A team may write over any part of it."""
    shipped = next(iter(items(ann.deal(ann.add("Acme")), ann.board, "screening")))
    ann.do(actions.Define("check", {"list": "stage:lead"}, shipped.id))
    assert _texts(ann, ann.add("Beta")) == [shipped.text, "Budget known", "Site seen"]


def test_an_edit_of_a_deal_leaves_what_is_defined_as_it_is_known(ann: Replica) -> None:
    """And a new definition is seen at once: what was worked out before is not held against it."""
    deal = ann.add("Acme")
    assert progress(ann.deal(deal), ann.board).total == 2
    ann.edit(deal, company="Acme Oy")
    assert ann.board.definitions("check") is ann.board.definitions("check")
    ann.do(actions.AddItem(deal, "Ask Maija"))
    assert progress(ann.deal(deal), ann.board).total == 3


def test_a_stage_that_an_import_makes_is_further_on_too(ann: Replica) -> None:
    """A held deal stays where it is, also where its new stage is not there yet; the rows are told before."""
    row = table_row({"title": "Acme", "external_id": "7", "stage": "lead"})
    deal = ann.do(actions.ImportDeals((row,)))[0]
    stage = actions.AddStage("Signing", "sales", "proposal")
    other = table_row({"title": "Beta", "external_id": "8", "stage": "Signing"})
    moved = table_row({"title": "Acme Oy", "external_id": "7", "stage": "Signing"})
    action = actions.ImportDeals((other, moved), (stage,))
    assert held_rows(action, ann.board) == {1: ann.deal(deal)}
    ann.do(action)
    assert (ann.deal(deal).title, ann.deal(deal).stage) == ("Acme Oy", "lead")
    new = next(one for one in ann.board.deals.values() if one.external_id == "8")
    assert new.stage == "signing", "new deals are never held"
    won = table_row({"title": "Acme Oy", "external_id": "7"}, "won")
    lost = table_row({"title": "Acme Oy", "external_id": "7"}, "lost")
    assert list(held_rows(actions.ImportDeals((won,)), ann.board)) == [0]
    assert held_rows(actions.ImportDeals((lost,)), ann.board) == {}


def test_a_review_took_place_today_or_before(ann: Replica) -> None:
    """A day that is still to come is a slip."""
    day = ann.clock.now().date()
    material = {"title": "Price list", "stage": "lead"}
    with pytest.raises(BadInput, match="is still to come; a review took place today or before"):
        ann.do(actions.Define("material", {**material, "reviewed": day + timedelta(days=1)}))
    ann.do(actions.Define("material", {**material, "reviewed": day}))
    assert ann.board.definitions("material")["lead.price-list"].values["reviewed"] == day


def test_a_disputed_tick_is_told_by_the_text_of_its_item(ann: Replica) -> None:
    """Ids mean nothing to people."""
    deal = ann.deal(ann.add())._replace(
        conflicts=(Conflict(f"check {BUDGET}", "ticked", "Ann", "open", "Bob"),)
    )
    assert disputes_of(deal, ann.board)[0].what == "Budget known"
    ann.do(actions.Undefine("check", BUDGET))
    assert disputes_of(deal, ann.board)[0].what == "Budget known", "also once it is off the list"
