"""What all actions share."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import ClassVar

from pipeboard.domain.frozen import Frozen


class Action(Frozen, kw_only=True):
    """Something to do to the board."""

    backup: ClassVar[str] = ""
    """What a backup is called that is made before it, however little it does; empty for the most."""

    at: datetime | None = None


class OnDeals(Action):
    """Something to do to each of some deals."""

    deals: tuple[str, ...]


class Together(Action):
    """Several actions as one: all or none, and one step to undo. They must not build on each other."""

    actions: tuple[Action, ...]


class Undo(Action):
    """Take back an action (by its `act` id; None: my latest).

    BuiltUpon where others built on it, unless it is to be done `anyway`.
    """

    act: str | None = None
    anyway: bool = False


class Redo(Action):
    """Take back my latest undo; `anyway` as for an undo."""

    anyway: bool = False


def deal_by_deal(action: Action) -> dict[str, Action]:
    """The action for each of its deals alone; empty for one that is not done to any number of deals."""
    if isinstance(action, OnDeals):
        return {deal: action._replace(deals=(deal,)) for deal in action.deals}
    if not isinstance(action, Together):
        return {}
    found: dict[str, list[Action]] = {}
    for one in action.actions:
        for deal, alone in deal_by_deal(one).items():
            found.setdefault(deal, []).append(alone)
    return {deal: action._replace(actions=tuple(each)) for deal, each in found.items()}


def narrowed(action: Action, kept: Collection[str]) -> Action | None:
    """The action on those of its deals that are kept; None where that leaves nothing to do."""
    if isinstance(action, Together):
        left = tuple(one for each in action.actions if (one := narrowed(each, kept)) is not None)
        return action._replace(actions=left) if left else None
    if not isinstance(action, OnDeals):
        return None
    deals = tuple(deal for deal in action.deals if deal in kept)
    return action._replace(deals=deals) if deals else None
