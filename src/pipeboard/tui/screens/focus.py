"""The focus list over the board: three accounts, three days, and the keys to touch them on the spot."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Final

from pipeboard.domain.actions import Redo, Undo
from pipeboard.domain.focus import Focus, Sheet, deals_by_account, focus_of, focuses, sheet
from pipeboard.tui.screens.desk import Desk, DeskDialog
from pipeboard.view import focus as view
from pipeboard.view.card import Row
from pipeboard.view.dialog import GOOD, LATE, Box, Hint, framed, paragraph

WIDTH: Final = 76
_ROWS: Final = 9


class FocusDialog(DeskDialog):
    """Ends with the id of the deal to go to on the board, or None."""

    def __init__(
        self, desk: Desk, touches: Callable[[Iterable[str]], Mapping[str, tuple[datetime, ...]]]
    ) -> None:
        """`touches` tells when each of some deals was touched."""
        super().__init__(desk)
        self._touches = touches
        self._owner = desk.me
        self._at = 0
        self._by_day = False
        self._take_in()

    @property
    def shown(self) -> Sheet | None:
        """What is shown; None while nothing was picked."""
        return self._shown

    # Following the board

    @property
    def day(self) -> date:
        return self._today

    def refresh_from_board(self) -> None:
        """Take in how the board is now."""
        self._take_in()
        self.redraw()

    def _take_in(self) -> None:
        """Read the touches of these accounts' deals, and no others."""
        board = self._desk.read()
        self._today = self._desk.now().date()
        focus = focus_of(board, self._owner)
        self._others = tuple(one.owner for one in focuses(board) if focus is None or one.owner != focus.owner)
        self._shown = None
        if focus is not None:
            deals = deals_by_account(focus.accounts, board)
            touched = self._touches(deal.id for group in deals.values() for deal in group)
            self._shown = sheet(focus, deals, touched, board.zone)
            self._at = max(min(self._at, len(self._shown.lines) - 1), 0)

    # Drawing

    def wish(self) -> tuple[int, int]:
        return WIDTH, _ROWS

    def draw(self, room: Box) -> tuple[Row, ...]:
        shown = self._shown
        sentence, role = self._remark
        told = paragraph(f"! {sentence}" if role == LATE else sentence, room.inner, role, most=2)
        if shown is None or not shown.lines:
            body = view.clear_rows(self._owner, self._others, room.inner)
            return framed("Focus", [*body, *(told if sentence else ())], self._hints(), room)
        rows = view.sheet_rows(shown, self._today, self._at, room.inner, by_day=self._by_day)
        below = told if sentence else view.about(shown.lines[self._at], room.inner)
        blank: list[Row] = [()] * max(room.rows - len(rows) - len(below), 0)
        words = view.window_words(shown, self._today)
        total = view.total(shown, by_day=self._by_day)
        whose = "Focus" if self._owner == self._desk.me else f"Focus of {shown.focus.owner}"
        return framed(whose, [*rows, *blank, *below], self._hints(), room, aside=f"{words} · {total}")

    def _hints(self) -> tuple[Hint, ...]:
        more: tuple[Hint, ...] = (("Tab", "whose"),) if self._others else ()
        if self._shown is None:
            return (("s", "pick accounts"), *more, ("Esc", "close"))
        by = "of 9" if self._by_day else "by day"
        keys: tuple[Hint, ...] = (("Enter", "open"), ("c", "log"), ("s", "accounts"), ("t", by))
        return (*keys, *more, ("u", "undo"), ("Esc", "close"))

    # Keys

    def press(self, key: str, typed: str) -> None:
        key = self.latin(key)
        steps = {"j": 1, "down": 1, "k": -1, "up": -1}
        if key == "q":
            self.back()
        elif key in steps and self._shown is not None:
            self._remark = ("", GOOD)
            self._at = max(min(self._at + steps[key], len(self._shown.lines) - 1), 0)
            self.redraw()
        elif key in ("tab", "shift+tab"):
            self._turn(1 if key == "tab" else -1)
        elif key == "t":
            self._by_day = not self._by_day
            self.redraw()
        elif key == "s":
            self._pick()
        elif key in ("u", "U", "ctrl+r"):
            self.do(Undo() if key == "u" else Redo())
        elif key in ("enter", "c") and self._shown is not None and self._shown.lines:
            self._act(key, self._shown)

    def _act(self, key: str, shown: Sheet) -> None:
        line = shown.lines[self._at]
        if not line.deals:
            self.say(f"There is no deal of {line.account} any more; s picks other accounts.", LATE)
        elif key == "enter":
            self.dismiss(line.deals[0].id)
        else:
            from pipeboard.view.forms.activity import log_activity  # forms wait until they are asked for

            self.fill(log_activity(line.deals[:1], self._desk.read()))

    def _pick(self) -> None:
        from pipeboard.view.forms.focus import pick_accounts

        board = self._desk.read()
        before: Focus | None = self._shown.focus if self._shown else None
        self.fill(pick_accounts(self._owner, before, board, self._desk.now()))

    def _turn(self, by: int) -> None:
        """To the next person's list; mine is the first."""
        names = [self._desk.me, *(one for one in self._all() if one.casefold() != self._desk.me.casefold())]
        at = next((at for at, one in enumerate(names) if one.casefold() == self._owner.casefold()), 0)
        self._owner = names[(at + by) % len(names)]
        self._at = 0
        self.refresh_from_board()

    def _all(self) -> tuple[str, ...]:
        return tuple(one.owner for one in focuses(self._desk.read()))
