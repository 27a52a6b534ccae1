"""Rows of a table read into drafts of deals, field by field."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from functools import lru_cache
from typing import Final

from pipeboard.domain.actions import NewContact
from pipeboard.domain.deal import Priority, Status
from pipeboard.domain.errors import BadInput
from pipeboard.domain.followup import local_day
from pipeboard.domain.money import is_currency, parse_amount
from pipeboard.domain.quotes import quoted
from pipeboard.domain.readings import TEXT_LIMIT
from pipeboard.domain.values import Value
from pipeboard.exchange.cells import date_orders, decimal_mark, is_blank, read_moment
from pipeboard.exchange.columns import Column
from pipeboard.exchange.stagenames import read_status
from pipeboard.exchange.tables import Problem, Row, Table, one_line

_DATES: Final = ("close", "created", "closed")
_LINES: Final = ("company", "owner", "source", "channel", "external_id")
"""Fields of one line of text that need no reading."""
_TYPED: Final = frozenset({*_DATES, "value", "currency", "stage", "status", "priority"})
_NOTHING: Final = frozenset({"null", "n/a", "#n/a"})
"""What counts as empty in a field of text; more is empty elsewhere (`cells.BLANKS`)."""
_PRIORITIES: Final[dict[str, Priority]] = {
    **dict.fromkeys(("low", "lowest", "matala", "niedrig", "niski"), "low"),
    **dict.fromkeys(("normal", "medium", "mid", "normaali", "mittel", "średni"), "normal"),
    **dict.fromkeys(("high", "highest", "urgent", "korkea", "hoch", "wysoki"), "high"),
}
_CURRENCY_IN_NAME = re.compile(r"\b([A-Z]{3})\b|([€$£¥])")


@dataclass
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
    contacts: tuple[NewContact, ...] = ()
    odd_priority: bool = False


class RowReader:
    """Reads the rows of one table, as its columns write dates and amounts.

    BadInput when a column of dates can be read in two ways.
    """

    def __init__(
        self, table: Table, columns: Sequence[Column], zone: tzinfo, date_format: str | None
    ) -> None:
        self._table = table
        self._columns = columns
        self._zone = zone
        dates = {column.name: table.column(column.index) for column in columns if column.field in _DATES}
        self._orders = date_orders(dates, date_format)
        amounts = [column for column in columns if column.field == "value"]
        self._mark = decimal_mark(cell for column in amounts for cell in table.column(column.index))
        self._currency = _currency_in(amounts[0].name) if amounts else ""
        self._ids: dict[str, int] = {}
        # The same day stands in many rows.
        self._moment = lru_cache(maxsize=4096)(read_moment)
        self._readers: dict[str, Callable[[Draft, str], None]] = {
            "value": self._read_value,
            "currency": _read_currency,
            "stage": _read_stage,
            "status": _read_status,
            "priority": _read_priority,
            "tags": _read_tags,
            "reason": _read_reason,
        }

    def read(self) -> tuple[list[Draft], list[Problem]]:
        """A draft of each row that can be read, and why the others cannot."""
        drafts, problems = [], []
        for row in self._table.rows:
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
            if _is_nothing(cell) or (column.field in _TYPED and is_blank(cell)):
                continue
            if len(cell) > TEXT_LIMIT:
                raise BadInput(f"{column.name}: the text is too long, {TEXT_LIMIT} characters fit.")
            try:
                self._read_cell(draft, texts, column, cell)
            except BadInput as error:
                raise BadInput(f"{column.name}: {error}") from error
        self._finish(draft, texts)
        return draft

    def _read_cell(self, draft: Draft, texts: dict[str, str], column: Column, cell: str) -> None:
        name = column.field
        if name in _DATES:
            self._read_date(draft, column, cell)
        elif name in self._readers:
            self._readers[name](draft, cell)
        elif name in _LINES:
            draft.fields[name] = one_line(cell)
        elif name.startswith("custom."):
            draft.fields[name] = cell
        else:
            texts[name] = one_line(cell)

    def _read_date(self, draft: Draft, column: Column, cell: str) -> None:
        try:
            moment = self._moment(cell, self._orders[column.name], self._zone)
        except (ValueError, OverflowError):
            raise BadInput(f"{quoted(cell)} is not a date.") from None
        if column.field == "created":
            draft.created = moment
        elif column.field == "close":
            draft.close_moment = moment
            draft.close = local_day(moment, self._zone)
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
        title = texts.get("title") or made or external_id
        if not title:
            raise BadInput("The row has no title, no company, no product and no id.")
        draft.fields["title"] = title
        first = self._ids.setdefault(external_id, draft.line) if external_id else draft.line
        if first != draft.line:
            raise BadInput(f"The id {quoted(external_id)} stands on line {first} already.")
        contact, email, phone = (texts.get(name, "") for name in ("contact", "email", "phone"))
        if contact or email or phone:
            draft.contacts = (NewContact(contact or email or phone, email, phone),)


def _is_nothing(cell: str) -> bool:
    return not cell or cell.casefold() in _NOTHING or not (cell.isprintable() or one_line(cell))


def _read_currency(draft: Draft, cell: str) -> None:
    code = _currency_in(cell) or cell.upper()
    if not is_currency(code):
        raise BadInput(f"{quoted(cell)} is not a currency; three letters are, such as EUR or USD.")
    draft.fields["currency"] = code


def _read_stage(draft: Draft, cell: str) -> None:
    draft.stage = one_line(cell)


def _read_status(draft: Draft, cell: str) -> None:
    status = read_status(cell)
    if status is None:
        raise BadInput(f"{quoted(cell)} is none of open, won, lost and disqualified.")
    draft.status = status


def _read_priority(draft: Draft, cell: str) -> None:
    priority = _PRIORITIES.get(cell.casefold())
    if priority is None:
        draft.odd_priority = True
    else:
        draft.fields["priority"] = priority


def _read_tags(draft: Draft, cell: str) -> None:
    words = ("-".join(tag.split()).lstrip("#") for tag in re.split(r"[,;|\n]", cell))
    tags = tuple(sorted({word for word in words if word}))
    if tags:
        draft.fields["tags"] = tags


def _read_reason(draft: Draft, cell: str) -> None:
    draft.reason = one_line(cell)


def _currency_in(name: str) -> str:
    """The currency that stands in a column's name, such as "Value (EUR)" or "Amount in €"."""
    match = _CURRENCY_IN_NAME.search(name)
    if match is None:
        return ""
    return match[1] or {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY"}[match[2]]
