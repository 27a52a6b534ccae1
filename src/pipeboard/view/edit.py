"""One line of text being typed: immutable, and safe to draw whatever is in it.

The text itself is kept as it is; only what is shown is cleaned. The cursor moves over what is drawn as one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from pipeboard.view.text import ELLIPSIS, cells, clean

if TYPE_CHECKING:
    from pipeboard.view.card import Row

MOST: Final = 20_000
"""Characters that fit; more is a slip of the clipboard."""

Piece: TypeAlias = tuple[str, str, int]
"""What is in the text, what is shown for it, and the cells that takes."""


class Edit(NamedTuple):
    """A text and the place in it where typing goes."""

    text: str = ""
    cursor: int = -1
    """Index into the text; -1 stands for its end."""

    @property
    def at(self) -> int:
        """The cursor as an index from 0 to the text's length."""
        return len(self.text) if self.cursor < 0 else min(self.cursor, len(self.text))

    @property
    def at_end(self) -> bool:
        return self.at == len(self.text)

    def typed(self, text: str) -> Edit:
        """With `text` put in at the cursor, on one line and without what a terminal acts on."""
        room = max(MOST - len(self.text), 0)
        added = _plain(text)[:room]
        return Edit(self.text[: self.at] + added + self.text[self.at :], self.at + len(added))

    def key(self, key: str) -> Edit | None:
        """After an editing key (as Textual names it); None if it is no such key."""
        act = _KEYS.get(key)
        return None if act is None else act(self)

    def left(self) -> Edit:
        return Edit(self.text, max((start for start in _starts(self.text) if start < self.at), default=0))

    def right(self) -> Edit:
        return Edit(
            self.text, min((start for start in _starts(self.text) if start > self.at), default=len(self.text))
        )

    def home(self) -> Edit:
        return Edit(self.text, 0)

    def end(self) -> Edit:
        return Edit(self.text, len(self.text))

    def word_left(self) -> Edit:
        before = self.text[: self.at].rstrip()
        return Edit(self.text, before.rfind(" ") + 1)

    def word_right(self) -> Edit:
        after = self.text[self.at :]
        blank = after.lstrip().find(" ")
        skipped = len(after) - len(after.lstrip())
        return Edit(self.text, len(self.text) if blank < 0 else self.at + skipped + blank)

    def backspace(self) -> Edit:
        return self._without(self.left().at, self.at)

    def delete(self) -> Edit:
        return self._without(self.at, self.right().at)

    def delete_word(self) -> Edit:
        return self._without(self.word_left().at, self.at)

    def delete_before(self) -> Edit:
        return self._without(0, self.at)

    def delete_after(self) -> Edit:
        return self._without(self.at, len(self.text))

    def window(self, width: int) -> tuple[str, str, str]:
        """What is shown in `width` cells: before the cursor, under it, after it. The cursor takes a cell.

        The three together never take more than `width` cells. Where the text goes on beyond an edge stands
        an ellipsis.
        """
        pieces = _pieces(self.text)
        under = next((at for at, start in enumerate(_starts(self.text)) if start >= self.at), len(pieces))
        caret = pieces[under][1] if under < len(pieces) and pieces[under][2] else " "
        before, after = pieces[:under], pieces[under + 1 :]
        place = sum(piece[2] for piece in before)
        first = _first_cell(place, width, cells(caret))
        left = _skip(before, first)
        room = width - cells(left) - cells(caret)
        return left, caret, _take(after, room)

    def row(self, width: int) -> tuple[Row, int]:
        """The line in exactly `width` cells, and the cell of its cursor."""
        before, caret, after = self.window(width)
        blank = width - cells(before) - cells(caret) - cells(after)
        return ((before, "panel"), (caret, "caret"), (after + " " * blank, "panel")), cells(before)

    def _without(self, start: int, end: int) -> Edit:
        return Edit(self.text[:start] + self.text[end:], start)


_KEYS: Final[dict[str, Callable[[Edit], Edit]]] = {
    "left": Edit.left,
    "ctrl+b": Edit.left,
    "right": Edit.right,
    "ctrl+f": Edit.right,
    "home": Edit.home,
    "ctrl+a": Edit.home,
    "end": Edit.end,
    "ctrl+e": Edit.end,
    "ctrl+left": Edit.word_left,
    "alt+b": Edit.word_left,
    "ctrl+right": Edit.word_right,
    "alt+f": Edit.word_right,
    "backspace": Edit.backspace,
    "ctrl+h": Edit.backspace,
    "shift+backspace": Edit.backspace,
    "delete": Edit.delete,
    "ctrl+d": Edit.delete,
    "ctrl+w": Edit.delete_word,
    "ctrl+backspace": Edit.delete_word,
    "alt+backspace": Edit.delete_word,
    "ctrl+u": Edit.delete_before,
    "ctrl+k": Edit.delete_after,
}


def _plain(text: str) -> str:
    """Typed or pasted text on one line; unprintable characters do not get in."""
    lines = " ".join(text.split("\n")) if "\n" in text else text
    return "".join(
        one for one in lines.replace("\r", " ").replace("\t", " ") if one.isprintable() or one == "\u200d"
    )


@lru_cache(maxsize=64)
def _pieces(text: str) -> tuple[Piece, ...]:
    """The text cut into what is drawn as one."""
    if text.isascii() and text.isprintable():
        return tuple((one, one, 1) for one in text)
    pieces: list[Piece] = []
    for character in text:
        shown = clean(character)
        if shown or not pieces:
            pieces.append((character, shown, cells(shown)))
        else:
            raw = pieces[-1][0] + character
            pieces[-1] = (raw, clean(raw), pieces[-1][2])
    return tuple(pieces)


@lru_cache(maxsize=64)
def _starts(text: str) -> tuple[int, ...]:
    """Where each piece starts in the text."""
    starts: list[int] = []
    at = 0
    for raw, _, _ in _pieces(text):
        starts.append(at)
        at += len(raw)
    return tuple(starts)


def _first_cell(place: int, width: int, caret: int) -> int:
    """The first cell that is shown: the window moves on by half its width, so that typing stays calm."""
    if place + caret <= width:
        return 0
    half = max(width // 2, 1)
    return -(-(place + caret - width) // half) * half


def _skip(pieces: tuple[Piece, ...], first: int) -> str:
    """What is shown of the pieces before the cursor, from cell `first` on."""
    if not first:
        return "".join(shown for _, shown, _ in pieces)
    kept: list[str] = []
    cell = 0
    for _, shown, size in pieces:
        if cell > first:
            kept.append(shown)
        elif cell + size > first:  # the piece on the edge gives its room to the ellipsis
            kept.append(ELLIPSIS)
        cell += size
    return "".join(kept)


def _take(pieces: tuple[Piece, ...], room: int) -> str:
    kept: list[str] = []
    left = room
    for at, (_, shown, size) in enumerate(pieces):
        last = at == len(pieces) - 1
        if size > left or (size == left and not last):
            if left > 0:
                kept.append(ELLIPSIS)
            break
        kept.append(shown)
        left -= size
    return "".join(kept)
