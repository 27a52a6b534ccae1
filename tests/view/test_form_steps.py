"""Forms that close deals, log what happened and plan what is next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from factories import NOW, by_id, make_board, make_deal, make_follow_up
from pipeboard.domain.actions import (
    AddNote,
    CloseDeals,
    EditFollowUp,
    FinishFollowUp,
    LogTouch,
    PlanFollowUp,
)
from pipeboard.domain.definitions import Definition
from pipeboard.view.form import Form, FormSpec, Misread, form_rows
from pipeboard.view.forms.activity import (
    edit_follow_up,
    finish_follow_up,
    log_activity,
    plan_follow_up,
    snooze_follow_up,
)
from pipeboard.view.forms.close import close_deals, offered

DEAL = make_deal()
BOARD = make_board(0)


def filled(spec: FormSpec, **texts: str) -> Form:
    """The form with texts typed in, its fields as they depend on them."""
    form = Form(spec.fields).with_texts(texts)
    return form.with_fields(spec.vary(form.texts())).with_texts(texts) if spec.vary else form


def test_losing_needs_a_reason() -> None:
    """The form says so beneath the reason, before any rule does."""
    spec = close_deals([DEAL], BOARD, NOW)
    with pytest.raises(Misread) as caught:
        spec.read(filled(spec, outcome="lost"))
    assert set(caught.value.errors) == {"reason"}
    action = spec.read(filled(spec, outcome="lost", reason="price", lesson="ask earlier"))
    assert action == CloseDeals(deals=(DEAL.id,), status="lost", reason="price", lesson="ask earlier")


def test_winning_needs_nothing() -> None:
    """A win can be saved at once."""
    spec = close_deals([DEAL], BOARD, NOW)
    assert spec.read(filled(spec)) == CloseDeals(deals=(DEAL.id,), status="won")


def test_a_disqualified_deal_can_come_back() -> None:
    """The revisit date shows only where it means something, and is read in plain words."""
    spec = close_deals([DEAL], BOARD, NOW)
    assert "revisit" not in {one.name for one in filled(spec, outcome="lost").fields}
    action = spec.read(filled(spec, outcome="disqualified", reason="too small", revisit="3mon"))
    assert isinstance(action, CloseDeals)
    assert action.revisit == date(2027, 2, 23)


def test_the_reasons_of_the_list_come_first_then_those_in_use() -> None:
    """In the list's order; what was given often is offered too, and of other outcomes nothing."""
    own = {"lost.price": Definition("reason", "lost.price", {"title": "too dear", "outcome": "lost"}, "x")}
    deals = [
        make_deal(id=f"k7q-{number}", status=status, reason=reason)
        for number, (status, reason) in enumerate(
            [("lost", "rain"), ("lost", "snow"), ("lost", "snow"), ("lost", "Price"), ("won", "luck")]
        )
    ]
    board = replace(BOARD, deals=by_id(deals), defined={"reason": own})
    found = offered(board, "lost")
    assert found[0] == "price"
    assert found[-3:] == ("too dear", "snow", "rain")
    assert "luck" not in found
    assert "luck" in offered(board, "won")


def test_a_new_reason_is_offered_to_be_kept_in_the_list() -> None:
    """Only one that is not there already; the close says so."""
    spec = close_deals([DEAL], BOARD, NOW)
    assert "keep" not in {one.name for one in filled(spec, outcome="lost", reason="Price").fields}
    action = spec.read(filled(spec, outcome="lost", reason="rain", keep="yes"))
    assert action == CloseDeals(deals=(DEAL.id,), status="lost", reason="rain", keep_reason=True)


def test_the_competitor_and_the_day_to_look_back_go_with_the_close() -> None:
    """What is on the deal already is shown, and said only when it was changed."""
    deal = make_deal(competitor="Globex", review=date(2027, 1, 1))
    spec = close_deals([deal], BOARD, NOW)
    assert spec.read(filled(spec)) == CloseDeals(deals=(deal.id,), status="won")
    action = spec.read(filled(spec, competitor="", review="3mon"))
    assert action == CloseDeals(
        deals=(deal.id,), status="won", fields={"competitor": None, "review": date(2027, 2, 23)}
    )
    with pytest.raises(Misread) as caught:
        spec.read(filled(spec, review="someday"))
    assert set(caught.value.errors) == {"review"}


def test_a_touch_needs_no_words_but_a_note_does() -> None:
    """An empty note says nothing."""
    spec = log_activity([DEAL])
    assert spec.read(filled(spec, kind="mail")) == LogTouch(deals=(DEAL.id,), kind="mail")
    assert spec.read(filled(spec, kind="note", text=" met ")) == AddNote(deals=(DEAL.id,), text="met")
    with pytest.raises(Misread):
        spec.read(filled(spec, kind="note"))


def test_the_date_that_is_meant_shows_while_it_is_typed() -> None:
    """A live preview says what plain words mean; what is no date yet says nothing."""
    spec = plan_follow_up([DEAL], NOW)
    shown = form_rows(filled(spec, due="fri").go(1), 60).rows
    assert "Fri 27 Nov 2026, in 4 days" in "".join(text for row in shown for text, _ in row)
    assert len(form_rows(filled(spec, due="fr").go(1), 60).rows) == 3
    timed = form_rows(filled(spec, due="tomorrow 14:00").go(1), 60).rows
    assert "Tue 24 Nov 2026 at 14:00, tomorrow" in "".join(text for row in timed for text, _ in row)


def test_a_follow_up_needs_a_day() -> None:
    """Without a day there is nothing to remind of."""
    spec = plan_follow_up([DEAL], NOW)
    for text in ("", "someday"):
        with pytest.raises(Misread) as caught:
            spec.read(filled(spec, due=text))
        assert set(caught.value.errors) == {"due"}
    action = spec.read(filled(spec, kind="meeting", due="+1d", text="demo"))
    assert action == PlanFollowUp(deals=(DEAL.id,), kind="meeting", due=date(2026, 11, 24), text="demo")


def test_finishing_offers_the_next_step() -> None:
    """An empty day means no next step; a text without a day is asked about."""
    step = make_follow_up()
    spec = finish_follow_up(DEAL, step, NOW)
    done = FinishFollowUp(deal=DEAL.id, follow_up=step.id, outcome="wants an offer")
    assert spec.read(filled(spec, outcome="wants an offer")) == done
    action = spec.read(filled(spec, due="1w", text="send it", kind="mail"))
    assert isinstance(action, FinishFollowUp)
    assert action.next == PlanFollowUp(deals=(DEAL.id,), kind="mail", due=date(2026, 11, 30), text="send it")
    with pytest.raises(Misread):
        spec.read(filled(spec, text="send it"))


def test_a_follow_up_can_be_snoozed_or_changed() -> None:
    """Only what was changed is written."""
    step = make_follow_up(text="ask")
    snooze = snooze_follow_up(DEAL, step, NOW)
    assert snooze.read(filled(snooze, due="+2d")) == EditFollowUp(
        deal=DEAL.id, follow_up=step.id, changes={"due": date(2026, 11, 25)}
    )
    change = edit_follow_up(DEAL, step, NOW)
    assert change.read(filled(change, text="")) == EditFollowUp(
        deal=DEAL.id, follow_up=step.id, changes={"text": ""}
    )
