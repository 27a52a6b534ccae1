"""The frameworks that ship are whole, and names are found as people type them."""

from __future__ import annotations

import pytest

from histories import START
from pipeboard.domain.board import Board
from pipeboard.domain.errors import BadInput
from pipeboard.domain.fields import DEAL
from pipeboard.domain.frameworks import (
    ANSWERS,
    Answer,
    find_criterion,
    find_framework,
    framework_of,
    frameworks,
    next_answer,
    read_answer,
    read_mark,
)
from pipeboard.domain.qualification import answer_name, note_name, parts_of

BOARD = Board()
NAMES = ("bant", "champ", "meddic")


def test_three_frameworks_ship_and_bant_comes_first() -> None:
    """The default leads; the others by name."""
    assert tuple(frameworks(BOARD)) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_criterion_asks_something_and_fits_the_file(name: str) -> None:
    """A letter, a title and a question each; ids that the file can hold, none of them twice."""
    framework = frameworks(BOARD)[name]
    ids = [one.id for one in framework.criteria]
    assert len(set(ids)) == len(ids) <= 9
    for one in framework.criteria:
        assert len(one.letter) == 1
        assert one.letter.isupper()
        assert one.title.startswith(one.letter) or one.title.split()[-1].startswith(one.letter)
        assert one.question.endswith("?")
        assert parts_of(answer_name(name, one.id)) == (name, one.id, False)
        assert parts_of(note_name(name, one.id)) == (name, one.id, True)
    assert DEAL["framework"].load(name) == name


def test_criteria_are_found_by_their_beginning() -> None:
    """As long as that is unique; an exact name always is."""
    meddic = find_framework(BOARD, " MEDDIC ")
    assert find_criterion(meddic, "Eco").id == "economic-buyer"
    with pytest.raises(BadInput, match="has no criterion 'dec'"):
        find_criterion(meddic, "dec")
    with pytest.raises(BadInput, match="did you mean 'champion'"):
        find_criterion(meddic, "champoin")
    with pytest.raises(BadInput, match="there are bant, champ and meddic"):
        find_framework(BOARD, "spin")


def test_answers_and_marks_are_read_as_typed() -> None:
    """A beginning will do for an answer."""
    assert [read_answer(text) for text in ("Y", "part", "no", "u")] == ["yes", "partial", "no", "unknown"]
    assert read_mark("MQL") == "mql"
    with pytest.raises(BadInput, match="write yes, partial, no or unknown"):
        read_answer("perhaps")
    with pytest.raises(BadInput, match="there are mql and sql"):
        read_mark("pql")


def test_a_key_goes_through_all_answers_and_round_again() -> None:
    """Four presses lead back."""
    answer, seen = "unknown", []
    for _ in ANSWERS:
        seen.append(answer)
        answer = next_answer(answer)
    assert (sorted(seen), answer) == (sorted(ANSWERS), "unknown")


def test_a_framework_of_a_newer_version_is_shown_by_its_answers() -> None:
    """Nobody loses sight of what was answered."""
    answers = (Answer("spin", "situation", "yes", "", "Ann", START),)
    framework = framework_of(BOARD, "spin", answers)
    assert [one.title for one in framework.criteria] == ["Situation"]
