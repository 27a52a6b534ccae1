"""Events: what may be written to the log, as validated models.

Every new row passes through here (`checked`), and a timeline reads rows back as these models (`read_event`).
The fold does not need them: it reads rows directly, and refuses the same ones. Importing the core of pydantic
costs 20 ms, so whoever only folds does not import this module.
"""
# Its annotations are no strings, as those of other modules are: models are made from them.

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache, lru_cache
from typing import Annotated, Any, Final, Literal, TypeAlias, get_args

from pydantic_core import CoreSchema, core_schema
from pydantic_core.core_schema import ValidatorFunctionWrapHandler

from pipeboard.domain import fields, readings
from pipeboard.domain.dates import load_day, moment_text
from pipeboard.domain.deal import Status
from pipeboard.domain.definitions import KINDS, parts_of
from pipeboard.domain.erasure import load_erased
from pipeboard.domain.followup import TouchKind
from pipeboard.domain.models import Model, that
from pipeboard.domain.qualification import load_answers
from pipeboard.domain.splitting import load_moved
from pipeboard.domain.ticks import load_ticks

_SUBJECTS: Final = ("deal", "stage", "pipeline", "definition")
_HEADS: Final = frozenset(("do", subject, "at", "by") for subject in _SUBJECTS)
"""How most new rows begin."""
Raw: TypeAlias = dict[str, Any]
_OBJECT: Final = core_schema.dict_schema(core_schema.str_schema())
_STRING: Final = core_schema.str_schema()
_ID: Final = core_schema.str_schema(min_length=1, max_length=readings.ID_LIMIT)


def _set_of(table: Mapping[str, readings.Field], also: Callable[[Raw], object] | None = None) -> CoreSchema:
    """Values of the fields of a table, for which `also` raises no ValueError."""

    def sound(raw: object, check: ValidatorFunctionWrapHandler) -> object:
        known = isinstance(raw, fields.Dumped) and raw.table is table  # `dump_set` has looked at each value
        found: Any = raw if known else check(raw)
        if also is not None:
            also(found)
        return found

    return core_schema.no_info_wrap_validator_function(
        sound, that(lambda raw: fields.load_set(table, raw), _OBJECT)
    )


def _new(table: Mapping[str, readings.Field]) -> CoreSchema:
    required = [name for name, one in table.items() if one.required]

    def check(raw: dict[str, Any]) -> None:
        if not all(raw.get(name) for name in required):
            raise ValueError("what it must have is missing")

    return _set_of(table, check)


Object: TypeAlias = Annotated[Raw, _OBJECT]
Text: TypeAlias = Annotated[str, core_schema.str_schema(max_length=readings.TEXT_LIMIT)]
Id: TypeAlias = Annotated[str, _ID]
MaybeId: TypeAlias = Annotated[str | None, core_schema.nullable_schema(_ID)]
Flag: TypeAlias = Annotated[bool, core_schema.bool_schema()]
Moment: TypeAlias = Annotated[
    datetime,
    core_schema.no_info_before_validator_function(readings.load_at, core_schema.datetime_schema()),
    # An import writes a few hundred of them again and again.
    core_schema.no_info_plain_validator_function(lru_cache(maxsize=4096)(readings.load_at)),
]
MaybeDay: TypeAlias = Annotated[str | None, core_schema.nullable_schema(that(load_day, _STRING))]
MaybeMoney: TypeAlias = Annotated[str | None, core_schema.nullable_schema(that(readings.load_money, _STRING))]
DealSet: TypeAlias = Annotated[Raw, _set_of(fields.DEAL)]
NewDeal: TypeAlias = Annotated[
    Raw, _set_of(fields.DEAL, lambda raw: readings.load_text(raw.get("stage", "")))
]
StageSet: TypeAlias = Annotated[Raw, _set_of(fields.STAGE)]
PipelineSet: TypeAlias = Annotated[Raw, _set_of(fields.PIPELINE)]
BoardSet: TypeAlias = Annotated[Raw, _set_of(fields.BOARD)]
ContactSet: TypeAlias = Annotated[Raw, _set_of(fields.CONTACT)]
FollowUpSet: TypeAlias = Annotated[Raw, _set_of(fields.FOLLOW_UP)]
NewFollowUp: TypeAlias = Annotated[Raw, _new(fields.FOLLOW_UP)]
NewContact: TypeAlias = Annotated[Raw, _new(fields.CONTACT)]
NewProposal: TypeAlias = Annotated[Raw, _new(fields.PROPOSAL)]
ProposalSet: TypeAlias = Annotated[Raw, _set_of(fields.PROPOSAL)]
CheckSet: TypeAlias = Annotated[Raw, that(load_ticks, _OBJECT)]
AnswerSet: TypeAlias = Annotated[Raw, that(load_answers, _OBJECT)]
Over: TypeAlias = Annotated[list[str], core_schema.list_schema(_ID)]
"""The events whose values the author has seen and decided against (see `conflicts`)."""
DefinitionName: TypeAlias = Annotated[str, that(parts_of, _STRING)]
"""Kind and id: "reason/price"."""
Rows: TypeAlias = Annotated[list[Any], core_schema.list_schema()]

_NOTHING: Final[Raw] = {}
_NONE: Final[list[str]] = []


class Seen(Model):
    """What the author of a move or close saw besides the stage; open if it does not say."""

    status: Status = "open"


_OPEN: Final = Seen.read({})


class Event(Model):
    """Common to all: when it happened (UTC), who wrote it, and the action it is part of."""

    at: Moment
    by: Text
    act: MaybeId = None


class BoardSetEvent(Event):
    do: Literal["board.set"]
    set: BoardSet
    was: BoardSet = _NOTHING
    over: Over = _NONE


class PipelineEvent(Event):
    do: Literal["pipeline.created", "pipeline.set"]
    pipeline: Id
    set: PipelineSet
    was: PipelineSet = _NOTHING
    over: Over = _NONE


class PipelineRetired(Event):
    do: Literal["pipeline.retired"]
    pipeline: Id


class StageEvent(Event):
    do: Literal["stage.created", "stage.set"]
    stage: Id
    set: StageSet
    was: StageSet = _NOTHING
    over: Over = _NONE


class StageRetired(Event):
    """`merged` differs from `retired` only in what the user meant; the cards go `into` another stage."""

    do: Literal["stage.retired", "stage.merged"]
    stage: Id
    into: Text = ""


class DefinitionSet(Event):
    """Makes or changes one definition (see `definitions`)."""

    do: Literal["definition.set"]
    definition: DefinitionName
    set: Object
    was: Object = _NOTHING
    over: Over = _NONE

    def check(self) -> None:
        table = KINDS.get(parts_of(self.definition)[0], {})
        fields.load_set(table, self.set)
        fields.load_set(table, self.was)


class DefinitionRemoved(Event):
    do: Literal["definition.removed"]
    definition: DefinitionName


class DealEvent(Event):
    deal: Id


class DealCreated(DealEvent):
    do: Literal["deal.created"]
    set: NewDeal
    imported: Flag = False


class DealSetEvent(DealEvent):
    do: Literal["deal.set"]
    set: DealSet
    was: DealSet = _NOTHING
    over: Over = _NONE


class DealMoved(DealEvent):
    do: Literal["deal.moved"]
    from_: Text = ""
    to: Text
    was: Seen = _OPEN
    over: Over = _NONE
    override: Text = ""
    """Why it moves past open items of its checklist."""


class DealClosed(DealEvent):
    do: Literal["deal.won", "deal.lost", "deal.disqualified"]
    from_: Text = ""
    was: Seen = _OPEN
    over: Over = _NONE
    reason: Text = ""
    lesson: Text = ""
    revisit: MaybeDay = None
    rate: MaybeMoney = None
    """Of the deal's currency into the board's, on that day."""
    currency: Text = ""
    """The currency that the rate is of; empty where it does not say."""
    override: Text = ""


class DealReopened(DealEvent):
    do: Literal["deal.reopened"]
    from_: Text = ""
    to: Text
    was: Seen = _OPEN
    over: Over = _NONE


class DealHidden(DealEvent):
    do: Literal["deal.archived", "deal.restored", "deal.deleted"]


class DealMerged(DealEvent):
    do: Literal["deal.merged"]
    into: Id


class DealQualified(DealEvent):
    """`set` holds answers (`bant.budget`) and notes on them (`bant.budget.note`)."""

    do: Literal["deal.qualified"]
    set: AnswerSet
    was: AnswerSet = _NOTHING
    over: Over = _NONE


class DealMarked(DealEvent):
    do: Literal["deal.marked"]
    mark: Literal["mql", "sql"]


class DealChecked(DealEvent):
    """`set` holds items of checklists, ticked (true) or not."""

    do: Literal["deal.checked"]
    set: CheckSet
    was: CheckSet = _NOTHING
    over: Over = _NONE


class ContactAdded(DealEvent):
    do: Literal["contact.added"]
    set: NewContact


class ContactSetEvent(DealEvent):
    do: Literal["contact.set"]
    contact: Id
    set: ContactSet
    was: ContactSet = _NOTHING
    over: Over = _NONE


class ContactRemoved(DealEvent):
    do: Literal["contact.removed"]
    contact: Id


class ProposalAdded(DealEvent):
    do: Literal["proposal.added"]
    set: NewProposal


class ProposalSetEvent(DealEvent):
    do: Literal["proposal.set"]
    proposal: Id
    set: ProposalSet
    was: ProposalSet = _NOTHING
    over: Over = _NONE


class ProposalRemoved(DealEvent):
    do: Literal["proposal.removed"]
    proposal: Id


class ObjectionRaised(DealEvent):
    """`objection` is the id of a definition."""

    do: Literal["objection.raised"]
    objection: Id
    text: Text = ""


class PlayStarted(DealEvent):
    """`play` is the id of a definition."""

    do: Literal["play.started"]
    play: Id


class DealReviewed(DealEvent):
    """The deal was looked at together; `drove` and `blocked` are what is said of a closed one."""

    do: Literal["deal.reviewed"]
    decision: Id
    text: Text = ""
    drove: Text = ""
    blocked: Text = ""


class TouchLogged(DealEvent):
    do: Literal["touch.logged"]
    kind: TouchKind
    text: Text = ""


class NoteAdded(DealEvent):
    do: Literal["note.added"]
    text: Text


class FollowUpPlanned(DealEvent):
    do: Literal["follow_up.planned"]
    set: NewFollowUp
    after: MaybeId = None
    """The follow-up that was done and brought this one by itself."""


class FollowUpSetEvent(DealEvent):
    do: Literal["follow_up.set"]
    follow_up: Id
    set: FollowUpSet
    was: FollowUpSet = _NOTHING
    over: Over = _NONE


class FollowUpFinished(DealEvent):
    do: Literal["follow_up.done", "follow_up.cancelled"]
    follow_up: Id
    was: FollowUpSet = _NOTHING
    outcome: Text = ""


class DataErased(Event):
    """`rows` are pairs of an id and that earlier row without what was known of a person (see `erasure`)."""

    do: Literal["data.erased"]
    rows: Rows

    def check(self) -> None:
        load_erased({"rows": self.rows})


class DataMoved(Event):
    """`rows` are ids of rows that are in an archive from then on (see `splitting`)."""

    do: Literal["data.moved"]
    archive: Id
    """The event by which the archive was made."""
    file: Text
    """What the archive was called."""
    deals: Annotated[int, core_schema.int_schema(ge=1)]
    """How many deals the rows are of."""
    rows: Object

    def check(self) -> None:
        load_moved({"archive": self.archive, "rows": self.rows})


class ArchiveMade(Event):
    """This file holds deals that were moved out of the board."""

    do: Literal["archive.made"]


class Undone(Event):
    do: Literal["undo"]
    of: Id


AnyEvent: TypeAlias = (
    BoardSetEvent
    | PipelineEvent
    | PipelineRetired
    | StageEvent
    | StageRetired
    | DefinitionSet
    | DefinitionRemoved
    | DealCreated
    | DealSetEvent
    | DealMoved
    | DealClosed
    | DealReopened
    | DealHidden
    | DealMerged
    | DealQualified
    | DealMarked
    | DealChecked
    | ContactAdded
    | ContactSetEvent
    | ContactRemoved
    | ProposalAdded
    | ProposalSetEvent
    | ProposalRemoved
    | ObjectionRaised
    | PlayStarted
    | DealReviewed
    | TouchLogged
    | NoteAdded
    | FollowUpPlanned
    | FollowUpSetEvent
    | FollowUpFinished
    | DataErased
    | DataMoved
    | ArchiveMade
    | Undone
)
_MODELS: Final[dict[str, type[AnyEvent]]] = {
    kind: model for model in get_args(AnyEvent) for kind in get_args(model.__annotations__["do"])
}


def read_event(row: Mapping[str, Any]) -> AnyEvent:
    """The event that a row holds. ValueError if the row is malformed or of an unknown kind."""
    return _model_of(row.get("do")).read(row)


def checked(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A new row, in the file's key order, once its form is known to be right.

    ValueError is a defect of ours: rules have spoken before, so what arrives here should be well formed.
    """
    try:
        _verifier_of(row.get("do"))(row)
    except (TypeError, ValueError) as error:  # a kind that is no text may be no key
        raise ValueError(f"A malformed event was about to be written: {error}") from error
    at = row["at"]
    written = len(at) == 20 and at[13] == ":"  # as we write it; `load_at` takes other forms as well
    if written and tuple(row)[:4] in _HEADS:
        return row
    head: dict[str, Any] = {"do": row["do"]}
    for subject in _SUBJECTS:
        if subject in row:
            head[subject] = row[subject]
    head["at"], head["by"] = moment_text(readings.load_at(at)), row["by"]
    for key, value in row.items():
        if key not in head:
            head[key] = value
    return head


def _model_of(kind: object) -> type[AnyEvent]:
    model = _MODELS.get(kind) if isinstance(kind, str) else None
    if model is None:
        raise ValueError(f"No event is of the kind that `do` says: {kind!r}")
    return model


@cache
def _verifier_of(kind: object) -> Callable[[Mapping[str, Any]], object]:
    return _model_of(kind).verifier()


__all__ = ["AnyEvent", "Event", "checked", "read_event"]
