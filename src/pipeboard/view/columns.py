"""A column of the board: its deals in order, cut into lanes, and what they are worth.

A change splices a column's lists and adjusts its sums; nothing is sorted or summed again.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from decimal import Decimal
from operator import itemgetter
from typing import Any, Final, NamedTuple, TypeAlias

from pipeboard.domain.arrangement import CLOSED, OUTCOME_OF, OUTCOMES
from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal, Status
from pipeboard.domain.lanes import LaneKey
from pipeboard.domain.money import EXACT
from pipeboard.domain.pipeline import Stage
from pipeboard.domain.pricing import worth
from pipeboard.view.amounts import Amounts, amounts_text

Key: TypeAlias = tuple[Any, str]
"""What a deal is sorted by, after its lane where there are lanes, and its id."""

ELSEWHERE: Final = Stage("", "Other stages", "", retired=True)
"""Stands for retired and unknown stages that still hold deals; its column comes last."""
TABLE: Final = Stage("table", "Deals", "", retired=True)
"""Stands for all stages together, where deals are the rows of one table."""


class Entry(NamedTuple):
    """A deal that is to be put into a column."""

    key: Key
    deal: Deal


_KEY: Final = itemgetter(0)


@dataclass(frozen=True, slots=True)
class Column:
    """A stage, or a way to be closed, and its deals in order."""

    stage: Stage
    deals: tuple[Deal, ...] = ()
    keys: tuple[Key, ...] = ()
    """Sort key and id of each deal."""
    totals: Amounts = field(default_factory=dict)
    """What the deals are worth."""
    weighted: Amounts = field(default_factory=dict)
    """Worth times the chance of a win; empty after the win."""
    total: str = ""
    weighted_total: str = ""
    cuts: tuple[int, ...] = ()
    """The row at which each lane begins; empty where there are no lanes."""
    collapsed: bool = False
    """Whether it is a narrow strip that shows no cards."""

    @property
    def count(self) -> int:
        return len(self.deals)

    @property
    def is_stage(self) -> bool:
        """Whether deals can be moved here (not so for the extra column)."""
        return not self.stage.retired

    @property
    def at_hand(self) -> bool:
        """Whether one works with its deals: not so with closed ones that are folded away."""
        return not (self.collapsed and self.stage.id in CLOSED)

    @property
    def outcome(self) -> Status:
        """How deals are closed here; "open" in the columns of stages."""
        return OUTCOME_OF.get(self.stage.id, "open")

    def cell(self, lane: int) -> tuple[int, int]:
        """The rows of a lane: the first, and the one after the last."""
        if not self.cuts:
            return 0, len(self.deals)
        end = self.cuts[lane + 1] if lane + 1 < len(self.cuts) else len(self.deals)
        return self.cuts[lane], end

    def row_of(self, key: Key) -> int | None:
        """The row of the deal with a key; None if it is not here."""
        row = bisect_left(self.keys, key)
        return row if row < len(self.keys) and self.keys[row] == key else None

    def lane_at(self, row: int) -> int:
        """The lane of a row; 0 where there are no lanes."""
        return max(bisect_right(self.cuts, row) - 1, 0)


def outcome_stage(status: Status) -> Stage:
    """Stands for the deals that were closed in one way."""
    return Stage(OUTCOMES[status], status.capitalize(), "", phase="post", retired=True)


def made(shell: Column, entries: Iterable[Entry], board: Board, lanes: Sequence[LaneKey]) -> Column:
    """An empty column filled with deals that come in any order."""
    ordered = sorted(entries, key=_KEY)
    deals, keys = [entry.deal for entry in ordered], [entry.key for entry in ordered]
    return _filled(shell, deals, keys, _summed(shell.stage, deals, board), board, lanes)


def changed(
    column: Column, leaving: Iterable[int], coming: Iterable[Entry], board: Board, lanes: Sequence[LaneKey]
) -> Column:
    """The column after some rows left and deals came: lists are spliced and sums adjusted."""
    deals, keys = list(column.deals), list(column.keys)
    totals = dict(column.totals)
    for row in sorted(leaving, reverse=True):
        count_in(totals, column.stage, deals[row], board, -1)
        del deals[row], keys[row]
    for key, deal in coming:
        row = bisect_left(keys, key)
        deals.insert(row, deal)
        keys.insert(row, key)
        count_in(totals, column.stage, deal, board, 1)
    if not all(totals.values()):  # either nothing of that currency is left, or it is worth 0
        counted = (worth(deal, board) for deal in deals if _counts(deal, column.stage))
        held = {one[0] for one in counted if one is not None}
        totals = {code: total for code, total in totals.items() if code in held}
    return _filled(column, deals, keys, totals, board, lanes)


def part(column: Column, ids: AbstractSet[str], board: Board) -> Column:
    """The column of a board without lanes with those of its deals that have these ids.

    What is sorted stays so, and sums are made from the fewer deals: those that stay, or those that go.
    """
    stays = [row for row, key in enumerate(column.keys) if key[1] in ids]
    if len(stays) == column.count:
        return column
    if 2 * len(stays) > column.count:
        return changed(column, set(range(column.count)).difference(stays), (), board, ())
    deals, keys = [column.deals[row] for row in stays], [column.keys[row] for row in stays]
    return _filled(column, deals, keys, _summed(column.stage, deals, board), board, ())


def _summed(stage: Stage, deals: Iterable[Deal], board: Board) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = {}
    for deal in deals:
        count_in(totals, stage, deal, board, 1)
    return totals


def count_in(totals: dict[str, Decimal], stage: Stage, deal: Deal, board: Board, sign: int) -> None:
    """Add a deal's worth to a sum, or take it off (-1), if it counts in its column."""
    counted = worth(deal, board) if _counts(deal, stage) else None
    if counted is not None:
        code, amount = counted
        totals[code] = EXACT.add(totals.get(code, Decimal(0)), amount if sign > 0 else amount.copy_negate())


def _counts(deal: Deal, stage: Stage) -> bool:
    """Whether the deal's worth is part of its column's."""
    return deal.value is not None and (deal.status == "open" or stage.phase == "post")


def _filled(
    shell: Column,
    deals: Sequence[Deal],
    keys: Sequence[Key],
    totals: Amounts,
    board: Board,
    lanes: Sequence[LaneKey],
) -> Column:
    """A column with other deals, in order, and all that follows from them."""
    stage, currency = shell.stage, board.settings.currency
    counted = totals if stage.phase == "pre" and stage is not TABLE else {}
    weighted = {code: _part(total, stage.probability) for code, total in counted.items()}
    return replace(
        shell,
        deals=tuple(deals),
        keys=tuple(keys),
        totals=totals,
        weighted=weighted,
        total=amounts_text(totals, currency),
        weighted_total=amounts_text(weighted, currency),
        cuts=tuple(bisect_left(keys, ((lane,), "")) for lane in lanes),
    )


def _part(total: Decimal, percent: int) -> Decimal:
    return EXACT.divide(EXACT.multiply(total, Decimal(percent)), Decimal(100))
