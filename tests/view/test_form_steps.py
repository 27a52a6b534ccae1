"""Forms that close deals, log what happened and plan what is next."""

from __future__ import annotations

from datetime import date

import pytest

from factories import NOW, make_deal, make_follow_up
from pipeboard.domain.actions import (
    AddNote,
    CloseDeals,
    EditFollowUp,
    FinishFollowUp,
    LogTouch,
    PlanFollowUp,
)
from pipeboard.view.form import Form, FormSpec, Misread, form_rows
from pipeboard.view.forms.activity import (
    edit_follow_up,
    finish_follow_up,
    log_activity,
    plan_follow_up,
    snooze_follow_up,
)
from pipeboard.view.forms.close import close_deals, reasons_used

DEAL = make_deal()


def filled(spec: FormSpec, **texts: str) -> Form:
    """The form with texts typed in, its fields as they depend on them."""
    form = Form(spec.fields).with_texts(texts)
    return form.with_fields(spec.vary(form.texts())).with_texts(texts) if spec.vary else form


def test_losing_needs_a_reason() -> None:
    """The form says so beneath the reason, before any rule does."""
    spec = close_deals([DEAL], NOW, {})
    with pytest.raises(Misread) as caught:
        spec.read(filled(spec, outcome="lost"))
    assert set(caught.value.errors) == {"reason"}
    action = spec.read(filled(spec, outcome="lost", reason="price", lesson="ask earlier"))
    assert action == CloseDeals(deals=(DEAL.id,), status="lost", reason="price", lesson="ask earlier")


def test_winning_needs_nothing() -> None:
    """A win can be saved at once."""
    spec = close_deals([DEAL], NOW, {})
    assert spec.read(filled(spec)) == CloseDeals(deals=(DEAL.id,), status="won")


def test_a_disqualified_deal_can_come_back() -> None:
    """The revisit date shows only where it means something, and is read in plain words."""
    spec = close_deals([DEAL], NOW, {})
    assert "revisit" not in {one.name for one in filled(spec, outcome="lost").fields}
    action = spec.read(filled(spec, outcome="disqualified", reason="too small", revisit="3mon"))
    assert isinstance(action, CloseDeals)
    assert action.revisit == date(2027, 2, 23)


def test_reasons_of_the_team_come_first() -> None:
    """Reasons are offered by how often they were given for that outcome."""
    deals = [make_deal(status="lost", reason="went silent"), make_deal(status="won", reason="references")]
    used = reasons_used(deals)
    assert used["won"] == ("references",)
    spec = close_deals([DEAL], NOW, used)
    reason = next(one for one in filled(spec, outcome="lost").fields if one.name == "reason")
    assert reason.known[0] == "went silent"
    assert "price" in reason.known


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
