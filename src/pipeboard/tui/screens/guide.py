"""A topic of the guide, to be read over the board."""

from __future__ import annotations

from pipeboard.tui.screens.dialog import Dialog
from pipeboard.view.card import Row
from pipeboard.view.dialog import Box, framed
from pipeboard.view.guide import guide_rows, title_of

_WIDTH = 92


class GuideDialog(Dialog[None]):
    """Scrolls with the keys of the board."""

    def __init__(self, topic: str, text: str, query: str = "") -> None:
        """It begins where it says what was searched for."""
        super().__init__()
        self._words = query.casefold().split()
        self._topic = topic
        self._text = text
        self._first = 0
        self._count = 0

    def wish(self) -> tuple[int, int]:
        return _WIDTH, 200

    def draw(self, room: Box) -> tuple[Row, ...]:
        rows = guide_rows(self._text, room.inner)
        self._count = len(rows)
        if self._words:
            said = ["".join(text for text, _ in row).casefold() for row in rows]
            hits = [sum(word in one for word in self._words) for one in said]
            self._first, self._words = max(hits.index(max(hits)) - 1, 0), []
        self._first = max(min(self._first, self._count - room.rows), 0)
        shown = rows[self._first : self._first + room.rows]
        below = max(self._count - self._first - room.rows, 0)
        hints = (("j k", "scroll"), ("Esc", "close"))
        aside = "" if self._first else f"pipeboard help {self._topic}"
        return framed(title_of(self._text), shown, hints, room, above=self._first, below=below, aside=aside)

    def press(self, key: str, typed: str) -> None:
        key = self.latin(key)
        page = max(self.room.rows - 1, 1)
        half = max(page // 2, 1)
        steps = {"j": 1, "down": 1, "k": -1, "up": -1, "ctrl+d": half, "ctrl+u": -half}
        steps |= {"pagedown": page, "space": page, "pageup": -page}
        steps |= {"g": -self._count, "home": -self._count, "G": self._count, "end": self._count}
        if key in steps:
            self._first = max(self._first + steps[key], 0)
            self.redraw()
        elif key in ("q", "enter"):
            self.dismiss(None)
