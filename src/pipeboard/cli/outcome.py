"""Commands for what follows a win, and for giving deals to somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from pipeboard.cli import output
from pipeboard.cli.many import ManyCommand, change, selecting
from pipeboard.cli.options import pass_session, writes
from pipeboard.cli.report import tell
from pipeboard.cli.session import Session
from pipeboard.cli.values import DEAL, DEAL_OR_OWNER, OWNER, STAGE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pipeboard.domain.actions import AssignDeals
    from pipeboard.domain.deal import Deal
    from pipeboard.domain.values import Value
    from pipeboard.workspace.workspace import Workspace

_RELATIONS: Final = ("upsell", "cross-sell", "renewal")


@click.command()
@click.argument("deal", type=DEAL)
@click.option("--to", "receiver", type=OWNER, metavar="NAME", help="Who takes it over.")
@click.option("--promise", "promises", multiple=True, metavar="TEXT", help="What was promised; repeatable.")
@click.option(
    "--accepted",
    is_flag=False,
    flag_value="today",
    metavar="[WHEN]",
    help='They accepted it, today or on that day; "" takes that back.',
)
@writes
@pass_session
def handover(
    session: Session,
    deal: str,
    receiver: str | None,
    promises: tuple[str, ...],
    accepted: str | None,
    as_json: bool,
) -> None:
    """Hand a won deal over.

    Without options it shows how far the handover is. `pipeboard check DEAL --list handover` ticks its items.
    More about it: `pipeboard help closing`.
    """
    from pipeboard.domain.actions import HandOver
    from pipeboard.domain.fields import DEAL as FIELDS
    from pipeboard.domain.fields import parse_changes
    from pipeboard.domain.find import find_deal

    if receiver is accepted is None and not promises:
        with session.reading() as workspace:
            _show(find_deal(workspace.board, deal), workspace, as_json=as_json)
        return
    with session.writing() as workspace:
        found = find_deal(workspace.board, deal)
        changes: dict[str, Value] = {}
        if receiver is not None:
            changes["receiver"] = receiver.strip()
        if promises:
            changes["promises"] = "\n".join((*found.promised, *(" ".join(one.split()) for one in promises)))
        if accepted is not None:
            changes |= parse_changes(FIELDS, {"handover_accepted": accepted}, workspace.now())
        outcome = workspace.do(HandOver(found.id, changes, at=session.moment(workspace)))
        board = workspace.board
    tell(board, outcome.summary, (found.id,), as_json=as_json)


@click.command()
@click.argument("deal", type=DEAL)
@click.argument("satisfaction", metavar="0-10")
@click.argument("comment", nargs=-1)
@writes
@pass_session
def satisfaction(
    session: Session, deal: str, satisfaction: str, comment: tuple[str, ...], as_json: bool
) -> None:
    """Say how satisfied the customer of a won deal is.

    From 0 to 10, with a COMMENT. \"\" takes the mark back.
    """
    from pipeboard.cli.options import text_of
    from pipeboard.domain.actions import RateDeal
    from pipeboard.domain.fields import DEAL as FIELDS
    from pipeboard.domain.fields import parse_changes
    from pipeboard.domain.find import find_deal

    with session.writing() as workspace:
        found = find_deal(workspace.board, deal)
        mark = parse_changes(FIELDS, {"satisfaction": satisfaction}, workspace.now())["satisfaction"]
        assert mark is None or isinstance(mark, int)
        said = text_of(comment) if comment else None
        outcome = workspace.do(RateDeal(found.id, mark, said, at=session.moment(workspace)))
        board = workspace.board
    tell(board, outcome.summary, (found.id,), as_json=as_json)


@click.command()
@click.argument("deal", type=DEAL)
@click.argument("relation", type=click.Choice(_RELATIONS))
@click.argument("title", nargs=-1)
@click.option("--value", metavar="VALUE", help="What it is worth: 12000, 12k.")
@click.option("--close", metavar="WHEN", help="Expected close; that of a renewal is the renewal date.")
@click.option("--stage", type=STAGE, metavar="STAGE", help="Name or id of a stage.")
@click.option("--owner", type=OWNER, metavar="NAME", help="Who works on it; `me` is you.")
@writes
@pass_session
def spawn(
    session: Session,
    deal: str,
    relation: str,
    title: tuple[str, ...],
    value: str | None,
    close: str | None,
    stage: str | None,
    owner: str | None,
    as_json: bool,
) -> None:
    """Make a new deal out of a won one.

    Company, people, currency and owner are taken along, and both deals say that they belong together.
    """
    from pipeboard.domain.actions import SpawnDeal
    from pipeboard.domain.fields import DEAL as FIELDS
    from pipeboard.domain.fields import parse_changes
    from pipeboard.domain.find import find_deal, find_stage, short_ids
    from pipeboard.domain.money import parse_amount

    with session.writing() as workspace:
        board = workspace.board
        found = find_deal(board, deal)
        typed = {"title": " ".join(title), "value": value, "close": close, "owner": owner}
        given = {name: text for name, text in typed.items() if text}
        fields = parse_changes(FIELDS, given, workspace.now())
        currency = parse_amount(value)[1] if value else ""
        if currency:
            fields["currency"] = currency
        if stage:
            fields["stage"] = find_stage(board, stage, board.stage_of(found).pipeline).id
        outcome = workspace.do(SpawnDeal(found.id, relation, fields, at=session.moment(workspace)))
        board = workspace.board
    new = outcome.changed[0]
    tell(board, f"{outcome.summary} Its id is {short_ids(board)[new]}.", (new,), as_json=as_json)


@click.command(cls=ManyCommand)
@click.argument("deals", type=DEAL_OR_OWNER, nargs=-1, required=True, metavar="DEAL...")
@click.argument("owner", type=OWNER)
@click.option("--note", default="", metavar="TEXT", help="A note for the new owner, on each deal.")
@selecting
@writes
@pass_session
def assign(session: Session, deals: tuple[str, ...], owner: str, note: str, as_json: bool) -> None:
    """Give deals to another owner.

    The open follow-ups of the owner before go along. `me` is you, \"\" is nobody.
    """
    from pipeboard.domain.actions import AssignDeals

    def make(_workspace: Workspace, found: Sequence[Deal], at: datetime | None) -> AssignDeals:
        return AssignDeals(tuple(one.id for one in found), owner, note, at=at)

    change(session, deals, make, as_json=as_json)


def _show(deal: Deal, workspace: Workspace, *, as_json: bool) -> None:
    """How far the handover is."""
    from pipeboard.domain.checklist import HANDOVER, items
    from pipeboard.domain.rules.deals import check_won

    check_won(deal, "a handover")
    board, today = workspace.board, workspace.today()
    listed = items(deal, board, HANDOVER)
    if as_json:
        from pipeboard.cli.records import full_record, item_record

        output.say_json(
            {
                **full_record(deal, board, today),
                "handover_due": deal.handover_due,
                "handover": [item_record(one) for one in listed],
            }
        )
        return
    from pipeboard.view.checklist import sign, who
    from pipeboard.view.outcome import handover_text, satisfaction_text

    output.say(f"{deal.title}: {handover_text(deal, board, today)}")
    for promise in deal.promised:
        output.say(f"  promised: {promise}")
    if satisfaction_text(deal):
        output.say(f"  satisfied: {satisfaction_text(deal)}")
    for number, one in enumerate(listed, 1):
        ticked = f"  ({who(one, today, board.zone)})" if one.done else ""
        output.say(f"  {number:>2} {sign(one)} {one.text}{ticked}")
