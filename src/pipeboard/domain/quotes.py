"""How an error sentence names what the user typed."""

from __future__ import annotations

from typing import Final

_LONGEST: Final = 40


def quoted(text: str) -> str:
    """`text` in quotes for a sentence: shortened, and with every unprintable character replaced by "?"."""
    short = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return "'" + "".join(character if character.isprintable() else "?" for character in short) + "'"
