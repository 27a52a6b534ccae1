"""The fold of everything that is not a deal: settings, pipelines, stages, and what the team has defined.

They are few and change rarely, so each change folds all of their events anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, ClassVar, Final, NamedTuple, TypeAlias

from pipeboard.domain import fields, readings
from pipeboard.domain.board import BoardSettings
from pipeboard.domain.conflicts import Record, load_over
from pipeboard.domain.deal import Conflict
from pipeboard.domain.definitions import KINDS, Definition, parts_of
from pipeboard.domain.pipeline import Pipeline, Stage
from pipeboard.domain.seen import Row
from pipeboard.domain.values import Value

_CHOSEN: Final = frozenset({"focus"})
"""Kinds of definitions whose sets are chosen as a whole."""


NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


class Outline(NamedTuple):
    """The board without its deals; pipelines and stages in order."""

    settings: BoardSettings = BoardSettings()
    pipelines: Mapping[str, Pipeline] = NOTHING
    stages: Mapping[str, Stage] = NOTHING
    defined: Mapping[str, Mapping[str, Definition]] = NOTHING
    changed: str = ""
    """Id of the last event that was folded in."""
    conflicts: tuple[Conflict, ...] = ()
    """What was changed in two ways at once; `of` says of what: "board", "stage/lead", "reason/price"."""


class _Setting(Record):
    """The board's settings, or the fields of a pipeline."""

    __slots__ = ()
    usual: ClassVar[Mapping[str, Value]] = {}


class _StageRecord(Record):
    """The fields of a stage."""

    __slots__ = ()
    usual: ClassVar[Mapping[str, Value]] = {
        name: getattr(Stage("", "", ""), name) for name in fields.STAGE if name not in ("name", "pipeline")
    }


class _Defined(Record):
    """The fields of a definition, the event that made it and the one that took it away."""

    __slots__ = ("gone", "since")
    usual: ClassVar[Mapping[str, Value]] = {}

    def __init__(self) -> None:
        super().__init__()
        self.since = ""
        self.gone = ""


class _Chosen(_Defined):
    """A definition whose sets are chosen as a whole: three accounts are not six."""

    __slots__ = ()
    unites: ClassVar[bool] = False


class OutlineFold:
    """Adds up all that; `apply` rows in recorded order, then ask for the `outline`."""

    def __init__(self) -> None:
        self._settings = _Setting()
        self._pipelines: dict[str, _Setting] = {}
        self._stages: dict[str, _StageRecord] = {}
        self._defined: dict[str, dict[str, _Defined]] = {}
        self._changed = ""

    def apply(self, event_id: str, row: Row) -> bool:
        """Add one event; False if its kind is unknown. ValueError, and no change, if it cannot be read."""
        handler = _HANDLERS.get(row["do"])
        if handler is None:
            return False
        try:
            handler(self, row, event_id, readings.load_at(row["at"]), readings.load_text(row["by"]))
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"{error!r}") from error
        self._changed = event_id
        return True

    def skip(self, event_id: str, row: Row) -> bool:
        """Pass over an event that was taken back, but remember what its author's readers may have seen.

        False and ValueError as for `apply`: a row that was taken back must be sound as well.
        """
        if not OutlineFold().apply(event_id, row):
            return False
        record, table = self._changed_by(row)
        if record is not None and "was" in row:
            record.take_back(fields.load_set(table, row["set"]), fields.load_set(table, row["was"]))
        return True

    def _changed_by(self, row: Row) -> tuple[Record | None, Mapping[str, readings.Field]]:
        """What a change of fields concerns, if that is there, and its fields."""
        match row["do"]:
            case "board.set":
                return self._settings, fields.BOARD
            case "pipeline.set":
                return self._pipelines.get(row["pipeline"]), fields.PIPELINE
            case "stage.set":
                return self._stages.get(row["stage"]), fields.STAGE
            case "definition.set":
                kind, name = parts_of(row["definition"])
                return self._defined.get(kind, {}).get(name), KINDS.get(kind, {})
        return None, {}

    def _board_set(self, row: Row, event_id: str, at: datetime, by: str) -> None:
        new, saw, over = _read(fields.BOARD, row)
        self._settings.write(new, saw, by, event_id, at, over)

    def _pipeline_set(self, row: Row, event_id: str, at: datetime, by: str) -> None:
        new, saw, over = _read(fields.PIPELINE, row, makes=row["do"] == "pipeline.created")
        known = self._pipelines.setdefault(readings.load_id(row["pipeline"]), _Setting())
        known.write(new, saw, by, event_id, at, over)

    def _pipeline_retired(self, row: Row, _event_id: str, _at: datetime, _by: str) -> None:
        self._pipelines.setdefault(readings.load_id(row["pipeline"]), _Setting()).values["retired"] = True

    def _stage_set(self, row: Row, event_id: str, at: datetime, by: str) -> None:
        new, saw, over = _read(fields.STAGE, row, makes=row["do"] == "stage.created")
        known = self._stages.setdefault(readings.load_id(row["stage"]), _StageRecord())
        known.write(new, saw, by, event_id, at, over)

    def _stage_retired(self, row: Row, _event_id: str, _at: datetime, _by: str) -> None:
        into = readings.load_text(row.get("into", ""))
        known = self._stages.setdefault(readings.load_id(row["stage"]), _StageRecord())
        known.values.update({"retired": True, "into": into})

    def _define(self, row: Row, event_id: str, at: datetime, by: str) -> None:
        kind, name = parts_of(readings.load_id(row["definition"]))
        if kind not in KINDS:
            return
        makes = "was" not in row
        new, saw, over = _read(KINDS[kind], row, makes=makes)
        known = self._defined.setdefault(kind, {})
        record = known.get(name)
        if record is None or (record.gone and makes):
            record = known[name] = _made(kind)
            record.since = event_id
        # Who changes one that is gone had not seen that: it comes back, whole.
        record.write(new, saw, by, event_id, at, over)
        record.gone = ""

    def _undefine(self, row: Row, event_id: str, _at: datetime, _by: str) -> None:
        kind, name = parts_of(readings.load_id(row["definition"]))
        if kind in KINDS:
            self._defined.setdefault(kind, {}).setdefault(name, _made(kind)).gone = event_id

    def outline(self) -> Outline:
        """Settings, pipelines and stages as they are now, in order."""
        pipelines = sorted(
            (
                Pipeline(pipeline_id, **{"name": pipeline_id, **_given(record.values)})
                for pipeline_id, record in self._pipelines.items()
            ),
            key=lambda pipeline: (pipeline.rank, pipeline.id),
        )
        position = {pipeline.id: index for index, pipeline in enumerate(pipelines)}
        stages = sorted(
            (
                Stage(stage_id, **{"name": stage_id, "pipeline": "", **_given(record.values)})
                for stage_id, record in self._stages.items()
            ),
            key=lambda stage: (
                position.get(stage.pipeline, len(position)),
                stage.phase == "post",
                stage.rank,
                stage.id,
            ),
        )
        return Outline(
            BoardSettings(**_given(self._settings.values)),
            {pipeline.id: pipeline for pipeline in pipelines},
            {stage.id: stage for stage in stages},
            {
                kind: {
                    name: Definition(kind, name, record.values, record.since, record.gone)
                    for name, record in known.items()
                }
                for kind, known in self._defined.items()
            },
            self._changed,
            tuple(self._conflicts()),
        )

    def _conflicts(self) -> Iterator[Conflict]:
        """What stands beside the values of all that is in use."""
        yield from self._settings.conflicts(of="board")
        for what, records in (("pipeline", self._pipelines), ("stage", self._stages)):
            for name, record in records.items():
                if not record.values.get("retired"):
                    yield from record.conflicts(of=f"{what}/{name}")
        for kind, known in self._defined.items():
            for name, one in known.items():
                if not one.gone:
                    yield from one.conflicts(of=f"{kind}/{name}")


def _made(kind: str) -> _Defined:
    return _Chosen() if kind in _CHOSEN else _Defined()


def _read(table: Mapping[str, readings.Field], row: Row, *, makes: bool = False) -> _Read:
    """What a row changes, what its author saw, and what they decided over; ValueError if it is malformed.

    `makes`: its author saw nothing of that name, and so none of its values.
    """
    saw = fields.load_set(table, row["was"]) if "was" in row else {} if makes else None
    return fields.load_set(table, row["set"]), saw, load_over(row)


def _given(values: Mapping[str, Value]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None and value != ""}


_Read: TypeAlias = tuple[dict[str, Value], dict[str, Value] | None, tuple[str, ...]]
_Handler: TypeAlias = Callable[[OutlineFold, Row, str, datetime, str], None]
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
