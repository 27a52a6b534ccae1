"""What deals can be sorted by, in columns, tables and on the command line.

Every sort runs upwards: lowest, earliest, A to Z; reversed it runs down. Deals without the field come last
either way, and deals that are alike stand in the board's own order.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final, NamedTuple, TypeAlias

from pipeboard.domain.board import Board
from pipeboard.domain.deal import PRIORITIES, Deal
from pipeboard.domain.errors import BadInput
from pipeboard.domain.fields import CUSTOM
from pipeboard.domain.followup import local_day
from pipeboard.domain.nearest import get_close_matches
from pipeboard.domain.order import place_key
from pipeboard.domain.pricing import worth
from pipeboard.domain.quotes import quoted

Read: TypeAlias = Callable[[Deal], Any]
"""Reads what deals are compared by; None or "" where a deal has none of it."""

AUTOMATIC: Final = "stage"
"""The board's own order: stage by stage, and in each by manual places, urgency and value."""


class Sort(NamedTuple):
    """One way to sort."""

    name: str
    """As it is written in commands and views."""
    title: str
    read: Callable[[Board, date], Read]
    falls: bool = False
    """Whether people mostly want it downwards: the largest or the newest first."""


class Down:
    """A value that sorts the other way round."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:  # noqa: ANN401, whatever can be compared with its like
        self.value = value

    def __lt__(self, other: Down) -> bool:
        return bool(other.value < self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Down) and bool(other.value == self.value)

    def __hash__(self) -> int:
        return hash(self.value)


def _plain(read: Read) -> Callable[[Board, date], Read]:
    """For what a deal says by itself."""
    return lambda _board, _today: read


def _value(board: Board, _today: date) -> Read:
    """Worth in the board's currency; the bare amount where a rate is missing, as in the board's own order."""
    return lambda deal: (found := worth(deal, board)) and found[1]


def _next(board: Board, _today: date) -> Read:
    return lambda deal: local_day(step.due, board.zone) if (step := deal.next_follow_up) else None


def _score(board: Board, today: date) -> Read:
    from pipeboard.domain.scoring import counting  # few sort by it

    return lambda deal: counting(deal, board, today)


def _fit(board: Board, _today: date) -> Read:
    from pipeboard.domain.profiles import fit_percent

    return lambda deal: fit_percent(deal, board)


_ALL: Final = (
    Sort(AUTOMATIC, "Automatic: urgency and value", lambda board, today: _own_order(board, today)),
    Sort("value", "Value", _value, falls=True),
    Sort("close", "Expected close", _plain(lambda deal: deal.close)),
    Sort("entered", "Age in the stage", _plain(lambda deal: deal.entered_stage)),
    Sort("created", "Created", _plain(lambda deal: deal.created), falls=True),
    Sort("next", "Next step", _next),
    Sort("title", "Title", _plain(lambda deal: deal.title.casefold())),
    Sort("company", "Company", _plain(lambda deal: deal.company.casefold())),
    Sort("owner", "Owner", _plain(lambda deal: deal.owner.casefold())),
    Sort("score", "Score", _score, falls=True),
    Sort("fit", "Fit", _fit, falls=True),
    Sort("priority", "Priority", _plain(lambda deal: PRIORITIES.index(deal.priority)), falls=True),
    Sort("source", "Source", _plain(lambda deal: deal.source.casefold())),
    Sort("touches", "Touches", _plain(lambda deal: deal.touches), falls=True),
    Sort("touched", "Last touch", _plain(lambda deal: deal.last_touch)),
    Sort("status", "Status", _plain(lambda deal: deal.status)),
    Sort("closed", "Closed", _plain(lambda deal: deal.closed), falls=True),
)
SORTS: Final = {one.name: one for one in _ALL}
"""By name, in the order in which people are offered them."""


def sort_of(name: str) -> Sort:
    """The sort of that name; `custom.NAME` sorts by a field of the users' own. BadInput if there is none."""
    if name.startswith(CUSTOM) and len(name) > len(CUSTOM):
        own = name.removeprefix(CUSTOM)
        return Sort(name, own, _plain(lambda deal: deal.custom.get(own, "").casefold()))
    if name not in SORTS:
        near = get_close_matches(name, SORTS, 1)
        hint = f"did you mean '{near[0]}'?" if near else f"there are {', '.join(SORTS)} and {CUSTOM}NAME."
        raise BadInput(f"Deals cannot be sorted by {quoted(name)}; {hint}")
    return SORTS[name]


def sorter(name: str, board: Board, today: date, *, reverse: bool = False, in_stage: bool = False) -> Read:
    """Makes the key that a deal sorts by, among all deals of the board, or `in_stage` among those of one.

    BadInput for an unknown sort.
    """
    if name == AUTOMATIC and in_stage:
        read: Read = lambda deal: place_key(deal, board, today)  # noqa: E731, the key of every deal at start
    else:
        read = sort_of(name).read(board, today)
    if name == AUTOMATIC:
        return (lambda deal: Down(read(deal))) if reverse else read

    def key(deal: Deal) -> tuple[bool, Any, str]:
        value, tie = read(deal), place_key(deal, board, today)
        if value is None or value == "":
            return True, 0, tie
        return False, Down(value) if reverse else value, tie

    return key


def _own_order(board: Board, today: date) -> Read:
    places = {stage_id: place for place, stage_id in enumerate(board.stages)}
    return lambda deal: (
        places.get(board.stage_of(deal).id, len(places)),
        place_key(deal, board, today),
    )
