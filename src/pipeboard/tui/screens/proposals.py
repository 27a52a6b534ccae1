"""The dialog of a deal's proposals. Every change is one action at once, so that `u` takes it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from pipeboard.domain.actions import Action, EditProposal, RemoveProposal
from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.proposal import PARTS, Proposal
from pipeboard.tui.screens.dialog import Submit
from pipeboard.tui.screens.pane import DealPane
from pipeboard.view.card import Row
from pipeboard.view.dialog import Box, Hint, framed, hint_rows, window
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


class ProposalsPane(DealPane):
    """Shows one deal's proposals until it is left; nothing waits to be saved."""

    def __init__(
        self,
        deal_id: str,
        read: Callable[[], Board],
        submit: Submit,
        now: Callable[[], datetime],
        ask: Callable[[FormSpec, Submit], None],
    ) -> None:
        """As `Pane`; `ask` shows a form."""
        super().__init__(deal_id, read, submit, now)
        self._ask = ask

    @property
    def count(self) -> int:
        return len(self.deal.proposals) if self.deal else 0

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
        self._cursor = self.within(self._cursor)
        rows = pane_rows(deal, board, self.today, self._cursor, room.inner)
        words = self.words(pane_words(deal, board, self._cursor, room.inner), room.inner)
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

    def act(self, key: str) -> None:
        deal, proposal = self.deal, self.proposal
        if deal is None:
            return
        if key == "a" or (key == "enter" and proposal is None):
            self._add(deal)
        elif proposal is not None and key == "enter":
            self._edit(deal, proposal)
        elif proposal is not None:
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
                return EditProposal(deal.id, proposal.id, {"sent": self.today})
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

    def _add(self, deal: Deal) -> None:
        from pipeboard.view.forms.proposal import new_proposal  # forms are imported when one is opened

        def submit(action: Action) -> str | None:
            refusal = self._submit(action)
            if refusal is None and not self.is_gone:
                self.go(self.count - 1)
            return refusal

        self._ask(new_proposal(deal, self._read(), self._now()), submit)

    def _edit(self, deal: Deal, proposal: Proposal) -> None:
        from pipeboard.view.forms.proposal import edit_proposal

        def submit(action: Action) -> str | None:
            refusal = self._submit(action)
            self.go(self._cursor)
            return refusal

        self._ask(edit_proposal(deal, proposal, self._read(), self._now()), submit)
