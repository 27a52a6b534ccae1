"""One key for each thing in a list: a letter of its name, or its number where no letter is left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

MOVING: Final = frozenset("jkq")
"""Letters that move in lists or leave them, so that they choose nothing."""


def initials_of(names: Sequence[str], taken: Iterable[str] = MOVING) -> tuple[str, ...]:
    """A key for each name, all different: its first letter if it is free, else another one of its letters.

    Names get their first letters before others get their second choice. What has no free Latin letter gets
    its number (1 to 9); "" where even that is none.
    """
    used = set(taken)
    keys = [""] * len(names)
    for at, name in enumerate(names):
        first = next(_letters(name), "")
        if first and first not in used:
            keys[at] = first
            used.add(first)
    for at, name in enumerate(names):
        if not keys[at]:
            keys[at] = next((one for one in _by_preference(name) if one not in used), "")
            if not keys[at] and at < 9:
                keys[at] = str(at + 1)
            used.add(keys[at])
    return tuple(keys)


def place_of(key: str, name: str) -> int:
    """Where in the name its key letter stands, for marking it; -1 if it is not in the name."""
    words = [at for at, one in enumerate(name) if one.casefold() == key and (at == 0 or name[at - 1] == " ")]
    return words[0] if words else name.casefold().find(key) if len(name.casefold()) == len(name) else -1


def _letters(name: str) -> Iterator[str]:
    return (one for one in name.casefold() if "a" <= one <= "z")


def _by_preference(name: str) -> Iterator[str]:
    """First letters of the words, then all letters."""
    for word in name.split():
        yield from list(_letters(word))[:1]
    yield from _letters(name)
