"""What screens over the board work with, in the place of the workspace."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from pipeboard.domain.actions import Action
from pipeboard.domain.board import Board
from pipeboard.domain.errors import PipeBoardError
from pipeboard.tui.screens.dialog import Dialog, Submit
from pipeboard.view.dialog import GOOD, LATE

if TYPE_CHECKING:
    from pipeboard.view.form import FormSpec

_NEW_DAY: Final = 20.0
"""Seconds between two looks at the calendar."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Reads the board and carries actions out, for screens that know no workspace."""

    read: Callable[[], Board]
    now: Callable[[], datetime]
    """The present moment in the board's time zone."""
    carry_out: Callable[[Action], str]
    """Does something and tells it in a sentence; raises what is against it."""
    ask: Callable[[FormSpec, Submit], None]
    """Shows a form, whose action goes to the submit."""
    follow: Callable[[Callable[[], None]], Callable[[], None]]
    """Calls a function after each change of the board, until the returned one is called."""
    me: str


class DeskDialog(Dialog[str]):
    """Stays over the board and follows it; it ends with the id of the deal to go to, or None."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._remark: tuple[str, str] = ("", GOOD)
        """What was said last, and its role."""
        self._stop: Callable[[], None] = lambda: None

    @property
    @abstractmethod
    def day(self) -> date:
        """The day for which it was worked out."""

    @abstractmethod
    def refresh_from_board(self) -> None:
        """Take in how the board is now."""

    def on_mount(self) -> None:
        self._stop = self._desk.follow(self.refresh_from_board)
        self.set_interval(_NEW_DAY, self._look_at_calendar)

    def on_unmount(self) -> None:
        self._stop()

    def _look_at_calendar(self) -> None:
        if self._desk.now().date() != self.day:
            self.refresh_from_board()

    def submit(self, action: Action) -> str | None:
        """Carry out an action and tell it; the reason if it is refused."""
        try:
            said = self._desk.carry_out(action)
        except PipeBoardError as error:
            return error.sentence
        self.say(said, GOOD)
        return None

    def do(self, action: Action, done: str = "") -> None:
        """Carry out an action; `done` says it in better words than the action's own."""
        refusal = self.submit(action)
        if refusal is not None:
            self.say(refusal, LATE)
        elif done:
            self.say(done, GOOD)

    def fill(self, spec: FormSpec) -> None:
        """Show a form; what it wants is carried out here."""
        self._remark = ("", GOOD)
        self._desk.ask(spec, self.submit)

    def say(self, sentence: str, role: str) -> None:
        """Show a sentence until the next one."""
        self._remark = (sentence, role)
        self.redraw()
