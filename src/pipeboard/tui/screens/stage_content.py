"""The lists of a stage: its checklist, materials and challenges. Every edit is one action at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from pipeboard.domain.actions import Action, Define, Undefine
from pipeboard.domain.board import Board
from pipeboard.domain.definitions import Definition
from pipeboard.domain.order import between
from pipeboard.domain.pipeline import Stage
from pipeboard.tui.screens.dialog import Submit
from pipeboard.tui.screens.form import FormDialog
from pipeboard.tui.screens.pane import Pane
from pipeboard.view.about_stage import content_of
from pipeboard.view.card import Row
from pipeboard.view.dialog import Box, Hint, framed, hint_rows, window
from pipeboard.view.form import FormSpec
from pipeboard.view.forms.content import edit_content, new_content
from pipeboard.view.stage_content import KINDS, content_rows, content_words, kinds_row

WIDTH: Final = 84
_LISTED: Final = 9
_AROUND: Final = 6
"""Rows of the names of the lists with a blank below, and of the words with one above."""


class StageContent(Pane[None]):
    """Shows what belongs to one stage until it is left; nothing waits to be saved."""

    def __init__(
        self, stage_id: str, read: Callable[[], Board], submit: Submit, now: Callable[[], datetime]
    ) -> None:
        super().__init__(read, submit, now)
        self._stage_id = stage_id
        self._kind = KINDS[0]

    @property
    def count(self) -> int:
        return len(self.listed)

    @property
    def stage(self) -> Stage:
        """The stage as it is now."""
        return self._read().stage(self._stage_id)

    @property
    def listed(self) -> tuple[Definition, ...]:
        """What is shown."""
        return content_of(self._read(), self.stage, self._kind)

    @property
    def one(self) -> Definition | None:
        """The highlighted one."""
        listed = self.listed
        return listed[min(self._cursor, len(listed) - 1)] if listed else None

    def wish(self) -> tuple[int, int]:
        board, stage = self._read(), self.stage
        longest = max(len(content_of(board, stage, kind)) for kind in KINDS)
        hints = hint_rows(self._hints(), min(WIDTH, self.app.size.width - 8))
        return WIDTH, min(max(longest, 3), _LISTED) + _AROUND + len(hints)

    def draw(self, room: Box) -> tuple[Row, ...]:
        board, stage, listed = self._read(), self.stage, self.listed
        today = self.today
        self._cursor = self.within(self._cursor)
        words = self.words(content_words(self.one, self._kind, today, room.inner), room.inner)
        words += [()] * (3 - len(words))
        space = room.rows + 1 - len(hint_rows(self._hints(), room.inner))
        gap: list[Row] = [()] if space >= len(words) + 6 else []
        head = [kinds_row(board, stage, self._kind, room.inner), *gap]
        rows = max(space - len(head) - len(words) - len(gap), 1)
        self._first = window(len(listed), rows, self._cursor, self._first)
        body = content_rows(listed, today, self._cursor, room.inner, self._first, rows)
        body += [()] * (rows - len(body))
        return framed(
            stage.name,
            [*head, *body, *gap, *words],
            self._hints(),
            room,
            below=max(len(listed) - self._first - rows, 0),
            all_hints=True,
        )

    def act(self, key: str) -> None:
        one = self.one
        self._refusal = ""
        if key in ("tab", "shift+tab"):
            at = KINDS.index(self._kind) + (1 if key == "tab" else -1)
            self._kind = KINDS[at % len(KINDS)]
            self._first = 0
            self.go(0)
        elif key == "a":
            self._fill(new_content(self._kind, self.stage, self._now()), last=True)
        elif one is not None:
            self._act(key, one)

    def _act(self, key: str, one: Definition) -> None:
        """What the keys do to the highlighted one."""
        if key in ("e", "enter"):
            self._fill(edit_content(one, self.stage, self._now()))
        elif key == "x":
            self.do(Undefine(one.kind, one.id))
        elif key in ("J", "K", "shift+down", "shift+up"):
            self._move(one, 1 if key in ("J", "shift+down") else -1)
        elif key in ("space", "r") and one.kind == "check":
            self.do(Define(one.kind, {"required": not one.flag("required")}, one.id))
        elif key == "r" and one.kind == "material":
            self.do(Define(one.kind, {"reviewed": self.today}, one.id))

    def _move(self, one: Definition, step: int) -> None:
        """Past the neighbour: its rank lies then between those of the two there."""
        others = [other for other in self.listed if other.id != one.id]
        place = self._cursor + step
        if 0 <= place <= len(others):
            low = others[place - 1].text("rank") if place else ""
            high = others[place].text("rank") if place < len(others) else ""
            try:
                rank = between(low, high)
            except ValueError:  # both neighbours were given the same rank, in two clones at once
                rank = low or high
            if self.do(Define(one.kind, {"rank": rank}, one.id)) is None:
                self.go(place)

    def _fill(self, spec: FormSpec, *, last: bool = False) -> None:
        def done(action: Action | None) -> None:
            self.go(len(self.listed) - 1 if last and action is not None else self._cursor)

        self.app.push_screen(FormDialog(spec, submit=self.do), done)

    def _hints(self) -> tuple[Hint, ...]:
        special: dict[str, tuple[Hint, ...]] = {
            "check": (("Space", "required or not"),),
            "material": (("r", "reviewed today"),),
        }
        return (
            *(("a", "add"), ("e", "change"), ("x", "remove"), ("J K", "move")),
            *special.get(self._kind, ()),
            *(("Tab", "other lists"), ("u", "undo"), ("Esc", "done")),
        )
