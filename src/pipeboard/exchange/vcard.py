"""The people on deals as vCards (version 3.0, RFC 2426, which phones and mail programs all read).

What names a card is the earliest entry of its person on the whole board, so that a later export updates the
card, also when other deals are chosen by then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pipeboard.domain.board import Board
from pipeboard.domain.companies import key_of
from pipeboard.domain.deal import Deal
from pipeboard.domain.ids import moment_of, sort_key
from pipeboard.domain.people import Contact
from pipeboard.exchange.content_lines import content, escaped, stamp


@dataclass
class _Person:
    """One person, wherever they are: on several deals they are one card."""

    uid: str
    first: Contact
    company: str
    changed: str = ""
    emails: dict[str, str] = field(default_factory=dict)
    phones: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    deals: dict[str, str] = field(default_factory=dict)

    def add(self, contact: Contact, deal: Deal) -> None:
        """Learn what another deal knows of them."""
        self.company = self.company or deal.company
        self.emails |= {one.casefold(): one for one in contact.email.split()}
        self.phones |= {"".join(contact.phone.split()): contact.phone} if contact.phone else {}
        self.links |= {one: one for one in contact.links.split()}
        self.roles |= {contact.role: contact.role} if contact.role else {}
        self.deals[deal.id] = deal.title
        self.changed = max(self.changed, deal.changed, key=sort_key)


def cards(deals: Iterable[Deal], board: Board) -> str:
    """A card for each person on these deals of the board, by name."""
    earliest: dict[tuple[str, str], str] = {}
    for contact, deal in _contacts(board.deals.values()):
        key = _key(contact, deal)
        earliest[key] = min(earliest.get(key, contact.id), contact.id, key=sort_key)
    people: dict[tuple[str, str], _Person] = {}
    for contact, deal in _contacts(deals):
        key = _key(contact, deal)
        person = people.setdefault(key, _Person(earliest[key], contact, deal.company))
        person.add(contact, deal)
    found = sorted(people.values(), key=lambda one: (one.first.name.casefold(), one.uid))
    return content(line for person in found for line in _card(person))


def _contacts(deals: Iterable[Deal]) -> Iterator[tuple[Contact, Deal]]:
    return ((contact, deal) for deal in deals for contact in deal.contacts)


def _key(contact: Contact, deal: Deal) -> tuple[str, str]:
    """Who is the same person: the same name with the same address, or else at the same company."""
    address = contact.email.casefold().split()
    return key_of(contact.name), address[0] if address else key_of(deal.company)


def _card(person: _Person) -> Iterator[str]:
    name = person.first.name
    given, _, family = name.strip().rpartition(" ")
    yield "BEGIN:VCARD"
    yield "VERSION:3.0"
    yield f"UID:{person.uid}@pipeboard"
    yield f"REV:{stamp(moment_of(person.changed))}"
    yield f"FN:{escaped(name)}"
    yield f"N:{escaped(family)};{escaped(given)};;;"
    if person.company:
        yield f"ORG:{escaped(person.company)}"
    yield from (f"EMAIL;TYPE=INTERNET:{escaped(one)}" for one in person.emails.values())
    yield from (f"TEL:{escaped(one)}" for one in person.phones.values())
    yield from (f"URL:{escaped(one)}" for one in person.links.values())
    if person.roles:
        yield f"CATEGORIES:{','.join(escaped(one) for one in person.roles)}"
    yield f"NOTE:{escaped('Deals: ' + ', '.join(person.deals.values()))}"
    yield "END:VCARD"
