"""The pane that qualifies a deal. Every change is one action at once, so that `u` takes it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from pipeboard.domain.actions import Action, QualifyDeals, Redo, Undo
from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.frameworks import UNKNOWN, Framework, framework_of, frameworks, next_answer
from pipeboard.tui.screens.dialog import Dialog, Submit
from pipeboard.view.card import Row
from pipeboard.view.dialog import LATE, Box, Hint, framed, hint_rows, paragraph
from pipeboard.view.edit import Edit
from pipeboard.view.glyph import glyph
from pipeboard.view.qualification import pane_rows, pane_words

WIDTH = 84
_WORDS = 4
"""Rows of the question, the marks and a blank above them."""


class QualificationPane(Dialog[None]):
    """Shows one deal's criteria until it is left; nothing waits to be saved."""

    def __init__(self, deal_id: str, read: Callable[[], Board], submit: Submit, today: date) -> None:
        """`read` gives the board as it is now, `submit` carries out a change."""
        super().__init__()
        self._deal_id = deal_id
        self._read = read
        self._submit = submit
        self._today = today
        self._cursor = 0
        self._note: Edit | None = None
        self._refusal = ""

    @property
    def deal(self) -> Deal | None:
        """The deal as it is now; None once its making was taken back."""
        return self._read().deals.get(self._deal_id)

    def wish(self) -> tuple[int, int]:
        width = min(WIDTH, self.app.size.width - 8)
        most = max(len(one.criteria) for one in frameworks().values())
        return WIDTH, most + _WORDS + len(hint_rows(self._hints(), width))

    def draw(self, room: Box) -> tuple[Row, ...]:
        deal, board = self.deal, self._read()
        if deal is None:
            return framed("Qualification", (), (("Esc", "done"),), room)
        framework = framework_of(deal.framework, deal.answers)
        self._cursor = max(min(self._cursor, len(framework.criteria) - 1), 0)
        rows = pane_rows(deal, self._today, board.zone, self._cursor, room.inner)
        if self._refusal:
            words = paragraph(f"! {self._refusal}", room.inner, LATE, most=3)
        else:
            words = pane_words(deal, self._today, board.zone, self._cursor, room.inner, self._note)
        space = room.rows + 1 - len(hint_rows(self._hints(), room.inner))
        gap = [()] if len(rows) + 1 + len(words) <= space else []
        return framed(
            deal.title or "(no title)",
            [*rows[: max(space - len(words), 1)], *gap, *words],
            self._hints(),
            room,
            aside=" ".join(one for one in (framework.title, glyph(deal)) if one),
            all_hints=True,
        )

    def press(self, key: str, typed: str) -> None:
        if self._note is not None:
            self._type(self._note, key, typed)
            return
        key = self.latin(key)
        deal = self.deal
        if key == "q" or deal is None:
            self.back()
            return
        framework = framework_of(deal.framework, deal.answers)
        steps = {"j": 1, "down": 1, "k": -1, "up": -1}
        if key in steps:
            self._go(self._cursor + steps[key], framework)
        elif key.isdecimal() and 0 < int(key) <= len(framework.criteria):
            self._cursor = int(key) - 1
            self._cycle(deal, framework)
        elif key == "space" and framework.criteria:
            self._cycle(deal, framework)
        elif key == "enter" and framework.criteria:
            known = deal.answers_in(framework.id).get(framework.criteria[self._cursor].id)
            self._write(Edit(known.note if known else ""))
        elif key in ("m", "s"):
            self.do(QualifyDeals((deal.id,), marks=("mql" if key == "m" else "sql",)))
        elif key in ("F", "tab"):
            names = list(frameworks())
            following = (
                names[(names.index(framework.id) + 1) % len(names)] if framework.id in names else names[0]
            )
            self.do(QualifyDeals((deal.id,), following))
        elif key in ("u", "U", "ctrl+r"):
            self.do(Undo() if key == "u" else Redo())

    def paste(self, text: str) -> None:
        if self._note is not None:
            self._write(self._note.typed(text))

    def back(self) -> None:
        """Leaves the note as it was, or the pane."""
        if self._note is not None:
            self._write(None)
        else:
            self.dismiss(None)

    def do(self, action: Action) -> None:
        """Carry out a change; what a rule has against it is shown below the criteria."""
        self._refusal = self._submit(action) or ""
        if self.deal is None:
            self.dismiss(None)
        else:
            self.redraw()

    def _cycle(self, deal: Deal, framework: Framework) -> None:
        criterion = framework.criteria[self._cursor].id
        known = deal.answers_in(framework.id).get(criterion)
        answer = next_answer(known.answer if known else UNKNOWN)
        self.do(QualifyDeals((deal.id,), answers={criterion: answer}))

    def _type(self, note: Edit, key: str, typed: str) -> None:
        if key == "enter":
            self._note = None
            deal = self.deal
            if deal is not None:
                criterion = framework_of(deal.framework, deal.answers).criteria[self._cursor].id
                self.do(QualifyDeals((deal.id,), notes={criterion: note.text}))
            return
        changed = note.key(key)
        if changed is None and typed:
            changed = note.typed(typed)
        if changed is not None:
            self._write(changed)

    def _write(self, note: Edit | None) -> None:
        self._note = note
        self._refusal = ""
        self.redraw()

    def _go(self, at: int, framework: Framework) -> None:
        self._refusal = ""
        self._cursor = max(min(at, len(framework.criteria) - 1), 0)
        self.redraw()

    def _hints(self) -> tuple[Hint, ...]:
        if self._note is not None:
            return (("Enter", "keep the note"), ("Esc", "leave it as it was"))
        deal = self.deal
        count = len(framework_of(deal.framework, deal.answers).criteria) if deal else 0
        return (
            *((f"1-{count}", "answer"), ("Enter", "note"), ("m", "MQL"), ("s", "SQL")),
            *(("F", "framework"), ("u", "undo"), ("Esc", "done")),
        )
