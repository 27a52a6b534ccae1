"""Forms for one thing in the details: a field of a deal or of a person, a note on a criterion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from pipeboard.domain import money
from pipeboard.domain.actions import EditContact, EditDeals, QualifyDeals
from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.errors import BadInput
from pipeboard.domain.fields import CONTACT, CUSTOM, DEAL, known
from pipeboard.domain.frameworks import Criterion
from pipeboard.domain.people import ROLES, Contact
from pipeboard.domain.readings import Field
from pipeboard.domain.values import Value
from pipeboard.view.form import Choice, Form, FormField, FormSpec, Misread
from pipeboard.view.forms.dates import day_meaning
from pipeboard.view.forms.deal import KNOWN, checked_contact, read_deal
from pipeboard.view.values import choices_of, typed_text, value_of

_NONE: Final = Choice("", "none")
_HINTS: Final = {
    "title": "what you sell them",
    "source": "where the lead came from",
    "tags": "web nordic",
    "currency": "EUR",
}
_LONGEST: Final = 40
"""Characters of a value that is offered again: longer ones are sentences about one deal."""


def deal_field(deal: Deal, name: str, board: Board, now: datetime) -> FormSpec:
    """One field of a deal, by its name in `fields.DEAL` or as `custom.<name>`."""
    field = known(DEAL, name)
    value = value_of(deal, name)
    example = example_of(field, now)
    one = FormField(
        name,
        field.title,
        typed_text(name, value),
        _HINTS.get(name) or hint_of(example),
        choices=tuple(Choice(word, word or _NONE.label) for word in choices_of(field)),
        known=_used(name, board) if isinstance(example, (str, tuple)) and name != "title" else (),
        preview=_preview(example, deal, board, now),
        replaced=isinstance(example, (date, Decimal, int))
        or name in ("currency", "owner", "source", "channel"),
    )
    disputed = any(one.field == name and not one.of for one in deal.conflicts)

    def read(form: Form) -> EditDeals:
        # What was not changed is not said again, unless two values stand beside each other.
        typed = form.texts() if disputed else form.changed()
        return EditDeals((deal.id,), read_deal(typed, now))

    return FormSpec(field.title, (one,), read, aside=deal.title, key=f"deal.field {deal.id} {name}")


def another_field(deal: Deal, board: Board) -> FormSpec:
    """A field that only this board has, by its name."""
    taken = {name.casefold() for name in deal.custom} | {field.title.casefold() for field in DEAL.values()}

    def read(form: Form) -> EditDeals:
        texts = {name: text.strip() for name, text in form.texts().items()}
        if not texts["name"]:
            raise Misread({"name": "Give the field a name, such as Industry or Seats."})
        if texts["name"].casefold() in taken:
            raise Misread({"name": f"There is a field called {texts['name']} already; change it above."})
        if not texts["text"]:
            raise Misread({"text": "Type what it holds; an empty field would not be kept."})
        return EditDeals((deal.id,), {f"{CUSTOM}{texts['name']}": texts["text"]})

    names = _most_used(name for other in board.visible_deals() for name in other.custom)
    fields = (
        FormField(
            "name", "Name", "", "Industry", known=tuple(one for one in names if one not in deal.custom)
        ),
        FormField("text", "Value"),
    )
    return FormSpec("Another field", fields, read, aside=deal.title, key=f"deal.field {deal.id} +")


def contact_field(deal: Deal, person: Contact, name: str) -> FormSpec:
    """One field of a person, by its name in `fields.CONTACT`."""
    field = known(CONTACT, name)
    choices = (_NONE, *(Choice(role, role) for role in ROLES)) if name == "role" else ()
    one = FormField(name, field.title, str(getattr(person, name, "") or ""), choices=choices)
    disputed = any(one.field == f"contact {name}" and one.of == person.id for one in deal.conflicts)

    def read(form: Form) -> EditContact:
        typed = form.texts() if disputed else form.changed()
        changed = {name: text.strip() for name, text in typed.items()}
        if field.required and not changed.get(name, "-"):
            raise Misread({name: f"{field.title} must not be empty."})
        return EditContact(deal.id, person.id, checked_contact(changed))

    return FormSpec(field.title, (one,), read, aside=person.name, key=f"contact.field {person.id} {name}")


def criterion_note(deal: Deal, criterion: Criterion) -> FormSpec:
    """The note on a criterion; empty to take it away."""
    answer = deal.answers_in(deal.framework).get(criterion.id)
    one = FormField("note", "Note", answer.note if answer else "", "what you know, and from whom")

    def read(form: Form) -> QualifyDeals:
        return QualifyDeals((deal.id,), notes={criterion.id: form.texts()["note"].strip()})

    key = f"deal.qualify {deal.id} {deal.framework} {criterion.id}"
    return FormSpec(f"Note on {criterion.title}", (one,), read, aside=deal.title, key=key)


def example_of(field: Field, now: datetime) -> Value:
    """A value of the field's kind; None for one of a few words or codes."""
    for text in ("2026-12-01", "1"):
        try:
            return field.parse(text, now)
        except BadInput:
            continue
    return None


def hint_of(example: Value) -> str:
    """What to type in a field with values such as this one."""
    if isinstance(example, date):
        return "3w, fri, 2026-12-01"
    if isinstance(example, Decimal):
        return "12000 or 12k"
    if isinstance(example, int):
        return "a whole number"
    if isinstance(example, tuple):
        return "one, two"
    return ""


def _preview(example: Value, deal: Deal, board: Board, now: datetime) -> Callable[[str], str] | None:
    """Says back what a date or an amount is understood as."""
    if isinstance(example, date):
        return day_meaning(now)
    if not isinstance(example, Decimal):
        return None

    def tell(text: str) -> str:
        try:
            amount, currency = money.parse_amount(text)
        except BadInput:
            return ""
        return money.show_money(amount, currency or deal.currency or board.settings.currency)

    return tell


def _used(name: str, board: Board) -> tuple[str, ...]:
    """The values that the field has on the board, the most used first; single ones of a list."""
    values = (value_of(deal, name) for deal in board.visible_deals())
    return _most_used(
        text
        for value in values
        for text in (value if isinstance(value, tuple) else (str(value),) if value else ())
    )


def _most_used(texts: Iterable[str]) -> tuple[str, ...]:
    found = Counter(text for text in texts if 0 < len(text) <= _LONGEST)
    return tuple(text for text, _ in found.most_common(KNOWN))
