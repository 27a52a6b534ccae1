"""The course of one deal: where its moves and closes took it. Stage, status and reason are one group.

A deal stands where its latest move put it, by when that happened (`at`) and not by when it was recorded, so
that a move entered late does not undo a newer one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple, TypeAlias

from pipeboard.domain.conflicts import traced
from pipeboard.domain.deal import Conflict, Position, Status
from pipeboard.domain.ids import sort_key

Place: TypeAlias = tuple[str, str]
"""Stage and status."""


class Standing(NamedTuple):
    """Where a deal stood after one of its moves or closes."""

    when: tuple[datetime, str]
    """When it happened and, for the same second, in which order it was recorded."""
    id: str
    stage: str
    status: Status
    by: str
    reason: str = ""
    lesson: str = ""
    revisit: str | None = None
    rate: str | None = None
    currency: str = ""
    """The currency that the rate is of; empty for whatever the deal's is."""
    override: str = ""

    @property
    def at(self) -> datetime:
        return self.when[0]

    @property
    def place(self) -> Place:
        return self.stage, self.status

    @property
    def outcome(self) -> tuple[str, str, str]:
        return self.stage, self.status, self.reason

    @property
    def position(self) -> Position:
        return Position(self.stage, self.status, self.reason, self.lesson, self.revisit)

    @property
    def words(self) -> str:
        """The stage of an open deal; the status, and the reason if there is one, of a closed one."""
        if self.status == "open":
            return self.stage
        return f"{self.status} ({self.reason})" if self.reason else self.status


def when(at: datetime, event_id: str) -> tuple[datetime, str]:
    """Sorts moves by when they happened."""
    return at, sort_key(event_id)


class Course:
    """Adds up one deal's moves and closes, in recorded order."""

    __slots__ = ("_others", "_standings", "_undone", "now", "start")

    def __init__(self) -> None:
        self.start: Standing | None = None
        """The creation, which comes before all moves."""
        self.now: Standing | None = None
        self._standings: list[Standing] = []
        self._others: list[Standing] = []
        self._undone: dict[Place, Place] = {}

    def begin(self, start: Standing) -> None:
        self.start = start
        if not self._standings:
            self.now = start

    def stand(self, new: Standing, saw: Place | None, over: Collection[str] = ()) -> None:
        """Add a move or close. `saw`: where its author saw the deal, None if the event does not say."""
        now = self.now
        self._standings.append(new)
        if now is None or now is self.start or new.when > now.when:
            self.now = new
        if now is not None and saw is not None and (self._others or saw != now.place):
            self._weigh(now, new, saw, over)

    def take_back(self, to: Place, saw: Place) -> None:
        """Remember a move that was undone: its readers saw the deal there."""
        self._undone[to] = saw

    def _weigh(self, now: Standing, new: Standing, saw: Place, over: Collection[str]) -> None:
        seen = traced(saw, now.place, self._undone)
        beside = self._others
        if seen != now.place and new.outcome != now.outcome:
            beside = [*beside, new if self.now is now else now]
        shown = self.now.outcome if self.now else None
        self._others = [
            one for one in beside if one.id not in over and one.place != seen and one.outcome != shown
        ]

    def conflicts(self) -> Iterator[Conflict]:
        """Every place that the deal was put concurrently and where it does not stand."""
        for other in self._others:
            if self.now is not None:
                words = self.now.words, self.now.by, other.words, other.by
                values = self.now.position, other.position
                yield Conflict("stage", *words, other.id, "", self.now.at, other.at, *values)

    @property
    def override(self) -> str:
        """The reason of the latest move past open items; empty if there was none."""
        given = [one for one in self._standings if one.override]
        return max(given, key=attrgetter("when")).override if given else ""

    @property
    def first(self) -> Standing | None:
        """The creation, or the first move of a deal whose creation is not in the log."""
        return self.start or (self._standings[0] if self._standings else None)

    def entered(self, start: Standing) -> tuple[Standing, Standing | None]:
        """The move that entered the present stage, and the close, if the deal is closed."""
        entered = before = start
        closed: Standing | None = None
        standings = self._standings
        for standing in sorted(standings, key=attrgetter("when")) if len(standings) > 1 else standings:
            if standing.stage != before.stage or (standing.status == "open" and before.status != "open"):
                entered = standing
            if standing.status == "open":
                closed = None
            elif standing.status != before.status or (standing.reason and not _confirms(standing, closed)):
                closed = standing
            before = standing
        return entered, closed


def _confirms(standing: Standing, closed: Standing | None) -> bool:
    """Whether a close says what the one before it said: it settled what stood beside, and is no new one."""
    return closed is not None and standing.position[1:] == closed.position[1:]
