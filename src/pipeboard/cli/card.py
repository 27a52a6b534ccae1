"""A deal as a page of text, for `show`."""

from __future__ import annotations

from pipeboard.domain.deal import Deal
from pipeboard.domain.find import short_ids
from pipeboard.view.dossier import facts, lists
from pipeboard.view.text import clean
from pipeboard.workspace.workspace import Workspace


def card_lines(deal: Deal, workspace: Workspace) -> list[str]:
    """All about a deal, as lines of clean text."""
    board, today = workspace.board, workspace.today()
    lines = [f"{deal.title}  {short_ids(board)[deal.id]}  ({deal.id})"]
    lines += [f"  {clean(name):<12} {text}" for name, text in facts(deal, board, today) if text]
    for head, entries in lists(deal, board, today, workspace.timeline(deal.id)):
        if entries:
            lines += ["", head, *(f"  {entry}" for entry in entries)]
    return [clean(line).rstrip() for line in lines]
