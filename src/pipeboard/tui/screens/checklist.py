"""The pane with a deal's checklists. Every tick is one action at once, so that `u` takes it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from pipeboard.domain.actions import Action, AddItem, CheckItems, Redo, Undefine, Undo
from pipeboard.domain.board import Board
from pipeboard.domain.checklist import Item, is_own, items_of
from pipeboard.domain.deal import Deal
from pipeboard.tui.screens.dialog import Dialog, Submit
from pipeboard.view.card import Row
from pipeboard.view.checklist import lists_of, pane_rows, pane_words, tabs_row
from pipeboard.view.dialog import LATE, Box, Hint, framed, hint_rows, paragraph, window
from pipeboard.view.edit import Edit

WIDTH: Final = 84
_LISTED: Final = 12
"""Rows that a long list would like; more of them are scrolled."""
_AROUND: Final = 6
"""Rows of the tabs with a blank below, and of the words with one above."""


class ChecklistPane(Dialog[None]):
    """Shows one deal's checklists until it is left; nothing waits to be saved."""

    def __init__(self, deal_id: str, read: Callable[[], Board], submit: Submit, today: date) -> None:
        """`read` gives the board as it is now, `submit` carries out a change."""
        super().__init__()
        self._deal_id = deal_id
        self._read = read
        self._submit = submit
        self._today = today
        self._list = ""
        # It begins on what holds the deal.
        holding = (place for place, one in enumerate(self.listed) if one.required and not one.done)
        self._cursor, self._first = next(holding, 0), 0
        self._typing: Edit | None = None
        self._required = False
        self._refusal = ""

    @property
    def deal(self) -> Deal | None:
        """The deal as it is now; None once its making was taken back."""
        return self._read().deals.get(self._deal_id)

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
        self._cursor = max(min(self._cursor, len(listed) - 1), 0)
        if self._refusal:
            words = paragraph(f"! {self._refusal}", room.inner, LATE, most=3)
        else:
            item = self.item
            words = pane_words(deal, board, self._today, self._list, item, room.inner, self._typing)
        space = room.rows + 1 - len(hint_rows(self._hints(), room.inner))
        roomy = space >= len(words) + 6
        head = [tabs_row(deal, board, self._list, room.inner), *([()] if roomy else [])]
        rows = max(space - len(head) - len(words) - (1 if roomy else 0), 1)
        self._first = window(len(listed), rows, self._cursor, self._first)
        items = pane_rows(listed, self._today, board.zone, self._cursor, room.inner, self._first, rows)
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

    def press(self, key: str, typed: str) -> None:
        if self._typing is not None:
            self._type(self._typing, key, typed)
            return
        key = self.latin(key)
        deal, listed = self.deal, self.listed
        steps = {"j": 1, "down": 1, "k": -1, "up": -1}
        if key == "q" or deal is None:
            self.back()
        elif key in steps:
            self._go(self._cursor + steps[key])
        elif key in ("g", "home", "G", "end"):
            self._go(0 if key in ("g", "home") else len(listed) - 1)
        elif key.isdecimal() and 0 < int(key) <= len(listed):
            self._cursor = int(key) - 1
            self._tick(deal, listed[self._cursor])
        elif key in ("space", "enter") and self.item is not None:
            self._tick(deal, self.item)
        elif key in ("tab", "shift+tab"):
            self._turn(deal, 1 if key == "tab" else -1)
        elif key == "a":
            self._list, self._required = "", False
            self._write(Edit())
        elif key == "x" and self.item is not None:
            self._remove(deal, self.item)
        elif key in ("u", "U", "ctrl+r"):
            self.do(Undo() if key == "u" else Redo())

    def paste(self, text: str) -> None:
        if self._typing is not None:
            self._write(self._typing.typed(text))

    def back(self) -> None:
        """Leaves what is being typed, or the pane."""
        if self._typing is not None:
            self._write(None)
        else:
            self.dismiss(None)

    def do(self, action: Action) -> None:
        """Carry out a change; what a rule has against it is shown below the items."""
        self._refusal = self._submit(action) or ""
        if self.deal is None:
            self.dismiss(None)
        else:
            self.redraw()

    def _tick(self, deal: Deal, item: Item) -> None:
        self.do(CheckItems(deal.id, (item.id,), not item.done))

    def _turn(self, deal: Deal, by: int) -> None:
        names = lists_of(deal)
        self._list = names[(names.index(self._list) + by) % len(names)] if self._list in names else ""
        self._cursor = self._first = 0
        self._write(None)

    def _remove(self, deal: Deal, item: Item) -> None:
        if is_own(item, deal, self._read()):
            self.do(Undefine("check", item.id))
            return
        whose = (
            "every deal has it" if self._list else "it belongs to the stage (g c, then c changes its list)"
        )
        self._refusal = f"{item.text} cannot be taken off this deal: {whose}."
        self.redraw()

    def _type(self, typing: Edit, key: str, typed: str) -> None:
        if key == "enter":
            self._add(typing)
            return
        if key == "tab":
            self._required = not self._required
            self.redraw()
            return
        changed = typing.key(key)
        if changed is None and typed:
            changed = typing.typed(typed)
        if changed is not None:
            self._write(changed)

    def _add(self, typing: Edit) -> None:
        deal = self.deal
        self._typing = None
        if deal is None or not typing.text.strip():
            self.redraw()
            return
        before = len(self.listed)
        self._refusal = self._submit(AddItem(deal.id, typing.text, self._required)) or ""
        if self._refusal:
            self._typing = typing
        elif len(self.listed) > before:
            self._cursor = len(self.listed) - 1
        self.redraw()

    def _write(self, typing: Edit | None) -> None:
        self._typing = typing
        self._refusal = ""
        self.redraw()

    def _go(self, at: int) -> None:
        self._refusal = ""
        self._cursor = max(min(at, len(self.listed) - 1), 0)
        self.redraw()

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
