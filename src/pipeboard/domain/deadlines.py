"""Dates for which deals ask on their day, until they are emptied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pipeboard.domain.deal import Deal, Status

DATES: Final[Mapping[Status, tuple[str, ...]]] = {
    "open": ("decision", "trial_end"),
    "won": ("renewal", "review"),
    "lost": ("review",),
    "disqualified": ("revisit",),
}
"""The fields that matter while a deal is open, won, lost or disqualified."""
_LABELS: Final = {
    "decision": "decision deadline",
    "trial_end": "trial ends",
    "renewal": "renewal",
    "revisit": "look again",
}


def label_of(name: str, deal: Deal) -> str:
    """What a date is about: "decision deadline", "review the loss"."""
    if name == "review":
        return "review the win" if deal.status == "won" else "review the loss"
    return _LABELS.get(name, name)
