"""Prints the board: stages with their deals, as text or JSON."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from pipeboard.cli import output
from pipeboard.cli.session import Session

if TYPE_CHECKING:
    from datetime import date

    from pipeboard.domain.arrangement import Arrangement
    from pipeboard.domain.board import Board
    from pipeboard.domain.deal import Deal
    from pipeboard.domain.views import SavedView
    from pipeboard.view.board import BoardView
    from pipeboard.workspace.workspace import Workspace


def print_board(
    session: Session,
    seen: Workspace,
    words: tuple[str, ...] = (),
    saved: SavedView | None = None,
    order: Arrangement | None = None,
    *,
    as_json: bool = False,
    day: str = "",
) -> None:
    """Print every pipeline, or the one that is wanted, stage by stage.

    `order` is that of the cards; `day` is told in the JSON of an earlier board.
    """
    from pipeboard.view.text import wrap

    board, today = seen.board, seen.today()
    views = selected_views(session, seen, words, saved, order)
    if as_json:
        records = [_view_record(view, board) for view in views]
        output.say_json(
            {"name": board.settings.name, **({"as_of": day} if day else {}), "pipelines": records}
        )
        return
    width = output.terminal_width()
    output.say_lines(wrap(board.settings.name, width))
    for view in views:
        name = board.pipelines[view.pipeline].name
        count = sum(column.count for column in view.columns)
        output.say()
        worth = f" · {view.summary}" if view.summary else ""
        output.say_lines(wrap(f"{name}: {_counted(count)}{worth}", width))
        _say_columns(view, board, today, width)


def selected_views(
    session: Session,
    seen: Workspace,
    words: tuple[str, ...],
    saved: SavedView | None = None,
    order: Arrangement | None = None,
) -> list[BoardView]:
    """What a filter leaves of every pipeline, or of the one that is wanted."""
    from pipeboard.domain.arrangement import STAGES_ALONE
    from pipeboard.view.board import board_view

    board, how = seen.board, STAGES_ALONE
    selected, names_status = session.select(words, seen, saved)
    chosen = {deal.id for deal in selected}
    if order is not None:
        how = order._replace(collapsed=frozenset(), hidden=how.hidden | order.hidden, table=False)
    return [
        board_view(
            board,
            pipeline=pipeline.id,
            today=seen.today(),
            match=lambda deal, _board: deal.id in chosen,
            show_closed=names_status,
            arrangement=how,
        )
        for pipeline in board.live_pipelines()
        if how.pipeline not in board.pipelines or how.pipeline == pipeline.id
    ]


def _say_columns(view: BoardView, board: Board, today: date, width: int) -> None:
    """Print the deals of a pipeline, lane by lane where there are lanes, and in each stage by stage."""
    from pipeboard.view.text import wrap

    # Stages after the win hold won deals, which show only where the filter asks for them.
    columns = [column for column in view.columns if column.deals or column.stage.phase == "pre"]
    cells = [
        (lane, column, column.deals[slice(*column.cell(lane))])
        for lane in range(max(len(view.lanes), 1))
        for column in columns
    ]
    lines = iter(_card_lines([deal for _, _, deals in cells for deal in deals], board, today))
    before = -1
    for at, column, deals in cells:
        if view.lanes and at != before:
            before, lane = at, view.lanes[at]
            total = f" · {lane.total}" if lane.total else ""
            output.say()
            output.say_lines(wrap(f"== {lane.key.title} ({lane.count}){total}", width))
        if view.lanes and not deals:
            continue
        total = f" · {column.total}" if column.total and not view.lanes else ""
        output.say()
        output.say_lines(wrap(f"{column.stage.name} ({len(deals)}){total}", width))
        if deals:
            output.say_lines(islice(lines, len(deals)))


def _counted(count: int) -> str:
    return f"{count} {'deal' if count == 1 else 'deals'}"


def _card_lines(deals: list[Deal], board: Board, today: date) -> list[str]:
    """A line for each deal of a pipeline, aligned over all its stages."""
    from pipeboard.domain.find import short_ids
    from pipeboard.view.card import value_text

    tails = short_ids(board)
    rows = [
        (
            "",
            tails[deal.id],
            deal.title,
            deal.company,
            value_text(deal, board.settings.currency),
            _next_step(deal, board, today),
            deal.owner,
        )
        for deal in deals
    ]
    return output.table([""] * 7, rows, right=(4,), shrink=(2, 3, 5, 6), drop=(6, 3, 5))[1:]


def _next_step(deal: Deal, board: Board, today: date) -> str:
    from pipeboard.domain.dates import show_due

    step = deal.next_follow_up
    if step is None:
        return "no next step" if deal.is_open else ""
    return f"{step.kind} {show_due(step.due, today, board.zone)}"


def _view_record(view: Any, board: Board) -> dict[str, object]:  # noqa: ANN401, BoardView is imported late
    from pipeboard.domain.money import decimal_text

    def amounts(sums: dict[str, Any]) -> dict[str, str]:
        return {code: decimal_text(amount) for code, amount in sums.items()}

    lanes = [
        {
            "title": lane.key.title,
            "count": lane.count,
            "total": amounts(lane.totals),
            "stages": {
                column.stage.id: [deal.id for deal in column.deals[slice(*column.cell(at))]]
                for column in view.columns
            },
        }
        for at, lane in enumerate(view.lanes)
    ]
    return {
        "id": view.pipeline,
        "name": board.pipelines[view.pipeline].name,
        "stages": [
            {
                "id": column.stage.id,
                "name": column.stage.name,
                "count": column.count,
                "total": amounts(column.totals),
                "weighted": amounts(column.weighted),
                "deals": [deal.id for deal in column.deals],
            }
            for column in view.columns
        ],
        **({"lanes": lanes} if view.is_cut else {}),
    }
