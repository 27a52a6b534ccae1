"""People out of address books come onto the deals of their companies, each once."""

from __future__ import annotations

import pytest

from factories import NOW, by_id, make_board, make_deal
from histories import SETUP, Replica
from pipeboard.domain.actions import ImportDeals
from pipeboard.domain.people import Contact
from pipeboard.exchange.source import Choices, Source
from pipeboard.exchange.vcard import cards
from pipeboard.exchange.vcard_import import is_vcard, plan_cards

BOOK = """BEGIN:VCARD
VERSION:3.0
FN:Maija Virtanen
N:Virtanen;Maija;;;
ORG:Acme Oy;Sales
EMAIL;TYPE=INTERNET,PREF:maija@acme.fi
EMAIL:maija@home.example
item1.TEL;TYPE="cell,voice":+358 40 1
URL:https://acme.fi/mai
 ja
CATEGORIES:friends,Champion
NOTE:a\\, b\\nc
END:VCARD
BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=B6rg;;;
ORG:ACME OY
TEL;CELL:+49 1
END:VCARD
BEGIN:VCARD
VERSION:4.0
FN:Li Wei
ORG:New Co
TEL;VALUE=uri:tel:+86-1
END:VCARD
BEGIN:VCARD
VERSION:3.0
NOTE:nobody
END:VCARD
""".replace("\n", "\r\n").encode()


def test_people_come_onto_the_open_deals_of_their_company() -> None:
    """By its name in any case; a company without a deal gets one with all its people."""
    deals = [make_deal(id="k7q-01hk3z8q0001"), make_deal(id="k7q-01hk3z8q0002", title="Shop")]
    closed = make_deal(id="k7q-01hk3z8q0003", status="lost")
    board = make_board(0)._replace(deals=by_id([*deals, closed]))
    plan = plan_cards(BOOK, board)
    *onto, new = plan.action.rows
    assert [row.deal for row in onto] == [deal.id for deal in deals]
    maija, joerg = onto[0].contacts
    assert (maija.name, maija.email, maija.phone) == ("Maija Virtanen", "maija@acme.fi", "+358 40 1")
    assert (maija.role, maija.links) == ("champion", "https://acme.fi/maija mailto:maija@home.example")
    assert (joerg.name, joerg.phone) == ("Jörg Müller", "+49 1")
    assert (new.values, new.stage) == ({"title": "New Co", "company": "New Co"}, "lead")
    assert new.contacts[0].phone == "+86-1"
    assert plan.problems == ((26, "A contact needs a name."),)
    assert (plan.new, plan.updated, plan.skipped) == (1, 2, 1)


@pytest.mark.parametrize("text", ["BEGIN:VCARD\nFN:Jo\nEMAIL:jo@x.fi\nEND:VCARD\n", BOOK.decode()])
def test_a_second_import_changes_nothing(text: str) -> None:
    """Also of people without a company, who are known by name and address."""
    ann = Replica("ann", "Ann")
    ann.do(SETUP)
    assert ann.do(plan_cards(text.encode(), ann.board).action)
    again = plan_cards(text.encode(), ann.board)
    assert again.new == 0
    assert ann.do(again.action) == []


def test_our_own_address_book_is_read_back() -> None:
    """What an export wrote changes nothing on the same board."""
    ann = Replica("ann", "Ann")
    ann.do(SETUP)
    ann.add("Site", company="Acme; Sons, Ltd")
    (deal,) = ann.board.deals.values()
    person = Contact("c", "Zoë; O'Neil, jr", "zoe@x.fi", "+1", "champion", "https://x.fi/zoe")
    known = deal._replace(contacts=(person,))
    book = cards([known], ann.board.with_deals({deal.id: known})).encode()
    assert ann.do(plan_cards(book, ann.board).action)
    (there,) = ann.deal(deal.id).contacts
    assert there._replace(id="c") == person
    assert ann.do(plan_cards(book, ann.board).action) == []


def test_a_file_is_known_by_what_it_holds() -> None:
    """Whatever it is called."""
    assert is_vcard(b"\xef\xbb\xbf\r\nbegin:vcard\r\n")
    assert not is_vcard(b"title,value\n")
    assert Source.of(BOOK).plan(make_board(0), Choices(), NOW).action != ImportDeals(())
