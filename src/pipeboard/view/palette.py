"""The palette: every command, view, stage, topic of the guide and deal by a few letters of its name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import Final, Literal, TypeAlias

from pipeboard.domain.board import Board
from pipeboard.view.card import Row, Span
from pipeboard.view.dialog import CHOSEN, KEY, SOFT, TEXT, padded
from pipeboard.view.guide import guide, title_of
from pipeboard.view.text import cells, clean, cut

Kind: TypeAlias = Literal["command", "view", "stage", "topic", "deal"]
MOST: Final = 200
"""Results that are shown."""
_ORDER: Final[dict[Kind, int]] = {"command": 0, "view": 1, "stage": 2, "topic": 3, "deal": 4}


@dataclass(frozen=True, slots=True)
class Entry:
    """Something the palette finds."""

    kind: Kind
    id: str
    text: str
    """What is searched and shown."""
    note: str = ""
    """Shown at the right: a command's keys, a deal's stage."""
    more: str = ""
    """Searched and shown softly after the text: a deal's company."""
    off: str = ""
    """Why it cannot be done now; shown in the place of the note."""


class Index:
    """Entries, ready to be searched at every key."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = tuple(entries)
        self._texts = [f"{entry.text} {entry.more}".casefold() for entry in self._entries]
        self._last: tuple[str, Sequence[int]] = ("", range(len(self._entries)))

    def search(self, query: str) -> tuple[Entry, ...]:
        """The best matches, at most `MOST`.

        Every word must occur; if nothing has them all, their letters in order are enough. Without a query:
        the commands and stages, as they are listed, those that cannot be done now at the end.
        """
        wanted = query.casefold().split()
        if not wanted:
            self._last = ("", range(len(self._entries)))
            listed = [entry for entry in self._entries if entry.kind != "deal"]
            return tuple(sorted(listed, key=lambda entry: bool(entry.off)))[:MOST]
        key = " ".join(wanted)
        last, places = self._last
        # Typing on can only narrow what was found; a new search starts from everything.
        candidates = places if last and key.startswith(last) else range(len(self._entries))
        texts = self._texts
        found = [at for at in candidates if all(word in texts[at] for word in wanted)]
        self._last = (key, found) if found else ("", range(len(texts)))
        if not found:
            patterns = [re.compile(".*?".join(map(re.escape, word))) for word in wanted]
            found = [at for at, text in enumerate(texts) if all(one.search(text) for one in patterns)]
        best = nsmallest(MOST, found, key=lambda at: self._rank(at, key, wanted))
        return tuple(self._entries[at] for at in best)

    def _rank(self, at: int, key: str, wanted: Sequence[str]) -> tuple[int, bool, int, int, int]:
        """Smaller is better: where the words stand, what can be done, commands before deals, short names."""
        text = self._texts[at]
        place = text.find(key)
        if place == 0:
            grade = 0
        elif place > 0 and text[place - 1] == " ":
            grade = 1
        elif all(text.startswith(word) or f" {word}" in text for word in wanted):
            grade = 2
        else:
            grade = 3
        entry = self._entries[at]
        return grade, bool(entry.off), _ORDER[entry.kind], len(text), at


def board_entries(board: Board) -> list[Entry]:
    """The stages and deals of a board."""
    stages = {
        stage.id: stage for pipeline in board.live_pipelines() for stage in board.stages_in(pipeline.id)
    }
    entries = [Entry("stage", stage.id, stage.name, "stage") for stage in stages.values()]
    for deal in board.visible_deals():
        note = board.stage_of(deal).name if deal.is_open else deal.status
        entries.append(Entry("deal", deal.id, clean(deal.title), note, clean(deal.company)))
    return entries


def topic_entries() -> list[Entry]:
    """The topics of the guide."""
    return [Entry("topic", name, title_of(text), "guide", name) for name, text in guide().items()]


def entry_rows(
    entries: Sequence[Entry], query: str, cursor: int, width: int, first: int, rows: int
) -> list[Row]:
    """The entries from `first` on, each a row of `width` cells with the letters that were found marked."""
    wanted = query.casefold().split()
    shown = range(first, min(first + rows, len(entries)))
    return [_entry_row(entries[at], wanted, width, chosen=at == cursor) for at in shown]


def _entry_row(entry: Entry, wanted: Sequence[str], width: int, *, chosen: bool) -> Row:
    role, soft, found = (CHOSEN, CHOSEN, CHOSEN) if chosen else (SOFT if entry.off else TEXT, SOFT, KEY)
    note = cut(f"({entry.off})" if entry.off else entry.note, max(width // 3, 8))
    size = cells(note) + 2 if note else 0
    text = cut(entry.text, max(width - size - 1, 1))
    spans: list[Span] = [(" ", role), *_marked(text, wanted, role, found)]
    if entry.more:
        spans.extend([("  ", soft), *_marked(clean(entry.more), wanted, soft, found)])
    left = padded(tuple(spans), width - size, role)
    note_role = CHOSEN if chosen else KEY if entry.kind == "command" and not entry.off else SOFT
    return (*left, (f" {note} ", note_role)) if note else left


def _marked(text: str, wanted: Sequence[str], role: str, found: str) -> list[Span]:
    """The text with the words that were looked for in another role."""
    folded = text.casefold()
    if role == found or len(folded) != len(text):
        return [(text, role)]
    hit = [False] * len(text)
    for word in wanted:
        place = folded.find(word)
        while place >= 0:
            hit[place : place + len(word)] = [True] * len(word)
            place = folded.find(word, place + len(word))
    spans: list[Span] = []
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or hit[at] != hit[start]:
            spans.append((text[start:at], found if hit[start] else role))
            start = at
    return spans if text else []
