"""The nurture track: deals that fit but are not ready, kept warm by a follow-up that comes again."""

from __future__ import annotations

from datetime import date, tzinfo
from typing import Final

from pipeboard.domain.deal import Deal
from pipeboard.domain.followup import local_day

NURTURE: Final = "nurture"
"""The track's name in the file."""
EVERY: Final = 30
"""Days between two follow-ups, unless somebody says otherwise."""
PROMPT: Final = "something-useful"
"""The prompt for them, unless somebody names another one."""


def is_nurtured(deal: Deal) -> bool:
    """Whether an open deal is on the track."""
    return deal.track == NURTURE and deal.status == "open"


def is_resting(deal: Deal, today: date, zone: tzinfo) -> bool:
    """Whether a deal on the track is left in peace: its follow-up is due today or later.

    While it is, the deal is neither stuck nor idle nor silent.
    """
    return is_nurtured(deal) and any(local_day(step.due, zone) >= today for step in deal.follow_ups)
