"""Commands over the log: `undo`, `redo`, `history`."""

from __future__ import annotations

import click

from pipeboard.cli import output
from pipeboard.cli.options import DEAL, pass_session, reads, signed
from pipeboard.cli.report import tell
from pipeboard.cli.session import Session


@click.command()
@click.argument("act", required=False)
@signed
@pass_session
def undo(session: Session, act: str | None, as_json: bool) -> None:
    """Take back your latest change.

    ACT names another one, by the id that `pipeboard history` shows. What others did is never taken back
    unless it is named.
    """
    from pipeboard.domain.actions import Undo

    with session.writing() as workspace:
        outcome = workspace.do(Undo(act))
        board = workspace.board
    tell(board, outcome.summary, outcome.changed, as_json=as_json)


@click.command()
@signed
@pass_session
def redo(session: Session, as_json: bool) -> None:
    """Take back your latest undo."""
    from pipeboard.domain.actions import Redo

    with session.writing() as workspace:
        outcome = workspace.do(Redo())
        board = workspace.board
    tell(board, outcome.summary, outcome.changed, as_json=as_json)


@click.command()
@click.argument("deal", type=DEAL, required=False)
@click.option(
    "--limit", "-n", type=click.IntRange(min=1), default=30, show_default=True, help="How many entries."
)
@click.option("--all", "everything", is_flag=True, help="Every entry.")
@reads
@pass_session
def history(session: Session, deal: str | None, limit: int, everything: bool, as_json: bool) -> None:
    """Show what happened, newest first.

    On the whole board, or to DEAL. What was undone is left out.
    """
    from pipeboard.domain.dates import moment_text
    from pipeboard.domain.find import find_deal

    with session.reading() as workspace:
        board = workspace.board
        found = find_deal(board, deal).id if deal else None
        entries = workspace.timeline(found, None if everything else limit)
        titles = {entry.deal: board.deals[entry.deal].title for entry in entries if entry.deal in board.deals}
        if as_json:
            records = [
                {
                    "id": entry.id,
                    "at": moment_text(entry.at),
                    "by": entry.by,
                    "kind": entry.kind,
                    "deal": entry.deal,
                    "deal_title": titles.get(entry.deal, ""),
                    "text": entry.text,
                }
                for entry in entries
            ]
            output.say_json_list("entries", records)
            return
        rows = [
            (
                f"{entry.at.astimezone(board.zone):%Y-%m-%d %H:%M}",
                entry.by,
                titles.get(entry.deal, ""),
                entry.text,
                entry.id,
            )
            for entry in entries
        ]
        if rows:
            output.say_lines(output.table(("WHEN", "WHO", "DEAL", "WHAT", "ID"), rows, shrink=(1, 2, 3)))
        else:
            output.warn("Nothing has happened yet.")
