"""Searching finds deals by all that people remember of them."""

from __future__ import annotations

import pytest

from factories import NOW, TODAY, make_board, make_deal, make_follow_up
from pipeboard.domain.people import Contact
from pipeboard.view.board import BoardView, board_view, updated
from pipeboard.view.finder import Finder
from pipeboard.view.search import Search
from work import count_calls

DEAL = make_deal(
    title="Straße website",
    tags=("vip",),
    source="referral",
    contacts=(Contact("c1", "Maija Virtanen", "maija@example.com", "+358 40 1"),),
    follow_ups=(make_follow_up(text="send the offer"),),
)
BOARD = make_board(20).with_deals({DEAL.id: DEAL})
VIEW = board_view(BOARD, pipeline="sales", today=TODAY)


def find(text: str, view: BoardView = VIEW, finder: Finder | None = None) -> Search:
    finder = finder or Finder()
    return finder.find(view, finder.read(text, NOW, "Anna", view.board))


@pytest.mark.parametrize(
    "words",
    ["STRASSE", "web strasse", "#vip", "@anna", "referral", "maija@", "offer", "acme oy", "358 40", DEAL.id],
)
def test_a_deal_is_found_by_any_of_its_words(words: str) -> None:
    """Title, company, owner, tags, source, people, next steps and id; in any order and case."""
    assert DEAL.id in find(words).found


def test_every_word_must_be_there() -> None:
    """More words find less."""
    assert find("strasse nobody").found == ()
    assert find("  ").found == ()


def test_matches_come_in_the_order_of_the_board() -> None:
    """Column by column, top to bottom, so that n walks the board."""
    found = find("a").found
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
    assert find("strasse", finder=finder).found == (DEAL.id,)
    changed = BOARD.with_deals({DEAL.id: DEAL._replace(title="Other", changed="later")})
    assert find("strasse", updated(VIEW, changed, [DEAL.id], TODAY), finder).found == ()


@pytest.mark.parametrize(
    "text", ["owner:me", "-owner:me", "value>5k or #vip", "-(owner:me or overdue)", "stage:p"]
)
def test_a_search_finds_what_the_filter_holds_for(text: str) -> None:
    """The sets of what each term finds add up to what the whole filter says of each deal."""
    finder = Finder()
    query = finder.read(text, NOW, "Anna", BOARD)
    holding = [deal.id for column in VIEW.columns for deal in column.deals if query.matches(deal, BOARD)]
    assert list(finder.find(VIEW, query).found) == holding
    assert holding


def test_a_letter_more_costs_one_term_more() -> None:
    """What the terms before found is kept: ten thousand deals are gone through once a key."""
    finder = Finder()
    finder.find(VIEW, finder.read("owner:me value>1k overdue x", NOW, "Anna", BOARD))
    again = finder.read("owner:me value>1k overdue xy", NOW, "Anna", BOARD)
    most = 3 * len(BOARD.deals) + 300
    assert count_calls(lambda: finder.find(VIEW, again)) < most


def test_no_more_terms_are_kept_than_somebody_types() -> None:
    """A search that goes on for hours does not grow."""
    finder = Finder()
    for number in range(500):
        finder.find(VIEW, finder.read(f"word{number}", NOW, "Anna", BOARD))
    assert len(finder._found) < 300
