"""The terms of a filter: frozen nodes, each of which compiles once to a plain test of a deal."""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Literal, Protocol, TypeAlias, cast

from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal, Status
from pipeboard.domain.followup import When
from pipeboard.domain.frozen import Frozen
from pipeboard.domain.proposal import Standing, latest
from pipeboard.domain.query.readers import day_reader, number_reader, said, text_reader
from pipeboard.domain.query.vocabulary import ROLE

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


class All(Frozen):
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


class AnyOf(Frozen):
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


class Not(Frozen):
    """The term does not hold."""

    term: Term

    def test(self) -> Test:
        inner = self.term.test()
        return lambda deal, board: not inner(deal, board)


class Word(Frozen, aside=("said",)):
    """A text, in lower case, somewhere in what people read on the card; or the beginning or end of its id."""

    text: str
    said: Callable[[Deal], str] = said
    """Reads what is looked at; one that remembers saves whoever types much time."""

    @property
    def may_be_id(self) -> bool:
        """Whether ids are looked at, too; fewer characters are in some id by chance."""
        return len(self.text) >= _LEAST_ID

    def test(self) -> Test:
        text, said = self.text, self.said
        if not self.may_be_id:
            return lambda deal, _board: text in said(deal)
        return lambda deal, _board: text in said(deal) or deal.id.endswith(text) or deal.id.startswith(text)


class Contains(Frozen):
    """A text field, or any contact, holds the lower-case text; an empty text asks for an empty field."""

    field: str
    text: str

    def test(self) -> Test:
        read, text = text_reader(self.field), self.text
        if not text:
            return lambda deal, _board: not read(deal)
        return lambda deal, _board: text in read(deal).casefold()


class Whole(Frozen):
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


class Tag(Frozen):
    """The deal has this tag (lower case); an empty one asks for deals without tags."""

    tag: str

    def test(self) -> Test:
        tag = self.tag
        if not tag:
            return lambda deal, _board: not deal.tags
        return lambda deal, _board: any(one.casefold() == tag for one in deal.tags)


class StatusIs(Frozen):
    """The deal has one of these statuses."""

    statuses: frozenset[Status]

    def test(self) -> Test:
        statuses = self.statuses
        return lambda deal, _board: deal.status in statuses


class StageIs(Frozen):
    """The stage that shows the deal has this id, or a name that starts with the lower-case text."""

    text: str

    def test(self) -> Test:
        text = self.text

        def test(deal: Deal, board: Board) -> bool:
            stage = board.stage_of(deal)
            return stage.id == text or stage.name.casefold().startswith(text)

        return test


class PipelineIs(Frozen):
    """The deal is in the pipeline with this id, or a name that starts with the lower-case text."""

    text: str

    def test(self) -> Test:
        text = self.text

        def test(deal: Deal, board: Board) -> bool:
            pipeline = board.pipelines.get(board.stage_of(deal).pipeline)
            return pipeline is not None and (pipeline.id == text or pipeline.name.casefold().startswith(text))

        return test


class IdIs(Frozen):
    """The deal's id starts or ends so."""

    text: str

    def test(self) -> Test:
        text = self.text
        return lambda deal, _board: deal.id.startswith(text) or deal.id.endswith(text)


class Amount(Frozen):
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


class AnyAmount(Frozen):
    """An amount is known; 0 is one."""

    field: str

    def test(self) -> Test:
        if self.field == "offer":
            return lambda deal, _board: bool(deal.proposals)
        read = operator.attrgetter(self.field)
        return lambda deal, _board: read(deal) is not None


class Number(Frozen):
    """A number of things, of days since something, or of percent compares so; an unknown one never fits."""

    field: str
    operator: Operator
    number: Decimal
    today: date

    def test(self) -> Test:
        compare, number, today = COMPARE[self.operator], self.number, self.today
        read = number_reader(self.field)

        def test(deal: Deal, board: Board) -> bool:
            found = read(deal, board, today)
            return found is not None and compare(found, number)

        return test


class Days(Frozen):
    """A day of the deal lies in [low, high); None is open-ended. A deal without the day never fits."""

    field: str
    low: date | None
    high: date | None

    def test(self) -> Test:
        return _within(self.field, self.low, self.high)


class Moments(Frozen):
    """A moment of the deal lies in [low, high); None is open-ended. A deal without it never fits."""

    field: str
    low: datetime | None
    high: datetime | None

    def test(self) -> Test:
        return _within(self.field, self.low, self.high)


def _within(field: str, low: When | None, high: When | None) -> Test:
    """Whether a deal's day or moment lies in [low, high), which are of the same kind."""
    read = day_reader(field)

    def test(deal: Deal, board: Board) -> bool:
        when = read(deal, board)
        return when is not None and (low is None or when >= low) and (high is None or when < high)

    return test


class Holds(Frozen):
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


class LastProposal(Frozen):
    """The last offer that was made on the deal stands so."""

    standing: Standing

    def test(self) -> Test:
        standing = self.standing

        def test(deal: Deal, _board: Board) -> bool:
            last = latest(deal.proposals) if deal.proposals else None
            return last is not None and last.standing == standing

        return test
