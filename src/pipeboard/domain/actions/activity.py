"""Actions for what happened on deals, and for what is to happen next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeboard.domain.actions.base import Action
from pipeboard.domain.followup import When


@dataclass(frozen=True)
class LogTouch(Action):
    """A call, mail, message or meeting that took place."""

    deals: tuple[str, ...]
    kind: str
    text: str = ""


@dataclass(frozen=True)
class AddNote(Action):
    deals: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class PlanFollowUp(Action):
    """A next step: kind is one of `followup.KINDS`."""

    deals: tuple[str, ...]
    kind: str
    due: When
    text: str = ""
    owner: str = ""


@dataclass(frozen=True)
class EditFollowUp(Action):
    """Change a follow-up; a new `due` is a snooze."""

    deal: str
    follow_up: str
    changes: Mapping[str, str | When]


@dataclass(frozen=True)
class FinishFollowUp(Action):
    """Mark a follow-up done, and plan the next one if there is to be one."""

    deal: str
    follow_up: str
    outcome: str = ""
    next: PlanFollowUp | None = None


@dataclass(frozen=True)
class CancelFollowUp(Action):
    deal: str
    follow_up: str
