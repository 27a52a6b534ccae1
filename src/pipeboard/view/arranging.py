"""What there is to choose from for the look of a board, and how it is told."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from pipeboard.domain.arrangement import Arrangement
from pipeboard.domain.fields import CUSTOM
from pipeboard.domain.lanes import LANES, lanes_of
from pipeboard.domain.pricing import totals
from pipeboard.domain.sorting import AUTOMATIC, SORTS, Sort, sort_of
from pipeboard.view.amounts import amounts_text
from pipeboard.view.picker import Option
from pipeboard.view.text import clean

if TYPE_CHECKING:
    from pipeboard.domain.board import Board
    from pipeboard.domain.deal import Deal
    from pipeboard.view.board import BoardView

_DIRECTIONS: Final = {
    **dict.fromkeys(("value", "score", "fit", "touches"), ("lowest first", "highest first")),
    **dict.fromkeys(("close", "next"), ("soonest first", "latest first")),
    **dict.fromkeys(("created", "closed", "touched"), ("oldest first", "newest first")),
    "entered": ("longest first", "newest first"),
    "priority": ("low first", "high first"),
    AUTOMATIC: ("", "the other way round"),
}
_LETTERS: Final = ("A to Z", "Z to A")
NEW_PIPELINE: Final = "+"
EDIT_STAGES: Final = "*"
"""No pipeline can have such an id."""
_MOST: Final = 12
"""Fields of the users' own that are offered, the most used first."""


def sort_options(view: BoardView) -> tuple[Option, ...]:
    """What deals can be sorted by, with the direction that picking it gives."""
    how = view.arrangement
    sorts = (*SORTS.values(), *(sort_of(name) for name in _own_fields(view)))
    return tuple(_sort_option(one, how) for one in sorts)


def _sort_option(one: Sort, how: Arrangement) -> Option:
    after = how.sorted_by(one.name)
    return Option(one.name, clean(one.title), direction(after), here=one.name == how.sort)


def lane_options(view: BoardView) -> tuple[Option, ...]:
    """What the board can be cut by; none first."""
    how = view.arrangement
    lanes = (*LANES.values(), *(lanes_of(name) for name in _own_fields(view)))
    found = tuple(Option(one.name, clean(one.title), here=one.name == how.lanes) for one in lanes)
    return Option("", "No lanes", here=not how.lanes), *found


def pipeline_options(view: BoardView) -> tuple[Option, ...]:
    """The pipelines with what is open in each, and what else can be done with them."""
    board = view.board
    held: dict[str, list[Deal]] = {}
    for deal in board.visible_deals():
        if deal.is_open:
            held.setdefault(board.stage_of(deal).pipeline, []).append(deal)
    options = [
        Option(one.id, one.name, _worth(held.get(one.id, []), board), here=one.id == view.pipeline)
        for one in board.live_pipelines()
    ]
    new = Option(NEW_PIPELINE, "New pipeline from a template...")
    return *options, new, Option(EDIT_STAGES, "Edit the stages, rename or retire...")


def _worth(deals: list[Deal], board: Board) -> str:
    total = amounts_text(totals(deals, board), board.settings.currency)
    return f"{len(deals)} open{f' · {total}' if total else ''}"


def direction(how: Arrangement) -> str:
    """Which way the deals are sorted, in words."""
    return _DIRECTIONS.get(how.sort, _LETTERS)[how.reverse]


def sorted_words(how: Arrangement) -> str:
    """What the order of the cards is now."""
    if how.sort == AUTOMATIC:
        turned = ", the other way round" if how.reverse else ""
        return f"Sorted by urgency and value{turned}, with the places that were given by hand."
    return f"Sorted by {clean(sort_of(how.sort).title).lower()}, {direction(how)}."


def lanes_words(name: str) -> str:
    """What the lanes are now."""
    if not name:
        return "The board is in one piece again."
    return f"Lanes by {clean(lanes_of(name).title).lower()}; a move to another stage keeps the lane."


def _own_fields(view: BoardView) -> list[str]:
    used = Counter(name for column in view.columns for deal in column.deals for name in deal.custom)
    return [f"{CUSTOM}{name}" for name, _ in used.most_common(_MOST)]
