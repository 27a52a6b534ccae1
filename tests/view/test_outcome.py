"""What the details and `show` say of a deal's end and what follows; the handover as rows."""

from __future__ import annotations

from datetime import date

import pytest

from factories import NOW, TODAY, by_id, make_board, make_deal
from pipeboard.domain.addresses import Address
from pipeboard.domain.board import Board
from pipeboard.domain.checklist import HANDOVER, items
from pipeboard.domain.deal import Check, Deal
from pipeboard.domain.people import Contact
from pipeboard.view.card import marks
from pipeboard.view.detail import detail
from pipeboard.view.edit import Edit
from pipeboard.view.handover import handover_lines, line_row, state_word
from pipeboard.view.link import is_shown, link_rows
from pipeboard.view.outcome import outcome_facts, people_warning
from pipeboard.view.text import cells

WON = make_deal(
    status="won",
    stage="delivery",
    closed=NOW,
    competitor="Globex",
    review=date(2027, 1, 4),
    promises="training\nlogo",
    satisfaction=9,
    satisfaction_note="quick",
)


def board_of(*deals: Deal) -> Board:
    return make_board(0)._replace(deals=by_id(deals))


def facts(deal: Deal, *others: Deal) -> dict[str, str]:
    return {name: text for name, text in outcome_facts(deal, board_of(deal, *others), TODAY) if text}


def text_of(row: tuple[tuple[str, str], ...]) -> str:
    return "".join(text for text, _ in row)


def test_the_end_and_what_follows_is_told() -> None:
    """Each fact once, and nothing of what is not there."""
    follower = make_deal(id="k7q-2", title="App", origin=WON.id, relation="upsell", status="lost")
    assert facts(WON, follower) == {
        "Competitor": "Globex",
        "Review": "4 Jan 2027",
        "Promised": "training; logo",
        "Handover": "to nobody yet, 0 of 7 ticked, not accepted",
        "Satisfied": "9 of 10: quick",
        "Led to": "App (upsell, lost)",
    }
    assert facts(follower, WON) == {"Came from": "Acme website, as its upsell"}
    assert facts(make_deal()) == {}


def test_an_origin_that_is_gone_is_told_by_its_id() -> None:
    """A row that was lost takes no other with it."""
    assert facts(make_deal(origin="k7q-gone")) == {"Came from": "k7q-gone"}


def test_the_details_hold_the_facts_and_warn_of_one_contact() -> None:
    """The warning has a sign of its own beside its colour."""
    lone = make_deal(stage="proposal", contacts=(Contact("c", "Jo", links="https://a.fi"),))
    rows = [text_of(line.row) for line in detail(lone, board_of(lone), TODAY, (), tab=0, width=44).lines]
    assert any("People" in row and "! only one contact" in row for row in rows)
    assert any("https://a.fi" in row for row in rows)
    assert people_warning(lone._replace(contacts=()), board_of(lone)) == "! no contact yet"
    rows = [text_of(line.row) for line in detail(WON, board_of(WON), TODAY, (), tab=0, width=44).lines]
    assert any(row.startswith(" Handover     to nobody yet") for row in rows)


def test_a_card_shows_that_its_handover_is_due() -> None:
    """Until it is accepted."""
    assert marks(WON) == "»"
    assert marks(WON._replace(handover_accepted=TODAY)) == ""


def test_the_handover_is_a_list_of_lines_to_write_or_tick() -> None:
    """Who, what was promised, the checklist, and how it went."""
    first = items(WON, board_of(WON), HANDOVER)[0].id
    deal = WON._replace(checks=(Check(first, True, "Ann", NOW),), receiver="Bob")
    board = board_of(deal)
    lines = handover_lines(deal, board, TODAY)
    kinds = [line.kind for line in lines]
    assert kinds[:4] == ["receiver", "promise", "promise", "another"]
    assert kinds[-3:] == ["accepted", "satisfaction", "comment"]
    assert kinds.count("item") == 7
    ticked = next(line for line in lines if line.kind == "item")
    assert (ticked.done, ticked.beside) == (True, "Ann, 23 Nov")
    assert state_word(deal, board) == "due, 1 of 7 ticked"
    assert state_word(deal._replace(handover_accepted=TODAY), board) == "accepted, 1 of 7 ticked"


@pytest.mark.parametrize("width", [12, 30, 80])
def test_every_line_of_the_handover_fills_its_width(width: int) -> None:
    """Chosen or not, also while it is written, whatever is in it."""
    deal = WON._replace(receiver="\x1b[2J字字" * 30, promises="\u202eabc " * 20)
    for line in handover_lines(deal, board_of(deal), TODAY):
        for chosen, typed in ((False, None), (True, None), (True, Edit("字" * 90))):
            if line.kind == "item" and typed is not None:
                continue
            row = line_row(line, width, TODAY, chosen=chosen, typed=typed)
            assert cells(text_of(row)) == width
            assert text_of(row).isprintable()


def test_a_link_is_shown_whole_with_where_it_leads() -> None:
    """What is cut into lines adds up to the link."""
    link = "https://bank.example@evil.example/" + "x" * 100
    rows = [text_of(row) for row in link_rows(Address("web", link, link), 40, "")]
    assert rows[0] == "Open evil.example"
    assert "".join(rows[1:]) == link
    assert is_shown(Address("web", link, link))
    assert not is_shown(Address("web", "", "https://a.fi/\u3164"))
