"""Commands that change where deals stand: stage, outcome, archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from pipeboard.cli.many import ManyCommand, change, selecting
from pipeboard.cli.options import F, override, pass_session, writes
from pipeboard.cli.report import tell
from pipeboard.cli.session import Session
from pipeboard.cli.values import DEAL, DEAL_OR_STAGE, STAGE, ReasonName

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from pipeboard.domain.actions import Action
    from pipeboard.domain.board import Board
    from pipeboard.domain.deal import Deal, Status
    from pipeboard.workspace.workspace import Workspace

_FIELDS: Final = ("competitor", "review")


def _deals(function: F) -> F:
    return click.argument("deals", type=DEAL, nargs=-1, required=True, metavar="DEAL...")(function)


def _looked_back(function: F) -> F:
    """The fields of a deal that are written as it is closed."""
    function = click.option(
        "--review", metavar="WHEN", help="When to look at the win or loss again: 3mon, 2027-01-15."
    )(function)
    return click.option("--competitor", metavar="NAME", help="Who else was in it.")(function)


@click.command(cls=ManyCommand)
@click.argument("deals", type=DEAL_OR_STAGE, nargs=-1, required=True, metavar="DEAL...")
@click.argument("stage", type=STAGE)
@override
@selecting
@writes
@pass_session
def move(session: Session, deals: tuple[str, ...], stage: str, override: str, as_json: bool) -> None:
    """Move deals to a stage.

    Their own pipeline's stages come first where two pipelines have one of that name.
    """
    from pipeboard.domain.actions import MoveDeals
    from pipeboard.domain.find import find_stage

    def make(workspace: Workspace, found: Sequence[Deal], at: datetime | None) -> Action:
        board = workspace.board
        pipelines = {board.stage_of(deal).pipeline for deal in found}
        target = find_stage(board, stage, pipelines.pop() if len(pipelines) == 1 else None)
        return MoveDeals(tuple(deal.id for deal in found), target.id, override, at=at)

    change(session, deals, make, as_json=as_json)


@click.command(cls=ManyCommand)
@_deals
@click.option("--reason", default="", type=ReasonName("won"), metavar="TEXT", help="Why it was won.")
@click.option("--lesson", default="", metavar="TEXT", help="What to do again.")
@_looked_back
@override
@selecting
@writes
@pass_session
def won(session: Session, /, deals: tuple[str, ...], as_json: bool, **options: str | None) -> None:
    """Close deals as won.

    They go on to the first stage after the win, if there is one; a handover is due then.
    """
    _close(session, deals, "won", options, as_json=as_json)


@click.command(cls=ManyCommand)
@_deals
@click.option(
    "--reason", default="", type=ReasonName("lost"), metavar="TEXT", help="Why it was lost (required)."
)
@click.option("--lesson", default="", metavar="TEXT", help="What to do differently.")
@_looked_back
@selecting
@writes
@pass_session
def lost(session: Session, /, deals: tuple[str, ...], as_json: bool, **options: str | None) -> None:
    """Close deals as lost, with a reason.

    The reason is what the loss report counts: `price`, `no budget`; `pipeboard reasons` lists yours.
    """
    _close(session, deals, "lost", options, as_json=as_json)


@click.command(cls=ManyCommand)
@_deals
@click.option(
    "--reason",
    default="",
    type=ReasonName("disqualified"),
    metavar="TEXT",
    help="Why it does not fit (required).",
)
@click.option("--revisit", metavar="WHEN", help="When to look at it again: 6m, 2027-03-01.")
@selecting
@writes
@pass_session
def disqualify(session: Session, /, deals: tuple[str, ...], as_json: bool, **options: str | None) -> None:
    """Close deals that do not fit, with a reason.

    Not the same as lost: it was never a real chance, and it counts in no win rate.
    """
    _close(session, deals, "disqualified", options, as_json=as_json)


@click.command(cls=ManyCommand)
@click.argument("deal", type=DEAL)
@click.argument("stage", type=STAGE, required=False)
@selecting
@writes
@pass_session
def reopen(session: Session, deal: str, stage: str | None, as_json: bool) -> None:
    """Open a closed deal again.

    In STAGE, or where it was.
    """
    from pipeboard.domain.actions import ReopenDeals
    from pipeboard.domain.find import find_stage

    def make(workspace: Workspace, found: Sequence[Deal], at: datetime | None) -> Action:
        board = workspace.board
        target = find_stage(board, stage, board.stage_of(found[0]).pipeline).id if stage else None
        return ReopenDeals(tuple(one.id for one in found), target, at=at)

    change(session, (deal,), make, as_json=as_json)


@click.command(cls=ManyCommand)
@_deals
@selecting
@writes
@pass_session
def archive(session: Session, deals: tuple[str, ...], as_json: bool) -> None:
    """Put deals out of sight.

    `pipeboard list archived` shows them, `pipeboard restore` brings them back.
    """
    from pipeboard.domain.actions import ArchiveDeals

    def make(_workspace: Workspace, found: Sequence[Deal], at: datetime | None) -> Action:
        return ArchiveDeals(tuple(deal.id for deal in found), at=at)

    change(session, deals, make, as_json=as_json)


@click.command(cls=ManyCommand)
@click.argument("deals", type=DEAL, nargs=-1, metavar="[DEAL]...")
@selecting
@writes
@pass_session
def restore(session: Session, deals: tuple[str, ...], as_json: bool) -> None:
    """Bring archived or deleted deals back.

    Without a DEAL, tell what there is to bring back: deals, changes that vanished, backups.
    """
    if not deals:
        from pipeboard.cli.recovery import say_what_can_be_restored

        say_what_can_be_restored(session, as_json=as_json)
        return
    from pipeboard.domain.actions import RestoreDeals

    def make(_workspace: Workspace, found: Sequence[Deal], at: datetime | None) -> Action:
        return RestoreDeals(tuple(deal.id for deal in found), at=at)

    change(session, deals, make, as_json=as_json, follow_merges=False)


@click.command(cls=ManyCommand)
@_deals
@selecting
@writes
@pass_session
def delete(session: Session, deals: tuple[str, ...], as_json: bool) -> None:
    """Delete deals (undo brings them back).

    Nothing is erased from the file: `undo` and `restore` bring a deleted deal back.
    """
    from pipeboard.domain.actions import DeleteDeals

    def make(_workspace: Workspace, found: Sequence[Deal], at: datetime | None) -> Action:
        return DeleteDeals(tuple(deal.id for deal in found), at=at)

    change(session, deals, make, as_json=as_json, follow_merges=False)


@click.command()
@click.argument("duplicate", type=DEAL)
@click.argument("into", type=DEAL)
@writes
@pass_session
def merge(session: Session, duplicate: str, into: str, as_json: bool) -> None:
    """Make a duplicate part of another deal.

    The history, contacts and follow-ups of DUPLICATE show on INTO from then on; it does not count as lost.
    `pipeboard duplicates` lists the deals that look the same.
    """
    from pipeboard.domain.actions import MergeDeals
    from pipeboard.domain.find import find_deal

    with session.writing() as workspace:
        board = workspace.board
        kept = find_deal(board, into)
        gone = find_deal(board, duplicate, follow_merges=False)
        outcome = workspace.do(MergeDeals(gone.id, kept.id, at=session.moment(workspace)))
        board = workspace.board
    tell(board, outcome.summary, (kept.id,), as_json=as_json)


def _close(
    session: Session,
    texts: tuple[str, ...],
    status: Status,
    options: Mapping[str, str | None],
    *,
    as_json: bool,
) -> None:
    """Close deals as `options` say: reason, lesson, revisit, override, and fields of the deal."""
    from pipeboard.domain.actions import CloseDeals
    from pipeboard.domain.dates import parse_day
    from pipeboard.domain.fields import DEAL as FIELDS
    from pipeboard.domain.fields import parse_changes

    typed = {name: text for name in _FIELDS if (text := options.get(name)) is not None}
    revisit = options.get("revisit")

    def make(workspace: Workspace, found: Sequence[Deal], at: datetime | None) -> Action:
        now = workspace.now()
        return CloseDeals(
            tuple(deal.id for deal in found),
            status,
            options.get("reason") or "",
            options.get("lesson") or "",
            parse_day(revisit, now) if revisit else None,
            options.get("override") or "",
            parse_changes(FIELDS, typed, now),
            at=at,
        )

    change(session, texts, make, as_json=as_json, also=_due_next if status == "won" else None)


def _due_next(board: Board, won: tuple[str, ...]) -> str:
    """What is to be done with deals that were won."""
    from pipeboard.domain.find import short_ids

    if not any(board.deals[one].handover_due for one in won):
        return ""
    return (
        f" A handover is due: `pipeboard handover {short_ids(board)[won[0]] if len(won) == 1 else 'DEAL'}`."
    )
