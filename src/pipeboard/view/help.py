"""The help: every command with its keys, as rows that can be searched and scrolled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pipeboard.registry import SECTIONS
from pipeboard.view.card import Row
from pipeboard.view.dialog import KEY, SOFT, TEXT, TITLE
from pipeboard.view.text import cells, clean, cut, fit, wrap

_KEYS_WIDTH: Final = 16
_SENTENCES: Final = 90
"""From so many cells on there is room for sentences beside the titles."""
_FEW: Final = 6
"""So many commands, which a search found, have room for them below."""


@dataclass(frozen=True, slots=True)
class HelpEntry:
    """A command as the help shows it."""

    section: str
    title: str
    text: str
    keys: str


def help_entries(keys: Mapping[str, Sequence[str]], here: Sequence[str] = ()) -> tuple[HelpEntry, ...]:
    """All commands by section. `keys` holds the keys of each command id, as people write them.

    `here` names sections that matter where help was asked for; they come first.
    """
    first = sorted(SECTIONS, key=lambda one: here.index(one.id) if one.id in here else len(here))
    return tuple(
        HelpEntry(section.title, command.title, command.help, keys_text(keys.get(command.id, ())))
        for section in first
        for command in section.commands
    )


def keys_text(keys: Sequence[str]) -> str:
    """Keys beside each other; a row of digits as its two ends."""
    digits = [key for key in keys if key.isdigit()]
    if len(digits) > 2:
        keys = [f"{digits[0]}-{digits[-1]}", *(key for key in keys if not key.isdigit())]
    return "  ".join(keys)


def searched(entries: Sequence[HelpEntry], query: str) -> tuple[HelpEntry, ...]:
    """The entries in which every word of the query occurs; a key, as written, finds just its command."""
    on_key = tuple(entry for entry in entries if query.strip() in entry.keys.split("  "))
    if on_key and query.strip():
        return on_key
    words = query.casefold().split()
    texts = (f"{entry.section} {entry.title} {entry.text} {entry.keys}".casefold() for entry in entries)
    return tuple(
        entry for entry, text in zip(entries, texts, strict=True) if all(word in text for word in words)
    )


def help_rows(entries: Sequence[HelpEntry], width: int) -> tuple[Row, ...]:
    """The entries under their sections' titles, with their sentences where there is room."""
    if not entries:
        return (((" Nothing in the help says that.", SOFT),),)
    rows: list[Row] = []
    section = ""
    for entry in entries:
        if entry.section != section:
            rows.extend([()] if rows else [])
            rows.append(((cut(entry.section, width), TITLE),))
            section = entry.section
        if width >= _SENTENCES:
            rows.extend(_wide(entry, width))
        else:
            rows.extend(_narrow(entry, width, said=len(entries) <= _FEW))
    return tuple(rows)


def _wide(entry: HelpEntry, width: int) -> list[Row]:
    title_width = min(33, (width - _KEYS_WIDTH) // 2)
    room = width - _KEYS_WIDTH - title_width - 3
    keys, title, text = clean(entry.keys), clean(entry.title), wrap(entry.text, room)
    if cells(title) > title_width or cells(keys) > _KEYS_WIDTH:
        return [
            ((f" {fit(keys, max(_KEYS_WIDTH, cells(keys) + 1))}", KEY), (title, TEXT)),
            *(((" " * (_KEYS_WIDTH + title_width + 3), TEXT), (line, SOFT)) for line in text),
        ]
    first: Row = (
        (f" {fit(keys, _KEYS_WIDTH)}", KEY),
        (fit(title, title_width), TEXT),
        ("  ", TEXT),
        (text[0], SOFT),
    )
    rest = [((" " * (_KEYS_WIDTH + title_width + 3), TEXT), (line, SOFT)) for line in text[1:]]
    return [first, *rest]


def _narrow(entry: HelpEntry, width: int, *, said: bool) -> list[Row]:
    room = 12 if width < 60 else _KEYS_WIDTH
    rest = max(width - room - 2, 1)
    keys = entry.keys
    while cells(keys) > room and "  " in keys:  # the first keys are the main ones
        keys = keys.rpartition("  ")[0]
    first: Row = ((f" {fit(keys, room)} ", KEY), (cut(entry.title, rest), TEXT))
    below = wrap(entry.text, rest) if said else []
    return [first, *(((" " * (room + 2), TEXT), (line, SOFT)) for line in below)]
