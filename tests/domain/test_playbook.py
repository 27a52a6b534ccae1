"""The playbook on deals: plays are offered while their trigger holds, and what came of them is counted."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from histories import START, Replica, sync, team
from pipeboard.domain import actions as a
from pipeboard.domain.definitions import shipped
from pipeboard.domain.errors import BadInput, NotFound, Refused
from pipeboard.domain.playbook import objection_records, offered, play_records, steps_of
from pipeboard.domain.standing import ruled

TODAY = START.date()
CHECKED = {"one-person", "offer-is-out", "competitor", "close-is-past"}
"""Plays that put an item on the checklist, too."""


@pytest.fixture
def ann() -> Replica:
    """A clone with the playbook that ships."""
    return team()[0]


def offers(ann: Replica, deal: str, *, after: int = 0) -> set[str]:
    """The plays that are offered on a deal, so many days later."""
    return {one.id for one in offered(ann.deal(deal), ann.board, TODAY + timedelta(days=after))}


def second_stage(ann: Replica) -> str:
    return list(ann.board.stages)[1]


def _triggering(ann: Replica, play: str) -> str:
    """A deal on which the trigger of a play holds (a day from now for what has to be past)."""
    fields: dict[str, dict[str, Any]] = {
        "competitor": {"competitor": "Globex"},
        "close-is-past": {"close": TODAY - timedelta(days=1)},
        "no-budget": {"value": Decimal(10)},
        "first-month": {"source": "referral"},
    }
    deal = ann.add(**fields.get(play, {}))
    match play:
        case "one-person":
            ann.do(a.MoveDeals((deal,), second_stage(ann)))
        case "offer-is-out":
            ann.do(a.AddProposal(deal, {"amount": Decimal(5), "sent": TODAY - timedelta(days=9)}))
        case "no-budget":
            ann.do(a.QualifyDeals((deal,), answers={"budget": "no"}))
        case "price-objection":
            ann.do(a.RaiseObjection((deal,), "too-expensive"))
        case "ready":
            signals = ann.board.checks_on("closing")
            for signal in signals:
                ann.do(a.CheckItems(deal, (signal.id,), done=True))
    return deal


@pytest.mark.parametrize("play", list(shipped("play")))
def test_a_play_is_offered_where_its_trigger_holds_and_nowhere_else(ann: Replica, play: str) -> None:
    """Each one that ships."""
    deal = _triggering(ann, play)
    after = 60 if play == "no-answer" else 0
    assert play in offers(ann, deal, after=after)
    assert play not in offers(ann, ann.add("Plain"))
    ann.do(a.CloseDeals((deal,), "lost", "price"))
    assert offers(ann, deal, after=after) == set()


def test_every_play_that_ships_can_be_read_and_has_steps(ann: Replica) -> None:
    """And every step belongs to one."""
    assert [one.problem for one in ruled("play", ann.board, TODAY) if one.problem] == []
    plays = ann.board.definitions("play")
    assert all(steps_of(play, ann.board) for play in plays)
    assert {one.whole for one in ann.board.definitions("play-step").values()} == set(plays)
    assert all(one.text("guidance") for one in plays.values())
    assert all(one.text("answer") for one in ann.board.definitions("objection").values())
    techniques = ann.board.definitions("technique").values()
    assert all(one.text("how") and one.text("avoid") for one in techniques)
    assert {one.whole for one in techniques} == {"closing", "negotiation", "follow-up"}


@pytest.mark.parametrize("play", list(shipped("play")))
def test_a_play_that_is_started_plans_its_steps_as_one_step_to_undo(ann: Replica, play: str) -> None:
    """Follow-ups so many days from the start, and items on the deal's checklist."""
    deal = ann.add()
    before = ann.deal(deal)
    steps = steps_of(play, ann.board)
    ann.do(a.StartPlay((deal,), play))
    due = [(one.text("kind"), TODAY + timedelta(days=one.number("days"))) for one in steps]
    planned = [(one.kind, one.due) for one in ann.deal(deal).follow_ups]
    assert sorted(planned, key=str) == sorted((one for one in due if one[0] != "check"), key=str)
    items = {one.title for one in ann.board.own_checks(ann.deal(deal))}
    assert items == {one.text("text") for one in steps if one.text("kind") == "check"}
    assert bool(items) == (play in CHECKED)
    ann.undo()
    assert ann.deal(deal)._replace(changed="", revision=0) == before._replace(changed="", revision=0)
    assert ann.board.own_checks(ann.deal(deal)) == ()


def test_a_play_is_not_offered_twice_in_a_stage(ann: Replica) -> None:
    """Once the deal came to another one it is offered again, where its trigger still holds."""
    deal = ann.add(competitor="Globex")
    ann.do(a.StartPlay((deal,), "competitor"))
    assert "competitor" not in offers(ann, deal)
    ann.wait(hours=1)
    ann.do(a.MoveDeals((deal,), second_stage(ann)))
    assert "competitor" in offers(ann, deal)
    ann.do(a.StartPlay((deal,), "competitor"))
    assert len(ann.board.own_checks(ann.deal(deal))) == 1


def test_what_came_of_plays_is_counted(ann: Replica) -> None:
    """By deal, however often it was started there."""
    won, lost, still = (ann.add(title) for title in ("A", "B", "C"))
    for deal in (won, won, lost, still):
        ann.do(a.StartPlay((deal,), "ready"))
    ann.do(a.CloseDeals((won,), "won"))
    ann.do(a.CloseDeals((lost,), "lost", "price"))
    record = play_records(ann.board)["ready"]
    assert record.count == 3
    assert record.by_status == {"won": (won,), "lost": (lost,), "open": (still,)}


def test_objections_are_counted_by_the_stage_and_the_outcome(ann: Replica) -> None:
    """The stage is where the deal stood when it was raised first."""
    first, second = list(ann.board.stages)[:2]
    one, other = ann.add("A"), ann.add("B")
    ann.do(a.RaiseObjection((one, other), "not-now", "After the fair"))
    ann.do(a.MoveDeals((one,), second))
    ann.do(a.RaiseObjection((one,), "not-now"))
    ann.do(a.RaiseObjection((one,), "too-expensive", "Twice the others"))
    ann.do(a.CloseDeals((other,), "disqualified", "timing"))
    records = objection_records(ann.board)
    assert list(records) == ["not-now", "too-expensive"]
    assert records["not-now"].by_stage == {first: (one, other)}
    assert records["not-now"].by_status == {"open": (one,), "disqualified": (other,)}
    assert records["too-expensive"].by_stage == {second: (one,)}
    assert [use.text for use in ann.deal(one).objections] == ["After the fair", "", "Twice the others"]


def test_closed_deals_count_from_the_archive_too(ann: Replica) -> None:
    """Open ones there do not, nor what was deleted: as in all metrics."""
    won, still, gone = (ann.add(title) for title in ("A", "B", "C"))
    ann.do(a.RaiseObjection((won, still, gone), "not-now"))
    ann.do(a.CloseDeals((won,), "won"))
    ann.do(a.ArchiveDeals((won, still)))
    ann.do(a.DeleteDeals((gone,)))
    assert objection_records(ann.board)["not-now"].deals == (won,)


def test_a_new_objection_is_kept_under_its_name(ann: Replica) -> None:
    """In the same step, which undo takes back whole."""
    deal = ann.add()
    ann.do(a.RaiseObjection((deal,), "", "Says the lawyer", title="Contract law"))
    (use,) = ann.deal(deal).objections
    assert ann.board.definitions("objection")[use.of].title == "Contract law"
    ann.undo()
    assert ann.deal(deal).objections == ()
    assert use.of not in ann.board.definitions("objection")


def test_two_clones_note_what_they_heard(ann: Replica) -> None:
    """Both notes are there, in one order, and nothing is in conflict."""
    ann, bob = team()[:2]
    deal = ann.add()
    sync(ann, bob)
    ann.do(a.RaiseObjection((deal,), "not-now"))
    bob.wait(hours=1)
    bob.do(a.RaiseObjection((deal,), "too-expensive"))
    bob.do(a.StartPlay((deal,), "price-objection"))
    sync(ann, bob)
    assert ann.board == bob.board
    assert [use.of for use in ann.deal(deal).objections] == ["not-now", "too-expensive"]
    assert [use.of for use in bob.deal(deal).plays] == ["price-objection"]
    assert ann.deal(deal).conflicts == ()


def test_what_makes_no_sense_is_refused(ann: Replica) -> None:
    """In a sentence each, and nothing is written."""
    deal, rows = ann.add(), len(ann.rows)
    ann_do: list[tuple[a.Action, type[Exception], str]] = [
        (a.StartPlay((deal,), "none"), NotFound, "no play"),
        (a.RaiseObjection((deal,), "none"), NotFound, "no objection"),
        (a.RaiseObjection((deal,), "", title="It is too expensive"), Refused, "already"),
        (a.Define("play", {"title": "X", "when": "value>>"}), BadInput, "character"),
        (a.Define("play", {"title": "X"}), BadInput, "when"),
        (a.Define("play-step", {"play": "none", "text": "X"}), NotFound, "no play"),
    ]
    for action, kind, words in ann_do:
        with pytest.raises(kind, match=words):
            ann.do(action)
    assert len(ann.rows) == rows
    ann.do(a.CloseDeals((deal,), "won"))
    with pytest.raises(Refused, match="won"):
        ann.do(a.StartPlay((deal,), "ready"))


def test_removing_a_play_takes_its_steps_along(ann: Replica) -> None:
    """The steps that were planned stay, and so does what came of it."""
    deal = ann.add()
    ann.do(a.StartPlay((deal,), "no-answer"))
    ann.do(a.Undefine("play", "no-answer"))
    assert steps_of("no-answer", ann.board) == ()
    assert len(ann.deal(deal).follow_ups) == 3
    assert play_records(ann.board)["no-answer"].count == 1
