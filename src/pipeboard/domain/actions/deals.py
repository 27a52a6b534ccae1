"""Actions on deals."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from pipeboard.domain.actions.base import Action
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
class EditDeals(Action):
    """Change fields of deals (not the stage: that is a move).

    A `discount`, in percent, sets the value to what it leaves of the list price; without one the value that
    there is becomes the list price.
    """

    deals: tuple[str, ...]
    changes: Changes
    discount: Decimal | None = None


@dataclass(frozen=True)
class MoveDeals(Action):
    """Put deals into a stage. `override` is why they go on past open required items."""

    deals: tuple[str, ...]
    stage: str
    override: str = ""


@dataclass(frozen=True)
class RankDeal(Action):
    """Give a deal a manual place in its column (see `order.between`); an empty rank clears it."""

    deal: str
    rank: str


@dataclass(frozen=True)
class CloseDeals(Action):
    """Win, lose or disqualify. A reason is required except for a win.

    `override` is why deals are won past open required items of their checklists. `fields` of the deals are
    set with it (competitor, review); `keep_reason` puts a new reason into the team's list.
    """

    deals: tuple[str, ...]
    status: Status
    reason: str = ""
    lesson: str = ""
    revisit: date | None = None
    override: str = ""
    fields: Changes = field(default_factory=dict)
    keep_reason: bool = False


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
