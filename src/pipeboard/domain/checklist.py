"""Checklists: the items of a list as they stand on a deal.

A stage's checklist is not copied: the log tells which of its items were there when the deal came in, and
those stand on its card, whatever happens to the list afterwards. What is kept on the deal are the ticks.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.definitions import Definition
from pipeboard.domain.ids import sort_key
from pipeboard.domain.pipeline import Stage
from pipeboard.domain.quotes import quoted

SCREENING: Final = "screening"
HANDOVER: Final = "handover"
CLOSING: Final = "closing"
NAMED: Final = (SCREENING, HANDOVER, CLOSING)
"""The lists that every deal has, whatever stage it is in."""


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

    @property
    def title(self) -> str:
        """What people call it."""
        return self.text


class Progress(NamedTuple):
    """How far a deal is with its checklist."""

    done: int = 0
    total: int = 0
    open_required: int = 0
    """Items that hold it where it is."""
    ready: bool = False
    """Whether all signals that announce a close were seen."""


NOTHING_LISTED = Progress()


def of_stage(stage_id: str) -> str:
    """The name of a stage's checklist."""
    return f"stage:{stage_id}"


def of_deal(deal_id: str) -> str:
    """The name of the list of a deal's own items."""
    return f"deal:{deal_id}"


def checklist(deal: Deal, board: Board) -> tuple[Item, ...]:
    """The deal's items in its present stage: the stage's as they stood when it came in, then its own."""
    return _on(deal, _listed(deal, board))


def _listed(deal: Deal, board: Board) -> list[Definition]:
    entered = sort_key(deal.entry) if deal.entry else ""
    ticked = {one.item for one in deal.checks}
    of_its_stage = board.checks_on(of_stage(board.stage_of(deal).id))
    found = [one for one in of_its_stage if one.id in ticked or _stood(one, entered)]
    return [*found, *board.own_checks(deal)]


def items(deal: Deal, board: Board, name: str) -> tuple[Item, ...]:
    """The items of a list that belongs to no stage, as they stand on the deal."""
    return _on(deal, [one for one in board.checks_on(name) if not one.gone])


def items_of(deal: Deal, board: Board, name: str = "") -> tuple[Item, ...]:
    """The items of one of the deal's lists: its own checklist without a name, else the list of that name."""
    return items(deal, board, name) if name else checklist(deal, board)


def holding(deal: Deal, board: Board) -> tuple[Item, ...]:
    """The required items that are open: they hold the deal where it is."""
    return tuple(one for one in checklist(deal, board) if one.required and not one.done)


def is_held(deal: Deal, board: Board) -> bool:
    """Whether a deal that still has a way to go is held by its checklist."""
    if deal.status not in ("open", "won"):
        return False
    done = _done(deal)
    return any(one.flag("required") and one.id not in done for one in _listed(deal, board))


def is_ready(deal: Deal, board: Board) -> bool:
    """Whether all signals that announce a close were seen on an open deal."""
    if not deal.checks or not deal.is_open:
        return False
    done = _done(deal)
    signals = [one.id for one in board.checks_on(CLOSING) if not one.gone]
    return bool(signals) and all(one in done for one in signals)


def is_forward(board: Board, deal: Deal, stage: Stage) -> bool:
    """Whether a stage lies further on in the deal's pipeline than the one where it is."""
    now = board.stage_of(deal)
    if now.retired or stage.retired or stage.pipeline != now.pipeline:
        return False
    places = [(one.phase == "post", one.rank, one.id) for one in (now, stage)]
    return places[1] > places[0]


def open_words(deal: Deal, board: Board) -> str:
    """What holds the deal: "'Budget known' and 1 more are open"."""
    first, *more = holding(deal, board)
    return f"{quoted(first.text)} and {len(more)} more are open" if more else f"{quoted(first.text)} is open"


def progress(deal: Deal, board: Board) -> Progress:
    """How far the deal is with its checklist."""
    listed = _listed(deal, board)
    if not listed and not deal.checks:
        return NOTHING_LISTED
    done = _done(deal)
    open_ones = [one for one in listed if one.id not in done]
    held = sum(one.flag("required") for one in open_ones)
    return Progress(len(listed) - len(open_ones), len(listed), held, is_ready(deal, board))


def _done(deal: Deal) -> set[str]:
    return {one.item for one in deal.checks if one.done}


def is_own(item: Item, deal: Deal, board: Board) -> bool:
    """Whether an item is one of the deal's own."""
    return any(one.id == item.id for one in board.own_checks(deal))


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
