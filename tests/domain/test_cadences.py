"""What follows on a follow-up by itself: recurring ones, cadences, the nurture track."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from histories import START, Replica, sync, team
from pipeboard.domain import actions as a
from pipeboard.domain import rules
from pipeboard.domain.cadences import following, place_of, recurrence, steps_of
from pipeboard.domain.deal import Deal
from pipeboard.domain.errors import PipeBoardError
from pipeboard.domain.followup import FollowUp
from pipeboard.domain.nurture import is_resting
from pipeboard.domain.values import Changes

TODAY = START.date()


@pytest.fixture
def ann() -> Replica:
    """A clone whose team has a cadence of three steps and one that starts over."""
    ann = team()[0]
    ann.do(a.Define("cadence", {"title": "Short"}, "short"))
    for days, kind, text in ((0, "mail", "Write"), (2, "call", "Ring"), (5, "task", "Think")):
        step: Changes = {"cadence": "short", "days": days, "kind": kind, "text": text}
        ann.do(a.Define("cadence-step", step))
    ann.do(a.Define("cadence", {"title": "Round", "repeat": True}, "round"))
    ann.do(a.Define("cadence-step", {"cadence": "round", "days": 30, "kind": "mail", "text": "Again"}))
    return ann


def steps(ann: Replica, deal: str) -> list[tuple[str, Any, int]]:
    """Kind, day and step of a deal's open follow-ups."""
    return [(one.kind, one.due, one.step) for one in ann.deal(deal).follow_ups]


def only(ann: Replica, deal: str) -> FollowUp:
    """The one open follow-up."""
    (step,) = ann.deal(deal).follow_ups
    return step


def finish(ann: Replica, deal: str, **more: Any) -> list[str]:
    """Tick the deal's next follow-up off."""
    return ann.do(a.FinishFollowUp(deal, ann.deal(deal).follow_ups[0].id, **more))


def told(ann: Replica, action: a.Action) -> str:
    """The sentence for an action."""
    plan = ann._plan(action.at)
    rules.apply(action, plan)
    return plan.summary


# Recurring follow-ups


@pytest.mark.parametrize(("due", "following_day"), [(-10, 30), (0, 30), (4, 34)])
def test_a_recurring_follow_up_plans_the_next_when_it_is_done(
    ann: Replica, due: int, following_day: int
) -> None:
    """So many days after it was due or done, whichever was later: a late one does not pile up."""
    deal = ann.add()
    ann.do(a.PlanFollowUp((deal,), "call", TODAY + timedelta(days=due), "Ask", "Bob", every=30))
    finish(ann, deal)
    step = only(ann, deal)
    assert step.due == TODAY + timedelta(days=following_day)
    assert (step.kind, step.text, step.owner, step.every) == ("call", "Ask", "Bob", 30)


def test_the_next_one_has_the_same_time_of_day_also_when_the_clocks_change(ann: Replica) -> None:
    """14:00 in Helsinki stays 14:00, in winter and in summer."""
    deal = ann.add()
    due = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    ann.do(a.PlanFollowUp((deal,), "call", due, every=180))
    finish(ann, deal)
    assert only(ann, deal).due == datetime(2027, 5, 22, 11, 0, tzinfo=UTC)


def test_one_dated_back_counts_from_that_day(ann: Replica) -> None:
    """Done last week, due again a month after that."""
    deal = ann.add()
    ann.do(a.PlanFollowUp((deal,), "call", TODAY - timedelta(days=9), every=30))
    finish(ann, deal, at=START - timedelta(days=7))
    assert only(ann, deal).due == TODAY + timedelta(days=23)


def test_cancelling_ends_it_and_so_does_the_last_time(ann: Replica) -> None:
    """And the sentence says so."""
    deal = ann.add()
    ann.do(a.PlanFollowUp((deal,), "call", TODAY, every=30))
    step = only(ann, deal).id
    cancel = a.CancelFollowUp(deal, step)
    assert told(ann, cancel) == "Cancelled the call on Acme, which does not come again."
    assert told(ann, a.FinishFollowUp(deal, step)).endswith("next is a call on 23 Dec (every 30d).")
    finish(ann, deal, end=True)
    assert ann.deal(deal).follow_ups == ()


def test_its_end_can_be_written_later(ann: Replica) -> None:
    """An edit to once."""
    deal = ann.add()
    ann.do(a.PlanFollowUp((deal,), "call", TODAY, every=30))
    ann.do(a.EditFollowUp(deal, only(ann, deal).id, {"every": None}))
    finish(ann, deal)
    assert ann.deal(deal).follow_ups == ()


def test_one_undo_takes_back_the_end_and_the_next_one(ann: Replica) -> None:
    """Both are one action."""
    deal = ann.add()
    ann.do(a.PlanFollowUp((deal,), "call", TODAY, every=30))
    before = steps(ann, deal)
    finish(ann, deal)
    ann.undo()
    assert steps(ann, deal) == before


def test_two_clones_that_finish_it_at_once_do_not_double_it(ann: Replica) -> None:
    """Each plans a next one, and the two are one."""
    bob = Replica("m2xb", "Bob")
    deal = ann.add()
    ann.do(a.PlanFollowUp((deal,), "call", TODAY, every=30))
    sync(ann, bob)
    finish(ann, deal)
    finish(bob, deal)
    sync(ann, bob)
    for _ in range(2):
        assert len(ann.deal(deal).follow_ups) == 1
        finish(ann, deal)


def test_a_next_one_of_ones_own_takes_its_place(ann: Replica) -> None:
    """What is planned by hand is all that is planned."""
    deal = ann.add()
    ann.do(a.PlanFollowUp((deal,), "call", TODAY, every=30))
    finish(ann, deal, next=a.PlanFollowUp((deal,), "meeting", TODAY + timedelta(days=1)))
    assert steps(ann, deal) == [("meeting", TODAY + timedelta(days=1), 0)]


# Cadences


def test_a_cadence_plans_one_step_after_the_other(ann: Replica) -> None:
    """Each so many days after the one before was done, until the last."""
    deal = ann.add()
    ann.do(a.StartCadence((deal,), "short"))
    assert steps(ann, deal) == [("mail", TODAY, 1)]
    ann.wait(days=3)
    finish(ann, deal)
    assert steps(ann, deal) == [("call", TODAY + timedelta(days=5), 2)]
    assert place_of(only(ann, deal), ann.board) == "2 of 3 Short"
    finish(ann, deal)
    assert steps(ann, deal) == [("task", TODAY + timedelta(days=8), 3)]
    finish_last = a.FinishFollowUp(deal, only(ann, deal).id)
    assert told(ann, finish_last) == "Done: task on Acme; that was the last step of Short."
    ann.do(finish_last)
    assert ann.deal(deal).follow_ups == ()
    assert ann.deal(deal).touches == 2


def test_a_cadence_can_start_on_another_day_and_on_many_deals(ann: Replica) -> None:
    """The first step is counted from there."""
    one, two = ann.add("One"), ann.add("Two")
    ann.do(a.StartCadence((one, two), "round", TODAY + timedelta(days=3)))
    for deal in (one, two):
        assert steps(ann, deal) == [("mail", TODAY + timedelta(days=33), 1)]


def test_one_that_repeats_starts_over(ann: Replica) -> None:
    """After its last step comes the first."""
    deal = ann.add()
    ann.do(a.StartCadence((deal,), "round"))
    finish(ann, deal)
    assert steps(ann, deal) == [("mail", TODAY + timedelta(days=30), 1)]


def test_stopping_takes_the_open_step_off_and_nothing_else(ann: Replica) -> None:
    """A follow-up beside it stays."""
    deal = ann.add()
    ann.do(a.StartCadence((deal,), "short"))
    ann.do(a.PlanFollowUp((deal,), "meeting", TODAY))
    assert told(ann, a.StopCadence((deal,))) == "Stopped 1 of 3 Short on Acme."
    ann.do(a.StopCadence((deal,)))
    assert steps(ann, deal) == [("meeting", TODAY, 0)]


def test_a_step_that_is_cancelled_ends_its_cadence(ann: Replica) -> None:
    """As the sentence says."""
    deal = ann.add()
    ann.do(a.StartCadence((deal,), "short"))
    cancel = a.CancelFollowUp(deal, only(ann, deal).id)
    assert told(ann, cancel) == "Cancelled the mail on Acme, which ends Short."


def test_a_cadence_that_was_removed_ends_with_its_open_step(ann: Replica) -> None:
    """The step stays until it is done, and still says where it belongs."""
    deal = ann.add()
    ann.do(a.StartCadence((deal,), "short"))
    ann.do(a.Undefine("cadence", "short"))
    assert place_of(only(ann, deal), ann.board) == "step 1 Short"
    finish(ann, deal)
    assert ann.deal(deal).follow_ups == ()


def test_a_cadence_that_was_changed_goes_on_as_it_is_now(ann: Replica) -> None:
    """A further step is there when the ones before are done."""
    deal = ann.add()
    ann.do(a.StartCadence((deal,), "short"))
    extra: Changes = {"cadence": "short", "days": 1, "kind": "call", "text": "Once more"}
    ann.do(a.Define("cadence-step", extra))
    assert place_of(only(ann, deal), ann.board) == "1 of 4 Short"
    for _ in range(3):
        finish(ann, deal)
    assert only(ann, deal).text == "Once more"


def test_two_clones_that_finish_a_step_at_once_do_not_double_the_cadence(ann: Replica) -> None:
    """Each plans the next step, and the two are one."""
    bob = Replica("m2xb", "Bob")
    deal = ann.add()
    ann.do(a.StartCadence((deal,), "short"))
    sync(ann, bob)
    finish(ann, deal)
    finish(bob, deal)
    sync(ann, bob)
    assert [step for _, _, step in steps(ann, deal)] == [2]
    finish(ann, deal)
    assert [step for _, _, step in steps(ann, deal)] == [3]


def test_what_ships_makes_sense() -> None:
    """Every cadence has steps, each of a kind and with words."""
    board = team()[0].board
    for name in board.definitions("cadence"):
        assert steps_of(name, board)
        assert all(one.text("kind") and one.text("text") for one in steps_of(name, board))


def test_nothing_follows_on_a_plain_follow_up(ann: Replica) -> None:
    """Nor are there words for it."""
    step = FollowUp("x", "call", TODAY)
    assert following(step, ann.board, TODAY) is None
    assert (place_of(step, ann.board), recurrence(step, ann.board)) == ("", "")


def test_a_day_at_the_end_of_the_calendar_does_not_break(ann: Replica) -> None:
    """It stays on its last day."""
    step = FollowUp("x", "call", date.max, every=3650)
    coming = following(step, ann.board, TODAY)
    assert coming is not None
    assert coming.due == date.max


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda deal: a.StartCadence((deal,), "nope"), "no cadence 'nope'"),
        (lambda deal: a.StartCadence((deal,), "bare"), "Bare has no steps yet"),
        (lambda deal: a.StopCadence((deal,)), "in no cadence"),
        (lambda deal: a.StopNurturing((deal,)), "not on the nurture track"),
        (lambda deal: a.NurtureDeals((deal,), every=0), "from 1 up"),
        (lambda deal: a.PlanFollowUp((deal,), "call", TODAY, every=-3), "Repeats after"),
        (lambda deal: a.SetFocus("", ("Acme",)), "belongs to somebody"),
        (lambda deal: a.SetFocus("Ann", ()), "one to three accounts"),
        (lambda deal: a.SetFocus("Ann", ("Nobody",)), "No deal has the company"),
        (lambda deal: a.EditDeals((deal,), {"revisit": TODAY}), "only a disqualified deal"),
        (lambda deal: a.AddDeal({"title": "New", "revisit": TODAY}), "no day to look again"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_sentence(ann: Replica, make: Any, sentence: str) -> None:
    """And nothing is written."""
    deal = ann.add()
    ann.do(a.Define("cadence", {"title": "Bare"}, "bare"))
    rows = len(ann.rows)
    with pytest.raises(PipeBoardError) as caught:
        ann.do(make(deal))
    assert sentence in caught.value.sentence
    assert caught.value.sentence.endswith(".")
    assert len(ann.rows) == rows


def test_a_deal_is_in_one_cadence_at_a_time_and_not_while_it_is_lost(ann: Replica) -> None:
    """Nor while it is deleted."""
    deal = ann.add()
    ann.do(a.StartCadence((deal,), "short"))
    with pytest.raises(PipeBoardError, match="1 of 3 Short"):
        ann.do(a.StartCadence((deal,), "round"))
    second = a.PlanFollowUp((deal,), "mail", TODAY, cadence="round", step=1)
    with pytest.raises(PipeBoardError, match="1 of 3 Short"):
        ann.do(second)
    ann.do(a.FinishFollowUp(deal, only(ann, deal).id, next=second))
    assert only(ann, deal).cadence == "round"
    lost = ann.add("Lost")
    ann.close(lost, "lost", "price")
    with pytest.raises(PipeBoardError, match="Lost is lost"):
        ann.do(a.StartCadence((lost,), "short"))
    ann.do(a.DeleteDeals((lost,)))
    for action in (a.StartCadence((lost,), "short"), a.PlanFollowUp((lost,), "call", TODAY)):
        with pytest.raises(PipeBoardError, match="restore it first"):
            ann.do(action)


# The nurture track


def resting(ann: Replica, deal: Deal) -> bool:
    """Whether it is left in peace today."""
    return is_resting(deal, TODAY, ann.board.zone)


def test_a_nurtured_deal_has_the_track_and_a_follow_up_that_comes_again(ann: Replica) -> None:
    """And rests until it is overdue."""
    deal = ann.add()
    ann.do(a.NurtureDeals((deal,), "mail", "Useful", 14))
    assert ann.deal(deal).track == "nurture"
    assert steps(ann, deal) == [("mail", TODAY + timedelta(days=14), 0)]
    assert resting(ann, ann.deal(deal))
    assert not is_resting(ann.deal(deal), TODAY + timedelta(days=15), ann.board.zone)
    finish(ann, deal)
    assert only(ann, deal).every == 14


def test_a_rhythm_that_is_there_goes_on(ann: Replica) -> None:
    """To nurture twice plans nothing twice."""
    deal = ann.add()
    ann.do(a.PlanFollowUp((deal,), "call", TODAY, every=90))
    said = told(ann, a.NurtureDeals((deal,), "mail", "Useful", 30))
    assert said == "Nurturing Acme: the call every 90d goes on."
    ann.do(a.NurtureDeals((deal,)))
    assert ann.do(a.NurtureDeals((deal,))) == []
    assert only(ann, deal).every == 90


def test_stopping_takes_track_and_rhythm_off(ann: Replica) -> None:
    """Another follow-up stays."""
    deal = ann.add()
    ann.do(a.NurtureDeals((deal,)))
    ann.do(a.PlanFollowUp((deal,), "meeting", TODAY))
    ann.do(a.StopNurturing((deal,)))
    assert ann.deal(deal).track == ""
    assert steps(ann, deal) == [("meeting", TODAY, 0)]


def test_only_an_open_deal_is_nurtured(ann: Replica) -> None:
    """One that is won is not waiting for anything."""
    deal = ann.add()
    ann.close(deal, "won")
    with pytest.raises(PipeBoardError, match="Acme is won"):
        ann.do(a.NurtureDeals((deal,)))
    assert not resting(ann, ann.deal(deal)._replace(track="nurture"))


# The day to look again


def test_the_day_to_look_again_is_put_off_and_ticked_off(ann: Replica) -> None:
    """What was said at the close stands until then, and a later close says it anew."""
    deal = ann.add()
    day = TODAY + timedelta(days=30)
    ann.do(a.CloseDeals((deal,), "disqualified", "no budget", revisit=day))
    ann.edit(deal, revisit=day + timedelta(days=30))
    assert ann.deal(deal).revisit == day + timedelta(days=30)
    ann.edit(deal, revisit=None)
    assert ann.deal(deal).revisit is None
    ann.undo()
    assert ann.deal(deal).revisit == day + timedelta(days=30)
    ann.do(a.ReopenDeals((deal,)))
    assert ann.deal(deal).revisit is None
    ann.do(a.CloseDeals((deal,), "disqualified", "too small", revisit=day))
    assert ann.deal(deal).revisit == day
    ann.edit(deal, revisit=TODAY)
    assert (ann.deal(deal).revisit, ann.deal(deal).conflicts) == (TODAY, ())
