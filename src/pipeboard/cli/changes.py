"""Commands over the log: `undo`, `redo`, `history`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from pipeboard.cli import output
from pipeboard.cli.options import pass_session, reads, signed
from pipeboard.cli.report import tell
from pipeboard.cli.session import Session
from pipeboard.cli.values import DEAL
from pipeboard.domain.errors import BadInput, BuiltUpon, Refused
from pipeboard.domain.fields import CUSTOM

if TYPE_CHECKING:
    from pipeboard.domain.actions import Redo, Undo
    from pipeboard.domain.deal import Deal
    from pipeboard.workspace.workspace import Workspace


_ANYWAY: Final = click.option("--anyway", is_flag=True, help="Also where others built on it.")


@click.command()
@click.argument("act", required=False)
@_ANYWAY
@signed
@pass_session
def undo(session: Session, act: str | None, anyway: bool, as_json: bool) -> None:
    """Take back your latest change.

    ACT names another one, by the id that `pipeboard history` shows. What others did is never taken back
    unless it is named. Where others have changed the same thing since, it is told and nothing is done.
    """
    from pipeboard.domain.actions import Undo

    insisting = f"pipeboard undo {act} --anyway" if act else "pipeboard undo --anyway"
    _take_back(session, Undo(act, anyway), insisting, as_json=as_json)


@click.command()
@_ANYWAY
@signed
@pass_session
def redo(session: Session, anyway: bool, as_json: bool) -> None:
    """Take back your latest undo.

    Where others have changed the same thing since, it is told and nothing is done.
    """
    from pipeboard.domain.actions import Redo

    _take_back(session, Redo(anyway), "pipeboard redo --anyway", as_json=as_json)


def _take_back(session: Session, action: Undo | Redo, insisting: str, *, as_json: bool) -> None:
    with session.writing() as workspace:
        try:
            outcome = workspace.do(action)
        except BuiltUpon as built:
            raise Refused(f"{built.fact}; `{insisting}` does it all the same.") from built
        board = workspace.board
    tell(board, outcome.summary, outcome.changed, as_json=as_json)


@click.command()
@click.argument("deal", type=DEAL, required=False)
@click.option("--field", metavar="NAME", help="Who gave this field of DEAL which value: value, stage, ...")
@click.option(
    "--limit", "-n", type=click.IntRange(min=1), default=30, show_default=True, help="How many entries."
)
@click.option("--all", "everything", is_flag=True, help="Every entry.")
@reads
@pass_session
def history(
    session: Session, deal: str | None, field: str | None, limit: int, everything: bool, as_json: bool
) -> None:
    """Show what happened, newest first.

    On the whole board, or to DEAL. What was undone is left out. The stage stands for moves and closes; an
    answer is `bant.budget`, a field of a person `"contact phone"`.
    """
    from pipeboard.domain.find import find_deal

    most = None if everything else limit
    if field and not deal:
        raise BadInput("Name the deal whose field is meant: `pipeboard history DEAL --field NAME`.")
    with session.reading() as workspace:
        found = find_deal(workspace.board, deal) if deal else None
        if found is not None and field:
            _tell_field(workspace, found, field, most, as_json=as_json)
        else:
            _tell_timeline(workspace, found.id if found else None, most, as_json=as_json)


def _tell_timeline(workspace: Workspace, deal: str | None, most: int | None, *, as_json: bool) -> None:
    from pipeboard.domain.dates import moment_text

    board = workspace.board
    entries = workspace.timeline(deal, most)
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
        head = ("WHEN", "WHO", "DEAL", "WHAT", "ID")
        output.say_lines(output.table(head, rows, shrink=(1, 2, 3), drop=(4, 1)))
    else:
        output.warn("Nothing has happened yet.")


def _tell_field(workspace: Workspace, deal: Deal, field: str, most: int | None, *, as_json: bool) -> None:
    from pipeboard.domain.dates import moment_text
    from pipeboard.domain.field_history import check_field

    check_field(deal, field)
    name = f"{CUSTOM}{field}" if field in deal.custom else field
    changes = workspace.field_history(deal.id, name)[:most]
    if as_json:
        records = [
            {
                "id": one.id,
                "at": moment_text(one.at),
                "by": one.by,
                "value": one.value,
                "of": one.of,
            }
            for one in changes
        ]
        output.say_json_list("changes", records, deal=deal.id, field=name)
        return
    zone = workspace.board.zone
    rows = [
        (f"{one.at.astimezone(zone):%Y-%m-%d %H:%M}", one.by, one.value or "(emptied)", one.id)
        for one in changes
    ]
    if rows:
        output.say_lines(output.table(("WHEN", "WHO", "VALUE", "ID"), rows, shrink=(1, 2)))
    else:
        output.warn(f"Nobody has given {deal.title} a {field} yet.")
