"""The handover of a won deal. Every change is one action at once, so that `u` takes it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from pipeboard.domain.actions import Action, CheckItems, HandOver, RateDeal, Redo, Undo
from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.errors import BadInput
from pipeboard.domain.fields import DEAL, parse_changes
from pipeboard.tui.screens.dialog import Dialog, Submit
from pipeboard.view.card import Row
from pipeboard.view.dialog import LATE, SOFT, Box, Hint, framed, hint_rows, paragraph, window
from pipeboard.view.edit import Edit
from pipeboard.view.handover import Line, handover_lines, line_row, room_of, state_word
from pipeboard.view.text import cells, clean

WIDTH = 88
_ROWS = 20
_WORDS = 2
"""Rows below the lines, for what is against it or for what is cut."""
_TYPING: tuple[Hint, ...] = (("Enter", "keep it"), ("Esc", "leave it as it was"))


class HandoverPane(Dialog[None]):
    """Shows one won deal's handover until it is left; nothing waits to be saved."""

    def __init__(
        self, deal_id: str, read: Callable[[], Board], submit: Submit, now: Callable[[], datetime]
    ) -> None:
        """`read` gives the board as it is now, `submit` carries out a change."""
        super().__init__()
        self._deal_id = deal_id
        self._read = read
        self._submit = submit
        self._now = now
        self._cursor = 0
        self._first = 0
        self._typed: Edit | None = None
        self._refusal = ""

    @property
    def deal(self) -> Deal | None:
        """The deal as it is now; None once it is no won deal any more."""
        deal = self._read().deals.get(self._deal_id)
        return deal if deal is not None and deal.status == "won" else None

    @property
    def _lines(self) -> tuple[Line, ...]:
        deal = self.deal
        return handover_lines(deal, self._read(), self._now().date()) if deal else ()

    def wish(self) -> tuple[int, int]:
        return WIDTH, _ROWS

    def draw(self, room: Box) -> tuple[Row, ...]:
        deal, lines = self.deal, self._lines
        if deal is None:
            return framed("Handover", (), (("Esc", "done"),), room)
        today = self._now().date()
        self._cursor = min(self._cursor, len(lines) - 1)
        words = self._words(lines[self._cursor], room.inner)
        most = max(len(hint_rows(hints, room.inner)) for hints in (self._keys(), _TYPING))
        space = max(room.rows + 1 - most - _WORDS, 1)
        drawn: list[Row] = []
        places: list[int] = []
        gaps = len(lines) + 2 <= space
        for at, line in enumerate(lines):
            if gaps and at and (line.kind == "item") != (lines[at - 1].kind == "item"):
                drawn.append(())
            places.append(len(drawn))
            chosen = at == self._cursor
            drawn.append(
                line_row(line, room.inner, today, chosen=chosen, typed=self._typed if chosen else None)
            )
        self._first = window(len(drawn), space, places[self._cursor], self._first)
        shown = drawn[self._first : self._first + space]
        return framed(
            deal.title or "(no title)",
            [*shown, *([()] * (space - len(shown))), *words, *([()] * (_WORDS - len(words)))],
            self._hints(),
            room,
            above=self._first,
            below=max(len(drawn) - self._first - space, 0),
            aside=f"{'handover ' if room.sides else ''}{state_word(deal, self._read())}",
            all_hints=True,
        )

    def _words(self, line: Line, width: int) -> list[Row]:
        """What a rule has against it, or the whole of a line that is cut."""
        if self._refusal:
            return paragraph(f"! {self._refusal}", width, LATE, most=_WORDS)
        cut_off = self._typed is None and cells(clean(line.text)) > room_of(line, width)
        return paragraph(line.text, width, SOFT, most=_WORDS) if cut_off else []

    def press(self, key: str, typed: str) -> None:
        if self._typed is not None:
            self._type(self._typed, key, typed)
            return
        key = self.latin(key)
        deal, lines = self.deal, self._lines
        if key == "q" or deal is None:
            self.back()
            return
        line = lines[self._cursor]
        steps = {"j": 1, "down": 1, "k": -1, "up": -1, "pagedown": 5, "pageup": -5}
        if key in steps:
            self._go(self._cursor + steps[key], lines)
        elif key in ("g", "home", "G", "end"):
            self._go(0 if key in ("g", "home") else len(lines) - 1, lines)
        elif key in ("space", "enter", "x") and line.kind == "item":
            self.do(CheckItems(deal.id, (line.key,), done=not line.done))
        elif key in ("enter", "e"):
            self._write(Edit(line.text))
        elif key == "a":
            accepted = None if deal.handover_accepted else self._now().date()
            self.do(HandOver(deal.id, {"handover_accepted": accepted}))
        elif key == "p":
            self._go(next(at for at, one in enumerate(lines) if one.kind == "another"), lines)
            self._write(Edit())
        elif key == "s":
            self._go(next(at for at, one in enumerate(lines) if one.kind == "satisfaction"), lines)
            self._write(Edit())
        elif key in ("u", "U", "ctrl+r"):
            self.do(Undo() if key == "u" else Redo())

    def paste(self, text: str) -> None:
        if self._typed is not None:
            self._write(self._typed.typed(text))

    def back(self) -> None:
        """Leaves the line as it was, or the pane."""
        if self._typed is not None:
            self._write(None)
        else:
            self.dismiss(None)

    def do(self, action: Action) -> None:
        """Carry out a change; what a rule has against it is shown below the lines."""
        self._refusal = self._submit(action) or ""
        if self.deal is None:
            self.dismiss(None)
        else:
            self.redraw()

    def _type(self, line: Edit, key: str, typed: str) -> None:
        if key == "enter":
            self._keep(line.text.strip())
            return
        changed = line.key(key)
        if changed is None and typed:
            changed = line.typed(typed)
        if changed is not None:
            self._write(changed)

    def _keep(self, text: str) -> None:
        """Carry out what was written; one that cannot be read is left standing, with the reason."""
        deal, line = self.deal, self._lines[self._cursor]
        if deal is None:
            self.dismiss(None)
            return
        try:
            action = _written(deal, line, text, self._now())
        except BadInput as error:
            self._refusal = error.sentence
            self.redraw()
            return
        self._typed = None
        self.do(action)
        if line.kind == "another" and text and not self._refusal:
            self._go(self._cursor + 1, self._lines)

    def _write(self, typed: Edit | None) -> None:
        self._typed = typed
        self._refusal = ""
        self.redraw()

    def _go(self, at: int, lines: tuple[Line, ...]) -> None:
        self._refusal = ""
        self._cursor = max(min(at, len(lines) - 1), 0)
        self.redraw()

    def _hints(self) -> tuple[Hint, ...]:
        return _TYPING if self._typed is not None else self._keys()

    def _keys(self) -> tuple[Hint, ...]:
        accepted = "not accepted" if self.deal and self.deal.handover_accepted else "accepted today"
        return (
            *(("Enter", "write or tick"), ("p", "promise"), ("a", accepted), ("s", "satisfaction")),
            *(("u", "undo"), ("Esc", "done")),
        )


def _written(deal: Deal, line: Line, text: str, now: datetime) -> Action:
    """What a text written into a line means. BadInput if it cannot be read."""
    if line.kind == "receiver":
        return HandOver(deal.id, {"receiver": text})
    if line.kind == "accepted":
        return HandOver(deal.id, parse_changes(DEAL, {"handover_accepted": text}, now))
    if line.kind == "satisfaction":
        mark = parse_changes(DEAL, {"satisfaction": text}, now)["satisfaction"]
        return RateDeal(deal.id, mark if isinstance(mark, int) else None)
    if line.kind == "comment":
        return RateDeal(deal.id, deal.satisfaction, text)
    promised = list(deal.promised)
    at = int(line.key) if line.kind == "promise" else len(promised)
    promised[at : at + 1] = [text] if text else []
    return HandOver(deal.id, {"promises": "\n".join(promised)})
