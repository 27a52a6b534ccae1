"""Values of a deal's fields as text: as people read them, and as they would type them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from pipeboard.domain.board import Board
from pipeboard.domain.dates import show_day
from pipeboard.domain.deadlines import DATES
from pipeboard.domain.deal import Deal
from pipeboard.domain.fields import CUSTOM
from pipeboard.domain.money import show_money
from pipeboard.domain.readings import Field
from pipeboard.domain.values import Value

_WORDS = "tags"
"""The field whose values are single words."""


def value_of(deal: Deal, name: str) -> Value:
    """The value of a field, one of the users' own included; None where there is none."""
    if name.startswith(CUSTOM):
        return deal.custom.get(name.removeprefix(CUSTOM))
    value: Value = getattr(deal, name, None)
    return value


def shown_text(name: str, value: Value, deal: Deal, board: Board, today: date) -> str:
    """A value as people read it: "12 000 EUR", "28 Nov", "#web #vip"; "" for none."""
    if isinstance(value, Decimal):
        return show_money(value, deal.currency or board.settings.currency)
    if isinstance(value, date):
        asks = deal.is_open and name in ("close", *DATES["open"])
        near = ", past" if value < today else ", today" if value == today else ""
        return show_day(value, today) + (near if asks else "")
    if isinstance(value, tuple):
        return " ".join(f"#{one}" for one in value) if name == _WORDS else ", ".join(value)
    return "" if value is None else str(value)


def typed_text(name: str, value: Value) -> str:
    """A value as people would type it; "" for none."""
    if isinstance(value, Decimal):
        return show_money(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return (" " if name == _WORDS else ", ").join(value)
    return "" if value is None else str(value)


def choices_of(field: Field) -> tuple[str, ...]:
    """The words that a field of a deal can hold, "" among them where a deal can be without."""
    needed = field.required or not field.choices or Deal._field_defaults.get(field.name)
    return field.choices if needed else ("", *field.choices)


def following(words: Sequence[str], word: str) -> str:
    """The word after another one, round and round."""
    return words[(words.index(word) + 1) % len(words)] if word in words else words[0]
