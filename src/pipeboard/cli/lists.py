"""Commands that show deals: `list`, `board`, `show`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import click

from pipeboard.cli import output
from pipeboard.cli.options import DEAL, FilterCommand, as_of, filter_words, of_view, pass_session, reads
from pipeboard.cli.session import Session

if TYPE_CHECKING:
    from datetime import date

    from pipeboard.domain.arrangement import Arrangement
    from pipeboard.domain.board import Board
    from pipeboard.domain.deal import Deal
    from pipeboard.domain.views import SavedView
    from pipeboard.workspace.workspace import Workspace

FIGURES: Final = ("score", "fit")
"""Numbers that the team's definitions give a deal; sorted by one, the table shows it."""


@click.command("list", cls=FilterCommand)
@filter_words
@click.option("--sort", metavar="FIELD", help="Sort by a field (stage); -FIELD the other way round.")
@of_view
@as_of
@reads
@pass_session
def list_deals(
    session: Session,
    words: tuple[str, ...],
    sort: str | None,
    view: str | None,
    as_of: str | None,
    as_json: bool,
) -> None:
    """List deals in a table.

    Open deals, unless FILTER names a status: `pipeboard list owner:me "value>10k" status:any`. All about
    filters: `pipeboard help filter`.
    """
    with session.reading() as workspace:
        seen = _seen(workspace, as_of)
        board, today = seen.board, seen.today()
        saved = session.view(view, board) if view else None
        if sort is None:
            sort = sort_text(saved.arrangement) if saved else "stage"
        deals = sorted_deals(session.select(words, seen, saved)[0], board, sort, today)
        if as_json:
            from pipeboard.cli.records import deal_record

            day = {"as_of": today.isoformat()} if as_of else {}
            output.say_json_list("deals", (deal_record(deal, board, today) for deal in deals), **day)
            return
        _say_day(seen, as_of)
        if deals:
            output.say_lines(deal_table(deals, board, today, sort.removeprefix("-")))
        told = f"{len(deals)} {'deal' if len(deals) == 1 else 'deals'}"
        if not deals:
            output.warn(
                "No deals fit."
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
@of_view
@as_of
@reads
@pass_session
def board(
    session: Session, words: tuple[str, ...], view: str | None, as_of: str | None, as_json: bool
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
        print_board(session, seen, words, saved, as_json=as_json, day=day)


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


def print_board(
    session: Session,
    seen: Workspace,
    words: tuple[str, ...] = (),
    saved: SavedView | None = None,
    *,
    as_json: bool = False,
    day: str = "",
) -> None:
    """Print every pipeline, or that of a saved view, stage by stage.

    `day` is told in the JSON of an earlier board.
    """
    from pipeboard.domain.arrangement import STAGES_ALONE
    from pipeboard.view.board import board_view
    from pipeboard.view.text import wrap

    board, today = seen.board, seen.today()
    selected, names_status = session.select(words, seen, saved)
    chosen = {deal.id for deal in selected}
    how = STAGES_ALONE
    if saved is not None:
        order = saved.arrangement
        how = replace(how, sort=order.sort, reverse=order.reverse, hidden=how.hidden | order.hidden)
    only = saved.arrangement.pipeline if saved else ""
    views = [
        board_view(
            board,
            pipeline=pipeline.id,
            today=today,
            match=lambda deal, _board: deal.id in chosen,
            show_closed=names_status,
            arrangement=how,
        )
        for pipeline in board.live_pipelines()
        if only not in board.pipelines or only == pipeline.id
    ]
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
        # Stages after the win hold won deals, which show only where the filter asks for them.
        columns = [column for column in view.columns if column.deals or column.stage.phase == "pre"]
        count = sum(column.count for column in columns)
        output.say()
        worth = f" · {view.summary}" if view.summary else ""
        output.say_lines(wrap(f"{name}: {count} {'deal' if count == 1 else 'deals'}{worth}", width))
        lines = iter(_card_lines([deal for column in columns for deal in column.deals], board, today))
        for column in columns:
            output.say()
            total = f" · {column.total}" if column.total else ""
            output.say_lines(wrap(f"{column.stage.name} ({column.count}){total}", width))
            if column.deals:
                output.say_lines(islice(lines, len(column.deals)))


def sort_text(arrangement: Arrangement) -> str:
    """The order of an arrangement as `--sort` takes it."""
    return f"{'-' if arrangement.reverse else ''}{arrangement.sort}"


def sorted_deals(deals: list[Deal], board: Board, by: str, today: date) -> list[Deal]:
    """The deals in the wished order; those without the field come last either way."""
    from pipeboard.domain.arrangement import read_sort
    from pipeboard.domain.sorting import sorter

    name, reverse = read_sort(by)
    return sorted(deals, key=sorter(name, board, today, reverse=reverse))


def figure_of(name: str, board: Board, today: date) -> Callable[[Deal], int | None]:
    """Reads a number that the team's definitions give a deal."""
    if name == "score":
        from pipeboard.domain.scoring import counting

        return lambda deal: counting(deal, board, today)
    from pipeboard.domain.profiles import fit_percent

    return lambda deal: fit_percent(deal, board)


def deal_table(deals: list[Deal], board: Board, today: date, figure: str = "") -> list[str]:
    """Deals in a table; with a column for one of `FIGURES`, where they are sorted by it."""
    from pipeboard.domain.dates import show_age, show_day
    from pipeboard.domain.find import short_ids
    from pipeboard.domain.followup import local_day
    from pipeboard.view.card import value_text

    tails = short_ids(board)
    mixed = any(deal.status != "open" for deal in deals)
    rows = [
        (
            tails[deal.id],
            deal.title,
            deal.company,
            value_text(deal, board.settings.currency),
            deal.status.capitalize() if mixed and not deal.is_open else board.stage_of(deal).name,
            deal.owner,
            _next_step(deal, board, today),
            "" if deal.close is None else show_day(deal.close, today),
            show_age((today - local_day(deal.entered_stage, board.zone)).days),
        )
        for deal in deals
    ]
    head = ("ID", "TITLE", "COMPANY", "VALUE", "STAGE", "OWNER", "NEXT", "CLOSE", "AGE")
    if figure not in FIGURES:
        return output.table(head, rows, right=(3, 8), shrink=(1, 2, 4, 5, 6), drop=(7, 5, 2, 8, 6))
    read = figure_of(figure, board, today)
    numbers = ("" if number is None else str(number) for number in map(read, deals))
    wider = [(row[0], number, *row[1:]) for row, number in zip(rows, numbers, strict=True)]
    return output.table(
        (head[0], figure.upper(), *head[1:]),
        wider,
        right=(1, 4, 9),
        shrink=(2, 3, 5, 6, 7),
        drop=(8, 6, 3, 9, 7),
    )


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


def _worth(deals: list[Deal], board: Board) -> str:
    from pipeboard.domain.pricing import totals
    from pipeboard.view.columns import amounts_text

    text = amounts_text(totals(deals, board), board.settings.currency)
    return f", {text}" if text else ""


def _view_record(view: Any, board: Board) -> dict[str, object]:  # noqa: ANN401, BoardView is imported late
    from pipeboard.domain.money import decimal_text

    def amounts(sums: dict[str, Any]) -> dict[str, str]:
        return {code: decimal_text(amount) for code, amount in sums.items()}

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
    }
