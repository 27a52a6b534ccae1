"""Searching finds deals by all that people remember of them."""

from __future__ import annotations

import pytest

from factories import TODAY, make_board, make_deal, make_follow_up
from pipeboard.domain.people import Contact
from pipeboard.view.board import board_view, updated
from pipeboard.view.search import Finder, Search, again

DEAL = make_deal(
    title="Straße website",
    tags=("vip",),
    source="referral",
    contacts=(Contact("c1", "Maija Virtanen", "maija@example.com", "+358 40 1"),),
    follow_ups=(make_follow_up(text="send the offer"),),
)
BOARD = make_board(20).with_deals({DEAL.id: DEAL})
VIEW = board_view(BOARD, pipeline="sales", today=TODAY)


@pytest.mark.parametrize(
    "words",
    ["STRASSE", "web strasse", "#vip", "@anna", "referral", "maija@", "offer", "acme oy", "358 40", DEAL.id],
)
def test_a_deal_is_found_by_any_of_its_words(words: str) -> None:
    """Title, company, owner, tags, source, people, next steps and id; in any order and case."""
    assert DEAL.id in Finder().find(VIEW, words).found


def test_every_word_must_be_there() -> None:
    """More words find less."""
    assert Finder().find(VIEW, "strasse nobody").found == ()
    assert Finder().find(VIEW, "  ").found == ()


def test_matches_come_in_the_order_of_the_board() -> None:
    """Column by column, top to bottom, so that n walks the board."""
    found = Finder().find(VIEW, "a").found
    places = [VIEW.place(one) for one in found]
    assert len(found) > 5
    assert places == sorted(places, key=lambda place: place or (0, 0))


def test_next_and_previous_go_round() -> None:
    """From the last to the first and back."""
    search = Search("x", ("a", "b", "c"))
    assert [search.step(current, 1) for current in ("a", "c", None)] == ["b", "a", "a"]
    assert [search.step(current, -1) for current in ("a", "c", None)] == ["c", "b", "c"]
    assert Search("x").step("a", 1) is None


def test_a_search_tells_how_it_stands() -> None:
    """Which of how many."""
    search = Search("x", ("a", "b"))
    assert [search.told("b"), search.told("z"), Search("x").told(None), Search("").told(None)] == [
        *("2 of 2", "2", "nothing found", ""),
    ]


def test_a_changed_deal_is_looked_at_again() -> None:
    """What was put together for a deal is thrown away with it."""
    finder = Finder()
    search = finder.find(VIEW, "strasse")
    changed = BOARD.with_deals({DEAL.id: DEAL._replace(title="Other", changed="later")})
    assert again(search, finder, updated(VIEW, changed, [DEAL.id], TODAY)).found == ()
