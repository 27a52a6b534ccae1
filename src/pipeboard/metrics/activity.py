"""What people did: follow-up time, touches, marks, load (M19, M20, M23, M24)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, TypeAlias

from pipeboard.domain.followup import TOUCHES, local_day
from pipeboard.metrics.conversion import qualified_at
from pipeboard.metrics.figure import COUNT, HOURS, RATE, Figure, middle, rate
from pipeboard.metrics.history import History, Touch, seconds_between
from pipeboard.metrics.outcomes import won_value
from pipeboard.metrics.period import Period, custom
from pipeboard.metrics.population import Population
from pipeboard.metrics.targets import Limit, limits

BOOKED: Final = "booked"
HOUR: Final = 3600
"""Seconds of an hour."""


@dataclass(frozen=True, slots=True)
class Person:
    """What one person did in the period (M20)."""

    name: str
    touches: int
    by_kind: dict[str, int]
    booked: int
    held: int
    deals: dict[str, tuple[str, ...]]
    """Kind of touch, or "booked" -> the deals on which it was."""


@dataclass(frozen=True, slots=True)
class Week:
    """What was done in one week, by whom (M20). `span` are its days in the period."""

    span: Period
    title: str
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class FollowUpTime:
    """M19: how soon new leads heard from us."""

    median: Figure
    """Hours from the creation to the first touch, of the leads that had one."""
    unanswered: tuple[str, ...]
    oldest: datetime | None
    """When the oldest lead without a touch was created."""


@dataclass(frozen=True, slots=True)
class Load:
    """M24: what one person carries, and what came of it."""

    owner: str
    role: str
    load: Figure
    share: Figure
    """Of the configured limit; a rate, none without a limit."""
    throughput: Figure
    """Deals won (AE), or leads qualified (BDR), in the period."""
    value: Figure | None = None


def follow_up_time(data: Population) -> FollowUpTime:
    """M19: of the leads created in the period. A touch before the creation counts as 0 hours."""
    waits: list[int] = []
    answered, waiting = [], []
    for one in data.histories:
        if not data.holds(one.created) or not one.dated:
            continue
        if one.first_touch is None:
            waiting.append(one)
        else:
            answered.append(one.id)
            waits.append(max(seconds_between(one.created, one.first_touch), 0))
    oldest = min((one.created for one in waiting), default=None)
    note = ""
    if oldest is not None:
        since = oldest.astimezone(data.board.zone).date()
        note = f"{len(waiting)} unanswered, the oldest since {since}"
    median = middle(waits, HOURS, answered, per=HOUR)._replace(note=note)
    return FollowUpTime(median, tuple(one.id for one in waiting), oldest)


_Done: TypeAlias = dict[str, dict[str, list[str]]]
"""Who -> kind of touch, or "booked" -> the deals, each as often as it was done on it."""


def people(data: Population) -> tuple[Person, ...]:
    """M20: who did what in the period, by who did it then; the busiest first."""
    done: _Done = {}
    for deal, kind, touch in _acts(data):
        _note(done, deal, kind, touch)
    return _people(done)


def weeks(data: Population) -> tuple[Week, ...]:
    """M20 of each ISO week in the period up to the report, by the board's time zone; the latest first."""
    done: dict[date, _Done] = {}
    for deal, kind, touch in _acts(data):
        day = local_day(touch.at, data.board.zone)
        _note(done.setdefault(day - timedelta(days=day.weekday()), {}), deal, kind, touch)
    made = []
    for week in data.period.weeks():
        # The first and the last week may reach beyond the period.
        span = custom(max(week.first, data.period.first), min(week.last, data.period.last))
        if span.first <= data.last_day:
            made.append(Week(span, week.title, _people(done.get(week.first, {}))))
    return tuple(reversed(made))


def _acts(data: Population) -> Iterator[tuple[str, str, Touch]]:
    """Deal, kind and touch of all that was done, or booked, in the period."""
    for one in data.histories:
        for touch in _in_period(one.touches, data):
            yield one.id, touch.kind, touch
        for touch in _in_period(one.booked, data):
            yield one.id, BOOKED, touch


def _note(done: _Done, deal: str, kind: str, touch: Touch) -> None:
    done.setdefault(touch.by, {}).setdefault(kind, []).append(deal)


def _people(done: _Done) -> tuple[Person, ...]:
    made = []
    for name, kinds in done.items():
        by_kind: dict[str, int] = {kind: len(kinds[kind]) for kind in TOUCHES if kind in kinds}
        deals = {kind: tuple(dict.fromkeys(ids)) for kind, ids in kinds.items()}
        booked, held = len(kinds.get(BOOKED, ())), by_kind.get("meeting", 0)
        made.append(Person(name, sum(by_kind.values()), by_kind, booked, held, deals))
    return tuple(sorted(made, key=lambda one: (-one.touches, one.name)))


def _in_period(touches: tuple[Touch, ...], data: Population) -> list[Touch]:
    """What was done in the period; by one person, where the report is about one (G7)."""
    start, end, actor = data.start, data.end, data.actor
    found = [one for one in touches if start <= one.at < end] if touches else []
    return [one for one in found if one.by.casefold() == actor] if actor else found


def touch_count(data: Population, kind: str = "") -> Figure:
    """M20: touches in the period, all or of one kind."""
    counts = {
        one.id: sum(1 for touch in _in_period(one.touches, data) if not kind or touch.kind == kind)
        for one in data.histories
        if one.touches
    }
    return _counted(counts)


def _counted(counts: Mapping[str, int]) -> Figure:
    """The sum of what was counted on each deal."""
    together = sum(counts.values())
    return Figure(together, together, COUNT, tuple(deal for deal, count in counts.items() if count))


def appointments(data: Population) -> tuple[Figure, Figure]:
    """M20: meetings that were booked in the period, and meetings that were held."""
    booked = {one.id: len(_in_period(one.booked, data)) for one in data.histories if one.booked}
    return _counted(booked), touch_count(data, "meeting")


def qualified(data: Population) -> tuple[Figure, Figure, Figure]:
    """M23: leads first marked MQL, and SQL, in the period; MQL to SQL as a cohort's rate."""
    mql = [one for one in data.histories if data.holds(one.deal.mql)]
    sql = tuple(one.id for one in data.histories if data.holds(one.deal.sql))
    both = sum(1 for one in mql if one.deal.sql is not None)
    ids = tuple(one.id for one in mql)
    return (
        Figure(len(mql), len(mql), COUNT, ids),
        Figure(len(sql), len(sql), COUNT, sql),
        rate(both, len(mql), len(mql), ids),
    )


def loads(data: Population) -> tuple[Load, ...]:
    """M24: the open deals of each owner (AE), and those not qualified yet (BDR), against the limits."""
    known = limits(data.board)
    made: list[Load] = []
    for role in ("AE", "BDR"):
        carried: dict[str, list[History]] = {}
        for one in data.open:
            if one.deal.owner and (role == "AE" or qualified_at(one, data) is None):
                carried.setdefault(one.deal.owner.casefold(), []).append(one)
        names = {key: held[0].deal.owner for key, held in carried.items()}
        for (its_role, key), limit in known.items():
            if its_role == role and data.actor in ("", key):
                names[key] = limit.owner
        made += [
            _load(data, role, names[key], carried.get(key, []), known.get((role, key)))
            for key in sorted(names)
        ]
    return tuple(made)


def _load(data: Population, role: str, owner: str, carried: list[History], limit: Limit | None) -> Load:
    ids = tuple(one.id for one in carried)
    share = Figure(None, len(ids), RATE, ids, "no limit set")
    if limit is not None and limit.most:
        share = rate(len(ids), limit.most, len(ids), ids)
    own = data.owners.get(owner.casefold()) or data.only(lambda _: False)
    load = Figure(len(ids), len(ids), COUNT, ids)
    if role == "BDR":
        passed = tuple(one.id for one in own.histories if data.holds(one.deal.sql))
        return Load(owner, role, load, share, Figure(len(passed), len(passed), COUNT, passed))
    won = won_value(own)
    return Load(owner, role, load, share, Figure(won.n, won.n, COUNT, won.deals), won)
