"""One row that says what happened, and on the right how the board stands."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from time import monotonic
from typing import TYPE_CHECKING

from pipeboard.tui.widgets.rows import RowsWidget
from pipeboard.view.bars import status_row

if TYPE_CHECKING:
    from pipeboard.view.card import Row, Span


class StatusLine(RowsWidget):
    """A message and facts."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("panel soft", id=id)
        self._message = ""
        self._role = "panel"
        self._said = -math.inf
        self._facts: Sequence[Span] = ()
        self._instead: Callable[[int], Row] | None = None

    @property
    def message(self) -> str:
        """What is said at present."""
        return self._message

    @property
    def age(self) -> float:
        """For how many seconds the message has been there; endless when nothing is said."""
        return monotonic() - self._said if self._message else math.inf

    def say(self, message: str, role: str = "panel") -> None:
        """Say something; it stays until the next message."""
        self._said = monotonic()
        if (message, role) != (self._message, self._role):
            self._message, self._role = message, role
            self._draw()

    def facts(self, facts: Sequence[Span]) -> None:
        """Show other facts, the most important last."""
        if facts != self._facts:
            self._facts = facts
            self._draw()

    def show_instead(self, row: Callable[[int], Row] | None) -> None:
        """Show a row made for the width instead, until there is none any more."""
        self._instead = row
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        if self.size.width:
            self.show(self.fitted())

    def fitted(self) -> Sequence[Row]:
        if self._instead is not None:
            return [self._instead(self.size.width)]
        return [status_row(self._message, self._role, self._facts, self.size.width)]
