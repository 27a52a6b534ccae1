"""What all dialogs are: a box over the board, drawn as rows of text, that ends with a value.

A dialog gets plain data, knows no workspace and repaints only the rows that change. What it wants done it
hands to `submit`, which answers with a sentence when a rule is against it; the dialog shows that and stays.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Generic, Self, TypeAlias, TypeVar

from textual import events
from textual.geometry import Offset, Region
from textual.strip import Strip

from pipeboard.config.keymap import latin
from pipeboard.domain.actions import Action
from pipeboard.tui.keys import LEAVING, key_of
from pipeboard.tui.screens.base import BaseModal
from pipeboard.tui.widgets.rows import RowsWidget
from pipeboard.view.card import Row
from pipeboard.view.dialog import Box, box, caret_of

if TYPE_CHECKING:
    from textual.app import ComposeResult

Result = TypeVar("Result")
Submit: TypeAlias = Callable[[Action], str | None]
"""Carries out an action; the reason in one sentence if it may not be done, None when it is done."""


class Dialog(BaseModal[Result | None], Generic[Result], inherit_bindings=False):
    """A box of rows; None is the result when it is given up."""

    # Not dimming the board leaves its cells as they are: only the box is sent to the terminal.
    DEFAULT_CSS = """
    Dialog { background: transparent; align: center middle; overflow: hidden; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._sheet = RowsWidget()
        self._room = Box(1, 1, sides=False)
        self._backdrop: list[Strip] = []

    @property
    def room(self) -> Box:
        """The cells there are."""
        return self._room

    @abstractmethod
    def wish(self) -> tuple[int, int]:
        """How many cells and rows the body would like; the same at all times, so that the box stays put."""

    @abstractmethod
    def draw(self, room: Box) -> tuple[Row, ...]:
        """The whole dialog, with its frame, in the cells of `room`."""

    @abstractmethod
    def press(self, key: str, typed: str) -> None:
        """A key, by its name in keymaps, and the text that it types ("" for none)."""

    def paste(self, text: str) -> None:
        """Text from the terminal's clipboard."""

    def latin(self, key: str) -> str:
        """The Latin key in the place of one of another keyboard: for lists, where letters are commands."""
        layout: Mapping[str, str] = getattr(self.app, "layout_map", {})
        return latin(key, layout)

    def back(self) -> None:
        """Esc: one layer back."""
        self.dismiss(None)

    def _room_there_is(self) -> Box:
        return box((self.app.size.width, self.app.size.height), *self.wish())

    def redraw(self) -> None:
        """Draw what has changed."""
        room = self._room_there_is()
        if room != self._room:
            self._room = room
            self._sheet.styles.width, self._sheet.styles.height = room.width, room.height
        self._sheet.show(self.draw(room))
        self._place_cursor()

    def _place_cursor(self) -> None:
        """Where the terminal's own cursor stands: input methods show what they compose there."""
        place = caret_of(self._sheet.rows)
        region = self._sheet.region
        if place is not None and region.size == (self._room.width, self._room.height):
            self.app.cursor_position = Offset(region.x + place[0], region.y + place[1])

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        self._backdrop = []
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def render_lines(self, crop: Region) -> list[Strip]:
        """What is shown around the box: the screen below as it is.

        The library would take each piece of it through its console, to be dimmed: a third of the time that a
        dialog takes to open. The screen is told (`refresh`) when something below is not as it was.
        """
        if crop.bottom > self.size.height or crop.right > self.size.width:
            # A window that has just become smaller: the library asks once more for all that was there.
            return [Strip.blank(crop.width)] * crop.height
        if len(self._backdrop) != self.size.height:
            stack = self.app.screen_stack
            below = stack[stack.index(self) - 1]
            if isinstance(below, Dialog):
                below._backdrop = []
            self._backdrop = below._compositor.render_strips(self.size)
        strips = self._backdrop[crop.y : crop.bottom]
        # A window that has just become larger: the screen below hears of it after this one.
        strips += [Strip.blank(self.size.width)] * (crop.height - len(strips))
        if crop.column_span == (0, self.size.width):
            return strips
        return [strip.crop(*crop.column_span) for strip in strips]

    def compose(self) -> ComposeResult:
        yield self._sheet

    def on_mount(self) -> None:
        """Those of the classes that inherit come first; the library calls them all."""
        self.redraw()
        self.call_after_refresh(self._place_cursor)

    def on_resize(self) -> None:
        """It comes with the opening, too, when all is drawn."""
        if self._room_there_is() != self._room:
            self.redraw()
        else:
            self._place_cursor()

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        if not self.is_active:
            # Typed ahead of the dialog's end, on a slow line: it is for whoever is on top now.
            self.app.post_message(events.Key(event.key, event.character))
            return
        if event.key in LEAVING:
            self.back()
            return
        typed = event.character if event.is_printable and event.character else ""
        self.press(key_of(event), typed)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel goes through a list as the arrows do."""
        event.stop()
        self.press("down", "")

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.press("up", "")

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        if self.is_active:
            self.paste(event.text.strip("\r\n"))
        else:
            self.app.post_message(events.Paste(event.text))  # ahead of the dialog's end, as with keys
