"""Which pipelines and stages of a board the rows of a table mean, and which are to be made for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeboard.domain.actions import AddStage
from pipeboard.domain.board import Board
from pipeboard.domain.errors import NotFound
from pipeboard.exchange.stageplan import Meaning, StagePlan, plan_stages


class NamedPlace(NamedTuple):
    """Where a row says that its deal is, as the table names it; empty where it does not say."""

    pipeline: str
    stage: str


@dataclass
class Destinations:
    """Where each row goes."""

    new_pipelines: tuple[str, ...] = ()
    plans: dict[str, StagePlan] = field(default_factory=dict)
    """By pipeline: an id, or the name of a new one."""
    _homes: dict[str, str] = field(default_factory=dict)

    def home_of(self, pipeline: str) -> str:
        """The pipeline that a row names: an id, or the name of a new one."""
        return self._homes[pipeline.casefold()]

    @property
    def new_stages(self) -> tuple[AddStage, ...]:
        """All stages to be made, pipeline by pipeline."""
        return tuple(stage for plan in self.plans.values() for stage in plan.new_stages)

    def meanings(self) -> Iterable[tuple[str, str, Meaning]]:
        """Pipeline, name in the table, and what that means."""
        for home, plan in self.plans.items():
            yield from ((home, name, meaning) for name, meaning in plan.meanings.items())


def plan_destinations(
    board: Board,
    named_places: Collection[NamedPlace],
    stage_map: Mapping[str, str],
    *,
    pipeline: str | None,
    exact: bool,
) -> Destinations:
    """Find the pipeline and the stage of every row, given the different ones that they name.

    `pipeline` (an id) is that of all rows. Else a row's own counts; one that the board does not have is made,
    unless it is the only one of a table that is none of ours: that says no more than "the pipeline" and means
    the first one of the board. NotFound where there is none.
    """
    live = board.live_pipelines()
    first = pipeline or (live[0].id if live else None)
    known = {key: one.id for one in reversed(live) for key in (one.id, one.name.casefold())}
    named = {} if pipeline else {one.pipeline.casefold(): one.pipeline for one in named_places}
    named.pop("", None)
    new = {key: name for key, name in named.items() if key not in known}
    if len(named) == 1 and new and not exact and first:
        named, new = {}, {}
    if first is None and (not new or any(not one.pipeline for one in named_places)):
        raise NotFound("This board has no pipeline yet; add one with `pipeboard pipelines add NAME`.")
    homes = {one.pipeline.casefold(): first or "" for one in named_places} | {"": first or ""}
    homes |= {key: known.get(key) or new[key] for key in named}
    found = Destinations(tuple(new.values()), _homes=homes)
    stages: dict[str, list[str]] = {first: []} if first and not named else {}
    for one in named_places:
        names = stages.setdefault(found.home_of(one.pipeline), [])
        if one.stage:
            names.append(one.stage)
    taken = set(board.stages)
    for home, names in stages.items():
        found.plans[home] = plan_stages(
            board, home, names, stage_map, taken=taken, alone=bool(named), exact=exact
        )
    return found
