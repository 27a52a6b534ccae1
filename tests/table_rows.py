"""Rows of imports, as a table that says so would make them."""

from __future__ import annotations

from datetime import datetime

from pipeboard.domain.actions import ImportedDeal
from pipeboard.domain.deal import Status
from pipeboard.domain.fields import DEAL, dump_set
from pipeboard.domain.values import Changes


def table_row(
    values: Changes,
    status: Status = "open",
    created: datetime | None = None,
    closed: datetime | None = None,
    *,
    reason: str = "",
) -> ImportedDeal:
    """A row with these values of a deal's fields, and the id or name of its `stage` among them."""
    given = {name: value for name, value in values.items() if name != "stage" and value not in (None, "")}
    return ImportedDeal(
        dump_set(DEAL, given), status, created, closed, reason, stage=str(values.get("stage") or "")
    )
