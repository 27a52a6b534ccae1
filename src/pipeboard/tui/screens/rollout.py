"""The pane with the steps of rolling a process out. Every tick is one action at once."""

from __future__ import annotations

from typing import Final

from pipeboard.domain import rollout
from pipeboard.domain.actions import Define
from pipeboard.domain.rollout import MILESTONE, Step
from pipeboard.tui.screens.pane import TAB_STEPS, Pane
from pipeboard.view import rollout as view
from pipeboard.view.card import Row
from pipeboard.view.dialog import Box, Hint, framed, window

WIDTH: Final = 84
_ROWS: Final = 22
_WORDS: Final = 3


class RolloutPane(Pane[None]):
    """Shows the steps until it is left."""

    steps = TAB_STEPS

    @property
    def listed(self) -> tuple[Step, ...]:
        """Every step as it stands now."""
        return rollout.steps(self._read(), self.today)

    @property
    def count(self) -> int:
        return len(self.listed)

    def wish(self) -> tuple[int, int]:
        return WIDTH, _ROWS

    def draw(self, room: Box) -> tuple[Row, ...]:
        listed = self.listed
        self._cursor = self.within(self._cursor)
        space = max(room.rows - _WORDS - 1, 1)
        self._first = window(len(listed), space, self._cursor, self._first)
        shown = view.rows(listed, self._first, space, self._cursor, self.today, room.inner)
        said = view.words(listed[self._cursor], self._read(), self.today, room.inner) if listed else []
        done = sum(one.done for one in listed)
        blank: list[Row] = [()] * (space - len(shown))
        body = [*shown, *blank, (), *self.words(said, room.inner)]
        return framed(
            "Roll-out of the process",
            body,
            self._hints(),
            room,
            aside=f"{done} of {len(listed)} done",
            below=max(len(listed) - self._first - space, 0),
        )

    def act(self, key: str) -> None:
        listed = self.listed
        if key not in ("space", "enter") or not listed:
            return
        step = listed[self._cursor]
        if step.by_itself and not step.ticked:
            self.refuse("The board tells by itself that this one is done.")
        else:
            self.do(Define(MILESTONE, {"done": None if step.ticked else self.today}, step.definition.id))

    def _hints(self) -> tuple[Hint, ...]:
        return (("space", "tick"), ("j k", "move"), ("u", "undo"), ("Esc", "done"))
