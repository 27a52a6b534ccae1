"""Events told in words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from histories import Replica, team
from pipeboard.domain import actions as a
from pipeboard.domain.events import read_event
from pipeboard.domain.timeline import entry

DAY = date(2026, 12, 1)


def told(ann: Replica, ids: list[str]) -> list[str]:
    return [entry(one, read_event(ann.log.row(one)), ann.board).text for one in ids]


def setting() -> tuple[Replica, str, str, str]:
    """A deal with a contact and a next step."""
    ann = team()[0]
    deal_id = ann.add("Acme", value=Decimal(5))
    contact = ann.do(a.AddContact(deal_id, a.NewContact("Jo", role="champion")))[0]
    step = ann.do(a.PlanFollowUp((deal_id,), "call", DAY, "ring"))[0]
    return ann, deal_id, contact, step


TOLD: list[tuple[Any, list[str]]] = [
    (
        lambda d, c, s: a.EditDeals((d,), {"value": Decimal("7.50"), "tags": ("a", "b")}),
        ["Value 5 → 7.50, Tags a, b"],
    ),
    (lambda d, c, s: a.EditDeals((d,), {"value": Decimal(12000)}), ["Value 5 → 12 000"]),
    (lambda d, c, s: a.EditDeals((d,), {"value": None, "custom.size": "L"}), ["Value 5 → none, size L"]),
    (lambda d, c, s: a.MoveDeals((d,), "qualified"), ["Moved from Lead to Qualified"]),
    (
        lambda d, c, s: a.CloseDeals((d,), "won", "Trust"),
        ["Won; because: Trust", "Moved from Lead to Delivery"],
    ),
    (
        lambda d, c, s: a.CloseDeals((d,), "lost", "Price", "Ask", DAY),
        ["Lost; because: Price; lesson: Ask; revisit 2026-12-01"],
    ),
    (lambda d, c, s: a.ArchiveDeals((d,)), ["Archived"]),
    (lambda d, c, s: a.DeleteDeals((d,)), ["Deleted"]),
    (lambda d, c, s: a.AddContact(d, a.NewContact("Mo")), ["Contact Mo"]),
    (lambda d, c, s: a.EditContact(d, c, {"phone": "1"}), ["Contact Jo: Phone 1"]),
    (lambda d, c, s: a.LogTouch((d,), "call", "Rang"), ["Call: Rang"]),
    (lambda d, c, s: a.LogTouch((d,), "mail"), ["Mail"]),
    (lambda d, c, s: a.AddNote((d,), "They rang"), ["They rang"]),
    (lambda d, c, s: a.PlanFollowUp((d,), "mail", DAY), ["Planned a mail for 2026-12-01"]),
    (
        lambda d, c, s: a.EditFollowUp(d, s, {"due": date(2026, 12, 8)}),
        ["Follow-up: Due 2026-12-01 → 2026-12-08"],
    ),
    (lambda d, c, s: a.FinishFollowUp(d, s, "Fine"), ["Done: a follow-up, Fine", "Call: Fine"]),
    (lambda d, c, s: a.CancelFollowUp(d, s), ["Cancelled: a follow-up"]),
    (lambda d, c, s: a.SetBoard({"name": "New"}), ["Board: Name Demo → New"]),
    (
        lambda d, c, s: a.AddPipeline("Partners", (a.NewStage("", {"name": "First"}),)),
        ["Added the pipeline Partners", "Added the stage First"],
    ),
    (lambda d, c, s: a.EditPipeline("sales", {"name": "Sold"}), ["Changed the pipeline Sold"]),
    (lambda d, c, s: a.EditStage("lead", {"days": 5}), ["Stage Lead: Target days 0 → 5"]),
    (lambda d, c, s: a.RetireStage("lead", "qualified"), ["Retired the stage Lead into Qualified"]),
    (lambda d, c, s: a.MergeStage("lead", "qualified"), ["Merged the stage Lead into Qualified"]),
]


@pytest.mark.parametrize(("make", "texts"), TOLD)
def test_every_event_is_told_in_a_few_words(make: Any, texts: list[str]) -> None:
    """Old and new values, names instead of ids."""
    ann, deal_id, contact, step = setting()
    assert told(ann, ann.do(make(deal_id, contact, step))) == texts


def test_the_time_of_a_follow_up_is_told_in_the_boards_time_zone() -> None:
    """As the agenda shows it, and not in UTC as the file has it."""
    ann, deal_id, _, step = setting()
    ann.do(a.SetBoard({"timezone": "Europe/Helsinki"}))
    at = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
    assert told(ann, ann.do(a.PlanFollowUp((deal_id,), "call", at))) == [
        "Planned a call for 2026-12-01 14:00"
    ]
    moved = ann.do(a.EditFollowUp(deal_id, step, {"due": at.replace(hour=22, minute=30)}))
    assert told(ann, moved) == ["Follow-up: Due 2026-12-01 → 2026-12-02 00:30"]


def test_later_events_of_a_deal_are_told_too() -> None:
    """Restored, reopened, merged; a person that was removed."""
    ann, deal_id, contact, _ = setting()
    other = ann.add("Other")
    ann.do(a.ArchiveDeals((deal_id,)))
    assert told(ann, ann.do(a.RestoreDeals((deal_id,)))) == ["Restored"]
    ann.close(deal_id, "lost", "price")
    assert told(ann, ann.do(a.ReopenDeals((deal_id,), "qualified"))) == ["Reopened in Qualified"]
    assert told(ann, ann.do(a.RemoveContact(deal_id, contact))) == ["Removed contact"]
    assert told(ann, ann.do(a.MergeDeals(deal_id, other))) == ["Merged into Other"]


def test_an_entry_says_when_and_by_whom_and_of_which_deal() -> None:
    """The time is when it happened; changes of the board belong to no deal."""
    ann, deal_id, _, _ = setting()
    moment = ann.clock.now().replace(hour=7)
    [touch] = ann.do(a.LogTouch((deal_id,), "call", at=moment))
    found = entry(touch, read_event(ann.log.row(touch)), ann.board)
    assert (found.id, found.at, found.by) == (touch, moment, "Ann")
    assert (found.kind, found.deal) == ("touch.logged", deal_id)
    [named] = ann.do(a.SetBoard({"name": "New"}))
    assert entry(named, read_event(ann.log.row(named)), ann.board).deal == ""


def test_an_unknown_stage_is_told_by_its_id() -> None:
    """What the log does not name is not passed over."""
    ann, deal_id, _, _ = setting()
    head = {"do": "deal.moved", "deal": deal_id, "at": "2026-11-23T10:00:00Z", "by": "Ann"}
    event = read_event({**head, "from": "old", "to": ""})
    assert entry("x", event, ann.board).text == "Moved from old to nowhere"


def test_an_item_that_is_added_is_told_with_its_list() -> None:
    """Whose checklist it is matters more than what kind of thing it is."""
    ann, deal_id, _, _ = setting()
    assert told(ann, ann.do(a.AddItem(deal_id, "Ask Maija"))) == ["Added Ask Maija to the checklist of Acme"]
    made = ann.do(a.Define("check", {"text": "Budget known", "list": "stage:lead"}))
    assert told(ann, made) == ["Added Budget known to the checklist of Lead"]
    made = ann.do(a.Define("material", {"title": "Price list", "stage": "lead"}))
    assert told(ann, made) == ["Defined the material Price list"]
    made = ann.do(a.Define("check", {"required": True}, "lead.budget-known"))
    assert told(ann, made) == ["The checklist item Budget known: Required yes"]
    assert told(ann, ann.do(a.Undefine("check", "lead.budget-known"))) == [
        "Removed the checklist item Budget known"
    ]
