"""One row to type or answer in, at the foot of the screen: quick add, search, confirmations.

A dialog would repaint the screen; this row leaves the board in view.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from textual.geometry import Offset

from pipeboard.config.keymap import latin
from pipeboard.tui.keys import LEAVING
from pipeboard.tui.widgets.rows import RowsWidget
from pipeboard.view.bars import hint_row
from pipeboard.view.edit import Edit
from pipeboard.view.text import cells, clean, cut

if TYPE_CHECKING:
    from pipeboard.view.suggest import Suggestions

Done = Callable[[str | None], None]
"""Called once with the answer, None when it was given up."""
Changed = Callable[[str], None]
"""Called with the text after each key."""
Suggest = Callable[[str, int], "Suggestions"]
"""What may follow in a text, before a place in it."""
_STEPS: Final = {"down": 1, "ctrl+n": 1, "up": -1, "ctrl+p": -1}


class Prompt(RowsWidget):
    """Asks for a line of text or for one key, and calls back with the answer."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("panel", id=id)
        self._label = ""
        self._line = Edit()
        self._choices: Mapping[str, str] = {}
        self._done: Done | None = None
        self._changed: Changed | None = None
        self._extra: Mapping[str, str] = {}
        self._note = ""
        self._suggest: Suggest | None = None
        self._offered: Suggestions | None = None
        self._offer: Callable[[Suggestions | None], None] | None = None

    @property
    def is_open(self) -> bool:
        return self._done is not None

    @property
    def text(self) -> str:
        """What has been typed."""
        return self._line.text

    def ask_line(
        self,
        label: str,
        done: Done,
        *,
        text: str = "",
        changed: Changed | None = None,
        extra: Mapping[str, str] | None = None,
        suggest: Suggest | None = None,
        offer: Callable[[Suggestions | None], None] | None = None,
    ) -> None:
        """Ask for a line. `extra` maps further keys that end it to what they do, such as Tab to "full form":
        the answer is then the text with that key and a blank before it.

        `suggest` knows how the text may go on; Tab takes what is chosen, the arrows choose. `offer` shows
        what is offered, None where nothing is.
        """
        self._open(label, done)
        self._line = Edit(text)
        self._changed = changed
        self._extra = extra or {}
        self._suggest, self._offer = suggest, offer
        self._draw()

    def ask_key(self, question: str, choices: Mapping[str, str], done: Done) -> None:
        """Ask for one of some keys (key -> what it means). Enter and all others give up, or do nothing."""
        self._open(question, done)
        self._choices = choices
        self._draw()

    def note(self, text: str) -> None:
        """What to say at the end of the row about what is typed, such as how many were found."""
        self._note = text

    def close(self, answer: str | None) -> None:
        """End with an answer."""
        done, self._done = self._done, None
        self._choices, self._changed, self._extra, self._note = {}, None, {}, ""
        self._suggest = self._offered = self._offer = None
        if done is not None:
            done(answer)

    def press(self, key: str, typed: str) -> None:
        """A key, by its name in keymaps, and the text that it types ("" for none)."""
        if key in LEAVING:
            self.close(None)
        elif self._choices:
            meant = key if key in self._choices else latin(key, getattr(self.app, "layout_map", {}))
            if meant in self._choices:
                self.close(meant)
        elif key == "enter":
            self.close(self._line.text)
        elif self._offered and key in ("tab", *_STEPS):
            self._choose(key)
        elif key in self._extra:
            self.close(f"{key} {self._line.text}")
        else:
            line = self._line.key(key) or (self._line.typed(typed) if typed else None)
            if line is not None:
                self._set(line)

    def paste(self, text: str) -> None:
        """Text from the terminal's clipboard."""
        if not self._choices:
            self._set(self._line.typed(text))

    def on_resize(self) -> None:
        self._draw()

    def _set(self, line: Edit) -> None:
        if line == self._line:
            return
        typed, self._line = line.text != self._line.text, line
        if typed and self._changed is not None:
            self._changed(line.text)
        self._draw()
        if self._suggest is not None:
            self._show_offer(self._suggest(line.text, line.at))

    def _choose(self, key: str) -> None:
        """Take what is offered, or choose another one of it."""
        assert self._offered is not None
        if key == "tab":
            self._set(self._offered.taken(self._line))
        else:
            self._show_offer(self._offered.moved(_STEPS[key]))

    def _show_offer(self, offered: Suggestions) -> None:
        self._offered = offered if offered else None
        if self._offer is not None:
            self._offer(self._offered)

    def _open(self, label: str, done: Done) -> None:
        if self._done is not None:
            self.close(None)
        self._label, self._done = clean(label), done

    def _draw(self) -> None:
        width = self.size.width
        if not width or not self.is_open:
            return
        if self._choices:
            hints = [(key if len(key) == 1 else key.title(), word) for key, word in self._choices.items()]
            room = max(width - sum(cells(f" {key} {word} ") for key, word in hints) - 12, 8)
            label = cut(self._label, room)
            row = hint_row(hints, [("Esc", "no")], width - cells(label) - 3)
            self.show([((f" {label}  ", "panel title"), *row)])
            return
        label = f" {cut(self._label, max(width // 3, 1))} "
        note = cut(
            self._note or " ".join(f"{key.title()} {word}" for key, word in self._extra.items()), width // 3
        )
        room = max(width - cells(label) - cells(note) - 2, 1)
        row, caret = self._line.row(room)
        self.show([((label, "panel key"), *row, (f" {note} ", "panel soft"))])
        self.app.cursor_position = Offset(self.region.x + cells(label) + caret, self.region.y)
