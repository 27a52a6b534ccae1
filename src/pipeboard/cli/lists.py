"""Commands that show deals: `list`, `board`, `show`."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import click

from pipeboard.cli import output
from pipeboard.cli.options import (
    FilterCommand,
    arranged,
    as_of,
    filter_words,
    of_view,
    pass_session,
    reads,
)
from pipeboard.cli.session import Session
from pipeboard.cli.values import DEAL

if TYPE_CHECKING:
    from datetime import date

    from pipeboard.domain.arrangement import Arrangement
    from pipeboard.domain.board import Board
    from pipeboard.domain.deal import Deal
    from pipeboard.domain.views import SavedView
    from pipeboard.workspace.workspace import Workspace

_SHRINKING: Final = ("title", "company", "stage", "owner", "next")
"""Columns of a table that give way where the terminal is narrow."""
_DROPPED: Final = ("close", "owner", "company", "entered", "next")
"""Columns that a narrow terminal does without, the first first."""


@click.command("list", cls=FilterCommand)
@filter_words
@click.option("--columns", metavar="A,B,C", help="What the table says of each deal, in that order.")
@arranged
@of_view
@as_of
@reads
@pass_session
def list_deals(
    session: Session,
    /,
    words: tuple[str, ...],
    view: str | None,
    as_of: str | None,
    as_json: bool,
    columns: str | None,
    **how: Any,  # noqa: ANN401, as the options of `arranged` have it
) -> None:
    """List deals in a table.

    Open deals, unless FILTER names a status: `pipeboard list owner:me "value>10k" status:any`. All about
    filters: `pipeboard help filter`.
    """
    from pipeboard.domain.arrangement import read_cells

    with session.reading() as workspace:
        seen = _seen(workspace, as_of)
        board, today = seen.board, seen.today()
        saved = session.view(view, board) if view else None
        order = arrangement_of(board, saved, **how)
        if columns is not None:
            order = order._replace(cells=read_cells(columns.split(",")))
        saved = saved._replace(arrangement=order) if saved else None
        deals = sorted_deals(session.select(words, seen, saved)[0], board, order, today)
        if as_json:
            from pipeboard.cli.records import deal_record

            day = {"as_of": today.isoformat()} if as_of else {}
            output.say_json_list("deals", (deal_record(deal, board, today) for deal in deals), **day)
            return
        _say_day(seen, as_of)
        if deals:
            _say_table(deals, board, today, order)
        told = f"{len(deals)} {'deal' if len(deals) == 1 else 'deals'}"
        if not deals:
            output.warn(
                f"No deals fit. {session.missed(words, seen, saved)}".rstrip()
                if words or view
                else "There were no open deals."
                if as_of
                else "There are no open deals yet; add one with `pipeboard add`."
            )
        else:
            output.say()
            output.say(f"{told}{_worth(deals, board)}")


@click.command(cls=FilterCommand)
@filter_words
@arranged
@of_view
@as_of
@reads
@pass_session
def board(
    session: Session,
    /,
    words: tuple[str, ...],
    view: str | None,
    as_of: str | None,
    as_json: bool,
    **how: Any,  # noqa: ANN401, as the options of `arranged` have it
) -> None:
    """Print the board: stages with their deals.

    FILTER narrows it: `pipeboard board owner:me`. An earlier day is shown in the stages of today.
    """
    with session.reading() as workspace:
        seen = _seen(workspace, as_of)
        day = seen.today().isoformat() if as_of else ""
        if not as_json:
            _say_day(seen, as_of)
        saved = session.view(view, seen.board) if view else None
        order = arrangement_of(seen.board, saved, **how)
        saved = saved._replace(arrangement=order) if saved else None
        from pipeboard.cli.board_text import print_board

        print_board(session, seen, words, saved, order, as_json=as_json, day=day)


def _seen(workspace: Workspace, as_of: str | None) -> Workspace:
    """What is looked at: the board as it is, or as it was at the end of a day."""
    if as_of is None:
        return workspace
    from pipeboard.workspace.past import seen_at

    return seen_at(workspace, as_of)


def _say_day(seen: Workspace, as_of: str | None) -> None:
    if as_of is not None:
        output.warn(f"As of the end of {seen.today()}.")


@click.command()
@click.argument("deal", type=DEAL)
@reads
@pass_session
def show(session: Session, deal: str, as_json: bool) -> None:
    """Show everything about a deal.

    DEAL is its id, a unique beginning or end of it, or the title.
    """
    from pipeboard.domain.find import find_deal

    with session.reading() as workspace:
        found = find_deal(workspace.board, deal)
        if as_json:
            from pipeboard.cli.records import full_record

            output.say_json(full_record(found, workspace.board, workspace.today()))
            return
        from pipeboard.cli.card import card_lines

        output.say_lines(card_lines(found, workspace))


def arrangement_of(
    board: Board,
    saved: SavedView | None,
    *,
    sort: str | None = None,
    reverse: bool = False,
    lanes: str | None = None,
    pipeline: str | None = None,
) -> Arrangement:
    """How deals are to be shown: as the options say, else as a saved view has it."""
    from pipeboard.domain.arrangement import Arrangement, read_sort
    from pipeboard.domain.find import find_pipeline
    from pipeboard.domain.lanes import lanes_of

    how = saved.arrangement if saved is not None else Arrangement()
    if sort is not None:
        name, falls = read_sort(sort)
        how = how._replace(sort=name, reverse=falls)
    if reverse:
        how = how._replace(reverse=not how.reverse)
    if lanes is not None:
        how = how._replace(lanes=lanes_of(lanes).name if lanes else "")
    return how._replace(pipeline=find_pipeline(board, pipeline).id) if pipeline else how


def sorted_deals(deals: list[Deal], board: Board, how: Arrangement, today: date) -> list[Deal]:
    """The deals of the wished pipeline, lane by lane, in the wished order; those without the field last."""
    from pipeboard.domain.sorting import sorter

    if how.pipeline in board.pipelines:
        deals = [deal for deal in deals if board.stage_of(deal).pipeline == how.pipeline]
    ordered = sorted(deals, key=sorter(how.sort, board, today, reverse=how.reverse))
    if how.lanes:
        from pipeboard.domain.lanes import lanes_of

        ordered.sort(key=lanes_of(how.lanes).divide)
    return ordered


def _say_table(deals: list[Deal], board: Board, today: date, how: Arrangement) -> None:
    """Print the table, in parts with a head where there are lanes."""
    lines = deal_table(deals, board, today, how.sort, how.cells)
    if not how.lanes:
        output.say_lines(lines)
        return
    from itertools import groupby

    from pipeboard.domain.lanes import lanes_of

    output.say_lines(lines[:1])
    rows = iter(lines[1:])
    for lane, group in groupby(deals, lanes_of(how.lanes).divide):
        held = list(group)
        output.say()
        output.say(f"== {lane.title} ({len(held)}){_worth(held, board).replace(', ', ' · ', 1)}")
        output.say_lines(islice(rows, len(held)))


def deal_table(
    deals: list[Deal], board: Board, today: date, sort: str = "stage", cells: tuple[str, ...] = ()
) -> list[str]:
    """Deals in a table of some columns, or of the usual ones; with one for what they are sorted by."""
    from pipeboard.view.table import USUAL, Reader, column_of, with_sort

    columns = [column_of(name) for name in with_sort(cells or ("id", *USUAL), sort)]
    names = [one.name for one in columns]
    about = Reader(board, today)
    rows = [tuple(one.read(deal, about)[0] for one in columns) for deal in deals]
    return output.table(
        [one.head for one in columns],
        rows,
        right=[at for at, one in enumerate(columns) if one.right],
        shrink=[names.index(name) for name in _SHRINKING if name in names],
        drop=[] if cells else [names.index(name) for name in _DROPPED],
    )


def _worth(deals: list[Deal], board: Board) -> str:
    from pipeboard.domain.pricing import totals
    from pipeboard.view.amounts import amounts_text

    text = amounts_text(totals(deals, board), board.settings.currency)
    return f", {text}" if text else ""
