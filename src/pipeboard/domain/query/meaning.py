"""What a filter asks: its tree with the moment, the person and the board that its names stand for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, NoReturn, cast

from pipeboard.domain import dates, money
from pipeboard.domain.board import Board
from pipeboard.domain.deal import PRIORITIES, STATUSES, Deal, Status
from pipeboard.domain.errors import BadInput
from pipeboard.domain.followup import local_day
from pipeboard.domain.frameworks import UNKNOWN, frameworks, read_answer
from pipeboard.domain.nearest import get_close_matches
from pipeboard.domain.proposal import STANDINGS, Standing
from pipeboard.domain.query import terms as t
from pipeboard.domain.query.conditions import Condition
from pipeboard.domain.query.readers import said
from pipeboard.domain.query.syntax import Every, Flag, Node, Not, Pair, Some, Text, Unreadable, text_of
from pipeboard.domain.query.vocabulary import (
    CUSTOM,
    DAY_COUNTS,
    FIELDS,
    HOLDINGS,
    MOMENTS,
    ORDERED,
    PERCENTS,
)
from pipeboard.domain.quotes import quoted

BETWEEN: Final = ".."
"""Stands between the ends of a range."""
_DAY: Final = timedelta(days=1)


class Meaning:
    """Turns the tree of a filter into terms; Unreadable, with the character, where a value is none.

    `now` is the present moment in the board's zone, `me` the author that `owner:me` means: nobody (None) in
    a rule, which is the same for everybody. The board's frameworks say which names are criteria.
    """

    def __init__(
        self, now: datetime, me: str | None, board: Board, said: Callable[[Deal], str] = said
    ) -> None:
        self._now = now
        self._me = me
        self._board = board
        self._said = said

    def term(self, node: Node) -> t.Term:
        """The term that a node means."""
        if isinstance(node, Every):
            return t.All(tuple(map(self.term, node.nodes)))
        if isinstance(node, Some):
            return t.AnyOf(tuple(map(self.term, node.nodes)))
        if isinstance(node, Not):
            return t.Not(self.term(node.node))
        if isinstance(node, Text):
            return t.Word(node.text.casefold(), self._said)
        if isinstance(node, Flag):
            return self._mine(node) if node.name == "mine" else Condition(node.name, self._now.date())
        try:
            return self._pair(node)
        except Unreadable:
            raise
        except BadInput as error:
            _refuse(node, error.sentence.rstrip("."))

    def _mine(self, node: Flag | Pair) -> t.Term:
        if self._me is None:
            word = "mine" if isinstance(node, Flag) else "me"
            _refuse(node, f"a rule is the same for everybody, so it cannot say '{word}'")
        return t.Whole("owner", self._me.casefold())

    def _pair(self, pair: Pair) -> t.Term:
        family = FIELDS[pair.name].family if pair.name in FIELDS else None
        if family in ORDERED:
            return self._ordered(pair)
        if family is None and pair.name in self._criteria():
            return self._answer(pair)
        if pair.sign != "=":
            if family is None and not pair.name.startswith(CUSTOM):
                ordered = [name for name, field in FIELDS.items() if field.family in ORDERED]
                near = get_close_matches(pair.name, ordered, 1)
                hint = f"; '{near[0]}' is one" if near else ""
                _refuse(pair, f"there is no number or date called {quoted(pair.name)}{hint}")
            _refuse(pair, f"'{pair.name}' can only be compared with ':'")
        name, value = pair.name, pair.value.casefold()
        if family == "choice":
            return _choice(pair, value)
        if family in ("name", "id") and not value:
            _refuse(pair, f"'{name}:' needs a name after it")
        if family == "name":
            return t.StageIs(value) if name == "stage" else t.PipelineIs(value)
        if family == "id":
            return t.IdIs(value)
        if family == "tag":
            return t.Tag(value.lstrip("#"))
        if name == "owner" and value == "me":
            return self._mine(pair)
        if family == "label":
            return t.Whole(name, value)
        return t.Contains(name if family else self._custom(pair), value)

    # Numbers, days and moments

    def _ordered(self, pair: Pair) -> t.Term:
        name, family = pair.name, FIELDS[pair.name].family
        if not pair.value:
            if pair.sign != "=":
                _refuse(pair, f"'{name}{pair.sign}' needs something after it")
            return self._unknown(pair)
        if family == "amount":
            return _compared(pair, money.parse_amount, lambda sign, found: t.Amount(name, sign, *found))
        if family == "number":
            return _compared(
                pair, lambda text: _number(name, text), lambda sign, n: self._count(pair, sign, n)
            )
        if family == "moment":
            return _compared(
                pair, self._moment, lambda sign, span: t.Moments(MOMENTS[name], *_span(sign, *span))
            )
        past = family == "past day"
        return _compared(
            pair,
            lambda text: self._day(text, past=past),
            lambda sign, day: t.Days(name, *_span(sign, day, day + _DAY)),
        )

    def _unknown(self, pair: Pair) -> t.Term:
        """Whether there is no such day, moment or amount; a number is always known, or worked out."""
        name, family = pair.name, FIELDS[pair.name].family
        if family == "number":
            _refuse(pair, f"'{name}:' needs a number after it")
        if family == "moment":
            return t.Not(t.Moments(MOMENTS[name], None, None))
        if family == "amount":
            return t.Not(t.AnyAmount(name))
        return t.Not(t.Days(name, None, None))

    def _count(self, pair: Pair, sign: t.Operator, number: Decimal) -> t.Term:
        if pair.name not in ("fit", "score"):
            return t.Number(pair.name, sign, number, self._now.date())
        from pipeboard.domain.query.defined_terms import Fits, Scores  # few filters ask for them

        if pair.name == "fit":
            return Fits(sign, number)
        if self._me is None:
            _refuse(pair, "a rule of the score cannot ask for the score")
        return Scores(sign, number, self._now.date())

    def _day(self, text: str, *, past: bool) -> date:
        when = dates.parse_when(dates.backwards(text) if past else text, self._now)
        return local_day(when, self._now.tzinfo or UTC)

    def _moment(self, text: str) -> tuple[datetime, datetime]:
        """When it begins and ends: a minute for a clock time, else a day of the board's zone."""
        when = dates.parse_when(dates.backwards(text), self._now)
        if isinstance(when, datetime):
            return when, when + timedelta(minutes=1)
        zone = self._now.tzinfo or UTC
        return dates.day_start(when, zone), dates.day_start(when + _DAY, zone)

    # What the team and the users named

    def _answer(self, pair: Pair) -> t.Term:
        from pipeboard.domain.query.defined_terms import GRADES, Answered

        framework, _, criterion = pair.name.rpartition(".")
        if not pair.value:
            if pair.sign != "=":
                _refuse(pair, f"'{pair.name}{pair.sign}' needs something after it")
            return Answered(framework, criterion, "=", UNKNOWN)

        def read(text: str) -> tuple[int, str]:
            answer = read_answer(text)
            return GRADES[answer], answer

        return _compared(pair, read, lambda sign, known: Answered(framework, criterion, sign, known[1]))

    def _criteria(self) -> set[str]:
        """What the board's frameworks ask for: `budget`, and `bant.budget` for that framework's."""
        return criteria(self._board)

    def _custom(self, pair: Pair) -> str:
        """The name of a field of the users' own; one that looks like a slip for a known one is refused."""
        name = pair.name
        if name.startswith(CUSTOM):
            return name
        near = get_close_matches(name, (*FIELDS, *self._criteria()), 1, 0.75)
        if near:
            own = f"Your own fields are custom.{name}"
            _refuse(pair, f"there is no field '{name}', did you mean '{near[0]}'? {own}")
        return CUSTOM + name


def criteria(board: Board) -> set[str]:
    """What the board's frameworks ask for: `budget`, and `bant.budget` for that framework's."""
    asked = [(name, one.id) for name, each in frameworks(board).items() for one in each.criteria]
    return {criterion for _, criterion in asked} | {f"{name}.{criterion}" for name, criterion in asked}


def _compared(pair: Pair, read: Callable[[str], Any], make: Callable[[t.Operator, Any], t.Term]) -> t.Term:
    """The term for a comparison, or for a range with both of its ends, whichever of them is written first."""
    if pair.sign != "=" or BETWEEN not in pair.value:
        return make(pair.sign, read(pair.value))
    first, last = (end.strip() for end in pair.value.split(BETWEEN, 1))
    if not first and not last:
        _refuse(pair, f"a range needs something at one end, such as {pair.name}:a{BETWEEN}b")
    if not last:
        return make(">=", read(first))
    if not first:
        return make("<=", read(last))
    low, high = sorted((read(first), read(last)))
    return t.All((make(">=", low), make("<=", high)))


def _choice(pair: Pair, value: str) -> t.Term:
    if pair.name == "status":
        return t.StatusIs(_statuses(pair, value))
    if pair.name == "priority":
        return t.Whole("priority", _one_of(pair, value, PRIORITIES)) if value else t.Whole("priority", "")
    if pair.name == "proposal":
        return t.LastProposal(cast("Standing", _one_of(pair, value, STANDINGS)))
    if value not in HOLDINGS:
        _refuse(pair, f"'has' takes {', '.join(HOLDINGS)}")
    return t.Holds(HOLDINGS[value])


def _statuses(pair: Pair, value: str) -> frozenset[Status]:
    if value in ("any", "all"):
        return frozenset(STATUSES)
    if value == "closed":
        return frozenset(STATUSES) - {"open"}
    return frozenset({cast("Status", _one_of(pair, value, (*STATUSES, "closed", "any")))})


def _one_of(pair: Pair, value: str, choices: tuple[str, ...]) -> str:
    fitting = [choice for choice in choices if choice.startswith(value)] if value else []
    if value in choices or len(fitting) == 1:
        return value if value in choices else fitting[0]
    _refuse(pair, f"write {', '.join(choices[:-1])} or {choices[-1]}")


def _number(name: str, text: str) -> Decimal:
    """A number of things, days (`30d`) or percent (`30%`)."""
    unit = "d" if name in DAY_COUNTS else "%" if name in PERCENTS else ""
    digits = text.removesuffix(unit) if unit else text
    whole, dot, part = digits.removeprefix("-").partition(".")
    ok = digits.isascii() and whole.isdigit() and len(digits) <= 10 and (part.isdigit() or not dot)
    if not ok:
        raise BadInput(f"{quoted(text)} is not a number.")
    return Decimal(digits)


def _span(sign: t.Operator, start: Any, end: Any) -> tuple[Any, Any]:  # noqa: ANN401, days or moments
    """[low, high) for a comparison with a day or moment that lasts from `start` until `end`."""
    return {
        "=": (start, end),
        "<": (None, start),
        "<=": (None, end),
        ">": (end, None),
        ">=": (start, None),
    }[sign]


def _refuse(node: Pair | Flag, why: str) -> NoReturn:
    raise Unreadable(text_of(node), node.at, why)
