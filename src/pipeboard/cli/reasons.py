"""Commands for the team's list of reasons why deals end."""

from __future__ import annotations

from typing import Final

import click

from pipeboard.cli import output
from pipeboard.cli.lazy import NounGroup
from pipeboard.cli.options import pass_session, reads, writes
from pipeboard.cli.session import Session
from pipeboard.cli.values import REASON

_OUTCOMES: Final = ("won", "lost", "disqualified")


@click.group(cls=NounGroup)
def reasons() -> None:
    """List and change the reasons why deals end."""


@reasons.command("list")
@click.option("--outcome", type=click.Choice(_OUTCOMES), help="Those for one outcome.")
@reads
@pass_session
def reasons_list(session: Session, outcome: str | None, as_json: bool) -> None:
    """List the reasons that are offered at a close, and how often each was given."""
    from pipeboard.domain.reasons import KIND, times_given

    with session.reading() as workspace:
        board = workspace.board
        used = times_given(board)
        chosen = [
            (name, one, one.text("outcome"))
            for name, one in board.definitions(KIND).items()
            if outcome in (None, one.text("outcome"))
        ]
        chosen.sort(key=lambda each: _OUTCOMES.index(each[2]) if each[2] in _OUTCOMES else len(_OUTCOMES))
        counts = [used.get((its, one.title.casefold()), 0) for _, one, its in chosen]
    if as_json:
        records = (
            {"id": name, "title": one.title, "outcome": its, "given": count}
            for (name, one, its), count in zip(chosen, counts, strict=True)
        )
        output.say_json_list("reasons", records)
    elif chosen:
        rows = [
            (its or "any", one.title, str(count), name)
            for (name, one, its), count in zip(chosen, counts, strict=True)
        ]
        output.say_lines(output.table(("OUTCOME", "REASON", "GIVEN", "ID"), rows, right=(2,), shrink=(1,)))
    else:
        output.warn("The list is empty; add a reason with `pipeboard reasons add TITLE --outcome lost`.")


@reasons.command("add")
@click.argument("title", nargs=-1, required=True)
@click.option("--outcome", type=click.Choice(_OUTCOMES), required=True, help="What it is a reason for.")
@writes
@pass_session
def reasons_add(session: Session, title: tuple[str, ...], outcome: str, as_json: bool) -> None:
    """Add a reason to the list."""
    from pipeboard.domain.actions import Define
    from pipeboard.domain.reasons import KIND

    fields = {"title": " ".join(title).strip(), "outcome": outcome}
    with session.writing() as workspace:
        done = workspace.do(Define(KIND, fields, at=session.moment(workspace)))
    _tell(done.summary, as_json=as_json)


@reasons.command("remove")
@click.argument("reason", type=REASON)
@click.option("--outcome", type=click.Choice(_OUTCOMES), help="Where several outcomes have it.")
@writes
@pass_session
def reasons_remove(session: Session, reason: str, outcome: str | None, as_json: bool) -> None:
    """Take a reason off the list; the deals that have it keep it."""
    from pipeboard.domain.actions import Undefine
    from pipeboard.domain.reasons import KIND, find_reason

    with session.writing() as workspace:
        found = find_reason(workspace.board, reason, outcome or "")
        done = workspace.do(Undefine(KIND, found.id, at=session.moment(workspace)))
    _tell(done.summary, as_json=as_json)


def _tell(summary: str, *, as_json: bool) -> None:
    if as_json:
        output.say_json({"summary": summary})
    else:
        output.say(summary)
