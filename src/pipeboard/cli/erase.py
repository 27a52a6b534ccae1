"""The `erase` command: what is known of a person is taken out of the board for good."""

from __future__ import annotations

import sys
from shlex import quote
from typing import TYPE_CHECKING, Final

import click

from pipeboard.cli import output
from pipeboard.cli.options import pass_session, signed
from pipeboard.cli.session import Session
from pipeboard.domain.errors import BadInput, Refused

if TYPE_CHECKING:
    from pathlib import Path

    from pipeboard.domain.board import Board
    from pipeboard.workspace.erasing import Erasure

_STEPS: Final = (
    "Commit the file and push it; everybody who pulls gets the rows without the data.",
    "On every other clone run `pipeboard doctor --fix`: it erases the data in the journal and backups there.",
    "Earlier commits still hold it. To rewrite them, once everybody has pushed: list the words above, one a "
    "line, in a file words.txt outside the repository, and run `git filter-repo --replace-text words.txt`.",
    "Push the rewritten history with `git push --force --all`, and let everybody clone anew.",
    "Where old commits are still kept: `git reflog expire --expire=now --all`, then `git gc --prune=now`.",
)


@click.command()
@click.argument("contact")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--dry-run", "-n", is_flag=True, help="Only show what would be done.")
@signed
@pass_session
def erase(session: Session, contact: str, yes: bool, dry_run: bool, as_json: bool) -> None:
    """Erase what is known of a person, for good.

    CONTACT is a name, a mail address, a phone number or a contact's id. Name, mail, phone and links go from
    all deals, from the history and from every text that mentions them, and from the journal and the backups
    of this machine. It is shown first and cannot be taken back.
    """
    with session.reading() if dry_run else session.writing() as workspace:
        erasure = workspace.erasure(contact)
        if not as_json:
            _say_plan(erasure, workspace.board)
        if not dry_run:
            if not yes:
                _ask(as_json=as_json)
            summary = workspace.erase(erasure).summary
        else:
            from pipeboard.domain.rules.plan import counted

            summary = f"Would change {counted(len(erasure.rows), 'row')}."
        in_git = workspace.in_git
        copies = workspace.damaged_copies()
        archives = workspace.splitter.archives
    if as_json:
        deals = list(erasure.deals)
        output.say_json(
            {"summary": summary, "dry_run": dry_run, "rows": sorted(erasure.rows), "deals": deals}
        )
        return
    output.say(summary)
    if not dry_run:
        _say_what_is_left(copies, archives, in_git=in_git)


def _say_plan(erasure: Erasure, board: Board) -> None:
    from pipeboard.domain.rules.plan import counted

    output.say(f"To be erased: {', '.join(erasure.person.words)}")
    counts: dict[str, int] = {}
    for row in erasure.rows.values():
        deal = board.deals.get(str(row.get("deal", "")))
        name = deal.title if deal else "(the board itself)"
        counts[name] = counts.get(name, 0) + 1
    rows = [(name, counted(count, "row")) for name, count in counts.items()]
    output.say_lines(output.table(("DEAL", "WHERE IT STANDS"), rows, shrink=(0,)))
    output.say()


def _ask(*, as_json: bool) -> None:
    """Refused unless it is confirmed."""
    if as_json or not sys.stdin.isatty():
        raise BadInput("Erasing cannot be taken back; add --yes to do it, or --dry-run to look.")
    if click.prompt("It cannot be taken back. Type yes to erase it", default="", show_default=False) != "yes":
        raise Refused("Nothing was erased.")


def _say_what_is_left(copies: list[Path], archives: list[str], *, in_git: bool) -> None:
    if archives:
        output.say()
        output.say("Archives may hold it as well; erase it there, too:")
        for name in archives:
            output.say(f"  pipeboard -f {quote(name)} erase CONTACT")
    if copies:
        output.say()
        output.say("These copies of damaged files may still hold it; delete them:")
        for path in copies:
            output.say(f"  {path}")
    if in_git:
        output.say()
        output.say("Git keeps what was committed before:")
        for number, step in enumerate(_STEPS, 1):
            output.say(f"  {number}. {step}")
