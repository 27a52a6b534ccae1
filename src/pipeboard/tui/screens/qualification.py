"""The pane that qualifies a deal: its answers, and on a second page its score and fit.

Every change is one action at once, so that `u` takes it back.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from pipeboard.domain.actions import Action, EditDeals, QualifyDeals, Redo, Undo
from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.errors import BadInput
from pipeboard.domain.fields import DEAL, parse_changes
from pipeboard.domain.frameworks import UNKNOWN, Framework, framework_of, frameworks, next_answer
from pipeboard.tui.screens.dialog import Dialog, Submit
from pipeboard.view.card import Row
from pipeboard.view.dialog import LATE, SOFT, Box, Hint, framed, hint_rows, paragraph
from pipeboard.view.edit import Edit
from pipeboard.view.glyph import glyph
from pipeboard.view.qualification import pane_rows, pane_words
from pipeboard.view.scoring import scoring_lines
from pipeboard.view.text import cells

WIDTH = 84
_WORDS = 4
"""Rows of the question, the marks and a blank above them."""
_BY_HAND = 3
"""Rows of the score that is typed, or of what is wrong with it."""
_NOW = datetime(2000, 1, 1, tzinfo=UTC)
"""A score is no date."""


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
        """The note, or the score, that is being typed."""
        self._scoring = False
        """Whether the second page is shown."""
        self._first = 0
        self._refusal = ""

    @property
    def deal(self) -> Deal | None:
        """The deal as it is now; None once its making was taken back."""
        return self._read().deals.get(self._deal_id)

    def wish(self) -> tuple[int, int]:
        width = min(WIDTH, self.app.size.width - 8)
        hints = len(hint_rows(self._hints(), width))
        deal, board = self.deal, self._read()
        if self._scoring and deal is not None:
            return WIDTH, len(scoring_lines(deal, board, self._today, width)) + _BY_HAND + hints
        most = max((len(one.criteria) for one in frameworks(board).values()), default=0)
        return WIDTH, most + _WORDS + hints

    def draw(self, room: Box) -> tuple[Row, ...]:
        deal, board = self.deal, self._read()
        if deal is None:
            return framed("Qualification", (), (("Esc", "done"),), room)
        if self._scoring:
            return self._draw_score(deal, board, room)
        framework = framework_of(board, deal.framework, deal.answers)
        self._cursor = max(min(self._cursor, len(framework.criteria) - 1), 0)
        rows = pane_rows(deal, board, self._today, self._cursor, room.inner)
        if self._refusal:
            words = paragraph(f"! {self._refusal}", room.inner, LATE, most=3)
        else:
            words = pane_words(deal, board, self._today, self._cursor, room.inner, self._note)
        space = room.rows + 1 - len(hint_rows(self._hints(), room.inner))
        gap = [()] if len(rows) + 1 + len(words) <= space else []
        signs = glyph(deal, frameworks(board))
        return framed(
            deal.title or "(no title)",
            [*rows[: max(space - len(words), 1)], *gap, *words],
            self._hints(),
            room,
            aside=" ".join(one for one in (framework.title, signs) if one),
            all_hints=True,
        )

    def _draw_score(self, deal: Deal, board: Board, room: Box) -> tuple[Row, ...]:
        rows = scoring_lines(deal, board, self._today, room.inner)
        words: list[Row] = []
        if self._note is not None:
            label = " Score by hand: "
            words = [((label, SOFT), *self._note.row(max(room.inner - cells(label), 1))[0])]
        if self._refusal:
            words += paragraph(f"! {self._refusal}", room.inner, LATE, most=2)
        space = max(room.rows + 1 - len(hint_rows(self._hints(), room.inner)) - len(words), 1)
        self._first = max(min(self._first, len(rows) - space), 0)
        shown = rows[self._first : self._first + space]
        return framed(
            deal.title or "(no title)",
            [*shown, *([()] * (space - len(shown))), *words],
            self._hints(),
            room,
            above=self._first,
            below=max(len(rows) - self._first - space, 0),
            aside="" if self._first else "Score and fit",
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
        elif key in ("tab", "shift+tab"):
            self._turn_page()
        elif key in ("u", "U", "ctrl+r"):
            self.do(Undo() if key == "u" else Redo())
        elif self._scoring:
            self._press_score(deal, key)
        else:
            self._press_answer(deal, key)

    def _press_score(self, deal: Deal, key: str) -> None:
        steps = {"j": 1, "down": 1, "k": -1, "up": -1, "pagedown": 8, "pageup": -8}
        if key in steps:
            self._first = max(self._first + steps[key], 0)
            self.redraw()
        elif key in ("enter", "e"):
            self._write(Edit("" if deal.score_override is None else str(deal.score_override)))
        elif key == "x" and deal.score_override is not None:
            self.do(EditDeals((deal.id,), {"score_override": None}))

    def _press_answer(self, deal: Deal, key: str) -> None:
        board = self._read()
        framework = framework_of(board, deal.framework, deal.answers)
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
        elif key == "F":
            names = list(frameworks(board))
            place = names.index(framework.id) + 1 if framework.id in names else 0
            if names:
                self.do(QualifyDeals((deal.id,), names[place % len(names)]))

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

    def _turn_page(self) -> None:
        self._scoring = not self._scoring
        self._first = 0
        self._refusal = ""
        self.redraw()

    def _type(self, note: Edit, key: str, typed: str) -> None:
        if key == "enter":
            self._keep(note.text)
            return
        changed = note.key(key)
        if changed is None and typed:
            changed = note.typed(typed)
        if changed is not None:
            self._write(changed)

    def _keep(self, text: str) -> None:
        """What was typed becomes the note, or the score."""
        deal = self.deal
        if deal is None:
            return
        if not self._scoring:
            self._note = None
            criterion = framework_of(self._read(), deal.framework, deal.answers).criteria[self._cursor].id
            self.do(QualifyDeals((deal.id,), notes={criterion: text}))
            return
        try:
            changes = parse_changes(DEAL, {"score_override": text}, _NOW)
        except BadInput as error:
            self._refusal = error.sentence
            self.redraw()
            return
        self._note = None
        self.do(EditDeals((deal.id,), changes))

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
            what = "keep the score" if self._scoring else "keep the note"
            return (("Enter", what), ("Esc", "leave it as it was"))
        deal, board = self.deal, self._read()
        if self._scoring:
            rules = (("x", "by the rules"),) if deal and deal.score_override is not None else ()
            return (
                *(("Enter", "set by hand"), *rules, ("j k", "scroll")),
                *(("u", "undo"), ("Tab", "answers"), ("Esc", "done")),
            )
        count = len(framework_of(board, deal.framework, deal.answers).criteria) if deal else 0
        answer = ((f"1-{count}" if count > 1 else "1", "answer"), ("Enter", "note")) if count else ()
        return (
            *(*answer, ("m", "MQL"), ("s", "SQL"), ("F", "framework")),
            *(("Tab", "score and fit"), ("u", "undo"), ("Esc", "done")),
        )
