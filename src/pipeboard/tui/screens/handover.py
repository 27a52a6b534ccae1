"""The handover of a won deal. Every change is one action at once, so that `u` takes it back."""

from __future__ import annotations

from datetime import datetime

from pipeboard.domain.actions import Action, CheckItems, EditDeals, HandOver, RateDeal
from pipeboard.domain.deal import Deal
from pipeboard.domain.errors import BadInput
from pipeboard.domain.fields import DEAL, parse_changes
from pipeboard.tui.screens.pane import DealPane
from pipeboard.view.card import Row
from pipeboard.view.dialog import SOFT, Box, Hint, framed, hint_rows, paragraph, window
from pipeboard.view.edit import Edit
from pipeboard.view.handover import Line, handover_lines, line_row, room_of, state_word
from pipeboard.view.text import cells, clean

WIDTH = 88
_ROWS = 20
_WORDS = 2
"""Rows below the lines, for what is against it or for what is cut."""
_TYPING: tuple[Hint, ...] = (("Enter", "keep it"), ("Esc", "leave it as it was"))


class HandoverPane(DealPane):
    """Shows one won deal's handover until it is left; nothing waits to be saved."""

    @property
    def deal(self) -> Deal | None:
        """The deal as it is now; None once it is no won deal any more."""
        deal = super().deal
        return deal if deal is not None and deal.status == "won" else None

    @property
    def count(self) -> int:
        return len(self._lines)

    @property
    def _lines(self) -> tuple[Line, ...]:
        deal = self.deal
        return handover_lines(deal, self._read(), self.today) if deal else ()

    def wish(self) -> tuple[int, int]:
        return WIDTH, _ROWS

    def draw(self, room: Box) -> tuple[Row, ...]:
        deal, lines = self.deal, self._lines
        if deal is None:
            return framed("Handover", (), (("Esc", "done"),), room)
        today = self.today
        self._cursor = self.within(self._cursor)
        words = self.words(self._whole(lines[self._cursor], room.inner), room.inner, _WORDS)
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
                line_row(line, room.inner, today, chosen=chosen, typed=self._typing if chosen else None)
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

    def _whole(self, line: Line, width: int) -> list[Row]:
        """The whole of a line that is cut."""
        cut_off = self._typing is None and cells(clean(line.text)) > room_of(line, width)
        return paragraph(line.text, width, SOFT, most=_WORDS) if cut_off else []

    def act(self, key: str) -> None:
        deal, lines = self.deal, self._lines
        if deal is None:
            return
        line = lines[self._cursor]
        if key in ("space", "enter", "x") and line.kind == "item":
            self.do(CheckItems(deal.id, (line.key,), done=not line.done))
        elif key in ("enter", "e"):
            self.write(Edit(line.text))
        elif key == "a":
            accepted = None if deal.handover_accepted else self.today
            self.do(HandOver(deal.id, {"handover_accepted": accepted}))
        elif key in ("p", "s"):
            kind = "another" if key == "p" else "satisfaction"
            self.go(next(at for at, one in enumerate(lines) if one.kind == kind))
            self.write(Edit())

    def keep(self, text: str) -> None:
        """Carry out what was written; one that cannot be read is left standing, with the reason."""
        deal, line = self.deal, self._lines[self._cursor]
        if deal is None:
            self.dismiss(None)
            return
        try:
            action = _written(deal, line, text.strip(), self._now())
        except BadInput as error:
            self.refuse(error.sentence)
            return
        self._typing = None
        if self.do(action) is None and line.kind == "another" and text.strip():
            self.step(1)

    def _hints(self) -> tuple[Hint, ...]:
        return _TYPING if self._typing is not None else self._keys()

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
        # Not with the mark beside it: to write that again would settle what others made of it at once.
        return EditDeals((deal.id,), {"satisfaction_note": text})
    promised = list(deal.promised)
    at = int(line.key) if line.kind == "promise" else len(promised)
    promised[at : at + 1] = [text] if text else []
    return HandOver(deal.id, {"promises": "\n".join(promised)})
