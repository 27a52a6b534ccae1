"""Commands that bring back: `recover` (own changes that vanished) and `backups`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pipeboard.cli import output
from pipeboard.cli.lazy import NounGroup
from pipeboard.cli.options import pass_session, reads
from pipeboard.cli.session import Session
from pipeboard.domain.errors import BadInput, DamagedFile, NotFound, Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeboard.workspace.inbox import Vanished


@click.group(cls=NounGroup)
def recover() -> None:
    """Bring back changes of yours that the file has lost."""


@recover.command("list")
@reads
@pass_session
def recover_list(session: Session, as_json: bool) -> None:
    """List changes of yours of the last two weeks that the file held and has lost.

    A reset, a switch of branches or a restored copy takes rows away; nothing comes back by itself.
    """
    from pipeboard.domain.dates import moment_text

    with session.reading() as workspace:
        found, zone = workspace.inbox.actions(), workspace.board.zone
    if as_json:
        records = [
            {"id": one.act, "at": moment_text(one.at), "by": one.by, "text": one.text, "rows": len(one.rows)}
            for one in found
        ]
        output.say_json_list("changes", records)
    elif found:
        tails = _tails(found)
        rows = [
            (tails[one.act], f"{one.at.astimezone(zone):%Y-%m-%d %H:%M}", one.by, one.text) for one in found
        ]
        output.say_lines(output.table(("ID", "WHEN", "WHO", "WHAT"), rows, shrink=(2, 3)))
        output.say()
        output.say("`pipeboard recover take ID...` (or --all) takes them back, `recover dismiss` drops them.")
    else:
        output.warn("Nothing of yours has vanished: the file holds every change that you made here.")


@recover.command("take")
@click.argument("ids", metavar="ID...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All of them.")
@reads
@pass_session
def recover_take(session: Session, ids: tuple[str, ...], everything: bool, as_json: bool) -> None:
    """Take vanished changes back.

    What they need comes with them: an edit brings its deal.
    """
    from pipeboard.domain.rules.plan import counted

    with session.writing() as workspace:
        inbox = workspace.inbox
        taken = inbox.take_back(_named(inbox.actions(), ids, everything=everything))
    _tell(f"Took back {counted(len(taken), 'change')}.", taken, as_json=as_json)


@recover.command("dismiss")
@click.argument("ids", metavar="ID...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All of them.")
@reads
@pass_session
def recover_dismiss(session: Session, ids: tuple[str, ...], everything: bool, as_json: bool) -> None:
    """Offer vanished changes no more."""
    from pipeboard.domain.rules.plan import counted

    with session.writing() as workspace:
        inbox = workspace.inbox
        dropped = inbox.dismiss(_named(inbox.actions(), ids, everything=everything))
    _tell(f"Dismissed {counted(len(dropped), 'change')}.", dropped, as_json=as_json)


def _named(there: Sequence[Vanished], texts: tuple[str, ...], *, everything: bool) -> list[str]:
    """The actions that are meant, by their ids or the unique ends of them."""
    if bool(texts) == everything:
        raise BadInput("Name the changes by their ids, or give --all; `pipeboard recover` lists them.")
    if everything:
        return [one.act for one in there]
    found = []
    for text in texts:
        fitting = [one.act for one in there if one.act == text or (text and one.act.endswith(text))]
        if len(fitting) != 1:
            problem = "More than one vanished change ends" if fitting else "No vanished change ends"
            raise NotFound(f"{problem} with '{text}'; `pipeboard recover` lists them.")
        found += fitting
    return found


def _tails(found: Sequence[Vanished]) -> dict[str, str]:
    from pipeboard.domain.ids import shortest_tails

    return shortest_tails([one.act for one in found])


def _tell(summary: str, changes: Sequence[Vanished], *, as_json: bool) -> None:
    if as_json:
        output.say_json({"summary": summary, "changes": [one.act for one in changes]})
    else:
        output.say(summary)


@click.group(cls=NounGroup)
def backups() -> None:
    """List backups of the board and restore from them."""


@backups.command("list")
@reads
@pass_session
def backups_list(session: Session, as_json: bool) -> None:
    """List the backups that were made before large changes.

    Each is a board file: `pipeboard -f PATH list` looks into it.
    """
    from pipeboard.domain.clock import SystemClock
    from pipeboard.domain.dates import moment_text
    from pipeboard.store.backup import backups_of
    from pipeboard.store.files import resolved

    there = backups_of(resolved(session.path), session.state_dir, SystemClock()).all()
    if as_json:
        records = [
            {
                "name": one.name,
                "at": moment_text(one.at),
                "before": one.before,
                "bytes": one.size,
                "path": str(one.path),
            }
            for one in there
        ]
        output.say_json_list("backups", records)
    elif there:
        rows = [(one.name, one.before, f"{-(-one.size // 1000)} kB") for one in there]
        output.say_lines(output.table(("NAME", "BEFORE", "SIZE"), rows, right=(2,)))
        output.say()
        output.say(f"They are in {there[0].path.parent}")
    else:
        output.warn("There is no backup yet; one is made before each import and other large change.")


@backups.command("restore")
@click.argument("name")
@reads
@pass_session
def backups_restore(session: Session, name: str, as_json: bool) -> None:
    """Give the board back what a backup has and the file lacks.

    NAME may be the beginning of one. Nothing of the present board is overwritten: later changes stay, and
    undo or `--as-of` show the board as it was.
    """
    from pipeboard.domain.rules.plan import counted
    from pipeboard.store.parsing import parse

    with session.writing() as workspace:
        backup = workspace.backups.find(name)
        try:
            parsed = parse(workspace.backups.read(backup))
        except DamagedFile as error:
            raise DamagedFile(f"The backup {backup.name} cannot be read. {error.sentence}") from error
        if parsed.board != workspace.board_id:
            raise Refused(f"The backup {backup.name} is of another board; look into it with `pipeboard -f`.")
        change = workspace.take_in(parsed.rows)
    if change.came:
        deals = counted(len(change.deals), "deal")
        summary = f"Gave back {counted(len(change.came), 'row')} of the backup; {deals} changed."
    else:
        summary = "The board has everything that the backup has; nothing was changed."
    if as_json:
        output.say_json({"summary": summary, "rows": len(change.came), "deals": list(change.deals)})
    else:
        output.say(summary)


def say_what_can_be_restored(session: Session, *, as_json: bool) -> None:
    """What was put away or is gone, and the command that brings each back."""
    with session.reading() as workspace:
        deals = workspace.board.deals.values()
        archived = sum(deal.archived for deal in deals)
        deleted = sum(deal.deleted for deal in deals)
        vanished = len(workspace.inbox.actions())
        kept = len(workspace.backups.all())
    if as_json:
        output.say_json({"archived": archived, "deleted": deleted, "vanished": vanished, "backups": kept})
        return
    rows = [
        (str(archived), "archived deals", "pipeboard list archived, then pipeboard restore DEAL..."),
        (str(deleted), "deleted deals", "pipeboard restore DEAL...; pipeboard history names them"),
        (str(vanished), "changes of yours that vanished from the file", "pipeboard recover"),
        (str(kept), "backups", "pipeboard backups"),
    ]
    output.say_lines(output.table(("", "WHAT", "HOW"), rows, right=(0,)))
