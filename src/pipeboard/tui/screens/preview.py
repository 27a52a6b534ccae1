"""What an action would do to several deals, to be looked at before it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipeboard.domain.actions import Action
from pipeboard.domain.board import Board
from pipeboard.domain.rules.preview import Preview
from pipeboard.tui.screens.dialog import Dialog
from pipeboard.view.card import Row
from pipeboard.view.dialog import CARET, KEY, LATE, TEXT, Box, Hint, framed, paragraph
from pipeboard.view.edit import Edit
from pipeboard.view.preview import Listed, summary_rows, widest


@dataclass(frozen=True, slots=True)
class Proposed:
    """An action that is about to be done."""

    title: str
    """What it does, in a few words."""
    preview: Preview
    board: Board
    destroys: bool = False
    """Whether Enter is not enough for it."""


class PreviewDialog(Dialog[Action]):
    """Ends with the action on the deals that nothing holds back, or None."""

    def __init__(self, proposed: Proposed, override: Callable[[str], Proposed | str]) -> None:
        """`override` gives what is proposed once a reason takes the deals past what holds them.

        It answers with a sentence where that cannot be.
        """
        super().__init__()
        self._proposed = proposed
        self._override = override
        self._first = 0
        self._reason: Edit | None = None
        self._refusal = ""

    @property
    def proposed(self) -> Proposed:
        """What would be done now."""
        return self._proposed

    def wish(self) -> tuple[int, int]:
        one = self._proposed
        width = min(widest(one.preview, one.board), 96)
        return width, len(Listed(one.preview, one.board)) + 4

    def draw(self, room: Box) -> tuple[Row, ...]:
        one = self._proposed
        head = [*summary_rows(one.preview, room.inner), ()]
        if room.rows < len(head) + 3:
            head = head[:-1]
        foot = self._foot(room)
        listed = Listed(one.preview, one.board)
        rows = max(room.rows - len(head) - len(foot), 1)
        self._first = max(min(self._first, len(listed) - rows), 0)
        body = listed.rows(room.inner, self._first, rows)
        body += [()] * (rows - len(body))
        below = max(len(listed) - self._first - rows, 0)
        deals = f"{len(listed)} deals" if len(listed) != 1 else "1 deal"
        return framed(
            one.title,
            [*head, *body, *foot],
            self._hints(),
            room,
            above=self._first,
            below=below,
            aside="" if self._first else deals,
        )

    def press(self, key: str, typed: str) -> None:
        if self._reason is not None:
            self._type(key, typed)
            return
        key = self.latin(key)
        page = max(self.room.rows - 5, 1)
        steps = {"j": 1, "down": 1, "k": -1, "up": -1, "pagedown": page, "pageup": -page, "space": page}
        ends = {"g": 0, "home": 0, "G": 10**9, "end": 10**9}
        if key in steps or key in ends:
            self._first = ends.get(key, max(self._first + steps.get(key, 0), 0))
            self.redraw()
        elif key == "y" or (key == "enter" and not self._proposed.destroys):
            self.dismiss(self._proposed.preview.action)
        elif key == "o" and self._proposed.preview.overridable:
            self._reason = Edit()
            self.redraw()
        elif key in ("n", "q"):
            self.back()

    def paste(self, text: str) -> None:
        if self._reason is not None:
            self._reason = self._reason.typed(text)
            self.redraw()

    def back(self) -> None:
        """First out of the reason, then out of the dialog."""
        if self._reason is not None:
            self._reason, self._refusal = None, ""
            self.redraw()
        else:
            self.dismiss(None)

    def _type(self, key: str, typed: str) -> None:
        assert self._reason is not None
        if key == "enter":
            self._go_past(self._reason.text.strip())
            return
        edit = self._reason.key(key) or (self._reason.typed(typed) if typed else None)
        if edit is not None:
            self._reason, self._refusal = edit, ""
            self.redraw()

    def _go_past(self, reason: str) -> None:
        answer = self._override(reason) if reason else "Write a word or two on why they go past it."
        if isinstance(answer, str):
            self._refusal = answer
        else:
            self._proposed, self._reason, self._refusal, self._first = answer, None, "", 0
        self.redraw()

    def _foot(self, room: Box) -> list[Row]:
        """The line in which the reason is typed, and what is wrong with it."""
        if self._reason is None:
            return []
        before, caret, after = self._reason.window(max(room.inner - 26, 1))
        line: Row = (("Why past the checklist ", KEY), (before, TEXT), (caret, CARET), (after, TEXT))
        said = paragraph(f"! {self._refusal}", room.inner, LATE, most=2) if self._refusal else []
        return [(), tuple(span for span in line if span[0]), *said]

    def _hints(self) -> tuple[Hint, ...]:
        if self._reason is not None:
            return (("Enter", "take them along"), ("Esc", "leave them"))
        one = self._proposed
        count = len(one.preview.effects)
        way: tuple[Hint, ...] = ()
        if count:
            plain = one.preview.held or one.destroys
            way = (("y" if plain else "y Enter", f"do it to {count}" if one.preview.held else "do it"),)
        past: tuple[Hint, ...] = (("o", "override"),) if one.preview.overridable else ()
        return (*way, *past, ("j k", "scroll"), ("Esc", "cancel"))
