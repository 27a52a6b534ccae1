"""An action is repeated on another deal from what it left in the log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date
from decimal import Decimal
from typing import Any, Final

import pytest

from histories import START, team
from pipeboard.domain import actions as a
from pipeboard.domain.errors import Refused
from pipeboard.domain.repeat import repeated

TODAY = START.date()
AHEAD = date(2026, 12, 1)

AGAIN: Final[dict[str, tuple[Callable[[str], a.Action], Callable[[tuple[str, ...]], a.Action]]]] = {
    "move": (lambda one: a.MoveDeals((one,), "qualified"), lambda ids: a.MoveDeals(ids, "qualified")),
    "step": (lambda one: a.StepDeals((one,), 1), lambda ids: a.MoveDeals(ids, "qualified")),
    "edit": (
        lambda one: a.EditDeals((one,), {"priority": "high", "close": AHEAD, "title": "Its own"}),
        lambda ids: a.EditDeals(ids, {"priority": "high", "close": AHEAD}),
    ),
    "tags": (
        lambda one: a.TagDeals((one,), ("vip",), ("web",)),
        lambda ids: a.TagDeals(ids, ("vip",), ("web",)),
    ),
    "owner": (lambda one: a.AssignDeals((one,), "Bob"), lambda ids: a.AssignDeals(ids, "Bob")),
    "lost": (
        lambda one: a.CloseDeals((one,), "lost", "price", "ask sooner", fields={"competitor": "Globex"}),
        lambda ids: a.CloseDeals(ids, "lost", "price", "ask sooner", fields={"competitor": "Globex"}),
    ),
    "won": (lambda one: a.CloseDeals((one,), "won"), lambda ids: a.CloseDeals(ids, "won")),
    "disqualified": (
        lambda one: a.CloseDeals((one,), "disqualified", "too small", revisit=AHEAD),
        lambda ids: a.CloseDeals(ids, "disqualified", "too small", revisit=AHEAD),
    ),
    "archive": (lambda one: a.ArchiveDeals((one,)), lambda ids: a.ArchiveDeals(ids)),
    "delete": (lambda one: a.DeleteDeals((one,)), lambda ids: a.DeleteDeals(ids)),
    "touch": (lambda one: a.LogTouch((one,), "call", "busy"), lambda ids: a.LogTouch(ids, "call", "busy")),
    "note": (lambda one: a.AddNote((one,), "from the fair"), lambda ids: a.AddNote(ids, "from the fair")),
    "follow-up": (
        lambda one: a.PlanFollowUp((one,), "call", AHEAD, "ask", every=30),
        lambda ids: a.PlanFollowUp(ids, "call", AHEAD, "ask", every=30),
    ),
    "snooze": (lambda one: a.SnoozeDeals((one,), AHEAD), lambda ids: a.SnoozeDeals(ids, AHEAD)),
    "cadence": (
        lambda one: a.StartCadence((one,), "first-contact"),
        lambda ids: a.StartCadence(ids, "first-contact"),
    ),
    "nurture": (
        lambda one: a.NurtureDeals((one,), "mail", "news", 14),
        lambda ids: a.NurtureDeals(ids, "mail", "news", 14),
    ),
    "qualify": (
        lambda one: a.QualifyDeals((one,), "bant", {"budget": "yes"}, {"need": "soon"}, ("mql",)),
        lambda ids: a.QualifyDeals(ids, "bant", {"budget": "yes"}, {"need": "soon"}, ("mql",)),
    ),
    "form": (
        lambda one: a.Together((a.MoveDeals((one,), "qualified"), a.EditDeals((one,), {"company": "Acme"}))),
        lambda ids: a.Together((a.EditDeals(ids, {"company": "Acme"}), a.MoveDeals(ids, "qualified"))),
    ),
}


@pytest.mark.parametrize("name", AGAIN)
def test_an_action_is_read_off_its_rows(name: str) -> None:
    """The same on other deals, which can be done there at once."""
    do, again = AGAIN[name]
    ann = team()[0]
    first, second = (ann.add(title, tags=("web",), owner="Ann") for title in ("One", "Two"))
    for deal in (first, second):
        ann.do(a.PlanFollowUp((deal,), "call", TODAY))
    rows = [ann.log.row(event_id) for event_id in ann.do(do(first))]
    action = repeated(rows, (second,), TODAY, UTC)
    assert action == again((second,))
    assert action is not None
    ann.do(action)


NOT_AGAIN: Final[dict[str, Callable[[Any, str], a.Action]]] = {
    "new deal": lambda _ann, _one: a.AddDeal({"title": "New"}),
    "title": lambda _ann, one: a.EditDeals((one,), {"title": "Other"}),
    "rank": lambda _ann, one: a.RankDeal(one, "m"),
    "contact": lambda _ann, one: a.AddContact(one, a.NewContact("Bo")),
    "proposal": lambda _ann, one: a.AddProposal(one, {"amount": Decimal(5)}),
    "finish": lambda ann, one: a.FinishFollowUp(one, ann.deal(one).follow_ups[0].id),
    "cancel": lambda ann, one: a.CancelFollowUp(one, ann.deal(one).follow_ups[0].id),
}


@pytest.mark.parametrize("name", NOT_AGAIN)
def test_what_belongs_to_one_deal_is_not_repeated(name: str) -> None:
    """Nothing is guessed."""
    ann = team()[0]
    deal = ann.add("One")
    ann.do(a.PlanFollowUp((deal,), "task", TODAY))
    rows = [ann.log.row(event_id) for event_id in ann.do(NOT_AGAIN[name](ann, deal))]
    assert repeated(rows, ("other",), TODAY, UTC) is None


def test_a_follow_up_is_not_planned_for_a_day_that_is_over() -> None:
    """It says so."""
    ann = team()[0]
    rows = [ann.log.row(one) for one in ann.do(a.PlanFollowUp((ann.add("One"),), "call", TODAY))]
    assert repeated(rows, ("other",), TODAY, UTC) is not None
    with pytest.raises(Refused, match="is over"):
        repeated(rows, ("other",), AHEAD, UTC)
