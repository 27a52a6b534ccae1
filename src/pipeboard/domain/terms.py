"""The terms of a filter: frozen nodes, each of which compiles once to a plain test of a deal.

Without slots, unlike other values: there are few of them, and making a class with slots takes twice as long,
which every `list FILTER` would wait for.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, Literal, Protocol, TypeAlias, cast

from pipeboard.domain.board import Board
from pipeboard.domain.checklist import is_held, is_ready
from pipeboard.domain.deal import Deal, Status
from pipeboard.domain.fields import CUSTOM
from pipeboard.domain.followup import When, local_day
from pipeboard.domain.nurture import is_nurtured, is_resting
from pipeboard.domain.people import hangs_on_one
from pipeboard.domain.pricing import is_below_floor
from pipeboard.domain.proposal import Standing, latest

Test: TypeAlias = Callable[[Deal, Board], bool]
Operator: TypeAlias = Literal[">", ">=", "<", "<=", "="]
ROLE: Final = "role."
"""Prefix of the buying roles among what a deal can hold."""
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
class Not:
    """The term does not hold."""

    term: Term

    def test(self) -> Test:
        inner = self.term.test()
        return lambda deal, board: not inner(deal, board)


@dataclass(frozen=True)
class Word:
    """A text, in lower case, somewhere in what people read on the card."""

    text: str

    def test(self) -> Test:
        text = self.text

        def test(deal: Deal, _board: Board) -> bool:
            return (
                text in deal.title.casefold()
                or text in deal.company.casefold()
                or text in deal.owner.casefold()
                or text in deal.external_id.casefold()
                or any(text in tag.casefold() for tag in deal.tags)
                or any(text in one.name.casefold() or text in one.email.casefold() for one in deal.contacts)
            )

        return test


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
    """The value compares so; an unknown one never fits. A currency, where named, must be the deal's."""

    operator: Operator
    amount: Decimal
    currency: str = ""

    def test(self) -> Test:
        compare, amount, currency = COMPARE[self.operator], self.amount, self.currency

        def test(deal: Deal, _board: Board) -> bool:
            value = deal.value
            return value is not None and compare(value, amount) and currency in ("", deal.currency)

        return test


@dataclass(frozen=True)
class Count:
    """A number of things, or of days since something, compares so; one that is not known never fits."""

    field: str
    operator: Operator
    number: Decimal
    today: date

    def test(self) -> Test:
        compare, number, today = COMPARE[self.operator], self.number, self.today
        counts: dict[str, Callable[[Deal, Board], int | None]] = {
            "touches": lambda deal, _board: deal.touches,
            "notes": lambda deal, _board: deal.notes,
            "contacts": lambda deal, _board: len(deal.contacts),
            "satisfaction": lambda deal, _board: deal.satisfaction,
            "age": lambda deal, board: (today - local_day(deal.entered_stage, board.zone)).days,
            "idle": lambda deal, board: (today - local_day(deal.last_activity, board.zone)).days,
        }
        count = counts[self.field]

        def test(deal: Deal, board: Board) -> bool:
            found = count(deal, board)
            return found is not None and compare(cast("Decimal", found), number)

        return test


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
    read = cast("Callable[[Deal], When | None]", operator.attrgetter(field))

    def test(deal: Deal, _board: Board) -> bool:
        when = read(deal)
        return when is not None and (low is None or when >= low) and (high is None or when < high)

    return test


@dataclass(frozen=True)
class Overdue:
    """The day of a follow-up has passed; one that was due this morning is not overdue today."""

    today: date

    def test(self) -> Test:
        today = self.today
        return lambda deal, board: any(local_day(one.due, board.zone) < today for one in deal.follow_ups)


@dataclass(frozen=True)
class Stale:
    """An open deal stays too long in its stage (stuck), or nobody has touched it for too long (idle).

    Too long is more than the days the stage allows; a follow-up planned within the idle days mutes `idle`,
    and one that is ahead on the nurture track both.
    """

    kind: Literal["stuck", "idle"]
    today: date

    def test(self) -> Test:
        return self._stuck if self.kind == "stuck" else self._idle

    def _stuck(self, deal: Deal, board: Board) -> bool:
        target = board.stage_of(deal).days
        if not target or not deal.is_open or is_resting(deal, self.today, board.zone):
            return False
        return (self.today - local_day(deal.entered_stage, board.zone)).days > target

    def _idle(self, deal: Deal, board: Board) -> bool:
        most = board.stage_of(deal).idle
        if not most or not deal.is_open or is_resting(deal, self.today, board.zone):
            return False
        if (self.today - local_day(deal.last_activity, board.zone)).days <= most:
            return False
        latest = self.today + timedelta(days=most)
        return not any(self.today <= local_day(one.due, board.zone) <= latest for one in deal.follow_ups)


@dataclass(frozen=True)
class Holds:
    """The deal has at least one of something, or a field with something in it."""

    field: str

    def test(self) -> Test:
        if self.field.startswith(CUSTOM):
            read = text_reader(self.field)
            return lambda deal, _board: bool(read(deal))
        if self.field == "value":
            return lambda deal, _board: deal.value is not None
        if self.field.startswith(ROLE):
            role = self.field.removeprefix(ROLE)
            return lambda deal, _board: any(one.role.casefold() == role for one in deal.contacts)
        get = operator.attrgetter(self.field)
        return lambda deal, _board: bool(get(deal))


@dataclass(frozen=True)
class BelowFloor:
    """The deal is worth less than the least that it may be sold for."""

    def test(self) -> Test:
        return lambda deal, _board: is_below_floor(deal)


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


@dataclass(frozen=True)
class NoNextStep:
    """An open deal without a follow-up."""

    def test(self) -> Test:
        return lambda deal, _board: deal.is_open and not deal.follow_ups


@dataclass(frozen=True)
class HandoverDue:
    """A won deal that nobody has accepted yet."""

    def test(self) -> Test:
        return lambda deal, _board: deal.handover_due


@dataclass(frozen=True)
class Single:
    """An open deal past its first stage that knows fewer than two people."""

    def test(self) -> Test:
        return hangs_on_one


@dataclass(frozen=True)
class Nurtured:
    """An open deal on the nurture track."""

    def test(self) -> Test:
        return lambda deal, _board: is_nurtured(deal)


@dataclass(frozen=True)
class Held:
    """Required items of the deal's checklist are open, and hold it where it is."""

    def test(self) -> Test:
        return is_held


@dataclass(frozen=True)
class Ready:
    """All signals that announce a close were seen."""

    def test(self) -> Test:
        return is_ready


@dataclass(frozen=True)
class Archived:
    """The deal was archived."""

    def test(self) -> Test:
        return lambda deal, _board: deal.archived


def text_reader(field: str) -> Callable[[Deal], str]:
    """Reads a text field of a deal; a field of the users' own is found whatever its case."""
    if field == "contact":
        return lambda deal: "\n".join(f"{one.name} {one.email} {one.phone}" for one in deal.contacts)
    if field == "role":
        return lambda deal: "\n".join(one.role for one in deal.contacts)
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
