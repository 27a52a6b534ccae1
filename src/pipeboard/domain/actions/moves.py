"""Actions that put deals elsewhere: into a stage, to an end, and back."""

from __future__ import annotations

from datetime import date

from pipeboard.domain.actions.base import OnDeals
from pipeboard.domain.deal import Status
from pipeboard.domain.frozen import NOTHING
from pipeboard.domain.values import Changes


class MoveDeals(OnDeals):
    """Put deals into a stage. `override` is why they go on past open required items."""

    stage: str
    override: str = ""


class StepDeals(OnDeals):
    """Put each of some deals into the stage after its own (`by` 1) or before it (-1); see `MoveDeals`."""

    by: int
    override: str = ""


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
    fields: Changes = NOTHING
    keep_reason: bool = False


class ReopenDeals(OnDeals):
    """Open closed deals again, in a stage (None: where they were)."""

    stage: str | None = None
