"""Actions on deals."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from pipeboard.domain.actions.base import Action, OnDeals
from pipeboard.domain.actions.people import NewContact
from pipeboard.domain.deal import Status
from pipeboard.domain.values import Changes


@dataclass(frozen=True)
class AddDeal(Action):
    """A new deal. `fields` holds at least `title`; `stage` defaults to the first of the first pipeline.

    `discount`, in percent off the list price, gives its value (see `EditDeals`).
    """

    fields: Changes
    contacts: tuple[NewContact, ...] = ()
    discount: Decimal | None = None


@dataclass(frozen=True)
class EditDeals(OnDeals):
    """Change fields of deals (not the stage: that is a move).

    A `discount`, in percent, sets the value to what it leaves of the list price; without one the value that
    there is becomes the list price.
    """

    changes: Changes
    discount: Decimal | None = None


@dataclass(frozen=True)
class TagDeals(OnDeals):
    """Add tags to those that deals have, and take others off."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


@dataclass(frozen=True)
class MoveDeals(OnDeals):
    """Put deals into a stage. `override` is why they go on past open required items."""

    stage: str
    override: str = ""


@dataclass(frozen=True)
class StepDeals(OnDeals):
    """Put each of some deals into the stage after its own (`by` 1) or before it (-1); see `MoveDeals`."""

    by: int
    override: str = ""


@dataclass(frozen=True)
class RankDeal(Action):
    """Give a deal a manual place in its column (see `order.between`); an empty rank clears it."""

    deal: str
    rank: str


@dataclass(frozen=True)
class CloseDeals(OnDeals):
    """Win, lose or disqualify. A reason is required except for a win.

    `override` is why deals are won past open required items of their checklists. `fields` of the deals are
    set with it (competitor, review); `keep_reason` puts a new reason into the team's list.
    """

    status: Status
    reason: str = ""
    lesson: str = ""
    revisit: date | None = None
    override: str = ""
    fields: Changes = field(default_factory=dict)
    keep_reason: bool = False


@dataclass(frozen=True)
class ReopenDeals(OnDeals):
    """Open closed deals again, in a stage (None: where they were)."""

    stage: str | None = None


@dataclass(frozen=True)
class ArchiveDeals(OnDeals):
    """Take deals off the board and keep them."""


@dataclass(frozen=True)
class RestoreDeals(OnDeals):
    """Bring archived or deleted deals back."""


@dataclass(frozen=True)
class DeleteDeals(OnDeals):
    """Delete deals; an undo or a restore brings them back."""


@dataclass(frozen=True)
class MergeDeals(Action):
    """`deal` is a duplicate of `into`: its history, contacts and follow-ups show there."""

    deal: str
    into: str


@dataclass(frozen=True)
class CheckItems(Action):
    """Tick items of a deal's checklists (by their ids), or untick them."""

    deal: str
    items: tuple[str, ...]
    done: bool = True


@dataclass(frozen=True)
class AddItem(Action):
    """An item of the deal's own, on its checklist whatever stage it is in."""

    deal: str
    text: str
    required: bool = False
