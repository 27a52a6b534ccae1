"""The commands of the review: `review list`, `review decide` and `review export`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from pipeboard.cli import output
from pipeboard.cli.lazy import NounGroup
from pipeboard.cli.many import ManyCommand, change, selecting
from pipeboard.cli.options import (
    FilterCommand,
    filter_words,
    of_view,
    pass_session,
    reads,
    text_of,
    writes,
)
from pipeboard.cli.session import Session
from pipeboard.cli.values import DEAL, FILE, OWNER, DefinedName
from pipeboard.domain.errors import BadInput
from pipeboard.domain.followup import KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pipeboard.domain.actions import Action
    from pipeboard.domain.board import Board
    from pipeboard.domain.deal import Deal
    from pipeboard.domain.definitions import Definition
    from pipeboard.domain.review import Reason, Waiting
    from pipeboard.workspace.minutes import Minute
    from pipeboard.workspace.workspace import Workspace

OPEN_KEYS: Final = (
    *("deal", "deal_title", "company", "value", "currency", "stage", "stage_name", "owner"),
    *("reasons", "last_review"),
)
"""Keys of an open deal in `review --json`."""
CLOSED_KEYS: Final = (
    *("deal", "deal_title", "company", "value", "currency", "stage", "stage_name", "owner"),
    *("status", "closed", "reason", "lesson", "drove", "blocked", "last_review"),
)
"""Keys of a closed deal in `review --json`."""
ACTION_KEYS: Final = ("id", "text", "owner", "due", "done")
"""Keys of an action that belongs to no deal."""
MINUTE_KEYS: Final = ("deal", "deal_title", "status", "reasons", "decided")
"""Keys of a deal in `review export --json`."""
DECIDED_KEYS: Final = ("decision", "text", "drove", "blocked", "by", "at", "changes")
"""Keys of a decision in `review export --json`."""
DECISIONS: Final = (
    *("keep", "moved", "planned", "contacted", "changed", "noted"),
    *("closed", "disqualified", "reopened", "learned"),
)
"""Those of `domain.review`, which takes long to import."""


@click.group(cls=NounGroup)
def review() -> None:
    """Look at the deals that need it, and record what is decided."""


@review.command("list", cls=FilterCommand)
@filter_words
@click.option(
    "--days",
    type=click.IntRange(0, 3650),
    metavar="N",
    help="Leave out what was reviewed in the last N days (5).",
)
@click.option("--since", metavar="WHEN", help="Deals closed from that day on, if not in the last 30 days.")
@of_view
@reads
@pass_session
def review_list(
    session: Session,
    words: tuple[str, ...],
    days: int | None,
    since: str | None,
    view: str | None,
    as_json: bool,
) -> None:
    """List the deals to look at, with the reasons.

    FILTER selects deals, as for `pipeboard list`. First the open deals that are late, undecided, stuck,
    silent or without a next step, then those won and lost from which nothing was learned yet, and the
    actions that belong to no deal.
    """
    from pipeboard.domain.dates import parse_day
    from pipeboard.domain.meeting import open_actions
    from pipeboard.domain.review import REST_DAYS, closed, waiting

    with session.reading() as workspace:
        board, today = workspace.board, workspace.today()
        keep = session.keeper(" ".join(words), workspace, session.view(view, board) if view else None)
        rest = REST_DAYS if days is None else days
        first = parse_day(since, workspace.now()) if since else None
        still = waiting(board, today, rest=rest, keep=keep)
        over = closed(board, today, first, keep=keep)
        to_do = open_actions(board)
        if as_json:
            output.say_json(
                {
                    "today": today.isoformat(),
                    "open": [_open_record(one, board, workspace) for one in still],
                    "closed": [_closed_record(one.deal, board, workspace) for one in over],
                    "actions": [_action_record(one) for one in to_do],
                }
            )
        else:
            _say(still, over, to_do, board)


def _say(
    still: Sequence[Waiting], over: Sequence[Waiting], to_do: Sequence[Definition], board: Board
) -> None:
    from pipeboard.domain.find import short_ids
    from pipeboard.view.card import value_text

    if not still and not over and not to_do:
        output.warn("Nothing waits for a review.")
        return
    short, currency = short_ids(board), board.settings.currency

    def cells(deal: Deal) -> tuple[str, str, str, str]:
        return short[deal.id], deal.title, deal.company, value_text(deal, currency)

    if still:
        output.say(f"To look at ({len(still)})")
        rows = [
            (*cells(one.deal), board.stage_of(one.deal).name, "; ".join(why.text for why in one.reasons))
            for one in still
        ]
        head = ("ID", "DEAL", "COMPANY", "VALUE", "STAGE", "WHY")
        output.say_lines(output.table(head, rows, right=(3,), shrink=(5, 1, 2, 4), drop=(2, 3, 4)))
    if over:
        output.say() if still else None
        output.say(f"Won and lost, to learn from ({len(over)})")
        rows = [(*cells(one.deal), one.deal.status, one.deal.reason) for one in over]
        head = ("ID", "DEAL", "COMPANY", "VALUE", "STATUS", "REASON")
        output.say_lines(output.table(head, rows, right=(3,), shrink=(5, 1, 2), drop=(2, 3)))
    if to_do:
        output.say() if still or over else None
        output.say(f"Actions ({len(to_do)})")
        told = [(one.id, one.title, one.text("owner"), one.text("due")) for one in to_do]
        output.say_lines(output.table(("ID", "ACTION", "OWNER", "DUE"), told, shrink=(1, 2)))


def _action_record(one: Definition) -> dict[str, object]:
    from pipeboard.domain.meeting import day_of

    days = {name: day_of(one, name) for name in ("due", "done")}
    told = {name: day.isoformat() if day is not None else None for name, day in days.items()}
    return {"id": one.id, "text": one.title, "owner": one.text("owner"), **told}


def _base_record(deal: Deal, board: Board, workspace: Workspace) -> dict[str, object]:
    from pipeboard.cli.records import deal_record
    from pipeboard.domain.dates import moment_text
    from pipeboard.domain.review import latest

    last = latest(deal)
    record = deal_record(deal, board, workspace.today())
    return {
        **record,
        "deal": deal.id,
        "deal_title": deal.title,
        "last_review": None
        if last is None
        else {"decision": last.decision, "text": last.text, "by": last.by, "at": moment_text(last.at)},
    }


def _open_record(one: Waiting, board: Board, workspace: Workspace) -> dict[str, object]:
    record = _base_record(one.deal, board, workspace)
    record["reasons"] = _reason_records(one.reasons)
    return {key: record[key] for key in OPEN_KEYS}


def _reason_records(reasons: Sequence[Reason]) -> list[dict[str, str]]:
    return [{"code": why.code, "text": why.text} for why in reasons]


def _closed_record(deal: Deal, board: Board, workspace: Workspace) -> dict[str, object]:
    from pipeboard.domain.review import forces

    known = forces(deal, board)
    record = _base_record(deal, board, workspace)
    record |= {"drove": list(known.drove), "blocked": list(known.blocked)}
    return {key: record[key] for key in CLOSED_KEYS}


@review.command("decide", cls=ManyCommand)
@click.argument("deal", type=DEAL)
@click.argument("decision", type=click.Choice(DECISIONS))
@click.argument("note", nargs=-1, metavar="[NOTE]...")
@click.option("--drove", default="", metavar="TEXT", help="What spoke for a closed deal.")
@click.option("--blocked", default="", metavar="TEXT", help="What stood in the way of a closed deal.")
@click.option("--next", "due", metavar="WHEN", help="Plan a follow-up as well; the note is its text.")
@click.option("--kind", type=click.Choice(KINDS), default="task", help="Of the follow-up: task, if not said.")
@click.option("--owner", type=OWNER, default="", metavar="NAME", help="Who does it, if not the deal's owner.")
@selecting
@writes
@pass_session
def review_decide(
    session: Session,
    deal: str,
    decision: str,
    note: tuple[str, ...],
    drove: str,
    blocked: str,
    due: str | None,
    kind: str,
    owner: str,
    as_json: bool,
) -> None:
    """Record what was decided about a deal.

    It is in the deal's timeline and in the minutes. A lone `-` for NOTE reads it from standard input.
    """
    from pipeboard.domain.actions import PlanFollowUp, ReviewDeals, Together
    from pipeboard.domain.dates import parse_when

    words = text_of(note)
    if due is None and owner:
        raise BadInput("--owner says who does the follow-up; plan one with --next WHEN.")

    def make(workspace: Workspace, found: Sequence[Deal], at: datetime | None) -> Action:
        ids = tuple(one.id for one in found)
        decided = ReviewDeals(ids, decision, words, drove, blocked, at=at)
        if due is None:
            return decided
        step = PlanFollowUp(ids, kind, parse_when(due, workspace.now()), words, owner, at=at)
        return Together((step, decided), at=at)

    change(session, (deal,), make, as_json=as_json)


@review.command("note")
@click.argument("text", nargs=-1, required=True)
@click.option("--owner", type=OWNER, default="", metavar="NAME", help="Who does it.")
@click.option("--due", metavar="WHEN", help="By when it is to be done.")
@writes
@pass_session
def review_note(session: Session, text: tuple[str, ...], owner: str, due: str | None, as_json: bool) -> None:
    """Note what belongs to no deal: an action with --owner or --due, else a note for the minutes.

    `review list` has the actions until they are done: `pipeboard review done ACTION`.
    """
    from pipeboard.domain.actions import Define
    from pipeboard.domain.dates import parse_day
    from pipeboard.domain.meeting import ACTION

    words = text_of(text).strip()
    if not words:
        raise BadInput('Say what it is: `pipeboard review note "New price list" --owner Bo --due fri`.')
    with session.writing() as workspace:
        day = parse_day(due, workspace.now()) if due else None
        who = session.author if owner == "me" else owner.strip()
        values = {"text": words, "owner": who or None, "due": day}
        outcome = workspace.do(Define(ACTION, values, at=session.moment(workspace)))
    _tell(f"Noted: {words}." if outcome.act else outcome.summary, as_json=as_json)


@review.command("done")
@click.argument("action", type=DefinedName("action"))
@click.option("--undo", is_flag=True, help="It is not done after all.")
@writes
@pass_session
def review_done(session: Session, action: str, undo: bool, as_json: bool) -> None:
    """Tick an action that belongs to no deal."""
    from pipeboard.domain.actions import Define
    from pipeboard.domain.find import find_defined
    from pipeboard.domain.meeting import ACTION

    with session.writing() as workspace:
        found = find_defined(workspace.board, ACTION, action)
        moment = session.moment(workspace)
        day = None if undo else (moment or workspace.now()).astimezone(workspace.board.zone).date()
        outcome = workspace.do(Define(ACTION, {"done": day}, found.id, at=moment))
    summary = outcome.summary if not outcome.act else f"{'Not done' if undo else 'Done'}: {found.title}."
    _tell(summary, as_json=as_json)


def _tell(summary: str, *, as_json: bool) -> None:
    if as_json:
        output.say_json({"summary": summary})
    else:
        output.say(summary)


@review.command("export")
@click.option("--since", metavar="WHEN", help="Decisions from that day on, if not of today.")
@click.option(
    "--output", "-o", "target", type=FILE, default="-", metavar="FILE", help="Where it goes; `-` prints it."
)
@reads
@pass_session
def review_export(session: Session, since: str | None, target: str, as_json: bool) -> None:
    """Write the minutes of the review as Markdown.

    What was looked at and why, what was decided, planned and agreed on, and by whom, as the log has it.
    """
    from pipeboard.domain.dates import day_start, parse_day
    from pipeboard.exchange.outfile import write_file
    from pipeboard.view.minutes import minutes_markdown

    if not target.strip():
        raise BadInput("Name the file that it goes to, or `-` to print it: -o review.md.")
    if as_json and target != "-":
        raise BadInput("--json is printed; leave out --output, which takes Markdown to a file.")
    with session.reading() as workspace:
        board, today = workspace.board, workspace.today()
        first = parse_day(since, workspace.now()) if since else today
        found = workspace.minutes(day_start(first, board.zone))
        if as_json:
            output.say_json(
                {
                    "since": first.isoformat(),
                    "today": today.isoformat(),
                    "deals": [_minute_record(one) for one in found.deals],
                    "actions": [{**_action_record(one.definition), "by": one.by} for one in found.agreed],
                }
            )
            return
        text = minutes_markdown(found, board, first, today)
    count = f"{len(found.deals)} deal{'s' if len(found.deals) != 1 else ''}"
    if target == "-":
        with click.open_file("-", "wb") as stream:
            stream.write(text.encode("utf-8", "replace"))
        return
    write_file(Path(target), text)
    output.say(f"Wrote the minutes of {count} to {target}.")


def _minute_record(one: Minute) -> dict[str, object]:
    from pipeboard.domain.dates import moment_text

    return {
        "deal": one.deal.id,
        "deal_title": one.deal.title,
        "status": one.deal.status,
        "reasons": _reason_records(one.reasons),
        "decided": [
            {
                **{name: getattr(each.review, name) for name in DECIDED_KEYS[:5]},
                "at": moment_text(each.review.at),
                "changes": [entry.text for entry in each.done],
            }
            for each in one.decided
        ],
    }
