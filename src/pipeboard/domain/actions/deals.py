"""Actions on deals."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pipeboard.domain.actions.base import Action, OnDeals
from pipeboard.domain.values import Changes

if TYPE_CHECKING:
    from pipeboard.domain.actions.people import NewContact


class AddDeal(Action):
    """A new deal. `fields` holds at least `title`; `stage` defaults to the first of the first pipeline.

    `discount`, in percent off the list price, gives its value (see `EditDeals`).
    """

    fields: Changes
    contacts: tuple[NewContact, ...] = ()
    discount: Decimal | None = None


class EditDeals(OnDeals):
    """Change fields of deals (not the stage: that is a move).

    A `discount`, in percent, sets the value to what it leaves of the list price; without one the value that
    there is becomes the list price.
    """

    changes: Changes
    discount: Decimal | None = None


class TagDeals(OnDeals):
    """Add tags to those that deals have, and take others off."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


class RankDeal(Action):
    """Give a deal a manual place in its column (see `order.between`); an empty rank clears it."""

    deal: str
    rank: str


class ArchiveDeals(OnDeals):
    """Take deals off the board and keep them."""


class RestoreDeals(OnDeals):
    """Bring archived or deleted deals back."""


class DeleteDeals(OnDeals):
    """Delete deals; an undo or a restore brings them back."""


class MergeDeals(Action):
    """`deal` is a duplicate of `into`: its history, contacts and follow-ups show there."""

    deal: str
    into: str
