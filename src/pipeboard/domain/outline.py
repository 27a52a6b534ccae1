"""The fold of everything that is not a deal: settings, pipelines, stages, and what the team has defined.

They are few and change rarely, so each change folds all of their events anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias, cast

from pipeboard.domain import fields, readings
from pipeboard.domain.board import BoardSettings
from pipeboard.domain.conflicts import merged
from pipeboard.domain.definitions import KINDS, Definition, parts_of
from pipeboard.domain.pipeline import Pipeline, Stage
from pipeboard.domain.seen import Row
from pipeboard.domain.values import Value

_CHOSEN: Final = frozenset({"focus"})
"""Kinds whose sets are chosen as a whole: three accounts are not the six that two people picked."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The board without its deals; pipelines and stages in order."""

    settings: BoardSettings = field(default_factory=BoardSettings)
    pipelines: Mapping[str, Pipeline] = field(default_factory=dict)
    stages: Mapping[str, Stage] = field(default_factory=dict)
    defined: Mapping[str, Mapping[str, Definition]] = field(default_factory=dict)
    changed: str = ""
    """Id of the last event that was folded in."""


class OutlineFold:
    """Adds up all that; `apply` rows in recorded order, then ask for the `outline`."""

    def __init__(self) -> None:
        self._settings: dict[str, Value] = {}
        self._pipelines: dict[str, dict[str, Value]] = {}
        self._stages: dict[str, dict[str, Value]] = {}
        self._defined: dict[str, dict[str, Definition]] = {}
        self._changed = ""

    def apply(self, event_id: str, row: Row) -> bool:
        """Add one event; False if its kind is unknown. ValueError, and no change, if it cannot be read."""
        handler = _HANDLERS.get(row["do"])
        if handler is None:
            return False
        try:
            readings.load_at(row["at"])
            readings.load_text(row["by"])
            handler(self, row, event_id)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"{error!r}") from error
        self._changed = event_id
        return True

    def _board_set(self, row: Row, _event_id: str) -> None:
        loaded = _loaded(fields.BOARD, row)
        self._settings.update(_given(loaded))

    def _pipeline_set(self, row: Row, _event_id: str) -> None:
        loaded = _loaded(fields.PIPELINE, row)
        self._pipelines.setdefault(readings.load_id(row["pipeline"]), {}).update(loaded)

    def _pipeline_retired(self, row: Row, _event_id: str) -> None:
        self._pipelines.setdefault(readings.load_id(row["pipeline"]), {})["retired"] = True

    def _stage_set(self, row: Row, _event_id: str) -> None:
        loaded = _loaded(fields.STAGE, row)
        self._stages.setdefault(readings.load_id(row["stage"]), {}).update(loaded)

    def _stage_retired(self, row: Row, _event_id: str) -> None:
        into = readings.load_text(row.get("into", ""))
        self._stages.setdefault(readings.load_id(row["stage"]), {}).update({"retired": True, "into": into})

    def _define(self, row: Row, event_id: str) -> None:
        kind, name = parts_of(readings.load_id(row["definition"]))
        if kind not in KINDS:
            return
        loaded = _loaded(KINDS[kind], row)
        known = self._defined.setdefault(kind, {})
        before = known.get(name)
        if before is None or (before.gone and "was" not in row):
            known[name] = Definition(kind, name, loaded, event_id)
            return
        # Who changes one that is gone had not seen that: it comes back, whole.
        if "was" in row and kind not in _CHOSEN:
            saw = fields.load_set(KINDS[kind], row["was"])
            loaded = {
                field: _united(before.values.get(field), saw.get(field), value)
                for field, value in loaded.items()
            }
        known[name] = before._replace(values={**before.values, **loaded}, gone="")

    def _undefine(self, row: Row, event_id: str) -> None:
        kind, name = parts_of(readings.load_id(row["definition"]))
        if kind not in KINDS:
            return
        known = self._defined.setdefault(kind, {})
        known[name] = known.get(name, Definition(kind, name, {}))._replace(gone=event_id)

    def outline(self) -> Outline:
        """Settings, pipelines and stages as they are now, in order."""
        pipelines = sorted(
            (
                Pipeline(pipeline_id, **{"name": pipeline_id, **_given(entry)})
                for pipeline_id, entry in self._pipelines.items()
            ),
            key=lambda pipeline: (pipeline.rank, pipeline.id),
        )
        position = {pipeline.id: index for index, pipeline in enumerate(pipelines)}
        stages = sorted(
            (
                Stage(stage_id, **{"name": stage_id, "pipeline": "", **_given(entry)})
                for stage_id, entry in self._stages.items()
            ),
            key=lambda stage: (
                position.get(stage.pipeline, len(position)),
                stage.phase == "post",
                stage.rank,
                stage.id,
            ),
        )
        return Outline(
            BoardSettings(**cast("dict[str, Any]", self._settings)),
            {pipeline.id: pipeline for pipeline in pipelines},
            {stage.id: stage for stage in stages},
            {kind: dict(known) for kind, known in self._defined.items()},
            self._changed,
        )


def _united(stood: Value, saw: Value, wrote: Value) -> Value:
    """What a field holds after a change: of a set, what each author added and took away counts."""
    return merged(stood, saw, wrote) if isinstance(wrote, tuple) and isinstance(stood, tuple) else wrote


def _given(entry: Mapping[str, Value]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if value is not None and value != ""}


def _loaded(table: Mapping[str, readings.Field], row: Row) -> dict[str, Value]:
    """The new values, once those that the author saw are known to be sound as well."""
    fields.load_set(table, row.get("was", {}))
    return fields.load_set(table, row["set"])


_Handler: TypeAlias = Callable[[OutlineFold, Row, str], None]
_HANDLERS: Final[dict[str, _Handler]] = {
    "board.set": OutlineFold._board_set,
    "pipeline.created": OutlineFold._pipeline_set,
    "pipeline.set": OutlineFold._pipeline_set,
    "pipeline.retired": OutlineFold._pipeline_retired,
    "stage.created": OutlineFold._stage_set,
    "stage.set": OutlineFold._stage_set,
    "stage.retired": OutlineFold._stage_retired,
    "stage.merged": OutlineFold._stage_retired,
    "definition.set": OutlineFold._define,
    "definition.removed": OutlineFold._undefine,
}
OUTLINE_KINDS: Final = frozenset(_HANDLERS)
"""Kinds of event that concern no deal."""
