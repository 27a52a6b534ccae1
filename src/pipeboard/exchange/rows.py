"""Rows of a table read into drafts of deals, field by field."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from itertools import repeat
from typing import Any, Final, NamedTuple, TypeAlias

from pipeboard.domain.actions import NewContact
from pipeboard.domain.board import Board
from pipeboard.domain.deal import Priority, Status
from pipeboard.domain.errors import BadInput, PipeBoardError
from pipeboard.domain.fields import CUSTOM, DEAL, Dumped, dump_value, field_of
from pipeboard.domain.followup import local_day
from pipeboard.domain.frameworks import find_framework
from pipeboard.domain.money import MOST_DIGITS, is_currency, parse_amount
from pipeboard.domain.people import ROLES
from pipeboard.domain.quotes import quoted
from pipeboard.domain.readings import TEXT_LIMIT, Field
from pipeboard.domain.rules.deals import check_value
from pipeboard.domain.rules.people import check_contact
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
from pipeboard.exchange.tables import Batch, Problem, Table, one_line

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
_PRODUCT: Final = f"{CUSTOM}product"
_TOO_LONG: Final = f"the text is too long, {TEXT_LIMIT} characters fit."
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


class Draft(NamedTuple):
    """What a row says, before it is known which stage and status that makes."""

    line: int
    fields: Dumped
    """Those of the deal, without what depends on its stage and status."""
    pipeline: str
    """As the table names it."""
    stage: str
    """As the table names it."""
    status: Status | None
    created: datetime | None
    close: When | None
    """The expected close."""
    closed: When | None
    reason: str
    lesson: str
    contacts: tuple[NewContact, ...]
    odd: tuple[str, ...]
    """What was left out, since its cell is none of the words that fit."""


Said: TypeAlias = dict[str, Sequence[Any]]
"""What some rows say, a column for each thing; None for nothing."""


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
        self._are_plain = are_plain
        self._known = _Known(says)

    def of(self, cells: Sequence[str]) -> Sequence[object]:
        """What each of these cells says. BadInput, with the name of the column, if one does not fit it."""
        if self._are_plain is not None and self._are_plain(cells):
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


class RowReader:
    """Reads the rows of one table, as its columns write dates and amounts.

    BadInput when a column of dates can be read in two ways.
    """

    def __init__(
        self, table: Table, columns: Sequence[Column], board: Board, now: datetime, date_format: str | None
    ) -> None:
        self._own = table.own
        self._board = board
        self._zone = board.zone
        self._now = now
        self._ids: dict[str, int] = {}
        self._says_won = any(column.field == "won" for column in columns)
        self._learn(table, columns, date_format)
        self._readings = [one for column in columns for one in self._readings_of(column)]

    def _learn(self, table: Table, columns: Sequence[Column], date_format: str | None) -> None:
        """Find out how the columns are written, and which places the rows name."""
        dated = [column for column in columns if column.field in (*_MOMENTS, *_DAYS)]
        amounts = [column for column in columns if column.field in _AMOUNTS]
        shares = [column for column in columns if column.field == "probability"]
        cells = {
            column.index: [cell for (cell,) in table.distinct(column.index)]
            for column in (*dated, *amounts, *shares)
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
            there = table.distinct(*(one.index for one in placed))
            self.places = {self._place(placed, one): None for one in there}.keys()

    def _place(self, columns: Sequence[Column], cells: Sequence[str]) -> NamedPlace:
        """What a row with these cells names."""
        named: dict[str, str] = {}
        for column, cell in zip(columns, cells, strict=True):
            with suppress(BadInput):
                [reading] = self._readings_of(column)
                named[column.field] = str(reading.of((cell,))[0] or "")
        return NamedPlace(named.get("pipeline", ""), named.get("stage", ""))

    def _date_orders(self, cells: dict[str, list[str]], date_format: str | None) -> dict[str, Order]:
        """How the columns of dates write them; our own need no evidence."""
        if self._own and date_format is None:
            cells = {name: [one for one in there if not _is_iso(one)] for name, there in cells.items()}
        return date_orders(cells, date_format)

    def read(self, batch: Batch) -> Iterator[Draft | Problem]:
        """What each row of a batch says, or why it cannot be read."""
        return self._read(batch.lines, [batch.column(one.index) for one in self._readings])

    def _read(self, lines: Sequence[int], columns: Sequence[Sequence[str]]) -> Iterator[Draft | Problem]:
        """The same of some rows, given the cells that each reading takes of them."""
        try:
            yield from self._drafts(lines, columns)
        except BadInput as error:
            if len(lines) == 1:
                yield Problem(lines[0], str(error))
                return
            # One of them cannot be read: which one, halves of halves tell soon.
            middle = len(lines) // 2
            for part in (slice(middle), slice(middle, None)):
                yield from self._read(lines[part], [cells[part] for cells in columns])

    def _drafts(self, lines: Sequence[int], columns: Sequence[Sequence[str]]) -> Iterable[Draft]:
        """What rows say that can all be read, put together by columns. BadInput where one cannot."""
        said: Said = {}
        for reading, cells in zip(self._readings, columns, strict=True):
            said[reading.name] = _first_of(said.get(reading.name), reading.of(cells))
        nothing = (None,) * len(lines)
        odd = {name: said[f"odd_{name}"] for name in ("priority", "framework") if f"odd_{name}" in said}
        self._name(said, nothing)
        self._see_ids(lines, said.get("external_id", nothing))
        statuses = self._statuses(said, nothing, odd)
        contacts = _contacts(said, nothing, odd)
        return map(
            Draft,
            lines,
            _by_row({name: values for name, values in said.items() if self._field(name)}, len(lines)),
            *(_texts(said.get(name, nothing)) for name in ("pipeline", "stage")),
            statuses,
            said.get("created", nothing),
            nothing if self._own else said.get("close", nothing),
            said.get("closed", nothing),
            *(_texts(said.get(name, nothing)) for name in ("reason", "lesson")),
            contacts,
            _by_word(odd, len(lines)),
        )

    def _name(self, said: Said, nothing: Sequence[None]) -> None:
        """Put in the currency that stands with a value, the product, and a title where there is none.

        BadInput where there is nothing to make one of.
        """
        if "worth" in said:
            said["currency"] = _first_of(said.get("currency"), said["worth"])
        products = said.get("product", nothing)
        if "product" in said:
            said[_PRODUCT] = _first_of(products, said.get(_PRODUCT, nothing))
        titles = said.get("title", nothing)
        if not all(titles):
            parts = (titles, said.get("company", nothing), products, said.get("external_id", nothing))
            titles = said["title"] = [_title(*four) for four in zip(*parts, strict=True)]
        if not all(map(str.strip, titles)):
            raise BadInput("The row has no title, no company, no product and no id.")

    def _see_ids(self, lines: Sequence[int], ids: Sequence[str | None]) -> None:
        """Take note on which lines ids stand. BadInput for one that stood on another line before."""
        for line, one in zip(lines, ids, strict=True):
            if one and (first := self._ids.setdefault(one, line)) != line:
                raise BadInput(f"The id {quoted(one)} stands on line {first} already.")

    def _statuses(self, said: Said, nothing: Sequence[None], odd: Said) -> Sequence[Status | None]:
        """The statuses, with those that columns of yes and no make up. BadInput where these contradict."""
        statuses: Sequence[Status | None] = said.get("status", nothing)
        if said.keys().isdisjoint(FLAGS):
            return statuses
        flags = [said.get(name, nothing) for name in FLAGS]
        made = [self._status(*four) for four in zip(statuses, *flags, strict=True)]
        odd["is_closed"] = [one is None and any(three) for one, *three in zip(made, *flags, strict=True)]
        return made

    def _status(
        self, said: Status | None, won: bool | None, lost: bool | None, is_closed: bool | None
    ) -> Status | None:
        """The status of a row; a column that says it in a word goes before. BadInput where it is two."""
        if won and lost:
            raise BadInput("The row says that the deal is won and that it is lost; one of them is wrong.")
        if said is not None or won:
            return said or "won"
        return "lost" if lost or (is_closed and self._says_won) else None

    # A reading for each thing that a column says, made once

    def _readings_of(self, column: Column) -> Iterator[Reading]:
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

    def _field(self, name: str) -> Field | None:
        """The field of a deal that a column fills; whether an expected close does, others know by status."""
        return None if name == "close" and not self._own else field_of(DEAL, name)

    def _reading(self, column: Column, name: str, says: Callable[[str], Any]) -> Reading:
        """A reading that passes over cells that stand for nothing. BadInput for one that is too long."""
        field, own, limit = column.field, self._own, TEXT_LIMIT if column.field != "contacts" else sys.maxsize
        known = field_of(DEAL, _PRODUCT) if name == "product" else self._field(name)

        def checked(cell: str) -> object:
            if not own and _says_nothing(field, cell):
                return None
            if len(cell) > limit:
                raise BadInput(_TOO_LONG)
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
            return (lambda cell: when(cell).day) if self._field(name) else when
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


def _title(title: str | None, company: str | None, product: str | None, external_id: str | None) -> str:
    """The title of a row, made of what it has where it has none. BadInput where that is too long."""
    made = title or " · ".join(filter(None, (company, product))) or external_id or ""
    if len(made) > TEXT_LIMIT:
        raise BadInput(f"Title: {_TOO_LONG}")
    return made


def _contacts(said: Said, nothing: Sequence[None], odd: Said) -> Iterable[tuple[NewContact, ...]]:
    """The people of each row. BadInput for one that does not make sense."""
    given: Sequence[tuple[NewContact, ...] | None] = said.get("contacts", nothing)
    parts = [said.get(name, nothing) for name in ("contact", "email", "phone", "role")]
    if all(one is nothing for one in (given, *parts[:3])):
        return repeat((), len(nothing))
    people = [
        (*(there or ()), _contact(*four)) if any(four[:3]) else there or ()
        for there, *four in zip(given, *parts, strict=True)
    ]
    if "role" in said:
        odd["role"] = [any(three) and role and not _role(role) for *three, role in zip(*parts, strict=True)]
    for there in people:
        for person in there:
            check_contact(dict(vars(person)))
    return people


def _contact(name: str | None, email: str | None, phone: str | None, role: str | None) -> NewContact:
    return NewContact(name or email or phone or "", email or "", phone or "", _role(role or ""))


def _role(text: str) -> str:
    """One of the roles of a purchase; empty for another word."""
    role = text.casefold()
    return role if role in ROLES else ""


def _first_of(before: Sequence[object] | None, values: Sequence[object]) -> Sequence[object]:
    """Of several columns for one thing, what the first one says that says something."""
    if before is None:
        return values
    return [two if one is None else one for one, two in zip(before, values, strict=True)]


def _by_row(columns: Said, rows: int) -> Iterator[Dumped]:
    """The fields of each of so many rows; nothing is left out."""
    with_gaps = [name for name, values in columns.items() if None in values]
    for values in zip(*columns.values(), strict=True) if columns else repeat((), rows):
        # Most cells say something: faster than to look at each before it is taken in.
        said = Dumped(DEAL, zip(columns, values, strict=True))
        for name in with_gaps:
            if said[name] is None:
                del said[name]
        yield said


def _texts(values: Sequence[str | None]) -> Sequence[str]:
    """The same with an empty text for nothing."""
    return [value or "" for value in values]


def _by_word(columns: Said, rows: int) -> Iterable[tuple[str, ...]]:
    """The names of the columns that are true of each of so many rows, which few are."""
    true = [name for name, values in columns.items() if any(values)]
    if not true:
        return repeat((), rows)
    return [tuple(name for name in true if columns[name][row]) for row in range(rows)]


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
