"""Actions on definitions (see `domain.definitions`)."""

from __future__ import annotations

from pipeboard.domain.actions.base import Action
from pipeboard.domain.values import Changes


class Define(Action):
    """Make or change a definition. `id` None makes a new one, named after its title or text."""

    kind: str
    changes: Changes
    id: str | None = None


class Undefine(Action):
    """Take a definition away; one that ships goes out of use."""

    kind: str
    id: str


class AddFramework(Action):
    """A new framework with its criteria, by their titles, in order."""

    title: str
    criteria: tuple[str, ...]
