"""Histories: what the log says of each deal, put in the order in which it happened (G1, G5, G6).

Everything is read off the events that stand at a moment; nothing of it is kept anywhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from sys import intern
from typing import Any, Final, NamedTuple

from pipeboard.domain.board import Board
from pipeboard.domain.dates import load_day
from pipeboard.domain.deal import Deal
from pipeboard.domain.ids import moment_of, sort_key
from pipeboard.domain.log import Log
from pipeboard.domain.pipeline import Stage
from pipeboard.domain.pricing import in_board_currency
from pipeboard.domain.readings import load_at
from pipeboard.domain.rows import act_of
from pipeboard.domain.seen import Row

DAY: Final = 86_400
"""Seconds of a day."""
_GIVEN: Final = timedelta(minutes=5)
"""A deal whose creation is dated back by more than this was imported with its date."""


class Visit(NamedTuple):
    """A stay in a stage, by its live id. `left` is None while it lasts."""

    stage: str
    entered: datetime
    left: datetime | None


class Close(NamedTuple):
    """A win, loss or disqualification."""

    at: datetime
    status: str
    stage: str
    """Where the deal was when it was closed."""
    by: str


class Touch(NamedTuple):
    """A contact with the customer, a note or an appointment: who did what, when."""

    at: datetime
    kind: str
    by: str


class Slip(NamedTuple):
    """A change of the expected close."""

    at: datetime
    was: date | None
    new: date | None


@dataclass(frozen=True, slots=True)
class History:
    """One deal and what happened to it, as of a moment. Times are UTC."""

    id: str
    deal: Deal
    pipeline: str
    value: Decimal | None
    """In the board's currency; None where it, or its rate, is not known (G8)."""
    created: datetime
    visits: tuple[Visit, ...]
    """Stays in stages before the win while the deal was open, in order."""
    closes: tuple[Close, ...]
    """In order; a later reopening makes the ones before it void."""
    reopened: int = 0
    touches: tuple[Touch, ...] = ()
    booked: tuple[Touch, ...] = ()
    """Meetings when they were planned."""
    slips: tuple[Slip, ...] = ()
    dated: bool = True
    """Whether its times are real: an import without dates has none (G10)."""
    source: str = ""
    """Where it came from, as was said when it was made, or first said after that (M27)."""

    @property
    def close(self) -> Close | None:
        """The close that stands; None while the deal is open (G5)."""
        return self.closes[-1] if self.deal.status != "open" and self.closes else None

    @property
    def known_visits(self) -> tuple[Visit, ...]:
        """The stays whose beginning is known: not that in which an import found the deal (G10)."""
        return self.visits[1:] if self.deal.imported else self.visits

    @property
    def first_touch(self) -> datetime | None:
        return min(one.at for one in self.touches) if self.touches else None


def history_of(deal: Deal, log: Log, has_duplicates: bool) -> History | None:
    """What the log says of a deal; None if it is deleted, part of another, or nowhere on the board (G7)."""
    if deal.deleted or deal.merged_into:
        return None
    board = log.board
    course, others = _sorted(_standing(log, deal.id))
    for duplicate in log.merged_into(deal.id) if has_duplicates else ():
        theirs = _sorted(_standing(log, duplicate))[1]
        others += [one for one in theirs if one[2]["do"] in _ACTIVITY]
    walk = _Walk(deal, board)
    for at, event_id, row in course:
        walk.take(at, event_id, row)
    for at, _, row in sorted(others, key=_when) if len(others) > 1 else others:
        walk.note(at, row)
    return walk.history()


def _when(one: tuple[datetime, str, Row]) -> tuple[datetime, str]:
    return one[0], sort_key(one[1])


_COURSE: Final = frozenset(
    ("deal.created", "deal.moved", "deal.won", "deal.lost", "deal.disqualified", "deal.reopened")
)
_ACTIVITY: Final = frozenset(("touch.logged", "follow_up.planned"))
_TOLD: Final = frozenset(("close", "source"))
"""Fields whose changes metrics look at."""


def _standing(log: Log, deal_id: str) -> list[tuple[str, Row]]:
    """A deal's events, less those that were taken back."""
    undone = log.undone
    rows = log.rows_of(deal_id)
    return [one for one in rows if act_of(*one) not in undone] if undone else list(rows)


def _sorted(
    rows: list[tuple[str, Row]],
) -> tuple[list[tuple[datetime, str, Row]], list[tuple[datetime, str, Row]]]:
    """The moves and closes in the order in which they happened, and all the rest."""
    course: list[tuple[datetime, str, Row]] = []
    others: list[tuple[datetime, str, Row]] = []
    for event_id, row in rows:
        kind = row["do"]
        if kind in _COURSE:
            course.append((load_at(row["at"]), event_id, row))
        elif kind in _ACTIVITY or (kind == "deal.set" and not _TOLD.isdisjoint(row["set"])):
            others.append((load_at(row["at"]), event_id, row))
    # The creation comes first, whatever an import dated back before it.
    if len(course) > 1:
        course.sort(key=lambda one: (one[2]["do"] != "deal.created", one[0], sort_key(one[1])))
    return course, others


class _Walk:
    """Goes through one deal's events and keeps what metrics need."""

    def __init__(self, deal: Deal, board: Board) -> None:
        self._deal = deal
        self._board = board
        self._visits: list[Visit] = []
        self._closes: list[Close] = []
        self._reopened = 0
        self._touches: list[Touch] = []
        self._booked: list[Touch] = []
        self._slips: list[Slip] = []
        self._created = deal.created
        self._dated = True
        self._source = ""
        self._stage = ""

    def take(self, at: datetime, event_id: str, row: Row) -> None:
        """A creation, move, close or reopening."""
        kind = row["do"]
        if kind == "deal.created":
            self._created = at
            self._dated = not row.get("imported") or moment_of(event_id) - at > _GIVEN
            self._source = row["set"].get("source") or ""
            self._enter(row["set"].get("stage", ""), at)
        elif kind == "deal.reopened" or (kind == "deal.moved" and _status(row) == "open"):
            self._reopened += kind == "deal.reopened"
            self._enter(row["to"], at)
        elif kind != "deal.moved":
            self._leave(at)
            self._closes.append(Close(at, kind.removeprefix("deal."), self._stage, intern(row["by"])))

    def _enter(self, stage_id: str, at: datetime) -> None:
        stage = self._board.stage(stage_id)
        last = self._visits[-1] if self._visits else None
        if last is not None and last.left is None and last.stage == stage.id:
            return
        self._leave(at)
        self._stage = stage.id
        if stage.phase == "pre":
            self._visits.append(Visit(stage.id, at, None))

    def _leave(self, at: datetime) -> None:
        if self._visits and self._visits[-1].left is None:
            stage, entered, _ = self._visits[-1]
            self._visits[-1] = Visit(stage, entered, at)

    def note(self, at: datetime, row: Row) -> None:
        """Anything else that happened."""
        kind = row["do"]
        if kind == "touch.logged":
            self._touches.append(Touch(at, intern(row["kind"]), intern(row["by"])))
        elif kind == "follow_up.planned" and row["set"].get("kind") == "meeting":
            self._booked.append(Touch(at, "meeting", intern(row["by"])))
        elif kind == "deal.set":
            self._source = self._source or row["set"].get("source") or ""
            if "close" in row["set"]:
                was, new = row.get("was", {}).get("close"), row["set"]["close"]
                self._slips.append(Slip(at, load_day(was) if was else None, load_day(new) if new else None))

    def history(self) -> History | None:
        if not self._visits and not self._closes:
            return None
        home: Stage = self._board.stage_of(self._deal)
        return History(
            self._deal.id,
            self._deal,
            home.pipeline,
            in_board_currency(self._deal, self._board),
            self._created,
            tuple(self._visits),
            tuple(self._closes),
            self._reopened,
            tuple(self._touches),
            tuple(self._booked),
            tuple(self._slips),
            self._dated,
            self._source,
        )


def _status(row: Mapping[str, Any]) -> str:
    return str(row.get("was", {}).get("status", "open"))


def seconds_between(start: datetime, end: datetime) -> int:
    """Elapsed seconds, of which the log keeps whole ones (G9); negative where a clock was wrong."""
    elapsed = end - start
    return elapsed.days * DAY + elapsed.seconds


def days_between(start: datetime, end: datetime) -> Fraction:
    """Elapsed days, exactly (G9); negative where a clock was wrong."""
    return Fraction(seconds_between(start, end), DAY)
