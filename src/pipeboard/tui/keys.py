"""Keys by the names that keymaps use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from textual.events import Key

LEAVING: Final = ("escape", "ctrl+c", "ctrl+g")
"""Give up what is typed or asked."""
SAVE: Final = "f2"
"""Saves a form from any field; every terminal sends it, and no field needs it."""


def key_of(event: Key) -> str:
    """A key's name: the character itself where it has one ("J", "?", "<"), else "ctrl+d", "shift+left"."""
    character = event.character
    if (
        character
        and character.isprintable()
        and character != " "
        and not event.key.startswith(("ctrl+", "alt+"))
    ):
        return character
    return event.key
