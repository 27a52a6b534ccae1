"""The command palette: a line to type in and what it finds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pipeboard.tui.screens.dialog import Dialog
from pipeboard.view.card import Row, Span
from pipeboard.view.dialog import CARET, KEY, RULE, SOFT, TEXT, Box, framed, window
from pipeboard.view.edit import Edit
from pipeboard.view.palette import MOST, Entry, Index, Kind, entry_rows
from pipeboard.view.text import cells, cut

_STEPS: Final = {"down": 1, "ctrl+n": 1, "tab": 1, "up": -1, "ctrl+p": -1, "shift+tab": -1}
_PROMPT: Final = "command, view, stage, topic or deal"


@dataclass(frozen=True, slots=True)
class Found:
    """What was chosen."""

    kind: Kind
    id: str


class Palette(Dialog[Found]):
    """Ends with what Enter was pressed on, or None."""

    def __init__(self, entries: Iterable[Entry], query: str = "") -> None:
        super().__init__()
        self._index = Index(entries)
        self._edit = Edit(query)
        self._entries = self._index.search(query)
        self._cursor = 0
        self._first = 0

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What is found now, the best first."""
        return self._entries

    def wish(self) -> tuple[int, int]:
        return 72, 18

    def draw(self, room: Box) -> tuple[Row, ...]:
        rows = max(room.rows - 2, 1)
        self._first = window(len(self._entries), rows, self._cursor, self._first)
        found = entry_rows(self._entries, self._edit.text, self._cursor, room.inner, self._first, rows)
        if not found:
            found = [((" Nothing has these letters.", SOFT),)]
        body = [self._query_row(room.inner), (("─" * room.inner, RULE),), *found]
        below = max(len(self._entries) - self._first - rows, 0)
        hints = (("Enter", "run"), ("↑ ↓", "move"), ("Esc", "close"))
        return framed("Find", body, hints, room, above=self._first, below=below, aside=self._count())

    def press(self, key: str, typed: str) -> None:
        if key == "enter":
            if self._entries:
                entry = self._entries[self._cursor]
                self.dismiss(Found(entry.kind, entry.id))
        elif key in _STEPS:
            self._go(self._cursor + _STEPS[key])
        elif key in ("pagedown", "pageup"):
            step = max(self.room.rows - 3, 1)
            self._go(self._cursor + (step if key == "pagedown" else -step))
        else:
            edit = self._edit.key(key) or (self._edit.typed(typed) if typed else None)
            if edit is not None:
                self._set(edit)

    def paste(self, text: str) -> None:
        self._set(self._edit.typed(text))

    def _set(self, edit: Edit) -> None:
        if edit.text.split() != self._edit.text.split():
            self._entries = self._index.search(edit.text)
            self._cursor = self._first = 0
        self._edit = edit
        self.redraw()

    def _go(self, at: int) -> None:
        self._cursor = max(min(at, len(self._entries) - 1), 0)
        self.redraw()

    def _query_row(self, width: int) -> Row:
        before, caret, after = self._edit.window(max(width - 2, 1))
        spans: list[Span] = [("› ", KEY), (before, TEXT), (caret, CARET), (after, TEXT)]
        if not self._edit.text:
            spans.append((cut(f" {_PROMPT}", max(width - 2 - cells(caret), 0)), SOFT))
        return tuple(span for span in spans if span[0])

    def _count(self) -> str:
        if not self._edit.text.strip():
            return ""
        count = len(self._entries)
        return f"{count}{'+' if count == MOST else ''} found"
