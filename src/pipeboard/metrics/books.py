"""Books: the histories of a board as of a moment (G3). Those of several moments share what is the same."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.ids import sort_key
from pipeboard.domain.log import Log
from pipeboard.metrics.history import History, history_of

SKEW: Final = timedelta(hours=24)
"""What is dated further ahead than this is no matter of time zones."""
_MOMENTS: Final = 8
"""Of so many moments the books are kept: a period and the one before need three, those beside them one."""


@dataclass(frozen=True)
class Book:
    """All histories of a board as of a moment, and the board itself as it was then."""

    board: Board
    as_of: datetime
    """Events at or after it are not in here."""
    histories: tuple[History, ...]
    """By the ids of the deals; deleted and merged deals are left out (G7)."""
    showing: Collection[str] = ()
    """Deals that show duplicates."""
    ahead: tuple[str, ...] = ()
    """Deals with events that are dated more than a day later than the present moment."""

    @cached_property
    def by_id(self) -> Mapping[str, History]:
        return {one.id: one for one in self.histories}


class Books:
    """The books of one log, which does not change meanwhile.

    `now` is the present moment: what is dated later than that is a mistake.
    """

    def __init__(self, log: Log, now: datetime | None = None) -> None:
        self.log = log
        self._now = now
        self._made: dict[datetime, Book] = {}

    @property
    def board(self) -> Board:
        return self.log.board

    def at(self, moment: datetime) -> Book:
        """The book as of a moment; what did not happen between it and the last one is not read again."""
        known = self._made.get(moment)
        if known is None:
            known = self._made[moment] = self._read(moment, None)
            if len(self._made) > _MOMENTS:
                del self._made[next(iter(self._made))]
        return known

    def part_at(self, moment: datetime, keep: Callable[[Deal], bool]) -> Book:
        """A book of only those deals, as they were at the moment, for which `keep` holds."""
        return self._made.get(moment) or self._read(moment, keep)

    @cached_property
    def _ahead(self) -> tuple[str, ...]:
        return tuple(self.log.later(self._now + SKEW)) if self._now is not None else ()

    def _read(self, moment: datetime, keep: Callable[[Deal], bool] | None) -> Book:
        seen = self.log.as_of(moment)
        known = next(reversed(self._made.values()), None)
        if known is not None and known.board is seen.board:
            return Book(seen.board, moment, known.histories, known.showing, self._ahead)
        histories = tuple(_histories(seen, keep, known))
        return Book(seen.board, moment, histories, seen.winners, self._ahead)


def _histories(seen: Log, keep: Callable[[Deal], bool] | None, known: Book | None) -> Iterator[History]:
    """The histories of a log; of deals that are the same in a known book, those that are there."""
    shows = seen.winners
    # What a deal shows of its duplicates can change without the deal itself.
    changing = {*shows, *known.showing} if known is not None else set()
    before = known.by_id if known is not None else {}
    for deal in sorted(seen.board.deals.values(), key=lambda deal: sort_key(deal.id)):
        if keep is None or keep(deal):
            one = before.get(deal.id)
            if one is None or one.deal is not deal or deal.id in changing:
                one = history_of(deal, seen, deal.id in shows)
            if one is not None:
                yield one
