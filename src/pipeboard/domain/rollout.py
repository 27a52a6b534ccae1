"""Rolling a process out: the steps from the first look to the running process, and who was trained.

Steps are definitions. Some are read off the board, all others are ticked: that writes the day into them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final, NamedTuple

from pipeboard.domain.board import Board
from pipeboard.domain.definitions import PHASES, Definition
from pipeboard.domain.followup import local_day

MILESTONE: Final = "milestone"
TRAINING: Final = "training"
_PILOT: Final = 5
"""So many open deals are a beginning."""
_LATELY: Final = timedelta(days=14)
"""Within so many days a review is still going on from week to week."""


class Step(NamedTuple):
    """A step as it stands."""

    definition: Definition
    done: bool
    by_itself: bool
    """Whether the board tells that it is done, so that nobody has to tick it."""

    @property
    def ticked(self) -> date | None:
        """The day on which somebody ticked it; None if nobody did."""
        day = self.definition.values.get("done")
        return day if isinstance(day, date) else None

    @property
    def due(self) -> date | None:
        """By when it is to be done; None where nothing is said."""
        day = self.definition.values.get("due")
        return day if isinstance(day, date) else None


def steps(board: Board, today: date) -> tuple[Step, ...]:
    """Every step, phase by phase."""
    found = []
    for one in board.definitions(MILESTONE).values():
        test = _READ.get(one.id)
        by_itself = test is not None and test(board, today)
        found.append(Step(one, by_itself or one.values.get("done") is not None, by_itself))
    places = {phase: place for place, phase in enumerate(PHASES)}
    return tuple(sorted(found, key=lambda one: places.get(one.definition.text("phase"), len(places))))


def trainings(board: Board) -> tuple[Definition, ...]:
    """The training log, the latest first."""
    return tuple(sorted(board.definitions(TRAINING).values(), key=lambda one: one.text("day"), reverse=True))


def untrained(board: Board) -> tuple[str, ...]:
    """Owners of open deals who are in no training."""
    trained = {name.casefold() for one in trainings(board) for name in one.items("who")}
    owners = dict.fromkeys(deal.owner for deal in board.visible_deals() if deal.is_open and deal.owner)
    return tuple(sorted(one for one in owners if one.casefold() not in trained))


def _past_deals(board: Board, today: date) -> bool:
    return any(not deal.is_open for deal in board.visible_deals())


def _profiles(board: Board, today: date) -> bool:
    return bool(board.definitions("profile"))


def _stages_told(board: Board, today: date) -> bool:
    """Whether every stage before the win says what it is for and what shows that it is done."""
    there = [one for one in board.stages.values() if not one.retired and one.phase == "pre"]
    return bool(there) and all(one.goal.strip() and one.evidence.strip() for one in there)


def _checklists(board: Board, today: date) -> bool:
    return any(one.whole.startswith("stage:") for one in board.definitions("check").values())


def _days(board: Board, today: date) -> bool:
    there = [one for one in board.stages.values() if not one.retired and one.phase == "pre"]
    return bool(there) and all(one.days for one in there)


def _pilot(board: Board, today: date) -> bool:
    return sum(deal.is_open for deal in board.visible_deals()) >= _PILOT


def _owners(board: Board, today: date) -> bool:
    still = [deal for deal in board.visible_deals() if deal.is_open]
    return bool(still) and all(deal.owner.strip() for deal in still)


def _trained(board: Board, today: date) -> bool:
    return bool(trainings(board)) and not untrained(board)


def _targets(board: Board, today: date) -> bool:
    return bool(board.definitions("target"))


def _reviewed(board: Board, today: date) -> bool:
    first = today - _LATELY
    reviews = (one for deal in board.visible_deals() for one in deal.reviews)
    return any(local_day(one.at, board.zone) >= first for one in reviews)


_READ: Final[Mapping[str, Callable[[Board, date], bool]]] = {
    "past-deals": _past_deals,
    "profiles": _profiles,
    "stages-told": _stages_told,
    "checklists": _checklists,
    "days-in-stage": _days,
    "pilot": _pilot,
    "owners": _owners,
    "trained": _trained,
    "targets": _targets,
    "reviewed": _reviewed,
}
"""Steps that ship and are read off the board, by their ids."""
READ: Final = frozenset(_READ)
