"""What screens over the board work with, in the place of the workspace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from pipeboard.domain.actions import Action
from pipeboard.domain.board import Board
from pipeboard.tui.screens.dialog import Submit

if TYPE_CHECKING:
    from pipeboard.view.form import FormSpec


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
