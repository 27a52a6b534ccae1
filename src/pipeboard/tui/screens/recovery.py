"""Shown when the board file cannot be read: what is wrong, what is left of it, and the way back.

Nothing is written before a key is pressed for it; then the damaged file is kept beside the new one.
"""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, Literal, NamedTuple

from pipeboard.domain.errors import PipeBoardError
from pipeboard.store.rescue import Source, summed_up
from pipeboard.tui.screens.dialog import Dialog
from pipeboard.tui.screens.pane import STEPS
from pipeboard.view.card import Row
from pipeboard.view.dialog import (
    GOOD,
    KEY,
    LATE,
    SOFT,
    TEXT,
    TITLE,
    Box,
    Hint,
    framed,
    hint_rows,
    paragraph,
    window,
)
from pipeboard.view.recovery import source_rows, together

WIDTH: Final = 76


class Remains(NamedTuple):
    """The bytes of the damaged file, and where rows of the board are left."""

    damaged: bytes
    sources: Sequence[Source]


class Recovery(Dialog[Literal["retry", "mended", "quit"]]):
    """Ends with "retry" (`r`), "mended" once the board was put together, or "quit" (`q`, Esc)."""

    def __init__(
        self,
        path: Path,
        sentence: str,
        find: Callable[[], Remains | None],
        mend: Callable[[Remains, Sequence[Source]], str],
    ) -> None:
        """`find` looks for what is left, in a thread; `mend` puts it together and tells the name of the
        file that is kept, or raises why it could not."""
        super().__init__()
        self._path = path
        self._sentence = sentence
        self._find = find
        self._mend = mend
        self._looking = True
        self._remains: Remains | None = None
        self._taken: set[str] = set()
        self._whole = summed_up(())
        self._cursor = self._first = 0
        self._refusal = ""
        self._kept = ""

    def on_mount(self) -> None:
        self.run_worker(self._look(), exit_on_error=True)

    async def _look(self) -> None:
        try:
            self._remains = await asyncio.to_thread(self._find)
        except PipeBoardError as error:
            self._refusal = error.sentence
        self._looking = False
        self._take({one.key for one in self._there if not one.foreign})

    def _take(self, keys: set[str]) -> None:
        """Choose sources; a large board takes a moment to sum up, so it is done once."""
        self._taken = keys
        self._whole = summed_up(one for one in self._there if one.key in keys)
        self.redraw()

    @property
    def _there(self) -> Sequence[Source]:
        return self._remains.sources if self._remains else ()

    def wish(self) -> tuple[int, int]:
        width = min(WIDTH, self.app.size.width - 8)
        body = [*self._head(width), *self._list(width), *self._foot(width)]
        return WIDTH, len(body) + len(hint_rows(self._hints(), width)) - 1

    def draw(self, room: Box) -> tuple[Row, ...]:
        width = room.inner
        head, rows, foot = self._head(width), self._list(width), self._foot(width)
        space = room.rows + 1 - len(hint_rows(self._hints(), width))
        if len(head) + len(rows) + len(foot) > space:  # on a small screen the choice comes first
            head = paragraph(self._refusal or self._sentence, width, LATE, most=2)
            foot = paragraph(together(self._whole), width, most=2) if self._there else foot
        shown = max(space - len(head) - len(foot), 1)
        self._first = window(len(rows), shown, self._cursor, self._first)
        body = [*head, *rows[self._first : self._first + shown], *foot]
        return framed("This board cannot be opened", body, self._hints(), room, all_hints=True)

    def _head(self, width: int) -> list[Row]:
        unchanged = "Nothing was changed: the file is as it was found."
        if self._kept:
            unchanged = f"The board was put together again. The damaged file is kept as {self._kept}."
        return [
            *paragraph(self._refusal or self._sentence, width, LATE, most=4),
            *paragraph(str(self._path), width, TITLE, most=3),
            *paragraph(unchanged, width, GOOD if self._kept else TEXT),
            (),
        ]

    def _list(self, width: int) -> list[Row]:
        if self._kept:
            return []
        if self._looking:
            return paragraph("Looking for what is left of it...", width, SOFT)
        if not self._there:
            return [
                *paragraph("No row of it is left in the file, in git, in a backup or in the journal.", width),
                *paragraph("Take the last good version, if there is one:", width),
                *_command(f"git log --oneline -- {shlex.quote(self._path.name)}", width),
                *_command(f"git checkout COMMIT -- {shlex.quote(self._path.name)}", width),
                *paragraph("or mend the file in an editor. Then press r.", width),
            ]
        return source_rows(self._there, self._taken, self._cursor, width)

    def _foot(self, width: int) -> list[Row]:
        if self._kept or not self._there:
            return []
        one = self._there[self._cursor]
        of_another = " It is of another board, so it cannot be taken." if one.foreign else ""
        return [
            (),
            *paragraph(f"{one.key}: {one.title}.{of_another}", width, SOFT, most=2),
            *paragraph(together(self._whole), width, TEXT, most=2),
        ]

    def _hints(self) -> tuple[Hint, ...]:
        if self._kept:
            return (("Enter", "open it"), ("q", "quit"))
        choose: tuple[Hint, ...] = (("Space", "in or out"), ("w", "put it together")) if self._there else ()
        return (*choose, ("r", "try again"), ("q", "quit"))

    def press(self, key: str, typed: str) -> None:
        key = self.latin(key)
        if key == "q":
            self.dismiss("quit")
        elif self._kept:
            if key in ("enter", "r"):
                self.dismiss("mended")
        elif key == "r":
            self.dismiss("retry")
        elif key in STEPS and self._there:
            self._cursor = max(min(self._cursor + STEPS[key], len(self._there) - 1), 0)
            self.redraw()
        elif key == "space" and self._there and not self._there[self._cursor].foreign:
            self._take(self._taken ^ {self._there[self._cursor].key})
        elif key == "w" and self._remains is not None and self._there:
            self._put_together(self._remains)

    def _put_together(self, remains: Remains) -> None:
        try:
            self._kept = self._mend(remains, [one for one in remains.sources if one.key in self._taken])
        except PipeBoardError as error:
            self._refusal = error.sentence
        else:
            self._refusal = ""
        self.redraw()

    def back(self) -> None:
        """There is nothing to go back to."""
        self.dismiss("quit")


def _command(text: str, width: int) -> list[Row]:
    rows = paragraph(text, max(width - 4, 1), KEY)
    return [(("    ", SOFT), *row) for row in rows]
