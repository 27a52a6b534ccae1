"""What a user can want. Every face makes one of these and gives it to `Workspace.do`; nothing else writes.

Values arrive already read (Decimal, date, ...): `fields.parse_changes` turns typed text into them. `deals`
hold full deal ids; `find` turns what people type into one. `at` back-dates an action: it is when the thing
happened, None for now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from pipeboard.domain.deal import Status
from pipeboard.domain.followup import When
from pipeboard.domain.values import Changes


@dataclass(frozen=True, kw_only=True)
class Action:
    """Something to do to the board."""

    at: datetime | None = None


@dataclass(frozen=True)
class SetUpBoard(Action):
    """Fill an empty board: its settings and a first pipeline (see `AddPipeline`)."""

    settings: Changes
    pipeline: AddPipeline


@dataclass(frozen=True)
class SetBoard(Action):
    """Change the board's settings (name, currency, timezone)."""

    changes: Changes


# Pipelines and stages


@dataclass(frozen=True)
class NewStage:
    """A stage to be made: its wished id (a slug, made unique when taken) and its fields."""

    id: str
    fields: Changes


@dataclass(frozen=True)
class AddPipeline(Action):
    """A new pipeline with its stages, in order."""

    name: str
    stages: tuple[NewStage, ...] = ()


@dataclass(frozen=True)
class RenamePipeline(Action):
    pipeline: str
    name: str


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


# Deals


@dataclass(frozen=True)
class NewContact:
    name: str
    email: str = ""
    phone: str = ""
    role: str = ""


@dataclass(frozen=True)
class AddDeal(Action):
    """A new deal. `fields` holds at least `title`; `stage` defaults to the first of the first pipeline."""

    fields: Changes
    contacts: tuple[NewContact, ...] = ()


@dataclass(frozen=True)
class EditDeals(Action):
    """Change fields of deals (not the stage: that is a move)."""

    deals: tuple[str, ...]
    changes: Changes


@dataclass(frozen=True)
class MoveDeals(Action):
    """Put deals into a stage."""

    deals: tuple[str, ...]
    stage: str


@dataclass(frozen=True)
class RankDeal(Action):
    """Give a deal a manual place in its column (see `order.between`); an empty rank clears it."""

    deal: str
    rank: str


@dataclass(frozen=True)
class CloseDeals(Action):
    """Win, lose or disqualify. A reason is required except for a win."""

    deals: tuple[str, ...]
    status: Status
    reason: str = ""
    lesson: str = ""
    revisit: date | None = None


@dataclass(frozen=True)
class ReopenDeals(Action):
    """Open closed deals again, in a stage (None: where they were)."""

    deals: tuple[str, ...]
    stage: str | None = None


@dataclass(frozen=True)
class ArchiveDeals(Action):
    deals: tuple[str, ...]


@dataclass(frozen=True)
class RestoreDeals(Action):
    """Bring archived or deleted deals back."""

    deals: tuple[str, ...]


@dataclass(frozen=True)
class DeleteDeals(Action):
    deals: tuple[str, ...]


@dataclass(frozen=True)
class MergeDeals(Action):
    """`deal` is a duplicate of `into`: its history, contacts and follow-ups show there."""

    deal: str
    into: str


@dataclass(frozen=True)
class QualifyDeals(Action):
    """Say what is known of deals, criterion by criterion: answers, notes (empty takes one away) and marks.

    `framework` becomes the deals' framework; empty for the one that each has.
    """

    deals: tuple[str, ...]
    framework: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class AddContact(Action):
    deal: str
    contact: NewContact


@dataclass(frozen=True)
class EditContact(Action):
    """Change name, email, phone or role of a contact."""

    deal: str
    contact: str
    changes: Mapping[str, str]


@dataclass(frozen=True)
class RemoveContact(Action):
    deal: str
    contact: str


@dataclass(frozen=True)
class LogTouch(Action):
    """A call, mail, message or meeting that took place."""

    deals: tuple[str, ...]
    kind: str
    text: str = ""


@dataclass(frozen=True)
class AddNote(Action):
    deals: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class PlanFollowUp(Action):
    """A next step: kind is one of `followup.KINDS`."""

    deals: tuple[str, ...]
    kind: str
    due: When
    text: str = ""
    owner: str = ""


@dataclass(frozen=True)
class EditFollowUp(Action):
    """Change a follow-up; a new `due` is a snooze."""

    deal: str
    follow_up: str
    changes: Mapping[str, str | When]


@dataclass(frozen=True)
class FinishFollowUp(Action):
    """Mark a follow-up done, and plan the next one if there is to be one."""

    deal: str
    follow_up: str
    outcome: str = ""
    next: PlanFollowUp | None = None


@dataclass(frozen=True)
class CancelFollowUp(Action):
    deal: str
    follow_up: str


# Imports


@dataclass(frozen=True)
class ImportedDeal:
    """One row of someone else's data. With a known `external_id` it updates that deal."""

    fields: Changes
    status: Status = "open"
    created: datetime | None = None
    closed: datetime | None = None
    reason: str = ""
    contacts: tuple[NewContact, ...] = ()


@dataclass(frozen=True)
class ImportDeals(Action):
    """Many deals at once, as one step to undo. `new_stages` are made first, in this order."""

    rows: tuple[ImportedDeal, ...]
    new_stages: tuple[AddStage, ...] = ()


# Several at once


@dataclass(frozen=True)
class Together(Action):
    """Several actions as one: all or none, and one step to undo. They must not build on each other."""

    actions: tuple[Action, ...]


# The log itself


@dataclass(frozen=True)
class Undo(Action):
    """Take back an action (by its `act` id; None: my latest)."""

    act: str | None = None


@dataclass(frozen=True)
class Redo(Action):
    """Take back my latest undo."""
