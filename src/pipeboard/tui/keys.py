"""Keys by the names that keymaps use."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.events import Key


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
