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
    everywhere,
    filter_words,
    of_view,
    pass_session,
    reads,
    text_of,
    writes,
)
from pipeboard.cli.session import Session
from pipeboard.cli.values import DEAL, FILE, OWNER
from pipeboard.domain.errors import BadInput
from pipeboard.domain.followup import KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pipeboard.domain.actions import Action
    from pipeboard.domain.board import Board
    from pipeboard.domain.deal import Deal
    from pipeboard.domain.review import Waiting
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
    silent or without a next step, then those won and lost from which nothing was learned yet.
    """
    from pipeboard.domain.dates import parse_day
    from pipeboard.domain.review import REST_DAYS, closed, waiting

    with session.reading() as workspace:
        board, today = workspace.board, workspace.today()
        keep = session.keeper(" ".join(words), workspace, session.view(view, board) if view else None)
        rest = REST_DAYS if days is None else days
        first = parse_day(since, workspace.now()) if since else None
        still = waiting(board, today, rest=rest, keep=keep)
        over = closed(board, today, first, keep=keep)
        if as_json:
            output.say_json(
                {
                    "today": today.isoformat(),
                    "open": [_open_record(one, board, workspace) for one in still],
                    "closed": [_closed_record(one.deal, board, workspace) for one in over],
                }
            )
        else:
            _say(still, over, board)


def _say(still: Sequence[Waiting], over: Sequence[Waiting], board: Board) -> None:
    from pipeboard.domain.find import short_ids
    from pipeboard.view.card import value_text

    if not still and not over:
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
        output.say_lines(output.table(head, rows, right=(3,), shrink=(5, 1, 2, 4)))
    if over:
        output.say() if still else None
        output.say(f"Won and lost, to learn from ({len(over)})")
        rows = [(*cells(one.deal), one.deal.status, one.deal.reason) for one in over]
        head = ("ID", "DEAL", "COMPANY", "VALUE", "STATUS", "REASON")
        output.say_lines(output.table(head, rows, right=(3,), shrink=(5, 1, 2)))


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
    record["reasons"] = [{"code": why.code, "text": why.text} for why in one.reasons]
    return {key: record[key] for key in OPEN_KEYS}


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


@review.command("export")
@click.option("--since", metavar="WHEN", help="Decisions from that day on, if not of today.")
@click.option(
    "--output", "-o", "target", type=FILE, default="-", metavar="FILE", help="Where it goes; `-` prints it."
)
@everywhere
@pass_session
def review_export(session: Session, since: str | None, target: str) -> None:
    """Write the minutes of the review as Markdown.

    What was looked at, decided and planned, and by whom, as the log has it.
    """
    from pipeboard.domain.dates import day_start, parse_day
    from pipeboard.exchange.outfile import write_file
    from pipeboard.view.minutes import minutes_markdown

    if not target.strip():
        raise BadInput("Name the file that it goes to, or `-` to print it: -o review.md.")
    with session.reading() as workspace:
        board, today = workspace.board, workspace.today()
        first = parse_day(since, workspace.now()) if since else today
        found = workspace.minutes(day_start(first, board.zone))
        text = minutes_markdown(found, board, first, today)
    count = f"{len(found)} deal{'s' if len(found) != 1 else ''}"
    if target == "-":
        with click.open_file("-", "wb") as stream:
            stream.write(text.encode("utf-8", "replace"))
        return
    write_file(Path(target), text)
    output.say(f"Wrote the minutes of {count} to {target}.")
