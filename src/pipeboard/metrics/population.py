"""The deals that a report is about, with the stages, the period and the money that go with them (G7, G8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple, TypeAlias

from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.followup import local_day
from pipeboard.domain.pipeline import Stage
from pipeboard.metrics.books import Book
from pipeboard.metrics.history import Close, History
from pipeboard.metrics.period import Period

Dimension: TypeAlias = Callable[[History], str]
"""What deals are told apart by: "" where it is not known."""


class Reach(NamedTuple):
    """How far one deal came in its pipeline (G6)."""

    entered: dict[int, datetime]
    """Place of each stage that it visited or jumped over -> when."""
    top: int
    """Place of the furthest; beyond the last one for a won deal. -1 for a deal that was in none."""
    jumped: bool
    direct: bool
    """Whether it began further on than in the first stage."""
    returned: bool
    """Whether it went back at some time."""


@dataclass(frozen=True)
class Population:
    """Histories of the chosen pipelines and filter, a period, and the moment as of which they are read.

    Open deals in the archive are no pipeline any more and are left out; closed ones count.
    """

    book: Book
    histories: tuple[History, ...]
    stages: tuple[Stage, ...]
    """The stages before the win, in order; retired ones keep their place (G10)."""
    period: Period
    reached: dict[str, tuple[History, Reach]] = field(default_factory=dict, compare=False, repr=False)
    """How far deals came, as far as somebody has asked (see `conversion.reach`): it is asked often."""
    actor: str = ""
    """In lower case, whose activity counts; empty for everybody's (G7)."""

    @property
    def board(self) -> Board:
        return self.book.board

    @property
    def currency(self) -> str:
        return self.board.settings.currency

    @property
    def as_of(self) -> datetime:
        return self.book.as_of

    @cached_property
    def today(self) -> date:
        """The day of the report's moment, in the board's time zone: what was due before it is overdue."""
        return local_day(self.as_of, self.board.zone)

    @property
    def last_day(self) -> date:
        """The last day of which the report sees something: the moment itself is not in it."""
        return local_day(self.as_of - timedelta(microseconds=1), self.board.zone)

    @cached_property
    def start(self) -> datetime:
        return self.period.start(self.board.zone)

    @cached_property
    def end(self) -> datetime:
        return self.period.end(self.board.zone)

    def holds(self, at: datetime | None) -> bool:
        """Whether a moment lies in the period."""
        return at is not None and self.start <= at < self.end

    @cached_property
    def index(self) -> dict[str, int]:
        """Stage id -> its place, from 0."""
        return {stage.id: place for place, stage in enumerate(self.stages)}

    @cached_property
    def steps(self) -> dict[str, int]:
        """Stage id -> its place in its own pipeline, from 0."""
        counts: Counter[str] = Counter()
        places = {}
        for stage in self.stages:
            places[stage.id] = counts[stage.pipeline]
            counts[stage.pipeline] += 1
        return places

    @cached_property
    def spans(self) -> dict[str, range]:
        """Pipeline -> the places of its stages."""
        found: dict[str, range] = {}
        for place, stage in enumerate(self.stages):
            first = found[stage.pipeline].start if stage.pipeline in found else place
            found[stage.pipeline] = range(first, place + 1)
        return found

    @cached_property
    def qualifying(self) -> dict[str, int]:
        """Pipeline -> the place of its first stage that counts as qualified, among all stages."""
        found: dict[str, int] = {}
        for place, stage in enumerate(self.stages):
            if stage.qualified:
                found.setdefault(stage.pipeline, place)
        return found

    @cached_property
    def open(self) -> tuple[History, ...]:
        """The deals that are open."""
        return tuple(one for one in self.histories if one.deal.is_open)

    def closed(self, *statuses: str) -> tuple[tuple[History, Close], ...]:
        """Deals whose close that stands lies in the period, with that close (G5)."""
        known = self._closed.get(statuses)
        if known is None:
            found = (one for one in self._all_closed if one[1].status in statuses)
            known = self._closed[statuses] = tuple(found)
        return known

    @cached_property
    def _closed(self) -> dict[tuple[str, ...], tuple[tuple[History, Close], ...]]:
        return {}

    @cached_property
    def _all_closed(self) -> tuple[tuple[History, Close], ...]:
        start, end = self.start, self.end
        found = ((one, one.close) for one in self.histories)
        return tuple((one, close) for one, close in found if close is not None and start <= close.at < end)

    @cached_property
    def offers(self) -> frozenset[str]:
        """The stages in which deals have an offer."""
        return frozenset(stage.id for stage in self.stages if stage.offer)

    @cached_property
    def offered(self) -> tuple[tuple[History, Close], ...]:
        """The deals won or lost in the period to which an offer was made (M6)."""
        return tuple((one, close) for one, close in self.closed("won", "lost") if self._was_offered(one))

    def _was_offered(self, one: History) -> bool:
        """Whether it was in an offer stage, or a proposal was sent; to jump over the stage does not count."""
        offers = self.offers
        return any(visit.stage in offers for visit in one.visits) or any(
            offer.standing != "draft" for offer in one.deal.proposals
        )

    @cached_property
    def won_values(self) -> list[Decimal]:
        """What the deals won in the period are worth, as far as it is known."""
        return self.values(one for one, _ in self.closed("won"))

    @cached_property
    def owners(self) -> Mapping[str, Population]:
        """The deals of each owner, by the name in lower case."""
        groups: dict[str, list[History]] = {}
        for one in self.histories:
            groups.setdefault(one.deal.owner.casefold(), []).append(one)
        return {owner: replace(self, histories=tuple(group)) for owner, group in groups.items()}

    def value(self, one: History) -> Decimal | None:
        """A deal's value in the board's currency; None where it, or its rate, is not known (G8)."""
        return one.value

    def values(self, deals: Iterable[History]) -> list[Decimal]:
        """The values that are known."""
        return [one.value for one in deals if one.value is not None]

    def sharing(self, other: Population) -> Population:
        """The same, which need not find out again how far deals came that are the same in the other."""
        return replace(self, reached=other.reached) if self.stages == other.stages else self

    def within(self, period: Period) -> Population:
        """The same deals over another period."""
        return replace(self, period=period)

    def only(self, keep: Callable[[Deal], bool]) -> Population:
        """The deals of these for which `keep` holds."""
        return self.where(lambda one: keep(one.deal))

    def where(self, keep: Callable[[History], bool]) -> Population:
        """The same by what is known of their past."""
        return replace(self, histories=tuple(one for one in self.histories if keep(one)))

    def split(self, dimension: Dimension) -> dict[str, Population]:
        """The deals by what the dimension says of them, in order of that; every one is in one part."""
        groups: dict[str, list[History]] = {}
        for one in self.histories:
            groups.setdefault(dimension(one), []).append(one)
        ordered = sorted(groups.items(), key=lambda group: group[0].casefold())
        return {value: replace(self, histories=tuple(group)) for value, group in ordered}


def population(
    book: Book,
    period: Period,
    *,
    pipelines: Iterable[str] = (),
    keep: Callable[[Deal], bool] | None = None,
) -> Population:
    """The deals of some pipelines (none named: all) that a filter keeps, by their present values (G7)."""
    wanted = set(pipelines) or {one.id for one in book.board.live_pipelines()}
    stages = tuple(
        stage
        for stage in book.board.stages.values()
        # Retired stages lead on to others; those that clones led to each other stand for themselves.
        if stage.pipeline in wanted and stage.phase == "pre" and book.board.stage(stage.id).id == stage.id
    )
    known = {stage.id for stage in stages}
    visited = {visit.stage for one in book.histories if one.pipeline in wanted for visit in one.visits}
    stages = tuple(stage for stage in stages if not stage.retired or stage.id in visited & known)
    histories = tuple(
        one
        for one in book.histories
        if one.pipeline in wanted
        and not (one.deal.archived and one.deal.is_open)
        and (keep is None or keep(one.deal))
    )
    return Population(book, histories, stages, period)
