"""The editor of what the team defined: a list of kinds, and the list of each.

Every edit is one action at once, so that `u` takes it back. What can be done is ticked there, too.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from pipeboard.domain.actions import Action, Define, Undefine
from pipeboard.domain.board import Board
from pipeboard.domain.definitions import KINDS, Definition, about
from pipeboard.tui.screens.dialog import Submit
from pipeboard.tui.screens.form import FormDialog
from pipeboard.tui.screens.pane import TAB_STEPS, Pane
from pipeboard.view.card import Row
from pipeboard.view.definitions import (
    definition_table,
    definition_words,
    kind_table,
    of_kind,
    reordered,
    whole_text,
)
from pipeboard.view.dialog import SOFT, Box, Hint, framed, hint_rows, paragraph, window
from pipeboard.view.form import FormSpec
from pipeboard.view.forms.definition import change_definition, new_definition

WIDTH: Final = 92
_WORDS: Final = 4
"""Rows of what the highlighted one says and a blank above them."""
_FEW: Final = 10
"""Rows of the list, where there is no other kind."""
_KINDS: Final = tuple(KINDS)
DONE: Final = "done"
"""The day on which something of a kind was done, where it can be."""


class DefinitionsEditor(Pane[None]):
    """Ends when the list of kinds is left, or that of the only kind; nothing waits to be saved."""

    steps = TAB_STEPS

    def __init__(
        self,
        read: Callable[[], Board],
        submit: Submit,
        now: Callable[[], datetime],
        *,
        only: str = "",
        title: str = "",
    ) -> None:
        """As `Pane`; with `only` there is no other kind, and it is called `title`."""
        super().__init__(read, submit, now)
        self._only = only
        self._title = title
        self._kind = only
        """The kind that is open; empty while all are listed."""

    @property
    def count(self) -> int:
        return len(self.there) if self._kind else len(_KINDS)

    @property
    def there(self) -> tuple[Definition, ...]:
        """What is listed of the kind that is open."""
        return of_kind(self._read(), self._kind) if self._kind else ()

    @property
    def one(self) -> Definition | None:
        """The highlighted one."""
        there = self.there
        return there[self.within(self._cursor)] if there else None

    def wish(self) -> tuple[int, int]:
        width = min(WIDTH, self.app.size.width - 8)
        listed = _FEW if self._only else len(_KINDS)
        return WIDTH, listed + _WORDS + len(hint_rows(self._hints(), width))

    def draw(self, room: Box) -> tuple[Row, ...]:
        board, there, hints = self._read(), self.there, self._hints()
        self._cursor = self.within(self._cursor)
        if self._kind:
            table = definition_table(board, there, self._cursor, room.inner)
        else:
            table = kind_table(board, self._cursor, room.inner)
        words = self.words(self._about(room.inner), room.inner, _WORDS - 1)
        space = max(room.rows - _WORDS - len(hint_rows(hints, room.inner)), 3)
        self._first = window(len(table.rows), space, table.at, self._first)
        shown = list(table.rows[self._first : self._first + space])
        shown += [()] * (space - len(shown))
        return framed(
            self._title or (f"Defined: {self._kind}" if self._kind else "What the team defined"),
            [*shown, (), *words],
            hints,
            room,
            all_hints=True,
            above=self._first,
            below=max(len(table.rows) - self._first - space, 0),
            aside="" if self._first or not self._kind else f"{len(there) or 'none'}",
        )

    def act(self, key: str) -> None:
        command = self._commands().get(key)
        if command is not None:
            self._refusal = ""
            command()

    def leave(self) -> None:
        """From the list of a kind to all kinds, from there to the board."""
        if self._kind and not self._only:
            self._open("")
        else:
            self.dismiss(None)

    def _commands(self) -> dict[str, Callable[[], object]]:
        if not self._kind:
            return dict.fromkeys(("enter", "l", "right"), lambda: self._open(_KINDS[self._cursor]))
        always: dict[str, Callable[[], object]] = dict.fromkeys(("a", "n"), self._add)
        always |= dict.fromkeys(("h", "left"), self.back)
        one = self.one
        if one is None:
            return {**always, "enter": self._add}
        changing = lambda: self._fill(change_definition(self._read(), one, self._now()))  # noqa: E731
        ticking = {"space": lambda: self._tick(one)} if DONE in KINDS[self._kind] else {}
        return (
            always
            | ticking
            | {
                "e": changing,
                "enter": changing,
                "x": lambda: self.do(Undefine(one.kind, one.id)),
                "J": lambda: self._move(one, 1),
                "K": lambda: self._move(one, -1),
                "shift+down": lambda: self._move(one, 1),
                "shift+up": lambda: self._move(one, -1),
            }
        )

    def _hints(self) -> tuple[Hint, ...]:
        undo, done = ("u", "undo"), ("Esc", "all kinds" if self._kind and not self._only else "done")
        if not self._kind:
            return ("Enter", "open"), ("j k", "move"), undo, done
        moves = (("J K", "reorder"),) if "rank" in KINDS[self._kind] else ()
        ticks = (("space", "tick"),) if DONE in KINDS[self._kind] else ()
        there: tuple[Hint, ...] = (*ticks, ("e", "change"), ("x", "remove"), *moves) if self.there else ()
        return ("a", "add"), *there, undo, done

    def _about(self, width: int) -> list[Row]:
        """What the highlighted one, or its kind, is."""
        if not self._kind:
            return paragraph(about(_KINDS[self._cursor]), width, SOFT, most=_WORDS - 1)
        one = self.one
        if one is None:
            return paragraph(f"None yet. {about(self._kind)} a adds one.", width, SOFT, most=_WORDS - 1)
        return definition_words(one, width, _WORDS - 1)

    def _open(self, kind: str) -> None:
        """Show the list of a kind, or all kinds with the cursor where it was."""
        at = _KINDS.index(self._kind) if self._kind else 0
        self._kind = kind
        self._first = 0
        self.go(0 if kind else at)

    def _go_to(self, name: str) -> None:
        ids = [one.id for one in self.there]
        self._cursor = ids.index(name) if name in ids else self._cursor
        self.redraw()

    def _add(self) -> None:
        one = self.one
        given = {}
        if one is not None and one.whole:
            field = next(name for name in KINDS[self._kind] if one.values.get(name) == one.whole)
            given = {field: one.whole if field == "list" else whole_text(self._read(), one.whole)}
        self._fill(new_definition(self._read(), self._kind, self._now(), given))

    def _fill(self, spec: FormSpec) -> None:
        before = {one.id for one in self.there}

        def done(action: Action | None) -> None:
            self._refusal = ""
            added = [one.id for one in self.there if one.id not in before]
            if action is not None and added:
                self._go_to(added[0])
            self.redraw()

        self.app.push_screen(FormDialog(spec, submit=self.do), done)

    def _tick(self, one: Definition) -> None:
        """Say that it is done today, or not after all."""
        self.do(Define(one.kind, {DONE: None if one.values.get(DONE) else self.today}, one.id))

    def _move(self, one: Definition, step: int) -> None:
        action = reordered(self.there, one, step) if "rank" in KINDS[one.kind] else None
        if action is not None:
            self.do(action)
            self._go_to(one.id)
