"""The pane of changes that vanished from the file: each is taken back or dismissed with a key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from pipeboard.domain.actions import Action
from pipeboard.domain.board import Board
from pipeboard.domain.errors import PipeBoardError
from pipeboard.tui.screens.dialog import Submit
from pipeboard.tui.screens.pane import TAB_STEPS, Pane
from pipeboard.view.card import Row
from pipeboard.view.dialog import GOOD, SOFT, Box, Hint, framed, hint_rows, paragraph, window
from pipeboard.view.vanished import WHY, vanished_rows
from pipeboard.workspace.inbox import Vanished

WIDTH: Final = 92
_MOST: Final = 12
"""Changes that the pane would like to show at a time; more of them are scrolled."""
_WORDS: Final = 4
"""Rows of the words below, and a blank above them."""


class VanishedPane(Pane[None]):
    """Ends when it is left, or when nothing is left in it."""

    steps = TAB_STEPS

    def __init__(
        self,
        read: Callable[[], Board],
        submit: Submit,
        now: Callable[[], datetime],
        find: Callable[[], tuple[Vanished, ...]],
        take: Callable[[Sequence[str]], str],
        dismiss: Callable[[Sequence[str]], str],
    ) -> None:
        """`find` looks the changes up; `take` and `dismiss` do it to some and tell so, or raise why not."""
        super().__init__(read, submit, now)
        self._find = find
        self._take = take
        self._drop = dismiss
        self._there = find()
        self._said = ""

    @property
    def count(self) -> int:
        return len(self._there)

    def wish(self) -> tuple[int, int]:
        width = min(WIDTH, self.app.size.width - 8)
        return WIDTH, min(max(self.count, 3), _MOST) + _WORDS + len(hint_rows(self._hints(), width)) - 1

    def draw(self, room: Box) -> tuple[Row, ...]:
        self._cursor = self.within(self._cursor)
        rows = vanished_rows(self._there, self._cursor, room.inner, self._read().zone)
        said = [(self._said, GOOD)] if self._said else [(self._whole(), SOFT)]
        words = self.words(
            [row for text, role in said for row in paragraph(text, room.inner, role, most=_WORDS - 1)],
            room.inner,
        )
        space = max(room.rows + 1 - _WORDS - len(hint_rows(self._hints(), room.inner)), 1)
        self._first = window(len(rows), space, self._cursor, self._first)
        shown = rows[self._first : self._first + space]
        shown += [()] * (space - len(shown))
        return framed(
            "Changes that vanished",
            [*shown, (), *words],
            self._hints(),
            room,
            all_hints=True,
            above=self._first,
            below=max(len(rows) - self._first - space, 0),
            aside="" if self._first else str(self.count or "none"),
        )

    def act(self, key: str) -> None:
        if not self._there:
            return
        chosen = self._there[self._cursor].act
        everything = [one.act for one in self._there]
        if key in ("t", "enter"):
            self._carry_out(self._take, [chosen])
        elif key in ("a", "T"):
            self._carry_out(self._take, everything)
        elif key == "x":
            self._carry_out(self._drop, [chosen])
        elif key == "X":
            self._carry_out(self._drop, everything)

    def do(self, action: Action) -> str | None:
        self._said = ""
        refusal = super().do(action)
        self._there = self._find()
        self.redraw()
        return refusal

    def step(self, by: int) -> None:
        self._said = ""
        super().step(by)

    def _carry_out(self, does: Callable[[Sequence[str]], str], acts: Sequence[str]) -> None:
        try:
            self._said = does(acts)
        except PipeBoardError as error:
            self.refuse(error.sentence)
            return
        self._refusal = ""
        self._there = self._find()
        self.redraw()

    def _whole(self) -> str:
        """All of the highlighted change, and why it is here."""
        if not self._there:
            return "Nothing more has vanished."
        one = self._there[self._cursor]
        return f"{one.text}. {WHY}" if len(one.text) < 60 else one.text

    def _hints(self) -> tuple[Hint, ...]:
        if not self._there:
            return (("u", "undo"), ("Esc", "done"))
        every: tuple[Hint, ...] = (("a", "take all"), ("X", "dismiss all")) if self.count > 1 else ()
        return (("t", "take back"), ("x", "dismiss"), *every, ("u", "undo"), ("Esc", "done"))
