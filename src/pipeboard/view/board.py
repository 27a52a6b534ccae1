"""The board as columns of deals in order: immutable, and cheap to bring up to date.

A change of some deals touches only the columns they left and entered; everything else is shared with the
view before, so a key press on a board of ten thousand deals costs no more than on one of fifty.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, tzinfo
from decimal import Decimal
from functools import cached_property
from typing import Final, TypeAlias

from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.money import EXACT, show_compact
from pipeboard.domain.order import place_key
from pipeboard.domain.pipeline import Stage
from pipeboard.domain.pricing import worth
from pipeboard.view.text import clean

Match: TypeAlias = Callable[[Deal], bool]
"""Which deals are shown."""
Amounts: TypeAlias = Mapping[str, Decimal]
"""Exact sums by currency: the board's holds what is known in it, the others what has no rate."""

ELSEWHERE: Final = Stage("", "Other stages", "", retired=True)
"""Stands for retired and unknown stages that still hold deals; its column comes last."""


@dataclass(frozen=True, slots=True)
class Column:
    """A stage and its deals, in order."""

    stage: Stage
    deals: tuple[Deal, ...] = ()
    keys: tuple[tuple[str, str], ...] = ()
    """Sort key and id of each deal."""
    totals: Amounts = field(default_factory=dict)
    """What the deals are worth."""
    weighted: Amounts = field(default_factory=dict)
    """Worth times the chance of a win; empty after the win."""
    total: str = ""
    weighted_total: str = ""

    @property
    def count(self) -> int:
        return len(self.deals)

    @property
    def is_stage(self) -> bool:
        """Whether deals can be moved here (not so for the extra column)."""
        return not self.stage.retired


@dataclass(frozen=True)
class BoardView:
    """The columns of one pipeline on one day."""

    pipeline: str
    today: date
    zone: tzinfo
    currency: str
    columns: tuple[Column, ...]
    where: Mapping[str, int]
    """Index of each deal's column."""
    board: Board = field(repr=False)
    """What it shows; cards look up in it what they say besides their deals."""
    match: Match | None = None
    show_closed: bool = False
    rates: Amounts = field(default_factory=dict)
    """By which amounts in other currencies were counted in."""

    def place(self, deal_id: str) -> tuple[int, int] | None:
        """Column and row of a deal, None when it is not shown."""
        index = self.where.get(deal_id)
        if index is None:
            return None
        row = next(row for row, deal in enumerate(self.columns[index].deals) if deal.id == deal_id)
        return index, row

    def deal_at(self, column: int, row: int) -> Deal | None:
        """The deal in a place, None when there is none."""
        if not 0 <= column < len(self.columns):
            return None
        deals = self.columns[column].deals
        return deals[row] if 0 <= row < len(deals) else None

    @cached_property
    def count(self) -> int:
        """How many open deals are shown before the win."""
        return sum(column.count for column in self.columns if column.stage.phase == "pre")

    @cached_property
    def summary(self) -> str:
        """What the open deals are worth together, and weighted."""
        total, weighted = (
            _sum(c.totals for c in self.columns if c.stage.phase == "pre"),
            _sum(column.weighted for column in self.columns),
        )
        parts = (amounts_text(total, self.currency), amounts_text(weighted, self.currency))
        return f"{parts[0]} · weighted {parts[1]}" if parts[0] else ""


def board_view(
    board: Board, *, pipeline: str, today: date, match: Match | None = None, show_closed: bool = False
) -> BoardView:
    """The whole board of a pipeline: its stages in order, and those that do not exist any more at the end."""
    view = _empty(board, pipeline, today, match, show_closed)
    index_of = _Columns(board, view)
    gathered: list[list[tuple[str, str, Deal]]] = [[] for _ in range(len(view.columns) + 1)]
    where: dict[str, int] = {}
    for deal in board.deals.values():
        index = index_of(deal)
        if index is not None:
            gathered[index].append((place_key(deal, board, today), deal.id, deal))
            where[deal.id] = index
    stages = [*(column.stage for column in view.columns), *([ELSEWHERE] if gathered[-1] else [])]
    columns = tuple(
        _column(stage, sorted(entries, key=_key_and_id), board)
        for stage, entries in zip(stages, gathered, strict=False)
    )
    return replace(view, columns=columns, where=where)


def updated(view: BoardView, board: Board, changed: Iterable[str], today: date) -> BoardView:
    """`view` after some deals changed; made anew when the day, the stages or the settings did."""
    fresh = _empty(board, view.pipeline, today, view.match, view.show_closed)
    stages = tuple(column.stage for column in view.columns if column.stage is not ELSEWHERE)
    same = stages == tuple(column.stage for column in fresh.columns)
    if not same or _basis(view) != _basis(fresh):
        return _anew(view, board, today)
    index_of = _Columns(board, fresh)
    where = dict(view.where)
    leaving: dict[int, set[str]] = {}
    coming: dict[int, list[tuple[str, str, Deal]]] = {}
    for deal_id in changed:
        deal = board.deals.get(deal_id)
        old, new = where.pop(deal_id, None), index_of(deal) if deal else None
        if old is not None:
            leaving.setdefault(old, set()).add(deal_id)
        if new is not None and deal is not None:
            coming.setdefault(new, []).append((place_key(deal, board, today), deal_id, deal))
            where[deal_id] = new
    columns = list(view.columns)
    for index in leaving.keys() | coming.keys():
        if index >= len(columns):
            columns.append(Column(ELSEWHERE))
        columns[index] = _changed(columns[index], leaving.get(index, set()), coming.get(index, []), board)
    if columns and columns[-1].stage is ELSEWHERE and not columns[-1].deals:
        columns.pop()
    return replace(view, columns=tuple(columns), where=where, board=board)


def amounts_text(amounts: Amounts, currency: str) -> str:
    """Sums for people, the board's currency first: "412k EUR · 90k USD"; "" when there is nothing."""
    order = sorted(amounts, key=lambda code: (code != currency, code))
    return clean(" · ".join(show_compact(amounts[code], code) for code in order))


class _Columns:
    """Finds the index of a deal's column; None for a deal that is not shown."""

    def __init__(self, board: Board, view: BoardView) -> None:
        self._board = board
        self._view = view
        self._columns = {column.stage.id: index for index, column in enumerate(view.columns)}
        first = next((pipeline.id for pipeline in board.live_pipelines()), "")
        self._strays = first in (view.pipeline, "")
        self._known: dict[str, tuple[int | None, bool]] = {}

    def __call__(self, deal: Deal) -> int | None:
        if deal.archived or deal.deleted or deal.merged_into:
            return None
        index, post = self._known.get(deal.stage) or self._look_up(deal.stage)
        shown = deal.status == "open" or self._view.show_closed or (post and deal.status == "won")
        if not shown or (self._view.match is not None and not self._view.match(deal)):
            return None
        return index

    def _look_up(self, stage_id: str) -> tuple[int | None, bool]:
        stage = self._board.stage(stage_id)
        index = self._columns.get(stage.id)
        if index is None and (stage.pipeline == self._view.pipeline or self._is_stray(stage)):
            index = len(self._columns)
        self._known[stage_id] = index, stage.phase == "post"
        return self._known[stage_id]

    def _is_stray(self, stage: Stage) -> bool:
        """Deals of no pipeline that is in use show on the first one, so that none is out of sight."""
        pipeline = self._board.pipelines.get(stage.pipeline)
        return self._strays and (pipeline is None or pipeline.retired)


def _empty(board: Board, pipeline: str, today: date, match: Match | None, show_closed: bool) -> BoardView:
    columns = tuple(Column(stage) for stage in board.stages_in(pipeline))
    currency, rates = board.settings.currency, board.rates
    return BoardView(pipeline, today, board.zone, currency, columns, {}, board, match, show_closed, rates)


def _basis(view: BoardView) -> tuple[object, ...]:
    """What every column depends on."""
    return view.today, view.zone, view.currency, view.rates


def _anew(view: BoardView, board: Board, today: date) -> BoardView:
    return board_view(
        board, pipeline=view.pipeline, today=today, match=view.match, show_closed=view.show_closed
    )


def _changed(column: Column, leaving: set[str], coming: list[tuple[str, str, Deal]], board: Board) -> Column:
    """The column after some deals left and came: lists are spliced and sums adjusted."""
    deals, keys = list(column.deals), list(column.keys)
    totals = dict(column.totals)
    for row in sorted((row for row, key in enumerate(keys) if key[1] in leaving), reverse=True):
        _count(totals, column.stage, deals[row], board, -1)
        del deals[row], keys[row]
    for key, deal_id, deal in coming:
        row = bisect_left(keys, (key, deal_id))
        deals.insert(row, deal)
        keys.insert(row, (key, deal_id))
        _count(totals, column.stage, deal, board, 1)
    if not all(totals.values()):  # either nothing of that currency is left, or it is worth 0
        counted = (worth(deal, board) for deal in deals if _counts(deal, column.stage))
        held = {one[0] for one in counted if one is not None}
        totals = {code: total for code, total in totals.items() if code in held}
    return _with_totals(column.stage, tuple(deals), tuple(keys), totals, board.settings.currency)


def _key_and_id(entry: tuple[str, str, Deal]) -> tuple[str, str]:
    return entry[:2]


def _column(stage: Stage, entries: list[tuple[str, str, Deal]], board: Board) -> Column:
    totals: dict[str, Decimal] = {}
    for _, _, deal in entries:
        _count(totals, stage, deal, board, 1)
    deals = tuple(entry[2] for entry in entries)
    return _with_totals(stage, deals, tuple(entry[:2] for entry in entries), totals, board.settings.currency)


def _counts(deal: Deal, stage: Stage) -> bool:
    """Whether the deal's worth is part of its column's."""
    return deal.value is not None and (deal.status == "open" or stage.phase == "post")


def _count(totals: dict[str, Decimal], stage: Stage, deal: Deal, board: Board, sign: int) -> None:
    counted = worth(deal, board) if _counts(deal, stage) else None
    if counted is not None:
        code, amount = counted
        totals[code] = EXACT.add(totals.get(code, Decimal(0)), amount if sign > 0 else amount.copy_negate())


def _with_totals(
    stage: Stage, deals: tuple[Deal, ...], keys: tuple[tuple[str, str], ...], totals: Amounts, currency: str
) -> Column:
    weighted = (
        {code: _part(total, stage.probability) for code, total in totals.items()}
        if stage.phase == "pre"
        else {}
    )
    total, chance = amounts_text(totals, currency), amounts_text(weighted, currency)
    return Column(stage, deals, keys, totals, weighted, total, chance)


def _part(total: Decimal, percent: int) -> Decimal:
    return EXACT.divide(EXACT.multiply(total, Decimal(percent)), Decimal(100))


def _sum(amounts: Iterable[Amounts]) -> dict[str, Decimal]:
    total: dict[str, Decimal] = {}
    for one in amounts:
        for code, amount in one.items():
            total[code] = EXACT.add(total.get(code, Decimal(0)), amount)
    return total
