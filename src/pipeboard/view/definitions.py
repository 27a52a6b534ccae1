"""What a team defined, as text and as rows: the kinds, and the definitions of one kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from pipeboard.domain.actions import Action, Define, Together
from pipeboard.domain.board import Board
from pipeboard.domain.dates import day_text
from pipeboard.domain.definitions import KINDS, PARTS, WHOLES, Definition, about, listed, title_field
from pipeboard.domain.money import decimal_text
from pipeboard.domain.order import between
from pipeboard.domain.readings import Field
from pipeboard.domain.values import Value
from pipeboard.view.card import Row
from pipeboard.view.dialog import CHOSEN, RULE, SOFT, TEXT, padded, paragraph
from pipeboard.view.text import cells, clean, fit

_NAME: Final = 34
"""Most cells of a title in the list; the rest is for what else it says."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows to choose from, and which of them is the highlighted one's."""

    rows: tuple[Row, ...]
    at: int


def shown_fields(kind: str) -> Mapping[str, Field]:
    """The fields that people see; a place in an order is not one of them."""
    return {name: field for name, field in KINDS[kind].items() if name != "rank"}


def of_kind(board: Board, kind: str) -> tuple[Definition, ...]:
    """What the team shares of a kind, part by part."""
    return listed(board.definitions(kind).values())


def value_text(value: Value) -> str:
    """A value as people read and type it; "" for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, Decimal):
        return decimal_text(value)
    return day_text(value) if isinstance(value, date) else str(value)


def whole_text(board: Board, whole: str) -> str:
    """What definitions are part of, by its name: "Lead", "BANT", "handover"."""
    name = whole.rpartition(":")[2]
    if name in board.stages and (":" in whole or whole not in board.definitions("framework")):
        return board.stages[name].name
    for kind in PARTS:
        if whole in board.definitions(kind):
            return board.definitions(kind)[whole].title
    return whole


def facts(one: Definition) -> str:
    """What a definition says beside its title and what it is part of, on one line."""
    left_out = {title_field(one.kind), *_wholes(one)}
    said = []
    for name, field in shown_fields(one.kind).items():
        value = one.values.get(name)
        if name in left_out or value in (None, False, ""):
            continue
        text = clean(value_text(value))
        said.append(
            field.title.lower()
            if value is True
            else f"{text}"
            if isinstance(value, str)
            else _named(field, text)
        )
    return " · ".join(said)


def kind_table(board: Board, cursor: int, width: int) -> Table:
    """A row for each kind: its name, how many there are, and a sentence."""
    room = max(map(cells, KINDS)) + 2
    rows = []
    for place, kind in enumerate(KINDS):
        role, soft = (CHOSEN, CHOSEN) if place == cursor else (TEXT, SOFT)
        count = len(of_kind(board, kind))
        head = f" {fit(kind, room)}{count or '-':>4}  "
        rows.append(padded(((head, role), (clean(about(kind)), soft)), width, role))
    return Table(tuple(rows), cursor)


def definition_table(board: Board, there: Sequence[Definition], cursor: int, width: int) -> Table:
    """A row for each definition, under what it is part of."""
    widest = max((cells(clean(one.title)) for one in there), default=0)
    room = min(widest, max(min(_NAME, width // 2), 8))
    rows: list[Row] = []
    at, whole = 0, ""
    for place, one in enumerate(there):
        if one.whole != whole:
            whole = one.whole
            rows.append(((fit(f" ── {whole_text(board, whole)} ", width), RULE),))
        if place == cursor:
            at = len(rows)
        role, soft = (CHOSEN, CHOSEN) if place == cursor else (TEXT, SOFT)
        text = facts(one)
        name = one.title if text else clean(one.title)
        spans: Row = ((f" {fit(name, room)}  ", role), (text, soft)) if text else ((f" {name}", role),)
        rows.append(padded(spans, width, role))
    return Table(tuple(rows), at)


def reordered(there: Sequence[Definition], one: Definition, step: int) -> Action | None:
    """What puts a definition past its neighbour; None where it is the last one of its list already."""
    same = [other for other in there if other.whole == one.whole]
    place = next(at for at, other in enumerate(same) if other.id == one.id)
    if not 0 <= place + step < len(same):
        return None
    same.insert(place + step, same.pop(place))
    ranks = [other.text("rank") for other in same]
    low = ranks[place + step - 1] if place + step else ""
    high = ranks[place + step + 1] if place + step + 1 < len(same) else ""
    try:
        return Define(one.kind, {"rank": between(low, high)}, one.id)
    except ValueError:  # two clones gave the same rank: the whole list is ranked anew
        new = [Define(other.kind, {"rank": f"{at:03d}i"}, other.id) for at, other in enumerate(same)]
        return Together(tuple(new))


def definition_words(one: Definition, width: int, most: int) -> list[Row]:
    """All that a definition says; its row may have no room for it."""
    said = " · ".join(part for part in (clean(one.title), facts(one)) if part)
    return paragraph(said, width, SOFT, most=most)


def _wholes(one: Definition) -> set[str]:
    return {name for name in WHOLES if one.values.get(name)}


def _named(field: Field, text: str) -> str:
    return f"{field.title.lower()} {text}"
