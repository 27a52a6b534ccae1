"""People for address books: read back by another program as what they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import vobject

from factories import by_id, make_deal
from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.ids import moment_of
from pipeboard.domain.people import Contact
from pipeboard.exchange import vcard


def cards(deals: Sequence[Deal], board: Sequence[Deal] = ()) -> str:
    """The address book of these deals, on a board of these and others."""
    return vcard.cards(deals, Board(deals=by_id((*deals, *board))))


def people(text: str) -> list[Any]:
    """The cards, as the other program reads them."""
    return list(vobject.readComponents(text))


def test_a_person_is_a_card() -> None:
    """With all that is known of them."""
    kim = Contact("k7q-1", "Kim van Dyk", "kim@acme.example", "+358 40 1", "champion", "https://kim.example")
    (card,) = people(cards([make_deal(title="Website; new, big", company="Acme, Oy", contacts=(kim,))]))
    assert card.fn.value == "Kim van Dyk"
    assert (card.n.value.family, card.n.value.given) == ("Dyk", "Kim van")
    assert card.org.value == ["Acme, Oy"]
    assert card.email.value == "kim@acme.example"
    assert card.tel.value == "+358 40 1"
    assert card.url.value == "https://kim.example"
    assert card.categories.value == ["champion"]
    assert card.note.value == "Deals: Website; new, big"
    assert card.uid.value == "k7q-1@pipeboard"


def test_a_person_on_several_deals_is_one_card() -> None:
    """By name and address, or by name and company where there is no address."""
    deals = [
        make_deal(
            id="a-1", title="One", company="Acme", contacts=(Contact("k-1", "Kim", "KIM@acme.example"),)
        ),
        make_deal(
            id="a-2", title="Two", company="Acme", contacts=(Contact("k-2", "kim", "kim@acme.example", "1"),)
        ),
        make_deal(id="a-3", title="Three", company="acme", contacts=(Contact("k-3", "Lee"),)),
        make_deal(id="a-4", title="Four", company="Acme", contacts=(Contact("k-4", "Lee", phone="2"),)),
        make_deal(id="a-5", title="Five", company="Other", contacts=(Contact("k-5", "Lee"),)),
    ]
    found = people(cards(deals))
    assert [(one.fn.value, one.note.value) for one in found] == [
        ("Kim", "Deals: One, Two"),
        ("Lee", "Deals: Three, Four"),
        ("Lee", "Deals: Five"),
    ]
    assert found[0].tel.value == "1"
    assert found[1].tel.value == "2"


def test_a_card_keeps_its_name_whichever_deals_are_chosen() -> None:
    """So that an address book updates the card, and knows by its revision that it is a later one."""
    early, late = "k7q-01hk3z8q0f01", "k7q-01hk8z8q0f02"
    kim, again = Contact(early, "Kim", "kim@acme.example"), Contact(late, "Kim", "KIM@acme.example", "1")
    first = make_deal(id=early, changed=early, contacts=(kim,))
    second = make_deal(id=late, changed=late, contacts=(again,))
    (one,), (other,) = people(cards([first], [second])), people(cards([second], [first]))
    (both,) = people(cards([second, first]))
    assert one.uid.value == other.uid.value == both.uid.value == f"{early}@pipeboard"
    assert one.rev.value == f"{moment_of(early):%Y%m%dT%H%M%SZ}"
    assert one.rev.value < both.rev.value == other.rev.value


def test_nobody_is_an_empty_file() -> None:
    """And no half of a card."""
    assert cards([make_deal()]) == ""


def test_hostile_text_is_text() -> None:
    """It ends no line and no card, and brings no control character along."""
    name = "Kim\r\nEND:VCARD\x1b[2J\u202e"
    text = cards([make_deal(contacts=(Contact("k-1", name),))])
    (card,) = people(text)
    assert card.fn.value == "Kim\nEND:VCARD[2J"
    assert not {one for one in text if ord(one) < 32} - {"\r", "\n"}
