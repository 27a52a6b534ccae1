"""What a team defines: kinds and their words, ids, parts of a whole, and what the rules refuse."""

from __future__ import annotations

import re
from typing import Any

import pytest

from histories import Replica, sync, team
from pipeboard.domain import actions
from pipeboard.domain.actions import AddFramework, Define, QualifyDeals, Undefine
from pipeboard.domain.board import Board
from pipeboard.domain.definitions import ABOUT, KINDS, PARTS, WHOLES, fields_of, listed, title_field
from pipeboard.domain.errors import BadInput, NotFound, Refused
from pipeboard.domain.events import read_event
from pipeboard.domain.find import definition_to_change, find_definition, with_wholes
from pipeboard.domain.frameworks import (
    WORD,
    find_framework,
    framework_of,
    frameworks,
    letters_of,
)
from pipeboard.domain.timeline import told


def define(one: Replica, kind: str, name: str | None = None, /, **changes: Any) -> None:
    one.do(Define(kind, changes, name))


def test_every_kind_has_a_sentence_and_a_field_that_names_it() -> None:
    """The sentences are the ones that the command, the app and the guide show."""
    assert list(ABOUT) == list(KINDS)
    for kind, sentence in ABOUT.items():
        assert re.fullmatch(r"[A-Z][^.]{10,90}\.", sentence), kind
        assert title_field(kind) in KINDS[kind]


def test_every_part_says_what_it_is_part_of() -> None:
    """A criterion has a framework, a step a cadence; both are kinds."""
    for whole, part in PARTS.items():
        assert whole in KINDS[part]
        assert whole in WHOLES


def test_an_unknown_kind_is_answered_with_the_nearest() -> None:
    """And with all there are."""
    with pytest.raises(BadInput, match=r"there are check, .* rate\. Did you mean 'score'\?"):
        fields_of("scor")


def test_frameworks_of_ones_own_stand_beside_those_that_ship() -> None:
    """Their criteria keep their order and have letters of their own."""
    ann = team()[0]
    ann.do(AddFramework("SPIN", ("Situation", "Problem", "Surprise", "Pitfall")))
    assert list(frameworks(ann.board)) == ["bant", "champ", "meddic", "spin"]
    criteria = find_framework(ann.board, "Spin").criteria
    assert [(one.id, one.letter) for one in criteria] == [
        ("situation", "S"),
        ("problem", "P"),
        ("surprise", "U"),
        ("pitfall", "I"),
    ]


@pytest.mark.parametrize("title", ["3 whys", "为什么", "Ärger", "_", "Über 9000!"])
def test_ids_of_any_title_fit_in_the_names_of_answers(title: str) -> None:
    """Whatever script the title is in, answers by it are kept."""
    ann = team()[0]
    deal = ann.add()
    ann.do(AddFramework(title, (title, "Other")))
    framework = find_framework(ann.board, title)
    assert re.fullmatch(WORD, framework.id)
    first = framework.criteria[0].id
    ann.do(QualifyDeals((deal,), title, {first: "yes"}))
    assert ann.deal(deal).answers_in(framework.id)[first].answer == "yes"


def test_letters_differ_as_long_as_titles_have_other_letters() -> None:
    """Where none is left a question mark stands for it."""
    assert letters_of(["Need", "Next step", "Naïve", "Ne"]) == ["N", "E", "A", "?"]


def test_two_clones_that_answer_an_own_criterion_differently_keep_both() -> None:
    """The fold of answers need not know the framework; the conflict names it."""
    ann, bob = team()[:2]
    ann.do(AddFramework("SPIN", ("Situation",)))
    deal = ann.add()
    sync(ann, bob)
    bob.wait(minutes=1)
    ann.do(QualifyDeals((deal,), "spin", {"situation": "yes"}))
    bob.do(QualifyDeals((deal,), "spin", {"situation": "no"}))
    sync(ann, bob)
    assert ann.board == bob.board
    assert [(one.field, one.shown, one.other) for one in ann.deal(deal).conflicts] == [
        ("spin.situation", "no", "yes")
    ]


def test_two_clones_that_add_the_same_framework_have_one() -> None:
    """An id comes from the title, so nothing doubles."""
    ann, bob = team()[:2]
    for one in (ann, bob):
        one.do(AddFramework("SPIN", ("Situation", "Problem")))
    sync(ann, bob)
    assert [one.id for one in frameworks(ann.board)["spin"].criteria] == ["situation", "problem"]


def test_a_framework_takes_its_criteria_along_and_answers_stay() -> None:
    """What was answered by it is still shown; undo brings all of it back."""
    ann = team()[0]
    ann.do(AddFramework("SPIN", ("Situation", "Problem")))
    deal = ann.add()
    ann.do(QualifyDeals((deal,), "spin", {"problem": "yes"}))
    ann.do(Undefine("framework", "spin"))
    assert "spin" not in frameworks(ann.board)
    assert not [one for one in ann.board.definitions("criterion") if one.startswith("spin.")]
    shown = framework_of(ann.board, "spin", ann.deal(deal).answers)
    assert [one.title for one in shown.criteria] == ["Problem"]
    with pytest.raises(BadInput, match="there are bant, champ and meddic"):
        ann.do(QualifyDeals((deal,), answers={"problem": "no"}))
    ann.undo()
    assert len(frameworks(ann.board)["spin"].criteria) == 2


def test_without_the_default_framework_the_first_one_takes_its_place() -> None:
    """A team that does without BANT can go on qualifying."""
    ann = team()[0]
    deal = ann.add()
    ann.do(Undefine("framework", "bant"))
    ann.do(QualifyDeals((deal,), answers={"money": "yes"}))
    assert ann.deal(deal).framework == "champ"


def test_a_framework_that_nobody_defined_is_refused_everywhere() -> None:
    """One sentence with those there are, and nothing is changed."""
    ann = team()[0]
    deal = ann.add()
    before = dict(ann.rows)
    for wrong in (
        QualifyDeals((deal,), "spin"),
        actions.EditDeals((deal,), {"framework": "spin"}),
        actions.AddDeal({"title": "X", "framework": "spin"}),
    ):
        with pytest.raises(BadInput, match="There is no framework 'spin'; there are bant, champ and meddic"):
            ann.do(wrong)
    assert ann.rows == before


def test_the_timeline_names_an_own_framework_and_its_criteria() -> None:
    """As people call them, not by ids."""
    ann = team()[0]
    ann.do(AddFramework("My way", ("Next step",)))
    deal = ann.add()
    row = ann.do(QualifyDeals((deal,), "my way", {"next": "yes"}))[-1]
    assert told(read_event(ann.log.row(row)), ann.board) == "My way: Next step unknown → yes"


@pytest.mark.parametrize(
    ("kind", "changes", "why"),
    [
        ("score", {"title": "X", "when": "scor>3", "points": 5}, "at character 1 of the filter"),
        ("score", {"title": "X", "when": "a score>3", "points": 5}, "cannot ask for the score"),
        ("score", {"title": "X", "when": "owner:me", "points": 5}, "it cannot say 'me'"),
        ("score", {"title": "X", "when": "overdue"}, "needs its points"),
        ("score", {"title": "X", "points": 5}, "needs its when"),
        ("profile", {"title": "X", "smallest": 9, "largest": 3}, "The smallest size, 9, is above"),
        ("criterion", {"title": "X"}, "needs its framework|There is no framework"),
        ("framework", {}, "needs its title"),
    ],
)
def test_what_makes_no_sense_is_not_defined(kind: str, changes: dict[str, Any], why: str) -> None:
    """One sentence, and nothing is written."""
    ann = team()[0]
    before = dict(ann.rows)
    with pytest.raises((BadInput, NotFound), match=why):
        ann.do(Define(kind, changes))
    assert ann.rows == before


def test_a_framework_needs_criteria_that_differ() -> None:
    """Two of one title could not be told apart."""
    ann = team()[0]
    with pytest.raises(BadInput, match="at least one criterion"):
        ann.do(AddFramework("SPIN", (" ",)))
    with pytest.raises(BadInput, match="Two of the criteria"):
        ann.do(AddFramework("SPIN", ("Need", "need")))


def test_a_title_is_given_once() -> None:
    """Neither a new one nor a changed one may be called like another of the same list."""
    ann = team()[0]
    define(ann, "company", title="Acme")
    define(ann, "company", title="Beta")
    with pytest.raises(Refused, match="called Acme already"):
        define(ann, "company", title="ACME")
    with pytest.raises(Refused, match="called Acme already"):
        define(ann, "company", "beta", title="acme")
    define(ann, "company", "beta", title="BETA")
    assert ann.board.definitions("company")["beta"].title == "BETA"


def test_a_definition_is_found_by_id_title_or_their_beginning() -> None:
    """Never a guess: where several fit, they are named."""
    ann = team()[0]
    define(ann, "company", title="Acme Oy")
    define(ann, "company", title="Acme GmbH")
    assert find_definition(ann.board, "company", "acme oy").id == "acme-oy"
    assert find_definition(ann.board, "company", "acme-g").title == "Acme GmbH"
    with pytest.raises(NotFound, match="More than one company fits 'acme'"):
        find_definition(ann.board, "company", "acme")
    with pytest.raises(NotFound, match="did you mean 'Acme Oy'"):
        find_definition(ann.board, "company", "Acmee Oy")


def test_a_title_names_what_is_to_be_changed_only_when_it_is_whole() -> None:
    """The beginning of one is a new title; and a list may have an item that another list has."""
    ann = team()[0]
    define(ann, "check", text="Budget known", list="stage:lead")
    board = ann.board
    assert definition_to_change(board, "check", "Budget") is None
    assert definition_to_change(board, "check", "budget known", "stage:proposal") is None
    there = definition_to_change(board, "check", "budget known", "stage:lead")
    assert there == definition_to_change(board, "check", "budget known")
    assert there is not None


def test_wholes_are_named_as_people_call_them() -> None:
    """Stages and frameworks by their names, in any case."""
    board = team()[0].board
    assert with_wholes(board, {"stage": "Prop", "framework": "MEDDIC"}) == {
        "stage": "proposal",
        "framework": "meddic",
    }
    assert with_wholes(board, {"list": "stage:Qualified"}) == {"list": "stage:qualified"}
    with pytest.raises(NotFound, match="There is no stage 'nowhere'"):
        with_wholes(board, {"list": "stage:nowhere"})


def test_items_of_one_deal_are_not_the_teams() -> None:
    """They are left out where the team's definitions are listed."""
    ann = team()[0]
    deal = ann.add()
    before = listed(ann.board.definitions("check").values())
    ann.do(actions.AddItem(deal, "Ask Jo"))
    assert listed(ann.board.definitions("check").values()) == before


def test_parts_are_listed_whole_by_whole() -> None:
    """However their ranks are."""
    ann = team()[0]
    for text, where in (("A", "lead"), ("B", "proposal"), ("C", "lead")):
        define(ann, "check", text=text, list=f"stage:{where}")
    stages = [one.whole for one in listed(ann.board.definitions("check").values())]
    assert stages == sorted(stages, key=stages.index)


def test_what_is_worked_out_of_definitions_is_kept_while_only_deals_change() -> None:
    """A card drawn again costs no new look at the frameworks; a definition written makes them new."""
    ann = team()[0]
    known = frameworks(ann.board)
    ann.add()
    assert frameworks(ann.board) is known
    ann.do(AddFramework("SPIN", ("Situation",)))
    assert "spin" in frameworks(ann.board)


def test_a_board_without_anything_has_what_ships() -> None:
    """The filter language leans on it."""
    assert list(frameworks(Board())) == ["bant", "champ", "meddic"]
