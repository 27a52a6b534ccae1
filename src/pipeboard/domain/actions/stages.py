"""Actions on the board itself: its settings, pipelines and stages."""

from __future__ import annotations

from typing import NamedTuple

from pipeboard.domain.actions.base import Action
from pipeboard.domain.frozen import NOTHING
from pipeboard.domain.values import Changes


class SetUpBoard(Action):
    """Fill an empty board: its settings and a first pipeline (see `AddPipeline`)."""

    settings: Changes
    pipeline: AddPipeline


class SetBoard(Action):
    """Change the board's settings; an empty one is its default again."""

    changes: Changes


class SplitBoard(Action):
    """Say that these rows, of so many deals, are in an archive from now on; they must be safe there."""

    rows: frozenset[str]
    deals: int
    archive: str
    """The event by which the archive was made."""
    file: str
    """What the archive is called."""


class NewStage(NamedTuple):
    """A stage to be made: its wished id (a slug, made unique when taken) and its fields."""

    id: str
    fields: Changes
    content: tuple[tuple[str, Changes], ...] = ()
    """Its checklist, materials and challenges: kind and fields of each, less the stage."""


class AddPipeline(Action):
    """A new pipeline with its stages, in order."""

    name: str
    stages: tuple[NewStage, ...] = ()


class EditPipeline(Action):
    pipeline: str
    changes: Changes


class RetirePipeline(Action):
    """Take a pipeline out of use; refused while it holds open deals."""

    pipeline: str


class AddStage(Action):
    """A new stage after another (None: at the end of its phase)."""

    name: str
    pipeline: str
    after: str | None = None
    fields: Changes = NOTHING


class EditStage(Action):
    """Change a stage's fields (rename is a change of `name`)."""

    stage: str
    changes: Changes


class MoveStage(Action):
    """Put a stage after another one of its pipeline (None: first)."""

    stage: str
    after: str | None


class RetireStage(Action):
    """Take a stage out of use. `into` receives its cards; required while it holds deals."""

    stage: str
    into: str | None = None


class MergeStage(Action):
    """Make one stage part of another: cards and history are shown there from now on."""

    stage: str
    into: str
