"""Commands for what was done and what is next: `log`, `note`, `follow-up`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import click

from pipeboard.cli import output
from pipeboard.cli.lazy import NounGroup
from pipeboard.cli.many import ManyCommand, change, is_filtered, selecting
from pipeboard.cli.options import (
    FilterCommand,
    filter_words,
    pass_session,
    reads,
    text_of,
    writes,
)
from pipeboard.cli.report import tell
from pipeboard.cli.session import Session
from pipeboard.cli.values import DEAL, FOLLOW_UP, OWNER, PROMPT
from pipeboard.domain.errors import BadInput
from pipeboard.domain.followup import KINDS, TOUCHES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pipeboard.domain.actions import Action, PlanFollowUp
    from pipeboard.domain.deal import Deal
    from pipeboard.domain.followup import FollowUp, When
    from pipeboard.workspace.workspace import Workspace

NOTE: Final = "note"
LOGGED: Final = (*TOUCHES, NOTE)
_TIME = re.compile(r"[0-9]{1,2}:[0-9]{2}")


@click.command(cls=ManyCommand)
@click.argument("deal", type=DEAL)
@click.argument("kind", type=click.Choice(LOGGED, case_sensitive=False), metavar="|".join(LOGGED))
@click.argument("text", nargs=-1)
@selecting
@writes
@pass_session
def log(session: Session, deal: str, kind: str, text: tuple[str, ...], as_json: bool) -> None:
    """Log a call, mail, message or meeting.

    It counts as a touch; a note does not. A lone `-` for TEXT reads it from standard input.
    """
    from pipeboard.domain.actions import AddNote, LogTouch

    words = text_of(text)

    def make(_workspace: Workspace, found: Sequence[Deal], at: datetime | None) -> Action:
        ids = tuple(one.id for one in found)
        return AddNote(ids, words, at=at) if kind == NOTE else LogTouch(ids, kind, words, at=at)

    change(session, (deal,), make, as_json=as_json)


@click.command(cls=ManyCommand)
@click.argument("deal", type=DEAL)
@click.argument("text", nargs=-1, required=True)
@selecting
@writes
@pass_session
def note(session: Session, deal: str, text: tuple[str, ...], as_json: bool) -> None:
    """Write a note on a deal.

    A lone `-` for TEXT reads it from standard input.
    """
    from pipeboard.domain.actions import AddNote

    words = text_of(text)

    def make(_workspace: Workspace, found: Sequence[Deal], at: datetime | None) -> Action:
        return AddNote(tuple(one.id for one in found), words, at=at)

    change(session, (deal,), make, as_json=as_json)


@click.group("follow-up", cls=NounGroup)
def follow_up() -> None:
    """Plan and finish next steps."""


@follow_up.command("add", cls=ManyCommand)
@click.argument("deal", type=DEAL)
@click.argument("words", nargs=-1, metavar=f"[{'|'.join(KINDS)}] [WHEN] [TEXT]...")
@click.option(
    "--template", metavar="NAME", type=PROMPT, help="A prompt: see `pipeboard follow-up templates`."
)
@click.option("--every", metavar="SPAN", help="It comes again so long after it is done: 30d, 2w, 1mon.")
@click.option("--owner", type=OWNER, default="", metavar="NAME", help="Who does it, if not the deal's owner.")
@selecting
@writes
@pass_session
@click.pass_context
def follow_up_add(
    ctx: click.Context,
    session: Session,
    deal: str,
    words: tuple[str, ...],
    template: str | None,
    every: str | None,
    owner: str,
    as_json: bool,
) -> None:
    """Plan a next step.

    WHEN is a day or a moment: tomorrow, fri, +3d, 2w, 2026-12-01, fri 14:00. With --template the kind, the
    day and the text are those of the prompt, unless they are given.

    \b
    pipeboard follow-up add acme call "fri 14:00" "Ask about the budget"
    pipeboard follow-up add acme --template thank-them
    """
    from pipeboard.domain.actions import PlanFollowUp
    from pipeboard.domain.cadences import prompt_step
    from pipeboard.domain.dates import parse_span, parse_when
    from pipeboard.domain.find import find_defined

    kind, when, text = _told_apart(ctx, words, needed=template is None)
    said = text_of(text)

    def make(workspace: Workspace, found: Sequence[Deal], at: datetime | None) -> Action:
        prompt = find_defined(workspace.board, "prompt", template) if template else None
        usual = prompt_step(prompt, workspace.today()) if prompt else None
        due = parse_when(when, workspace.now()) if when else usual.due if usual else workspace.today()
        return PlanFollowUp(
            tuple(one.id for one in found),
            kind or (usual.kind if usual else ""),
            due,
            said or (usual.text if usual else ""),
            owner,
            parse_span(every) if every is not None else 0,
            at=at,
        )

    change(session, (deal,), make, as_json=as_json)


def _told_apart(
    ctx: click.Context, words: tuple[str, ...], *, needed: bool
) -> tuple[str, str, tuple[str, ...]]:
    """Kind, day and text of a follow-up; unless they are needed, the kind or all of them may be left out."""
    kind, when = "", ""
    if needed or (words and words[0].casefold() in KINDS):
        if not words:
            raise click.MissingParameter(ctx=ctx, param_hint="'KIND'", param_type="argument")
        kind, words = click.Choice(KINDS, case_sensitive=False).convert(words[0], None, ctx), words[1:]
    if needed or words:
        if not words:
            raise click.MissingParameter(ctx=ctx, param_hint="'WHEN'", param_type="argument")
        when, words = words[0], words[1:]
        if words and _TIME.fullmatch(words[0]):  # `fri 14:00` without quotes
            when, words = f"{when} {words[0]}", words[1:]
    return kind, when, words


@follow_up.command("templates")
@reads
@pass_session
def follow_up_templates(session: Session, as_json: bool) -> None:
    """List the prompts that follow-ups can be made from."""
    with session.reading() as workspace:
        prompts = tuple(workspace.board.definitions("prompt").values())
    if as_json:
        records = [
            {
                "id": one.id,
                "title": one.title,
                "kind": one.text("kind") or "task",
                "days": one.number("days"),
                "text": one.text("text"),
            }
            for one in prompts
        ]
        output.say_json_list("templates", records)
        return
    rows = [
        (one.id, one.title, one.text("kind") or "task", f"+{one.number('days')}d", one.text("text"))
        for one in prompts
    ]
    if rows:
        head = ("NAME", "TITLE", "KIND", "DUE", "TEXT")
        output.say_lines(output.table(head, rows, shrink=(1, 4)))
    else:
        output.warn("There are no prompts.")


@follow_up.command("edit")
@click.argument("follow_up_id", metavar="ID", type=FOLLOW_UP)
@click.option("--kind", type=click.Choice(KINDS), help="Another kind.")
@click.option("--when", metavar="WHEN", help="Another day or moment.")
@click.option("--text", metavar="TEXT", help="What it is about.")
@click.option("--every", metavar="SPAN", help="It comes again so long after it is done; empty for once.")
@click.option("--owner", type=OWNER, metavar="NAME", help="Who does it.")
@writes
@pass_session
def follow_up_edit(session: Session, /, follow_up_id: str, as_json: bool, **options: str | None) -> None:
    """Change a follow-up."""
    from pipeboard.domain.actions import EditFollowUp
    from pipeboard.domain.dates import parse_span, parse_when
    from pipeboard.domain.find import find_follow_up

    given = {name: text.strip() for name, text in options.items() if text is not None}
    if not given:
        raise BadInput("Nothing to change was named; see `pipeboard follow-up edit --help`.")
    with session.writing() as workspace:
        deal, step = find_follow_up(workspace.board, follow_up_id)
        changes: dict[str, str | When | int | None] = {**given}
        if "when" in given:
            changes["due"] = parse_when(given["when"], workspace.now())
            del changes["when"]
        if "every" in given:
            changes["every"] = parse_span(given["every"]) if given["every"] else None
        outcome = workspace.do(EditFollowUp(deal.id, step.id, changes, at=session.moment(workspace)))
        board = workspace.board
    tell(board, outcome.summary, (deal.id,), as_json=as_json)


@follow_up.command("done")
@click.argument("follow_up_id", metavar="ID", type=FOLLOW_UP)
@click.option("--outcome", "result", default="", metavar="TEXT", help="What came of it.")
@click.option("--next", "next_when", metavar="WHEN", help="Plan the next one for then.")
@click.option("--kind", type=click.Choice(KINDS), help="Kind of the next one, if not the same.")
@click.option("--end", is_flag=True, help="Plan no next one: ends a cadence, or its coming again.")
@writes
@pass_session
def follow_up_done(
    session: Session,
    follow_up_id: str,
    result: str,
    next_when: str | None,
    kind: str | None,
    end: bool,
    as_json: bool,
) -> None:
    """Mark a follow-up as done.

    ID is the short id that `follow-up list` shows, or the deal if it has just one. A call, mail, message or
    meeting that is done counts as a touch. One that comes again, or is a step of a cadence, plans the next.
    """
    from pipeboard.domain.actions import FinishFollowUp
    from pipeboard.domain.find import find_follow_up

    if end and next_when:
        raise click.UsageError("--end and --next do not go together.")
    with session.writing() as workspace:
        deal, step = find_follow_up(workspace.board, follow_up_id)
        coming = _next_step(workspace, deal, step, next_when, kind) if next_when else None
        action = FinishFollowUp(deal.id, step.id, result, coming, end, at=session.moment(workspace))
        outcome = workspace.do(action)
        board = workspace.board
    tell(board, outcome.summary, (deal.id,), as_json=as_json)


def _next_step(workspace: Workspace, deal: Deal, step: FollowUp, when: str, kind: str | None) -> PlanFollowUp:
    """The next one on a day of its own: what comes by itself, or one more of the same kind."""
    from pipeboard.domain.actions import PlanFollowUp
    from pipeboard.domain.cadences import following
    from pipeboard.domain.dates import parse_when

    due = parse_when(when, workspace.now())
    coming = following(step, workspace.board, workspace.today())
    if coming is None:
        return PlanFollowUp((deal.id,), kind or step.kind, due, owner=step.owner)
    own = coming._replace(due=due, kind=kind or coming.kind)
    return PlanFollowUp((deal.id,), *own)


@follow_up.command("snooze", cls=ManyCommand)
@click.argument("follow_up_id", metavar="ID", type=FOLLOW_UP)
@click.argument("when")
@selecting
@writes
@pass_session
def follow_up_snooze(session: Session, follow_up_id: str, when: str, as_json: bool) -> None:
    """Put a follow-up off to another time.

    With --filter, the next one of each deal that it selects.
    """
    from pipeboard.domain.actions import EditFollowUp, SnoozeDeals
    from pipeboard.domain.dates import parse_when
    from pipeboard.domain.find import find_follow_up

    if is_filtered(follow_up_id):

        def make(workspace: Workspace, found: Sequence[Deal], at: datetime | None) -> Action:
            return SnoozeDeals(tuple(one.id for one in found), parse_when(when, workspace.now()), at=at)

        change(session, (follow_up_id,), make, as_json=as_json)
        return
    if session.dry_run:
        raise BadInput("Only with --filter does `snooze` have something to try out; a follow-up is put off.")
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
    from pipeboard.view.follow_ups import step_words

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
                step_words(step, board),
                step.owner or deal.owner,
            )
            for deal, step in steps
        ]
        head = ("ID", "DUE", "KIND", "DEAL", "TEXT", "OWNER")
        output.say_lines(output.table(head, rows, shrink=(3, 4, 5), drop=(5, 4)))
