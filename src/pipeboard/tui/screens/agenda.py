"""The agenda over the board: everything that waits, and the keys to deal with it on the spot."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from pipeboard.domain.actions import EditDeals, Redo, ReopenDeals, Undo
from pipeboard.domain.board import Board
from pipeboard.domain.deadlines import label_of
from pipeboard.tui.screens.desk import Desk, DeskDialog
from pipeboard.view import agenda_list
from pipeboard.view.agenda import Agenda, Entry, agenda
from pipeboard.view.card import Row
from pipeboard.view.dialog import GOOD, LATE, Box, framed, paragraph, window
from pipeboard.view.text import clean, cut

if TYPE_CHECKING:
    from pipeboard.domain.query import Query
    from pipeboard.view.form import FormSpec

WIDTH: Final = 116
_ROWS: Final = 60
"""More than most screens have: the agenda takes what there is."""
_FILTER: Final = 40
"""Cells of a filter in the title."""
_ABOUT: Final = 3
_TALL: Final = 20
"""From so many rows on there are blanks between sections, and all words about an entry."""


class AgendaDialog(DeskDialog):
    """Ends with the id of the deal to go to on the board, or None."""

    def __init__(self, desk: Desk, *, mine: bool = False, query: Query | None = None) -> None:
        """With `query`, what is to be done on the deals that it holds for."""
        super().__init__(desk)
        self._query = query
        self._mine = mine
        self._at = 0
        self._first = 0
        self._take_in()

    @property
    def mine(self) -> bool:
        """Whether only what is mine is shown."""
        return self._mine

    @property
    def agenda(self) -> Agenda:
        """What is shown."""
        return self._agenda

    @property
    def entry(self) -> Entry | None:
        """The highlighted one."""
        return self._entries[self._at] if self._entries else None

    # Following the board

    @property
    def day(self) -> date:
        return self._agenda.today

    def refresh_from_board(self) -> None:
        """Take in how the board is now. The cursor stays with its entry, or on its row when that is gone."""
        before = self.entry.key if self.entry else None
        self._take_in()
        keys = [entry.key for entry in self._entries]
        self._at = keys.index(before) if before in keys else max(min(self._at, len(keys) - 1), 0)
        self.redraw()

    def _take_in(self) -> None:
        me = self._desk.me if self._mine else ""
        board, query = self._desk.read(), self._query
        keep = None if query is None else lambda deal: query.matches(deal, board)
        self._agenda = agenda(board, self._desk.now().date(), me=me, keep=keep)
        self._entries = self._agenda.shown
        self._gaps: bool | None = None

    # Drawing

    def wish(self) -> tuple[int, int]:
        return WIDTH, _ROWS

    def draw(self, room: Box) -> tuple[Row, ...]:
        board = self._desk.read()
        tall = room.rows >= _TALL
        below = self._below(board, room.inner, _ABOUT if tall else 2)
        space = max(room.rows - len(below) - 1, 1)
        lines = self._lines_of(gaps=tall)
        entry = self.entry
        count = len(lines)
        if entry is None:
            narrow = self._mine or self._query is not None
            others = len(agenda(board, self._agenda.today).shown) if narrow else 0
            filtered = self._query is not None
            body = agenda_list.clear_rows(
                self._agenda, board, room.inner, mine=self._mine, filtered=filtered, others=others
            )
        else:
            at = self._places[self._at]
            # The row above the cursor stays in sight: the first one tells the section.
            self._first = window(count, space, max(at - 1, 0), window(count, space, at, self._first))
            shown = lines[self._first : self._first + space]
            body = agenda_list.list_rows(self._agenda, shown, entry, board, room.inner)
        body = [*body[:space], *([()] * (space - len(body))), (), *below]
        return framed(
            self._title(),
            body,
            agenda_list.hints(entry, mine=self._mine),
            room,
            below=max(count - self._first - space, 0),
            aside=self._agenda.summary if room.inner >= agenda_list.MIDDLE else "",
        )

    def _title(self) -> str:
        parts = ("mine" if self._mine else "", self._query.text.strip() if self._query else "")
        narrow = " · ".join(cut(clean(part), _FILTER) for part in parts if part)
        return f"Agenda: {narrow}" if narrow else "Agenda"

    def _lines_of(self, *, gaps: bool) -> tuple[agenda_list.Line, ...]:
        """The list's lines, and which of them each entry is; made once for all keys that only move."""
        if self._gaps is not gaps:
            self._gaps = gaps
            self._lines = agenda_list.lines(self._agenda, gaps=gaps)
            self._places = [place for place, line in enumerate(self._lines) if line.entry is not None]
        return self._lines

    def _below(self, board: Board, width: int, rows: int) -> list[Row]:
        """What is said below the list, always on as many rows."""
        sentence, role = self._remark
        told: list[Row] = []
        if sentence:
            told = paragraph(f"! {sentence}" if role == LATE else sentence, width, role, most=rows)
        elif self.entry is not None:
            told = agenda_list.about(self.entry, self._agenda, board, width, rows)
        return [*told, *([()] * (rows - len(told)))]

    # Keys

    def press(self, key: str, typed: str) -> None:
        key = self.latin(key)
        half = max(self.room.rows // 2, 1)
        steps = {"j": 1, "down": 1, "k": -1, "up": -1}
        steps |= {"ctrl+d": half, "pagedown": half, "ctrl+u": -half, "pageup": -half}
        if key in steps:
            self._go(self._at + steps[key])
        elif key in ("g", "home", "G", "end"):
            self._go(0 if key in ("g", "home") else len(self._entries) - 1)
        elif key in ("tab", "shift+tab"):
            self._go_to_section(1 if key == "tab" else -1)
        elif key in ("q", "A"):
            self.back()
        elif key == "enter" and self.entry is not None:
            self.dismiss(self.entry.deal.id)
        elif key in ("m", "u", "U", "ctrl+r"):
            self._remark = ("", GOOD)
            {"m": self._toggle, "u": self._undo}.get(key, self._redo)()
        elif self.entry is not None:
            self._act(key, self.entry)

    def _act(self, key: str, entry: Entry) -> None:
        """What the keys do to the highlighted deal."""
        deal = entry.deal
        if key == "O":
            self.do(ReopenDeals((deal.id,)))
        elif (key == "W" and not deal.is_open) or (key == "f" and deal.status in ("lost", "disqualified")):
            self.say(f"{deal.title} is {deal.status}; O reopens it, e changes its fields.", LATE)
        elif key in ("d", "space") and entry.field:
            self.do(EditDeals((deal.id,), {entry.field: None}), f"Done: {label_of(entry.field, deal)}.")
        elif key in ("d", "space", "s") and entry.step is None and not entry.field:
            self.say("There is no follow-up to finish here; f plans one, c logs what was done.", LATE)
        else:
            spec = self._form(key, entry)
            if spec is not None:
                self.fill(spec)

    def _form(self, key: str, entry: Entry) -> FormSpec | None:
        """The form that a key opens; None for all other keys."""
        # Here because the forms take as long to import as all the rest of the agenda (20 ms).
        from pipeboard.view.forms import activity
        from pipeboard.view.forms.close import close_deals
        from pipeboard.view.forms.deal import edit_deal, known_values

        board, now = self._desk.read(), self._desk.now()
        deal, step = entry.deal, entry.step
        match key:
            case "s" if entry.field:
                return activity.put_off_date(deal, entry.field, now)
            case "f":
                return activity.plan_follow_up((deal,), now, board)
            case "c":
                return activity.log_activity((deal,), board)
            case "e":
                return edit_deal(deal, now, known=known_values(board.visible_deals()))
            case "W":
                return close_deals((deal,), board, now)
            case "d" | "space" if step is not None:
                return activity.finish_follow_up(deal, step, now, board)
            case "s" if step is not None:
                return activity.snooze_follow_up(deal, step, now)
        return None

    def _undo(self) -> None:
        self._take_back(Undo())

    def _redo(self) -> None:
        self._take_back(Redo())

    def _take_back(self, action: Undo | Redo) -> None:
        """The cursor goes to what has come back."""
        before = {entry.key for entry in self._entries}
        self.do(action)
        back = [at for at, entry in enumerate(self._entries) if entry.key not in before]
        if back:
            self._at = back[0]
            self.redraw()

    def _toggle(self) -> None:
        self._mine = not self._mine
        self.refresh_from_board()

    def _go(self, at: int) -> None:
        self._remark = ("", GOOD)
        self._at = max(min(at, len(self._entries) - 1), 0)
        self.redraw()

    def _go_to_section(self, step: int) -> None:
        """To the first entry of the next section, or of this one, then of the one before."""
        starts = [
            at
            for at, entry in enumerate(self._entries)
            if at == 0 or self._entries[at - 1].kind != entry.kind
        ]
        ahead = [at for at in starts if at > self._at] if step > 0 else [at for at in starts if at < self._at]
        if ahead:
            self._go(ahead[0] if step > 0 else ahead[-1])
