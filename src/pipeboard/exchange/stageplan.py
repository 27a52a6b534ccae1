"""How the stages that a table names become stages of a board."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from pipeboard.domain.actions import AddStage
from pipeboard.domain.board import Board
from pipeboard.domain.deal import STATUSES, Status
from pipeboard.domain.errors import NotFound
from pipeboard.domain.find import find_stage
from pipeboard.domain.pipeline import Stage
from pipeboard.domain.slugs import slug, unique
from pipeboard.domain.values import Value
from pipeboard.exchange.stagenames import (
    OFFER_PLACE,
    QUALIFIED_PLACE,
    number_of,
    place_of,
    plain,
    read_outcome,
    without_number,
)

_NO_SLUG: Final = "-"
_FIRST: Final = "Lead"
"""The stage of a new pipeline whose deals name none."""


class Meaning(NamedTuple):
    """What a name in the stage column means: a stage (an id, or a new stage's name), or an outcome."""

    stage: str = ""
    status: Status | None = None
    is_new: bool = False


@dataclass
class StagePlan:
    """The meanings of all names, and the stages to be made first."""

    meanings: dict[str, Meaning] = field(default_factory=dict)
    """By the name as the table writes it."""
    new_stages: tuple[AddStage, ...] = ()
    first: str = ""
    """Where new deals start that name no stage."""
    last: str = ""
    """Where closed deals are shown that name no stage."""


def plan_stages(
    board: Board,
    pipeline: str,
    names: Iterable[str],
    stage_map: Mapping[str, str],
    *,
    taken: set[str],
    alone: bool = False,
    exact: bool = False,
) -> StagePlan:
    """Find each name's stage; names that no stage has become new stages where their words place them.

    `pipeline` is an id, or the name of one that is to be made; `taken` grows by the ids of the new stages.
    `alone`: no stage of another pipeline is meant. `exact`: the names are those of stages to the letter and
    in their order, and no outcomes.

    A deal whose stage column only says "won" or "lost" was in some stage before: it gets the furthest stage
    before the win that the table itself names, else the last one of the pipeline. NotFound for a `stage_map`
    to a stage there is not.
    """
    mapped = {plain(name): _mapped(board, pipeline, target) for name, target in stage_map.items()}
    find = _named if exact else _known
    plan = StagePlan()
    unknown: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        meaning = mapped.get(plain(name)) or find(board, pipeline, name, alone)
        if meaning is not None:
            plan.meanings[name] = meaning
        else:
            unknown.setdefault(name.casefold() if exact else plain(name), []).append(name)
    row = _Row(board, pipeline, taken)
    if pipeline not in board.pipelines and not unknown:
        unknown[_FIRST] = [_FIRST]
    # Numbers in front of all new names are an order of their own; else the words decide.
    numbered = all(number_of(spellings[0]) is not None for spellings in unknown.values())
    ordered = list(unknown.values())
    if not exact:
        ordered.sort(key=lambda spellings: _order(spellings[0], numbered=numbered))
    for spellings in ordered:
        made = row.insert(spellings[0], follow=numbered or exact)
        plan.meanings |= dict.fromkeys(spellings, Meaning(made, is_new=True))
    plan.new_stages = tuple(row.new_stages)
    order = [stage.key for stage in row.stages]
    if not order:
        raise NotFound("The pipeline has no stage yet; add one with `pipeboard stages add NAME`.")
    named = {meaning.stage for meaning in plan.meanings.values()}
    plan.first = order[0]
    plan.last = next((key for key in reversed(order) if key in named), order[-1])
    return plan


def _mapped(board: Board, pipeline: str, target: str) -> Meaning:
    """What the user maps a name to: a stage of the board, or a status."""
    try:
        return Meaning(find_stage(board, target, pipeline).id)
    except NotFound:
        status = next((status for status in STATUSES if status == target.strip().casefold()), None)
        if status is None:
            raise
        return Meaning(status=status)


def _named(board: Board, pipeline: str, name: str, _alone: bool) -> Meaning | None:
    """The stage that has the very name, if any."""
    there = (stage for stage in board.stages.values() if stage.pipeline == pipeline)
    found = [stage for stage in there if stage.name.casefold() == name.casefold()]
    live = next((stage for stage in found if not stage.retired), None)
    return Meaning(board.stage((live or found[0]).id).id) if found else None


def _known(board: Board, pipeline: str, name: str, alone: bool) -> Meaning | None:
    """The outcome or the stage that a name means, if any; the chosen pipeline is searched first."""
    outcome = read_outcome(name)
    if outcome is not None:
        return Meaning(status=outcome)
    here = board.stages_in(pipeline)
    elsewhere = [
        stage for one in board.live_pipelines() if one.id != pipeline for stage in board.stages_in(one.id)
    ]
    led = [stage for stage in board.stages.values() if stage.retired and not board.stage(stage.id).retired]
    for stages in (here, led) if alone else (here, elsewhere, led):
        for stage in stages:
            if _is_named(stage, name):
                return Meaning(board.stage(stage.id).id)
    return None


def _is_named(stage: Stage, name: str) -> bool:
    made = slug(without_number(name), fallback=_NO_SLUG)
    return (
        name.casefold() in (stage.id, stage.name.casefold())
        or plain(name) == plain(stage.name)
        or (made != _NO_SLUG and made in (stage.id, slug(without_number(stage.name), fallback=_NO_SLUG)))
    )


def _order(name: str, *, numbered: bool) -> float:
    return number_of(name) or 0 if numbered else place_of(name).at


class _Slot(NamedTuple):
    key: str
    """The id of a stage there is, the name of a new one."""
    id: str
    at: float
    probability: int
    qualified: bool


class _Row:
    """The stages before the win of one pipeline, old and new, in their order."""

    def __init__(self, board: Board, pipeline: str, taken: set[str]) -> None:
        self._pipeline = pipeline
        self._taken = taken
        before = [stage for stage in board.stages_in(pipeline) if stage.phase == "pre"]
        self._has_offer = any(stage.offer for stage in before)
        self._has_qualified = any(stage.qualified for stage in before)
        self.stages = [
            _Slot(stage.id, stage.id, place_of(stage.name).at, stage.probability, stage.qualified)
            for stage in before
        ]
        self.new_stages: list[AddStage] = []
        self._latest = 0

    def insert(self, name: str, *, follow: bool) -> str:
        """Make a stage after the last one that is no further than it; its key.

        `follow`: and after the one that was made before it, whatever their words say. Its probability lies
        between those of its neighbours.
        """
        place = place_of(name)
        nearer = [index for index, slot in enumerate(self.stages) if slot.at <= place.at]
        # A stage can only be added after another one, so one that belongs in front becomes the second.
        index = max(nearer[-1] if nearer else 0, self._latest if follow else 0)
        after = self.stages[index].id if self.stages else None
        stage_id = unique(slug(name), self._taken)
        self._taken.add(stage_id)
        earlier, later = self.stages[: index + 1], self.stages[index + 1 :]
        probability = max((place.probability, *(slot.probability for slot in earlier)))
        probability = min((probability, *(slot.probability for slot in later)))
        fields: dict[str, Value] = {"phase": "pre", "probability": probability}
        if place.at == OFFER_PLACE and not self._has_offer:
            fields["offer"] = True
        qualified = any(slot.qualified for slot in earlier)
        if qualified or (place.at >= QUALIFIED_PLACE and not self._has_qualified):
            fields["qualified"] = True
        self.new_stages.append(AddStage(name, self._pipeline, after, fields))
        self._latest = index + 1 if self.stages else 0
        self.stages.insert(self._latest, _Slot(name, stage_id, place.at, probability, qualified))
        return name
