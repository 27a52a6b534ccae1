"""Each tab offers what can be done on its lines."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from factories import NOW, TODAY, by_id, make_board, make_deal, make_follow_up
from pipeboard.domain.actions import (
    AddNote,
    CancelFollowUp,
    EditContact,
    EditDeals,
    EditProposal,
    QualifyDeals,
    RemoveContact,
    RemoveProposal,
)
from pipeboard.domain.board import Board
from pipeboard.domain.deal import Conflict, Deal
from pipeboard.domain.fields import CONTACT, DEAL
from pipeboard.domain.people import Contact
from pipeboard.domain.proposal import PARTS, Proposal
from pipeboard.domain.values import Changes
from pipeboard.view.detail import TABS, detail
from pipeboard.view.form import Form, FormSpec, Misread
from pipeboard.view.forms.field import another_field, deal_field
from pipeboard.view.layout import row_text
from pipeboard.view.tabs import overview
from pipeboard.view.tabs.tab import ADD, Ask, Target

PERSON = Contact("c1", "Maija Virtanen", "maija@example.com")
FULL = make_deal(
    tags=("web",),
    close=TODAY + timedelta(days=4),
    contacts=(PERSON,),
    follow_ups=(make_follow_up(id="f1", text="send the offer"),),
    custom={"Industry": "Retail"},
)
BOARD = make_board(0)


def targets(tab: str, deal: Deal = FULL, board: Board = BOARD) -> dict[str, Target]:
    """What can be worked on in a tab."""
    at = [one.title for one in TABS].index(tab)
    one = detail(deal, board, TODAY, (), tab=at, width=45, working=True)
    return {target.key: target for target in one.targets}


def form_of(target: Target) -> FormSpec:
    """The form that Enter opens."""
    ask = target.does["edit"]
    assert isinstance(ask, Ask)
    return ask.make(NOW)


def filled(spec: FormSpec, **texts: str) -> Form:
    """The form with texts in it."""
    return Form(spec.fields).with_texts(texts)


def test_every_field_of_a_deal_can_be_edited() -> None:
    """Whatever the table of fields holds, but for what has a place of its own; empty ones included."""
    shown = targets("Overview", make_deal(custom={"Industry": "Retail"}))
    assert {*DEAL, "custom.Industry"} - shown.keys() == overview.ELSEWHERE & DEAL.keys()
    for name, target in shown.items():
        assert isinstance(target.does["edit"], Ask), name
        assert form_of(target).key


def test_fields_stand_once_and_in_groups() -> None:
    """A blank line between groups, and none twice."""
    names = [name for group in overview.GROUPS for name in group]
    assert len(names) == len(set(names))
    assert list(targets("Overview"))[:5] == ["title", "company", "owner", "priority", "tags"]


def test_while_it_follows_the_cursor_the_overview_is_short() -> None:
    """Empty fields are for working alone."""
    one = detail(make_deal(), BOARD, TODAY, (), tab=0, width=45)
    assert not any("Channel" in row_text(line.row) for line in one.lines)
    assert one.targets == ()


@pytest.mark.parametrize(
    ("name", "typed", "changes"),
    [
        ("value", "12k usd", {"value": Decimal(12000), "currency": "USD"}),
        ("close", "fri", {"close": date(2026, 11, 27)}),
        ("tags", "a, #b", {"tags": ("a", "b")}),
        ("company", "", {"company": None}),
        ("custom.Industry", "Banks", {"custom.Industry": "Banks"}),
    ],
)
def test_a_field_is_read_as_everywhere_else(name: str, typed: str, changes: dict[str, object]) -> None:
    """Plain words for days, amounts with their currency, nothing to empty it."""
    spec = deal_field(FULL, name, BOARD, NOW)
    assert spec.read(filled(spec, **{name: typed})) == EditDeals((FULL.id,), changes)  # type: ignore[arg-type]


def test_a_title_cannot_be_emptied() -> None:
    """Neither by typing nor by taking away."""
    spec = deal_field(FULL, "title", BOARD, NOW)
    with pytest.raises(Misread, match="Title must not be empty"):
        spec.read(filled(spec, title=" "))
    assert "remove" not in targets("Overview")["title"].does


def test_saving_what_is_shown_settles_a_conflict() -> None:
    """Two values stand beside each other until somebody says which one it is."""
    disputed = FULL._replace(conflicts=(Conflict("owner", "Anna", "Anna", "Bob", "Bob", "x"),))
    spec = deal_field(disputed, "owner", BOARD, NOW)
    assert spec.read(filled(spec)) == EditDeals((FULL.id,), {"owner": "Anna Korhonen"})


def test_values_in_use_are_offered() -> None:
    """Those of the board, the most used first; of a list, each of its own."""
    deals = [
        make_deal(id="k7q-1", source="fair", tags=("web", "vip"), custom={"Industry": "Banks"}),
        make_deal(id="k7q-2", source="fair", tags=("web",), custom={"Seats": "4"}),
        make_deal(id="k7q-3", source="mail"),
    ]
    board = Board(deals=by_id(deals))
    assert deal_field(FULL, "source", board, NOW).fields[0].known == ("fair", "mail")
    assert deal_field(FULL, "tags", board, NOW).fields[0].known == ("web", "vip")
    assert deal_field(FULL, "custom.Industry", board, NOW).fields[0].known == ("Banks",)
    assert another_field(FULL, board).fields[0].known == ("Seats",)


def test_what_is_typed_is_said_back() -> None:
    """Days and amounts, as they are understood."""
    close = deal_field(FULL, "close", BOARD, NOW).fields[0].preview
    value = deal_field(FULL, "value", BOARD, NOW).fields[0].preview
    assert close is not None
    assert value is not None
    assert close("3w").startswith("Mon 14 Dec 2026")
    assert [value("12k"), value("12k usd"), value("x")] == ["12 000 EUR", "12 000 USD", ""]


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        ({"name": "", "text": "x"}, "Give the field a name"),
        ({"name": "industry", "text": "x"}, "a field called industry already"),
        ({"name": "Owner", "text": "x"}, "a field called Owner already"),
        ({"name": "Seats", "text": " "}, "Type what it holds"),
    ],
)
def test_a_field_of_ones_own_is_checked(texts: dict[str, str], told: str) -> None:
    """One sentence each."""
    spec = form_of(targets("Overview")[ADD])
    with pytest.raises(Misread, match=told):
        spec.read(filled(spec, **texts))
    good = filled(spec, name="Seats", text="40")
    assert spec.read(good) == EditDeals((FULL.id,), {"custom.Seats": "40"})


def test_follow_ups_are_edited_in_place_and_finished_snoozed_and_cancelled() -> None:
    """Every verb has its form or its action."""
    does = targets("Follow-ups")["f1"].does
    assert does["remove"] == CancelFollowUp(FULL.id, "f1")
    asks = {verb: what for verb, what in does.items() if isinstance(what, Ask)}
    assert {verb: ask.in_place for verb, ask in asks.items()} == {
        "edit": True,
        "finish": False,
        "snooze": False,
    }
    assert asks["finish"].make(NOW).title == "Done: call, send the offer"
    assert asks["snooze"].make(NOW).title == "Snooze the call"


def test_each_field_of_a_person_is_a_line() -> None:
    """Also those that are empty; x takes away what the line shows, with the name the person."""
    found = targets("Contacts")
    assert [f"c1 {name}" for name in CONTACT] == [key for key in found if key != ADD]
    phone = form_of(found["c1 phone"])
    assert phone.read(filled(phone, phone="+358 1")) == EditContact(FULL.id, "c1", {"phone": "+358 1"})
    assert found["c1 name"].does["remove"] == RemoveContact(FULL.id, "c1")
    assert found["c1 email"].does["remove"] == EditContact(FULL.id, "c1", {"email": ""})
    assert "remove" not in found["c1 phone"].does
    for name, text, told in (("email", "maija", "no @"), ("name", "", "must not be empty")):
        spec = form_of(found[f"c1 {name}"])
        with pytest.raises(Misread, match=told):
            spec.read(filled(spec, **{name: text}))


def test_answers_go_round_in_place_and_have_notes() -> None:
    """The number in the line is the key."""
    found = targets("Qualification")
    assert [target.number for target in found.values()][:4] == [1, 2, 3, 4]
    assert found["budget"].does["toggle"] == QualifyDeals((FULL.id,), answers={"budget": "yes"})
    note = form_of(found["budget"])
    assert note.read(filled(note, note="40k")) == QualifyDeals((FULL.id,), notes={"budget": "40k"})
    assert found["MQL"].does["toggle"] == QualifyDeals((FULL.id,), marks=("mql",))


def test_a_note_is_one_line() -> None:
    """And says something."""
    spec = form_of(targets("Notes")[ADD])
    assert spec.read(filled(spec, text="They moved.")) == AddNote((FULL.id,), "They moved.")
    with pytest.raises(Misread, match="empty note"):
        spec.read(filled(spec, text=" "))


def test_tabs_that_add_something_have_one_line_for_it() -> None:
    """`a` leads there."""
    assert [one.title for one in TABS if ADD in targets(one.title)] == [
        *("Overview", "Follow-ups", "Checklist", "Proposals", "Contacts", "Notes"),
    ]


def test_offers_are_changed_decided_ticked_and_taken_off() -> None:
    """One target for the offer itself, one for each part that it should speak of."""
    offer = Proposal("p1", Decimal(12000), "EUR", problem=True)
    deal = FULL._replace(proposals=(offer,))
    found = targets("Proposals", deal)
    assert list(found) == ["p1", *(f"p1 {part}" for part in PARTS), ADD]
    assert found["p1"].does["remove"] == RemoveProposal(deal.id, "p1")
    assert found["p1 problem"].does == {"toggle": EditProposal(deal.id, "p1", {"problem": False})}
    assert found["p1 cost"].does == {"toggle": EditProposal(deal.id, "p1", {"cost": True})}
    spec = form_of(found["p1"])
    assert spec.read(filled(spec, amount="15k")) == EditProposal(deal.id, "p1", {"amount": Decimal(15000)})
    assert form_of(found[ADD]).title == "New proposal"


def test_a_proposal_is_said_to_be_sent_and_then_decided() -> None:
    """The form offers what comes next, as of today."""
    draft = Proposal("p1", Decimal(12000), "EUR")
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    cases: tuple[tuple[Proposal, dict[str, str], Changes], ...] = (
        (draft, {}, {"sent": TODAY}),
        (draft._replace(sent=TODAY), {}, {"outcome": "accepted", "decided": TODAY}),
        (
            draft,
            {"standing": "declined", "sent": yesterday},
            {"outcome": "declined", "decided": TODAY - timedelta(days=1)},
        ),
    )
    for offer, typed, changes in cases:
        deal = FULL._replace(proposals=(offer,))
        ask = targets("Proposals", deal)["p1"].does["finish"]
        assert isinstance(ask, Ask)
        spec = ask.make(NOW)
        assert spec.read(filled(spec, **typed)) == EditProposal(deal.id, "p1", changes)
