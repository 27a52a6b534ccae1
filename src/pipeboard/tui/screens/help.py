"""The help screen: what the keys do, with what matters here first; all about the stage; the guide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from pipeboard.tui.screens.dialog import Dialog
from pipeboard.view.about_stage import Part, about_rows
from pipeboard.view.card import Row, Span
from pipeboard.view.dialog import CARET, CHOSEN, KEY, RULE, SOFT, TEXT, Box, Hint, framed, window
from pipeboard.view.edit import Edit
from pipeboard.view.guide import Topic, found_topics, topic_rows
from pipeboard.view.help import HelpEntry, help_rows, searched
from pipeboard.view.text import cut

Page: TypeAlias = Literal["keys", "stage", "guide"]
NO_GUIDE: Final[Mapping[str, str]] = MappingProxyType({})
_NEXT: Final[Mapping[Page, str]] = MappingProxyType(
    {"keys": "keys", "stage": "about the stage", "guide": "guide"}
)
"""What Tab turns to."""


class Help(Dialog[None]):
    """Pages that Tab turns. They scroll with the keys of the board; `/` searches keys and guide."""

    def __init__(
        self,
        entries: Sequence[HelpEntry],
        about: tuple[str, Sequence[Part]] | None = None,
        *,
        page: Page = "keys",
        guide: Mapping[str, str] = NO_GUIDE,
    ) -> None:
        """`about` is the name of the stage at hand with what is known about it, `guide` the topics."""
        super().__init__()
        self._entries = tuple(entries)
        self._about = about
        self._guide = guide
        there: dict[Page, bool] = {"keys": True, "stage": about is not None, "guide": bool(guide)}
        self._pages = [name for name, is_there in there.items() if is_there]
        self._page: Page = page if there[page] else "keys"
        self._edit = Edit()
        self._typing = False
        self._first = 0
        self._cursor = 0
        self._topics: tuple[Topic, ...] = ()
        self._rows: Sequence[Row] = ()

    def wish(self) -> tuple[int, int]:
        return 112, 200

    def draw(self, room: Box) -> tuple[Row, ...]:
        head: list[Row] = [self._tabs(room.inner)] if len(self._pages) > 1 else []
        if self._page != "stage" and (self._typing or self._edit.text):
            head.append(self._query_row(room.inner))
        head.extend([(("─" * room.inner, RULE),)] if head else [])
        rows = max(room.rows - len(head), 1)
        self._rows = self._body(room.inner)
        if self._page == "guide":
            self._first = window(len(self._rows), rows, self._cursor, self._first)
        self._first = max(min(self._first, len(self._rows) - rows), 0)
        body = [*head, *self._rows[self._first : self._first + rows]]
        below = max(len(self._rows) - self._first - rows, 0)
        return framed("Help", body, self._hints(), room, above=self._first, below=below)

    def _body(self, width: int) -> Sequence[Row]:
        """All rows of the present page."""
        if self._page == "stage" and self._about is not None:
            return about_rows(self._about[1], width)
        if self._page == "guide":
            self._topics = found_topics(self._guide, self._edit.text)
            self._cursor = max(min(self._cursor, len(self._topics) - 1), 0)
            return topic_rows(self._topics, self._cursor, width)
        return help_rows(searched(self._entries, self._edit.text), width)

    def _tabs(self, width: int) -> Row:
        """The names of the pages, the present one standing out."""
        stage = self._about[0] if self._about is not None else ""
        names = {"keys": " Keys ", "guide": " Guide "}
        names["stage"] = f" {cut(f'Stage: {stage}', max(width - 17, 1))} "
        spans: list[Span] = []
        for page in self._pages:
            spans.extend([(" ", SOFT)] if spans else [])
            spans.append((names[page], CHOSEN if page == self._page else SOFT))
        return tuple(spans)

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
        elif key in ("tab", "shift+tab"):
            at = self._pages.index(self._page) + (1 if key == "tab" else -1)
            self._page, self._first = self._pages[at % len(self._pages)], 0
            self.redraw()
        elif key == "/":
            self._typing = True
            self._page = "keys" if self._page == "stage" else self._page
            self.redraw()
        elif key == "enter" and self._page == "guide":
            self._read()
        elif key in ("q", "?", "f1", "enter"):
            self.dismiss(None)

    def _read(self) -> None:
        from pipeboard.tui.screens.guide import GuideDialog

        if self._topics:
            name = self._topics[self._cursor].name
            self.app.push_screen(GuideDialog(name, self._guide[name], self._edit.text))

    def paste(self, text: str) -> None:
        if self._typing:
            self._type(self._edit.typed(text))

    def back(self) -> None:
        """First out of the search, then out of the help."""
        if self._page != "stage" and (self._typing or self._edit.text):
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
        if self._page == "guide":
            self._cursor = max(self._cursor + steps[key], 0)
        else:
            self._first = max(self._first + steps[key], 0)
        self.redraw()
        return True

    def _type(self, edit: Edit | None) -> None:
        if edit is not None:
            self._edit = edit
            self._first = self._cursor = 0
            self.redraw()

    def _query_row(self, width: int) -> Row:
        if not self._typing:
            return (("/ ", KEY), (self._edit.window(max(width - 2, 1))[0], TEXT))
        before, caret, after = self._edit.window(max(width - 2, 1))
        hint = "" if self._edit.text else " a word" if self._page == "guide" else " a word or a key"
        return tuple(
            span
            for span in (("/ ", KEY), (before, TEXT), (caret, CARET), (after, TEXT), (hint, SOFT))
            if span[0]
        )

    def _hints(self) -> tuple[Hint, ...]:
        if self._typing:
            return (("Enter", "done"), ("↑ ↓", "scroll"), ("Esc", "all"))
        more = len(self._pages) > 1
        following = self._pages[(self._pages.index(self._page) + 1) % len(self._pages)]
        tab: tuple[Hint, ...] = (("Tab", _NEXT[following]),) if more else ()
        read: tuple[Hint, ...] = (("Enter", "read"),) if self._page == "guide" else ()
        return (*read, ("j k", "scroll"), ("/", "search"), *tab, ("Esc", "close"))
