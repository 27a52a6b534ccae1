"""What is to happen next on a deal, and what has happened."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, tzinfo
from typing import Final, Literal, NamedTuple, TypeAlias

When: TypeAlias = date | datetime
"""A whole day, or a moment in UTC. (A datetime is a date to Python: test for it first.)"""

KINDS: Final = ("call", "mail", "message", "meeting", "task")
"""Kinds of follow-up."""

TouchKind: TypeAlias = Literal["call", "mail", "message", "meeting"]
TOUCHES: Final[tuple[TouchKind, ...]] = ("call", "mail", "message", "meeting")
"""Kinds of contact with the customer that count as a touch; a note does not."""


class FollowUp(NamedTuple):
    """A planned next step. Done and cancelled ones leave the deal and stay in its timeline."""

    id: str
    kind: str
    due: When
    text: str = ""
    owner: str = ""
    every: int = 0
    """Days after which it comes again once it is done; 0 for once."""
    cadence: str = ""
    """The cadence that it is a step of; empty for none."""
    step: int = 0
    """Its number in the cadence, from 1."""


def local_day(when: When, zone: tzinfo) -> date:
    """The calendar day of `when` in the board's time zone."""
    return when.astimezone(zone).date() if isinstance(when, datetime) else when


def due_order(follow_up: FollowUp) -> tuple[datetime, str]:
    """Sorts follow-ups by when they are due; a whole day is due at its end."""
    due = follow_up.due
    if not isinstance(due, datetime):
        due = datetime.combine(due, time.max, UTC)
    return due, follow_up.id
