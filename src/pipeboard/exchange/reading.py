"""What the cells of a column say, in whatever way the column writes it."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from itertools import repeat
from typing import Any, Final, NamedTuple

from pipeboard.domain.actions import NewContact
from pipeboard.domain.board import Board
from pipeboard.domain.deal import Priority, Status
from pipeboard.domain.errors import BadInput, PipeBoardError
from pipeboard.domain.fields import CUSTOM, DEAL, dump_value, field_of
from pipeboard.domain.followup import local_day
from pipeboard.domain.frameworks import find_framework
from pipeboard.domain.money import MOST_DIGITS, is_currency, parse_amount
from pipeboard.domain.quotes import quoted
from pipeboard.domain.readings import TEXT_LIMIT, Field
from pipeboard.domain.rules.deals import check_value
from pipeboard.domain.values import Value
from pipeboard.exchange.cells import (
    BLANKS,
    Order,
    are_parts,
    date_orders,
    decimal_mark,
    is_blank,
    read_moment,
    read_percent,
)
from pipeboard.exchange.columns import FLAGS, Column
from pipeboard.exchange.exact import moment_of, records, value_of
from pipeboard.exchange.pipelineplan import NamedPlace
from pipeboard.exchange.stagenames import read_flag, read_status
from pipeboard.exchange.tables import Table, one_line

_MOMENTS: Final = ("created", "closed")
_DAYS: Final = tuple(name for name, one in DEAL.items() if one.kind == "day")
_AMOUNTS: Final = tuple(name for name, one in DEAL.items() if one.kind == "money")
_PARAGRAPHS: Final = ("promises", "buying", "satisfaction_note")
"""Fields of text whose line breaks mean something."""
_TYPED: Final = frozenset(
    (
        *_MOMENTS,
        *FLAGS,
        "currency",
        "stage",
        "status",
        *(name for name, one in DEAL.items() if one.kind != "text"),
    )
)
_NOTHING: Final = frozenset({"null", "n/a", "#n/a"})
"""What counts as empty in a field of text; more is empty elsewhere (`cells.BLANKS`)."""
_LONGEST_BLANK: Final = max(map(len, BLANKS))
_ASIDE: Final = ("pipeline", "stage", "reason", "lesson")
"""Texts of a row that are no fields of a deal."""
PRODUCT: Final = f"{CUSTOM}product"
TOO_LONG: Final = f"the text is too long, {TEXT_LIMIT} characters fit."
_REMEMBERED: Final = 4096
"""So many values of a column are kept for the cells to come."""
_PRIORITIES: Final[dict[str, Priority]] = {
    **dict.fromkeys(("low", "lowest", "matala", "niedrig", "niski"), "low"),
    **dict.fromkeys(("normal", "medium", "mid", "normaali", "mittel", "średni"), "normal"),
    **dict.fromkeys(("high", "highest", "urgent", "korkea", "hoch", "wysoki"), "high"),
}
_CURRENCY_IN_NAME = re.compile(r"\b([A-Z]{3})\b|([€$£¥])")


class When(NamedTuple):
    """A moment, and the day that it is here where that is known."""

    moment: datetime
    day: date | None


class Reading:
    """What the cells of a column say of one thing."""

    def __init__(
        self,
        column: Column,
        name: str,
        says: Callable[[str], object],
        are_plain: Callable[[Sequence[str]], bool] | None = None,
    ) -> None:
        """`says` gives what a cell says, None for nothing; BadInput where it does not fit the column.

        `are_plain` tells of cells whether each of them says just what stands in it, or nothing.
        """
        self.index: Final = column.index
        self.name: Final = name
        self._column = column.name
        self.are_plain = are_plain
        self._known = _Known(says)

    def of(self, cells: Sequence[str]) -> Sequence[object]:
        """What each of these cells says. BadInput, with the name of the column, if one does not fit it."""
        # What comes again and again is known soon, which is faster than to look at it together.
        are_many = 2 * len(set(cells)) > len(cells) - cells.count("")
        if are_many and self.are_plain is not None and self.are_plain(cells):
            return cells if all(cells) else [cell or None for cell in cells]
        try:
            return list(map(self._known.__getitem__, cells))
        except BadInput as error:
            raise BadInput(f"{self._column}: {error}") from error


class _Known(dict[str, object]):
    """What the cells of a column say: most of them come again and again."""

    def __init__(self, says: Callable[[str], object]) -> None:
        super().__init__()
        self._says = says

    def __missing__(self, cell: str) -> object:
        if len(self) == _REMEMBERED:
            self.clear()
        said = self[cell] = self._says(cell) if cell else None
        return said


class Readings:
    """What all columns of one table say, as they write dates and amounts.

    BadInput when a column of dates can be read in two ways.
    """

    def __init__(
        self, table: Table, columns: Sequence[Column], board: Board, now: datetime, date_format: str | None
    ) -> None:
        self._own = table.own
        self._board = board
        self._zone = board.zone
        self._now = now
        self._learn(table, columns, date_format)
        self.all: Final = tuple(one for column in columns for one in self._of(column))

    def _learn(self, table: Table, columns: Sequence[Column], date_format: str | None) -> None:
        """Find out how the columns are written, and which places the rows name."""
        dated = [column for column in columns if column.field in (*_MOMENTS, *_DAYS)]
        amounts = [column for column in columns if column.field in _AMOUNTS]
        shares = [column for column in columns if column.field == "probability"]
        cells = {column.index: table.cells(column.index) for column in (*dated, *shares)}
        # Digits alone tell neither the decimal mark nor a currency.
        cells |= {
            one.index: [cell for cell in table.cells(one.index) if not cell.isdecimal()] for one in amounts
        }
        self._orders = self._date_orders({one.name: cells[one.index] for one in dated}, date_format)
        self._mark = decimal_mark(cell for one in amounts for cell in cells[one.index])
        self._currency = next((_currency_in(one.name) for one in amounts if one.field == "value"), "")
        values = [cell for one in amounts if one.field == "value" for cell in cells[one.index]]
        self._has_worth = bool(self._currency) or not all(map(_is_bare, values))
        self._parts = {one.name: are_parts(cells[one.index]) for one in shares}
        self.places: Collection[NamedPlace] = {NamedPlace("", ""): None}.keys()
        """The different pipelines and stages that rows name, in the order in which they come up."""
        placed = [column for column in columns if column.field in ("pipeline", "stage")]
        if placed:
            there = table.groups(*(one.index for one in placed))
            self.places = {self._place(placed, one): None for one in there}.keys()

    def _place(self, columns: Sequence[Column], cells: Sequence[str]) -> NamedPlace:
        """What a row with these cells names."""
        named: dict[str, str] = {}
        for column, cell in zip(columns, cells, strict=True):
            with suppress(BadInput):
                [reading] = self._of(column)
                named[column.field] = str(reading.of((cell,))[0] or "")
        return NamedPlace(named.get("pipeline", ""), named.get("stage", ""))

    def _date_orders(self, cells: dict[str, list[str]], date_format: str | None) -> dict[str, Order]:
        """How the columns of dates write them; our own need no evidence."""
        if self._own and date_format is None:
            cells = {name: [one for one in there if not _is_iso(one)] for name, there in cells.items()}
        return date_orders(cells, date_format)

    def _of(self, column: Column) -> Iterator[Reading]:
        name, exact = column.field, self._exact(column) if self._own else None
        usual = self._usual(column)
        yield self._reading(column, name, _exactly(exact, usual) if exact else usual)
        more: dict[str, tuple[str, Callable[[str], object]]] = {
            "value": ("worth", self._worth),
            "priority": ("odd_priority", lambda cell: cell.casefold() not in _PRIORITIES),
            "framework": ("odd_framework", lambda cell: self._framework(cell) is None),
        }
        if name in more and (name != "value" or self._has_worth):
            aside, usual = more[name]
            yield self._reading(column, aside, _unless(exact, usual) if exact else usual)

    def _reading(self, column: Column, name: str, says: Callable[[str], Any]) -> Reading:
        """A reading that passes over cells that stand for nothing. BadInput for one that is too long."""
        field, own, limit = column.field, self._own, TEXT_LIMIT if column.field != "contacts" else sys.maxsize
        known = field_of(DEAL, PRODUCT) if name == "product" else self.field(name)

        def checked(cell: str) -> object:
            if not own and _says_nothing(field, cell):
                return None
            if len(cell) > limit:
                raise BadInput(TOO_LONG)
            value = says(cell)
            if known is None:
                return value
            if own:
                check_value(self._board, {name: value})
            return dump_value(known, value)

        if known is not None and known.kind == "money":
            return Reading(column, name, checked, _are_amounts)
        takes_texts = not own and field not in _TYPED and says in (one_line, str)
        return Reading(column, name, checked, _are_texts if takes_texts else None)

    def field(self, name: str) -> Field | None:
        """The field of a deal that a column fills; whether an expected close does, others know by status."""
        return None if name == "close" and not self._own else field_of(DEAL, name)

    def _exact(self, column: Column) -> Callable[[str], object] | None:
        """What reads cells as they were written by us; ValueError for those that were changed since."""
        name = column.field
        known = field_of(DEAL, name)
        if known is not None and name != "framework":
            return partial(value_of, known)
        if name in _MOMENTS:
            return moment_of if name == "created" else lambda cell: When(moment_of(cell), None)
        return str if name in _ASIDE else None

    def _usual(self, column: Column) -> Callable[[str], object]:
        """What reads cells however they were written. BadInput for one that does not fit the column."""
        name = column.field
        if name in _MOMENTS or name in _DAYS:
            when = partial(self._when, self._orders[column.name])
            if name == "created":
                return lambda cell: when(cell).moment
            return (lambda cell: when(cell).day) if self.field(name) else when
        odd: dict[str, Callable[[str], object]] = {
            "status": _status_of,
            "priority": lambda cell: _PRIORITIES.get(cell.casefold()),
            "framework": self._framework,
            "contacts": _contacts_of,
        }
        if name in odd:
            return odd[name]
        if name in FLAGS:
            return _flag_of
        if field_of(DEAL, name) is not None:
            return self._value(column)
        return one_line

    def _value(self, column: Column) -> Callable[[str], Value]:
        """What reads the value of a field that depends on its cell alone."""
        name = column.field
        if name == "currency":
            return _currency_of
        if name == "tags":
            return lambda cell: _tags_of(cell) or None
        if name.startswith(CUSTOM) or name in _PARAGRAPHS:
            return str
        if name == "probability":
            return partial(_share_of, self._parts[column.name])
        known = DEAL[name]
        if known.kind == "text":
            return one_line
        if known.kind == "money":
            return lambda cell: parse_amount(cell, self._mark)[0]
        return lambda cell: known.parse(cell, self._now)

    def _framework(self, cell: str) -> str | None:
        """A framework by its name; None for one that this board does not define."""
        try:
            return find_framework(self._board, cell).id
        except PipeBoardError:
            return None

    def _when(self, order: Order, cell: str) -> When:
        try:
            moment = read_moment(cell, order, self._zone)
        except (ValueError, OverflowError):
            raise BadInput(f"{quoted(cell)} is not a date.") from None
        return When(moment, local_day(moment, self._zone))

    def _worth(self, cell: str) -> str | None:
        """The currency of an amount that the cell or the column names."""
        return parse_amount(cell, self._mark)[1] or self._currency or None


def _exactly(exact: Callable[[str], object], usual: Callable[[str], object]) -> Callable[[str], object]:
    """What reads cells as they were written by us, as usual where they were changed since."""

    def exactly(cell: str) -> object:
        try:
            return exact(cell)
        except ValueError:
            return usual(cell)

    return exactly


def _unless(exact: Callable[[str], object], usual: Callable[[str], object]) -> Callable[[str], object]:
    """What reads cells that were changed since they were written by us."""

    def changed(cell: str) -> object:
        try:
            exact(cell)
        except ValueError:
            return usual(cell)
        return None

    return changed


def _are_texts(cells: Sequence[str]) -> bool:
    """Whether all cells are texts as they should be: on one line, not too long, none for nothing."""
    text = f"|{'|'.join(cells)}|"
    if not text.isprintable() or "  " in text or "| " in text or " |" in text:
        return False
    folded = text.casefold()
    return max(map(len, cells)) <= TEXT_LIMIT and not any(f"|{word}|" in folded for word in _NOTHING)


def _are_amounts(cells: Sequence[str]) -> bool:
    """Whether all cells are amounts as the file writes them: whole, and of a size that amounts have."""
    digits = "".join(cells)
    if not (digits.isdecimal() and digits.isascii() and max(map(len, cells)) <= MOST_DIGITS):
        return False
    return not any(map(str.startswith, cells, repeat("0")))


def _is_bare(cell: str) -> bool:
    """Whether an amount is a number and nothing else."""
    return cell.replace(".", "", 1).isdecimal()


def _says_nothing(name: str, cell: str) -> bool:
    if len(cell) <= _LONGEST_BLANK and (is_blank(cell) if name in _TYPED else cell.casefold() in _NOTHING):
        return True
    return not (cell.isprintable() or one_line(cell))


def _is_iso(cell: str) -> bool:
    return len(cell) > 9 and cell[4] == "-" == cell[7]


def _currency_of(cell: str) -> str:
    code = _currency_in(cell) or cell.upper()
    if not is_currency(code):
        raise BadInput(f"{quoted(cell)} is not a currency; three letters are, such as EUR or USD.")
    return code


def _status_of(cell: str) -> Status:
    status = read_status(cell)
    if status is None:
        raise BadInput(f"{quoted(cell)} is none of open, won, lost and disqualified.")
    return status


def _flag_of(cell: str) -> bool:
    flag = read_flag(cell)
    if flag is None:
        raise BadInput(f"{quoted(cell)} is neither yes nor no.")
    return flag


def _share_of(are_parts_of_one: bool, cell: str) -> int:
    try:
        return read_percent(cell, are_parts_of_one)
    except ValueError:
        raise BadInput(f"{quoted(cell)} is not a percentage.") from None


def _tags_of(cell: str) -> tuple[str, ...]:
    words = ("-".join(tag.split()).lstrip("#") for tag in re.split(r"[,;|\n]", cell))
    return tuple(sorted({word for word in words if word}))


def _contacts_of(cell: str) -> tuple[NewContact, ...]:
    """People, one a line: name, e-mail, phone, role and links with commas between them."""
    try:
        return tuple(NewContact(*texts) for texts in records(cell))
    except (ValueError, TypeError):
        raise BadInput("Write a person a line: name,e-mail,phone,role,links.") from None


def _currency_in(name: str) -> str:
    """The currency that stands in a column's name, such as "Value (EUR)" or "Amount in €"."""
    match = _CURRENCY_IN_NAME.search(name)
    if match is None:
        return ""
    return match[1] or {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY"}[match[2]]
