"""Clones that work on the same offers, lists and definitions at once lose nothing and agree."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest

from histories import MAKERS, START, Replica, Rows, do, event_id, line, sync, team, unrevised
from pipeboard.domain import actions
from pipeboard.domain.actions import Action
from pipeboard.domain.checklist import checklist
from pipeboard.domain.events import read_event
from pipeboard.domain.ids import sort_key
from pipeboard.domain.log import Log
from pipeboard.domain.pricing import worth


@pytest.fixture
def clones() -> tuple[Replica, Replica]:
    """Ann and Bob with one deal; Bob acts after Ann, without having seen what she did."""
    ann, bob, _ = team()
    ann.add("Acme", value=Decimal(1))
    bob.wait(minutes=1)
    sync(ann, bob)
    return ann, bob


def _only_deal(replica: Replica) -> str:
    [deal] = replica.board.deals
    return deal


def _at_once(ann: Replica, bob: Replica, hers: Action, his: Action) -> None:
    ann.do(hers)
    bob.do(his)
    sync(ann, bob)
    assert ann.board == bob.board == Log(ann.rows).board


# Definitions


def test_a_change_of_what_another_removed_brings_all_of_it_back(clones: tuple[Replica, Replica]) -> None:
    """Its list and whether it is required are there again, and it holds the deals that it held."""
    ann, bob = clones
    ann.do(actions.Define("check", {"text": "Budget", "list": "stage:lead", "required": True}))
    sync(ann, bob)
    before = ann.board.defined["check"]["lead.budget"]
    removal = actions.Undefine("check", before.id)
    _at_once(ann, bob, removal, actions.Define("check", {"text": "Budget known"}, before.id))
    after = ann.board.defined["check"]["lead.budget"]
    assert after == before._replace(values={**before.values, "text": "Budget known"})


def test_what_is_made_anew_after_it_was_removed_has_nothing_of_before(ann: Replica) -> None:
    """Another definition that comes by the same id is one of its own, and newer."""
    ann.do(actions.Define("check", {"text": "Budget", "list": "stage:lead", "required": True}))
    ann.do(actions.Undefine("check", "lead.budget"))
    [made] = ann.do(actions.Define("check", {"text": "Budget", "list": "stage:lead"}))
    one = ann.board.defined["check"]["lead.budget"]
    assert (one.since, one.gone, one.flag("required")) == (made, "", False)


@pytest.fixture
def ann() -> Replica:
    return team()[0]


@pytest.mark.parametrize(("hers", "his"), [("C++", "C#"), ("Näin", "Nain"), ("Who?", "Who!"), ("?", "!")])
def test_titles_that_differ_in_signs_alone_stay_two(
    clones: tuple[Replica, Replica], hers: str, his: str
) -> None:
    """Two clones that define them at once have both."""
    first, second = (actions.Define("reason", {"title": one, "outcome": "lost"}) for one in (hers, his))
    _at_once(*clones, first, second)
    assert {hers, his} <= {one.title for one in clones[0].board.definitions("reason").values()}


def test_steps_without_words_that_two_clones_add_stay_two(clones: tuple[Replica, Replica]) -> None:
    """A call and a mail, neither with a text, are two steps of the cadence."""
    ann, bob = clones
    ann.do(actions.Define("cadence", {"title": "Own"}))
    sync(ann, bob)
    call, mail = (
        actions.Define("cadence-step", {"cadence": "own", "kind": kind, "days": 2})
        for kind in ("call", "mail")
    )
    _at_once(ann, bob, call, mail)
    own = [one for one in ann.board.definitions("cadence-step").values() if one.whole == "own"]
    assert sorted(one.text("kind") for one in own) == ["call", "mail"]


def test_sets_of_a_definition_are_united(clones: tuple[Replica, Replica]) -> None:
    """What each added to a profile's pains is there, and what one took away is not."""
    ann, bob = clones
    ann.do(actions.Define("profile", {"title": "P", "pains": ("old", "slow")}))
    sync(ann, bob)
    hers = actions.Define("profile", {"pains": ("dear", "old", "slow")}, "p")
    _at_once(ann, bob, hers, actions.Define("profile", {"pains": ("slow", "ugly")}, "p"))
    assert ann.board.definitions("profile")["p"].items("pains") == ("dear", "slow", "ugly")


def test_a_focus_is_one_persons_choice_of_three_not_a_union(clones: tuple[Replica, Replica]) -> None:
    """Of two choices made at once the later stands, with its day."""
    ann, bob = clones
    for name in ("Beta", "Gamma"):
        ann.add(name)
    ann.do(actions.SetFocus("Ann", ("Acme",), START.date()))
    sync(ann, bob)
    day = START.date()
    _at_once(ann, bob, actions.SetFocus("Ann", ("Beta",), day), actions.SetFocus("Ann", ("Gamma",), day))
    assert ann.board.definitions("focus")["ann"].items("accounts") == ("Gamma",)


# Parts of a deal


def test_an_offer_changed_by_one_and_removed_by_another_is_kept_and_told(
    clones: tuple[Replica, Replica],
) -> None:
    """As it was changed, with a notice of who had removed it."""
    ann, bob = clones
    deal = _only_deal(ann)
    [offer] = ann.do(actions.AddProposal(deal, {"amount": Decimal(5), "title": "A"}))
    sync(ann, bob)
    change = actions.EditProposal(deal, offer, {"amount": Decimal(7)})
    _at_once(ann, bob, actions.RemoveProposal(deal, offer), change)
    [kept] = ann.deal(deal).proposals
    assert (kept.amount, kept.title) == (Decimal(7), "A")
    assert "Ann removed" in ann.deal(deal).notice


@pytest.mark.parametrize("kind", ["contact", "follow-up", "proposal"])
def test_who_saw_a_change_of_a_part_that_was_taken_back_is_in_no_conflict(
    clones: tuple[Replica, Replica], kind: str
) -> None:
    """The value that they replaced had been undone meanwhile; nobody wrote another one."""
    ann, bob = clones
    deal = _only_deal(ann)
    made: dict[str, tuple[Action, ...]] = {
        "contact": (
            actions.AddContact(deal, actions.NewContact("Jo", phone="1")),
            *(actions.EditContact(deal, "", {"phone": one}) for one in "23"),
        ),
        "follow-up": (
            actions.PlanFollowUp((deal,), "call", START.date(), "1"),
            *(actions.EditFollowUp(deal, "", {"text": one}) for one in "23"),
        ),
        "proposal": (
            actions.AddProposal(deal, {"amount": Decimal(1)}),
            *(actions.EditProposal(deal, "", {"amount": Decimal(one)}) for one in "23"),
        ),
    }
    first, second, third = made[kind]
    [part] = ann.do(first)
    name = kind.replace("-", "_")
    [act] = ann.do(_of(second, name, part))
    sync(ann, bob)
    ann.undo(act)
    bob.do(_of(third, name, part))
    sync(ann, bob)
    assert ann.deal(deal).conflicts == ()


def _of(action: Action, name: str, part: str) -> Action:
    return action._replace(**{name: part})


def test_a_deal_shows_its_duplicates_own_items(clones: tuple[Replica, Replica]) -> None:
    """What one wrote on the checklist of a duplicate, while another merged it, can be seen and ticked."""
    ann, bob = clones
    kept = _only_deal(ann)
    other = ann.add("Acme again")
    sync(ann, bob)
    _at_once(ann, bob, actions.MergeDeals(other, kept), actions.AddItem(other, "Call them", required=True))
    [item] = checklist(ann.deal(kept), ann.board)
    assert (item.text, item.required) == ("Call them", True)
    ann.do(actions.CheckItems(kept, (item.id,)))
    assert checklist(ann.deal(kept), ann.board)[0].done
    ann.do(actions.RestoreDeals((other,)))
    assert not checklist(ann.deal(kept), ann.board)
    assert checklist(ann.deal(other), ann.board)[0].text == "Call them"


def test_back_links_follow_whatever_changes(ann: Replica) -> None:
    """Kept while deals that stand alone change; made anew when a deal comes, goes, or gets an origin."""
    won, plain = ann.add("Won"), ann.add("Plain")
    ann.close(won, "won")

    def names() -> list[str]:
        known = [one.title for one in ann.board.followed_by(ann.deal(won))]
        assert known == [one.title for one in Log(ann.rows).board.followed_by(ann.deal(won))]
        return known

    assert names() == []
    [spawned, *_] = ann.do(actions.SpawnDeal(won, "upsell"))
    assert names() == ["Won (upsell)"]
    ann.edit(plain, value=Decimal(3))
    assert names() == ["Won (upsell)"]
    ann.edit(spawned, title="More")
    assert names() == ["More"]
    ann.edit(plain, origin=won)
    assert names() == ["Plain", "More"]
    ann.do(actions.DeleteDeals((plain,)))
    ann.do(actions.MergeDeals(spawned, won))
    assert names() == []


# What every new action owes


@pytest.mark.parametrize("value", [0, 1, 0.0, 1.0, "true"])
def test_a_tick_is_true_or_false_and_no_number(value: object) -> None:
    """A row that says 1 is set aside by the fold as by the models, rather than read as "open"."""
    row = {"do": "deal.checked", "deal": "d", "at": "2026-11-23T10:00:00Z", "by": "Ann", "set": {"x": value}}
    with pytest.raises(ValueError, match="ticks"):
        read_event(row)
    assert Log(line(event_id(1), row)).problems


RICH = [
    *(("define", 1), ("define", 2), ("own framework", 2), ("offer", 3), ("add contact", 1), ("plan", 2)),
    *(("item", 1), ("rate", 2), ("recur", 3), ("check", 0)),
]


@pytest.fixture(scope="module")
def rich() -> Rows:
    """A board on which every action finds something to work on."""
    ann, *others = team()
    ann.add("First", value=Decimal(1))
    for kind, detail in RICH:
        do([ann, *others], 0, kind, 0, detail)
    ann.close(ann.add("Second"), "won")
    ann.do(actions.DeleteDeals((ann.add("Third"),)))
    return ann.rows


@pytest.mark.parametrize("kind", MAKERS)
def test_every_action_can_be_taken_back_and_done_again(rich: Rows, kind: str) -> None:
    """Undo leaves the board as it was before, redo as it was after, whatever the details are."""
    done = 0
    for which, detail in product(range(3), range(8)):
        ann = Replica("k7qa", "Ann")
        ann.take(rich)
        ann.wait(hours=1)
        before = ann.board
        do([ann], 0, kind, which, detail)
        new = ann.rows.keys() - rich.keys()
        if not new:
            continue
        done += 1
        after = ann.board
        ann.undo(min(new, key=sort_key))
        assert unrevised(ann.board) == unrevised(before)
        [undo] = ann.rows.keys() - rich.keys() - new
        ann.undo(undo)
        assert unrevised(ann.board) == unrevised(after)
    assert done


@pytest.mark.parametrize("do", ["definition.set", "definition.removed"])
def test_kinds_of_definitions_of_a_newer_version_are_passed_over(do: str) -> None:
    """Neither making nor removing one leaves anything on the board."""
    row = {"do": do, "definition": "omen/x", "at": "2026-11-23T10:00:00Z", "by": "Ann", "set": {"text": "?"}}
    log = Log(line(event_id(1), row))
    assert (dict(log.board.defined), log.problems) == ({}, {})


@pytest.mark.parametrize("kind", ["cadence", "recurring"])
def test_a_step_that_two_clones_finish_brings_one_next_step(
    clones: tuple[Replica, Replica], kind: str
) -> None:
    """What the second planned is the first's: whoever finishes, changes or undoes either means that one."""
    ann, bob = clones
    deal = _only_deal(ann)
    if kind == "cadence":
        ann.do(actions.StartCadence((deal,), "first-contact", START.date()))
    else:
        ann.do(actions.PlanFollowUp((deal,), "call", START.date(), every=7))
    sync(ann, bob)
    [step] = ann.deal(deal).follow_ups
    _at_once(ann, bob, *(actions.FinishFollowUp(deal, step.id),) * 2)
    [coming] = ann.deal(deal).follow_ups
    bob.undo()
    sync(ann, bob)
    assert [one.id for one in ann.deal(deal).follow_ups] == [coming.id]
    bob.redo()
    sync(ann, bob)
    ann.do(actions.FinishFollowUp(deal, coming.id))
    sync(ann, bob)
    after = {one.id for one in bob.deal(deal).follow_ups}
    assert len(after) == 1
    assert coming.id not in after
    assert ann.board == bob.board


def test_what_one_does_to_the_twin_of_a_step_is_done_to_the_step(clones: tuple[Replica, Replica]) -> None:
    """Bob, who has not met Ann's next step yet, puts off and ticks off his own."""
    ann, bob = clones
    deal = _only_deal(ann)
    ann.do(actions.PlanFollowUp((deal,), "call", START.date(), every=7))
    sync(ann, bob)
    [step] = ann.deal(deal).follow_ups
    ann.do(actions.FinishFollowUp(deal, step.id))
    bob.do(actions.FinishFollowUp(deal, step.id))
    [his] = bob.deal(deal).follow_ups
    bob.do(actions.EditFollowUp(deal, his.id, {"text": "Ask for Jo"}))
    sync(ann, bob)
    [one] = ann.deal(deal).follow_ups
    assert (one.text, ann.board == bob.board) == ("Ask for Jo", True)
    bob.do(actions.FinishFollowUp(deal, one.id, end=True))
    sync(ann, bob)
    assert ann.deal(deal).follow_ups == ()


@pytest.mark.parametrize("first", ["close", "currency", "after"])
def test_a_close_and_another_currency_at_once_give_no_wrong_rate(
    clones: tuple[Replica, Replica], first: str
) -> None:
    """The rate of the close is that of its own currency: dollars are not reckoned by it as pounds."""
    ann, bob = clones
    deal = _only_deal(ann)
    for code, rate in (("USD", "0.5"), ("GBP", "2")):
        ann.do(actions.Define("rate", {"title": code, "rate": Decimal(rate)}))
    ann.edit(deal, currency="USD", value=Decimal(100))
    sync(ann, bob)
    closing = actions.CloseDeals((deal,), "won")
    repricing = actions.EditDeals((deal,), {"currency": "GBP"})
    if first == "after":
        ann.do(closing)
        assert worth(ann.deal(deal), ann.board) == ("EUR", Decimal(50))
        ann.do(repricing)
    else:
        _at_once(ann, bob, *((closing, repricing) if first == "close" else (repricing, closing)))
    assert (ann.deal(deal).rate, worth(ann.deal(deal), ann.board)) == (None, ("GBP", Decimal(100)))
    ann.edit(deal, currency="USD")
    assert worth(ann.deal(deal), ann.board) == ("EUR", Decimal(50))
