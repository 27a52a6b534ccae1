"""How deals end, what follows a win, and whose deal it is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from histories import START, Replica, sync, team
from pipeboard.domain import actions as a
from pipeboard.domain.board import Board
from pipeboard.domain.checklist import HANDOVER, items
from pipeboard.domain.deal import Deal
from pipeboard.domain.errors import BadInput, NotFound, PipeBoardError, Refused
from pipeboard.domain.events import read_event
from pipeboard.domain.reasons import find_reason, reasons, times_given
from pipeboard.domain.rules import Plan, apply
from pipeboard.domain.timeline import entry, followed
from pipeboard.domain.values import Changes

DAY = date(2027, 3, 1)


@pytest.fixture
def ann() -> Replica:
    return team()[0]


def won(replica: Replica, title: str = "Acme", **fields: Any) -> str:
    deal = replica.add(title, **fields)
    replica.close(deal, "won")
    return deal


def spawned(replica: Replica, deal: str, relation: str = "upsell", **fields: Any) -> Deal:
    return replica.deal(replica.do(a.SpawnDeal(deal, relation, fields))[0])


def summary(replica: Replica, action: a.Action) -> str:
    """The sentence that an action would be told with."""
    plan = replica._plan(None)
    apply(action, plan)
    assert isinstance(plan, Plan)
    return plan.summary


# Closing


def test_what_is_known_at_the_close_is_written_with_it_and_undone_with_it(ann: Replica) -> None:
    """Competitor and review date are fields of the deal, but one step with the close."""
    deal = ann.add()
    fields: Changes = {"competitor": "Globex", "review": DAY}
    ann.do(a.CloseDeals((deal,), "lost", "price", fields=fields))
    shown = ann.deal(deal)
    assert (shown.status, shown.competitor, shown.review) == ("lost", "Globex", DAY)
    ann.undo()
    shown = ann.deal(deal)
    assert (shown.status, shown.competitor, shown.review) == ("open", "", None)


def test_a_new_reason_can_be_kept_in_the_list(ann: Replica) -> None:
    """Under its outcome and once; the same words for another outcome are another reason."""
    deal, other = ann.add(), ann.add("Beta")
    ann.do(a.CloseDeals((deal,), "lost", "rain", keep_reason=True))
    ann.do(a.CloseDeals((other,), "disqualified", "Rain", keep_reason=True))
    assert reasons(ann.board, "lost")[-1] == "rain"
    assert reasons(ann.board, "disqualified")[-1] == "Rain"
    ann.do(a.ReopenDeals((deal,)))
    ann.do(a.CloseDeals((deal,), "lost", "RAIN", keep_reason=True))
    assert [one for one in reasons(ann.board, "lost") if one.casefold() == "rain"] == ["rain"]
    assert times_given(ann.board)["lost", "rain"] == 1


def test_a_reason_is_found_by_id_or_title_and_two_of_one_name_are_told_apart(ann: Replica) -> None:
    """The error names both, with the ids to write."""
    assert find_reason(ann.board, "Price").id == "price"
    assert find_reason(ann.board, "no budget", "disqualified").text("outcome") == "disqualified"
    with pytest.raises(NotFound, match=r"More than one reason is called 'no budget': .* write the id"):
        find_reason(ann.board, "no budget")
    with pytest.raises(NotFound, match="no reason 'rain' in the list"):
        find_reason(ann.board, "rain")


def test_reopening_takes_the_reason_off_the_card_and_leaves_it_in_the_log(ann: Replica) -> None:
    """The card says how things are; the timeline how they came to be."""
    deal = ann.add()
    closed = ann.do(a.CloseDeals((deal,), "lost", "price", "ask earlier", DAY))[0]
    ann.do(a.ReopenDeals((deal,)))
    shown = ann.deal(deal)
    assert (shown.reason, shown.lesson, shown.revisit, shown.closed) == ("", "", None, None)
    assert "because: price" in entry(closed, read_event(ann.log.row(closed)), ann.board).text


# The handover


def test_a_handover_is_due_until_somebody_accepts_it(ann: Replica) -> None:
    """One action writes receiver, promises and the day."""
    deal = won(ann)
    assert ann.deal(deal).handover_due
    ann.do(a.HandOver(deal, {"receiver": "me", "promises": "a\n\nb ", "handover_accepted": START.date()}))
    shown = ann.deal(deal)
    assert (shown.receiver, shown.promised, shown.handover_due) == ("Ann", ("a", "b"), False)
    ann.do(a.HandOver(deal, {"handover_accepted": None}))
    assert ann.deal(deal).handover_due


def test_accepting_with_open_required_items_says_so(ann: Replica) -> None:
    """It is done all the same: whoever accepts decides."""
    deal = won(ann)
    said = summary(ann, a.HandOver(deal, {"handover_accepted": START.date()}))
    missing = sum(1 for one in items(ann.deal(deal), ann.board, HANDOVER) if one.required)
    assert said == f"Acme: accepted on 2026-11-23, with {missing} required items of its checklist open."


@pytest.mark.parametrize(
    ("action", "told"),
    [
        (a.HandOver("", {"receiver": "Bob"}), "Acme is open, and a handover is for deals that are won"),
        (a.RateDeal("", 9), "Acme is open, and satisfaction is for deals that are won; win it first"),
        (a.SpawnDeal("", "upsell"), "Acme is open, and an upsell is for deals that are won"),
        (a.EditDeals(("",), {"satisfaction": 9}), "Acme is open, and satisfaction is for deals that are won"),
    ],
)
def test_what_follows_a_win_waits_for_it(ann: Replica, action: a.Action, told: str) -> None:
    """Refused, with what to do first, and nothing is written."""
    deal = ann.add()
    before = dict(ann.rows)
    target = {"deals": (deal,)} if isinstance(action, a.EditDeals) else {"deal": deal}
    with pytest.raises(Refused, match=told):
        ann.do(type(action)(**{**action.__dict__, **target}))
    assert ann.rows == before


def test_promises_may_be_written_down_before_the_win(ann: Replica) -> None:
    """That is when they are made."""
    deal = ann.add()
    ann.edit(deal, promises="training")
    assert ann.deal(deal).promised == ("training",)


def test_a_handover_is_not_accepted_tomorrow_and_has_no_other_fields(ann: Replica) -> None:
    """What is still to come has not happened."""
    deal = won(ann)
    with pytest.raises(BadInput, match="2027-03-01 is still to come"):
        ann.do(a.HandOver(deal, {"handover_accepted": DAY}))
    with pytest.raises(BadInput, match="no 'value'"):
        ann.do(a.HandOver(deal, {"value": Decimal(1)}))


def test_satisfaction_goes_from_0_to_10(ann: Replica) -> None:
    """0 is a mark; a comment stays where none is given; None takes the mark back."""
    deal = won(ann)
    ann.do(a.RateDeal(deal, 9, " quick "))
    ann.do(a.RateDeal(deal, 0))
    assert (ann.deal(deal).satisfaction, ann.deal(deal).satisfaction_note) == (0, "quick")
    for wrong in (-1, 11):
        with pytest.raises(BadInput, match="from 0 to 10"):
            ann.do(a.RateDeal(deal, wrong))
    ann.do(a.RateDeal(deal, None))
    assert ann.deal(deal).satisfaction is None


# Deals that come out of others


def test_a_deal_takes_along_the_customer_and_links_both_ways(ann: Replica) -> None:
    """Company, people, currency and owner; the link back is derived."""
    deal = won(ann, company="Acme Oy", currency="USD", owner="Bob", value=Decimal(5), tags=("web",))
    ann.do(a.AddContact(deal, a.NewContact("Jo", "jo@a.fi", "+358 1", "champion", "https://a.fi/jo")))
    new = spawned(ann, deal)
    assert (new.title, new.company, new.currency, new.owner) == ("Acme (upsell)", "Acme Oy", "USD", "Bob")
    assert (new.value, new.tags, new.source, new.stage) == (None, (), "existing", "lead")
    assert [(one.name, one.email, one.phone, one.role, one.links) for one in new.contacts] == [
        ("Jo", "jo@a.fi", "+358 1", "champion", "https://a.fi/jo")
    ]
    assert (new.origin, new.relation, new.is_open) == (deal, "upsell", True)
    assert ann.board.origin_of(new) == ann.deal(deal)
    assert ann.board.followed_by(ann.deal(deal)) == (new,)
    ann.undo()
    assert ann.board.followed_by(ann.deal(deal)) == ()
    assert new.id not in ann.board.deals


def test_a_renewal_has_the_value_and_closes_on_the_renewal_date(ann: Replica) -> None:
    """Unless something else is said; its title does not grow from year to year."""
    deal = won(ann, value=Decimal(5), renewal=DAY)
    new = spawned(ann, deal, "renewal")
    assert (new.title, new.value, new.close) == ("Acme (renewal 2027)", Decimal(5), DAY)
    other = spawned(
        ann, deal, "renewal", value=None, close=date(2027, 4, 1), title="Again", stage="qualified"
    )
    assert (other.title, other.value, other.close, other.stage) == (
        "Again",
        None,
        date(2027, 4, 1),
        "qualified",
    )
    ann.edit(new.id, renewal=date(2028, 3, 1))
    ann.close(new.id, "won")
    assert spawned(ann, new.id, "renewal").title == "Acme (renewal 2028)"


def test_a_new_deal_starts_before_the_win_as_one_of_three_relations(ann: Replica) -> None:
    """A stage after the win and an unknown relation are refused."""
    deal = won(ann)
    with pytest.raises(Refused, match="Delivery comes after the win"):
        ann.do(a.SpawnDeal(deal, "upsell", {"stage": "delivery"}))
    with pytest.raises(BadInput, match="'gift' is not one of upsell, cross-sell, renewal"):
        ann.do(a.SpawnDeal(deal, "gift"))


def test_people_who_came_with_odd_data_are_taken_along(ann: Replica) -> None:
    """An import knows no roles of ours; that must not hold the deal up."""
    deal = won(ann)
    ids = ann.do(a.AddContact(deal, a.NewContact("Jo")))
    body = {"do": "contact.set", "deal": deal, "contact": ids[0], "set": {"role": "boss", "email": "none"}}
    plan = ann._plan(None)
    plan.emit("contact.set", {name: value for name, value in body.items() if name != "do"})
    ann._write(plan)
    assert spawned(ann, deal).contacts[0].role == "boss"


def test_links_lead_on_when_a_deal_is_merged_or_deleted(ann: Replica) -> None:
    """To the survivor of a merge; a deleted deal is not told of, an archived one is."""
    deal, other = won(ann), ann.add("Acme again")
    new = spawned(ann, deal)
    ann.do(a.MergeDeals(deal, other))
    assert ann.board.followed_by(ann.deal(other)) == (ann.deal(new.id),)
    origin = ann.board.origin_of(ann.deal(new.id))
    assert origin is not None
    assert origin.id == other
    ann.do(a.ArchiveDeals((new.id,)))
    assert len(ann.board.followed_by(ann.deal(other))) == 1
    ann.do(a.DeleteDeals((new.id,)))
    assert ann.board.followed_by(ann.deal(other)) == ()


def test_an_origin_is_another_deal_and_never_a_circle(ann: Replica) -> None:
    """Neither what is no deal, nor the deal itself, nor one that came out of it."""
    first = won(ann)
    second = spawned(ann, first).id
    ann.close(second, "won")
    third = spawned(ann, second).id
    with pytest.raises(NotFound, match="There is no deal 'nothing'"):
        ann.edit(first, origin="nothing")
    for circle in (first, second, third):
        with pytest.raises(Refused, match="Acme cannot come out of itself"):
            ann.edit(first, origin=circle)
    with pytest.raises(NotFound):
        ann.add("New", origin="nothing")
    ann.edit(third, origin=first)
    assert [one.id for one in ann.board.followed_by(ann.deal(first))] == [second, third]


def test_a_circle_that_two_clones_made_together_is_walked_once() -> None:
    """Neither saw the other's link: the board still answers."""
    ann, bob, _ = team()
    one, two = ann.add("One"), ann.add("Two")
    sync(ann, bob)
    ann.edit(one, origin=two)
    bob.edit(two, origin=one)
    sync(ann, bob)
    assert [x.id for x in ann.board.followed_by(ann.deal(one))] == [two]
    with pytest.raises(Refused):
        ann.edit(one, origin=two, relation="upsell")


def test_the_timelines_of_both_deals_tell_of_it(ann: Replica) -> None:
    """By titles, from one event."""
    deal = won(ann)
    made = ann.do(a.SpawnDeal(deal, "cross-sell", {"title": "App"}))[0]
    event = read_event(ann.log.row(made))
    assert entry(made, event, ann.board).text == "Created in Lead, as the cross-sell of Acme"
    other = followed(made, event, (deal,), ann.board)
    assert other is not None
    assert (other.deal, other.kind, other.text) == (deal, "deal.followed", "Followed by App (cross-sell)")
    assert followed(made, event, ("another",), ann.board) is None
    linked = ann.add("Later")
    row = ann.edit(linked, origin=deal)[0]
    assert entry(row, read_event(ann.log.row(row)), ann.board).text == "Came out of Acme"


# Owners


def test_a_new_owner_gets_the_follow_ups_of_the_one_before(ann: Replica) -> None:
    """Those of others and of nobody stay; the note is written; it is one step to undo."""
    deal = ann.add(owner="Bob")
    for owner in ("Bob", "Cleo", ""):
        ann.do(a.PlanFollowUp((deal,), "call", DAY, owner, owner))
    ids = ann.do(a.AssignDeals((deal,), "me", "They like calls"))
    shown = ann.deal(deal)
    assert shown.owner == "Ann"
    assert {one.text: one.owner for one in shown.follow_ups} == {"Bob": "Ann", "Cleo": "Cleo", "": ""}
    assert shown.notes == 1
    texts = [entry(one, read_event(ann.log.row(one)), ann.board).text for one in ids]
    assert texts == ["Owner Bob → Ann", "Follow-up: Owner Bob → Ann", "They like calls"]
    ann.undo()
    shown = ann.deal(deal)
    assert (shown.owner, shown.notes, shown.follow_ups[0].owner) == ("Bob", 0, "Bob")


def test_many_deals_are_assigned_and_told_in_one_sentence(ann: Replica) -> None:
    """From whom, where that is one person; a deal that has the owner already is left alone."""
    one, two = ann.add("One", owner="Bob"), ann.add("Two", owner="Bob")
    ann.do(a.PlanFollowUp((one,), "call", DAY, "", "Bob"))
    action = a.AssignDeals((one, two), "Cleo")
    assert summary(ann, action) == "2 deals belong to Cleo now with 1 follow-up, from Bob."
    ann.do(action)
    assert summary(ann, action) == "2 deals belong to Cleo already."
    assert summary(ann, a.AssignDeals((one,), "")) == "One belongs to nobody now with 1 follow-up, from Cleo."


def test_nobodys_deal_takes_no_follow_ups_along(ann: Replica) -> None:
    """A follow-up without an owner is the deal's: it needs no change."""
    deal = ann.add(owner="Bob")
    ann.do(a.PlanFollowUp((deal,), "call", DAY))
    ann.do(a.AssignDeals((deal,), ""))
    assert len(ann.do(a.AssignDeals((deal,), "Cleo"))) == 1


# People


def test_a_deal_past_its_first_stage_should_not_hang_on_one_person(ann: Replica) -> None:
    """Two people are enough; the first stage, and deals that are closed, are let be."""
    from pipeboard.domain.people import hangs_on_one

    def hangs(board: Board) -> bool:
        return hangs_on_one(board.deals[deal], board)

    deal = ann.add()
    assert not hangs(ann.board)
    ann.move(deal, "qualified")
    assert hangs(ann.board)
    ann.do(a.AddContact(deal, a.NewContact("Jo")))
    assert hangs(ann.board)
    ann.do(a.AddContact(deal, a.NewContact("Mo")))
    assert not hangs(ann.board)
    ann.do(a.RemoveContact(deal, ann.deal(deal).contacts[0].id))
    ann.close(deal, "won")
    assert not hangs(ann.board)


def test_refusals_change_nothing_when_many_deals_are_assigned(ann: Replica) -> None:
    """All or none."""
    deal = ann.add(owner="Bob")
    with pytest.raises(PipeBoardError):
        ann.do(a.AssignDeals((deal, "nothing"), "Cleo"))
    assert ann.deal(deal).owner == "Bob"
