"""The audit: gaps in data and process, and how many there were in the weeks before (S40)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from pipeboard.domain.dates import day_start
from pipeboard.domain.deal import Deal
from pipeboard.domain.followup import local_day
from pipeboard.domain.playbook import play_records
from pipeboard.metrics.books import Books
from pipeboard.metrics.health import MATERIAL_DAYS, Finding, findings
from pipeboard.metrics.period import Period
from pipeboard.metrics.population import Population, population

WINDOW_DAYS: Final = 90
"""How far back it looks for deals that came into a stage, or from a source."""
ENOUGH: Final = 5
"""From so many deals on, what none of them did says something."""
WEEKS: Final = 8


@dataclass(frozen=True, slots=True)
class Point:
    """How many gaps there were at the beginning of a day."""

    day: date
    count: int


@dataclass(frozen=True, slots=True)
class Audit:
    """What is found now, and how many gaps there were before, the earliest first; the last one is now."""

    findings: tuple[Finding, ...]
    trend: tuple[Point, ...]

    @property
    def count(self) -> int:
        """All gaps together: a deal counts once for each kind that it is in."""
        return sum(one.count for one in self.findings)


def audit(
    books: Books,
    now: datetime,
    *,
    pipelines: Iterable[str] = (),
    keep: Callable[[Deal], bool] | None = None,
    owner: str = "",
    material_days: int = MATERIAL_DAYS,
    weeks: int = WEEKS,
) -> Audit:
    """All gaps as of `now` (exclusive), and how many there were at the beginnings of the `weeks` before.

    The past is that of the deals; stages and definitions are those of today, as wherever one looks back.
    """
    wanted, who = tuple(pipelines), owner.casefold()
    zone = books.board.zone
    today = local_day(now, zone)

    def found(moment: datetime) -> tuple[Finding, ...]:
        day = local_day(moment, zone)
        data = population(books.at(moment), Period(day, day + timedelta(days=1)), pipelines=wanted, keep=keep)
        if who:
            data = data.only(lambda deal: deal.owner.casefold() == who)
        return (*findings(data, material_days=material_days), *gaps(data))

    # From now backwards: a book takes over from the last one what is the same in it.
    present = found(now)
    points = [Point(today, sum(one.count for one in present))]
    for week in range(1, weeks + 1):
        day = today - timedelta(weeks=week)
        points.append(Point(day, sum(one.count for one in found(day_start(day, zone)))))
    return Audit(present, tuple(reversed(points)))


def gaps(data: Population) -> tuple[Finding, ...]:
    """The kinds of gaps of the process that there is at least one of."""
    made = (
        Finding(
            "no-goal",
            "stages without a goal",
            "say what each is for: g c, then Enter",
            "stages set STAGE --goal TEXT",
            things=tuple(one.name for one in data.stages if not one.retired and not one.goal.strip()),
        ),
        Finding(
            "no-evidence",
            "stages without exit evidence",
            "say what shows that one is done: g c, then Enter",
            "stages set STAGE --evidence TEXT",
            things=tuple(one.name for one in data.stages if not one.retired and not one.evidence.strip()),
        ),
        Finding(
            "unentered-stage",
            "stages into which no deal came lately",
            "retire or merge them: g c",
            "stages retire STAGE",
            things=tuple(_unentered(data)),
        ),
        Finding(
            "one-source",
            "pipelines that live on one source",
            "find a second source of deals",
            "metrics --break-down source",
            things=tuple(_one_source(data)),
        ),
        Finding(
            "unused-play",
            "plays that nobody has started",
            "start one where offered, or drop it: g d",
            "define play NAME --remove",
            things=tuple(_unused_plays(data)),
        ),
    )
    return tuple(one for one in made if one.count)


def _lately(data: Population) -> datetime:
    return data.as_of - timedelta(days=WINDOW_DAYS)


def _unentered(data: Population) -> Iterator[str]:
    """Stages into which none of at least `ENOUGH` deals came that were on the move in their pipeline."""
    since = _lately(data)
    entered: dict[str, set[str]] = {}
    moving: dict[str, set[str]] = {}
    for one in data.histories:
        for visit in one.visits:
            if visit.entered >= since:
                entered.setdefault(visit.stage, set()).add(one.id)
                moving.setdefault(one.pipeline, set()).add(one.id)
    for stage in data.stages:
        if not stage.retired and stage.id not in entered and len(moving.get(stage.pipeline, ())) >= ENOUGH:
            yield stage.name


def _one_source(data: Population) -> Iterator[str]:
    """Pipelines in which the deals of late whose source is known, `ENOUGH` or more, all have the same one."""
    since = _lately(data)
    sources: dict[str, list[str]] = {}
    for one in data.histories:
        source = one.source.strip().casefold()
        if source and one.created >= since:
            sources.setdefault(one.pipeline, []).append(source)
    for pipeline, found in sources.items():
        if len(found) >= ENOUGH and len(set(found)) == 1:
            yield data.board.pipelines[pipeline].name


def _unused_plays(data: Population) -> Iterator[str]:
    """Plays that no deal ever had, once a deal has been there for long enough to need one."""
    since = _lately(data)
    if not any(one.created < since for one in data.histories):
        return
    used = play_records(data.board)
    for play in data.board.definitions("play").values():
        if play.id not in used:
            yield play.title
