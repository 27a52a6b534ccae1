"""Actions on what comes again or in a row: cadences and the nurture track."""

from __future__ import annotations

from datetime import date

from pipeboard.domain.actions.base import OnDeals
from pipeboard.domain.followup import When
from pipeboard.domain.nurture import EVERY


class StartCadence(OnDeals):
    """Plan the first step of a cadence (by its id), counted from a day (None: today)."""

    cadence: str
    start: date | None = None


class StopCadence(OnDeals):
    """Take the open steps of the deals' cadences off."""


class NurtureDeals(OnDeals):
    """Put deals on the nurture track, with a follow-up that comes again `every` so many days.

    `due` is when the first one is (None: after as many days).
    """

    kind: str = "mail"
    text: str = ""
    every: int = EVERY
    due: When | None = None


class StopNurturing(OnDeals):
    """Take deals off the nurture track, and their recurring follow-ups with it."""
