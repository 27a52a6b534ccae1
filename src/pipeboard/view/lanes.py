"""The lanes that a board is cut into: what each holds over all columns, kept up to date change by change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.lanes import LaneKey
from pipeboard.domain.pipeline import Stage
from pipeboard.view.amounts import Amounts, amounts_text
from pipeboard.view.columns import count_in


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane that goes through all columns."""

    key: LaneKey
    count: int
    """Its deals, without closed ones that are folded away."""
    totals: Amounts
    """What they are worth."""
    total: str


class Change(NamedTuple):
    """A deal that came into a lane, or left it."""

    lane: LaneKey
    stage: Stage
    deal: Deal
    sign: int
    """1 or -1."""


def cut(changes: Iterable[Change], board: Board) -> tuple[Lane, ...]:
    """The lanes of all deals that came, in order."""
    counts: dict[LaneKey, int] = {}
    totals: dict[LaneKey, dict[str, Decimal]] = {}
    for lane, stage, deal, sign in changes:
        counts[lane] = counts.get(lane, 0) + sign
        count_in(totals.setdefault(lane, {}), stage, deal, board, sign)
    return tuple(_lane(key, counts[key], totals[key], board) for key in sorted(counts))


def recut(lanes: tuple[Lane, ...], changes: Iterable[Change], board: Board) -> tuple[Lane, ...] | None:
    """The lanes after some changes; None where there are others now, so that the board has to be cut anew."""
    known = {lane.key: lane for lane in lanes}
    for key, stage, deal, sign in changes:
        lane = known.get(key)
        if lane is None:
            return None
        totals = dict(lane.totals)
        count_in(totals, stage, deal, board, sign)
        known[key] = replace(lane, count=lane.count + sign, totals=totals)
    touched = [lane for lane in known.values() if not (lane.count and all(lane.totals.values()))]
    if touched:  # nothing is left, of all or of one currency; or it is worth 0
        return None
    before = {lane.key: lane for lane in lanes}
    return tuple(
        lane if lane is before[key] else _lane(key, lane.count, lane.totals, board)
        for key, lane in known.items()
    )


def _lane(key: LaneKey, count: int, totals: Amounts, board: Board) -> Lane:
    return Lane(key, count, totals, amounts_text(totals, board.settings.currency))
