"""Forms that close deals, log what happened and plan what is next."""

from __future__ import annotations

from datetime import date

import pytest

from factories import NOW, by_id, make_board, make_deal, make_follow_up
from pipeboard.domain.actions import (
    AddNote,
    CloseDeals,
    EditDeals,
    EditFollowUp,
    FinishFollowUp,
    LogTouch,
    NurtureDeals,
    PlanFollowUp,
    SetFocus,
    StartCadence,
)
from pipeboard.domain.board import Board
from pipeboard.domain.definitions import Definition
from pipeboard.domain.values import Changes
from pipeboard.view.form import Form, FormSpec, Misread, form_rows
from pipeboard.view.forms.activity import (
    edit_follow_up,
    finish_follow_up,
    log_activity,
    nurture,
    plan_follow_up,
    put_off_date,
    snooze_follow_up,
    start_cadence,
)
from pipeboard.view.forms.close import close_deals, offered
from pipeboard.view.forms.focus import pick_accounts

DEAL = make_deal()
BOARD = make_board(0)


def with_definitions(*defined: tuple[str, str, Changes]) -> Board:
    """A board whose team has defined something."""
    kinds: dict[str, dict[str, Definition]] = {}
    for kind, name, values in defined:
        kinds.setdefault(kind, {})[name] = Definition(kind, name, values, "x")
    return Board(defined=kinds)


BOARD = with_definitions(
    ("prompt", "thank", {"title": "Thanks", "kind": "mail", "days": 1, "text": "Thank them for the talk"}),
    ("cadence", "short", {"title": "Short"}),
    ("cadence-step", "a", {"cadence": "short", "days": 0, "kind": "mail", "text": "Write", "rank": "a"}),
    ("cadence-step", "b", {"cadence": "short", "days": 2, "kind": "call", "text": "Ring", "rank": "b"}),
)
"""A prompt and a cadence of two steps, beside what ships."""


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
    board = BOARD._replace(deals=by_id(deals), defined={"reason": own})
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
    spec = log_activity([DEAL], BOARD)
    assert spec.read(filled(spec, kind="mail")) == LogTouch(deals=(DEAL.id,), kind="mail")
    assert spec.read(filled(spec, kind="note", text=" met ")) == AddNote(deals=(DEAL.id,), text="met")
    with pytest.raises(Misread):
        spec.read(filled(spec, kind="note"))


def test_the_date_that_is_meant_shows_while_it_is_typed() -> None:
    """A live preview says what plain words mean; what is no date yet says nothing."""
    spec = plan_follow_up([DEAL], NOW, BOARD)
    shown = form_rows(filled(spec, due="fri").go(1), 60).rows
    assert "Fri 27 Nov 2026, in 4 days" in "".join(text for row in shown for text, _ in row)
    assert len(form_rows(filled(spec, due="fr").go(1), 60, gaps=False).rows) == len(spec.fields)
    timed = form_rows(filled(spec, due="tomorrow 14:00").go(1), 60).rows
    assert "Tue 24 Nov 2026 at 14:00, tomorrow" in "".join(text for row in timed for text, _ in row)


def test_a_follow_up_needs_a_day() -> None:
    """Without a day there is nothing to remind of."""
    spec = plan_follow_up([DEAL], NOW, BOARD)
    for text in ("", "someday"):
        with pytest.raises(Misread) as caught:
            spec.read(filled(spec, due=text))
        assert set(caught.value.errors) == {"due"}
    action = spec.read(filled(spec, kind="meeting", due="+1d", text="demo"))
    assert action == PlanFollowUp(deals=(DEAL.id,), kind="meeting", due=date(2026, 11, 24), text="demo")


def test_finishing_offers_the_next_step() -> None:
    """An empty day means no next step; a text without a day is asked about."""
    step = make_follow_up()
    spec = finish_follow_up(DEAL, step, NOW, BOARD)
    done = FinishFollowUp(deal=DEAL.id, follow_up=step.id, outcome="wants an offer")
    assert spec.read(filled(spec, outcome="wants an offer")) == done
    action = spec.read(filled(spec, due="1w", text="send it", kind="mail"))
    assert isinstance(action, FinishFollowUp)
    assert action.next == PlanFollowUp(deals=(DEAL.id,), kind="mail", due=date(2026, 11, 30), text="send it")
    with pytest.raises(Misread):
        spec.read(filled(spec, text="send it"))


def test_a_template_fills_in_what_was_not_typed() -> None:
    """Kind, day and text; what was typed stays, and everything can still be changed."""
    spec = plan_follow_up([DEAL], NOW, BOARD)
    form = filled(spec, template="prompt thank")
    assert (form.texts()["kind"], form.texts()["text"]) == ("mail", "Thank them for the talk")
    action = spec.read(form)
    assert action == PlanFollowUp((DEAL.id,), "mail", date(2026, 11, 24), "Thank them for the talk")
    typed = spec.read(filled(spec, template="prompt thank", due="2w", every="1mon"))
    assert typed == PlanFollowUp((DEAL.id,), "mail", date(2026, 12, 7), "Thank them for the talk", every=30)


def test_a_cadence_among_the_templates_plans_its_first_step() -> None:
    """Which has its place in the cadence, and no rhythm of its own."""
    spec = plan_follow_up([DEAL], NOW, BOARD)
    form = filled(spec, template="cadence short")
    assert "every" not in {one.name for one in form.fields}
    assert spec.read(form) == PlanFollowUp(
        (DEAL.id,), "mail", date(2026, 11, 23), "Write", cadence="short", step=1
    )


def test_what_a_template_says_stands_beneath_it() -> None:
    """In full, though the field is short."""
    prompt = "Ask what their colleagues said, which part they would use first and what was missing."
    board = with_definitions(("prompt", "demo", {"title": "After the demo", "text": prompt, "days": 2}))
    spec = plan_follow_up([DEAL], NOW, board)
    form = filled(spec, template="prompt demo")
    for name in ("template", "text"):
        at = [one.name for one in form.fields].index(name)
        shown = "".join(text for row in form_rows(form.go(at), 60).rows[-6:] for text, _ in row)
        assert "which part they would use first" in " ".join(shown.split())


def test_enter_saves_where_the_text_is_though_more_fields_follow() -> None:
    """What is seldom needed costs no key."""
    spec = plan_follow_up([DEAL], NOW, BOARD)
    names = [one.name for one in spec.fields]
    assert Form(spec.fields).go(names.index("text")).on_last
    assert not Form(spec.fields).go(names.index("due")).on_last


def test_finishing_a_step_has_the_next_one_filled_in() -> None:
    """To accept it is to save; the rules plan it then. To change it keeps its place in the cadence."""
    step = make_follow_up(cadence="short", step=1, owner="Bob")
    spec = finish_follow_up(DEAL, step, NOW, BOARD)
    form = filled(spec)
    assert (form.texts()["due"], form.texts()["kind"], form.texts()["text"]) == ("2026-11-25", "call", "Ring")
    assert spec.read(form) == FinishFollowUp(DEAL.id, step.id)
    changed = spec.read(filled(spec, due="fri"))
    assert isinstance(changed, FinishFollowUp)
    day = date(2026, 11, 27)
    assert changed.next == PlanFollowUp((DEAL.id,), "call", day, "Ring", "Bob", cadence="short", step=2)
    assert spec.read(filled(spec, due="")) == FinishFollowUp(DEAL.id, step.id, end=True)
    shown = "".join(text for row in form_rows(form.go(1), 70).rows for text, _ in row)
    assert "2 of 2 Short" in shown


def test_finishing_a_recurring_one_offers_its_next_day() -> None:
    """An empty day ends it; an empty rhythm makes the next one the last."""
    step = make_follow_up(every=30)
    spec = finish_follow_up(DEAL, step, NOW, BOARD)
    assert filled(spec).texts()["due"] == "2026-12-23"
    assert spec.read(filled(spec)) == FinishFollowUp(DEAL.id, step.id)
    last = spec.read(filled(spec, every=""))
    assert isinstance(last, FinishFollowUp)
    assert last.next == PlanFollowUp((DEAL.id,), "call", date(2026, 12, 23))


def test_a_plain_follow_up_that_is_done_can_go_on_with_a_template() -> None:
    """One choice fills in the next step."""
    step = make_follow_up()
    spec = finish_follow_up(DEAL, step, NOW, BOARD)
    action = spec.read(filled(spec, template="prompt thank"))
    assert isinstance(action, FinishFollowUp)
    assert action.next == PlanFollowUp((DEAL.id,), "mail", date(2026, 11, 24), "Thank them for the talk")


def test_a_rhythm_that_cannot_be_read_is_told_beneath_it() -> None:
    """Nothing is planned."""
    spec = plan_follow_up([DEAL], NOW, BOARD)
    for text in ("0", "-3d", "often"):
        with pytest.raises(Misread) as caught:
            spec.read(filled(spec, due="fri", every=text))
        assert set(caught.value.errors) == {"every"}
    step = make_follow_up(every=30)
    change = edit_follow_up(DEAL, step, NOW)
    assert change.read(filled(change, every="")) == EditFollowUp(DEAL.id, step.id, {"every": None})
    assert change.read(filled(change, every="2w")) == EditFollowUp(DEAL.id, step.id, {"every": 14})


def test_a_cadence_is_started_on_a_day() -> None:
    """The first one is chosen already; a day that is none is told."""
    spec = start_cadence([DEAL], NOW, BOARD)
    action = spec.read(filled(spec, cadence="short", start="fri"))
    assert action == StartCadence((DEAL.id,), "short", date(2026, 11, 27))
    with pytest.raises(Misread) as caught:
        spec.read(filled(spec, start="soon"))
    assert set(caught.value.errors) == {"start"}


def test_nurturing_needs_a_rhythm_and_offers_the_usual_prompt() -> None:
    """Everything is filled in, so saving is enough."""
    spec = nurture([DEAL], NOW, with_definitions())
    action = spec.read(filled(spec))
    assert isinstance(action, NurtureDeals)
    assert (action.every, action.kind, action.due) == (30, "mail", None)
    assert "helps them" in action.text
    with pytest.raises(Misread):
        spec.read(filled(spec, every=""))


def test_a_date_of_a_deal_is_put_off_or_emptied() -> None:
    """The field itself is changed."""
    deal = make_deal(status="won", renewal=date(2026, 11, 20))
    spec = put_off_date(deal, "renewal", NOW)
    assert spec.read(filled(spec, renewal="2w")) == EditDeals((deal.id,), {"renewal": date(2026, 12, 7)})
    assert spec.read(filled(spec, renewal="")) == EditDeals((deal.id,), {"renewal": None})


def test_the_accounts_of_a_focus_list_are_companies() -> None:
    """Each field says what is wrong with it."""
    board = make_board(0)
    board = board._replace(deals={DEAL.id: DEAL})
    spec = pick_accounts("Ann", None, board, NOW)
    action = spec.read(filled(spec, **{"account 1": "acme"}))
    assert action == SetFocus("Ann", ("Acme Oy",), NOW.date())
    with pytest.raises(Misread) as caught:
        spec.read(filled(spec, **{"account 2": "Nobody", "start": "soon"}))
    assert set(caught.value.errors) == {"account 2", "start"}
    with pytest.raises(Misread):
        spec.read(filled(spec))


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
