"""Actions that bring in other people's data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pipeboard.domain.actions.base import Action
from pipeboard.domain.actions.people import NewContact
from pipeboard.domain.actions.stages import AddStage
from pipeboard.domain.deal import Status
from pipeboard.domain.values import Changes


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
    """Many deals at once, as one step to undo. `new_stages` are made first, in this order.

    Deals that a checklist holds stay where they are, unless `override` says why they go on.
    """

    rows: tuple[ImportedDeal, ...]
    new_stages: tuple[AddStage, ...] = ()
    override: str = ""
