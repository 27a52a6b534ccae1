"""The help: every command with its keys, as rows that can be searched and scrolled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pipeboard.registry import COMMANDS, Command
from pipeboard.view.card import Row
from pipeboard.view.dialog import KEY, SOFT, TEXT, TITLE
from pipeboard.view.text import cells, clean, cut, fit, wrap

_TITLES: Final = {"cursor": "Moving around", "deal": "Deals", "detail": "Details", "app": "The app"}
_KEYS_WIDTH: Final = 16


@dataclass(frozen=True, slots=True)
class HelpEntry:
    """A command as the help shows it."""

    section: str
    title: str
    text: str
    keys: str


def help_entries(
    keys: Mapping[str, str], here: Sequence[str] = (), commands: Sequence[Command] = COMMANDS
) -> tuple[HelpEntry, ...]:
    """All commands by section. `keys` holds what to show for each command id ("" for none).

    `here` names sections (the first part of an id) that matter where help was asked for; they come first.
    """
    sections = dict.fromkeys((*here, *(_section(command) for command in commands)))
    return tuple(
        HelpEntry(
            _TITLES.get(section, section.capitalize()), command.title, command.help, keys.get(command.id, "")
        )
        for section in sections
        for command in commands
        if _section(command) == section
    )


def searched(entries: Sequence[HelpEntry], query: str) -> tuple[HelpEntry, ...]:
    """The entries in which every word of the query occurs; keys must match as they are written."""
    words = query.split()
    return tuple(entry for entry in entries if all(_has(entry, word) for word in words))


def help_rows(entries: Sequence[HelpEntry], width: int) -> tuple[Row, ...]:
    """The entries under their sections' titles; narrow screens get the words below the keys."""
    if not entries:
        return (((" Nothing in the help says that.", SOFT),),)
    rows: list[Row] = []
    section = ""
    for entry in entries:
        if entry.section != section:
            rows.extend([()] if rows else [])
            rows.append(((cut(entry.section, width), TITLE),))
            section = entry.section
        rows.extend(_wide(entry, width) if width >= 56 else _narrow(entry, width))
    return tuple(rows)


def _wide(entry: HelpEntry, width: int) -> list[Row]:
    title_width = min(30, (width - _KEYS_WIDTH) // 2)
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


def _narrow(entry: HelpEntry, width: int) -> list[Row]:
    keys = cut(entry.keys, 12)
    return [((f" {fit(keys, 12)} ", KEY), (cut(entry.title, max(width - 14, 1)), TEXT))]


def _section(command: Command) -> str:
    return command.id.partition(".")[0]


def _has(entry: HelpEntry, word: str) -> bool:
    if word in entry.keys.split():
        return True
    return word.casefold() in f"{entry.section} {entry.title} {entry.text}".casefold()
