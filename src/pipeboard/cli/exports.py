"""The `export` commands: deals for other people and other programs, into a file or to standard output."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeboard.cli import output
from pipeboard.cli.board_text import selected_views
from pipeboard.cli.lazy import NounGroup
from pipeboard.cli.options import F, FilterCommand, everywhere, filter_words, pass_session
from pipeboard.cli.session import Session
from pipeboard.cli.values import DEAL, FILE
from pipeboard.domain.errors import BadInput
from pipeboard.view.text import clean

if TYPE_CHECKING:
    from pipeboard.domain.deal import Deal
    from pipeboard.workspace.workspace import Workspace


@click.group(cls=NounGroup)
def export() -> None:
    """Write deals for other people and other programs.

    Open deals, unless FILTER names a status: `pipeboard export md owner:me`. All about it: `pipeboard help
    export`.
    """


def written(function: F) -> F:
    """The options of all exports, and their FILTER."""
    function = everywhere(function)
    function = click.option(
        "--output",
        "-o",
        "target",
        type=FILE,
        default="-",
        metavar="FILE",
        help="Where it goes; `-` prints it.",
    )(function)
    return filter_words(function)


@export.command("csv", cls=FilterCommand)
@written
@pass_session
def export_csv(session: Session, words: tuple[str, ...], target: str) -> None:
    """Deals as a table, every field of them: `import` reads it back as it was.

    A file begins with the mark by which spreadsheets know UTF-8; what is printed does not.
    """
    from pipeboard.exchange.csv_export import csv_text

    with session.reading() as workspace:
        deals = _chosen(session, workspace, words)
        text = csv_text(deals, workspace.board)
    if target != "-":
        text = f"\ufeff{text}"
    elif _is_screen():  # a pipe gets every character, so that it is read back as it was
        text = "".join(f"{clean(line)}\n" for line in text.splitlines())
    _put(target, text, len(deals), "deal")


@export.command("json", cls=FilterCommand)
@written
@pass_session
def export_json(session: Session, words: tuple[str, ...], target: str) -> None:
    """Deals with all that is known of them, as `show --json` gives them."""
    from pipeboard.cli.records import full_record

    with session.reading() as workspace:
        deals = _chosen(session, workspace, words)
        records = [full_record(deal, workspace.board, workspace.today()) for deal in deals]
        head = {"schema": output.SCHEMA, "board": workspace.board.settings.name}
    body = {**head, "as_of": workspace.now().isoformat(timespec="seconds"), "deals": records}
    text = output.safe_json(json.dumps(body, ensure_ascii=False, indent=1))
    _put(target, f"{text}\n", len(deals), "deal")


@export.command("md", cls=FilterCommand)
@click.option("--deal", "of", type=DEAL, metavar="DEAL", help="All about one deal, instead of a board.")
@written
@pass_session
def export_markdown(session: Session, words: tuple[str, ...], target: str, of: str | None) -> None:
    """The board as Markdown: a table of deals for each stage. With --deal, a page about one deal."""
    from pipeboard.domain.find import find_deal
    from pipeboard.view.markdown import board_markdown, deal_markdown

    if of is not None and words:
        raise BadInput("Either name one deal (--deal) or filter the board, not both.")
    with session.reading() as workspace:
        board, today = workspace.board, workspace.today()
        if of is not None:
            deal = find_deal(board, of)
            text = deal_markdown(deal, board, today, workspace.timeline(deal.id))
            _put(target, text, 1, "deal")
            return
        views = selected_views(session, workspace, words)
        text = board_markdown(views, board, today)
    _put(target, text, sum(view.shown for view in views), "deal")


@export.command("ics", cls=FilterCommand)
@written
@pass_session
def export_calendar(session: Session, words: tuple[str, ...], target: str) -> None:
    """Follow-ups as a calendar (iCalendar): a later export updates the same entries."""
    from pipeboard.exchange.ics import calendar

    with session.reading() as workspace:
        deals = _chosen(session, workspace, words)
        text = calendar(deals, workspace.board)
    _put(target, text, sum(len(deal.follow_ups) for deal in deals), "follow-up")


@export.command("vcf", cls=FilterCommand)
@written
@pass_session
def export_cards(session: Session, words: tuple[str, ...], target: str) -> None:
    """The people on deals as an address book (vCard), each of them once."""
    from pipeboard.exchange.vcard import cards

    with session.reading() as workspace:
        text = cards(_chosen(session, workspace, words), workspace.board)
    _put(target, text, text.count("BEGIN:VCARD"), "person")


def _is_screen() -> bool:
    return sys.stdout.isatty()


def _chosen(session: Session, workspace: Workspace, words: tuple[str, ...]) -> list[Deal]:
    return session.select(words, workspace)[0]


def _put(target: str, text: str, count: int, what: str) -> None:
    """Put an export where it goes; how much that was is said on stderr: a pipe gets the export alone."""
    if not target.strip():
        raise BadInput("Name the file that it goes to, or `-` to print it: -o deals.md.")
    if target == "-":
        with click.open_file("-", "wb") as stream:
            stream.write(text.encode("utf-8", "replace"))
    else:
        from pipeboard.exchange.outfile import write_file

        write_file(Path(target), text)
    plural = {"person": "people"}.get(what, f"{what}s")
    output.warn(
        f"{count} {what if count == 1 else plural} exported{'' if target == '-' else f' to {target}'}."
    )
