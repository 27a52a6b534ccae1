"""The pane that qualifies a deal: its answers, and on a second page its score and fit.

Every change is one action at once, so that `u` takes it back.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from pipeboard.domain.actions import EditDeals, QualifyDeals
from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.errors import BadInput
from pipeboard.domain.fields import DEAL, parse_changes
from pipeboard.domain.frameworks import UNKNOWN, Framework, framework_of, frameworks, next_answer
from pipeboard.tui.screens.dialog import Submit
from pipeboard.tui.screens.pane import DealPane
from pipeboard.view.card import Row
from pipeboard.view.dialog import SOFT, Box, Hint, framed, hint_rows
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


class QualificationPane(DealPane):
    """Shows one deal's criteria until it is left; nothing waits to be saved."""

    def __init__(
        self, deal_id: str, read: Callable[[], Board], submit: Submit, now: Callable[[], datetime]
    ) -> None:
        super().__init__(deal_id, read, submit, now)
        self._scoring = False
        """Whether the second page is shown."""

    @property
    def _framework(self) -> Framework:
        deal = self.deal
        return framework_of(self._read(), *((deal.framework, deal.answers) if deal else ("", ())))

    @property
    def count(self) -> int:
        return len(self._framework.criteria)

    def wish(self) -> tuple[int, int]:
        width = min(WIDTH, self.app.size.width - 8)
        hints = len(hint_rows(self._hints(), width))
        deal, board = self.deal, self._read()
        if self._scoring and deal is not None:
            return WIDTH, len(scoring_lines(deal, board, self.today, width)) + _BY_HAND + hints
        most = max((len(one.criteria) for one in frameworks(board).values()), default=0)
        return WIDTH, most + _WORDS + hints

    def draw(self, room: Box) -> tuple[Row, ...]:
        deal, board = self.deal, self._read()
        if deal is None:
            return framed("Qualification", (), (("Esc", "done"),), room)
        if self._scoring:
            return self._draw_score(deal, board, room)
        framework = self._framework
        self._cursor = self.within(self._cursor)
        rows = pane_rows(deal, board, self.today, self._cursor, room.inner)
        said = pane_words(deal, board, self.today, self._cursor, room.inner, self._typing)
        words = self.words(said, room.inner)
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
        rows = scoring_lines(deal, board, self.today, room.inner)
        words: list[Row] = []
        if self._typing is not None:
            label = " Score by hand: "
            words = [((label, SOFT), *self._typing.row(max(room.inner - cells(label), 1))[0])]
        words += self.words([], room.inner, 2)
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

    def step(self, by: int) -> None:
        """Move the cursor; on the second page, which has none, scroll."""
        if self._scoring:
            self._first = max(self._first + by, 0)
            self.redraw()
        else:
            super().step(by)

    def act(self, key: str) -> None:
        deal = self.deal
        if deal is None:
            return
        if key in ("tab", "shift+tab"):
            self._turn_page()
        elif self._scoring:
            self._press_score(deal, key)
        else:
            self._press_answer(deal, key)

    def _press_score(self, deal: Deal, key: str) -> None:
        if key in ("enter", "e"):
            self.write(Edit("" if deal.score_override is None else str(deal.score_override)))
        elif key == "x" and deal.score_override is not None:
            self.do(EditDeals((deal.id,), {"score_override": None}))

    def _press_answer(self, deal: Deal, key: str) -> None:
        framework = self._framework
        if key.isdecimal() and 0 < int(key) <= len(framework.criteria):
            self._cursor = int(key) - 1
            self._cycle(deal, framework)
        elif key == "space" and framework.criteria:
            self._cycle(deal, framework)
        elif key == "enter" and framework.criteria:
            known = deal.answers_in(framework.id).get(framework.criteria[self._cursor].id)
            self.write(Edit(known.note if known else ""))
        elif key in ("m", "s"):
            self.do(QualifyDeals((deal.id,), marks=("mql" if key == "m" else "sql",)))
        elif key == "F":
            names = list(frameworks(self._read()))
            place = names.index(framework.id) + 1 if framework.id in names else 0
            if names:
                self.do(QualifyDeals((deal.id,), names[place % len(names)]))

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

    def keep(self, text: str) -> None:
        """What was typed becomes the note, or the score."""
        deal = self.deal
        if deal is None:
            return
        if not self._scoring:
            self._typing = None
            criterion = self._framework.criteria[self._cursor].id
            self.do(QualifyDeals((deal.id,), notes={criterion: text}))
            return
        try:
            changes = parse_changes(DEAL, {"score_override": text}, self._now())
        except BadInput as error:
            self.refuse(error.sentence)
            return
        self._typing = None
        self.do(EditDeals((deal.id,), changes))

    def _hints(self) -> tuple[Hint, ...]:
        if self._typing is not None:
            what = "keep the score" if self._scoring else "keep the note"
            return (("Enter", what), ("Esc", "leave it as it was"))
        deal = self.deal
        if self._scoring:
            rules = (("x", "by the rules"),) if deal and deal.score_override is not None else ()
            return (
                *(("Enter", "set by hand"), *rules, ("j k", "scroll")),
                *(("u", "undo"), ("Tab", "answers"), ("Esc", "done")),
            )
        count = self.count
        answer = ((f"1-{count}" if count > 1 else "1", "answer"), ("Enter", "note")) if count else ()
        return (
            *(*answer, ("m", "MQL"), ("s", "SQL"), ("F", "framework")),
            *(("Tab", "score and fit"), ("u", "undo"), ("Esc", "done")),
        )
