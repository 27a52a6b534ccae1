"""Pick one thing from a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeboard.tui.screens.dialog import Dialog
from pipeboard.view.card import Row
from pipeboard.view.choices import initials_of
from pipeboard.view.dialog import SOFT, Box, Hint, framed, paragraph, window
from pipeboard.view.picker import Option, option_rows
from pipeboard.view.text import cells, clean


class Picker(Dialog[str]):
    """Ends with the id of the option that Enter was pressed on, or None.

    A letter goes to its option, so that what it means can be read before Enter; with `at_once` it picks.
    """

    def __init__(
        self,
        title: str,
        options: Sequence[Option],
        *,
        cursor: str = "",
        verb: str = "pick",
        aside: str = "",
        at_once: bool = False,
        keys: Sequence[str] | None = None,
        moved: Callable[[str], None] | None = None,
    ) -> None:
        """`cursor` is the id to start at, `verb` what Enter does; `moved` hears the id under the cursor.

        `keys` are the letters of the options, "" for none, where they are not to be made from the labels.
        """
        super().__init__()
        self._title = title
        self._options = tuple(options)
        self._keys = list(keys) if keys else initials_of([option.label for option in options])
        ids = [option.id for option in options]
        self._cursor = ids.index(cursor) if cursor in ids else 0
        self._verb = verb
        self._aside = aside
        self._at_once = at_once
        self._moved = moved
        self._first = 0

    @property
    def cursor(self) -> str:
        """The id of the highlighted option; "" when there is none."""
        return self._options[self._cursor].id if self._options else ""

    def wish(self) -> tuple[int, int]:
        labels = max((cells(clean(option.label)) for option in self._options), default=0)
        notes = max((cells(clean(option.note)) for option in self._options), default=0)
        detailed = any(option.detail for option in self._options)
        width = max(labels + notes + 12, cells(self._title) + cells(self._aside) + 8, 44)
        return min(width, 76), len(self._options) + (3 if detailed else 0)

    def draw(self, room: Box) -> tuple[Row, ...]:
        details = self._detail_rows(room)
        rows = max(room.rows - len(details), 1)
        self._first = window(len(self._options), rows, self._cursor, self._first)
        body = option_rows(self._options, self._keys, self._cursor, room.inner, self._first, rows)
        body += [()] * (rows - len(body))
        below = max(len(self._options) - self._first - rows, 0)
        return framed(
            self._title,
            [*body, *details],
            self._hints(),
            room,
            above=self._first,
            below=below,
            aside="" if self._first else self._aside,
        )

    def press(self, key: str, typed: str) -> None:
        key, typed = self.latin(key), self.latin(typed)
        steps = {"j": 1, "down": 1, "k": -1, "up": -1, "pagedown": 5, "pageup": -5, "tab": 1, "shift+tab": -1}
        if key == "enter" and self._options:
            self.dismiss(self.cursor)
        elif key == "q":
            self.back()
        elif key in steps:
            self._go(self._cursor + steps[key])
        elif key in ("home", "end", "g", "G") and key not in self._keys:
            self._go(0 if key in ("home", "g") else len(self._options) - 1)
        else:
            self._pick(typed if typed in self._keys else typed.casefold())

    def _pick(self, letter: str) -> None:
        if letter and letter in self._keys:
            found = self._keys.index(letter)
        elif letter.isascii() and letter.isdigit() and 0 < int(letter) <= len(self._options):
            found = int(letter) - 1
        else:
            return
        self._go(found)
        if self._at_once:
            self.dismiss(self.cursor)

    def _go(self, at: int) -> None:
        at = max(min(at, len(self._options) - 1), 0)
        if at != self._cursor:
            self._cursor = at
            self.redraw()
            if self._moved is not None:
                self._moved(self.cursor)

    def _detail_rows(self, room: Box) -> list[Row]:
        if not any(option.detail for option in self._options) or room.rows < 6:
            return []
        lines = paragraph(self._options[self._cursor].detail, room.inner, SOFT, most=2)
        return [(), *lines, *([()] * (2 - len(lines)))]

    def _hints(self) -> tuple[Hint, ...]:
        letters: tuple[Hint, ...] = (("letter", "goes there"),) if any(self._keys) else ()
        return (("Enter", self._verb), ("j k", "move"), *letters, ("Esc", "cancel"))
