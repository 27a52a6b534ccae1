"""What several people changed at once, over the board: every value, and the keys to pick one."""

from __future__ import annotations

from datetime import date
from typing import Final

from pipeboard.domain.actions import Redo, RestoreDeals, Undo
from pipeboard.domain.settling import settle
from pipeboard.tui.screens.desk import Desk, DeskDialog
from pipeboard.view import conflicts
from pipeboard.view.card import Row
from pipeboard.view.conflicts import Item
from pipeboard.view.dialog import GOOD, LATE, Box, framed, paragraph, window
from pipeboard.view.forms.conflict import another_value

WIDTH: Final = 96
_LEAST: Final = 12
_MOST: Final = 30
_ABOUT: Final = 3
"""Rows of words about the highlighted line; fewer where there is little room."""
_TALL: Final = 16


class ConflictsDialog(DeskDialog):
    """Ends with the id of the deal to go to on the board, or None. Every pick is one action at once."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._at = 0
        self._first = 0
        self._take_in()
        # As many as there are at first: the box stays put while they are settled.
        self._rows = min(max(len(self._lines) + _ABOUT + 1, _LEAST), _MOST)

    @property
    def item(self) -> Item | None:
        """The highlighted line."""
        return self._items[self._at] if self._items else None

    @property
    def day(self) -> date:
        return self._day

    def refresh_from_board(self) -> None:
        """Take in how the board is now. The cursor stays with its line, or on its row when that is gone."""
        before = self.item.key if self.item else None
        self._take_in()
        keys = [item.key for item in self._items]
        self._at = keys.index(before) if before in keys else max(min(self._at, len(keys) - 1), 0)
        self.redraw()

    def _take_in(self) -> None:
        self._day = self._desk.now().date()
        self._items = conflicts.items(self._desk.read())
        self._lines = conflicts.lines(self._items)
        self._places = [place for place, line in enumerate(self._lines) if line.item is not None]

    def wish(self) -> tuple[int, int]:
        return WIDTH, self._rows

    def draw(self, room: Box) -> tuple[Row, ...]:
        zone, item, count = self._desk.read().zone, self.item, len(self._lines)
        sentence, role = self._remark
        words = _ABOUT if room.rows >= _TALL or room.inner < conflicts.WIDE else _ABOUT - 1
        if sentence:
            told = paragraph(f"! {sentence}" if role == LATE else sentence, room.inner, role, most=words)
        else:
            told = conflicts.about(item, self._day, zone, room.inner, words)
        space = max(room.rows - words - 1, 1)
        if item is None:
            body = conflicts.clear_rows(room.inner)[:space]
        else:
            at = self._places[self._at]
            # The heading stays in sight with the values below it.
            heading = max(at - 1 - item.place, 0)
            self._first = window(count, space, heading, window(count, space, at, self._first))
            self._first = window(count, space, at, self._first)
            shown = self._lines[self._first : self._first + space]
            body = conflicts.list_rows(shown, item, self._day, zone, room.inner)
        return framed(
            "Conflicts",
            [*body, *([()] * (space - len(body))), (), *told],
            conflicts.hints(item),
            room,
            above=self._first,
            below=max(count - self._first - space, 0),
            aside="" if self._first else conflicts.summary(self._items),
        )

    def press(self, key: str, typed: str) -> None:
        key = self.latin(key)
        half = max(self.room.rows // 2, 1)
        steps = {"j": 1, "down": 1, "k": -1, "up": -1}
        steps |= {"ctrl+d": half, "pagedown": half, "ctrl+u": -half, "pageup": -half}
        item = self.item
        if key in steps:
            self._go(self._at + steps[key])
        elif key in ("g", "home", "G", "end"):
            self._go(0 if key in ("g", "home") else len(self._items) - 1)
        elif key in ("q", "!"):
            self.back()
        elif key in ("u", "U", "ctrl+r"):
            self.do(Undo() if key == "u" else Redo())
        elif item is not None:
            self._act(key, item)

    def _act(self, key: str, item: Item) -> None:
        one, side, board = item.dispute, item.side, self._desk.read()
        if key == "enter" and item.deal is None:
            self.say("This is the board's own, on no card; Space picks the value.", LATE)
        elif key == "enter" and item.deal is not None:
            self.dismiss(item.deal.id)
        elif key == "space" and one is not None and side is not None:
            self.do(settle(one, side.value, board), f"{one.where}: {one.what} is {side.text or 'empty'} now.")
        elif key == "space" and item.deal is not None:
            self.do(RestoreDeals((item.deal.id,)), f"{item.deal.title} stays.")
        elif key == "e" and one is not None:
            self.fill(another_value(one, board, self._desk.now()))

    def _go(self, at: int) -> None:
        self._remark = ("", GOOD)
        self._at = max(min(at, len(self._items) - 1), 0)
        self.redraw()
