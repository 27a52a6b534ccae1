"""Rows of a table read into drafts of deals: so many rows at once, column by column."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import chain, compress
from typing import Any, NamedTuple, TypeAlias

from pipeboard.domain.actions import NewContact
from pipeboard.domain.board import Board
from pipeboard.domain.deal import Status
from pipeboard.domain.errors import BadInput
from pipeboard.domain.people import ROLES
from pipeboard.domain.quotes import quoted
from pipeboard.domain.readings import TEXT_LIMIT
from pipeboard.domain.rules.people import check_contact
from pipeboard.exchange.columns import FLAGS, Column
from pipeboard.exchange.pipelineplan import NamedPlace
from pipeboard.exchange.reading import PRODUCT, TOO_LONG, Readings, When
from pipeboard.exchange.tables import Batch, Problem, Table

Said: TypeAlias = dict[str, Sequence[Any]]
"""What some rows say, a column for each thing; None for nothing."""


class Drafts(NamedTuple):
    """What some rows say, column by column, before it is known which stages and statuses that makes."""

    lines: Sequence[int]
    fields: Said
    """Those of the deals as the file holds them, without what depends on stages and statuses."""
    pipelines: Sequence[str]
    """As the table names them."""
    stages: Sequence[str]
    """As the table names them."""
    statuses: Sequence[Status | None]
    created: Sequence[datetime | None]
    closes: Sequence[When | None]
    """When they are expected to close."""
    closed: Sequence[When | None]
    reasons: Sequence[str]
    lessons: Sequence[str]
    contacts: Sequence[tuple[NewContact, ...]]
    odd: Said
    """Where something was left out, since a cell is none of the words that fit."""

    def only(self, kept: Sequence[bool]) -> Drafts:
        """The same of those rows that are kept."""
        columns = (
            {name: list(compress(values, kept)) for name, values in one.items()}
            if isinstance(one, dict)
            else list(compress(one, kept))
            for one in self
        )
        return Drafts._make(columns)


class RowReader:
    """Reads the rows of one table. BadInput as `Readings`."""

    def __init__(
        self, table: Table, columns: Sequence[Column], board: Board, now: datetime, date_format: str | None
    ) -> None:
        self._readings = Readings(table, columns, board, now, date_format)
        self._own = table.own
        self._ids: dict[str, int] = {}
        self._says_won = any(column.field == "won" for column in columns)

    @property
    def places(self) -> Collection[NamedPlace]:
        """The different pipelines and stages that rows name, in the order in which they come up."""
        return self._readings.places

    def read(self, batch: Batch) -> Iterator[Drafts | Problem]:
        """What the rows of a batch say, or why some of them cannot be read."""
        return self._read(batch.lines, [batch.column(one.index) for one in self._readings.all])

    def _read(self, lines: Sequence[int], columns: Sequence[Sequence[str]]) -> Iterator[Drafts | Problem]:
        """The same of some rows, given the cells that each reading takes of them."""
        try:
            yield self._drafts(lines, columns)
        except BadInput as error:
            if len(lines) == 1:
                yield Problem(lines[0], str(error))
                return
            # One of them cannot be read: which one, halves of halves tell soon.
            middle = len(lines) // 2
            for part in (slice(middle), slice(middle, None)):
                yield from self._read(lines[part], [cells[part] for cells in columns])

    def _drafts(self, lines: Sequence[int], columns: Sequence[Sequence[str]]) -> Drafts:
        """What rows say that can all be read. BadInput where one cannot."""
        said: Said = {}
        for reading, cells in zip(self._readings.all, columns, strict=True):
            said[reading.name] = _first_of(said.get(reading.name), reading.of(cells))
        nothing = (None,) * len(lines)
        odd = {name: said[f"odd_{name}"] for name in ("priority", "framework") if f"odd_{name}" in said}
        self._name(said, nothing)
        self._see_ids(lines, said.get("external_id", nothing))
        pipelines, stages, reasons, lessons = (
            [value or "" for value in said.get(name, nothing)]
            for name in ("pipeline", "stage", "reason", "lesson")
        )
        return Drafts(
            lines,
            {name: values for name, values in said.items() if self._readings.field(name)},
            pipelines,
            stages,
            self._statuses(said, nothing, odd),
            said.get("created", nothing),
            nothing if self._own else said.get("close", nothing),
            said.get("closed", nothing),
            reasons,
            lessons,
            _contacts(said, nothing, odd),
            odd,
        )

    def _name(self, said: Said, nothing: Sequence[None]) -> None:
        """Put in the currency that stands with a value, the product, and a title where there is none.

        BadInput where there is nothing to make one of.
        """
        if "worth" in said:
            said["currency"] = _first_of(said.get("currency"), said["worth"])
        products = said.get("product", nothing)
        if "product" in said:
            said[PRODUCT] = _first_of(products, said.get(PRODUCT, nothing))
        titles = said.get("title", nothing)
        if not all(titles):
            parts = (titles, said.get("company", nothing), products, said.get("external_id", nothing))
            titles = said["title"] = [_title(*four) for four in zip(*parts, strict=True)]
        if not all(map(str.strip, titles)):
            raise BadInput("The row has no title, no company, no product and no id.")

    def _see_ids(self, lines: Sequence[int], ids: Sequence[str | None]) -> None:
        """Take note on which lines ids stand. BadInput for one that stood on another line before."""
        if all(ids) and len(set(ids)) == len(ids) and self._ids.keys().isdisjoint(ids):
            self._ids.update(zip(filter(None, ids), lines, strict=True))  # as in most tables
            return
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


def _title(title: str | None, company: str | None, product: str | None, external_id: str | None) -> str:
    """The title of a row, made of what it has where it has none. BadInput where that is too long."""
    made = title or " · ".join(filter(None, (company, product))) or external_id or ""
    if len(made) > TEXT_LIMIT:
        raise BadInput(f"Title: {TOO_LONG}")
    return made


def _contacts(said: Said, nothing: Sequence[None], odd: Said) -> Sequence[tuple[NewContact, ...]]:
    """The people of each row. BadInput for one that does not make sense."""
    given: Sequence[tuple[NewContact, ...] | None] = said.get("contacts", nothing)
    parts = [said.get(name, nothing) for name in ("contact", "email", "phone", "role")]
    if all(one is nothing for one in (given, *parts[:3])):
        return ((),) * len(nothing)
    people = [there or () for there in given]
    for person in chain.from_iterable(people):
        check_contact(person._asdict())
    for row, (name, email, phone, role) in enumerate(zip(*parts, strict=True)):
        if name or email or phone:
            made = NewContact(name or email or phone, email or "", phone or "", _role(role or ""))
            check_contact({"name": made.name, "email": made.email})
            people[row] += (made,)
    if "role" in said:
        odd["role"] = [any(three) and role and not _role(role) for *three, role in zip(*parts, strict=True)]
    return people


def _role(text: str) -> str:
    """One of the roles of a purchase; empty for another word."""
    role = text.casefold()
    return role if role in ROLES else ""


def _first_of(before: Sequence[object] | None, values: Sequence[object]) -> Sequence[object]:
    """Of several columns for one thing, what the first one says that says something."""
    if before is None:
        return values
    return [two if one is None else one for one, two in zip(before, values, strict=True)]
