"""Definitions as text, rows and forms: made from the fields of their kinds alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import NOW, make_board, make_deal
from histories import Replica, team
from pipeboard.domain.actions import AddFramework, Define, Together
from pipeboard.domain.board import Board
from pipeboard.domain.definitions import KINDS, Definition
from pipeboard.domain.values import Value
from pipeboard.view.definitions import (
    definition_table,
    definition_words,
    facts,
    kind_table,
    of_kind,
    reordered,
    shown_fields,
    value_text,
    whole_text,
)
from pipeboard.view.form import Form, FormSpec, Misread
from pipeboard.view.forms.definition import change_definition, company_form, new_definition
from pipeboard.view.layout import row_text
from pipeboard.view.text import cells

BOARD = make_board(0)


def filled(spec: FormSpec, **texts: str) -> Any:
    """What a form becomes with these texts."""
    return spec.read(Form(spec.fields).with_texts(texts))


def wrong(spec: FormSpec, **texts: str) -> dict[str, str]:
    """What is wrong with a form with these texts, by field."""
    with pytest.raises(Misread) as caught:
        filled(spec, **texts)
    return caught.value.errors


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (("a", "b"), "a, b"),
        (Decimal("0.92"), "0.92"),
        (date(2026, 12, 1), "2026-12-01"),
        (0, "0"),
        ("x", "x"),
    ],
)
def test_values_are_shown_as_they_are_typed(value: Value, text: str) -> None:
    """So that what is shown can be typed again."""
    assert value_text(value) == text


@given(st.text(max_size=50), st.text(max_size=50), st.integers(20, 120), st.integers(0, 2))
def test_rows_keep_their_width_with_any_text(title: str, text: str, width: int, cursor: int) -> None:
    """Whatever a team writes, in any script, and nothing that a terminal acts on."""
    items = [
        Definition("check", f"{at}", {"text": title, "list": text or "stage:lead", "required": True})
        for at in range(3)
    ]
    table = definition_table(BOARD, items, cursor, width)
    rows = (*table.rows, *kind_table(BOARD, cursor, width).rows)
    for row in rows:
        assert cells(row_text(row)) == width
        assert "\x1b" not in row_text(row)
    for row in definition_words(items[0], width, 3):
        assert cells(row_text(row)) <= width


def test_parts_stand_under_their_wholes_by_name() -> None:
    """Criteria below their framework; the row of the cursor is told."""
    rows = definition_table(BOARD, of_kind(BOARD, "criterion"), 4, 60)
    texts = [row_text(row).strip() for row in rows.rows]
    assert [text for text in texts if text.startswith("──")] == ["── BANT", "── CHAMP", "── MEDDIC"]
    assert texts[rows.at].startswith("Challenges")
    assert whole_text(BOARD, "stage:lead") == "Lead"
    assert whole_text(BOARD, "handover") == "handover"


def test_facts_leave_out_what_the_row_says_already() -> None:
    """The title, the whole, what is empty, and flags that are off."""
    one = Definition("check", "x", {"text": "Budget known", "list": "stage:lead", "required": False})
    assert facts(one) == ""
    assert facts(one._replace(values={**one.values, "required": True})) == "required"
    rule = next(iter(of_kind(BOARD, "score")))
    assert facts(rule) == "has:decision-maker · points 15"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_form_of_its_fields(kind: str) -> None:
    """None is written by hand: choices and flags are chosen, required fields are asked for."""
    spec = new_definition(BOARD, kind, NOW)
    fields = shown_fields(kind)
    assert [one.name for one in spec.fields] == list(fields)
    for one in spec.fields:
        words = fields[one.name].choices
        assert [choice.value for choice in one.choices if choice.value] == list(words)
    needed = {name for name, field in fields.items() if field.required}
    assert set(wrong(spec)) == needed
    for there in of_kind(BOARD, kind)[:3]:
        assert filled(change_definition(BOARD, there, NOW)) == Define(kind, {}, there.id)


def test_what_is_typed_becomes_the_definition() -> None:
    """Lists, numbers, flags and stages by name; a flag that is off says nothing."""
    profile = new_definition(BOARD, "profile", NOW)
    assert filled(profile, title="Agency", industries="media; software", smallest="10") == Define(
        "profile", {"title": "Agency", "industries": ("media", "software"), "smallest": 10}
    )
    check = new_definition(BOARD, "check", NOW, {"list": "stage:lead"})
    assert filled(check, text="Ask", list="stage:Discovery") == Define(
        "check", {"text": "Ask", "list": "stage:discovery"}
    )
    assert filled(check, text="Ask", required="yes").changes["required"] is True
    criterion = new_definition(BOARD, "criterion", NOW)
    assert filled(criterion, title="X", framework="Meddic").changes["framework"] == "meddic"


def test_what_is_wrong_stands_beside_its_field() -> None:
    """All of it at once."""
    assert wrong(new_definition(BOARD, "score", NOW), title="X", when="a scor>3", points="500") == {
        "points": "'500' is not a number of points; write a whole number from -100 to 100."
    }
    errors = wrong(new_definition(BOARD, "score", NOW), title="X", when="a scor>3", points="5")
    assert "at character 3 of the filter" in errors["when"]
    assert (
        "There is no stage" in wrong(new_definition(BOARD, "material", NOW), title="X", stage="nix")["stage"]
    )
    material = new_definition(BOARD, "material", NOW)
    assert "reviewed" in wrong(material, title="X", stage="lead", reviewed="soon")


def test_a_rule_tells_for_how_many_deals_it_holds_while_it_is_typed() -> None:
    """Or where it cannot be read."""
    board = make_board(30)
    when = next(one for one in new_definition(board, "score", NOW).fields if one.name == "when")
    assert when.preview is not None
    there = [deal for deal in board.deals.values() if deal.is_open]
    high = sum(1 for deal in there if deal.priority == "high")
    assert when.preview("priority:high") == f"Holds for {high} of {len(there)} open deals."
    assert "at character 1" in when.preview("priorty:high")
    assert when.preview(" ") == ""


def test_a_play_and_its_steps_are_written_in_the_words_of_people() -> None:
    """A step names its play by title, a trigger tells how many deals it holds for, texts are read in full."""
    step = new_definition(BOARD, "play-step", NOW)
    play = next(one for one in step.fields if one.name == "play")
    assert play.listed
    assert "Find the second person" in play.known
    assert filled(step, play="find the SECOND person", kind="check", text="X").changes == {
        "play": "one-person",
        "kind": "check",
        "text": "X",
    }
    assert "There is no play" in wrong(step, play="nix", text="X")["play"]
    shipped = BOARD.definitions("play")["one-person"]
    fields = {one.name: one for one in change_definition(BOARD, shipped, NOW).fields}
    preview = fields["guidance"].preview
    assert preview is not None
    assert preview(shipped.text("guidance")) == shipped.text("guidance")
    assert fields["when"].preview is not None
    assert fields["when"].preview("single") == "Holds for 0 of 0 open deals."
    assert "at character" in wrong(new_definition(BOARD, "play", NOW), title="X", when="sinle>3")["when"]
    assert whole_text(BOARD, "one-person") == "Find the second person"


def test_the_form_of_a_company_knows_what_is_known() -> None:
    """Else it begins with the name that the deal has."""
    deal = make_deal(company="ACME oy")
    assert filled(company_form(BOARD, deal, NOW), size="120") == Define(
        "company", {"title": "ACME oy", "size": 120}
    )
    known = {"acme-oy": Definition("company", "acme-oy", {"title": "Acme Oy", "size": 3})}
    board = BOARD._replace(defined={"company": known})
    assert filled(company_form(board, deal, NOW), size="120") == Define("company", {"size": 120}, "acme-oy")


def order(one: Replica, kind: str) -> list[str]:
    return [each.title for each in of_kind(one.board, kind)]


def move(one: Replica, title: str, step: int) -> bool:
    there = of_kind(one.board, "criterion")
    action = reordered(there, next(each for each in there if each.title == title), step)
    if action is not None:
        one.do(action)
    return action is not None


def test_a_definition_goes_past_its_neighbour_and_stays_in_its_list() -> None:
    """At the ends there is nowhere to go."""
    ann = team()[0]
    ann.do(AddFramework("SPIN", ("S", "P", "I")))
    assert move(ann, "I", -1)
    assert order(ann, "criterion")[-3:] == ["S", "I", "P"]
    assert not move(ann, "S", -1)
    assert not move(ann, "P", 1)
    assert move(ann, "S", 1)
    assert order(ann, "criterion")[-3:] == ["I", "S", "P"]


def test_a_list_whose_ranks_clash_is_ranked_anew() -> None:
    """Two clones may have given the same rank; the order is still people's to choose."""
    values = [{"title": title, "rank": "i"} for title in "ABC"]
    there = [Definition("profile", f"p{at}", dict(value)) for at, value in enumerate(values)]
    action = reordered(there, there[2], -1)
    assert isinstance(action, Together)
    assert [one.id for one in action.actions if isinstance(one, Define)] == ["p0", "p2", "p1"]


def test_an_empty_board_lists_all_kinds() -> None:
    """With a dash where nothing is defined."""
    rows = [row_text(row) for row in kind_table(Board(), 0, 80).rows]
    assert len(rows) == len(KINDS)
    assert any(row.split()[:2] == ["company", "-"] for row in rows)
