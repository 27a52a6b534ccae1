"""Commands for saved views: `views`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pipeboard.cli import output
from pipeboard.cli.lazy import NounGroup
from pipeboard.cli.options import FilterCommand, filter_words, pass_session, reads, writes
from pipeboard.cli.session import Session
from pipeboard.cli.values import PIPELINE, STAGE, ViewName

if TYPE_CHECKING:
    from pipeboard.domain.arrangement import Arrangement
    from pipeboard.domain.board import Board
    from pipeboard.domain.views import SavedView

VIEW_KEYS = ("id", "name", "letter", "filter", "shown", "private")
"""Keys of a view in JSON."""


@click.group(cls=NounGroup)
def views() -> None:
    """Save filters and ways to show the board under a name and a letter."""


@views.command("list")
@reads
@pass_session
def views_list(session: Session, as_json: bool) -> None:
    """List the saved views, your own and the team's.

    `pipeboard list --view NAME` shows its deals; `board`, `agenda` and `metrics` take it, too.
    The app goes to it with the key ' and its letter.
    """
    from pipeboard.domain.views import shared_views

    with session.reading() as workspace:
        own, problems = session.own_views.read()
        for problem in problems:
            output.warn(problem)
        found = (*own, *shared_views(workspace.board))
        if as_json:
            output.say_json_list("views", map(_record, found))
        elif not found:
            output.warn("No view is saved yet: `pipeboard views save NAME FILTER`.")
        else:
            rows = [
                (one.letter, one.title, one.filter, one.texts().get("shown", ""), _whose(one))
                for one in found
            ]
            head = ("KEY", "NAME", "FILTER", "SHOWN", "WHOSE")
            output.say_lines(output.table(head, rows, shrink=(2, 3, 1)))


@views.command("show")
@click.argument("name", type=ViewName())
@reads
@pass_session
def views_show(session: Session, name: str, as_json: bool) -> None:
    """Show what a view says, and how many deals it shows."""
    with session.reading() as workspace:
        one = session.view(name, workspace.board)
        deals = session.select((), workspace, one)[0]
        if as_json:
            output.say_json({**_record(one), "count": len(deals)})
            return
        output.say(f"{one.title} ({_whose(one)}{f', key {one.letter}' if one.letter else ''})")
        output.say(f"  filter  {one.filter or 'none: all open deals'}")
        output.say(f"  shown   {one.texts().get('shown', 'as ever')}")
        output.say(f"  deals   {len(deals)}")


@views.command("save", cls=FilterCommand)
@click.argument("name")
@filter_words
@click.option("--letter", metavar="KEY", help="Goes to it in the app; a free one is taken otherwise.")
@click.option("--sort", metavar="FIELD", help="The order of the cards; -FIELD the other way round.")
@click.option("--lanes", metavar="FIELD", help="Cut the board into lanes.")
@click.option(
    "--collapse", type=STAGE, metavar="STAGE", multiple=True, help="A column that is a narrow strip."
)
@click.option("--hide", type=STAGE, metavar="STAGE", multiple=True, help="A column that is not shown.")
@click.option("--pipeline", type=PIPELINE, metavar="NAME", help="The pipeline that is shown.")
@click.option("--table", is_flag=True, help="Deals as the rows of a table.")
@click.option("--private", is_flag=True, help="For you alone, on this machine.")
@writes
@pass_session
def views_save(
    session: Session,
    name: str,
    words: tuple[str, ...],
    letter: str | None,
    sort: str | None,
    lanes: str | None,
    collapse: tuple[str, ...],
    hide: tuple[str, ...],
    pipeline: str | None,
    table: bool,
    private: bool,
    as_json: bool,
) -> None:
    """Save a view, or change the one of that name: what is not said stays as it was.

    `pipeboard views save "Big and late" "value>20k overdue" --sort -value --letter b`. A new one without a
    FILTER shows all open deals; an empty FILTER ("") takes it off.
    """
    from pipeboard.domain.arrangement import arrangement_text
    from pipeboard.domain.views import PLAIN, define_view, free_letter, saved_view, shared_views

    with session.reading() if private else session.writing() as workspace:
        board = workspace.board
        own, shared = session.own_views.all(), shared_views(board)
        title = " ".join(name.split())
        known = (one for one in (own if private else shared) if one.title.casefold() == title.casefold())
        before = next(known, None)
        how = _arranged(before.arrangement if before else PLAIN, board, sort, lanes, pipeline, table)
        how = _with_columns(how, board, collapse, hide)
        text = " ".join(words).strip() if words or before is None else before.filter
        session.query(text, workspace)  # refused where it cannot be read
        if letter is None:
            letter = before.letter if before else free_letter(title, (*own, *shared))
        texts = {"letter": letter, "filter": text, "shown": arrangement_text(how)}
        one = saved_view(title, texts, id=before.id if before else "", mine=private)
        if private:
            session.own_views.save(one)
            told = f"Saved the view {one.title} for you."
        else:
            told = workspace.do(define_view(board, one, session.moment(workspace))).summary
    key = f" In the app ' and {one.letter} go to it." if one.letter else ""
    if as_json:
        output.say_json(_record(one))
    else:
        output.say(f"{told}{key}")


@views.command("remove")
@click.argument("name", type=ViewName())
@click.option("--private", is_flag=True, help="The one of that name that is yours alone.")
@writes
@pass_session
def views_remove(session: Session, name: str, private: bool, as_json: bool) -> None:
    """Take a view away."""
    from pipeboard.domain.actions import Undefine
    from pipeboard.domain.views import KIND, find_view, shared_views

    if private:
        gone = session.own_views.remove(name)
        told = f"Removed the view {gone.title} of yours."
    else:
        with session.writing() as workspace:
            gone = find_view(shared_views(workspace.board), name)
            told = workspace.do(Undefine(KIND, gone.id, at=session.moment(workspace))).summary
    if as_json:
        output.say_json(_record(gone))
    else:
        output.say(told)


def _arranged(
    made: Arrangement, board: Board, sort: str | None, lanes: str | None, pipeline: str | None, table: bool
) -> Arrangement:
    """The arrangement with what the options say of it; an empty text takes something off."""
    from pipeboard.domain.arrangement import read_sort
    from pipeboard.domain.find import find_pipeline
    from pipeboard.domain.lanes import lanes_of

    if sort is not None:
        by, reverse = read_sort(sort or "stage")
        made = made._replace(sort=by, reverse=reverse)
    if lanes is not None:
        made = made._replace(lanes=lanes_of(lanes).name if lanes else "")
    if pipeline is not None:
        made = made._replace(pipeline=find_pipeline(board, pipeline).id if pipeline else "")
    return made._replace(table=table or made.table)


def _with_columns(
    made: Arrangement, board: Board, collapse: tuple[str, ...], hide: tuple[str, ...]
) -> Arrangement:
    """The arrangement with other columns collapsed and hidden, where any are named."""
    from pipeboard.domain.arrangement import CLOSED, OUTCOMES
    from pipeboard.domain.find import find_stage

    def columns(names: tuple[str, ...]) -> frozenset[str]:
        outcomes = {str(status): column for status, column in OUTCOMES.items()}
        named = (name for name in names if name)
        return frozenset(outcomes.get(name.casefold()) or find_stage(board, name).id for name in named)

    if collapse:
        made = made._replace(collapsed=CLOSED | columns(collapse))
    if hide:
        made = made._replace(hidden=columns(hide))
    return made


def _whose(one: SavedView) -> str:
    return "yours" if one.mine else "the team's"


def _record(one: SavedView) -> dict[str, object]:
    texts = one.texts()
    said = (one.id, one.title, one.letter, one.filter, texts.get("shown", ""), one.mine)
    return dict(zip(VIEW_KEYS, said, strict=True))
