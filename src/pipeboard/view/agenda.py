"""The agenda: what is due, what has no next step, what has gone silent, and whom to keep warm.

Pure: a board, a day and a name in, sections of entries out. Days are those of the board's time zone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from pipeboard.domain.board import Board
from pipeboard.domain.deadlines import DATES
from pipeboard.domain.deal import Deal
from pipeboard.domain.followup import FollowUp, When, local_day
from pipeboard.domain.nurture import NURTURE, is_resting
from pipeboard.domain.staleness import silence

Kind: TypeAlias = Literal["overdue", "today", "week", "later", "nurture", "no_step", "silent"]
KINDS: Final[tuple[Kind, ...]] = ("overdue", "today", "week", "later", "nurture", "no_step", "silent")
"""The sections, in order."""
TITLES: Final[Mapping[Kind, str]] = {
    "overdue": "Overdue",
    "today": "Today",
    "week": "This week",
    "later": "Later",
    "no_step": "No next step",
    "silent": "Silent",
    "nurture": "Nurture",
}

_PRESSING: Final[Mapping[Kind, str]] = {
    "overdue": "overdue",
    "today": "today",
    "no_step": "without a next step",
    "silent": "silent",
    "nurture": "to nurture",
}
"""What a summary tells; the rest can wait."""
_DATES: Final = {
    status: tuple((name, Deal._fields.index(name)) for name in names) for status, names in DATES.items()
}
"""The dates of a deal, by its status: their names, and where they are in it."""


class Entry(NamedTuple):
    """One line of the agenda."""

    kind: Kind
    """The section that it stands in."""
    deal: Deal
    step: FollowUp | None
    """The follow-up that is due; in the silent section the deal's next one, if it has one."""
    day: date | None
    """The day of the follow-up or date; None for a silent deal and one without a step."""
    silent: bool
    """Whether the deal was not touched for too long."""
    repeated: bool = False
    """Whether the deal stands further up already, so that lists for people leave this one out."""
    field: str = ""
    """The field of the deal whose day it is, such as its decision deadline; empty for all others."""

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from all others."""
        return self.kind, self.deal.id, self.step.id if self.step else self.field

    @property
    def owner(self) -> str:
        """Who is to act."""
        return (self.step.owner if self.step and self.kind != "silent" else "") or self.deal.owner


@dataclass(frozen=True, slots=True)
class Section:
    """The entries of one kind, the most pressing first."""

    kind: Kind
    entries: tuple[Entry, ...]

    @property
    def title(self) -> str:
        return TITLES[self.kind]

    @property
    def shown(self) -> tuple[Entry, ...]:
        """The entries whose deals do not stand further up already."""
        if self.kind != "silent":
            return self.entries
        return tuple(entry for entry in self.entries if not entry.repeated)


@dataclass(frozen=True, slots=True)
class Agenda:
    """All there is to do."""

    today: date
    sections: tuple[Section, ...]
    """Every kind, in order, empty ones included."""

    @property
    def entries(self) -> Iterator[Entry]:
        """Every entry; a silent deal that is also overdue or without a next step comes twice."""
        return (entry for section in self.sections for entry in section.entries)

    @property
    def shown(self) -> tuple[Entry, ...]:
        """The entries as lists show them: no deal is called silent that stands further up already."""
        return tuple(entry for section in self.sections for entry in section.shown)

    @property
    def counts(self) -> Mapping[Kind, int]:
        """How many entries each section has."""
        return {section.kind: len(section.entries) for section in self.sections}

    @property
    def summary(self) -> str:
        """What presses, in one line: "3 overdue, 2 today, 5 without a next step"; "" when all is clear."""
        told = ((len(one.shown), _PRESSING[one.kind]) for one in self.sections if one.kind in _PRESSING)
        return ", ".join(f"{count} {words}" for count, words in told if count)


def agenda(
    board: Board, today: date, *, me: str = "", days: int = 0, keep: Callable[[Deal], bool] | None = None
) -> Agenda:
    """What is to be done on the visible deals of a board, or on those that `keep` wants.

    `today` is the day in the board's time zone. With `me`, only what that person is to do. A deal is silent
    after more days without a touch than its stage's `idle` days (else two weeks; with `days`, so many
    everywhere), unless a follow-up is planned within as many days from now.
    """
    gathered = _Gathered(board, today, me, days)
    for deal in board.deals.values():
        if not (deal.archived or deal.deleted or deal.merged_into) and (keep is None or keep(deal)):
            gathered.take(deal)
    return Agenda(
        today, tuple(Section(kind, tuple(_sorted(kind, gathered.found[kind], board))) for kind in KINDS)
    )


class _Gathered:
    """The entries of the deals that were taken in, by section, in no order."""

    def __init__(self, board: Board, today: date, me: str, days: int) -> None:
        self.found: dict[Kind, list[Entry]] = {kind: [] for kind in KINDS}
        self._today, self._zone = today, board.zone
        self._is_silent = silence(board, today, days)
        self._is_mine = ownership(me)
        self._place = _placing(today, board.zone)

    def take(self, deal: Deal) -> None:
        """Take in a deal that boards show."""
        above = False
        values: tuple[Any, ...] = deal
        for name, at in _DATES[deal.status]:
            when = values[at]
            if when is not None and self._is_mine(deal.owner):
                kind, day = self._place(when)
                self.found[kind].append(Entry(kind, deal, None, day, False, field=name))
                above = above or kind in ("overdue", "today")
        if deal.status == "open":
            self._take_open(deal, above)
        elif deal.status == "won" and deal.follow_ups:
            self._take_won(deal)

    def _take_open(self, deal: Deal, above: bool) -> None:
        silent, steps, owner, found = self._is_silent(deal), deal.follow_ups, deal.owner, self.found
        nurtured = deal.track == NURTURE
        if nurtured and silent:
            silent = not is_resting(deal, self._today, self._zone)
        for step in steps:
            if self._is_mine(step.owner or owner):
                kind, day = self._place(step.due)
                if nurtured:
                    if kind not in ("overdue", "today"):
                        continue
                    kind = "nurture"
                above = above or kind in ("overdue", "nurture")
                found[kind].append(Entry(kind, deal, step, day, silent))
        if (silent or not steps) and self._is_mine(owner):
            if not steps:
                above = True
                found["no_step"].append(Entry("no_step", deal, None, None, silent))
            if silent:
                step_or_none = steps[0] if steps else None
                found["silent"].append(Entry("silent", deal, step_or_none, None, True, above))

    def _take_won(self, deal: Deal) -> None:
        for step in deal.steps:
            if self._is_mine(step.owner or deal.owner):
                kind, day = self._place(step.due)
                self.found[kind].append(Entry(kind, deal, step, day, False))


def ownership(me: str) -> Callable[[str], bool]:
    """Tells whether a name is `me`, by its whole or one of its words; without `me` everything is mine."""
    wanted = me.casefold()
    known: dict[str, bool] = {}

    def is_mine(owner: str) -> bool:
        if not wanted:
            return True
        if owner not in known:
            lowered = owner.casefold()
            known[owner] = wanted == lowered or wanted in lowered.split()
        return known[owner]

    return is_mine


def quiet_days(deal: Deal, board: Board, today: date) -> int:
    """Whole days since something last happened on the deal."""
    return max((today - local_day(deal.last_activity, board.zone)).days, 0)


def _placing(today: date, zone: tzinfo) -> Callable[[When], tuple[Kind, date]]:
    """Finds the section and the day of what is due."""
    sunday = today + timedelta(days=6 - today.weekday())

    known: dict[When, tuple[Kind, date]] = {}

    def place(due: When) -> tuple[Kind, date]:
        if due not in known:
            day = local_day(due, zone)
            kind: Kind = "later" if day > sunday else "week" if day > today else "today"
            known[due] = ("overdue" if day < today else kind), day
        return known[due]

    return place


def _sorted(kind: Kind, entries: list[Entry], board: Board) -> list[Entry]:
    """By day and time where there is one; the longest silence, else the most valuable deal first."""
    if kind == "silent":
        return sorted(entries, key=lambda entry: (entry.deal.last_activity, entry.deal.id))
    if kind == "no_step":
        return sorted(entries, key=lambda entry: (-_worth(entry.deal), entry.deal.id))
    zone = board.zone

    def due(entry: Entry) -> tuple[date | None, str, Decimal, str]:
        deal, when = entry[1], entry[2].due if entry[2] else None
        clock = f"{when.astimezone(zone):%H:%M}" if isinstance(when, datetime) else ""
        return entry[3], clock, -_worth(deal), deal.id

    return sorted(entries, key=due)


def _worth(deal: Deal) -> Decimal:
    """Unknown values come last."""
    return _UNKNOWN if deal.value is None else deal.value


_UNKNOWN: Final = Decimal(-1)
