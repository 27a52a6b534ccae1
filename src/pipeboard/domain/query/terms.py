"""The terms of a filter: frozen nodes, each of which compiles once to a plain test of a deal.

Without slots, unlike other values: there are few of them, and making a class with slots takes twice as long,
which every `list FILTER` would wait for.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Literal, Protocol, TypeAlias, cast

from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal, Status
from pipeboard.domain.followup import When, local_day
from pipeboard.domain.pricing import discount
from pipeboard.domain.proposal import Standing, latest
from pipeboard.domain.query.vocabulary import CUSTOM, ROLE

Test: TypeAlias = Callable[[Deal, Board], bool]
Operator: TypeAlias = Literal[">", ">=", "<", "<=", "="]
_LEAST_ID: Final = 4
"""So many characters of an id are looked for among other words."""
COMPARE: Final[dict[str, Callable[[Any, Any], bool]]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
}


class Term(Protocol):
    """A node of the tree."""

    def test(self) -> Test:
        """A function that tells whether the term holds for a deal of a board."""
        ...


@dataclass(frozen=True)
class All:
    """Every term holds; no terms hold for every deal."""

    terms: tuple[Term, ...]

    def test(self) -> Test:
        tests = tuple(term.test() for term in self.terms)
        if len(tests) == 1:
            return tests[0]

        def test(deal: Deal, board: Board) -> bool:
            for one in tests:  # noqa: SIM110, a generator inside all() costs three times as much
                if not one(deal, board):
                    return False
            return True

        return test


@dataclass(frozen=True)
class AnyOf:
    """At least one of the terms holds."""

    terms: tuple[Term, ...]

    def test(self) -> Test:
        tests = tuple(term.test() for term in self.terms)

        def test(deal: Deal, board: Board) -> bool:
            for one in tests:  # noqa: SIM110, as above
                if one(deal, board):
                    return True
            return False

        return test


@dataclass(frozen=True)
class Not:
    """The term does not hold."""

    term: Term

    def test(self) -> Test:
        inner = self.term.test()
        return lambda deal, board: not inner(deal, board)


def said(deal: Deal) -> str:
    """All that a word is looked for in, in small letters: what people read on a deal."""
    people = " ".join(f"{one.name} {one.email} {one.phone}" for one in deal.contacts)
    tags = " ".join(f"#{tag}" for tag in deal.tags)
    steps = " ".join(one.text for one in deal.follow_ups)
    owner = f"@{deal.owner}" if deal.owner else ""
    parts = deal.title, deal.company, owner, tags, deal.source, deal.channel, people, steps, deal.external_id
    return "\n".join(parts).casefold()


@dataclass(frozen=True)
class Word:
    """A text, in lower case, somewhere in what people read on the card; or the beginning or end of its id."""

    text: str
    said: Callable[[Deal], str] = field(default=said, compare=False, repr=False)
    """Reads what is looked at; one that remembers saves whoever types much time."""

    def test(self) -> Test:
        text, said, is_id = self.text, self.said, self.is_id
        return lambda deal, _board: text in said(deal) or is_id(deal.id)

    def is_id(self, deal_id: str) -> bool:
        """Whether an id begins or ends so; fewer characters are in some id by chance."""
        text = self.text
        return len(text) >= _LEAST_ID and (deal_id.endswith(text) or deal_id.startswith(text))


@dataclass(frozen=True)
class Contains:
    """A text field, or any contact, holds the lower-case text; an empty text asks for an empty field."""

    field: str
    text: str

    def test(self) -> Test:
        read, text = text_reader(self.field), self.text
        if not text:
            return lambda deal, _board: not read(deal)
        return lambda deal, _board: text in read(deal).casefold()


@dataclass(frozen=True)
class Whole:
    """A text field is the lower-case text, or has it among its words: `owner:ann` is no Anna."""

    field: str
    text: str

    def test(self) -> Test:
        read, text = text_reader(self.field), self.text
        if not text:
            return lambda deal, _board: not read(deal)
        padded = f" {text} "

        def test(deal: Deal, _board: Board) -> bool:
            value = read(deal)
            if not value:
                return False
            value = value.casefold()
            return value == text or (text in value and padded in f" {value} ")

        return test


@dataclass(frozen=True)
class Tag:
    """The deal has this tag (lower case); an empty one asks for deals without tags."""

    tag: str

    def test(self) -> Test:
        tag = self.tag
        if not tag:
            return lambda deal, _board: not deal.tags
        return lambda deal, _board: any(one.casefold() == tag for one in deal.tags)


@dataclass(frozen=True)
class StatusIs:
    """The deal has one of these statuses."""

    statuses: frozenset[Status]

    def test(self) -> Test:
        statuses = self.statuses
        return lambda deal, _board: deal.status in statuses


@dataclass(frozen=True)
class StageIs:
    """The stage that shows the deal has this id, or a name that starts with the lower-case text."""

    text: str

    def test(self) -> Test:
        text = self.text

        def test(deal: Deal, board: Board) -> bool:
            stage = board.stage_of(deal)
            return stage.id == text or stage.name.casefold().startswith(text)

        return test


@dataclass(frozen=True)
class PipelineIs:
    """The deal is in the pipeline with this id, or a name that starts with the lower-case text."""

    text: str

    def test(self) -> Test:
        text = self.text

        def test(deal: Deal, board: Board) -> bool:
            pipeline = board.pipelines.get(board.stage_of(deal).pipeline)
            return pipeline is not None and (pipeline.id == text or pipeline.name.casefold().startswith(text))

        return test


@dataclass(frozen=True)
class IdIs:
    """The deal's id starts or ends so."""

    text: str

    def test(self) -> Test:
        text = self.text
        return lambda deal, _board: deal.id.startswith(text) or deal.id.endswith(text)


@dataclass(frozen=True)
class Amount:
    """An amount compares so; an unknown one never fits. A currency, where named, must be the amount's."""

    field: str
    operator: Operator
    amount: Decimal
    currency: str = ""

    def test(self) -> Test:
        compare, amount, currency = COMPARE[self.operator], self.amount, self.currency
        if self.field == "offer":

            def test(deal: Deal, _board: Board) -> bool:
                last = latest(deal.proposals) if deal.proposals else None
                if last is None or not compare(last.amount, amount):
                    return False
                return currency in ("", last.currency or deal.currency)

            return test
        read = cast("Callable[[Deal], Decimal | None]", operator.attrgetter(self.field))

        def fits(deal: Deal, _board: Board) -> bool:
            value = read(deal)
            return value is not None and compare(value, amount) and currency in ("", deal.currency)

        return fits


@dataclass(frozen=True)
class AnyAmount:
    """An amount is known; 0 is one."""

    field: str

    def test(self) -> Test:
        if self.field == "offer":
            return lambda deal, _board: bool(deal.proposals)
        read = operator.attrgetter(self.field)
        return lambda deal, _board: read(deal) is not None


@dataclass(frozen=True)
class Number:
    """A number of things, of days since something, or of percent compares so; an unknown one never fits."""

    field: str
    operator: Operator
    number: Decimal
    today: date

    def test(self) -> Test:
        compare, number, today = COMPARE[self.operator], self.number, self.today
        read = _NUMBERS[self.field]

        def test(deal: Deal, board: Board) -> bool:
            found = read(deal, board, today)
            return found is not None and compare(found, number)

        return test


def _probability(deal: Deal, board: Board, _today: date) -> int:
    return board.stage_of(deal).probability if deal.probability is None else deal.probability


_NUMBERS: Final[dict[str, Callable[[Deal, Board, date], Decimal | int | None]]] = {
    "touches": lambda deal, _board, _today: deal.touches,
    "notes": lambda deal, _board, _today: deal.notes,
    "contacts": lambda deal, _board, _today: len(deal.contacts),
    "follow-ups": lambda deal, _board, _today: len(deal.follow_ups),
    "proposals": lambda deal, _board, _today: len(deal.proposals),
    "satisfaction": lambda deal, _board, _today: deal.satisfaction,
    "discount": lambda deal, _board, _today: discount(deal),
    "probability": _probability,
    "age": lambda deal, board, today: (today - local_day(deal.entered_stage, board.zone)).days,
    "idle": lambda deal, board, today: (today - local_day(deal.last_activity, board.zone)).days,
}


@dataclass(frozen=True)
class Days:
    """A day of the deal lies in [low, high); None is open-ended. A deal without the day never fits."""

    field: str
    low: date | None
    high: date | None

    def test(self) -> Test:
        return _within(self.field, self.low, self.high)


@dataclass(frozen=True)
class Moments:
    """A moment of the deal lies in [low, high); None is open-ended. A deal without it never fits."""

    field: str
    low: datetime | None
    high: datetime | None

    def test(self) -> Test:
        return _within(self.field, self.low, self.high)


def _within(field: str, low: When | None, high: When | None) -> Test:
    """Whether a deal's day or moment lies in [low, high), which are of the same kind."""
    read = _DERIVED_DAYS.get(field) or _attribute(field)

    def test(deal: Deal, board: Board) -> bool:
        when = read(deal, board)
        return when is not None and (low is None or when >= low) and (high is None or when < high)

    return test


def _attribute(field: str) -> Callable[[Deal, Board], Any]:
    get = operator.attrgetter(field)
    return lambda deal, _board: get(deal)


def _of_last_offer(field: str) -> Callable[[Deal, Board], date | None]:
    def read(deal: Deal, _board: Board) -> date | None:
        last = latest(deal.proposals) if deal.proposals else None
        return getattr(last, field) if last is not None else None

    return read


_DERIVED_DAYS: Final[dict[str, Callable[[Deal, Board], Any]]] = {
    "next": lambda deal, board: local_day(deal.follow_ups[0].due, board.zone) if deal.follow_ups else None,
    "sent": _of_last_offer("sent"),
    "decided": _of_last_offer("decided"),
    "accepted": lambda deal, _board: deal.handover_accepted,
}
"""Days that are no fields of the deal itself."""


@dataclass(frozen=True)
class Holds:
    """The deal has at least one of something, or a field with something in it."""

    field: str

    def test(self) -> Test:
        if self.field == "value":
            return AnyAmount("value").test()
        if self.field.startswith(ROLE):
            role = self.field.removeprefix(ROLE)
            return lambda deal, _board: any(one.role.casefold() == role for one in deal.contacts)
        get = operator.attrgetter(self.field)
        return lambda deal, _board: bool(get(deal))


@dataclass(frozen=True)
class LastProposal:
    """The last offer that was made on the deal stands so."""

    standing: Standing

    def test(self) -> Test:
        standing = self.standing

        def test(deal: Deal, _board: Board) -> bool:
            last = latest(deal.proposals) if deal.proposals else None
            return last is not None and last.standing == standing

        return test


def text_reader(field: str) -> Callable[[Deal], str]:
    """Reads a text field of a deal; a field of the users' own is found whatever its case."""
    if field in _TEXTS:
        return _TEXTS[field]
    if not field.startswith(CUSTOM):
        return cast("Callable[[Deal], str]", operator.attrgetter(field))
    name = field.removeprefix(CUSTOM)
    lowered = name.casefold()

    def read(deal: Deal) -> str:
        if not deal.custom:
            return ""
        found = deal.custom.get(name)
        if found is None:
            found = next((text for key, text in deal.custom.items() if key.casefold() == lowered), "")
        return found

    return read


_TEXTS: Final[dict[str, Callable[[Deal], str]]] = {
    "contact": lambda deal: "\n".join(f"{one.name} {one.email} {one.phone}" for one in deal.contacts),
    "role": lambda deal: "\n".join(one.role for one in deal.contacts),
    "pains": lambda deal: "\n".join(deal.pains),
    "follow-up": lambda deal: "\n".join(f"{one.kind} {one.text}" for one in deal.follow_ups),
    "cadence": lambda deal: " ".join({one.cadence for one in deal.follow_ups}),
    "objection": lambda deal: " ".join({one.of for one in deal.objections}),
    "play": lambda deal: " ".join({one.of for one in deal.plays}),
    "assignee": lambda deal: " ".join(one.owner or deal.owner for one in deal.follow_ups),
}
"""Texts that are no fields of the deal itself."""
