"""What all actions share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Action:
    """Something to do to the board."""

    at: datetime | None = None


@dataclass(frozen=True)
class Together(Action):
    """Several actions as one: all or none, and one step to undo. They must not build on each other."""

    actions: tuple[Action, ...]


@dataclass(frozen=True)
class Undo(Action):
    """Take back an action (by its `act` id; None: my latest).

    BuiltUpon where others built on it, unless it is to be done `anyway`.
    """

    act: str | None = None
    anyway: bool = False


@dataclass(frozen=True)
class Redo(Action):
    """Take back my latest undo; `anyway` as for an undo."""

    anyway: bool = False
