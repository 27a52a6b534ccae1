"""The board as columns of deals in order: immutable, and cheap to bring up to date.

A change of some deals touches only the columns they left and entered; everything else is shared with the
view before, so a key press on a board of ten thousand deals costs no more than on one of fifty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date, timedelta, tzinfo
from functools import cached_property
from operator import is_
from typing import Any, Final, TypeAlias

from pipeboard.domain.arrangement import OUTCOMES, STAGES_ALONE, Arrangement
from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.followup import local_day
from pipeboard.domain.lanes import lanes_of
from pipeboard.domain.pipeline import Stage
from pipeboard.domain.sorting import sorter
from pipeboard.view.amounts import Amounts, amounts_text, sum_of
from pipeboard.view.columns import (
    ELSEWHERE,
    TABLE,
    Column,
    Entry,
    changed,
    made,
    outcome_stage,
    part,
)
from pipeboard.view.lanes import Change, Lane, cut, recut

Match: TypeAlias = Callable[[Deal, Board], bool]
"""Which deals of a board are shown."""

RECENT: Final = timedelta(days=30)
"""For how long a deal is in the column of those that were closed like it."""
_OF_DEFINITIONS: Final = frozenset(("score", "fit"))
"""Sorts that depend on what the team defined."""


@dataclass(frozen=True)
class BoardView:
    """The columns of one pipeline on one day."""

    pipeline: str
    today: date
    zone: tzinfo
    currency: str
    columns: tuple[Column, ...]
    board: Board = field(repr=False)
    """What it shows; cards look up in it what they say besides their deals."""
    match: Match | None = None
    show_closed: bool = False
    """Whether closed deals are shown however long ago that was."""
    rates: Amounts = field(default_factory=dict)
    """By which amounts in other currencies were counted in."""
    arrangement: Arrangement = STAGES_ALONE
    lanes: tuple[Lane, ...] = ()
    """Those that go through all columns; empty where the board is not cut."""
    is_whole: bool = True
    """Whether closed deals are read already; they come last."""

    def place(self, deal_id: str) -> tuple[int, int] | None:
        """Column and row of a deal, None when it is not shown."""
        deal = self.board.deals.get(deal_id)
        if deal is None:
            return None
        key = self._key_of(deal), deal_id
        for index, column in enumerate(self.columns):
            row = column.row_of(key)
            if row is not None:
                return index, row
        return None

    @cached_property
    def where(self) -> Mapping[str, int]:
        """Index of the column of each deal that is shown."""
        return {deal.id: index for index, column in enumerate(self.columns) for deal in column.deals}

    @cached_property
    def _key_of(self) -> Callable[[Deal], Any]:
        return _keys(self, self.board)

    def deal_at(self, column: int, row: int) -> Deal | None:
        """The deal in a place, None when there is none."""
        if not 0 <= column < len(self.columns):
            return None
        deals = self.columns[column].deals
        return deals[row] if 0 <= row < len(deals) else None

    @property
    def shown(self) -> int:
        """How many deals are shown, in whatever column."""
        return sum(column.count for column in self.columns)

    @property
    def is_cut(self) -> bool:
        """Whether it is cut into lanes; a table is not."""
        return bool(self.arrangement.lanes) and not self.arrangement.table

    @cached_property
    def steps(self) -> tuple[Stage, ...]:
        """What deals go through from left to right, also where all of them are in one table."""
        if self.arrangement.table:
            return _stages(self.board, self.pipeline, self.arrangement._replace(table=False))
        return _shown_stages(self)

    @cached_property
    def count(self) -> int:
        """How many open deals are shown before the win."""
        return sum(column.count for column in self.columns if column.stage.phase == "pre")

    @cached_property
    def summary(self) -> str:
        """What the open deals are worth together, and weighted."""
        total, weighted = (
            sum_of(c.totals for c in self.columns if c.stage.phase == "pre"),
            sum_of(column.weighted for column in self.columns),
        )
        parts = (amounts_text(total, self.currency), amounts_text(weighted, self.currency))
        return f"{parts[0]} · weighted {parts[1]}" if all(parts) else parts[0]


def board_view(
    board: Board,
    *,
    pipeline: str,
    today: date,
    match: Match | None = None,
    show_closed: bool = False,
    arrangement: Arrangement = STAGES_ALONE,
) -> BoardView:
    """The whole board of a pipeline: its stages in order, and those that do not exist any more at the end."""
    view = _empty(board, pipeline, today, match, show_closed, arrangement)
    index_of, key_of = _Columns(board, view), _keys(view, board)
    gathered: list[list[Entry]] = [[] for _ in range(len(view.columns) + 1)]
    for deal in board.deals.values():
        index = index_of(deal)
        if index is not None:
            gathered[index].append(Entry((key_of(deal), deal.id), deal))
    return _filled(view, gathered)


def narrowed(view: BoardView, match: Match, ids: AbstractSet[str]) -> BoardView:
    """The part of a view that a filter leaves: of the deals with these ids, for which `match` holds.

    As cheap as may be, while somebody types.
    """
    if view.is_cut:
        return _cut_anew(replace(view, match=match), ids)
    columns = tuple(part(column, ids, view.board) for column in view.columns)
    if columns and columns[-1].stage is ELSEWHERE and not columns[-1].deals:
        columns = columns[:-1]
    return replace(view, columns=columns, match=match)


def _cut_anew(view: BoardView, ids: AbstractSet[str]) -> BoardView:
    """The deals of a view with lanes that have these ids, in the lanes that are left."""
    gathered = [
        [Entry(key, deal) for key, deal in zip(column.keys, column.deals, strict=True) if deal.id in ids]
        for column in view.columns
    ]
    stages = tuple(column for column in view.columns if column.stage is not ELSEWHERE)
    if len(stages) == len(gathered):
        gathered.append([])
    return _filled(replace(view, columns=stages), gathered)


def _filled(view: BoardView, gathered: Sequence[Sequence[Entry]]) -> BoardView:
    """The view with its columns made of entries; the last ones are for stages that do not exist any more."""
    stages = [*(column.stage for column in view.columns), *([ELSEWHERE] if gathered[-1] else [])]
    shells = [Column(stage, collapsed=stage.id in view.arrangement.collapsed) for stage in stages]
    lanes = cut(_lane_changes(zip(shells, gathered, strict=False)), view.board) if view.is_cut else ()
    keys = tuple(lane.key for lane in lanes)
    columns = tuple(
        made(shell, entries, view.board, keys) for shell, entries in zip(shells, gathered, strict=False)
    )
    return replace(view, columns=columns, lanes=lanes)


def updated(view: BoardView, board: Board, ids: Iterable[str], today: date) -> BoardView:
    """`view` after some deals changed; made anew when the day, the stages or the settings did."""
    if today != view.today or not _only_deals_differ(view.board, board):
        fresh = _empty(board, view.pipeline, today, view.match, view.show_closed, view.arrangement)
        if _shown_stages(view) != _shown_stages(fresh) or _basis(view) != _basis(fresh):
            return _anew(fresh)
    index_of, key_of = _Columns(board, view), _keys(view, board)
    leaving: dict[int, list[int]] = {}
    coming: dict[int, list[Entry]] = {}
    for deal_id in ids:
        place, deal = view.place(deal_id), board.deals.get(deal_id)
        if place is not None:
            leaving.setdefault(place[0], []).append(place[1])
        index = index_of(deal) if deal else None
        if index is not None and deal is not None:
            coming.setdefault(index, []).append(Entry((key_of(deal), deal_id), deal))
    columns = list(view.columns)
    if coming.keys() - set(range(len(columns))):
        columns.append(Column(ELSEWHERE))
    lanes: tuple[Lane, ...] | None = view.lanes
    if view.is_cut:
        went, came = _went(view, leaving), _lane_changes((columns[at], coming[at]) for at in coming)
        lanes = recut(view.lanes, (*went, *came), board)
    if lanes is None:
        return _anew(replace(view, board=board))
    keys = tuple(lane.key for lane in lanes)
    for index in leaving.keys() | coming.keys():
        columns[index] = changed(columns[index], leaving.get(index, ()), coming.get(index, ()), board, keys)
    if columns and columns[-1].stage is ELSEWHERE and not columns[-1].deals:
        columns.pop()
    return replace(view, columns=tuple(columns), board=board, lanes=lanes)


def pipeline_of(board: Board, arrangement: Arrangement) -> str:
    """The pipeline that is shown: the one that is wished for while it is in use, else the first."""
    live = [pipeline.id for pipeline in board.live_pipelines()]
    return arrangement.pipeline if arrangement.pipeline in live else next(iter(live), "")


def arranged(view: BoardView, arrangement: Arrangement) -> BoardView:
    """The same board in another arrangement."""
    before, pipeline = view.arrangement, pipeline_of(view.board, arrangement)
    after = arrangement
    like_it = before._replace(collapsed=after.collapsed, pipeline=after.pipeline, cells=after.cells)
    same = like_it == after
    if not same or pipeline != view.pipeline or arrangement.lanes:
        return _anew(replace(view, pipeline=pipeline, arrangement=arrangement))
    columns = tuple(
        column
        if column.collapsed == (column.stage.id in arrangement.collapsed)
        else replace(column, collapsed=not column.collapsed)
        for column in view.columns
    )
    return replace(view, columns=columns, arrangement=arrangement)


def remade(view: BoardView, board: Board, today: date) -> BoardView:
    """What a view shows of the board as it was on another day, in the same arrangement."""
    return _anew(replace(view, pipeline=pipeline_of(board, view.arrangement), board=board, today=today))


def beside(view: BoardView, deal: Deal, by: int) -> Stage | None:
    """The stage or outcome so many steps on from a deal's; None where there is none.

    From a stage that is not shown it is but a step back to the last one before the win.
    """
    steps = view.steps
    at = next((index for index, step in enumerate(steps) if step.id == _step_of(view, deal)), None)
    if at is None:
        before = [step for step in steps if step.phase == "pre"]
        return before[-1] if before and by < 0 else None
    return steps[at + by] if 0 <= at + by < len(steps) else None


def _step_of(view: BoardView, deal: Deal) -> str:
    stage = view.board.stage_of(deal)
    here = deal.is_open or (deal.status == "won" and stage.phase == "post")
    return stage.id if here else OUTCOMES[deal.status]


class _Columns:
    """Finds the index of a deal's column; None for a deal that is not shown."""

    def __init__(self, board: Board, view: BoardView) -> None:
        self._board = board
        self._view = view
        self._columns = {stage.id: index for index, stage in enumerate(_shown_stages(view))}
        self._hidden = view.arrangement.hidden
        self._table = view.arrangement.table
        self._since = view.today - RECENT
        first = next((pipeline.id for pipeline in board.live_pipelines()), "")
        self._strays = first in (view.pipeline, "")
        self._known: dict[str, tuple[int | None, bool]] = {}

    def __call__(self, deal: Deal) -> int | None:
        if deal.archived or deal.deleted or deal.merged_into:
            return None
        index, post = self._known.get(deal.stage) or self._look_up(deal.stage)
        if deal.status != "open" and index is not None and not (post and deal.status == "won"):
            index = self._closed(deal, index)
        if index is None or (self._view.match is not None and not self._view.match(deal, self._board)):
            return None
        return index

    def _closed(self, deal: Deal, stage: int) -> int | None:
        """Among those that were closed like it, where there is such a column; else in its stage."""
        index = self._columns.get(OUTCOMES[deal.status])
        if index is None:
            return stage if self._view.show_closed else None
        recent = deal.closed is None or local_day(deal.closed, self._view.zone) >= self._since
        return index if recent or self._view.show_closed else None

    def _look_up(self, stage_id: str) -> tuple[int | None, bool]:
        stage = self._board.stage(stage_id)
        index = self._columns.get(stage.id)
        if stage.id in self._hidden:
            index = None
        elif index is None and (stage.pipeline == self._view.pipeline or self._is_stray(stage)):
            index = 0 if self._table else len(self._columns)
        self._known[stage_id] = index, stage.phase == "post" and not self._table
        return self._known[stage_id]

    def _is_stray(self, stage: Stage) -> bool:
        """Deals of no pipeline that is in use show on the first one, so that none is out of sight."""
        pipeline = self._board.pipelines.get(stage.pipeline)
        return self._strays and (pipeline is None or pipeline.retired)


def _empty(
    board: Board, pipeline: str, today: date, match: Match | None, show_closed: bool, arrangement: Arrangement
) -> BoardView:
    stages = _stages(board, pipeline, arrangement)
    columns = tuple(Column(stage, collapsed=stage.id in arrangement.collapsed) for stage in stages)
    currency, rates = board.settings.currency, board.rates
    return BoardView(
        *(pipeline, today, board.zone, currency, columns, board, match, show_closed, rates, arrangement)
    )


def _stages(board: Board, pipeline: str, arrangement: Arrangement) -> tuple[Stage, ...]:
    """What there is a column for. Won deals are in the stages after the win, where there are such."""
    if arrangement.table:
        return (TABLE,)
    stages = board.stages_in(pipeline)
    won_elsewhere = any(stage.phase == "post" for stage in stages)
    ends = [outcome_stage(status) for status in OUTCOMES if not (status == "won" and won_elsewhere)]
    return tuple(stage for stage in (*stages, *ends) if stage.id not in arrangement.hidden)


def _shown_stages(view: BoardView) -> tuple[Stage, ...]:
    """What a view has columns for, without that for all other stages."""
    return tuple(column.stage for column in view.columns if column.stage is not ELSEWHERE)


def _keys(view: BoardView, board: Board) -> Callable[[Deal], Any]:
    """Makes the key by which a deal is sorted in its column: after its lane, where there are lanes."""
    how = view.arrangement
    key = sorter(how.sort, board, view.today, reverse=how.reverse, in_stage=not how.table)
    if not view.is_cut:
        return key
    divide = lanes_of(how.lanes).divide
    return lambda deal: (divide(deal), key(deal))


def _lane_changes(coming: Iterable[tuple[Column, Iterable[Entry]]]) -> Iterable[Change]:
    """What comes into lanes; their keys begin with the lane."""
    for column, entries in coming:
        if column.at_hand:
            yield from (Change(key[0][0], column.stage, deal, 1) for key, deal in entries)


def _went(view: BoardView, leaving: Mapping[int, Sequence[int]]) -> Iterable[Change]:
    """What leaves lanes, from which rows of columns."""
    for column, rows in ((view.columns[index], rows) for index, rows in leaving.items()):
        if column.at_hand:
            yield from (Change(column.keys[row][0][0], column.stage, column.deals[row], -1) for row in rows)


def _only_deals_differ(one: Board, other: Board) -> bool:
    """Whether what is no deal's is the very same, as after most changes."""
    outlines = ((it.settings, it.pipelines, it.stages, it.defined) for it in (one, other))
    return all(map(is_, *outlines))


def _basis(view: BoardView) -> tuple[object, ...]:
    """What every column depends on."""
    defined = view.board.defined if view.arrangement.sort in _OF_DEFINITIONS else {}
    stages = tuple(view.board.stages) if view.arrangement.table else ()
    return view.today, view.zone, view.currency, view.rates, defined, stages


def _anew(view: BoardView) -> BoardView:
    """The view made from the ground up."""
    return board_view(
        view.board,
        pipeline=view.pipeline,
        today=view.today,
        match=view.match,
        show_closed=view.show_closed,
        arrangement=view.arrangement,
    )
