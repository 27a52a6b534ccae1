"""Proposals: offers on a deal that are drafted, sent, accepted or declined."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from factories import NOW, make_board, make_deal
from histories import START, Replica, sync, team
from pipeboard.domain import actions, rules
from pipeboard.domain.actions import AddProposal, EditProposal, RemoveProposal
from pipeboard.domain.errors import BadInput, NotFound, PipeBoardError, Refused
from pipeboard.domain.events import read_event
from pipeboard.domain.find import find_proposal
from pipeboard.domain.proposal import Proposal, latest, listed
from pipeboard.domain.query import parse_query
from pipeboard.domain.timeline import entry

TODAY = START.date()
ALL = {"problem": True, "solution": True, "benefits": True, "cost": True}


@pytest.fixture
def ann() -> Replica:
    return team()[0]


def offer(replica: Replica, deal: str, amount: int = 12000, **fields: Any) -> str:
    """A new proposal; its id."""
    return replica.do(AddProposal(deal, {"amount": Decimal(amount), **fields}))[0]


def edit(replica: Replica, deal: str, proposal: str, **changes: Any) -> list[str]:
    return replica.do(EditProposal(deal, proposal, changes))


def the(replica: Replica, deal: str, place: int = -1) -> Proposal:
    return replica.deal(deal).proposals[place]


def said(replica: Replica, action: actions.Action) -> str:
    """The summary of an action, which is not carried out."""
    plan = replica._plan(action.at)
    rules.apply(action, plan)
    return plan.summary


def told(replica: Replica, ids: list[str]) -> list[str]:
    return [entry(one, read_event(replica.log.row(one)), replica.board).text for one in ids]


def test_a_proposal_is_drafted_sent_and_accepted(ann: Replica) -> None:
    """Each step on its day; the timeline tells it in plain words; undo goes back step by step."""
    deal = ann.add(value=Decimal(12000))
    one = offer(ann, deal, title="Website", problem=True)
    assert the(ann, deal) == Proposal(one, Decimal(12000), "EUR", "Website", problem=True)
    assert told(ann, [one]) == ["Proposal of 12 000 EUR added; title Website; speaks of problem"]
    assert told(ann, edit(ann, deal, one, sent=TODAY)) == ["Proposal of 12 000 EUR sent"]
    ann.wait(days=2)
    assert told(ann, edit(ann, deal, one, outcome="accepted")) == ["Proposal of 12 000 EUR accepted"]
    assert the(ann, deal).standing == "accepted"
    assert (the(ann, deal).sent, the(ann, deal).decided) == (TODAY, TODAY + timedelta(days=2))
    standings = []
    for _ in range(2):
        ann.undo()
        standings.append(the(ann, deal).standing)
    assert standings == ["sent", "draft"]


def test_the_timeline_tells_what_else_changed(ann: Replica) -> None:
    """Amounts, parts, days that are not the day itself, and what was taken back."""
    deal = ann.add()
    one = offer(ann, deal, 5000)
    day = date(2026, 11, 3)
    for changes, text in (
        ({"amount": Decimal(6000)}, "Proposal of 6 000 EUR changed, it was 5 000 EUR"),
        ({"problem": True, "cost": True}, "Proposal of 6 000 EUR speaks of problem and cost"),
        ({"cost": False}, "Proposal of 6 000 EUR speaks no more of cost"),
        ({"sent": day}, "Proposal of 6 000 EUR sent on 2026-11-03"),
        ({"sent": None}, "Proposal of 6 000 EUR not sent"),
        ({"outcome": "declined", "decided": day}, "Proposal of 6 000 EUR declined on 2026-11-03"),
        ({"title": "New"}, "Proposal of 6 000 EUR title New"),
    ):
        assert told(ann, edit(ann, deal, one, **changes)) == [text]
    assert told(ann, ann.do(EditProposal(deal, one, {}, reopen=True))) == ["Proposal of 6 000 EUR reopened"]
    assert told(ann, ann.do(RemoveProposal(deal, one))) == ["Removed a proposal"]
    assert told(ann, [one]) == ["Proposal of 5 000 EUR added"]


def test_what_was_decided_without_being_sent_was_sent_that_day(ann: Replica) -> None:
    """So that every decided offer counts; the day of the action unless another one is given."""
    deal = ann.add()
    one = offer(ann, deal)
    edit(ann, deal, one, outcome="declined", decided=TODAY - timedelta(days=3))
    assert the(ann, deal).sent == TODAY - timedelta(days=3)
    two = offer(ann, deal)
    ann.do(EditProposal(deal, two, {"outcome": "accepted"}, at=START - timedelta(days=5)))
    assert the(ann, deal).decided == TODAY - timedelta(days=5)


def test_a_decided_proposal_is_sent_again_only_once_it_is_reopened(ann: Replica) -> None:
    """To put right the day on which it was sent is something else."""
    deal = ann.add()
    one = offer(ann, deal, outcome="declined")
    for day in (TODAY, TODAY + timedelta(days=1)):
        with pytest.raises(Refused, match="declined already; reopen it"):
            edit(ann, deal, one, sent=day)
    edit(ann, deal, one, sent=TODAY - timedelta(days=1))
    assert the(ann, deal).standing == "declined"
    ann.do(EditProposal(deal, one, {"sent": TODAY}, reopen=True))
    assert (the(ann, deal).standing, the(ann, deal).decided) == ("sent", None)


def test_what_is_sent_with_parts_missing_is_warned_of(ann: Replica) -> None:
    """Never refused, and not while it is a draft."""
    deal = ann.add(value=Decimal(12000))
    one = offer(ann, deal, problem=True)
    sends = EditProposal(deal, one, {"sent": TODAY})
    assert said(ann, sends) == (
        "Proposal of 12 000 EUR sent on Acme. It does not speak of solution, benefits and cost yet."
    )
    assert said(ann, EditProposal(deal, one, {"title": "X"})) == "Proposal of 12 000 EUR changed on Acme."
    edit(ann, deal, one, **ALL)
    assert said(ann, sends) == "Proposal of 12 000 EUR sent on Acme."


def test_the_amount_is_offered_as_the_value_and_never_taken_silently(ann: Replica) -> None:
    """The sentence says that the value is another one; `take_value` takes it in the same step."""
    deal = ann.add(value=Decimal(9000), floor=Decimal(8500))
    one = offer(ann, deal, 8000, **ALL)
    assert said(ann, EditProposal(deal, one, {"sent": TODAY})) == (
        "Proposal of 8 000 EUR sent on Acme. The deal's value is still 9 000 EUR."
    )
    takes = EditProposal(deal, one, {"sent": TODAY}, take_value=True)
    assert said(ann, takes) == (
        "Proposal of 8 000 EUR sent on Acme. The deal's value is now 8 000 EUR. "
        "Acme is below its floor of 8 500 EUR."
    )
    ann.do(takes)
    assert ann.deal(deal).value == 8000
    ann.undo()
    assert (ann.deal(deal).value, the(ann, deal).standing) == (Decimal(9000), "draft")
    alone = EditProposal(deal, one, {}, take_value=True)
    assert said(ann, alone).startswith("The deal's value is now 8 000 EUR.")
    bare = ann.add("Bare")
    two = offer(ann, bare, **ALL)
    assert said(ann, EditProposal(bare, two, {"sent": TODAY})).endswith(
        "The deal's value is still not known."
    )


def test_an_offer_in_another_currency_brings_it_along(ann: Replica) -> None:
    """The value taken over is the amount and its currency."""
    deal = ann.add(value=Decimal(9000))
    ann.do(AddProposal(deal, {"amount": Decimal(9000), "currency": "USD", "sent": TODAY}, take_value=True))
    assert (ann.deal(deal).value, ann.deal(deal).currency) == (Decimal(9000), "USD")


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"amount": Decimal(0)}, "write an amount above 0"),
    ({"amount": Decimal(-5)}, "write an amount above 0"),
    ({"amount": Decimal(10) ** 15}, "write an amount above 0"),
    ({"amount": Decimal("NaN")}, "write an amount above 0"),
    ({"sent": TODAY + timedelta(days=1)}, "still to come"),
    ({"outcome": "accepted", "decided": TODAY + timedelta(days=1)}, "still to come"),
    ({"decided": TODAY}, "accepted or declined"),
    (
        {"outcome": "accepted", "sent": TODAY, "decided": TODAY - timedelta(days=1)},
        "cannot have been decided",
    ),
    ({"outcome": "maybe"}, "cannot be 'maybe'"),
    ({"colour": "red"}, "There is no field 'colour'"),
]


@pytest.mark.parametrize(("fields", "words"), REFUSED)
def test_what_cannot_be_is_told_in_a_sentence(ann: Replica, fields: dict[str, Any], words: str) -> None:
    """When it is added and when it is changed; nothing is written."""
    deal = ann.add()
    one = offer(ann, deal)
    before = ann.board
    for action in (AddProposal(deal, {"amount": Decimal(1), **fields}), EditProposal(deal, one, fields)):
        with pytest.raises(BadInput, match=words):
            ann.do(action)
    assert ann.board is before


def test_an_amount_is_needed(ann: Replica) -> None:
    """And a proposal to change."""
    deal = ann.add()
    with pytest.raises(BadInput, match="needs an amount"):
        ann.do(AddProposal(deal, {"title": "X"}))
    with pytest.raises(NotFound, match="Acme has no such proposal"):
        edit(ann, deal, "nothing", title="X")
    one = offer(ann, deal, outcome="accepted")
    with pytest.raises(BadInput, match="reopen it first"):
        edit(ann, deal, one, sent=None)


def test_the_amount_of_two_clones_is_weighed_and_their_parts_unite(ann: Replica) -> None:
    """Parts are fields of their own; two amounts stand beside each other until one is picked."""
    ann, bob, _ = team()
    deal = ann.add()
    one = offer(ann, deal)
    sync(ann, bob)
    edit(ann, deal, one, problem=True, amount=Decimal(1))
    bob.wait(hours=1)
    edit(bob, deal, one, cost=True, amount=Decimal(2))
    sync(ann, bob)
    assert the(ann, deal).covered == ("problem", "cost")
    assert [(one.field, one.shown, one.other) for one in ann.deal(deal).conflicts] == [
        ("proposal amount", "2", "1")
    ]
    edit(ann, deal, one, amount=Decimal(2))
    assert ann.deal(deal).conflicts == ()


def test_the_proposals_of_a_duplicate_are_worked_on_where_they_show(ann: Replica) -> None:
    """They stay the duplicate's own in the log."""
    kept, other = ann.add("Kept"), ann.add("Other")
    one = offer(ann, other)
    ann.do(actions.MergeDeals(other, kept))
    edit(ann, kept, one, sent=TODAY)
    assert the(ann, kept).standing == "sent"
    ann.do(RemoveProposal(kept, one))
    assert ann.deal(kept).proposals == ()


def test_the_latest_is_the_one_sent_last_else_the_one_added_last() -> None:
    """A draft does not put an offer out of sight."""
    first = Proposal("a-1", Decimal(1), sent=date(2026, 11, 3))
    second = Proposal("a-2", Decimal(2), sent=date(2026, 11, 2))
    draft = Proposal("a-3", Decimal(3))
    assert latest((first, second, draft)) is first
    assert latest((draft,)) is draft
    assert latest(()) is None
    assert [listed(words) for words in ((), ("a",), ("a", "b"), ("a", "b", "c"))] == [
        *("", "a", "a and b", "a, b and c")
    ]


def test_a_deals_name_means_its_latest_undecided_proposal() -> None:
    """One of the wished standing before others; ids name any; what cannot be told apart is listed."""
    day = date(2026, 11, 3)
    offers = (
        Proposal("k7q-01hk3z8qaaa1", Decimal(1), sent=day),
        Proposal("k7q-01hk3z8qaaa2", Decimal(2)),
        Proposal("k7q-01hk3z8qaaa3", Decimal(3), sent=day, outcome="accepted"),
    )
    deal = make_deal(proposals=offers)
    board = make_board(0).with_deals({deal.id: deal})
    assert find_proposal(board, "acme website")[1] is offers[0]
    assert find_proposal(board, "acme website", "draft")[1] is offers[1]
    assert find_proposal(board, "aaa3")[1] is offers[2]
    with pytest.raises(NotFound, match="There is no proposal 'nobody'; see `pipeboard proposal list`"):
        find_proposal(board, "nobody")
    decided = tuple(
        offers[2].__class__(f"k7q-01hk3z8qbbb{n}", Decimal(n), outcome="declined") for n in (1, 2)
    )
    board = board.with_deals({deal.id: deal._replace(proposals=decided)})
    with pytest.raises(NotFound, match=r"More than one proposal fits.*bbb1 \(declined 1, Acme website\), "):
        find_proposal(board, "acme website")
    board = board.with_deals({deal.id: deal._replace(proposals=())})
    with pytest.raises(NotFound, match="has no proposal; add one"):
        find_proposal(board, "acme website")


def test_an_ambiguous_deal_is_told_as_such() -> None:
    """Not as a proposal that is missing."""
    two = [make_deal(id=f"k7q-00000000000{n}", proposals=(Proposal(f"p{n}", Decimal(1)),)) for n in (1, 2)]
    board = make_board(0).with_deals({deal.id: deal for deal in two})
    with pytest.raises(NotFound, match="2 deals fit"):
        find_proposal(board, "acme website")


def test_filters_find_deals_by_their_last_proposal_and_their_floor() -> None:
    """Standing by its beginning; a deal without one fits none."""
    board = make_board(0)
    sent = Proposal("a-1", Decimal(1), sent=date(2026, 11, 3))
    deals = {
        "none": make_deal(),
        "draft": make_deal(proposals=(Proposal("a-1", Decimal(1)),)),
        "sent": make_deal(proposals=(sent, Proposal("a-2", Decimal(2)))),
        "declined": make_deal(
            proposals=(sent.__class__("a-0", Decimal(1), sent=sent.sent, outcome="declined"),)
        ),
        "below": make_deal(floor=Decimal(20000)),
    }

    def found(text: str) -> list[str]:
        query = parse_query(text, NOW, "")
        return [name for name, deal in deals.items() if query.matches(deal, board)]

    assert found("has:proposal") == ["draft", "sent", "declined"]
    assert found("proposal:sent") == ["sent"]
    assert found("proposal:dr") == ["draft"]
    assert found("-proposal:declined has:proposal") == ["draft", "sent"]
    assert found("belowfloor") == ["below"]
    assert found("-belowfloor") == ["none", "draft", "sent", "declined"]
    for wrong in ("proposal:lost", "proposal:", "proposal:d", "proposal>sent"):
        with pytest.raises(PipeBoardError, match="Cannot read"):
            parse_query(wrong, NOW, "")
