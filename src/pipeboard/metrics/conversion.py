"""From stage to stage: how many got there and how many went on (M1, M2, M5, M7, M28)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from pipeboard.domain.money import EXACT
from pipeboard.domain.pipeline import Stage
from pipeboard.metrics.figure import COUNT, FEW, Figure, rate, total
from pipeboard.metrics.history import History
from pipeboard.metrics.population import Population, Reach


@dataclass(frozen=True, slots=True)
class StageConversion:
    """What became of the deals that first entered a stage in the period (M2). Ids of deals, in no order."""

    stage: Stage
    advanced: tuple[str, ...]
    dropped: tuple[str, ...]
    pending: tuple[str, ...]

    @property
    def entered(self) -> tuple[str, ...]:
        return self.advanced + self.dropped + self.pending

    @property
    def to_date(self) -> Figure:
        """Advanced of all that entered; a rate (M2)."""
        return rate(len(self.advanced), len(self.entered), len(self.entered), self.entered)

    @property
    def resolved(self) -> Figure:
        """Advanced of those whose fate is known; a rate (M2), the one to plan with."""
        known = self.advanced + self.dropped
        return rate(len(self.advanced), len(known), len(known), known)


@dataclass(frozen=True, slots=True)
class StageSnapshot:
    """What stands in a stage (M1). `value` and `weighted` are in the board's currency."""

    stage: Stage
    deals: tuple[str, ...]
    value: Decimal
    weighted: Decimal
    unknown: int
    """Deals whose value is not known or cannot be converted: they are in no sum."""


class Paths(NamedTuple):
    """Deals that did not go step by step (M2)."""

    jumped: tuple[str, ...]
    direct: tuple[str, ...]
    returned: tuple[str, ...]


def reach(one: History, data: Population) -> Reach:
    """How far a deal came in the pipeline that it is in, and when it got where (G6).

    A stage between its first and its furthest that it jumped over was entered when it next entered a later
    one, or was won. Stages before its first are not assumed.
    """
    known = data.reached.get(one.id)
    if known is None or known[0] is not one:
        known = data.reached[one.id] = one, _reach(one, data)
    return known[1]


def _reach(one: History, data: Population) -> Reach:
    index, span = data.index, data.spans.get(one.pipeline, range(0))
    places = [(place, visit.entered) for visit in one.visits if (place := index.get(visit.stage, -1)) in span]
    close = one.close
    won = close is not None and close.status == "won"
    if not places:
        return Reach({}, span.stop if won and span else -1, False, False, False)
    top = span.stop if won else max(place for place, _ in places)
    entered: dict[int, datetime] = {}
    for place, at in places:
        entered.setdefault(place, at)
    jumped = False
    for place in range(places[0][0] + 1, min(top, span.stop)):
        if place not in entered:
            later = next((at for other, at in places if other > place), close.at if close else None)
            if later is not None:
                entered[place], jumped = later, True
    returned = any(after[0] < before[0] for before, after in pairwise(places))
    return Reach(entered, top, jumped, places[0][0] > span.start, returned)


def stage_conversions(data: Population) -> tuple[StageConversion, ...]:
    """M2 of every stage, in order: the cohort of deals whose first entry lies in the period."""
    advanced: list[list[str]] = [[] for _ in data.stages]
    dropped: list[list[str]] = [[] for _ in data.stages]
    pending: list[list[str]] = [[] for _ in data.stages]
    start, end = data.start, data.end
    for one in data.histories:
        far = reach(one, data)
        for place, at in far.entered.items():
            if start <= at < end:
                gone = one.deal.status in ("lost", "disqualified") and far.top == place
                group = advanced if far.top > place else dropped if gone else pending
                group[place].append(one.id)
    return tuple(
        StageConversion(stage, tuple(advanced[place]), tuple(dropped[place]), tuple(pending[place]))
        for place, stage in enumerate(data.stages)
    )


def paths(data: Population) -> Paths:
    """Deals that came into a stage in the period otherwise than from the one before (M2)."""
    jumped, direct, returned = [], [], []
    for one in data.histories:
        far = reach(one, data)
        if (far.jumped or far.direct or far.returned) and any(map(data.holds, far.entered.values())):
            jumped += [one.id] if far.jumped else []
            direct += [one.id] if far.direct else []
            returned += [one.id] if far.returned else []
    return Paths(tuple(jumped), tuple(direct), tuple(returned))


def snapshots(data: Population) -> tuple[StageSnapshot, ...]:
    """M1: the open deals in each stage as of the report's moment."""
    held: dict[str, list[History]] = {stage.id: [] for stage in data.stages}
    for one in data.open:
        held.setdefault(data.board.stage_of(one.deal).id, []).append(one)
    made = []
    for stage in data.stages:
        here = held[stage.id]
        values = data.values(here)
        weighted = total(chance(one, data) for one in here)
        ids = tuple(one.id for one in here)
        made.append(StageSnapshot(stage, ids, total(values), weighted, len(here) - len(values)))
    return tuple(made)


def chance(one: History, data: Population) -> Decimal:
    """A deal's value times its probability; 0 where the value is not known (M13)."""
    if one.value is None:
        return Decimal()
    return EXACT.multiply(one.value, Decimal(probability(one, data))).scaleb(-2, EXACT)


def probability(one: History, data: Population) -> int:
    """The chance of a win in percent: the deal's own until it is cleared, else its stage's (M13)."""
    own = one.deal.probability
    return data.board.stage_of(one.deal).probability if own is None else own


def created_win_rate(data: Population) -> Figure:
    """M5: of the deals created in the period, those won to date; a rate. The note says how many are open."""
    made = [one for one in data.histories if data.holds(one.created)]
    won = sum(1 for one in made if one.deal.status == "won")
    waiting = sum(1 for one in made if one.deal.is_open)
    figure = rate(won, len(made), len(made), (one.id for one in made))
    return figure._replace(note=f"{waiting} pending" if waiting else "")


def qualified_at(one: History, data: Population) -> datetime | None:
    """When a deal was qualified: its SQL mark, else when it first came to where deals count as qualified.

    That is the first stage of its pipeline with the mark, or any after that; a deal that jumped over all of
    them and was won came there with the win (G6).
    """
    if one.deal.sql is not None:
        return one.deal.sql
    least = data.qualifying.get(one.pipeline)
    if least is None:
        return None
    return min((at for place, at in reach(one, data).entered.items() if place >= least), default=None)


def signing_conversion(data: Population) -> tuple[Figure, Figure]:
    """M7: of the deals first qualified in the period, those won: to date, and of those that are closed."""
    group = [one for one in data.histories if data.holds(qualified_at(one, data))]
    closed = [one for one in group if not one.deal.is_open]
    won = sum(1 for one in group if one.deal.status == "won")
    return (
        rate(won, len(group), len(group), (one.id for one in group)),
        rate(won, len(closed), len(closed), (one.id for one in closed)),
    )


def bottleneck(conversions: tuple[StageConversion, ...]) -> StageConversion | None:
    """M28: the stage with the lowest resolved conversion, among those with at least five cases.

    Where two are alike the later one; None where no stage has as many cases, or all let everything through.
    """
    lowest: tuple[Fraction, StageConversion] | None = None
    for one in conversions:
        resolved = one.resolved
        if resolved.value is not None and resolved.n >= FEW:
            value = Fraction(resolved.value)
            if lowest is None or value <= lowest[0]:
                lowest = value, one
    return lowest[1] if lowest is not None and lowest[0] < 1 else None


def new_deals(data: Population) -> Figure:
    """Deals created in the period: new leads (S17)."""
    made = tuple(one.id for one in data.histories if data.holds(one.created))
    return Figure(len(made), len(made), COUNT, made)
