"""Which deal of a board a row of a table is: by its id, by a key that the user names, or by its looks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.duplicates import likeness
from pipeboard.domain.errors import BadInput
from pipeboard.domain.fields import CUSTOM, DEAL, load_set
from pipeboard.domain.quotes import quoted
from pipeboard.domain.values import Value
from pipeboard.exchange.columns import Column
from pipeboard.exchange.reading import When


def key_fields(names: Sequence[str], columns: Sequence[Column]) -> tuple[str, ...]:
    """The fields that a `--key` names, each by its column or as a field. BadInput for what is neither."""
    by_name = {column.name.casefold(): column.field for column in columns}
    by_name |= {column.field: column.field for column in columns}
    fields = []
    for name in names:
        found = by_name.get(" ".join(name.split()).casefold(), "")
        if found not in DEAL and not found.startswith(CUSTOM):
            there = ", ".join(
                one.name for one in columns if one.field in DEAL or one.field.startswith(CUSTOM)
            )
            raise BadInput(f"{quoted(name)} is no column that deals can be known by; there are {there}.")
        fields.append(found)
    return tuple(dict.fromkeys(fields))


class Draft(NamedTuple):
    """What a row says, as far as that tells which deal it is."""

    line: int
    fields: Mapping[str, object]
    """As the file holds them."""
    close: When | None


class Matcher:
    """Finds the deals of the rows of one table."""

    def __init__(self, board: Board, key: Sequence[str] = ()) -> None:
        self._key = key
        self._by_id = dict(board.deals) | {
            deal.external_id: deal for deal in board.deals.values() if deal.external_id
        }
        visible = tuple(board.visible_deals())
        self._by_key: dict[tuple[str, ...], list[Deal]] = {}
        for deal in visible if key else ():
            self._by_key.setdefault(self._key_of_deal(deal), []).append(deal)
        self._lines: dict[tuple[str, ...], int] = {}
        self._came: Counter[tuple[tuple[str, str], Value]] = Counter(
            (likeness(deal.title, deal.company), deal.value)
            for deal in visible
            if deal.imported and not deal.external_id
        )
        self._alike = {likeness(deal.title, deal.company): deal for deal in visible if deal.is_open}

    @property
    def is_idle(self) -> bool:
        """Whether no row can be any deal: there are none, and rows are not compared with each other."""
        return not (self._key or self._by_id)

    def deal_of(self, draft: Draft) -> Deal | None:
        """The deal that a row updates; None for a new one. BadInput where that is not one deal."""
        if not self._key:
            return self._by_id.get(str(draft.fields.get("external_id") or "")) if self._by_id else None
        values = load_set(DEAL, {name: draft.fields.get(name) for name in self._key})
        if draft.close is not None:
            values["close"] = draft.close.day
        key = tuple(_plain(values[name]) for name in self._key)
        if not all(key):
            return None
        first = self._lines.setdefault(key, draft.line)
        if first != draft.line:
            raise BadInput(f"{quoted(', '.join(key))} stands on line {first} already.")
        found = self._by_key.get(key, [])
        if len(found) > 1:
            raise BadInput(f"{quoted(', '.join(key))} is the key of {len(found)} deals; make them one first.")
        return found[0] if found else None

    def came_before(self, draft: Draft) -> bool:
        """Whether a row without an id or key was imported before, one for one."""
        if not self._came or self._key or draft.fields.get("external_id"):
            return False
        like = (_likeness(draft), load_set(DEAL, {"value": draft.fields.get("value")})["value"])
        if not self._came[like]:
            return False
        self._came[like] -= 1
        return True

    def look_alike(self, draft: Draft) -> Deal | None:
        """The open deal that a new one looks like: of the same title and company."""
        return self._alike.get(_likeness(draft)) if self._alike else None

    def _key_of_deal(self, deal: Deal) -> tuple[str, ...]:
        return tuple(
            _plain(
                deal.custom.get(name.removeprefix(CUSTOM)) if name.startswith(CUSTOM) else getattr(deal, name)
            )
            for name in self._key
        )


def _likeness(draft: Draft) -> tuple[str, str]:
    return likeness(str(draft.fields["title"]), str(draft.fields.get("company") or ""))


def _plain(value: Value) -> str:
    """A value as keys are compared: without regard to capitals and white space around it."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, tuple):
        return ",".join(value).casefold()
    return "" if value is None else str(value).strip().casefold()
