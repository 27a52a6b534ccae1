"""The board: an immutable snapshot of everything the log folds to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import tzinfo
from decimal import Decimal
from functools import cached_property
from itertools import islice
from typing import Any, Final, NamedTuple, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from pipeboard.domain.deal import Conflict, Deal
from pipeboard.domain.definitions import NONE, Definition, united
from pipeboard.domain.frozen import NOTHING, Frozen
from pipeboard.domain.pipeline import Pipeline, Stage

T = TypeVar("T")


class BoardSettings(NamedTuple):
    """What the team agreed on; part of the log."""

    name: str = "PipeBoard"
    currency: str = "EUR"
    """Currency of new deals and of the totals."""
    timezone: str = "UTC"
    """IANA name; "today" is today there."""
    fiscal_start: int = 1
    """The month in which quarters and years begin."""
    haircut: int = 0
    """Percent of forecast deals that go dark, by experience; 0 for no haircut."""
    assumed_conversion: int = 0
    """Percent of new leads that are won, to plan with until there is history; 0 to assume nothing."""
    margin: int = 0
    """Percent of a sale that is left; 0 while it is not set."""
    churn: int = 0
    """Percent of customers that leave in a year; 0 while it is not set."""
    customer_years: int = 5
    """How long a customer stays where no churn is set."""


class Board(Frozen):
    """Settings, pipelines, stages and deals, by id. Never changed; `with_changes` makes the next one."""

    settings: BoardSettings = BoardSettings()
    pipelines: Mapping[str, Pipeline] = NOTHING
    """In order; retired ones included."""
    stages: Mapping[str, Stage] = NOTHING
    """In pipeline and column order; retired ones included."""
    deals: Mapping[str, Deal] = NOTHING
    defined: Mapping[str, Mapping[str, Definition]] = NOTHING
    """What the team has defined, by kind and id; what it took away included (see `definitions`)."""
    changed: str = ""
    """Id of the last event that concerned no deal; the next one of those sorts after it."""
    conflicts: tuple[Conflict, ...] = ()
    """Of what is no deal's; `of` says of what: "board", "stage/lead", "reason/price"."""

    @cached_property
    def zone(self) -> tzinfo:
        """The board's time zone."""
        return ZoneInfo(self.settings.timezone)

    def stage_of(self, deal: Deal) -> Stage:
        """The stage that shows the deal: retired and merged stages lead on; an unknown one is made up."""
        return self.stage(deal.stage)

    def stage(self, stage_id: str) -> Stage:
        """The live stage that stands for `stage_id`; a made-up, retired one where there is none."""
        stage = self.stages.get(stage_id)
        followed = set()
        while stage is not None and stage.retired and stage.into and stage.id not in followed:
            followed.add(stage.id)
            stage = self.stages.get(stage.into)
        if stage is not None:
            return stage
        return self.stages.get(stage_id) or Stage(stage_id, stage_id or "?", "", retired=True)

    def definitions(self, kind: str) -> Mapping[str, Definition]:
        """What is defined of a kind, by id, in order: what ships, and what the team has written over it."""
        known = self._definitions.get(kind)
        if known is None:
            known = self._definitions[kind] = united(kind, self.defined.get(kind, NONE))
        return known

    def defined_in(self, kind: str) -> Iterator[Definition]:
        """What was ever defined of a kind: first what is there, in order, then what was taken away."""
        yield from self.definitions(kind).values()
        yield from (one for one in self.defined.get(kind, NONE).values() if one.gone)

    def name_of(self, kind: str, name: str) -> str:
        """What people call a definition, by its id, also one that was taken away; else the id itself."""
        return next((one.title for one in self.defined_in(kind) if one.id == name), name)

    def agreed(self, make: Callable[[Board], T]) -> T:
        """What `make` works out from the definitions alone: once, and kept while only deals change."""
        if make not in self._agreed:
            self._agreed[make] = make(self)
        made: T = self._agreed[make]
        return made

    def checks_on(self, name: str) -> tuple[Definition, ...]:
        """What was ever on a checklist: first what is there, in order, then what was taken away."""
        # None of those of a stage or a deal ship, and what does need not be read (5 ms) for them.
        return (self._own_checks if ":" in name else self._all_checks).get(name, ())

    def own_checks(self, deal: Deal) -> tuple[Definition, ...]:
        """The items of a deal's own that are there, and those of the duplicates that it shows."""
        return self._checks_by_deal.get(deal.id, ())

    @cached_property
    def _checks_by_deal(self) -> Mapping[str, tuple[Definition, ...]]:
        found: dict[str, list[Definition]] = {}
        for name, listed in self._own_checks.items():
            what, _, deal_id = name.partition(":")
            if what == "deal":
                shown_on = self._survivor(deal_id)
                here = found.setdefault(shown_on.id if shown_on else deal_id, [])
                here += (one for one in listed if not one.gone)
        return {deal_id: tuple(each) for deal_id, each in found.items()}

    @cached_property
    def _definitions(self) -> dict[str, Mapping[str, Definition]]:
        return {}

    def origin_of(self, deal: Deal) -> Deal | None:
        """The deal that this one came out of; what that was merged into, where it was. None for most."""
        return self._survivor(deal.origin) if deal.origin else None

    def followed_by(self, deal: Deal) -> tuple[Deal, ...]:
        """The deals that came out of this one, the oldest first; without those deleted or merged."""
        return self._followers.get(deal.id, ())

    @cached_property
    def _followers(self) -> Mapping[str, tuple[Deal, ...]]:
        """Back links, made when they are first asked for: deals keep only where they came from."""
        found: dict[str, list[Deal]] = {}
        for deal in self.deals.values():
            if deal.origin and not (deal.deleted or deal.merged_into):
                origin = self._survivor(deal.origin)
                if origin is not None and origin.id != deal.id:
                    found.setdefault(origin.id, []).append(deal)
        return {
            deal_id: tuple(sorted(each, key=lambda one: (one.created, one.id)))
            for deal_id, each in found.items()
        }

    def duplicates_of(self, deal: Deal) -> tuple[Deal, ...]:
        """The deals that were merged into this one."""
        return self._duplicates.get(deal.id, ())

    @cached_property
    def _duplicates(self) -> Mapping[str, tuple[Deal, ...]]:
        found: dict[str, list[Deal]] = {}
        for deal in self.deals.values():
            if deal.merged_into:
                found.setdefault(deal.merged_into, []).append(deal)
        return {deal_id: tuple(each) for deal_id, each in found.items()}

    def _survivor(self, deal_id: str) -> Deal | None:
        """The deal of that id, or the one that it was merged into in the end."""
        deal = self.deals.get(deal_id)
        followed = set()
        while deal is not None and deal.merged_into in self.deals and deal.id not in followed:
            followed.add(deal.id)
            deal = self.deals[deal.merged_into]
        return deal

    def is_past_first(self, stage: Stage) -> bool:
        """Whether a stage before the win comes after the first one of its pipeline."""
        return stage.phase == "pre" and self._firsts.get(stage.pipeline, stage.id) != stage.id

    @cached_property
    def _firsts(self) -> Mapping[str, str]:
        """The first live stage of each pipeline."""
        firsts: dict[str, str] = {}
        for stage in self.stages.values():
            if not stage.retired:
                firsts.setdefault(stage.pipeline, stage.id)
        return firsts

    @cached_property
    def _agreed(self) -> dict[Callable[[Board], Any], Any]:
        return {}

    @cached_property
    def _own_checks(self) -> Mapping[str, tuple[Definition, ...]]:
        """The items that the team has written, by list."""
        own = self.defined.get("check", NONE).values()
        whole = (
            one if one.gone or one.text("text") else self.definitions("check").get(one.id, one) for one in own
        )
        return _by_list(sorted(whole, key=_present_in_order))

    @cached_property
    def _all_checks(self) -> Mapping[str, tuple[Definition, ...]]:
        return _by_list(self.defined_in("check"))

    @cached_property
    def rates(self) -> Mapping[str, Decimal]:
        """What one unit of each currency is worth in the board's own, as far as known; that one is left out.

        A rate into another currency, from before the board's was changed, says nothing.
        """
        here = self.settings.currency
        found: dict[str, Decimal] = {}
        for one in self.definitions("rate").values():
            rate = one.values.get("rate")
            if isinstance(rate, Decimal) and rate > 0 and one.id != here and one.text("into") in ("", here):
                found[one.id] = rate
        return found

    @cached_property
    def deals_by_stage(self) -> Mapping[str, int]:
        """How many deals each stage shows: the open and the won ones."""
        shown = (deal for deal in self.visible_deals() if deal.status in ("open", "won"))
        return Counter(self.stage_of(deal).id for deal in shown)

    def live_pipelines(self) -> tuple[Pipeline, ...]:
        """Pipelines in use, in order."""
        return tuple(pipeline for pipeline in self.pipelines.values() if not pipeline.retired)

    def stages_in(self, pipeline_id: str) -> tuple[Stage, ...]:
        """The live stages of a pipeline, in column order, those before the win first."""
        return tuple(
            stage for stage in self.stages.values() if stage.pipeline == pipeline_id and not stage.retired
        )

    @cached_property
    def in_conflict(self) -> tuple[Deal, ...]:
        """The deals that boards and lists show and on which something is to be settled."""
        return tuple([deal for deal in self.deals.values() if deal.conflicts and deal.is_visible])

    @cached_property
    def unsettled(self) -> int:
        """How many things several people changed at once, on these deals and on the board itself."""
        everything = [one.conflicts for one in self.in_conflict] + [self.conflicts]
        return sum([len({(one.of, one.field) for one in each}) for each in everything])

    @cached_property
    def noticed(self) -> tuple[Deal, ...]:
        """The deals that boards and lists show and that say why they are here again."""
        return tuple([deal for deal in self.deals.values() if deal.notice and deal.is_visible])

    def visible_deals(self) -> Iterator[Deal]:
        """Every deal that boards and lists show."""
        return (deal for deal in self.deals.values() if deal.is_visible)

    def with_deals(self, changed: Mapping[str, Deal | None]) -> Board:
        """The board with some deals replaced, or taken away where the value is None."""
        deals = dict(self.deals)
        for deal_id, deal in changed.items():
            if deal is None:
                deals.pop(deal_id, None)
            else:
                deals[deal_id] = deal
        board = Board(
            *(self.settings, self.pipelines, self.stages, deals, self.defined, self.changed, self.conflicts)
        )
        # What was worked out of the definitions and stages holds as long as they do, the rest as long as no
        # deal has to do with another one, or as none has something to tell.
        kept = _OF_DEFINITIONS
        if all(_stand_alone(self.deals.get(deal_id), deal) for deal_id, deal in changed.items()):
            kept += _OF_LINKS
        told = [one for deal_id, deal in changed.items() for one in (self.deals.get(deal_id), deal) if one]
        if not any(one.conflicts or one.notice for one in told):
            kept += _OF_NOTICES
        known = vars(self)
        vars(board).update({name: known[name] for name in kept if name in known})
        return board

    # Keeping

    def parts(self) -> list[object]:
        """All of it, in pieces that can be kept one by one: see `of_parts`."""
        deals = list(self.deals.values())
        batches = [tuple(deals[at : at + _BATCH]) for at in range(0, len(deals), _BATCH)]
        return [(self._replace(deals={}), len(batches)), *batches]

    @staticmethod
    def of_parts(parts: Iterator[Any]) -> Board:
        """The board that the first of these parts make; the others are left."""
        outline: Board
        outline, batches = next(parts)
        return outline._replace(deals={deal.id: deal for batch in islice(parts, batches) for deal in batch})

    def since(self, before: Board) -> Since:
        """What is not as it was on the board `before`, to be kept: see `after`."""
        there = before.deals
        gone: dict[str, Deal | None] = dict.fromkeys(there.keys() - self.deals.keys())
        changed = {deal_id: deal for deal_id, deal in self.deals.items() if there.get(deal_id) is not deal}
        return self._replace(deals={}), gone | changed

    def after(self, since: Since) -> Board:
        """The board that this was `before`."""
        outline, deals = since
        return outline._replace(deals=self.with_deals(deals).deals)


Since: TypeAlias = tuple[Board, dict[str, Deal | None]]
"""A board without its deals, and those that changed: None for one that is gone."""
_BATCH: Final = 250
"""So many deals are one part of what is kept."""
_OF_DEFINITIONS: Final[tuple[str, ...]] = (
    *("_definitions", "_own_checks", "_all_checks", "_agreed", "rates"),
    *("zone", "_firsts"),
)
_OF_LINKS: Final[tuple[str, ...]] = ("_followers", "_checks_by_deal", "_duplicates")
_OF_NOTICES: Final[tuple[str, ...]] = ("in_conflict", "unsettled", "noticed")


def _stand_alone(*versions: Deal | None) -> bool:
    """Whether no other deal has to do with one that changed: it is there, of itself, and was before."""
    return all(deal is not None and not (deal.origin or deal.merged_into) for deal in versions)


def _by_list(items: Iterable[Definition]) -> dict[str, tuple[Definition, ...]]:
    lists: dict[str, list[Definition]] = {}
    for one in items:
        lists.setdefault(one.text("list"), []).append(one)
    return {name: tuple(listed) for name, listed in lists.items()}


def _present_in_order(one: Definition) -> tuple[bool, str, str]:
    return bool(one.gone), one.text("rank") or "~", one.id
