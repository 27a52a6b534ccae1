"""What panes are: a list in which each key is one action at once, so that `u` takes it back.

Nothing waits to be saved. What a rule has against an action is shown below the list; some lines can be typed
into, until Enter keeps what was typed.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import ClassVar, Final

from pipeboard.domain.actions import Action, Redo, Undo
from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.tui.screens.dialog import Dialog, Result, Submit
from pipeboard.view.card import Row
from pipeboard.view.dialog import LATE, paragraph
from pipeboard.view.edit import Edit

STEPS: Final = {"j": 1, "down": 1, "k": -1, "up": -1, "pagedown": 8, "pageup": -8}
TAB_STEPS: Final = {**STEPS, "tab": 1, "shift+tab": -1}
"""Of panes in which Tab does nothing else."""
_ENDS: Final = ("g", "home", "G", "end")


class Pane(Dialog[Result]):
    """A list with a cursor, over the board as it is now."""

    steps: ClassVar[Mapping[str, int]] = STEPS
    """Keys that move the cursor, and how far."""

    def __init__(self, read: Callable[[], Board], submit: Submit, now: Callable[[], datetime]) -> None:
        """`read` gives the board as it is now, `submit` carries out a change, `now` is the board's moment."""
        super().__init__()
        self._read = read
        self._submit = submit
        self._now = now
        self._cursor = self._first = 0
        self._typing: Edit | None = None
        """What is being typed; None while letters are commands."""
        self._refusal = ""

    @property
    def today(self) -> date:
        """Today in the board's time zone."""
        return self._now().date()

    @property
    def is_gone(self) -> bool:
        """Whether there is nothing any more that the pane could show."""
        return False

    @property
    @abstractmethod
    def count(self) -> int:
        """How many lines the cursor can be on."""

    @abstractmethod
    def act(self, key: str) -> None:
        """What a key does that does not move, undo or leave."""

    def keep(self, text: str) -> None:
        """Carry out what was typed."""

    def do(self, action: Action) -> str | None:
        """Carry out a change; the reason if it is refused, which is shown as well."""
        refusal = self._submit(action)
        self._refusal = refusal or ""
        if self.is_gone:
            self.dismiss(None)
        else:
            self.redraw()
        return refusal

    def press(self, key: str, typed: str) -> None:
        if self._typing is not None:
            self.type_into(self._typing, key, typed)
            return
        key = self.latin(key)
        if key == "q" or self.is_gone:
            self.back()
        elif key in self.steps:
            self.step(self.steps[key])
        elif key in _ENDS:
            self.go(0 if key in ("g", "home") else self.count - 1)
        elif key in ("u", "U", "ctrl+r"):
            self.do(Undo() if key == "u" else Redo())
        else:
            self.act(key)

    def type_into(self, typing: Edit, key: str, typed: str) -> None:
        """A key while something is being typed."""
        if key == "enter":
            self.keep(typing.text)
            return
        changed = typing.key(key)
        if changed is None and typed:
            changed = typing.typed(typed)
        if changed is not None:
            self.write(changed)

    def paste(self, text: str) -> None:
        if self._typing is not None:
            self.write(self._typing.typed(text))

    def back(self) -> None:
        """Leaves what is being typed as it was, or the pane."""
        if self._typing is not None:
            self.write(None)
        else:
            self.leave()

    def leave(self) -> None:
        """Leave the pane; every change is done already."""
        self.dismiss(None)

    def write(self, typing: Edit | None) -> None:
        """Go on with what is typed, or with no more of it."""
        self._typing = typing
        self._refusal = ""
        self.redraw()

    def refuse(self, sentence: str) -> None:
        """Show what is against it; what is being typed stays."""
        self._refusal = sentence
        self.redraw()

    def step(self, by: int) -> None:
        """Move the cursor by so many lines."""
        self.go(self._cursor + by)

    def go(self, at: int) -> None:
        """Put the cursor on a line, or the nearest there is."""
        self._refusal = ""
        self._cursor = self.within(at)
        self.redraw()

    def within(self, at: int) -> int:
        """The line nearest to `at` that there is."""
        return max(min(at, self.count - 1), 0)

    def words(self, said: list[Row], width: int, most: int = 3) -> list[Row]:
        """What is said below the list: what a rule is against comes first."""
        return paragraph(f"! {self._refusal}", width, LATE, most=most) if self._refusal else said


class DealPane(Pane[None]):
    """A pane about one deal; it ends once its making was taken back."""

    def __init__(
        self, deal_id: str, read: Callable[[], Board], submit: Submit, now: Callable[[], datetime]
    ) -> None:
        super().__init__(read, submit, now)
        self._deal_id = deal_id

    @property
    def deal(self) -> Deal | None:
        """The deal as it is now; None if there is none to show."""
        return self._read().deals.get(self._deal_id)

    @property
    def is_gone(self) -> bool:
        return self.deal is None
