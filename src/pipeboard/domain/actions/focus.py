"""The action on the accounts in focus."""

from __future__ import annotations

from datetime import date

from pipeboard.domain.actions.base import Action


class SetFocus(Action):
    """The accounts that somebody touches three times in three days, from a day on (None: today)."""

    owner: str
    accounts: tuple[str, ...]
    start: date | None = None
