"""The pane with a deal's checklists. Every tick is one action at once, so that `u` takes it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from pipeboard.domain.actions import AddItem, CheckItems, Undefine
from pipeboard.domain.board import Board
from pipeboard.domain.checklist import Item, is_own, items_of
from pipeboard.domain.deal import Deal
from pipeboard.tui.screens.dialog import Submit
from pipeboard.tui.screens.pane import DealPane
from pipeboard.view.card import Row
from pipeboard.view.checklist import lists_of, pane_rows, pane_words, tabs_row
from pipeboard.view.dialog import Box, Hint, framed, hint_rows, window
from pipeboard.view.edit import Edit

WIDTH: Final = 84
_LISTED: Final = 12
"""Rows that a long list would like; more of them are scrolled."""
_AROUND: Final = 6
"""Rows of the tabs with a blank below, and of the words with one above."""


class ChecklistPane(DealPane):
    """Shows one deal's checklists until it is left; nothing waits to be saved."""

    def __init__(
        self, deal_id: str, read: Callable[[], Board], submit: Submit, now: Callable[[], datetime]
    ) -> None:
        super().__init__(deal_id, read, submit, now)
        self._list = ""
        # It begins on what holds the deal.
        holding = (place for place, one in enumerate(self.listed) if one.required and not one.done)
        self._cursor = next(holding, 0)
        self._required = False

    @property
    def count(self) -> int:
        return len(self.listed)

    @property
    def listed(self) -> tuple[Item, ...]:
        """The items of the list that is shown."""
        deal = self.deal
        return items_of(deal, self._read(), self._list) if deal else ()

    @property
    def item(self) -> Item | None:
        """The highlighted one."""
        listed = self.listed
        return listed[min(self._cursor, len(listed) - 1)] if listed else None

    def wish(self) -> tuple[int, int]:
        deal, board = self.deal, self._read()
        width = min(WIDTH, self.app.size.width - 8)
        longest = max((len(items_of(deal, board, one)) for one in lists_of(deal)), default=0) if deal else 0
        return WIDTH, min(max(longest, 3), _LISTED) + _AROUND + len(hint_rows(self._all_hints(), width))

    def draw(self, room: Box) -> tuple[Row, ...]:
        deal, board = self.deal, self._read()
        if deal is None:
            return framed("Checklist", (), (("Esc", "done"),), room)
        listed = self.listed
        self._cursor = self.within(self._cursor)
        said = pane_words(deal, board, self.today, self._list, self.item, room.inner, self._typing)
        words = self.words(said, room.inner)
        space = room.rows + 1 - len(hint_rows(self._hints(), room.inner))
        roomy = space >= len(words) + 6
        head = [tabs_row(deal, board, self._list, room.inner), *([()] if roomy else [])]
        rows = max(space - len(head) - len(words) - (1 if roomy else 0), 1)
        self._first = window(len(listed), rows, self._cursor, self._first)
        items = pane_rows(listed, self.today, board.zone, self._cursor, room.inner, self._first, rows)
        items += [()] * (rows - len(items))
        return framed(
            deal.title or "(no title)",
            [*head, *items, *([()] if roomy else []), *words],
            self._hints(),
            room,
            aside=board.stage_of(deal).name,
            below=max(len(listed) - self._first - rows, 0),
            all_hints=True,
        )

    def act(self, key: str) -> None:
        deal, listed = self.deal, self.listed
        if deal is None:
            return
        if key.isdecimal() and 0 < int(key) <= len(listed):
            self._cursor = int(key) - 1
            self._tick(deal, listed[self._cursor])
        elif key in ("space", "enter") and self.item is not None:
            self._tick(deal, self.item)
        elif key in ("tab", "shift+tab"):
            self._turn(deal, 1 if key == "tab" else -1)
        elif key == "a":
            self._list, self._required = "", False
            self.write(Edit())
        elif key == "x" and self.item is not None:
            self._remove(deal, self.item)

    def _tick(self, deal: Deal, item: Item) -> None:
        self.do(CheckItems(deal.id, (item.id,), not item.done))

    def _turn(self, deal: Deal, by: int) -> None:
        names = lists_of(deal)
        self._list = names[(names.index(self._list) + by) % len(names)] if self._list in names else ""
        self._cursor = self._first = 0
        self.write(None)

    def _remove(self, deal: Deal, item: Item) -> None:
        if is_own(item, deal, self._read()):
            self.do(Undefine("check", item.id))
            return
        whose = (
            "every deal has it" if self._list else "it belongs to the stage (g c, then c changes its list)"
        )
        self.refuse(f"{item.text} cannot be taken off this deal: {whose}.")

    def type_into(self, typing: Edit, key: str, typed: str) -> None:
        if key == "tab":
            self._required = not self._required
            self.redraw()
        else:
            super().type_into(typing, key, typed)

    def keep(self, text: str) -> None:
        """A new item of the deal's own; the cursor goes there."""
        typing, self._typing = self._typing, None
        deal, before = self.deal, self.count
        if deal is None or not text.strip():
            self.redraw()
        elif self.do(AddItem(deal.id, text, self._required)) is not None:
            self._typing = typing
            self.redraw()
        elif self.count > before:
            self.go(self.count - 1)

    def _hints(self) -> tuple[Hint, ...]:
        if self._typing is not None:
            required = "not required" if self._required else "make it required"
            return (("Enter", "add it"), ("Tab", required), ("Esc", "leave it"))
        return self._all_hints()

    def _all_hints(self) -> tuple[Hint, ...]:
        deal, item = self.deal, self.item
        own = (("x", "take off"),) if deal and item and is_own(item, deal, self._read()) else ()
        count = min(len(self.listed), 9)
        ticks: tuple[Hint, ...] = ((f"1-{count}" if count > 1 else "1", "tick"),) if count else ()
        return (*ticks, ("a", "add"), *own, ("Tab", "other lists"), ("u", "undo"), ("Esc", "done"))
