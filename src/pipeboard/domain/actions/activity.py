"""Actions for what happened on deals, and for what is to happen next."""

from __future__ import annotations

from collections.abc import Mapping

from pipeboard.domain.actions.base import Action, OnDeals
from pipeboard.domain.followup import When


class LogTouch(OnDeals):
    """A call, mail, message or meeting that took place."""

    kind: str
    text: str = ""


class AddNote(OnDeals):
    text: str


class PlanFollowUp(OnDeals):
    """A next step: kind is one of `followup.KINDS`.

    With `every` it comes again so many days after it is done; with `cadence` (an id) it is that one's `step`.
    """

    kind: str
    due: When
    text: str = ""
    owner: str = ""
    every: int = 0
    cadence: str = ""
    step: int = 0


class EditFollowUp(Action):
    """Change a follow-up; a new `due` is a snooze, an `every` of None ends its coming again."""

    deal: str
    follow_up: str
    changes: Mapping[str, str | When | int | None]


class SnoozeDeals(OnDeals):
    """Put the next follow-up of each of some deals off to another time."""

    due: When


class FinishFollowUp(Action):
    """Mark a follow-up done, and plan the next one if there is to be one.

    Without a `next`, what comes by itself is planned (see `cadences.following`), unless it is to `end` here.
    """

    deal: str
    follow_up: str
    outcome: str = ""
    next: PlanFollowUp | None = None
    end: bool = False


class CancelFollowUp(Action):
    """Take a follow-up off undone; with it ends its cadence, or its coming again."""

    deal: str
    follow_up: str
