"""Saved views are found by name and letter, and one that makes no sense is never saved."""

from __future__ import annotations

import pytest

from factories import make_board
from histories import team
from pipeboard.domain import actions
from pipeboard.domain.arrangement import Arrangement
from pipeboard.domain.definitions import Definition
from pipeboard.domain.errors import BadInput, NotFound, PipeBoardError, Refused
from pipeboard.domain.views import (
    SavedView,
    by_letter,
    define_view,
    find_view,
    free_letter,
    saved_view,
    shared_views,
)

BIG = SavedView("big", "Big ones", "b", "value>10k", Arrangement(sort="value", reverse=True))
LATE = SavedView("late", "Big and late", "l", "overdue")
OWN = SavedView("late", "Big and late", "b", "overdue mine", mine=True)


def test_a_view_comes_back_from_the_log_as_it_was_saved() -> None:
    """Saved again under its id it is changed, and what it does not say any more is gone."""
    ann = team()[0]
    ann.do(define_view(ann.board, saved_view("Big ones", BIG.texts())))
    (view,) = shared_views(ann.board)
    assert view == BIG._replace(id=view.id)
    ann.do(define_view(ann.board, view._replace(filter="", arrangement=Arrangement(lanes="owner"))))
    (changed,) = shared_views(ann.board)
    assert (changed.id, changed.filter, changed.arrangement) == (view.id, "", Arrangement(lanes="owner"))


@pytest.mark.parametrize(
    ("name", "found"),
    [("Big ones", BIG), ("big ONES", BIG), ("late", OWN), ("big and", OWN), ("l", LATE), ("b", OWN)],
)
def test_a_view_is_found_by_name_beginning_and_letter(name: str, found: SavedView) -> None:
    """The user's own one counts before the team's."""
    assert find_view((BIG, LATE, OWN) if name != "big and" else (BIG, OWN), name) == found


def test_what_is_not_found_is_told_with_what_there_is() -> None:
    """Or that nothing is saved yet."""
    with pytest.raises(NotFound, match="there are Big ones"):
        find_view((BIG,), "small")
    with pytest.raises(NotFound, match="none is saved yet"):
        find_view((), "small")
    with pytest.raises(NotFound, match="begins the names of several"):
        find_view((BIG, LATE), "bi")


def test_a_letter_goes_to_the_users_own_view_first() -> None:
    """And to nothing where none has it."""
    assert by_letter((BIG, LATE, OWN), "b") == OWN
    assert by_letter((BIG, LATE), "b") == BIG
    assert by_letter((BIG,), "") is None


def test_a_free_letter_is_one_of_the_name() -> None:
    """As early in it as the other views leave it."""
    assert free_letter("Big deals", ()) == "b"
    assert free_letter("Big deals", (BIG,)) == "i"
    assert free_letter("交易", ()) == "交"
    assert free_letter("bl", (BIG, LATE)) == "a"


@pytest.mark.parametrize(
    ("texts", "error", "words"),
    [
        ({"letter": "bb"}, BadInput, "no letter for a view"),
        ({"letter": "'"}, BadInput, "no letter for a view"),
        ({"filter": "value>lots"}, BadInput, "at character 1 of the filter"),
        ({"filter": "(a"}, BadInput, "the bracket is not closed"),
        ({"shown": "sort:nothing"}, BadInput, "sort"),
        ({"letter": "b"}, Refused, "Big ones has the letter b already"),
    ],
)
def test_a_view_that_makes_no_sense_is_refused(
    texts: dict[str, str], error: type[PipeBoardError], words: str
) -> None:
    """With the reason, whichever way it is defined."""
    ann = team()[0]
    ann.do(define_view(ann.board, BIG))
    with pytest.raises(error, match=words):
        ann.do(actions.Define("view", {"title": "Other", **texts}))
    assert len(shared_views(ann.board)) == 1


def test_a_view_keeps_its_own_letter_when_it_changes() -> None:
    """It is no other view's."""
    ann = team()[0]
    ann.do(define_view(ann.board, BIG))
    (view,) = shared_views(ann.board)
    ann.do(actions.Define("view", {"filter": "overdue"}, view.id))
    assert shared_views(ann.board)[0].letter == "b"


def test_a_view_of_a_newer_version_shows_what_can_be_read() -> None:
    """Its filter holds although its arrangement is not understood."""
    values = {"title": "New", "filter": "overdue", "shown": "orbit:moon"}
    board = make_board(0)._replace(defined={"view": {"new": Definition("view", "new", values)}})
    assert shared_views(board) == (SavedView("new", "New", "", "overdue", Arrangement()),)
