"""Actions on the board itself: its settings, pipelines and stages."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeboard.domain.actions.base import Action
from pipeboard.domain.values import Changes


@dataclass(frozen=True)
class SetUpBoard(Action):
    """Fill an empty board: its settings and a first pipeline (see `AddPipeline`)."""

    settings: Changes
    pipeline: AddPipeline


@dataclass(frozen=True)
class SetBoard(Action):
    """Change the board's settings; an empty one is its default again."""

    changes: Changes


@dataclass(frozen=True)
class SplitBoard(Action):
    """Say that these rows, of so many deals, are in an archive from now on; they must be safe there."""

    rows: frozenset[str]
    deals: int
    archive: str
    """The event by which the archive was made."""
    file: str
    """What the archive is called."""


@dataclass(frozen=True)
class NewStage:
    """A stage to be made: its wished id (a slug, made unique when taken) and its fields."""

    id: str
    fields: Changes
    content: tuple[tuple[str, Changes], ...] = ()
    """Its checklist, materials and challenges: kind and fields of each, less the stage."""


@dataclass(frozen=True)
class AddPipeline(Action):
    """A new pipeline with its stages, in order."""

    name: str
    stages: tuple[NewStage, ...] = ()


@dataclass(frozen=True)
class EditPipeline(Action):
    pipeline: str
    changes: Changes


@dataclass(frozen=True)
class RetirePipeline(Action):
    """Take a pipeline out of use; refused while it holds open deals."""

    pipeline: str


@dataclass(frozen=True)
class AddStage(Action):
    """A new stage after another (None: at the end of its phase)."""

    name: str
    pipeline: str
    after: str | None = None
    fields: Changes = field(default_factory=dict)


@dataclass(frozen=True)
class EditStage(Action):
    """Change a stage's fields (rename is a change of `name`)."""

    stage: str
    changes: Changes


@dataclass(frozen=True)
class MoveStage(Action):
    """Put a stage after another one of its pipeline (None: first)."""

    stage: str
    after: str | None


@dataclass(frozen=True)
class RetireStage(Action):
    """Take a stage out of use. `into` receives its cards; required while it holds deals."""

    stage: str
    into: str | None = None


@dataclass(frozen=True)
class MergeStage(Action):
    """Make one stage part of another: cards and history are shown there from now on."""

    stage: str
    into: str
