"""Who gave a field which value, over the details it was asked from."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from pipeboard.domain.field_history import FieldChange
from pipeboard.tui.screens.dialog import Dialog
from pipeboard.view.card import Row
from pipeboard.view.dialog import Box, framed
from pipeboard.view.who import who_rows

WIDTH: Final = 72
_MOST: Final = 16
"""Rows at most; more of them scroll."""
_HINTS: Final = (("j k", "scroll"), ("Esc", "close"))


class WhoDialog(Dialog[None]):
    """Shows the history of one field until it is left."""

    def __init__(self, what: str, where: str, changes: tuple[FieldChange, ...], now: datetime) -> None:
        """`what` is the field and `where` the deal, for people; `now` is in the board's zone."""
        super().__init__()
        self._what, self._where = what, where
        self._changes, self._now = changes, now
        self._first = 0

    def wish(self) -> tuple[int, int]:
        return WIDTH, min(len(self._rows(min(WIDTH, self.app.size.width - 4))), _MOST)

    def draw(self, room: Box) -> tuple[Row, ...]:
        rows = self._rows(room.inner)
        self._first = max(min(self._first, len(rows) - room.rows), 0)
        return framed(
            f"{self._what}: who changed this",
            rows[self._first : self._first + room.rows],
            _HINTS,
            room,
            above=self._first,
            below=max(len(rows) - self._first - room.rows, 0),
            aside="" if self._first else self._where,
        )

    def press(self, key: str, typed: str) -> None:
        key = self.latin(key)
        half = max(self.room.rows // 2, 1)
        steps = {"j": 1, "down": 1, "k": -1, "up": -1}
        steps |= {"ctrl+d": half, "pagedown": half, "ctrl+u": -half, "pageup": -half}
        if key in steps:
            self._first = max(self._first + steps[key], 0)
            self.redraw()
        elif key in ("q", "w", "enter"):
            self.back()

    def _rows(self, width: int) -> list[Row]:
        assert self._now.tzinfo is not None, "moments have a zone"
        return who_rows(self._changes, self._now.date(), self._now.tzinfo, width)
