"""Rows of a table read into drafts of deals, field by field."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Final, TypeAlias

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
from pipeboard.exchange.tables import Row, Table, one_line

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
_ODD: Final = ("value", "priority", "framework")
"""Fields whose cells say more than their value, or may be left out with a word."""
_TOO_LONG: Final = f"the text is too long, {TEXT_LIMIT} characters fit."
_REMEMBERED: Final = 4096
"""So many values of a column are kept for the cells to come."""
_PRIORITIES: Final[dict[str, Priority]] = {
    **dict.fromkeys(("low", "lowest", "matala", "niedrig", "niski"), "low"),
    **dict.fromkeys(("normal", "medium", "mid", "normaali", "mittel", "średni"), "normal"),
    **dict.fromkeys(("high", "highest", "urgent", "korkea", "hoch", "wysoki"), "high"),
}
_CURRENCY_IN_NAME = re.compile(r"\b([A-Z]{3})\b|([€$£¥])")


class Draft:
    """What a row says, before it is known which stage and status that makes."""

    pipeline: str = ""
    """As the table names it."""
    stage: str = ""
    """As the table names it."""
    status: Status | None = None
    created: datetime | None = None
    close: date | None = None
    """The expected close, and the same as a moment for a deal that is closed by now."""
    close_moment: datetime | None = None
    closed: datetime | None = None
    closed_day: date | None = None
    reason: str = ""
    lesson: str = ""
    contacts: tuple[NewContact, ...] = ()
    odd: tuple[str, ...] = ()
    """Fields that were left out, since their cells are none of the words that fit."""

    def __init__(self, line: int) -> None:
        self.line = line
        self.fields: dict[str, Value] = {}
        self.texts: dict[str, str] = {}
        """What other fields are made of: a product, and the parts of one contact."""
        self.flags: dict[str, bool] = {}
        """What columns of yes and no say (see `columns.FLAGS`)."""


Reader: TypeAlias = Callable[[Draft, str], None]
"""Puts what a cell says into a draft. BadInput where that does not fit the column."""


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
        # The same day stands in many rows.
        self._when = lru_cache(maxsize=_REMEMBERED)(self._read_when)
        self._learn(table, columns, date_format)
        self._readers = [(column, column.index, self._reader(column)) for column in columns]

    def _learn(self, table: Table, columns: Sequence[Column], date_format: str | None) -> None:
        """Find out how the columns are written, and which places the rows name."""
        dated = [column for column in columns if column.field in (*_MOMENTS, *_DAYS)]
        amounts = [column for column in columns if column.field in _AMOUNTS]
        shares = [column for column in columns if column.field == "probability"]
        typed = [*dated, *amounts, *shares]
        placed = [column for column in columns if column.field in ("pipeline", "stage")]
        groups = [[column.index] for column in typed] + ([[one.index for one in placed]] if placed else [])
        found = table.distinct(*groups)
        cells = {column.index: [one[0] for one in there] for column, there in zip(typed, found, strict=False)}
        self._orders = self._date_orders({one.name: cells[one.index] for one in dated}, date_format)
        self._mark = decimal_mark(cell for one in amounts for cell in cells[one.index])
        self._currency = next((_currency_in(one.name) for one in amounts if one.field == "value"), "")
        self._parts = {one.name: are_parts(cells[one.index]) for one in shares}
        self.places: Collection[NamedPlace] = {NamedPlace("", ""): None}.keys()
        """The different pipelines and stages that rows name, in the order in which they come up."""
        if placed:
            self.places = {self._place(placed, there): None for there in found[-1]}.keys()

    def _place(self, columns: Sequence[Column], cells: Sequence[str]) -> NamedPlace:
        """What a row with these cells names."""
        draft = Draft(0)
        for column, cell in zip(columns, cells, strict=True):
            with suppress(BadInput):
                if cell:
                    self._reader(column)(draft, cell)
        return NamedPlace(draft.pipeline, draft.stage)

    def _date_orders(self, cells: dict[str, list[str]], date_format: str | None) -> dict[str, Order]:
        """How the columns of dates write them; our own need no evidence."""
        if self._own and date_format is None:
            cells = {name: [one for one in there if not _is_iso(one)] for name, there in cells.items()}
        return date_orders(cells, date_format)

    def read(self, row: Row) -> Draft:
        """What a row says. BadInput where it cannot be read."""
        draft, cells = Draft(row.line), row.cells
        for column, index, reader in self._readers:
            cell = cells[index]
            if cell:
                try:
                    reader(draft, cell)
                except BadInput as error:
                    raise BadInput(f"{column.name}: {error}") from error
        self._finish(draft)
        return draft

    # A reader for each column, made once

    def _reader(self, column: Column) -> Reader:
        name = column.field
        known = field_of(DEAL, name)
        if self._own and name != "framework":
            if known is not None:
                return self._checked(column, _exactly(known, self._usual(column)))
            if name in _MOMENTS:
                return self._checked(column, _exact_moment(name, self._usual(column)))
            if name in _ASIDE:
                return self._checked(column, lambda draft, cell: setattr(draft, name, cell))
        if not self._own and known is not None and name not in (*_DAYS, *_ODD):
            # Most cells of most columns come again and again.
            return _remembered(name, partial(_read_field, name, self._value(column)))
        return self._checked(column, self._usual(column))

    def _checked(self, column: Column, reader: Reader) -> Reader:
        """The reader, which passes over cells that stand for nothing. BadInput for one that is too long."""
        name, own, limit = column.field, self._own, TEXT_LIMIT if column.field != "contacts" else sys.maxsize

        def checked(draft: Draft, cell: str) -> None:
            if own or not _says_nothing(name, cell):
                if len(cell) > limit:
                    raise BadInput(_TOO_LONG)
                reader(draft, cell)

        return checked

    def _usual(self, column: Column) -> Reader:
        """The reader of cells that say something, however they were written."""
        name = column.field
        if name in _MOMENTS or name in _DAYS:
            return partial(self._read_date, column)
        odd: dict[str, Reader] = {
            "value": self._read_value,
            "status": _read_status,
            "priority": _read_priority,
            "framework": self._read_framework,
            "contacts": _read_contacts,
        }
        if name in odd:
            return odd[name]
        if name in FLAGS:
            return partial(_read_flag, name)
        if name in _ASIDE:
            return lambda draft, cell: setattr(draft, name, one_line(cell))
        if field_of(DEAL, name) is not None:
            value = self._value(column)
            return lambda draft, cell: _put(draft, name, value(cell))
        return lambda draft, cell: _put_text(draft, name, one_line(cell))

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

    def _read_framework(self, draft: Draft, cell: str) -> None:
        """A framework by its name; one that this board does not define is left out."""
        try:
            draft.fields["framework"] = find_framework(self._board, cell).id
        except PipeBoardError:
            draft.odd += ("framework",)

    def _read_date(self, column: Column, draft: Draft, cell: str) -> None:
        moment, day = self._when(cell, self._orders[column.name])
        if column.field == "created":
            draft.created = moment
        elif column.field == "close" and not self._own:
            draft.close_moment, draft.close = moment, day
        elif column.field in _DAYS:
            draft.fields[column.field] = day
        elif draft.closed is None:
            draft.closed, draft.closed_day = moment, day

    def _read_when(self, cell: str, order: Order) -> tuple[datetime, date]:
        """A moment, and the day that it is here."""
        try:
            moment = read_moment(cell, order, self._zone)
        except (ValueError, OverflowError):
            raise BadInput(f"{quoted(cell)} is not a date.") from None
        return moment, local_day(moment, self._zone)

    def _read_value(self, draft: Draft, cell: str) -> None:
        value, currency = parse_amount(cell, self._mark)
        draft.fields["value"] = value
        if currency or self._currency:
            draft.fields.setdefault("currency", currency or self._currency)

    def _finish(self, draft: Draft) -> None:
        """Title, product and contact, and no id twice."""
        fields, texts = draft.fields, draft.texts
        external_id = str(fields.get("external_id") or "")
        if texts.get("product"):
            fields["custom.product"] = texts["product"]
        if not fields.get("title"):
            made = " · ".join(filter(None, (str(fields.get("company") or ""), texts.get("product", ""))))
            fields["title"] = made or external_id
        if not str(fields["title"]).strip():
            raise BadInput("The row has no title, no company, no product and no id.")
        if external_id and self._ids.setdefault(external_id, draft.line) != draft.line:
            first = self._ids[external_id]
            raise BadInput(f"The id {quoted(external_id)} stands on line {first} already.")
        if self._own:
            check_value(self._board, fields)
        if draft.flags:
            self._add_status(draft)
        if texts:
            self._add_contact(draft)
        for person in draft.contacts:
            check_contact(dict(vars(person)))

    def _add_status(self, draft: Draft) -> None:
        """The status that columns of yes and no make up; a column that says it in a word goes before."""
        flags = draft.flags
        if flags.get("won") and flags.get("lost"):
            raise BadInput("The row says that the deal is won and that it is lost; one of them is wrong.")
        if draft.status is not None:
            return
        if flags.get("won"):
            draft.status = "won"
        elif flags.get("lost") or (flags.get("is_closed") and self._says_won):
            draft.status = "lost"
        elif flags.get("is_closed"):
            draft.odd += ("is_closed",)

    def _add_contact(self, draft: Draft) -> None:
        contact, email, phone = (draft.texts.get(name, "") for name in ("contact", "email", "phone"))
        if not (contact or email or phone):
            return
        role = draft.texts.get("role", "").casefold()
        if role not in ("", *ROLES):
            draft.odd += ("role",)
        known = role if role in ROLES else ""
        draft.contacts += (NewContact(contact or email or phone, email, phone, known),)


def _read_field(name: str, value: Callable[[str], Value], cell: str) -> Value:
    """The value of a field; None where the cell stands for nothing."""
    if _says_nothing(name, cell):
        return None
    if len(cell) > TEXT_LIMIT:
        raise BadInput(_TOO_LONG)
    return value(cell)


def _put(draft: Draft, name: str, value: Value) -> None:
    if value is not None:
        draft.fields[name] = value


def _put_text(draft: Draft, name: str, text: str) -> None:
    draft.texts[name] = text


def _remembered(name: str, read: Callable[[str], Value]) -> Reader:
    """A reader of a field whose value depends on the cell alone."""
    values: dict[str, Value] = {}

    def reader(draft: Draft, cell: str) -> None:
        if cell in values:
            value = values[cell]
        else:
            if len(values) == _REMEMBERED:
                values.clear()
            value = values[cell] = read(cell)
        if value is not None:
            draft.fields[name] = value

    return reader


def _exactly(known: Field, usual: Reader) -> Reader:
    """A reader of cells as they were written by us; the usual one for those that were changed since."""

    def exactly(draft: Draft, cell: str) -> None:
        try:
            draft.fields[known.name] = value_of(known, cell)
        except ValueError:
            usual(draft, cell)

    return exactly


def _exact_moment(name: str, usual: Reader) -> Reader:
    def exact_moment(draft: Draft, cell: str) -> None:
        try:
            setattr(draft, name, moment_of(cell))
        except ValueError:
            usual(draft, cell)

    return exact_moment


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


def _read_status(draft: Draft, cell: str) -> None:
    status = read_status(cell)
    if status is None:
        raise BadInput(f"{quoted(cell)} is none of open, won, lost and disqualified.")
    draft.status = status


def _read_flag(name: str, draft: Draft, cell: str) -> None:
    flag = read_flag(cell)
    if flag is None:
        raise BadInput(f"{quoted(cell)} is neither yes nor no.")
    draft.flags[name] = flag


def _read_priority(draft: Draft, cell: str) -> None:
    priority = _PRIORITIES.get(cell.casefold())
    if priority is None:
        draft.odd += ("priority",)
    else:
        draft.fields["priority"] = priority


def _share_of(are_parts_of_one: bool, cell: str) -> int:
    try:
        return read_percent(cell, are_parts_of_one)
    except ValueError:
        raise BadInput(f"{quoted(cell)} is not a percentage.") from None


def _tags_of(cell: str) -> tuple[str, ...]:
    words = ("-".join(tag.split()).lstrip("#") for tag in re.split(r"[,;|\n]", cell))
    return tuple(sorted({word for word in words if word}))


def _read_contacts(draft: Draft, cell: str) -> None:
    """People, one a line: name, e-mail, phone, role and links with commas between them."""
    try:
        people = tuple(NewContact(*texts) for texts in records(cell))
    except (ValueError, TypeError):
        raise BadInput("Write a person a line: name,e-mail,phone,role,links.") from None
    draft.contacts += people


def _currency_in(name: str) -> str:
    """The currency that stands in a column's name, such as "Value (EUR)" or "Amount in €"."""
    match = _CURRENCY_IN_NAME.search(name)
    if match is None:
        return ""
    return match[1] or {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY"}[match[2]]
