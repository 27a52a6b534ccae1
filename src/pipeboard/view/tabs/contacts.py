"""The people on a deal: a block of fields for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from pipeboard.domain.actions import Action, EditContact, RemoveContact
from pipeboard.domain.deal import Deal
from pipeboard.domain.fields import CONTACT
from pipeboard.domain.people import Contact
from pipeboard.view.dialog import SOFT, TEXT, TITLE
from pipeboard.view.tabs.tab import (
    Ask,
    Line,
    Shown,
    Tab,
    Target,
    Verb,
    add_line,
    field_rows,
    lines_of,
    row_of,
    wrapped,
)

if TYPE_CHECKING:
    from pipeboard.view.form import FormSpec


def _lines(shown: Shown) -> list[Line]:
    deal, width = shown.deal, shown.width
    lines: list[Line] = []
    for person in deal.contacts:
        lines.extend([Line(row_of("", width))] if lines else [])
        lines.extend(_fields(deal, person, width) if shown.working else contact_lines(person, width))
    if not shown.working:
        return lines or [Line(row_of("Nobody yet.", width, SOFT))]
    return [
        *lines,
        *([Line(row_of("", width))] if lines else []),
        add_line("add a person", width, _new(deal), in_place=False),
    ]


def contact_lines(person: Contact, width: int) -> list[Line]:
    """A person in a few rows, without what is not known."""
    named = f"{person.name}{f', {person.role}' if person.role else ''}"
    others = (name for name in CONTACT if name not in ("name", "role"))
    known = [text for name in others if (text := str(getattr(person, name, "") or ""))]
    return lines_of([*wrapped(named, width, TITLE), *(row for text in known for row in wrapped(text, width))])


def _fields(deal: Deal, person: Contact, width: int) -> Sequence[Line]:
    lines: list[Line] = []
    for name, field in CONTACT.items():
        text = str(getattr(person, name, "") or "")
        does: dict[Verb, Action | Ask] = {"edit": _change(deal, person, name)}
        if name == "name":
            does["remove"] = RemoveContact(deal.id, person.id)
        elif text:
            does["remove"] = EditContact(deal.id, person.id, {name: ""})
        rows = field_rows(field.title, text, width, TITLE if name == "name" else TEXT)
        target = Target(f"{person.id} {name}", does, field=f"contact {name}", of=person.id, label=field.title)
        lines.extend(lines_of(rows, target))
    return lines


def _change(deal: Deal, person: Contact, name: str) -> Ask:
    def make(now: datetime) -> FormSpec:
        from pipeboard.view.forms.field import contact_field  # the forms wait until one is opened (20 ms)

        return contact_field(deal, person, name)

    return Ask(make)


def _new(deal: Deal) -> Callable[[datetime], FormSpec]:
    def make(now: datetime) -> FormSpec:
        from pipeboard.view.forms.deal import new_contact

        return new_contact(deal)

    return make


TAB: Final = Tab("Contacts", _lines)
