"""What the events of one deal add up to."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from histories import START, Replica, event_id, line, sync, team
from pipeboard.domain import actions
from pipeboard.domain.actions import NewContact
from pipeboard.domain.log import Log

AT = "2026-11-23T10:00:00Z"


def ann() -> Replica:
    return team()[0]


def at(**ago: float) -> datetime:
    return START - timedelta(**ago)


def test_a_new_deal_is_open_in_the_first_stage_with_the_boards_currency_and_its_author_as_owner() -> None:
    """What is not said has a sensible value; unknown is not zero."""
    one = ann()
    deal = one.deal(one.add("Acme"))
    assert (deal.title, deal.stage, deal.status, deal.owner) == ("Acme", "lead", "open", "Ann")
    assert (deal.currency, deal.value, deal.priority, deal.tags) == ("EUR", None, "normal", ())
    assert deal.created == deal.entered_stage == deal.last_activity
    assert deal.changed == deal.id


def test_zero_and_unknown_are_two_values() -> None:
    """0 is a real value; emptying the field makes it unknown again."""
    one = ann()
    deal_id = one.add("Acme", value=Decimal(5))
    one.edit(deal_id, value=Decimal(0))
    assert one.deal(deal_id).value == 0
    assert one.deal(deal_id).value is not None
    one.edit(deal_id, value=None)
    assert one.deal(deal_id).value is None
    assert one.edit(deal_id, value=Decimal(0))


def test_users_own_fields_are_kept_under_their_names() -> None:
    """Custom fields are text, and empty ones are gone."""
    one = ann()
    deal_id = one.add("Acme", **{"custom.colour": "red", "custom.size": "L"})
    one.edit(deal_id, **{"custom.colour": None})
    assert dict(one.deal(deal_id).custom) == {"size": "L"}


def test_a_move_entered_late_does_not_undo_a_newer_one() -> None:
    """The deal stands where its latest move by date put it; history has both."""
    one = ann()
    deal_id = one.add("Acme")
    one.move(deal_id, "proposal", at=at(days=1))
    before = one.deal(deal_id)
    one.move(deal_id, "qualified", at=at(days=3))
    deal = one.deal(deal_id)
    assert (deal.stage, deal.entered_stage, deal.conflicts) == ("proposal", before.entered_stage, ())


def test_a_close_entered_late_counts_unless_a_move_came_after_it() -> None:
    """A deal lost last week is lost since then."""
    one = ann()
    deal_id = one.add("Acme")
    one.do(actions.CloseDeals((deal_id,), "lost", "price", at=at(days=7)))
    assert (one.deal(deal_id).status, one.deal(deal_id).closed) == ("lost", at(days=7))


def test_moves_within_one_second_stand_in_the_order_they_were_made() -> None:
    """Times in the file are to the second; the order of the rows decides between equal ones."""
    one = ann()
    deal_id = one.add("Acme")
    moment = one.clock.now()
    for stage in ("qualified", "proposal", "lead", "qualified"):
        one.clock.set(moment)
        one.move(deal_id, stage)
    assert one.deal(deal_id).stage == "qualified"


def test_a_clock_that_was_years_ahead_does_not_win_over_later_edits() -> None:
    """Bob's clock is ten years fast; whoever has seen his edits still has the last word, on every clone."""
    one, bob = team(timedelta(), timedelta(days=3650))
    deal_id = one.add("Acme")
    sync(one, bob)
    bob.move(deal_id, "proposal")
    bob.edit(deal_id, source="from Bob")
    sync(one, bob)
    one.move(deal_id, "qualified")
    one.edit(deal_id, source="from Ann")
    sync(one, bob)
    assert one.board == bob.board
    assert (bob.deal(deal_id).stage, bob.deal(deal_id).source) == ("qualified", "from Ann")
    assert bob.deal(deal_id).conflicts == ()
    assert one.deal(one.add("Another")).created == one.clock.now() - timedelta(seconds=1)


def test_a_clock_years_ahead_does_not_win_over_later_settings_and_undos() -> None:
    """Settings and stages keep their order too, and such an action can be undone."""
    one, bob = team(timedelta(), timedelta(days=3650))
    act = bob.do(actions.SetBoard({"name": "Future"}))[0]
    bob.do(actions.EditStage("lead", {"name": "Future lead"}))
    sync(one, bob)
    one.do(actions.EditStage("lead", {"name": "Lead today"}))
    assert one.board.stages["lead"].name == "Lead today"
    one.undo(act)
    sync(one, bob)
    assert bob.board.settings.name == "Demo"


def test_a_win_moves_to_the_first_stage_after_it_and_one_undo_takes_both_back() -> None:
    """Winning is one action: status and stage come and go together."""
    one = ann()
    deal_id = one.add("Acme", stage="proposal")
    before = one.deal(deal_id)
    assert len(one.close(deal_id, "won", "They liked us")) == 2
    won = one.deal(deal_id)
    assert (won.status, won.stage, won.reason) == ("won", "delivery", "They liked us")
    assert won.closed == at() + timedelta(seconds=2)
    one.undo()
    after = one.deal(deal_id)
    assert (after.status, after.stage, after.closed, after.entered_stage) == (
        "open", "proposal", None, before.entered_stage,
    )  # fmt: skip


def test_a_deal_moved_on_after_its_win_stays_won_since_then() -> None:
    """Delivery is a stage like any other, and moving there closes nothing anew."""
    one = ann()
    one.do(actions.AddStage("After-sales", "sales", "delivery"))
    deal_id = one.add("Acme")
    one.close(deal_id, "won", "Price")
    closed = one.deal(deal_id).closed
    one.wait(days=3)
    one.move(deal_id, "after-sales")
    deal = one.deal(deal_id)
    assert (deal.status, deal.stage, deal.closed, deal.reason) == ("won", "after-sales", closed, "Price")


def test_follow_ups_of_a_won_deal_stay() -> None:
    """A planned step does not vanish with the win."""
    one = ann()
    deal_id = one.add("Acme")
    one.do(actions.PlanFollowUp((deal_id,), "call", date(2026, 12, 1)))
    one.close(deal_id, "won")
    assert len(one.deal(deal_id).follow_ups) == 1


def test_reopening_clears_the_reason_on_the_card_and_keeps_it_in_history() -> None:
    """The card is that of an open deal, young in its stage; the log still has the loss."""
    one = ann()
    deal_id = one.add("Acme", stage="qualified")
    lost = one.do(actions.CloseDeals((deal_id,), "lost", "price", "Ask earlier", date(2027, 3, 1)))[0]
    assert (one.deal(deal_id).lesson, one.deal(deal_id).revisit) == ("Ask earlier", date(2027, 3, 1))
    one.wait(days=5)
    one.do(actions.ReopenDeals((deal_id,)))
    deal = one.deal(deal_id)
    assert (deal.status, deal.stage, deal.closed) == ("open", "qualified", None)
    assert (deal.reason, deal.lesson, deal.revisit) == ("", "", None)
    assert deal.entered_stage == deal.last_activity
    assert one.log.row(lost)["reason"] == "price"


def test_the_latest_close_gives_the_reason() -> None:
    """Lost, reopened, lost again: the second reason and date count."""
    one = ann()
    deal_id = one.add("Acme")
    one.close(deal_id, "lost", "price")
    one.do(actions.ReopenDeals((deal_id,)))
    one.wait(days=2)
    one.close(deal_id, "lost", "timing")
    deal = one.deal(deal_id)
    assert (deal.reason, deal.closed) == ("timing", deal.last_activity)


def test_activity_is_a_move_a_touch_or_a_note_and_not_an_edit() -> None:
    """What keeps a deal from counting as idle is something that happened, even if it was entered late."""
    one = ann()
    deal_id = one.add("Acme")
    created = one.deal(deal_id).last_activity
    one.wait(days=1)
    one.edit(deal_id, company="Acme Oy")
    one.do(actions.PlanFollowUp((deal_id,), "call", date(2026, 12, 1)))
    one.do(actions.LogTouch((deal_id,), "call", at=at(days=2)))
    assert one.deal(deal_id).last_activity == created
    assert one.deal(deal_id).last_touch == at(days=2)
    one.do(actions.AddNote((deal_id,), "Rang"))
    assert one.deal(deal_id).last_activity > created + timedelta(hours=23)


def test_next_steps_are_in_order_of_when_they_are_due() -> None:
    """A whole day is due at its end; done and cancelled steps leave the card."""
    one = ann()
    deal_id = one.add("Acme")
    day, morning = date(2026, 12, 1), datetime.fromisoformat("2026-12-01T08:00:00Z")
    for kind, due in (("task", day), ("call", morning), ("mail", date(2026, 11, 30))):
        one.do(actions.PlanFollowUp((deal_id,), kind, due))
    assert [step.kind for step in one.deal(deal_id).follow_ups] == ["mail", "call", "task"]
    mail, call, _ = one.deal(deal_id).follow_ups
    one.do(actions.FinishFollowUp(deal_id, mail.id))
    one.do(actions.CancelFollowUp(deal_id, call.id))
    deal = one.deal(deal_id)
    assert ([step.kind for step in deal.follow_ups], deal.touches) == (["task"], 1)
    assert deal.next_follow_up == deal.follow_ups[0]


def test_a_deal_whose_creation_is_lost_still_shows() -> None:
    """A row that vanished takes no other with it: the deal is there with what is known."""
    one = ann()
    deal_id = one.add("Acme")
    one.move(deal_id, "qualified")
    one.edit(deal_id, company="Acme Oy")
    rest = Log({key: text for key, text in one.rows.items() if key != deal_id})
    deal = rest.board.deals[deal_id]
    assert (deal.title, deal.company) == ("(untitled)", "Acme Oy")
    assert (deal.stage, deal.status) == ("qualified", "open")


def test_a_note_without_a_deal_shows_something() -> None:
    """Even a single event of a lost deal is not out of sight; one that was taken back is."""
    row = {"do": "note.added", "deal": "lost", "at": AT, "by": "Ann", "text": "Rang"}
    log = Log(line(event_id(1), row))
    assert (log.board.deals["lost"].title, log.board.deals["lost"].notes) == ("(untitled)", 1)
    log.add(line(event_id(2), {"do": "undo", "at": AT, "by": "Ann", "of": event_id(1)}))
    assert "lost" not in log.board.deals


def test_a_second_creation_of_a_deal_is_left_out() -> None:
    """Two rows that claim to make one deal: the first one does, the other is told."""
    body = {"do": "deal.created", "deal": "d", "at": AT, "by": "Ann"}
    rows = line(event_id(1), {**body, "set": {"title": "First"}})
    rows |= line(event_id(2), {**body, "set": {"title": "Second"}})
    log = Log(rows)
    assert (log.board.deals["d"].title, list(log.problems)) == ("First", [event_id(2)])
    log.add(line(event_id(3), {"do": "undo", "at": AT, "by": "Ann", "of": event_id(1)}))
    assert (log.board.deals["d"].title, log.problems) == ("Second", {})


def test_a_manual_place_ends_with_the_stage_it_was_given_in() -> None:
    """A card that moves takes its place by the board's own order, and undo gives its old place back."""
    one = ann()
    deal_id = one.add("Acme")
    one.do(actions.RankDeal(deal_id, "k"))
    one.move(deal_id, "qualified")
    assert one.deal(deal_id).rank == ""
    one.undo()
    assert (one.deal(deal_id).rank, one.deal(deal_id).stage) == ("k", "lead")


def test_a_removed_contact_is_gone_and_the_others_stay() -> None:
    """People keep their order and their ids."""
    one = ann()
    deal_id = one.do(
        actions.AddDeal({"title": "Acme"}, (NewContact("Jo", role="champion"), NewContact("Mo", "mo@x.fi")))
    )[0]
    jo, mo = one.deal(deal_id).contacts
    assert (jo.role, mo.email) == ("champion", "mo@x.fi")
    one.do(actions.RemoveContact(deal_id, jo.id))
    assert one.deal(deal_id).contacts == (mo,)


def test_the_revision_of_a_deal_is_its_last_event_even_when_that_was_undone() -> None:
    """Whoever edits after an undo writes an event that sorts after it."""
    one = ann()
    deal_id = one.add("Acme")
    [edit] = one.edit(deal_id, company="A")
    assert one.deal(deal_id).changed == edit
    one.edit(deal_id, source="B")
    for _ in range(2):
        one.undo()
        assert one.deal(deal_id).changed == next(one.log.newest)


def test_the_day_to_look_again_is_that_of_the_close_unless_it_was_put_off_since() -> None:
    """A day that was written before the latest close does not count."""
    first, later, second = date(2027, 1, 1), date(2027, 2, 1), date(2027, 3, 1)
    clone = ann()
    deal = clone.add()
    clone.do(actions.CloseDeals((deal,), "disqualified", "No budget", revisit=first))
    assert clone.deal(deal).revisit == first
    clone.edit(deal, revisit=later)
    assert clone.deal(deal).revisit == later
    clone.do(actions.ReopenDeals((deal,)))
    clone.do(actions.CloseDeals((deal,), "disqualified", "No budget", revisit=second))
    assert clone.deal(deal).revisit == second
