"""Commands for what was done and what is next: `log`, `note`, `follow-up`."""

from __future__ import annotations

import re
from typing import Final

import click

from pipeboard.cli import output
from pipeboard.cli.lazy import NounGroup
from pipeboard.cli.options import (
    DEAL,
    FOLLOW_UP,
    FilterCommand,
    filter_words,
    pass_session,
    reads,
    text_of,
    writes,
)
from pipeboard.cli.report import tell
from pipeboard.cli.session import Session
from pipeboard.domain.followup import KINDS, TOUCHES

NOTE: Final = "note"
LOGGED: Final = (*TOUCHES, NOTE)
_TIME = re.compile(r"[0-9]{1,2}:[0-9]{2}")


@click.command()
@click.argument("deal", type=DEAL)
@click.argument("kind", type=click.Choice(LOGGED, case_sensitive=False), metavar="|".join(LOGGED))
@click.argument("text", nargs=-1)
@writes
@pass_session
def log(session: Session, deal: str, kind: str, text: tuple[str, ...], as_json: bool) -> None:
    """Log a call, mail, message or meeting.

    It counts as a touch; a note does not. A lone `-` for TEXT reads it from standard input.
    """
    from pipeboard.domain.actions import AddNote, LogTouch
    from pipeboard.domain.find import find_deal

    words = text_of(text)
    with session.writing() as workspace:
        found, at = find_deal(workspace.board, deal), session.moment(workspace)
        action = (
            AddNote((found.id,), words, at=at) if kind == NOTE else LogTouch((found.id,), kind, words, at=at)
        )
        outcome = workspace.do(action)
        board = workspace.board
    tell(board, outcome.summary, (found.id,), as_json=as_json)


@click.command()
@click.argument("deal", type=DEAL)
@click.argument("text", nargs=-1, required=True)
@writes
@pass_session
def note(session: Session, deal: str, text: tuple[str, ...], as_json: bool) -> None:
    """Write a note on a deal.

    A lone `-` for TEXT reads it from standard input.
    """
    from pipeboard.domain.actions import AddNote
    from pipeboard.domain.find import find_deal

    words = text_of(text)
    with session.writing() as workspace:
        found = find_deal(workspace.board, deal)
        outcome = workspace.do(AddNote((found.id,), words, at=session.moment(workspace)))
        board = workspace.board
    tell(board, outcome.summary, (found.id,), as_json=as_json)


@click.group("follow-up", cls=NounGroup)
def follow_up() -> None:
    """Plan and finish next steps."""


@follow_up.command("add")
@click.argument("deal", type=DEAL)
@click.argument("kind", type=click.Choice(KINDS, case_sensitive=False), metavar="|".join(KINDS))
@click.argument("when")
@click.argument("text", nargs=-1)
@click.option("--owner", default="", metavar="NAME", help="Who does it, if not the deal's owner.")
@writes
@pass_session
def follow_up_add(
    session: Session, deal: str, kind: str, when: str, text: tuple[str, ...], owner: str, as_json: bool
) -> None:
    """Plan a next step.

    WHEN is a day or a moment: tomorrow, fri, +3d, 2w, 2026-12-01, fri 14:00.
    """
    from pipeboard.domain.actions import PlanFollowUp
    from pipeboard.domain.dates import parse_when
    from pipeboard.domain.find import find_deal

    if text and _TIME.fullmatch(text[0]):  # `fri 14:00` without quotes
        when, text = f"{when} {text[0]}", text[1:]
    words = text_of(text)
    with session.writing() as workspace:
        found = find_deal(workspace.board, deal)
        due = parse_when(when, workspace.now())
        action = PlanFollowUp((found.id,), kind, due, words, owner, at=session.moment(workspace))
        outcome = workspace.do(action)
        board = workspace.board
    tell(board, outcome.summary, (found.id,), as_json=as_json)


@follow_up.command("done")
@click.argument("follow_up_id", metavar="ID", type=FOLLOW_UP)
@click.option("--outcome", "result", default="", metavar="TEXT", help="What came of it.")
@click.option("--next", "next_when", metavar="WHEN", help="Plan the next one for then.")
@click.option("--kind", type=click.Choice(KINDS), help="Kind of the next one, if not the same.")
@writes
@pass_session
def follow_up_done(
    session: Session, follow_up_id: str, result: str, next_when: str | None, kind: str | None, as_json: bool
) -> None:
    """Mark a follow-up as done.

    ID is the short id that `follow-up list` shows, or the deal if it has just one. A call, mail, message or
    meeting that is done counts as a touch.
    """
    from pipeboard.domain.actions import FinishFollowUp, PlanFollowUp
    from pipeboard.domain.dates import parse_when
    from pipeboard.domain.find import find_follow_up

    with session.writing() as workspace:
        deal, step = find_follow_up(workspace.board, follow_up_id)
        following = None
        if next_when:
            due = parse_when(next_when, workspace.now())
            following = PlanFollowUp((deal.id,), kind or step.kind, due, owner=step.owner)
        action = FinishFollowUp(deal.id, step.id, result, following, at=session.moment(workspace))
        outcome = workspace.do(action)
        board = workspace.board
    tell(board, outcome.summary, (deal.id,), as_json=as_json)


@follow_up.command("snooze")
@click.argument("follow_up_id", metavar="ID", type=FOLLOW_UP)
@click.argument("when")
@writes
@pass_session
def follow_up_snooze(session: Session, follow_up_id: str, when: str, as_json: bool) -> None:
    """Put a follow-up off to another time."""
    from pipeboard.domain.actions import EditFollowUp
    from pipeboard.domain.dates import parse_when
    from pipeboard.domain.find import find_follow_up

    with session.writing() as workspace:
        deal, step = find_follow_up(workspace.board, follow_up_id)
        due = parse_when(when, workspace.now())
        outcome = workspace.do(EditFollowUp(deal.id, step.id, {"due": due}, at=session.moment(workspace)))
        board = workspace.board
    tell(board, outcome.summary, (deal.id,), as_json=as_json)


@follow_up.command("cancel")
@click.argument("follow_up_id", metavar="ID", type=FOLLOW_UP)
@writes
@pass_session
def follow_up_cancel(session: Session, follow_up_id: str, as_json: bool) -> None:
    """Take a follow-up off the list without doing it."""
    from pipeboard.domain.actions import CancelFollowUp
    from pipeboard.domain.find import find_follow_up

    with session.writing() as workspace:
        deal, step = find_follow_up(workspace.board, follow_up_id)
        outcome = workspace.do(CancelFollowUp(deal.id, step.id, at=session.moment(workspace)))
        board = workspace.board
    tell(board, outcome.summary, (deal.id,), as_json=as_json)


@follow_up.command("list", cls=FilterCommand)
@filter_words
@reads
@pass_session
def follow_up_list(session: Session, words: tuple[str, ...], as_json: bool) -> None:
    """List the open follow-ups, the most urgent first.

    FILTER selects deals, as for `pipeboard list`.
    """
    from pipeboard.cli.records import follow_up_record
    from pipeboard.domain.dates import show_due
    from pipeboard.domain.find import short_follow_up_ids
    from pipeboard.domain.followup import local_day

    with session.reading() as workspace:
        board, today = workspace.board, workspace.today()
        steps = [(deal, step) for deal in session.select(words, workspace)[0] for step in deal.follow_ups]
        steps.sort(key=lambda pair: (local_day(pair[1].due, board.zone), pair[1].id))
        if as_json:
            records = [
                {**follow_up_record(step), "deal": deal.id, "deal_title": deal.title} for deal, step in steps
            ]
            output.say_json_list("follow_ups", records)
            return
        if not steps:
            output.warn("No follow-ups are open.")
            return
        tails = short_follow_up_ids(board)
        rows = [
            (
                tails[step.id],
                show_due(step.due, today, board.zone),
                step.kind,
                deal.title,
                step.text,
                step.owner or deal.owner,
            )
            for deal, step in steps
        ]
        head = ("ID", "DUE", "KIND", "DEAL", "TEXT", "OWNER")
        output.say_lines(output.table(head, rows, shrink=(3, 4, 5)))
