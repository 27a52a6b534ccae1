"""Rows of a table read into drafts of deals, field by field."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from itertools import repeat
from typing import Any, Final, NamedTuple

from pipeboard.domain.actions import NewContact
from pipeboard.domain.board import Board
from pipeboard.domain.deal import Priority, Status
from pipeboard.domain.errors import BadInput, PipeBoardError
from pipeboard.domain.fields import CUSTOM, DEAL, field_of
from pipeboard.domain.followup import local_day
from pipeboard.domain.frameworks import find_framework
from pipeboard.domain.money import is_currency, parse_amount
from pipeboard.domain.people import ROLES
from pipeboard.domain.quotes import quoted
from pipeboard.domain.readings import TEXT_LIMIT
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


class Draft:
    """What a row says, before it is known which stage and status that makes."""

    pipeline: str = ""
    """As the table names it."""
    stage: str = ""
    """As the table names it."""
    status: Status | None = None
    created: datetime | None = None
    close: When | None = None
    """The expected close."""
    closed: When | None = None
    won: bool = False
    lost: bool = False
    is_closed: bool = False
    """What columns of yes and no say (see `columns.FLAGS`)."""
    reason: str = ""
    lesson: str = ""
    contacts: tuple[NewContact, ...] = ()
    contact: str = ""
    email: str = ""
    phone: str = ""
    role: str = ""
    """The parts of one more contact."""
    product: str = ""
    worth: str = ""
    """The currency that stands with the value."""
    odd_priority: bool = False
    odd_framework: bool = False
    odd: tuple[str, ...] = ()
    """What was left out, since its cell is none of the words that fit."""

    def __init__(self, line: int, fields: dict[str, Value], said: Mapping[str, object]) -> None:
        """`said` holds the attributes of which the row has something to say."""
        self.line = line
        self.fields = fields
        self.__dict__.update(said)


class Reading:
    """What the cells of a column say of one thing."""

    def __init__(
        self, column: Column, name: str, says: Callable[[str], object], *, is_field: bool, takes_texts: bool
    ) -> None:
        """`says` gives what a cell says, None for nothing; BadInput where it does not fit the column.

        `takes_texts` is for a column whose cells say what they are, unless they are odd.
        """
        self.index: Final = column.index
        self.name: Final = name
        self.is_field: Final = is_field
        """Whether that is a field of the deal; else it is an attribute of the draft."""
        self._column = column.name
        self._takes_texts = takes_texts
        self._known = _Known(says)

    def of(self, cells: Sequence[str]) -> Sequence[object]:
        """What each of these cells says. BadInput, with the name of the column, if one does not fit it."""
        if self._takes_texts and _are_plain(cells):
            return [cell or None for cell in cells]
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
        self._odd = [one.name for one in self._readings if one.name in ("odd_priority", "odd_framework")]

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
            said = [reading.of(cells) for reading, cells in zip(self._readings, columns, strict=True)]
        except BadInput as error:
            if len(lines) == 1:
                yield Problem(lines[0], str(error))
                return
            # One of them cannot be read: which one, halves of halves tell soon.
            middle = len(lines) // 2
            for part in (slice(middle), slice(middle, None)):
                yield from self._read(lines[part], [cells[part] for cells in columns])
            return
        fields: dict[str, Sequence[object]] = {}
        others: dict[str, Sequence[object]] = {}
        for reading, values in zip(self._readings, said, strict=True):
            there = fields if reading.is_field else others
            there[reading.name] = _first_of(there.get(reading.name), values)
        rows = zip(lines, _by_row(fields, len(lines)), _by_row(others, len(lines)), strict=True)
        for line, of_fields, of_others in rows:
            draft = Draft(line, of_fields, of_others)
            try:
                self._finish(draft)
            except BadInput as error:
                yield Problem(line, str(error))
            else:
                yield draft

    # A reading for each thing that a column says, made once

    def _readings_of(self, column: Column) -> Iterator[Reading]:
        name, exact = column.field, self._exact(column) if self._own else None
        usual = self._usual(column)
        says = _exactly(exact, usual) if exact else usual
        yield self._reading(column, name, says, is_field=self._is_field(name))
        more: dict[str, tuple[str, Callable[[str], object]]] = {
            "value": ("worth", self._worth),
            "priority": ("odd_priority", lambda cell: cell.casefold() not in _PRIORITIES),
            "framework": ("odd_framework", lambda cell: self._framework(cell) is None),
        }
        if name in more and (name != "value" or self._has_worth):
            aside, usual = more[name]
            yield self._reading(column, aside, _unless(exact, usual) if exact else usual)

    def _is_field(self, name: str) -> bool:
        return field_of(DEAL, name) is not None and (self._own or name != "close")

    def _reading(
        self, column: Column, name: str, says: Callable[[str], object], *, is_field: bool = False
    ) -> Reading:
        """A reading that passes over cells that stand for nothing. BadInput for one that is too long."""
        field, own, limit = column.field, self._own, TEXT_LIMIT if column.field != "contacts" else sys.maxsize

        def checked(cell: str) -> object:
            if not own and _says_nothing(field, cell):
                return None
            if len(cell) > limit:
                raise BadInput(_TOO_LONG)
            return says(cell)

        takes_texts = not own and field not in _TYPED and says in (one_line, str)
        return Reading(column, name, checked, is_field=is_field, takes_texts=takes_texts)

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
            return (lambda cell: when(cell).day) if self._is_field(name) else when
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

    def _finish(self, draft: Draft) -> None:
        """Title, product and contact, and no id twice."""
        fields = draft.fields
        external_id = str(fields.get("external_id") or "")
        if draft.worth:
            fields.setdefault("currency", draft.worth)
        if draft.product:
            fields["custom.product"] = draft.product
        if not fields.get("title"):
            made = " · ".join(filter(None, (str(fields.get("company") or ""), draft.product)))
            fields["title"] = made or external_id
        if not str(fields["title"]).strip():
            raise BadInput("The row has no title, no company, no product and no id.")
        if external_id and self._ids.setdefault(external_id, draft.line) != draft.line:
            first = self._ids[external_id]
            raise BadInput(f"The id {quoted(external_id)} stands on line {first} already.")
        if self._own:
            check_value(self._board, fields)
        for name in self._odd:
            if getattr(draft, name):
                draft.odd += (name.removeprefix("odd_"),)
        if draft.won or draft.lost or draft.is_closed:
            self._add_status(draft)
        if draft.contact or draft.email or draft.phone:
            _add_contact(draft)
        for person in draft.contacts:
            check_contact(person._asdict())

    def _add_status(self, draft: Draft) -> None:
        """The status that columns of yes and no make up; a column that says it in a word goes before."""
        if draft.won and draft.lost:
            raise BadInput("The row says that the deal is won and that it is lost; one of them is wrong.")
        if draft.status is not None:
            return
        if draft.won:
            draft.status = "won"
        elif draft.lost or self._says_won:
            draft.status = "lost"
        else:
            draft.odd += ("is_closed",)


def _add_contact(draft: Draft) -> None:
    role = draft.role.casefold()
    if role not in ("", *ROLES):
        draft.odd += ("role",)
    known = role if role in ROLES else ""
    name = draft.contact or draft.email or draft.phone
    draft.contacts += (NewContact(name, draft.email, draft.phone, known),)


def _first_of(before: Sequence[object] | None, values: Sequence[object]) -> Sequence[object]:
    """Of several columns for one thing, what the first one says that says something."""
    if before is None:
        return values
    return [two if one is None else one for one, two in zip(before, values, strict=True)]


def _by_row(columns: Mapping[str, Sequence[object]], rows: int) -> Iterator[dict[str, Any]]:
    """What each of so many rows says, by the names of the columns; nothing is left out."""
    with_gaps = [name for name, values in columns.items() if None in values]
    for values in zip(*columns.values(), strict=True) if columns else repeat((), rows):
        # Most cells say something: faster than to look at each before it is taken in.
        said = dict(zip(columns, values, strict=True))
        for name in with_gaps:
            if said[name] is None:
                del said[name]
        yield said


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


def _are_plain(cells: Sequence[str]) -> bool:
    """Whether all cells are texts as they should be: on one line, not too long, none for nothing."""
    text = f"|{'|'.join(cells)}|"
    if not text.isprintable() or "  " in text or "| " in text or " |" in text:
        return False
    folded = text.casefold()
    return max(map(len, cells)) <= TEXT_LIMIT and not any(f"|{word}|" in folded for word in _NOTHING)


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
