"""Actions on the checklists of deals."""

from __future__ import annotations

from pipeboard.domain.actions.base import Action


class CheckItems(Action):
    """Tick items of a deal's checklists (by their ids), or untick them."""

    deal: str
    items: tuple[str, ...]
    done: bool = True


class AddItem(Action):
    """An item of the deal's own, on its checklist whatever stage it is in."""

    deal: str
    text: str
    required: bool = False
