"""Checklists: the items of a list as they stand on a deal.

A stage's checklist is not copied: the log tells which of its items were there when the deal came in, and
those stand on its card, whatever happens to the list afterwards. What is kept on the deal are the ticks.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.definitions import Definition
from pipeboard.domain.ids import sort_key

SCREENING = "screening"
HANDOVER = "handover"
CLOSING = "closing"


class Item(NamedTuple):
    """One item of a checklist on a deal."""

    id: str
    text: str
    required: bool
    """Whether it holds the deal back while it is open."""
    done: bool
    by: str
    """Who ticked or unticked it last; empty if nobody did."""
    at: datetime | None


def of_stage(stage_id: str) -> str:
    """The name of a stage's checklist."""
    return f"stage:{stage_id}"


def of_deal(deal_id: str) -> str:
    """The name of the list of a deal's own items."""
    return f"deal:{deal_id}"


def checklist(deal: Deal, board: Board) -> tuple[Item, ...]:
    """The deal's items in its present stage: the stage's as they stood when it came in, then its own."""
    entered = sort_key(deal.entry) if deal.entry else ""
    ticked = {one.item for one in deal.checks}
    wanted = of_stage(board.stage_of(deal).id)
    found = [
        one
        for one in board.defined_in("check")
        if one.text("list") == wanted and (one.id in ticked or _stood(one, entered))
    ]
    return _on(deal, found) + items(deal, board, of_deal(deal.id))


def items(deal: Deal, board: Board, name: str) -> tuple[Item, ...]:
    """The items of a list that belongs to no stage, as they stand on the deal."""
    return _on(deal, [one for one in board.definitions("check").values() if one.text("list") == name])


def holding(deal: Deal, board: Board) -> tuple[Item, ...]:
    """The required items that are open: they hold the deal where it is."""
    return tuple(one for one in checklist(deal, board) if one.required and not one.done)


def _stood(one: Definition, entered: str) -> bool:
    """Whether an item was on its list when a deal came in; what ships always was."""
    if not entered:
        return not one.gone
    return (not one.since or sort_key(one.since) < entered) and (not one.gone or sort_key(one.gone) > entered)


def _on(deal: Deal, found: list[Definition]) -> tuple[Item, ...]:
    checks = {one.item: one for one in deal.checks}
    made = []
    for one in found:
        check = checks.get(one.id)
        who = (check.done, check.by, check.at) if check else (False, "", None)
        made.append(Item(one.id, one.text("text"), one.flag("required"), *who))
    return tuple(made)
