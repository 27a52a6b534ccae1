"""What happens when two clones change one thing without seeing each other: defined, told, and settled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from histories import Replica, sync, team
from pipeboard.domain import actions
from pipeboard.domain.actions import NewContact
from pipeboard.domain.deal import Deal, Status


@pytest.fixture
def ann() -> Replica:
    return clones()[0]


def clones() -> tuple[Replica, Replica, str]:
    """Two clones that share one deal worth 1000 in the first stage."""
    ann, bob = team()[:2]
    deal_id = ann.add("Acme", value=Decimal(1000), tags=("old", "both"))
    sync(ann, bob)
    bob.wait(minutes=1)
    return ann, bob, deal_id


def clash(first: Callable[[Replica, str], object], second: Callable[[Replica, str], object]) -> Deal:
    """The deal after Ann did `first` and, a minute later, Bob `second` without having seen that."""
    ann, bob, deal_id = clones()
    first(ann, deal_id)
    second(bob, deal_id)
    sync(ann, bob)
    assert ann.board == bob.board
    return ann.deal(deal_id)


def set_value(value: int | str) -> Callable[[Replica, str], object]:
    return lambda one, deal_id: one.edit(deal_id, value=Decimal(value))


def told(deal: Deal) -> list[tuple[str, str, str, str, str]]:
    return [(one.field, one.shown, one.shown_by, one.other, one.other_by) for one in deal.conflicts]


def test_the_later_of_two_edits_of_a_field_shows_and_the_other_is_listed() -> None:
    """Both values are kept, with their authors."""
    deal = clash(set_value(2000), set_value(3000))
    assert deal.value == 3000
    assert told(deal) == [("value", "3000", "Bob", "2000", "Ann")]


def test_edits_of_different_fields_are_no_conflict() -> None:
    """Two people may work on one deal at once."""
    deal = clash(lambda one, d: one.edit(d, company="Acme Oy"), lambda one, d: one.edit(d, owner="Bob"))
    assert (deal.company, deal.owner, deal.conflicts) == ("Acme Oy", "Bob", ())


def test_the_same_value_from_both_is_no_conflict() -> None:
    """Equal results agree."""
    deal = clash(set_value("5"), set_value("5.00"))
    assert (deal.value, deal.conflicts) == (Decimal(5), ())


def test_the_first_value_of_a_field_can_be_in_conflict_too() -> None:
    """A field that was empty for both is not a free-for-all."""
    deal = clash(lambda one, d: one.edit(d, source="fair"), lambda one, d: one.edit(d, source="referral"))
    assert told(deal) == [("source", "referral", "Bob", "fair", "Ann")]


def test_emptying_a_field_against_an_edit_is_listed() -> None:
    """To empty a field is a change like any other."""
    deal = clash(lambda one, d: one.edit(d, value=Decimal(2000)), lambda one, d: one.edit(d, value=None))
    assert told(deal) == [("value", "", "Bob", "2000", "Ann")]


def test_tags_merge_without_a_conflict() -> None:
    """What each added and took away counts; nobody's tag comes back."""
    deal = clash(
        lambda one, d: one.edit(d, tags=("both", "mine")),
        lambda one, d: one.edit(d, tags=("both", "old", "yours")),
    )
    assert (deal.tags, deal.conflicts) == (("both", "mine", "yours"), ())


def test_manual_places_are_no_conflict() -> None:
    """Nobody could choose between two fractional ranks: the later one stands."""
    deal = clash(
        lambda one, d: one.do(actions.RankDeal(d, "i")), lambda one, d: one.do(actions.RankDeal(d, "k"))
    )
    rerank = clash(
        lambda one, d: [one.do(actions.RankDeal(d, "i")), one.do(actions.RankDeal(d, "m"))],
        lambda one, d: [one.do(actions.RankDeal(d, "k")), one.do(actions.RankDeal(d, "n"))],
    )
    assert (deal.rank, deal.conflicts, rerank.rank, rerank.conflicts) == ("k", (), "n", ())


@pytest.mark.parametrize("pick", [Decimal(2000), Decimal(3000), Decimal(2500)])
def test_picking_a_value_settles_the_conflict_for_everybody(pick: Decimal) -> None:
    """The other value, the one that shows already, or a third one: whoever has seen both may decide."""
    ann, bob, deal_id = clones()
    ann.edit(deal_id, value=Decimal(2000))
    bob.edit(deal_id, value=Decimal(3000))
    sync(ann, bob)
    assert ann.edit(deal_id, value=pick)
    sync(ann, bob)
    assert ann.board == bob.board
    assert (bob.deal(deal_id).value, bob.deal(deal_id).conflicts) == (pick, ())


def test_going_on_with_ones_own_value_settles_nothing() -> None:
    """Bob, who changes his value twice before he meets Ann's, has not decided against hers."""
    deal = clash(
        lambda one, d: one.edit(d, value=Decimal(2000)),
        lambda one, d: [one.edit(d, value=Decimal(3000)), one.edit(d, value=Decimal(3500))],
    )
    assert told(deal) == [("value", "3500", "Bob", "2000", "Ann")]


def test_a_value_that_its_author_replaced_is_not_listed() -> None:
    """Of Ann's two values only the one she left stands beside Bob's."""
    ann, bob, deal_id = clones()
    ann.edit(deal_id, value=Decimal(2000))
    bob.edit(deal_id, value=Decimal(3000))
    ann.wait(minutes=5)
    ann.edit(deal_id, value=Decimal(4000))
    sync(ann, bob)
    assert told(ann.deal(deal_id)) == [("value", "4000", "Ann", "3000", "Bob")]


def test_three_values_are_all_kept() -> None:
    """With three authors, two values stand beside the one that shows, and a pick settles both."""
    ann, bob, chen = team()
    deal_id = ann.add("Acme")
    sync(ann, bob, chen)
    for minutes, one in enumerate((ann, bob, chen)):
        one.wait(minutes=minutes)
        one.edit(deal_id, source=f"from {one.author}")
    sync(ann, bob, chen)
    assert {one.other for one in ann.deal(deal_id).conflicts} == {"from Ann", "from Bob"}
    chen.edit(deal_id, source="from Ann")
    sync(ann, bob, chen)
    assert (bob.deal(deal_id).source, bob.deal(deal_id).conflicts) == ("from Ann", ())


def test_a_pick_settles_only_what_its_author_had_seen() -> None:
    """Chen's value, which Ann had not seen when she decided about Bob's, stays listed."""
    ann, bob, chen = team()
    deal_id = ann.add("Acme")
    sync(ann, bob, chen)
    for minutes, one in enumerate((ann, chen, bob)):
        one.wait(minutes=minutes)
        one.edit(deal_id, source=f"from {one.author}")
    sync(ann, bob)
    ann.wait(hours=1)
    ann.edit(deal_id, source="from Ann")
    sync(ann, bob, chen)
    assert [one.other for one in ann.deal(deal_id).conflicts] == ["from Chen"]


def test_an_edit_of_what_was_undone_meanwhile_is_no_conflict() -> None:
    """Bob built on a value that Ann took back: he knew more, not less."""
    ann, bob, deal_id = clones()
    ann.edit(deal_id, value=Decimal(2000))
    sync(ann, bob)
    ann.undo()
    bob.wait(minutes=1)
    bob.edit(deal_id, value=Decimal(2100))
    sync(ann, bob)
    assert (ann.deal(deal_id).value, ann.deal(deal_id).conflicts) == (Decimal(2100), ())


def test_taking_back_one_side_ends_the_conflict() -> None:
    """Where one of two concurrent values is undone, there is nothing left to choose."""
    ann, bob, deal_id = clones()
    ann.edit(deal_id, value=Decimal(2000))
    bob.edit(deal_id, value=Decimal(3000))
    sync(ann, bob)
    bob.undo()
    assert (bob.deal(deal_id).value, bob.deal(deal_id).conflicts) == (Decimal(2000), ())
    bob.redo()
    ann.take(bob.rows)
    assert len(ann.deal(deal_id).conflicts) == 1
    ann.undo()
    assert (ann.deal(deal_id).value, ann.deal(deal_id).conflicts) == (Decimal(3000), ())


def test_clearing_the_priority_and_setting_it_again_is_no_conflict_with_oneself(ann: Replica) -> None:
    """An empty priority shows as normal, so its next author has seen "normal"."""
    deal_id = ann.add("Acme")
    for priority in ("high", None, "low"):
        ann.edit(deal_id, priority=priority)
    assert (ann.deal(deal_id).priority, ann.deal(deal_id).conflicts) == ("low", ())


# Moves and closes


def test_of_two_moves_the_later_shows_and_the_other_is_listed() -> None:
    """A deal is never in two stages, and the move that does not show is not lost."""
    deal = clash(lambda one, d: one.move(d, "qualified"), lambda one, d: one.move(d, "proposal"))
    assert (deal.stage, told(deal)) == ("proposal", [("stage", "proposal", "Bob", "qualified", "Ann")])


def test_both_move_to_one_stage_in_peace() -> None:
    """Equal moves agree."""
    deal = clash(lambda one, d: one.move(d, "qualified"), lambda one, d: one.move(d, "qualified"))
    assert (deal.stage, deal.conflicts) == ("qualified", ())


def test_moving_on_does_not_settle_somebody_elses_move() -> None:
    """Bob moves twice before he meets Ann's move: hers is still listed."""
    deal = clash(
        lambda one, d: one.move(d, "proposal"), lambda one, d: [one.move(d, "qualified"), one.move(d, "lead")]
    )
    assert told(deal) == [("stage", "lead", "Bob", "proposal", "Ann")]


def test_a_move_that_its_author_followed_up_is_not_listed() -> None:
    """Of Ann's two moves only the one she left stands beside Bob's."""
    ann, bob, deal_id = clones()
    ann.move(deal_id, "qualified")
    bob.move(deal_id, "proposal")
    ann.wait(minutes=5)
    ann.move(deal_id, "lead")
    sync(ann, bob)
    assert told(ann.deal(deal_id)) == [("stage", "lead", "Ann", "proposal", "Bob")]


def test_one_wins_and_one_loses() -> None:
    """The later outcome shows, the other is listed with its reason; it is never both."""
    deal = clash(lambda one, d: one.close(d, "won"), lambda one, d: one.close(d, "lost", "price"))
    assert (deal.status, deal.stage, deal.reason) == ("lost", "lead", "price")
    assert told(deal) == [("stage", "lost (price)", "Bob", "won", "Ann")]
    other = clash(lambda one, d: one.close(d, "lost", "price"), lambda one, d: one.close(d, "won"))
    assert (other.status, other.stage, other.reason) == ("won", "delivery", "")
    assert told(other) == [("stage", "won", "Bob", "lost (price)", "Ann")]


def test_one_wins_and_one_moves() -> None:
    """A win is not undone in silence by a move of someone who had not seen it, nor the other way round."""
    moved_last = clash(lambda one, d: one.close(d, "won"), lambda one, d: one.move(d, "proposal"))
    assert (moved_last.status, moved_last.stage) == ("open", "proposal")
    assert told(moved_last) == [("stage", "proposal", "Bob", "won", "Ann")]
    won_last = clash(lambda one, d: one.move(d, "proposal"), lambda one, d: one.close(d, "won"))
    assert (won_last.status, won_last.stage) == ("won", "delivery")
    assert told(won_last) == [("stage", "won", "Bob", "proposal", "Ann")]


def test_both_win() -> None:
    """They agree, though each win has a move behind it."""
    deal = clash(lambda one, d: one.close(d, "won"), lambda one, d: one.close(d, "won"))
    assert (deal.status, deal.stage, deal.conflicts) == ("won", "delivery", ())


def test_both_lose_for_different_reasons() -> None:
    """The reason is part of the outcome: the one that does not show is listed."""
    deal = clash(lambda one, d: one.close(d, "lost", "price"), lambda one, d: one.close(d, "lost", "timing"))
    assert told(deal) == [("stage", "lost (timing)", "Bob", "lost (price)", "Ann")]


PICKS: list[tuple[Status, str, Callable[[Replica, str], object]]] = [
    ("lost", "won", lambda one, d: one.close(d, "won")),
    ("lost", "lost", lambda one, d: one.close(d, "lost", "price")),
    ("lost", "open", lambda one, d: one.do(actions.ReopenDeals((d,), "proposal"))),
    ("won", "won", lambda one, d: one.close(d, "won")),
    ("won", "open", lambda one, d: one.do(actions.ReopenDeals((d,), "qualified"))),
]


@pytest.mark.parametrize(("shown", "picked", "pick"), PICKS)
def test_picking_an_outcome_settles_it(
    shown: Status, picked: str, pick: Callable[[Replica, str], object]
) -> None:
    """Either outcome, or opening the deal again, is a decision; others then see no conflict."""
    ann, bob, deal_id = clones()
    ann.close(deal_id, "won" if shown == "lost" else "lost", "price")
    bob.close(deal_id, shown, "price" if shown == "lost" else "")
    sync(ann, bob)
    assert (ann.deal(deal_id).status, len(ann.deal(deal_id).conflicts)) == (shown, 1)
    pick(ann, deal_id)
    sync(ann, bob)
    assert (bob.deal(deal_id).status, bob.deal(deal_id).conflicts) == (picked, ())


def test_moving_a_deal_to_where_it_shows_settles_the_stage() -> None:
    """To confirm what shows is a pick, and does not make the deal young again in its stage."""
    ann, bob, deal_id = clones()
    ann.move(deal_id, "qualified")
    bob.move(deal_id, "proposal")
    sync(ann, bob)
    entered = ann.deal(deal_id).entered_stage
    ann.wait(days=3)
    ann.move(deal_id, "proposal")
    deal = ann.deal(deal_id)
    assert (deal.stage, deal.conflicts, deal.entered_stage) == ("proposal", (), entered)


# Deals that are hidden


@pytest.mark.parametrize(
    ("hide", "word"),
    [
        (lambda one, d: one.do(actions.DeleteDeals((d,))), "deleted"),
        (lambda one, d: one.do(actions.ArchiveDeals((d,))), "archived"),
    ],
)
@pytest.mark.parametrize(
    "touch",
    [
        lambda one, d: one.edit(d, value=Decimal(7)),
        lambda one, d: one.move(d, "qualified"),
        lambda one, d: one.do(actions.AddNote((d,), "They rang")),
        lambda one, d: one.do(actions.PlanFollowUp((d,), "call", date(2026, 12, 1))),
    ],
)
def test_a_hidden_deal_that_is_worked_on_comes_back_with_a_notice(hide: Any, word: str, touch: Any) -> None:
    """Nobody's work disappears with a deal that someone else put away; restoring it ends the notice."""
    ann, bob, deal_id = clones()
    hide(ann, deal_id)
    touch(bob, deal_id)
    sync(ann, bob)
    deal = ann.deal(deal_id)
    assert deal.is_visible
    assert deal.notice == f"Ann {word} it, then Bob worked on it without having seen that."
    ann.do(actions.RestoreDeals((deal_id,)))
    sync(ann, bob)
    assert (bob.deal(deal_id).notice, bob.deal(deal_id).is_visible) == ("", True)


def test_an_edit_before_the_deletion_does_not_bring_the_deal_back() -> None:
    """Whoever deletes later has the last word; restoring shows the edit."""
    deal = clash(set_value(7), lambda one, d: one.do(actions.DeleteDeals((d,))))
    assert (deal.deleted, deal.value) == (True, Decimal(7))


def test_a_deal_whose_creation_was_undone_comes_back_when_touched() -> None:
    """Bob's work on a deal that Ann never made, after all, brings it back as she made it."""
    ann, bob, deal_id = clones()
    ann.undo()
    assert deal_id not in ann.board.deals
    bob.edit(deal_id, company="Acme Oy")
    sync(ann, bob)
    deal = ann.deal(deal_id)
    assert (deal.title, deal.value, deal.company) == ("Acme", Decimal(1000), "Acme Oy")
    assert deal.notice == "Its creation was undone, then Bob worked on it without having seen that."


def test_a_deal_whose_creation_was_undone_stays_away_untouched() -> None:
    """What happened to it before the undo brings nothing back; a redo brings everything."""
    ann, bob, deal_id = clones()
    bob.do(actions.AddNote((deal_id,), "They rang"))
    sync(ann, bob)
    ann.wait(minutes=5)
    ann.undo()
    assert deal_id not in ann.board.deals
    ann.redo()
    assert (ann.deal(deal_id).notes, ann.deal(deal_id).notice) == (1, "")


# Follow-ups and contacts


def planned() -> tuple[Replica, Replica, str, str]:
    ann, bob, deal_id = clones()
    step = ann.do(actions.PlanFollowUp((deal_id,), "call", date(2026, 12, 1)))[0]
    sync(ann, bob)
    bob.wait(minutes=1)
    return ann, bob, deal_id, step


def tick(one: Replica, deal_id: str, step: str) -> None:
    one.do(actions.FinishFollowUp(deal_id, step))


def put_off(one: Replica, deal_id: str, step: str, day: int = 8) -> None:
    one.do(actions.EditFollowUp(deal_id, step, {"due": date(2026, 12, day)}))


def test_a_tick_stands_against_a_new_date_and_is_told() -> None:
    """What is done is done, whichever came first; the card says that somebody had other plans."""
    ann, bob, deal_id, step = planned()
    tick(ann, deal_id, step)
    put_off(bob, deal_id, step)
    sync(ann, bob)
    assert (ann.deal(deal_id).follow_ups, ann.deal(deal_id).touches) == ((), 1)
    assert ann.deal(deal_id).notice == "Bob changed a call that Ann had ticked off."
    ann, bob, deal_id, step = planned()
    put_off(ann, deal_id, step)
    tick(bob, deal_id, step)
    sync(ann, bob)
    assert bob.deal(deal_id).follow_ups == ()
    assert bob.deal(deal_id).notice == "Bob ticked off a call that Ann had put on another day."


def test_a_tick_of_a_new_date_that_was_seen_is_nothing_to_tell() -> None:
    """The ordinary course: put off, then done."""
    ann, _, deal_id, step = planned()
    put_off(ann, deal_id, step)
    tick(ann, deal_id, step)
    assert (ann.deal(deal_id).follow_ups, ann.deal(deal_id).notice) == ((), "")


def test_two_new_dates_are_a_conflict_of_that_follow_up() -> None:
    """The later date shows; changing another follow-up settles nothing, picking a date does."""
    ann, bob, deal_id, step = planned()
    other = ann.do(actions.PlanFollowUp((deal_id,), "mail", date(2026, 12, 2)))[0]
    sync(ann, bob)
    bob.wait(minutes=1)
    put_off(ann, deal_id, step, 8)
    put_off(bob, deal_id, step, 9)
    sync(ann, bob)
    assert told(ann.deal(deal_id)) == [("follow-up due", "2026-12-09", "Bob", "2026-12-08", "Ann")]
    put_off(ann, deal_id, other, 20)
    assert len(ann.deal(deal_id).conflicts) == 1
    put_off(ann, deal_id, step, 9)
    assert ann.deal(deal_id).conflicts == ()


def test_two_edits_of_a_contact_are_a_conflict() -> None:
    """A phone number that a colleague typed is not lost."""
    ann, bob, deal_id = clones()
    contact = ann.do(actions.AddContact(deal_id, NewContact("Jo", phone="1")))[0]
    sync(ann, bob)
    bob.wait(minutes=1)
    ann.do(actions.EditContact(deal_id, contact, {"phone": "2"}))
    bob.do(actions.EditContact(deal_id, contact, {"phone": "3"}))
    sync(ann, bob)
    assert told(ann.deal(deal_id)) == [("contact phone", "3", "Bob", "2", "Ann")]
    ann.do(actions.EditContact(deal_id, contact, {"phone": "3"}))
    assert ann.deal(deal_id).conflicts == ()


def test_a_contact_removed_by_one_and_changed_by_another_comes_back_whole() -> None:
    """Name and all, with a notice."""
    ann, bob, deal_id = clones()
    contact = ann.do(actions.AddContact(deal_id, NewContact("Jo", email="jo@example.com")))[0]
    sync(ann, bob)
    bob.wait(minutes=1)
    ann.do(actions.RemoveContact(deal_id, contact))
    bob.do(actions.EditContact(deal_id, contact, {"phone": "3"}))
    sync(ann, bob)
    [person] = ann.deal(deal_id).contacts
    assert (person.name, person.email, person.phone) == ("Jo", "jo@example.com", "3")
    assert ann.deal(deal_id).notice == "Ann removed Jo, then Bob changed them without having seen that."


# Stages


def test_a_deal_moved_into_a_stage_that_was_retired_meanwhile_shows_where_its_deals_went() -> None:
    """With a destination the deal shows there; the events keep what was meant."""
    ann, bob, deal_id = clones()
    ann.do(actions.RetireStage("qualified", "proposal"))
    bob.move(deal_id, "qualified")
    sync(ann, bob)
    deal = ann.deal(deal_id)
    assert (deal.stage, ann.board.stage_of(deal).id, deal.conflicts) == ("qualified", "proposal", ())


def test_a_deal_in_a_stage_retired_without_destination_is_still_shown() -> None:
    """An empty stage was retired while a deal was on its way there: the old column carries it."""
    ann, bob, deal_id = clones()
    ann.do(actions.RetireStage("qualified"))
    bob.move(deal_id, "qualified")
    sync(ann, bob)
    stage = ann.board.stage_of(ann.deal(deal_id))
    assert (stage.id, stage.name, stage.retired) == ("qualified", "Qualified", True)
    ann.move(deal_id, "proposal")
    assert ann.board.stage_of(ann.deal(deal_id)).id == "proposal"


def test_a_deal_in_an_unknown_stage_is_shown_with_its_value_untouched() -> None:
    """A made-up stage carries a deal whose stage is not in the log."""
    ann, bob, _ = clones()
    stage = bob.do(actions.AddStage("Pilot", "sales"))[0]
    deal_id = bob.add("Pilot deal", stage="pilot")
    ann.take({one: text for one, text in bob.rows.items() if one != stage})
    made_up = ann.board.stage_of(ann.deal(deal_id))
    assert (ann.deal(deal_id).stage, made_up.id, made_up.retired) == ("pilot", "pilot", True)


def test_stages_retired_into_each_other_show_their_deals() -> None:
    """A circle of destinations ends somewhere."""
    ann, bob, deal_id = clones()
    ann.do(actions.RetireStage("lead", "qualified"))
    bob.do(actions.RetireStage("qualified", "lead"))
    sync(ann, bob)
    assert ann.board.stage_of(ann.deal(deal_id)).id in {"lead", "qualified"}
    ann.move(deal_id, "proposal")
    assert ann.board.stage_of(ann.deal(deal_id)).id == "proposal"


# Duplicates


def pair() -> tuple[Replica, Replica, str, str]:
    ann, bob, first = clones()
    second = ann.add("Acme again", tags=("new",))
    step = actions.PlanFollowUp((second,), "call", date(2026, 12, 1))
    ann.do(step)
    ann.do(actions.AddContact(second, NewContact("Jo")))
    ann.do(actions.LogTouch((second,), "call"))
    sync(ann, bob)
    bob.wait(minutes=1)
    return ann, bob, first, second


def test_crosswise_merges_converge() -> None:
    """Each merged one into the other: the earlier merge stands, and one of the two shows."""
    ann, bob, first, second = pair()
    ann.do(actions.MergeDeals(second, first))
    bob.do(actions.MergeDeals(first, second))
    sync(ann, bob)
    assert ann.board == bob.board
    assert (ann.deal(second).merged_into, ann.deal(first).merged_into) == (first, "")


def test_a_merged_duplicate_shows_its_parts_on_the_deal_and_restoring_separates_them() -> None:
    """People, next steps, touches and tags count there, and nothing is lost on the way back."""
    ann, _, first, second = pair()
    ann.do(actions.MergeDeals(second, first))
    deal = ann.deal(first)
    assert ([one.name for one in deal.contacts], len(deal.follow_ups), deal.touches) == (["Jo"], 1, 1)
    assert deal.tags == ("both", "new", "old")
    ann.do(actions.RestoreDeals((second,)))
    assert (ann.deal(first).contacts, ann.deal(first).touches, ann.deal(second).merged_into) == ((), 0, "")


def test_the_parts_of_a_merged_duplicate_can_be_worked_on() -> None:
    """Ticking off a next step, changing and removing a person works as for the deal's own."""
    ann, _, first, second = pair()
    ann.do(actions.MergeDeals(second, first))
    [step], [person] = ann.deal(first).follow_ups, ann.deal(first).contacts
    ann.do(actions.EditFollowUp(first, step.id, {"due": date(2026, 12, 24)}))
    assert [one.due for one in ann.deal(first).follow_ups] == [date(2026, 12, 24)]
    ann.do(actions.FinishFollowUp(first, step.id, "done"))
    assert (ann.deal(first).follow_ups, ann.deal(first).touches) == ((), 2)
    ann.do(actions.EditContact(first, person.id, {"phone": "5"}))
    assert [(one.name, one.phone) for one in ann.deal(first).contacts] == [("Jo", "5")]
    ann.do(actions.RemoveContact(first, person.id))
    assert ann.deal(first).contacts == ()


def test_a_duplicate_of_a_deal_whose_creation_was_undone_stands_for_itself() -> None:
    """A merge into a deal that is not there hides nothing."""
    ann, bob, first = clones()
    made = ann.add("Short-lived")
    sync(ann, bob)
    bob.do(actions.MergeDeals(first, made))
    ann.wait(minutes=5)
    ann.undo()
    sync(ann, bob)
    assert ann.board == bob.board
    assert (made in ann.board.deals, ann.deal(first).is_visible) == (False, True)
    ann.redo()
    assert ann.deal(first).merged_into == made


def test_board_settings_of_the_later_author_stand() -> None:
    """Settings that differ are those of the later edit; both clones agree."""
    ann, bob, _ = clones()
    ann.do(actions.SetBoard({"name": "Ann's", "currency": "USD"}))
    bob.do(actions.SetBoard({"name": "Bob's"}))
    sync(ann, bob)
    assert ann.board == bob.board
    assert (ann.board.settings.name, ann.board.settings.currency) == ("Bob's", "USD")
