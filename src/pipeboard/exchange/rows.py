"""Rows of a table read into drafts of deals, field by field."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from functools import lru_cache
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
from pipeboard.exchange.columns import Column
from pipeboard.exchange.exact import moment_of, records, value_of
from pipeboard.exchange.stagenames import read_status
from pipeboard.exchange.tables import Problem, Row, Table, one_line

Tell: TypeAlias = Callable[[int], None]
TOLD_ROWS: Final = 1000
"""After so many rows it is told how far the reading is."""
_MOMENTS: Final = ("created", "closed")
_DAYS: Final = tuple(name for name, one in DEAL.items() if one.kind == "day")
_AMOUNTS: Final = tuple(name for name, one in DEAL.items() if one.kind == "money")
_PARAGRAPHS: Final = ("promises", "buying", "satisfaction_note")
"""Fields of text whose line breaks mean something."""
_TYPED: Final = frozenset(
    (*_MOMENTS, "currency", "stage", "status", *(name for name, one in DEAL.items() if one.kind != "text"))
)
_NOTHING: Final = frozenset({"null", "n/a", "#n/a"})
"""What counts as empty in a field of text; more is empty elsewhere (`cells.BLANKS`)."""
_LONGEST_BLANK: Final = max(map(len, BLANKS))
_ASIDE: Final = ("pipeline", "stage", "reason", "lesson")
"""Texts of a row that are no fields of a deal."""
_PRIORITIES: Final[dict[str, Priority]] = {
    **dict.fromkeys(("low", "lowest", "matala", "niedrig", "niski"), "low"),
    **dict.fromkeys(("normal", "medium", "mid", "normaali", "mittel", "średni"), "normal"),
    **dict.fromkeys(("high", "highest", "urgent", "korkea", "hoch", "wysoki"), "high"),
}
_CURRENCY_IN_NAME = re.compile(r"\b([A-Z]{3})\b|([€$£¥])")


@dataclass(slots=True)
class Draft:
    """What a row says, before it is known which stage and status that makes."""

    line: int
    fields: dict[str, Value] = field(default_factory=dict)
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
    pipeline: str = ""
    """As the table names it."""
    contacts: tuple[NewContact, ...] = ()
    odd: tuple[str, ...] = ()
    """Fields that were left out, since their cells are none of the words that fit."""


class RowReader:
    """Reads the rows of one table, as its columns write dates and amounts.

    BadInput when a column of dates can be read in two ways.
    """

    def __init__(
        self, table: Table, columns: Sequence[Column], board: Board, now: datetime, date_format: str | None
    ) -> None:
        self._table = table
        self._columns = columns
        self._board = board
        self._zone = board.zone
        self._now = now
        self._orders = self._date_orders(date_format)
        amounts = [column for column in columns if column.field in _AMOUNTS]
        self._mark = decimal_mark(cell for column in amounts for cell in table.column(column.index))
        self._currency = next((_currency_in(one.name) for one in amounts if one.field == "value"), "")
        self._parts = {
            column.name: are_parts(table.column(column.index))
            for column in columns
            if column.field == "probability"
        }
        self._ids: dict[str, int] = {}
        # The same day stands in many rows.
        self._moment = lru_cache(maxsize=4096)(read_moment)
        self._readers: dict[str, Callable[[Draft, str], None]] = {
            "value": self._read_value,
            "currency": _read_currency,
            "status": _read_status,
            "priority": _read_priority,
            "framework": self._read_framework,
            "tags": _read_tags,
            "contacts": _read_contacts,
        }

    def _date_orders(self, date_format: str | None) -> dict[str, Order]:
        """How the columns of dates write them; our own need no evidence."""
        dated = [column for column in self._columns if column.field in (*_MOMENTS, *_DAYS)]
        cells = {column.name: self._table.column(column.index) for column in dated}
        if self._table.own and date_format is None:
            cells = {name: tuple(one for one in there if not _is_iso(one)) for name, there in cells.items()}
        return date_orders(cells, date_format)

    def read(self, tell: Tell | None = None) -> tuple[list[Draft], list[Problem]]:
        """A draft of each row that can be read, and why the others cannot. `tell` hears how many are read."""
        drafts, problems = [], []
        for number, row in enumerate(self._table.rows, 1):
            if tell is not None and number % TOLD_ROWS == 0:
                tell(TOLD_ROWS)
            try:
                drafts.append(self._read_row(row))
            except BadInput as error:
                problems.append(Problem(row.line, str(error)))
        return drafts, problems

    def _read_row(self, row: Row) -> Draft:
        draft = Draft(row.line)
        texts: dict[str, str] = {}
        for column in self._columns:
            cell = row.cells[column.index]
            if not cell or (not self._table.own and _says_nothing(column.field, cell)):
                continue
            if len(cell) > TEXT_LIMIT and column.field != "contacts":
                raise BadInput(f"{column.name}: the text is too long, {TEXT_LIMIT} characters fit.")
            try:
                if not (self._table.own and self._read_exactly(draft, column.field, cell)):
                    self._read_cell(draft, texts, column, cell)
            except BadInput as error:
                raise BadInput(f"{column.name}: {error}") from error
        self._finish(draft, texts)
        return draft

    def _read_cell(self, draft: Draft, texts: dict[str, str], column: Column, cell: str) -> None:
        name = column.field
        if name in _MOMENTS or name in _DAYS:
            self._read_date(draft, column, cell)
        elif name in self._readers:
            self._readers[name](draft, cell)
        elif name in _ASIDE:
            setattr(draft, name, one_line(cell))
        elif name in DEAL and name != "title":
            draft.fields[name] = self._read_field(column, cell)
        elif name.startswith(CUSTOM):
            draft.fields[name] = cell
        else:
            texts[name] = one_line(cell)

    def _read_exactly(self, draft: Draft, name: str, cell: str) -> bool:
        """Read a cell as it was written by us; False where it was changed since."""
        known = field_of(DEAL, name)
        try:
            if name == "framework":
                return False
            if known is not None:
                draft.fields[name] = value_of(known, cell)
            elif name in _MOMENTS:
                setattr(draft, name, moment_of(cell))
            elif name in _ASIDE:
                setattr(draft, name, cell)
            else:
                return False
        except ValueError:
            return False
        return True

    def _read_field(self, column: Column, cell: str) -> Value:
        """A cell of a field that needs no more than the reading of its kind."""
        known = DEAL[column.field]
        if known.kind == "text":
            return cell if known.name in _PARAGRAPHS else one_line(cell)
        if known.kind == "money":
            return parse_amount(cell, self._mark)[0]
        if known.name == "probability":
            try:
                return read_percent(cell, self._parts[column.name])
            except ValueError:
                raise BadInput(f"{quoted(cell)} is not a percentage.") from None
        return known.parse(cell, self._now)

    def _read_framework(self, draft: Draft, cell: str) -> None:
        """A framework by its name; one that this board does not define is left out."""
        try:
            draft.fields["framework"] = find_framework(self._board, cell).id
        except PipeBoardError:
            draft.odd += ("framework",)

    def _read_date(self, draft: Draft, column: Column, cell: str) -> None:
        try:
            moment = self._moment(cell, self._orders[column.name], self._zone)
        except (ValueError, OverflowError):
            raise BadInput(f"{quoted(cell)} is not a date.") from None
        if column.field == "created":
            draft.created = moment
        elif column.field == "close" and not self._table.own:
            draft.close_moment = moment
            draft.close = local_day(moment, self._zone)
        elif column.field in _DAYS:
            draft.fields[column.field] = local_day(moment, self._zone)
        elif draft.closed is None:
            draft.closed = moment
            draft.closed_day = local_day(moment, self._zone)

    def _read_value(self, draft: Draft, cell: str) -> None:
        value, currency = parse_amount(cell, self._mark)
        draft.fields["value"] = value
        if currency or self._currency:
            draft.fields.setdefault("currency", currency or self._currency)

    def _finish(self, draft: Draft, texts: dict[str, str]) -> None:
        """Title, product and contact, and no id twice."""
        product = texts.get("product", "")
        if product:
            draft.fields["custom.product"] = product
        company = str(draft.fields.get("company") or "")
        external_id = str(draft.fields.get("external_id") or "")
        made = " · ".join(part for part in (company, product) if part)
        title = str(draft.fields.get("title") or "") or texts.get("title") or made or external_id
        if not title.strip():
            raise BadInput("The row has no title, no company, no product and no id.")
        draft.fields["title"] = title
        first = self._ids.setdefault(external_id, draft.line) if external_id else draft.line
        if first != draft.line:
            raise BadInput(f"The id {quoted(external_id)} stands on line {first} already.")
        check_value(self._board, draft.fields)
        contact, email, phone = (texts.get(name, "") for name in ("contact", "email", "phone"))
        if contact or email or phone:
            role = texts.get("role", "").casefold()
            if role not in ("", *ROLES):
                draft.odd += ("role",)
            known = role if role in ROLES else ""
            draft.contacts += (NewContact(contact or email or phone, email, phone, known),)
        for person in draft.contacts:
            check_contact(asdict(person))


def _says_nothing(name: str, cell: str) -> bool:
    if len(cell) <= _LONGEST_BLANK and (is_blank(cell) if name in _TYPED else cell.casefold() in _NOTHING):
        return True
    return not (cell.isprintable() or one_line(cell))


def _is_iso(cell: str) -> bool:
    return len(cell) > 9 and cell[4] == "-" == cell[7]


def _read_currency(draft: Draft, cell: str) -> None:
    code = _currency_in(cell) or cell.upper()
    if not is_currency(code):
        raise BadInput(f"{quoted(cell)} is not a currency; three letters are, such as EUR or USD.")
    draft.fields["currency"] = code


def _read_status(draft: Draft, cell: str) -> None:
    status = read_status(cell)
    if status is None:
        raise BadInput(f"{quoted(cell)} is none of open, won, lost and disqualified.")
    draft.status = status


def _read_priority(draft: Draft, cell: str) -> None:
    priority = _PRIORITIES.get(cell.casefold())
    if priority is None:
        draft.odd += ("priority",)
    else:
        draft.fields["priority"] = priority


def _read_tags(draft: Draft, cell: str) -> None:
    words = ("-".join(tag.split()).lstrip("#") for tag in re.split(r"[,;|\n]", cell))
    tags = tuple(sorted({word for word in words if word}))
    if tags:
        draft.fields["tags"] = tags


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
