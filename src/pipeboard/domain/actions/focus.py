"""The action on the accounts in focus."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipeboard.domain.actions.base import Action


@dataclass(frozen=True)
class SetFocus(Action):
    """The accounts that somebody touches three times in three days, from a day on (None: today)."""

    owner: str
    accounts: tuple[str, ...]
    start: date | None = None
