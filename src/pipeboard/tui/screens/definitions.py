"""The editor of what the team defined: a list of kinds, and the list of each.

Every edit is one action at once, so that `u` takes it back.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from pipeboard.domain.actions import Action, Redo, Undefine, Undo
from pipeboard.domain.board import Board
from pipeboard.domain.definitions import KINDS, Definition, about
from pipeboard.tui.screens.dialog import Dialog, Submit
from pipeboard.tui.screens.form import FormDialog
from pipeboard.view.card import Row
from pipeboard.view.definitions import (
    definition_table,
    definition_words,
    kind_table,
    of_kind,
    reordered,
    whole_text,
)
from pipeboard.view.dialog import LATE, SOFT, Box, Hint, framed, hint_rows, paragraph, window
from pipeboard.view.form import FormSpec
from pipeboard.view.forms.definition import change_definition, new_definition

WIDTH: Final = 92
_WORDS: Final = 4
"""Rows of what the highlighted one says and a blank above them."""
_KINDS: Final = tuple(KINDS)


class DefinitionsEditor(Dialog[None]):
    """Ends when the list of kinds is left; nothing waits to be saved."""

    def __init__(
        self, read: Callable[[], Board], submit: Submit, now: Callable[[], datetime], kind: str = ""
    ) -> None:
        """`read` gives the board as it is now, `submit` carries out an edit; `kind` is opened at once."""
        super().__init__()
        self._read = read
        self._submit = submit
        self._now = now
        self._kind = kind
        self._cursor = _KINDS.index(kind) if kind in _KINDS else 0
        self._place = 0
        self._first = 0
        self._refusal = ""

    @property
    def there(self) -> tuple[Definition, ...]:
        """What is listed of the kind that is open."""
        return of_kind(self._read(), self._kind) if self._kind else ()

    @property
    def one(self) -> Definition | None:
        """The highlighted one."""
        there = self.there
        return there[min(self._place, len(there) - 1)] if there else None

    def wish(self) -> tuple[int, int]:
        width = min(WIDTH, self.app.size.width - 8)
        return WIDTH, len(_KINDS) + _WORDS + len(hint_rows(self._hints(), width))

    def draw(self, room: Box) -> tuple[Row, ...]:
        board, there, hints = self._read(), self.there, self._hints()
        self._place = max(min(self._place, len(there) - 1), 0)
        if self._kind:
            table = definition_table(board, there, self._place, room.inner)
        else:
            table = kind_table(board, self._cursor, room.inner)
        words = self._words(room.inner)
        space = max(room.rows - _WORDS - len(hint_rows(hints, room.inner)), 3)
        self._first = window(len(table.rows), space, table.at, self._first)
        shown = list(table.rows[self._first : self._first + space])
        shown += [()] * (space - len(shown))
        return framed(
            f"Defined: {self._kind}" if self._kind else "What the team defined",
            [*shown, (), *words],
            hints,
            room,
            all_hints=True,
            above=self._first,
            below=max(len(table.rows) - self._first - space, 0),
            aside="" if self._first or not self._kind else f"{len(there) or 'none'}",
        )

    def press(self, key: str, typed: str) -> None:
        key = self.latin(key)
        steps = {"j": 1, "down": 1, "tab": 1, "k": -1, "up": -1, "shift+tab": -1, "pagedown": 8, "pageup": -8}
        if key in steps:
            self._go(self._at + steps[key])
        elif key in ("g", "home", "G", "end"):
            self._go(0 if key in ("g", "home") else len(_KINDS) + len(self.there))
        elif key == "q":
            self.back()
        elif key in self._commands():
            self._refusal = ""
            self._commands()[key]()

    def back(self) -> None:
        """From the list of a kind to all kinds, from there to the board."""
        if not self._kind:
            self.dismiss(None)
            return
        self._open("")

    def do(self, action: Action) -> str | None:
        """Carry out an edit; the reason if it is refused."""
        refusal = self._submit(action)
        self._refusal = refusal or ""
        self.redraw()
        return refusal

    @property
    def _at(self) -> int:
        return self._place if self._kind else self._cursor

    def _commands(self) -> dict[str, Callable[[], object]]:
        always: dict[str, Callable[[], object]] = {
            "u": lambda: self.do(Undo()),
            "U": lambda: self.do(Redo()),
            "ctrl+r": lambda: self.do(Redo()),
        }
        if not self._kind:
            opening = lambda: self._open(_KINDS[self._cursor])  # noqa: E731
            return {**always, "enter": opening, "l": opening, "right": opening}
        always |= dict.fromkeys(("a", "n"), self._add)
        always |= dict.fromkeys(("h", "left"), self.back)
        one = self.one
        if one is None:
            return {**always, "enter": self._add}
        changing = lambda: self._fill(change_definition(self._read(), one, self._now()))  # noqa: E731
        return always | {
            "e": changing,
            "enter": changing,
            "x": lambda: self.do(Undefine(one.kind, one.id)),
            "J": lambda: self._move(one, 1),
            "K": lambda: self._move(one, -1),
            "shift+down": lambda: self._move(one, 1),
            "shift+up": lambda: self._move(one, -1),
        }

    def _hints(self) -> tuple[Hint, ...]:
        undo, done = ("u", "undo"), ("Esc", "all kinds" if self._kind else "done")
        if not self._kind:
            return ("Enter", "open"), ("j k", "move"), undo, done
        moves = (("J K", "reorder"),) if "rank" in KINDS[self._kind] else ()
        there: tuple[Hint, ...] = (("e", "change"), ("x", "remove"), *moves) if self.there else ()
        return ("a", "add"), *there, undo, done

    def _words(self, width: int) -> list[Row]:
        if self._refusal:
            return paragraph(f"! {self._refusal}", width, LATE, most=_WORDS - 1)
        if not self._kind:
            return paragraph(about(_KINDS[self._cursor]), width, SOFT, most=_WORDS - 1)
        one = self.one
        if one is None:
            return paragraph(f"None yet. {about(self._kind)} a adds one.", width, SOFT, most=_WORDS - 1)
        return definition_words(one, width, _WORDS - 1)

    def _open(self, kind: str) -> None:
        self._kind = kind
        self._place = self._first = 0
        self._refusal = ""
        self.redraw()

    def _go(self, at: int) -> None:
        self._refusal = ""
        if self._kind:
            self._place = max(min(at, len(self.there) - 1), 0)
        else:
            self._cursor = max(min(at, len(_KINDS) - 1), 0)
        self.redraw()

    def _go_to(self, name: str) -> None:
        ids = [one.id for one in self.there]
        self._place = ids.index(name) if name in ids else self._place
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
                self._place = [one.id for one in self.there].index(added[0])
            self.redraw()

        self.app.push_screen(FormDialog(spec, submit=self.do), done)

    def _move(self, one: Definition, step: int) -> None:
        action = reordered(self.there, one, step) if "rank" in KINDS[one.kind] else None
        if action is not None:
            self.do(action)
            self._go_to(one.id)
