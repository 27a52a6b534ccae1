"""The pane of what others did since the board was opened; it leads to the deals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import Final

from pipeboard.sync.summary import Told
from pipeboard.tui.screens.dialog import Dialog
from pipeboard.tui.screens.pane import TAB_STEPS
from pipeboard.view.card import Row
from pipeboard.view.dialog import SOFT, TEXT, Box, Hint, framed, paragraph, window
from pipeboard.view.news import news_rows

WIDTH: Final = 92
_MOST: Final = 16
"""Changes that the pane would like to show at a time; more of them are scrolled."""
_WORDS: Final = 3
"""Rows that say all of the highlighted change, with a blank above them."""


class NewsPane(Dialog[str]):
    """A list of changes, the newest first. Ends with the id of the deal to go to, or with None."""

    def __init__(self, told: Sequence[Told], zone: tzinfo) -> None:
        super().__init__()
        self._told = told
        self._zone = zone
        self._cursor = self._first = 0

    def wish(self) -> tuple[int, int]:
        return WIDTH, min(max(len(self._told), 3), _MOST) + _WORDS

    def draw(self, room: Box) -> tuple[Row, ...]:
        rows = news_rows(self._told, self._cursor, room.inner, self._zone)
        space = max(room.rows - _WORDS, 1)
        self._first = window(len(rows), space, self._cursor, self._first)
        shown = rows[self._first : self._first + space]
        shown += [()] * (space - len(shown))
        return framed(
            "What others did",
            [*shown, (), *self._whole(room.inner)],
            self._hints(),
            room,
            above=self._first,
            below=max(len(rows) - self._first - space, 0),
            aside="" if self._first else str(len(rows)),
        )

    def press(self, key: str, typed: str) -> None:
        key = self.latin(key)
        if key == "q":
            self.dismiss(None)
        elif key in TAB_STEPS:
            self._go(self._cursor + TAB_STEPS[key])
        elif key in ("g", "home", "G", "end"):
            self._go(0 if key in ("g", "home") else len(self._told) - 1)
        elif key == "enter" and self._told[self._cursor].entry.deal:
            self.dismiss(self._told[self._cursor].entry.deal)

    def _go(self, at: int) -> None:
        self._cursor = max(min(at, len(self._told) - 1), 0)
        self.redraw()

    def _whole(self, width: int) -> list[Row]:
        one = self._told[self._cursor]
        said = [((f"{one.entry.by}, {one.title}" if one.title else one.entry.by, TEXT),)]
        return [*said, *paragraph(one.entry.text, width, SOFT, most=_WORDS - 2)]

    def _hints(self) -> tuple[Hint, ...]:
        leads = bool(self._told[self._cursor].entry.deal)
        return (*((("Enter", "go to the deal"),) if leads else ()), ("j k", "move"), ("Esc", "done"))
