"""People out of an address book (vCard 2.1 to 4.0), onto the deals of their companies.

A person whose company has open deals comes onto each of them; of a company without one, a new deal is made
with all its people. Who is on a deal already is not added again.
"""

from __future__ import annotations

import quopri
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from pipeboard.domain.actions import ImportDeals, ImportedDeal, NewContact
from pipeboard.domain.addresses import checked_links
from pipeboard.domain.board import Board
from pipeboard.domain.companies import key_of
from pipeboard.domain.deal import STATUSES, Deal
from pipeboard.domain.errors import BadInput, NotFound
from pipeboard.domain.fields import DEAL, Dumped, dump_set
from pipeboard.domain.people import ROLES
from pipeboard.domain.rules.people import check_contact
from pipeboard.exchange.csv_import import ImportPlan
from pipeboard.exchange.tables import Problem, decode, one_line

_BEGIN: Final = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*BEGIN:VCARD", re.IGNORECASE)
_LINE: Final = re.compile(r"(?:[\w-]+\.)?([\w-]+)((?:;(?:[^:;\"]|\"[^\"]*\")*)*):(.*)", re.DOTALL)
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_PARTS: Final = re.compile(r"(?<!\\);")
_WORDS: Final = re.compile(r"(?<!\\),")


@dataclass
class _Card:
    """One person of the file."""

    line: int
    name: str = ""
    parts: str = ""
    company: str = ""
    emails: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    role: str = ""

    def contact(self) -> NewContact:
        """The person; further addresses and numbers are links. BadInput where there is nobody."""
        first = [*self.emails, *self.phones, ""]
        name = self.name or self.parts or self.company or first[0]
        more = [f"mailto:{one}" for one in self.emails[1:]] + [f"tel:{one}" for one in self.phones[1:]]
        links = " ".join(one for one in ("".join(one.split()) for one in (*self.links, *more)) if _sound(one))
        made = NewContact(name, "".join(self.emails[:1]), "".join(self.phones[:1]), self.role, links)
        check_contact({"name": made.name, "email": made.email})
        return made


def is_vcard(data: bytes) -> bool:
    """Whether a file is an address book."""
    return _BEGIN.match(data) is not None


def plan_cards(data: bytes, board: Board, *, pipeline: str | None = None) -> ImportPlan:
    """Plan to take people in. New deals start in the first stage of `pipeline` (an id), else of the board.

    NotFound where there is no stage for them.
    """
    people: dict[str, list[tuple[_Card, NewContact]]] = defaultdict(list)
    problems: list[Problem] = []
    for card in _cards(decode(data)[0]):
        try:
            person = card.contact()
        except BadInput as error:
            problems.append(Problem(card.line, str(error)))
            continue
        people[key_of(card.company) or f"\n{person.name.casefold()} {person.email.casefold()}"].append(
            (card, person)
        )
    there = _open_deals(board)
    rows: list[tuple[int, ImportedDeal]] = []
    for key, found in people.items():
        contacts = tuple(person for _, person in found)
        line, company = found[0][0].line, found[0][0].company
        deals = there[key] if company else _deals_of(contacts[0], board)
        rows += [(line, ImportedDeal(Dumped.of(DEAL), contacts=contacts, deal=deal.id)) for deal in deals]
        if not deals:
            given = {"title": company or contacts[0].name} | ({"company": company} if company else {})
            fields, stage = dump_set(DEAL, given), _first_stage(board, pipeline)
            rows.append((line, ImportedDeal(fields, contacts=contacts, stage=stage)))
    new = sum(not row.deal for _, row in rows)
    return ImportPlan(
        columns=(),
        stages=(),
        action=ImportDeals(tuple(row for _, row in rows)),
        lines=tuple(line for line, _ in rows),
        problems=tuple(problems),
        repeated=(),
        suspected=(),
        held=(),
        new=new,
        updated=len(rows) - new,
        skipped=len(problems),
        by_status={status: new if status == "open" else 0 for status in STATUSES},
        warnings=(),
    )


def _open_deals(board: Board) -> dict[str, list[Deal]]:
    """The open deals of each company."""
    found: dict[str, list[Deal]] = defaultdict(list)
    for deal in board.visible_deals():
        if deal.is_open and deal.company:
            found[key_of(deal.company)].append(deal)
    return found


def _deals_of(person: NewContact, board: Board) -> list[Deal]:
    """The open deals that somebody without a company is on already."""
    names = person.name.casefold(), person.email.casefold()
    return [
        deal
        for deal in board.visible_deals()
        if deal.is_open and any((one.name.casefold(), one.email.casefold()) == names for one in deal.contacts)
    ]


def _first_stage(board: Board, pipeline: str | None) -> str:
    for home in [pipeline] if pipeline else [one.id for one in board.live_pipelines()]:
        for stage in board.stages_in(home):
            if stage.phase == "pre":
                return stage.id
    raise NotFound("The board has no stage yet; add one with `pipeboard stages add NAME`.")


# Reading


def _cards(text: str) -> Iterator[_Card]:
    card: _Card | None = None
    for line, content in _unfolded(text):
        match = _LINE.fullmatch(content)
        if match is None:
            continue
        name, parameters, value = match[1].upper(), match[2].upper(), match[3]
        if name == "BEGIN" and value.strip().upper() == "VCARD":
            card = _Card(line)
        elif card is not None and name == "END":
            yield card
            card = None
        elif card is not None:
            if "QUOTED-PRINTABLE" in parameters:
                value = quopri.decodestring(value.encode("utf-8", "replace")).decode("utf-8", "replace")
            _learn(card, name, value)


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """The lines of content, each with the number of its first line in the file."""
    start, content = 1, ""
    for number, line in enumerate(text.splitlines(), 1):
        if line[:1] in (" ", "\t"):
            content += line[1:]
        elif content.endswith("=") and "QUOTED-PRINTABLE" in content.upper():
            content = content[:-1] + line
        else:
            if content:
                yield start, content
            start, content = number, line
    if content:
        yield start, content


def _learn(card: _Card, name: str, value: str) -> None:
    """Take in one line of a card."""
    text = _plain(value)
    match name:
        case "FN":
            card.name = card.name or text
        case "N":
            family, given, *_ = [*map(_plain, _PARTS.split(value)), "", ""]
            card.parts = f"{given} {family}".strip()
        case "ORG":
            card.company = card.company or _plain(_PARTS.split(value)[0])
        case "EMAIL" if text:
            card.emails.append(text.removeprefix("mailto:"))
        case "TEL" if text:
            card.phones.append(text.removeprefix("tel:"))
        case "URL" if text:
            card.links.append(text)
        case "CATEGORIES" | "ROLE":
            words = [_plain(one).casefold() for one in _WORDS.split(value)]
            card.role = next((role for role in ROLES if role in words), card.role)


def _plain(value: str) -> str:
    return one_line(_ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value))


def _sound(link: str) -> bool:
    """Whether a link is one that contacts may have."""
    try:
        checked_links(link)
    except BadInput:
        return False
    return bool(link)
