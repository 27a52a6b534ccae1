"""The help screen: what the keys do, with what matters here first."""

from __future__ import annotations

from collections.abc import Sequence

from pipeboard.tui.screens.dialog import Dialog
from pipeboard.view.card import Row
from pipeboard.view.dialog import CARET, KEY, RULE, SOFT, TEXT, Box, Hint, framed
from pipeboard.view.edit import Edit
from pipeboard.view.help import HelpEntry, help_rows, searched


class Help(Dialog[None]):
    """Scrolls with the keys of the board; `/` searches."""

    def __init__(self, entries: Sequence[HelpEntry]) -> None:
        super().__init__()
        self._entries = tuple(entries)
        self._edit = Edit()
        self._typing = False
        self._first = 0
        self._rows: tuple[Row, ...] = ()

    def wish(self) -> tuple[int, int]:
        return 112, 200

    def draw(self, room: Box) -> tuple[Row, ...]:
        self._rows = help_rows(searched(self._entries, self._edit.text), room.inner)
        searching = self._typing or bool(self._edit.text)
        rows = max(room.rows - (2 if searching else 0), 1)
        self._first = max(min(self._first, len(self._rows) - rows), 0)
        body = [*self._rows[self._first : self._first + rows]]
        if searching:
            body = [self._query_row(room.inner), (("─" * room.inner, RULE),), *body]
        below = max(len(self._rows) - self._first - rows, 0)
        return framed("Help", body, self._hints(), room, above=self._first, below=below)

    def press(self, key: str, typed: str) -> None:
        key = key if self._typing else self.latin(key)
        if self._scrolls(key):
            return
        if self._typing:
            if key == "enter":
                self._typing = False
                self.redraw()
            else:
                self._type(self._edit.key(key) or (self._edit.typed(typed) if typed else None))
        elif key == "/":
            self._typing = True
            self.redraw()
        elif key in ("q", "?", "enter"):
            self.dismiss(None)

    def paste(self, text: str) -> None:
        if self._typing:
            self._type(self._edit.typed(text))

    def back(self) -> None:
        """First out of the search, then out of the help."""
        if self._typing or self._edit.text:
            self._typing = False
            self._type(Edit())
        else:
            self.dismiss(None)

    def _scrolls(self, key: str) -> bool:
        page = max(self.room.rows - 3, 1)
        steps = {"down": 1, "up": -1, "pagedown": page, "pageup": -page}
        if not self._typing:
            half = max(page // 2, 1)
            steps |= {"j": 1, "k": -1, "ctrl+d": half, "ctrl+u": -half, "space": page}
            steps |= {
                "g": -len(self._rows),
                "home": -len(self._rows),
                "G": len(self._rows),
                "end": len(self._rows),
            }
        if key not in steps:
            return False
        self._first = max(self._first + steps[key], 0)
        self.redraw()
        return True

    def _type(self, edit: Edit | None) -> None:
        if edit is not None:
            self._edit = edit
            self._first = 0
            self.redraw()

    def _query_row(self, width: int) -> Row:
        if not self._typing:
            return (("/ ", KEY), (self._edit.window(max(width - 2, 1))[0], TEXT))
        before, caret, after = self._edit.window(max(width - 2, 1))
        hint = "" if self._edit.text else " a word or a key"
        return tuple(
            span
            for span in (("/ ", KEY), (before, TEXT), (caret, CARET), (after, TEXT), (hint, SOFT))
            if span[0]
        )

    def _hints(self) -> tuple[Hint, ...]:
        if self._typing:
            return (("Enter", "done"), ("↑ ↓", "scroll"), ("Esc", "all"))
        return (("j k", "scroll"), ("/", "search"), ("Esc", "close"))
