"""The pane of archived and deleted deals: each is brought back with a key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from pipeboard.domain.actions import RestoreDeals
from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.tui.screens.dialog import Submit
from pipeboard.tui.screens.pane import TAB_STEPS, Pane
from pipeboard.view.archive import archive_rows, put_away
from pipeboard.view.card import Row
from pipeboard.view.dialog import SOFT, Box, Hint, framed, hint_rows, paragraph, window

WIDTH: Final = 92
_MOST: Final = 16
"""Deals that the pane would like to show at a time."""
_WORDS: Final = 2
"""A blank and the words below the list."""
_HINTS: Final[tuple[Hint, ...]] = (("r", "restore"), ("u", "undo"), ("j k", "move"), ("Esc", "done"))


class ArchivePane(Pane[None]):
    """Ends when it is left."""

    steps = TAB_STEPS

    def __init__(self, read: Callable[[], Board], submit: Submit, now: Callable[[], datetime]) -> None:
        super().__init__(read, submit, now)
        self._listed: tuple[Board, tuple[Deal, ...]] = (read(), put_away(read()))

    @property
    def deals(self) -> tuple[Deal, ...]:
        """What it lists; looked up once for each state of the board."""
        board = self._read()
        if self._listed[0] is not board:
            self._listed = board, put_away(board)
        return self._listed[1]

    @property
    def count(self) -> int:
        return len(self.deals)

    def wish(self) -> tuple[int, int]:
        width = min(WIDTH, self.app.size.width - 8)
        return WIDTH, min(max(self.count, 3), _MOST) + _WORDS + len(hint_rows(_HINTS, width)) - 1

    def draw(self, room: Box) -> tuple[Row, ...]:
        deals, board = self.deals, self._read()
        self._cursor = self.within(self._cursor)
        space = max(room.rows - _WORDS - len(hint_rows(_HINTS, room.inner)) + 1, 1)
        self._first = window(len(deals), space, self._cursor, self._first)
        shown = archive_rows(deals, self._first, space, self._cursor, board, self.today, room.inner)
        shown = shown or [((" Everything is on the board.", SOFT),)]
        shown += [()] * (space - len(shown))
        told = "A restored deal stands where it stood before." if deals else ""
        words = self.words(paragraph(told, room.inner, SOFT, most=1), room.inner, most=1) or [()]
        return framed(
            "Archived and deleted deals",
            [*shown, (), *words],
            _HINTS,
            room,
            all_hints=True,
            above=self._first,
            below=max(len(deals) - self._first - space, 0),
            aside="" if self._first else str(self.count or "none"),
        )

    def act(self, key: str) -> None:
        if key in ("r", "enter") and self.deals:
            self.do(RestoreDeals((self.deals[self._cursor].id,)))
