"""The help screen: what the keys do, with what matters here first; and all about the stage."""

from __future__ import annotations

from collections.abc import Sequence

from pipeboard.tui.screens.dialog import Dialog
from pipeboard.view.about_stage import Part, about_rows
from pipeboard.view.card import Row
from pipeboard.view.dialog import CARET, CHOSEN, KEY, RULE, SOFT, TEXT, Box, Hint, framed
from pipeboard.view.edit import Edit
from pipeboard.view.help import HelpEntry, help_rows, searched
from pipeboard.view.text import cut


class Help(Dialog[None]):
    """Two pages that Tab turns. They scroll with the keys of the board; `/` searches the keys."""

    def __init__(
        self, entries: Sequence[HelpEntry], about: tuple[str, Sequence[Part]] | None = None, *, page: int = 0
    ) -> None:
        """`about` is the name of the stage at hand with what is known about it, `page` 1 begins with it."""
        super().__init__()
        self._entries = tuple(entries)
        self._about = about
        self._page = page if about is not None else 0
        self._edit = Edit()
        self._typing = False
        self._first = 0
        self._rows: tuple[Row, ...] = ()

    def wish(self) -> tuple[int, int]:
        return 112, 200

    def draw(self, room: Box) -> tuple[Row, ...]:
        if self._page and self._about is not None:
            self._rows = tuple(about_rows(self._about[1], room.inner))
        else:
            self._rows = help_rows(searched(self._entries, self._edit.text), room.inner)
        searching = not self._page and (self._typing or bool(self._edit.text))
        head: list[Row] = [self._tabs(room.inner)] if self._about is not None else []
        if searching:
            head.append(self._query_row(room.inner))
        head.extend([(("─" * room.inner, RULE),)] if head else [])
        rows = max(room.rows - len(head), 1)
        self._first = max(min(self._first, len(self._rows) - rows), 0)
        body = [*head, *self._rows[self._first : self._first + rows]]
        below = max(len(self._rows) - self._first - rows, 0)
        return framed("Help", body, self._hints(), room, above=self._first, below=below)

    def _tabs(self, width: int) -> Row:
        """The names of the pages, the present one standing out."""
        name = self._about[0] if self._about is not None else ""
        stage = f" {cut(f'Stage: {name}', max(width - 10, 1))} "
        return (
            (" Keys ", SOFT if self._page else CHOSEN),
            (" ", SOFT),
            (stage, CHOSEN if self._page else SOFT),
        )

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
        elif key in ("tab", "shift+tab") and self._about is not None:
            self._page, self._first = 1 - self._page, 0
            self.redraw()
        elif key == "/":
            self._typing, self._page = True, 0
            self.redraw()
        elif key in ("q", "?", "enter"):
            self.dismiss(None)

    def paste(self, text: str) -> None:
        if self._typing:
            self._type(self._edit.typed(text))

    def back(self) -> None:
        """First out of the search, then out of the help."""
        if not self._page and (self._typing or self._edit.text):
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
        other = "keys" if self._page else "about the stage"
        tab: tuple[Hint, ...] = (("Tab", other),) if self._about is not None else ()
        return (("j k", "scroll"), *tab, ("/", "search"), ("Esc", "close"))
