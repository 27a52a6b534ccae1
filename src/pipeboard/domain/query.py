"""The filter language: `owner:me value>10k stage:proposal overdue tag:vip -source:cold close<2w`.

Text becomes a tree of frozen terms (`terms.py`), which compiles once to a plain test, so that ten thousand
deals take a few milliseconds. All terms must hold. For users: `pipeboard help filter`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from difflib import get_close_matches
from typing import Final, cast

from pipeboard.domain import dates, money
from pipeboard.domain import terms as t
from pipeboard.domain.board import Board
from pipeboard.domain.deal import PRIORITIES, STATUSES, Deal, Status
from pipeboard.domain.errors import BadInput
from pipeboard.domain.fields import CUSTOM
from pipeboard.domain.followup import local_day
from pipeboard.domain.frameworks import UNKNOWN, frameworks, read_answer
from pipeboard.domain.people import ROLES
from pipeboard.domain.proposal import STANDINGS, Standing
from pipeboard.domain.quotes import quoted

CONTAINING: Final = (
    *("title", "company", "reason", "lesson", "contact", "role", "external_id"),
    *("competitor", "receiver", "promises"),
)
"""Fields of free text: `field:text` looks anywhere in them."""
WHOLE: Final = ("owner", "source", "channel", "currency", "priority", "relation", "framework")
"""Fields of short labels: `field:text` means the whole label or one of its words."""
DAYS: Final = ("close", "decision", "trial_end", "renewal", "review", "revisit")
MOMENTS: Final = {
    "created": "created",
    "closed": "closed",
    "entered": "entered_stage",
    "touched": "last_touch",
    "active": "last_activity",
}
"""What users call the times of a deal; they lie in the past, so a bare `2w` counts back from today."""
COUNTS: Final = ("touches", "notes", "age", "idle", "contacts", "satisfaction")
FIGURES: Final = ("fit", "score")
"""Numbers that the team's definitions give a deal."""
FLAGS: Final = (
    *("overdue", "nonext", "stuck", "idle", "nurture", "single", "held", "ready", "handover", "belowfloor"),
    "archived",
)
HOLDINGS: Final = {
    "conflicts": "conflicts",
    "contacts": "contacts",
    "tags": "tags",
    "notes": "notes",
    "follow-up": "follow_ups",
    "answers": "answers",
    "proposal": "proposals",
    "mql": "mql",
    "sql": "sql",
    "owner": "owner",
    "company": "company",
    "value": "value",
    "close": "close",
    "source": "source",
    "channel": "channel",
    "competitor": "competitor",
    "origin": "origin",
    "pains": "pains",
    **{role.replace(" ", "-"): f"{t.ROLE}{role}" for role in ROLES},
}
FIELDS: Final = (
    *("status", "stage", "pipeline", "tag", "id", "value", "has", "proposal"),
    *CONTAINING,
    *WHOLE,
    *DAYS,
    *MOMENTS,
    *COUNTS,
    *FIGURES,
)
_PLAIN_FLAGS: Final[dict[str, t.Term]] = {
    "nonext": t.NoNextStep(),
    "single": t.Single(),
    "handover": t.HandoverDue(),
    "nurture": t.Nurtured(),
    "held": t.Held(),
    "ready": t.Ready(),
    "belowfloor": t.BelowFloor(),
    "archived": t.Archived(),
}
"""Those that do not depend on the day."""
_OTHER_NAMES: Final = {"tags": "tag", "ext": "external_id", "state": "status", "due": "close"}

_TOKEN = re.compile(r'\s*(?P<token>(?:"[^"]*"|[^\s"])+|")')
_PAIR = re.compile(r"(?P<name>[^\W\d][\w.-]*)(?P<operator>[:=]|[<>]=?)(?P<value>.*)", re.DOTALL)
_BARE_OFFSET = re.compile(r"[0-9]+ ?[a-z]+", re.IGNORECASE)
_FIGURE = re.compile(r"-?[0-9]{1,6}")
_NO_BOARD: Final = Board()


@dataclass(frozen=True)
class Query:
    """A filter, ready to use."""

    text: str
    root: t.All
    names_status: bool
    """Whether it speaks of the status, or of what won deals alone have; else lists show open deals only."""
    names_archived: bool
    """Whether it asks for archived deals, which lists leave out otherwise."""
    _test: t.Test = field(repr=False, compare=False)

    def matches(self, deal: Deal, board: Board) -> bool:
        """Whether every term holds for the deal, whatever its status; see `select`."""
        return self._test(deal, board)

    def select(self, board: Board) -> list[Deal]:
        """The deals a list shows: visible and open ones, unless the filter names a status or the archive."""
        test, everything = self._test, self.names_status
        if self.names_archived:
            kept = (deal for deal in board.deals.values() if not (deal.deleted or deal.merged_into))
            return [deal for deal in kept if test(deal, board)]
        return [
            deal
            for deal in board.visible_deals()
            if (everything or deal.status == "open") and test(deal, board)
        ]


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    """Where it starts in the filter, counted from 1 as people do."""


def parse_query(text: str, now: datetime, me: str, board: Board = _NO_BOARD) -> Query:
    """Read a filter; BadInput names the character where it cannot be read.

    `now` is the present moment in the board's zone, `me` the author that `owner:me` means. The board's
    frameworks say which names are criteria.
    """
    return _read(text, _Parser(now, me, board))


def parse_rule(text: str, now: datetime, board: Board) -> Query:
    """Read the filter of a rule of the score, which is the same for everybody and knows no score."""
    return _read(text, _Parser(now, None, board))


def _read(text: str, parser: _Parser) -> Query:
    root = t.All(tuple(parser.terms(text)))
    positive = [term.term if isinstance(term, t.Not) else term for term in root.terms]
    return Query(
        text,
        root,
        any(isinstance(term, t.StatusIs) for term in positive) or any(map(_of_won, root.terms)),
        any(isinstance(term, t.Archived) for term in root.terms),
        root.test(),
    )


def _of_won(term: t.Term) -> bool:
    """Whether only deals that are won can fit a term."""
    return isinstance(term, t.HandoverDue) or (isinstance(term, t.Count) and term.field == "satisfaction")


class _Parser:
    """Reads one filter; that of a rule where `me` is None."""

    def __init__(self, now: datetime, me: str | None, board: Board) -> None:
        self._now = now
        self._me = me
        self._board = board

    def terms(self, text: str) -> Iterator[t.Term]:
        tokens = [_Token(found["token"], found.start("token") + 1) for found in _TOKEN.finditer(text)]
        followers = [*(token.text.casefold() for token in tokens[1:]), ""]
        taken = False
        for token, follower in zip(tokens, followers, strict=False):
            if taken:
                taken = False
                continue
            if token.text.count('"') % 2:
                raise _unreadable(token, "a quotation mark is not closed")
            plain = token.text.removeprefix("-") if len(token.text) > 1 else token.text
            taken = plain.casefold() == "has" and follower in HOLDINGS
            term = t.Holds(HOLDINGS[follower]) if taken else self._term(token, plain)
            yield t.Not(term) if plain != token.text else term

    def _term(self, token: _Token, plain: str) -> t.Term:
        word = plain.casefold()
        if word in FLAGS:
            return self._flag(word)
        match = _PAIR.fullmatch(plain)
        if match is None or match["value"].startswith("//"):
            return t.Word(word.replace('"', ""))
        name = match["name"] if match["name"].casefold().startswith(CUSTOM) else match["name"].casefold()
        sign = "=" if match["operator"] == ":" else match["operator"]
        value = match["value"].replace('"', "").strip()
        try:
            return self._pair(token, _OTHER_NAMES.get(name, name), sign, value)
        except BadInput as error:
            if error.sentence.startswith("Cannot read"):
                raise
            raise _unreadable(token, error.sentence.rstrip(".")) from None

    def _flag(self, word: str) -> t.Term:
        if word == "overdue":
            return t.Overdue(self._now.date())
        if word in _PLAIN_FLAGS:
            return _PLAIN_FLAGS[word]
        return t.Stale("stuck" if word == "stuck" else "idle", self._now.date())

    def _pair(self, token: _Token, name: str, sign: str, value: str) -> t.Term:
        if not value and (sign != "=" or name in (*COUNTS, *FIGURES)):
            raise _unreadable(token, f"'{name}{sign}' needs something after it")
        if name == "value" and value:
            amount, currency = money.parse_amount(value)
            return t.Amount(cast("t.Operator", sign), amount, currency)
        if name in COUNTS:
            return self._count(name, sign, value)
        if name in FIGURES:
            return self._figure(token, name, sign, value)
        if name in (*DAYS, *MOMENTS) and value:
            return self._time(name, sign, value)
        if name not in FIELDS and name in self._criteria():
            from pipeboard.domain.defined_terms import Answered  # few filters ask for it

            framework, _, criterion = name.rpartition(".")
            answer = read_answer(value) if value else UNKNOWN
            return Answered(framework, criterion, cast("t.Operator", sign), answer)
        if sign != "=":
            if name in FIELDS or name.startswith(CUSTOM):
                raise _unreadable(token, f"'{name}' can only be compared with ':'")
            raise _unreadable(token, f"there is no number or date called {quoted(name)}")
        return self._label(token, name, value.casefold())

    def _label(self, token: _Token, name: str, value: str) -> t.Term:
        if not value and name in (*DAYS, *MOMENTS, "value"):
            return t.Not(t.Holds(MOMENTS.get(name, name)))
        if name == "status":
            return t.StatusIs(_statuses(token, value))
        if name == "priority" and value:
            return t.Whole(name, _one_of(token, value, PRIORITIES))
        if name == "proposal":
            return t.LastProposal(cast("Standing", _one_of(token, value, STANDINGS)))
        if name == "has":
            if value not in HOLDINGS:
                raise _unreadable(token, f"'has' takes {', '.join(HOLDINGS)}")
            return t.Holds(HOLDINGS[value])
        if name in ("stage", "pipeline", "id") and not value:
            raise _unreadable(token, f"'{name}:' needs a name after it")
        if name in ("stage", "pipeline"):
            return t.StageIs(value) if name == "stage" else t.PipelineIs(value)
        if name in ("id", "tag"):
            return t.IdIs(value) if name == "id" else t.Tag(value.lstrip("#"))
        if name in CONTAINING:
            return t.Contains(name, value)
        if name == "owner" and value == "me":
            if self._me is None:
                raise _unreadable(token, "a rule is the same for everybody, so it cannot say 'me'")
            return t.Whole(name, self._me.casefold())
        if name in WHOLE:
            return t.Whole(name, value)
        return t.Contains(self._custom(token, name), value)

    def _count(self, name: str, sign: str, value: str) -> t.Term:
        digits = value.removesuffix("d") if name in ("age", "idle") else value
        if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
            raise BadInput(f"{quoted(value)} is not a whole number.")
        return t.Count(name, cast("t.Operator", sign), Decimal(digits), self._now.date())

    def _figure(self, token: _Token, name: str, sign: str, value: str) -> t.Term:
        from pipeboard.domain.defined_terms import Fits, Scores

        number = value.removesuffix("%")
        if not _FIGURE.fullmatch(number):
            raise BadInput(f"{quoted(value)} is not a whole number.")
        if name == "fit":
            return Fits(cast("t.Operator", sign), int(number))
        if self._me is None:
            raise _unreadable(token, "a rule of the score cannot ask for the score")
        return Scores(cast("t.Operator", sign), int(number), self._now.date())

    def _criteria(self) -> set[str]:
        """What the board's frameworks ask for: `budget`, and `bant.budget` for that framework's."""
        asked = [(name, one.id) for name, each in frameworks(self._board).items() for one in each.criteria]
        return {criterion for _, criterion in asked} | {f"{name}.{criterion}" for name, criterion in asked}

    def _custom(self, token: _Token, name: str) -> str:
        """The name of a field of the users' own; one that looks like a slip for a known one is refused."""
        if name.casefold().startswith(CUSTOM):
            return CUSTOM + name[len(CUSTOM) :]
        near = get_close_matches(name, (*FIELDS, *self._criteria()), 1, 0.75)
        if near:
            own = f"Your own fields are custom.{name}"
            raise _unreadable(token, f"there is no field '{name}', did you mean '{near[0]}'? {own}")
        return CUSTOM + name

    def _time(self, name: str, sign: str, value: str) -> t.Term:
        past = name in MOMENTS
        when = dates.parse_when(f"-{value}" if past and _BARE_OFFSET.fullmatch(value) else value, self._now)
        zone = self._now.tzinfo or UTC
        if not past:
            low, high = _span(sign, local_day(when, zone), timedelta(days=1))
            return t.Days(name, low, high)
        if isinstance(when, datetime):
            start, end = when, when + timedelta(minutes=1)
        else:
            start, end = dates.day_start(when, zone), dates.day_start(when + timedelta(days=1), zone)
        low, high = _span(sign, start, end - start)
        return t.Moments(MOMENTS[name], cast("datetime | None", low), cast("datetime | None", high))


def _span(sign: str, start: date, length: timedelta) -> tuple[date | None, date | None]:
    """[low, high) for a comparison with a day or moment that lasts from `start` for `length`."""
    end = start + length
    return {
        "=": (start, end),
        "<": (None, start),
        "<=": (None, end),
        ">": (end, None),
        ">=": (start, None),
    }[sign]


def _statuses(token: _Token, value: str) -> frozenset[Status]:
    if value in ("any", "all"):
        return frozenset(STATUSES)
    if value == "closed":
        return frozenset(STATUSES) - {"open"}
    return frozenset({cast("Status", _one_of(token, value, (*STATUSES, "closed", "any")))})


def _one_of(token: _Token, value: str, choices: tuple[str, ...]) -> str:
    fitting = [choice for choice in choices if choice.startswith(value)] if value else []
    if value in choices or len(fitting) == 1:
        return value if value in choices else fitting[0]
    raise _unreadable(token, f"write {', '.join(choices[:-1])} or {choices[-1]}")


def _unreadable(token: _Token, why: str) -> BadInput:
    return BadInput(f"Cannot read {quoted(token.text)} at character {token.start} of the filter: {why}.")
