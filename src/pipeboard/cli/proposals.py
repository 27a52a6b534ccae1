"""Commands for the offers made on deals: `proposal`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import click

from pipeboard.cli import output
from pipeboard.cli.lazy import NounGroup
from pipeboard.cli.options import F, pass_session, reads, writes
from pipeboard.cli.report import tell
from pipeboard.cli.session import Session
from pipeboard.cli.values import DEAL, PROPOSAL
from pipeboard.domain.errors import BadInput
from pipeboard.domain.proposal import PARTS

if TYPE_CHECKING:
    from datetime import datetime

    from pipeboard.domain.proposal import Standing
    from pipeboard.domain.values import Value

_TEXTS: Final = (
    ("--title", "TITLE", "What it is called."),
    ("--currency", "CODE", "Three letters, if not those of the amount or the deal."),
)
_TAKES_VALUE: Final = "Make its amount the deal's value, too."


def _described(function: F) -> F:
    """The options that describe a proposal."""
    for part in reversed(PARTS):
        function = click.option(
            f"--{part}/--no-{part}", part, default=None, help=f"It speaks of the {part}."
        )(function)
    for name, metavar, text in reversed(_TEXTS):
        function = click.option(name, metavar=metavar, help=text)(function)
    return function


def _with_value(function: F) -> F:
    return click.option("--value", "take_value", is_flag=True, help=_TAKES_VALUE)(function)


@click.group(cls=NounGroup)
def proposal() -> None:
    """Make offers on a deal and say what became of them."""


@proposal.command("add")
@click.argument("deal", type=DEAL)
@click.argument("amount", nargs=-1, required=True)
@_described
@click.option("--sent", metavar="WHEN", help="The day on which it was sent.")
@_with_value
@writes
@pass_session
def proposal_add(
    session: Session,
    /,
    deal: str,
    amount: tuple[str, ...],
    sent: str | None,
    take_value: bool,
    as_json: bool,
    **options: str | bool | None,
) -> None:
    """Add a proposal to a deal.

    AMOUNT is like 12000, 12k, "1 234,50" or 15000 USD. It is a draft until it is sent.
    """
    from pipeboard.domain.actions import AddProposal
    from pipeboard.domain.find import find_deal, short_proposal_ids

    with session.writing() as workspace:
        found = find_deal(workspace.board, deal)
        fields = _fields(workspace.now(), {**options, "amount": " ".join(amount), "sent": sent})
        outcome = workspace.do(AddProposal(found.id, fields, take_value, at=session.moment(workspace)))
        board = workspace.board
    new = board.deals[found.id].proposals[-1]
    summary = f"{outcome.summary} Its id is {short_proposal_ids(board)[new.id]}."
    tell(board, summary, (found.id,), as_json=as_json)


@proposal.command("edit")
@click.argument("name", metavar="DEAL|ID", type=PROPOSAL)
@click.option("--amount", metavar="AMOUNT", help="What it comes to: 12000, 12k, 15000 USD.")
@_described
@click.option("--sent", metavar="WHEN", help="The day on which it was sent.")
@click.option("--decided", metavar="WHEN", help="The day on which they decided.")
@_with_value
@writes
@pass_session
def proposal_edit(
    session: Session, /, name: str, take_value: bool, as_json: bool, **options: str | bool | None
) -> None:
    """Change a proposal.

    DEAL|ID is the short id that `proposal list` shows, or the deal: then the latest that is not decided.
    """
    changes = {key: value for key, value in options.items() if value is not None}
    if not changes and not take_value:
        raise BadInput("Nothing to change was named; see `pipeboard proposal edit --help`.")
    _edit(session, name, None, changes, take_value=take_value, as_json=as_json)


@proposal.command("sent")
@click.argument("name", metavar="DEAL|ID", type=PROPOSAL)
@click.option("--reopen", is_flag=True, help="Send one again that was accepted or declined.")
@_with_value
@writes
@pass_session
def proposal_sent(session: Session, name: str, reopen: bool, take_value: bool, as_json: bool) -> None:
    """Say that a proposal was sent: today, or on the day of --at."""
    _edit(session, name, "draft", {}, sends=True, reopen=reopen, take_value=take_value, as_json=as_json)


@proposal.command("accepted")
@click.argument("name", metavar="DEAL|ID", type=PROPOSAL)
@_with_value
@writes
@pass_session
def proposal_accepted(session: Session, name: str, take_value: bool, as_json: bool) -> None:
    """Say that a proposal was accepted: today, or on the day of --at."""
    _edit(session, name, "sent", {"outcome": "accepted"}, take_value=take_value, as_json=as_json)


@proposal.command("declined")
@click.argument("name", metavar="DEAL|ID", type=PROPOSAL)
@writes
@pass_session
def proposal_declined(session: Session, name: str, as_json: bool) -> None:
    """Say that a proposal was declined: today, or on the day of --at."""
    _edit(session, name, "sent", {"outcome": "declined"}, as_json=as_json)


@proposal.command("remove")
@click.argument("name", metavar="DEAL|ID", type=PROPOSAL)
@writes
@pass_session
def proposal_remove(session: Session, name: str, as_json: bool) -> None:
    """Take a proposal off its deal."""
    from pipeboard.domain.actions import RemoveProposal
    from pipeboard.domain.find import find_proposal

    with session.writing() as workspace:
        deal, one = find_proposal(workspace.board, name)
        outcome = workspace.do(RemoveProposal(deal.id, one.id, at=session.moment(workspace)))
        board = workspace.board
    tell(board, outcome.summary, (deal.id,), as_json=as_json)


@proposal.command("list")
@click.argument("deal", type=DEAL, required=False)
@reads
@pass_session
def proposal_list(session: Session, deal: str | None, as_json: bool) -> None:
    """List the proposals of the open deals, or of DEAL."""
    from pipeboard.cli.records import proposal_record
    from pipeboard.domain.find import find_deal, short_proposal_ids
    from pipeboard.view.proposals import amount_text, parts_text, standing_text

    with session.reading() as workspace:
        board, today = workspace.board, workspace.today()
        deals = (find_deal(board, deal),) if deal else (one for one in board.visible_deals() if one.is_open)
        offers = [(one, offer) for one in deals for offer in one.proposals]
        if as_json:
            output.say_json_list(
                "proposals",
                (
                    {**proposal_record(offer, one, board), "deal": one.id, "deal_title": one.title}
                    for one, offer in offers
                ),
            )
            return
        if not offers:
            output.warn("There are no proposals; add one with `pipeboard proposal add`.")
            return
        tails = short_proposal_ids(board)
        rows = [
            (
                tails[offer.id],
                one.title,
                amount_text(offer, one, board),
                standing_text(offer, today),
                parts_text(offer),
                offer.title,
            )
            for one, offer in offers
        ]
        head = ("ID", "DEAL", "AMOUNT", "STANDING", "PARTS", "TITLE")
        output.say_lines(output.table(head, rows, right=(2,), shrink=(1, 5)))


def _edit(
    session: Session,
    name: str,
    standing: Standing | None,
    typed: Mapping[str, str | bool | None],
    *,
    sends: bool = False,
    reopen: bool = False,
    take_value: bool = False,
    as_json: bool,
) -> None:
    """Change the proposal that is meant; `standing` is that of the one to be preferred."""
    from pipeboard.domain.actions import EditProposal
    from pipeboard.domain.find import find_proposal

    with session.writing() as workspace:
        deal, one = find_proposal(workspace.board, name, standing)
        at = session.moment(workspace)
        changes = _fields(workspace.now(), typed)
        if sends:
            changes["sent"] = (at.astimezone(workspace.board.zone) if at else workspace.now()).date()
        outcome = workspace.do(EditProposal(deal.id, one.id, changes, reopen, take_value, at=at))
        board = workspace.board
    tell(board, outcome.summary, (deal.id,), as_json=as_json)


def _fields(now: datetime, typed: Mapping[str, str | bool | None]) -> dict[str, Value]:
    """What was typed as fields of a proposal; an amount may name its currency. BadInput with a sentence."""
    from pipeboard.domain.fields import PROPOSAL, parse_changes
    from pipeboard.domain.money import parse_amount

    texts = {name: text for name, text in typed.items() if isinstance(text, str)}
    flags: dict[str, Value] = {name: one for name, one in typed.items() if isinstance(one, bool)}
    named = parse_amount(texts["amount"])[1] if texts.get("amount", "").strip() else ""
    if named:
        texts.setdefault("currency", named)
    return {**parse_changes(PROPOSAL, texts, now), **flags}
