"""One line of text being typed: a value with a caret, and the keys of readline."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeboard.view.text import cells, clean, clusters

if TYPE_CHECKING:
    from pipeboard.view.card import Row

LONGEST = 2000
"""Characters in a line; more is a paste that went astray."""


@dataclass(frozen=True, slots=True)
class LineEdit:
    """The text and where the caret stands in it (0 is before the first character)."""

    text: str = ""
    caret: int = 0

    def insert(self, typed: str) -> LineEdit:
        """The text with something typed or pasted at the caret; line ends become blanks."""
        typed = clean(typed)[: LONGEST - len(self.text)]
        return LineEdit(self.text[: self.caret] + typed + self.text[self.caret :], self.caret + len(typed))

    def key(self, key: str) -> LineEdit | None:
        """What an editing key makes of it; None for a key that edits nothing."""
        text, caret = self.text, self.caret
        match key:
            case "left" | "ctrl+b":
                return replace(self, caret=max(caret - 1, 0))
            case "right" | "ctrl+f":
                return replace(self, caret=min(caret + 1, len(text)))
            case "home" | "ctrl+a":
                return replace(self, caret=0)
            case "end" | "ctrl+e":
                return replace(self, caret=len(text))
            case "backspace" | "ctrl+h":
                return LineEdit(text[: max(caret - 1, 0)] + text[caret:], max(caret - 1, 0))
            case "delete" | "ctrl+d":
                return LineEdit(text[:caret] + text[caret + 1 :], caret)
            case "ctrl+u":
                return LineEdit(text[caret:], 0)
            case "ctrl+k":
                return LineEdit(text[:caret], caret)
            case "ctrl+w" | "ctrl+backspace":
                start = len(text[:caret].rstrip().rpartition(" ")[0])
                start += 1 if start else 0
                return LineEdit(text[:start] + text[caret:], start)
        return None

    def row(self, width: int) -> tuple[Row, int]:
        """The line in exactly `width` cells with its caret, and the caret's cell; scrolled to show it."""
        before = clusters(clean(self.text[: self.caret]))
        after = clusters(clean(self.text[self.caret :]))
        here, size = after.pop(0) if after else (" ", 1)
        used = size
        shown: list[str] = []
        for text, wide in reversed(before):
            if used + wide > width - min(len(after), 3):
                break
            shown.insert(0, text)
            used += wide
        at = used - size
        rest: list[str] = []
        for text, wide in after:
            if used + wide > width:
                break
            rest.append(text)
            used += wide
        tail = "".join(rest)
        return (
            ("".join(shown), "panel"),
            (here, "caret"),
            (tail + " " * (width - at - size - cells(tail)), "panel"),
        ), at
