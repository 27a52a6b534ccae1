"""Which pipelines and stages of a board the rows of a table mean, and which are to be made for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeboard.domain.actions import AddStage
from pipeboard.domain.board import Board
from pipeboard.domain.errors import NotFound
from pipeboard.exchange.rows import Draft
from pipeboard.exchange.stageplan import Meaning, StagePlan, plan_stages


@dataclass
class Destinations:
    """Where each row goes."""

    new_pipelines: tuple[str, ...] = ()
    plans: dict[str, StagePlan] = field(default_factory=dict)
    """By pipeline: an id, or the name of a new one."""
    _homes: dict[str, str] = field(default_factory=dict)

    def home_of(self, draft: Draft) -> str:
        """The pipeline of a row: an id, or the name of a new one."""
        return self._homes[draft.pipeline.casefold()]

    def plan_of(self, draft: Draft) -> StagePlan:
        """What the stages of that pipeline mean."""
        return self.plans[self.home_of(draft)]

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
    drafts: Sequence[Draft],
    stage_map: Mapping[str, str],
    *,
    pipeline: str | None,
    exact: bool,
) -> Destinations:
    """Find the pipeline and the stage of every row.

    `pipeline` (an id) is that of all rows. Else a row's own counts; one that the board does not have is made,
    unless it is the only one of a table that is none of ours: that says no more than "the pipeline" and means
    the first one of the board. NotFound where there is none.
    """
    live = board.live_pipelines()
    first = pipeline or (live[0].id if live else None)
    known = {key: one.id for one in reversed(live) for key in (one.id, one.name.casefold())}
    named = {} if pipeline else {draft.pipeline.casefold(): draft.pipeline for draft in drafts}
    named.pop("", None)
    new = {key: name for key, name in named.items() if key not in known}
    if len(named) == 1 and new and not exact and first:
        named, new = {}, {}
    if first is None and (not new or any(not draft.pipeline for draft in drafts)):
        raise NotFound("This board has no pipeline yet; add one with `pipeboard pipelines add NAME`.")
    homes = {draft.pipeline.casefold(): first or "" for draft in drafts} | {"": first or ""}
    homes |= {key: known.get(key) or new[key] for key in named}
    found = Destinations(tuple(new.values()), _homes=homes)
    stages: dict[str, list[str]] = {first: []} if first and not named else {}
    for draft in drafts:
        names = stages.setdefault(found.home_of(draft), [])
        if draft.stage:
            names.append(draft.stage)
    taken = set(board.stages)
    for home, names in stages.items():
        found.plans[home] = plan_stages(
            board, home, names, stage_map, taken=taken, alone=bool(named), exact=exact
        )
    return found
