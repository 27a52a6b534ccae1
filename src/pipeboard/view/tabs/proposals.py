"""The offers made on a deal, the latest first, and how its value stands to its price."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from pipeboard.domain.actions import EditProposal, RemoveProposal
from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.proposal import PARTS, Proposal
from pipeboard.view.dialog import SOFT, TEXT
from pipeboard.view.proposals import head_rows, price_lines, proposal_lines
from pipeboard.view.tabs.tab import Ask, Line, Shown, Tab, Target, add_line, lines_of, row_of

if TYPE_CHECKING:
    from pipeboard.view.form import FormSpec


def _lines(shown: Shown) -> list[Line]:
    deal, board, width = shown.deal, shown.board, shown.width
    if not shown.working:
        return lines_of(proposal_lines(deal, board, shown.today, width))
    lines = lines_of(row_of(text, width, role) for text, role in price_lines(deal, board))
    for proposal in reversed(deal.proposals):
        lines.extend([Line(row_of("", width)), *_block(proposal, shown)])
    add = add_line("a proposal", width, _new(deal, board), in_place=False)
    return [*lines, Line(row_of("", width)), add]


def _block(proposal: Proposal, shown: Shown) -> list[Line]:
    """A proposal to be worked on: itself, and a line for each part that it should speak of."""
    deal, board, width = shown.deal, shown.board, shown.width
    target = Target(
        proposal.id,
        {
            "edit": _edit(deal, proposal, board),
            "finish": _decide(deal, proposal),
            "remove": RemoveProposal(deal.id, proposal.id),
        },
        field="proposal amount",
        of=proposal.id,
        label="Amount",
    )
    lines = lines_of(head_rows(proposal, deal, board, shown.today, width), target)
    for part in PARTS:
        covered = part in proposal.covered
        toggle = EditProposal(deal.id, proposal.id, {part: not covered})
        row = row_of(f"  {'✓' if covered else '·'} {part}", width, TEXT if covered else SOFT)
        target = Target(
            f"{proposal.id} {part}",
            {"toggle": toggle},
            field=f"proposal {part}",
            of=proposal.id,
            label=part.capitalize(),
        )
        lines.append(Line(row, target))
    return lines


def _edit(deal: Deal, proposal: Proposal, board: Board) -> Ask:
    def make(now: datetime) -> FormSpec:
        from pipeboard.view.forms.proposal import edit_proposal  # forms wait until one is opened (20 ms)

        return edit_proposal(deal, proposal, board, now)

    return Ask(make)


def _decide(deal: Deal, proposal: Proposal) -> Ask:
    def make(now: datetime) -> FormSpec:
        from pipeboard.view.forms.proposal import decide_proposal

        return decide_proposal(deal, proposal, now)

    return Ask(make, in_place=False, word="sent, accepted...")


def _new(deal: Deal, board: Board) -> Callable[[datetime], FormSpec]:
    def make(now: datetime) -> FormSpec:
        from pipeboard.view.forms.proposal import new_proposal

        return new_proposal(deal, board, now)

    return make


TAB: Final = Tab("Proposals", _lines)
