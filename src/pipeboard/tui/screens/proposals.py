"""The dialog of a deal's proposals. Every change is one action at once, so that `u` takes it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from pipeboard.domain.actions import Action, EditProposal, Redo, RemoveProposal, Undo
from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.proposal import PARTS, Proposal
from pipeboard.tui.screens.dialog import Dialog, Submit
from pipeboard.view.card import Row
from pipeboard.view.dialog import LATE, Box, Hint, framed, hint_rows, paragraph, window
from pipeboard.view.proposals import pane_rows, pane_words

if TYPE_CHECKING:
    from pipeboard.view.form import FormSpec

WIDTH: Final = 84
_LISTED: Final = 6
"""Rows for proposals at first; more of them scroll."""
_WORDS: Final = 5
"""Rows of the parts, of the deal's value and what is wrong with it, and a blank above them."""
_HINTS: Final[tuple[Hint, ...]] = (
    *(("a", "add"), ("Enter", "edit"), ("s", "sent"), ("y", "accepted"), ("n", "declined")),
    *(("1-4", "what it speaks of"), ("v", "make it the value"), ("O", "reopen"), ("x", "remove")),
    *(("u", "undo"), ("Esc", "done")),
)


class ProposalsPane(Dialog[None]):
    """Shows one deal's proposals until it is left; nothing waits to be saved."""

    def __init__(
        self,
        deal_id: str,
        read: Callable[[], Board],
        submit: Submit,
        now: Callable[[], datetime],
        ask: Callable[[FormSpec, Submit], None],
    ) -> None:
        """`read` gives the board as it is now, `submit` carries out a change, `ask` shows a form."""
        super().__init__()
        self._deal_id = deal_id
        self._read = read
        self._submit = submit
        self._now = now
        self._ask = ask
        self._cursor = 0
        self._first = 0
        self._refusal = ""

    @property
    def deal(self) -> Deal | None:
        """The deal as it is now; None once its making was taken back."""
        return self._read().deals.get(self._deal_id)

    @property
    def proposal(self) -> Proposal | None:
        """The highlighted one."""
        deal = self.deal
        return deal.proposals[self._cursor] if deal and self._cursor < len(deal.proposals) else None

    def wish(self) -> tuple[int, int]:
        width = min(WIDTH, self.app.size.width - 8)
        return WIDTH, _LISTED + _WORDS + len(hint_rows(_HINTS, width))

    def draw(self, room: Box) -> tuple[Row, ...]:
        deal, board = self.deal, self._read()
        if deal is None:
            return framed("Proposals", (), (("Esc", "done"),), room)
        self._cursor = max(min(self._cursor, len(deal.proposals) - 1), 0)
        rows = pane_rows(deal, board, self._now().date(), self._cursor, room.inner)
        words = pane_words(deal, board, self._cursor, room.inner)
        if self._refusal:
            words = paragraph(f"! {self._refusal}", room.inner, LATE, most=3)
        space = room.rows + 1 - len(hint_rows(_HINTS, room.inner))
        shown = max(space - len(words), 1)
        self._first = window(len(rows), shown, self._cursor, self._first)
        gap = [()] if rows and len(rows) + 1 + len(words) <= space else []
        return framed(
            "Proposals",
            [*rows[self._first : self._first + shown], *gap, *words],
            _HINTS,
            room,
            above=self._first,
            below=max(len(rows) - self._first - shown, 0),
            aside="" if self._first else deal.title,
            all_hints=True,
        )

    def press(self, key: str, typed: str) -> None:
        key = self.latin(key)
        deal, proposal = self.deal, self.proposal
        steps = {"j": 1, "down": 1, "k": -1, "up": -1}
        if key == "q" or deal is None:
            self.back()
        elif key in ("u", "U", "ctrl+r"):
            self.do(Undo() if key == "u" else Redo())
        elif key == "a" or (key == "enter" and proposal is None):
            self._add(deal)
        elif proposal is None:
            return
        elif key in steps:
            self._go(self._cursor + steps[key], len(deal.proposals))
        elif key == "enter":
            self._edit(deal, proposal)
        else:
            action = self._action(key, deal, proposal)
            if action is not None:
                self.do(action)

    def _action(self, key: str, deal: Deal, proposal: Proposal) -> Action | None:
        """What a letter or digit does to the highlighted proposal; None if it means nothing."""
        if key.isdecimal() and 0 < int(key) <= len(PARTS):
            part = PARTS[int(key) - 1]
            return EditProposal(deal.id, proposal.id, {part: part not in proposal.covered})
        match key:
            case "s":
                return EditProposal(deal.id, proposal.id, {"sent": self._now().date()})
            case "y" | "n":
                outcome = "accepted" if key == "y" else "declined"
                return EditProposal(deal.id, proposal.id, {"outcome": outcome})
            case "v":
                return EditProposal(deal.id, proposal.id, {}, take_value=True)
            case "O":
                return EditProposal(deal.id, proposal.id, {}, reopen=True)
            case "x":
                return RemoveProposal(deal.id, proposal.id)
            case _:
                return None

    def back(self) -> None:
        self.dismiss(None)

    def do(self, action: Action) -> None:
        """Carry out a change; what a rule has against it is shown below the proposals."""
        self._refusal = self._submit(action) or ""
        if self.deal is None:
            self.dismiss(None)
        else:
            self.redraw()

    def _add(self, deal: Deal) -> None:
        from pipeboard.view.forms.proposal import new_proposal  # forms are imported when one is opened

        def submit(action: Action) -> str | None:
            refusal = self._submit(action)
            after = self.deal
            if refusal is None and after is not None:
                self._go(len(after.proposals) - 1, len(after.proposals))
            return refusal

        self._ask(new_proposal(deal, self._read(), self._now()), submit)

    def _edit(self, deal: Deal, proposal: Proposal) -> None:
        from pipeboard.view.forms.proposal import edit_proposal

        def submit(action: Action) -> str | None:
            refusal = self._submit(action)
            self._go(self._cursor, len(deal.proposals))
            return refusal

        self._ask(edit_proposal(deal, proposal, self._read(), self._now()), submit)

    def _go(self, at: int, count: int) -> None:
        self._refusal = ""
        self._cursor = max(min(at, count - 1), 0)
        self.redraw()
