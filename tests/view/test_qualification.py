"""Qualification at a glance: readable without colour, and only where it says something."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from factories import NOW, STAGES, TODAY, make_board, make_deal
from pipeboard.domain.deal import Deal
from pipeboard.domain.frameworks import ANSWERS, Answer, frameworks
from pipeboard.view.card import Surroundings, card
from pipeboard.view.edit import Edit
from pipeboard.view.glyph import glyph
from pipeboard.view.layout import row_text
from pipeboard.view.qualification import overview, pane_rows, pane_words
from pipeboard.view.text import cells

BOARD = make_board(0)
KNOWN = frameworks(BOARD)


def deal_with(framework: str = "bant", /, **answers: str) -> Deal:
    """A deal with these answers."""
    known = tuple(Answer(framework, name, answer, "", "Anna", NOW) for name, answer in answers.items())
    return make_deal(framework=framework, answers=known)


def rows_of(deal: Deal, width: int, *, compact: bool = False) -> list[str]:
    """The first two rows of a card."""
    around = Surroundings(STAGES[0], TODAY, BOARD.zone, "EUR", KNOWN)
    rows = card(deal, around, width, compact=compact)
    assert {cells(row_text(row)) for row in rows} == {width}
    return [row_text(row).rstrip() for row in rows[:2]]


def test_each_answer_has_a_sign_of_its_own() -> None:
    """Capital for yes, small for no, a wave for partly, a dot for not known."""
    assert glyph(deal_with(budget="yes", authority="partial", need="no"), KNOWN) == "B~n·"
    assert glyph(deal_with("meddic", champion="yes"), KNOWN) == "·····C"
    four = {glyph(deal_with(budget=answer, need="yes"), KNOWN)[0] for answer in ANSWERS}
    assert len(four) == len(ANSWERS)


def test_nothing_is_shown_while_nothing_is_known() -> None:
    """A row of dots would only be noise."""
    assert glyph(make_deal(), KNOWN) == ""
    assert glyph(deal_with(budget="unknown"), KNOWN) == ""
    assert glyph(deal_with(budget="yes")._replace(framework="champ"), KNOWN) == ""
    assert overview(make_deal(), BOARD) == ("", "")


def test_a_card_shows_the_signs_where_there_is_room() -> None:
    """Beside the title, else beside the company; what says which deal it is comes first."""
    deal = deal_with(budget="yes", need="no")._replace(priority="high")
    plain = make_deal(priority="high")
    assert rows_of(deal, 23) == [" Acme website   B·n· ▲", " Acme Oy       12k EUR"]
    assert rows_of(deal, 23, compact=True)[0] == rows_of(deal, 23)[0]
    long = "Acme website relaunch"
    assert rows_of(deal._replace(title=long), 23)[1] == " Acme Oy  B·n· 12k EUR"
    assert rows_of(deal._replace(title=long), 21) == rows_of(plain._replace(title=long), 21)


def test_the_overview_counts_what_is_sure() -> None:
    """Name, signs and how many are answered with yes."""
    assert overview(deal_with(budget="yes", need="partial"), BOARD) == ("BANT", "B·~·, 1 of 4 yes")


@given(st.text(max_size=60), st.integers(10, 100), st.integers(0, 3), st.booleans())
def test_the_pane_keeps_its_width_with_any_text(text: str, width: int, cursor: int, typing: bool) -> None:
    """Notes and names of any kind."""
    deal = make_deal(answers=(Answer("bant", "need", "partial", text, text, NOW),))
    for row in pane_rows(deal, BOARD, TODAY, cursor, width):
        assert cells(row_text(row)) == width
        assert "\x1b" not in row_text(row)
    for row in pane_words(deal, BOARD, TODAY, cursor, width, Edit(text) if typing else None):
        assert "\x1b" not in row_text(row)
