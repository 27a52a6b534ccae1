"""What deals ask for on their day: dates, until they are emptied, and steps for those who bought."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from pipeboard.domain.deal import Deal, Status
from pipeboard.domain.followup import FollowUp
from pipeboard.domain.ids import sort_key

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


def steps_after_win(deal: Deal) -> Iterator[FollowUp]:
    """What is planned for the customer of a won deal: what was to bring about the win is done with."""
    if deal.status == "won" and deal.follow_ups:
        closing = sort_key(deal.closing)
        yield from (step for step in deal.follow_ups if step.every or sort_key(step.id) > closing)


def label_of(name: str, deal: Deal) -> str:
    """What a date is about: "decision deadline", "review the loss"."""
    if name == "review":
        return "review the win" if deal.status == "won" else "review the loss"
    return _LABELS.get(name, name)
