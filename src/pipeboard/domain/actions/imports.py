"""Actions that bring in other people's data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from pipeboard.domain.actions.base import Action
from pipeboard.domain.deal import Status
from pipeboard.domain.fields import DEAL, Dumped, load_set
from pipeboard.domain.values import Changes

if TYPE_CHECKING:
    from pipeboard.domain.actions.people import NewContact
    from pipeboard.domain.actions.stages import AddStage


class ImportedDeal(NamedTuple):
    """One row of someone else's data. It updates the deal of the id `deal`, or of its `external_id`.

    A named tuple, because they come by the hundred thousand. `origin` among the fields is the external id of
    another row's deal, or of one on the board. `revisit` counts for a deal that is disqualified.
    """

    fields: Dumped
    """As the file holds them: whoever reads a table has looked at each value, of which many are the same."""
    status: Status = "open"
    created: datetime | None = None
    closed: datetime | None = None
    reason: str = ""
    lesson: str = ""
    contacts: tuple[NewContact, ...] = ()
    """Those that the deal has already, by name and e-mail, are not added again."""
    deal: str = ""
    stage: str = ""
    """An id, or the name of a new one; empty where the row names none."""
    pipeline: str = ""
    """Of the stage, where that is a new one: an id, or the name of a new pipeline."""

    @property
    def values(self) -> Changes:
        """What the fields hold."""
        return load_set(DEAL, self.fields)


class ImportDeals(Action):
    """Many deals at once, as one step to undo.

    `new_pipelines` (names) and `new_stages` are made first, in this order; a new stage names its pipeline by
    id, or by the name of a new one.

    An external id stands in one row. Deals that a checklist holds stay where they are, unless `override` says
    why they go on.
    """

    backup: ClassVar[str] = "import"

    rows: Sequence[ImportedDeal]
    """They are gone through once: a long table need not be in memory."""
    new_stages: tuple[AddStage, ...] = ()
    new_pipelines: tuple[str, ...] = ()
    override: str = ""
