"""The flags of a filter: each asks one thing of a deal, on a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from itertools import chain
from typing import Final, TypeVar

from pipeboard.domain.board import Board
from pipeboard.domain.checklist import is_held, is_ready
from pipeboard.domain.deal import Deal
from pipeboard.domain.duplicates import look_alikes
from pipeboard.domain.followup import local_day
from pipeboard.domain.frozen import Frozen
from pipeboard.domain.nurture import is_nurtured, is_resting
from pipeboard.domain.people import hangs_on_one
from pipeboard.domain.pricing import is_below_floor
from pipeboard.domain.query.terms import Test
from pipeboard.domain.staleness import is_idle, is_stuck, silence

T = TypeVar("T")


class Condition(Frozen):
    """What a flag says holds for the deal on a day of the board."""

    flag: str
    today: date

    def test(self) -> Test:
        return _CONDITIONS[self.flag](self.today)


def _overdue(today: date) -> Test:
    """The day of a follow-up has passed; one that was due this morning is not overdue today."""
    return lambda deal, board: any(local_day(one.due, board.zone) < today for one in deal.steps)


def _stuck(today: date) -> Test:
    return lambda deal, board: is_stuck(deal, board, today)


def _idle(today: date) -> Test:
    return lambda deal, board: is_idle(deal, board, today)


def _silent(today: date) -> Test:
    """As the agenda has it: of open deals, and not while a nurtured one is left in peace."""
    is_silent = _of_board(lambda board: silence(board, today))

    def test(deal: Deal, board: Board) -> bool:
        return deal.is_open and is_silent(board)(deal) and not is_resting(deal, today, board.zone)

    return test


def _dup(_today: date) -> Test:
    alike = _of_board(lambda board: frozenset(chain.from_iterable(look_alikes(board.visible_deals()))))
    return lambda deal, board: deal.id in alike(board)


def _of_board(make: Callable[[Board], T]) -> Callable[[Board], T]:
    """What `make` works out of a whole board, once for each of them."""
    last: list[tuple[Board, T]] = []

    def made(board: Board) -> T:
        if not last or last[0][0] is not board:
            last[:] = [(board, make(board))]
        return last[0][1]

    return made


_CONDITIONS: Final[Mapping[str, Callable[[date], Test]]] = {
    "overdue": _overdue,
    "stuck": _stuck,
    "idle": _idle,
    "silent": _silent,
    "dup": _dup,
    "nonext": lambda _today: lambda deal, _board: deal.is_open and not deal.follow_ups,
    "single": lambda _today: hangs_on_one,
    "handover": lambda _today: lambda deal, _board: deal.handover_due,
    "nurture": lambda _today: lambda deal, _board: is_nurtured(deal),
    "held": lambda _today: is_held,
    "ready": lambda _today: is_ready,
    "belowfloor": lambda _today: lambda deal, _board: is_below_floor(deal),
    "archived": lambda _today: lambda deal, _board: deal.archived,
}
