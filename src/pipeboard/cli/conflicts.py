"""Commands over conflicts: `conflicts list`, `conflicts resolve`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import click

from pipeboard.cli import output
from pipeboard.cli.lazy import NounGroup
from pipeboard.cli.options import pass_session, reads, signed
from pipeboard.cli.report import tell
from pipeboard.cli.session import Session
from pipeboard.cli.values import DEAL
from pipeboard.domain.errors import BadInput, Held, NotFound, Refused

if TYPE_CHECKING:
    from pipeboard.domain.board import Board
    from pipeboard.domain.disputes import Dispute, Side

LEFT: Final = 6
"""Exit code while conflicts are left."""


@click.group(cls=NounGroup)
def conflicts() -> None:
    """List and settle what several people changed at once."""


@conflicts.command("list")
@click.option("--check", is_flag=True, help=f"End with exit code {LEFT} if there are any.")
@reads
@pass_session
@click.pass_context
def list_conflicts(ctx: click.Context, session: Session, check: bool, as_json: bool) -> None:
    """List what is to be settled: each value, who wrote it and when.

    The first value is the one that shows.
    """
    from pipeboard.domain.disputes import disputes

    with session.reading() as workspace:
        board = workspace.board
        found = disputes(board)
        if as_json:
            output.say_json_list("conflicts", map(_record, found))
        elif found:
            output.say_lines(_table(found, board))
            output.say()
            output.say(
                "`pipeboard conflicts resolve DEAL FIELD` settles one: --mine, --theirs or --value TEXT."
            )
        else:
            output.warn("There are no conflicts.")
    if check and found:
        ctx.exit(LEFT)


@conflicts.command()
@click.argument("deal", type=DEAL, required=False)
@click.argument("field", required=False)
@click.option("--mine", "side", flag_value="mine", help="The value that you wrote.")
@click.option("--theirs", "side", flag_value="theirs", help="The value that somebody else wrote.")
@click.option("--keep", "side", flag_value="keep", help="The value that shows.")
@click.option("--value", metavar="TEXT", help="Another value.")
@click.option("--all", "everything", is_flag=True, help="All conflicts, or all those of DEAL.")
@signed
@pass_session
@click.pass_context
def resolve(
    ctx: click.Context,
    session: Session,
    deal: str | None,
    field: str | None,
    side: str | None,
    value: str | None,
    everything: bool,
    as_json: bool,
) -> None:
    """Settle a conflict by one of its values, or by another one.

    DEAL and FIELD are as `pipeboard conflicts list` shows them; FIELD can be left out where DEAL has but one
    conflict. To change the field in any other way settles it as well. Undo brings the conflict back.
    """
    if (side is None) == (value is None):
        raise BadInput("Say which value it gets: --mine, --theirs, --keep or --value TEXT.")
    if not everything and deal is None:
        raise BadInput("Name the deal, as `pipeboard conflicts list` shows it, or settle --all.")
    if everything and (value is not None or field is not None):
        raise BadInput("--all takes one of --mine, --theirs and --keep for every conflict.")
    with session.writing() as workspace:
        from pipeboard.domain.actions import Together
        from pipeboard.domain.disputes import disputes
        from pipeboard.domain.settling import read_value, settle

        board = workspace.board
        found = _of(deal, disputes(board), board) if deal else list(disputes(board))
        if everything:
            picked = [(one, _picked(one, side or "", session.author)) for one in found]
            chosen = [(one, pick.value) for one, pick in picked if pick is not None]
        else:
            one = _meant(found, field, deal or "")
            given = read_value(one, value, board, workspace.now()) if value is not None else None
            chosen = [(one, given if value is not None else _one_side(one, side or "", session.author).value)]
        done = [settle(one, wanted, board) for one, wanted in chosen]
        try:
            outcome = workspace.do(Together(tuple(done)) if len(done) > 1 else done[0]) if done else None
        except Held as held:
            raise Refused(f"{held.fact}; to move or win it with --override REASON settles it, too.") from held
        summary = outcome.summary if outcome else "Nothing was settled."
        left = len(found) - len(done) if everything else 0
        if left:
            summary += f" Left: {left}, for which that names no one value."
        board = workspace.board
    tell(board, summary, outcome.changed if outcome else (), as_json=as_json)
    if left:
        ctx.exit(LEFT)


def _of(deal: str, found: Iterable[Dispute], board: Board) -> list[Dispute]:
    """The conflicts of a deal, or of what is named as in "stage/lead"."""
    from pipeboard.domain.find import find_deal

    here = [one for one in found if one.deal is None and one.of == deal]
    if here:
        return here
    named = find_deal(board, deal)
    return [one for one in found if one.deal is not None and one.deal.id == named.id]


def _meant(found: list[Dispute], field: str | None, deal: str) -> Dispute:
    """The conflict of that field; NotFound, with those there are, if there is none or more than one."""
    wanted = (field or "").casefold()
    fitting = [one for one in found if not field or wanted in (one.field.casefold(), one.what.casefold())]
    if len(fitting) == 1:
        return fitting[0]
    there = ", ".join(f"'{one.what}'" for one in found)
    if not there:
        raise NotFound(f"There is no conflict on {deal}; `pipeboard conflicts list` shows all.")
    raise NotFound(f"Say which conflict is meant; there are {there}.")


def _picked(one: Dispute, side: str, author: str) -> Side | None:
    """The side that is meant; None if there is none, or more than one."""
    if side == "keep":
        return one.sides[0]
    fitting = [each for each in one.sides if (each.by == author) == (side == "mine")]
    return fitting[0] if len(fitting) == 1 else None


def _one_side(one: Dispute, side: str, author: str) -> Side:
    found = _picked(one, side, author)
    if found is None:
        raise NotFound(
            f"There is no one value of {'yours' if side == 'mine' else 'somebody else'}: {one.choice}; "
            "--keep takes the first, --value any."
        )
    return found


def _table(found: Iterable[Dispute], board: Board) -> list[str]:
    from pipeboard.domain.find import short_ids

    tails = short_ids(board)
    rows = []
    for one in found:
        head = (tails[one.deal.id] if one.deal else one.of, one.where, one.what)
        for place, side in enumerate(one.sides):
            when = f"{side.at.astimezone(board.zone):%Y-%m-%d %H:%M}" if side.at else ""
            rows.append((*(head if place == 0 else ("", "", "")), side.text or "(empty)", side.by, when))
    return output.table(("DEAL", "TITLE", "FIELD", "VALUE", "WHO", "WHEN"), rows, shrink=(1, 2, 3))


def _record(one: Dispute) -> dict[str, object]:
    from pipeboard.domain.dates import moment_text

    return {
        "deal": one.deal.id if one.deal else "",
        "deal_title": one.deal.title if one.deal else "",
        "of": one.of,
        "field": one.field,
        "about": f"{one.where}: {one.what}",
        "sides": [
            {
                "value": side.text,
                "by": side.by,
                "at": moment_text(side.at) if side.at else None,
                "shows": place == 0,
            }
            for place, side in enumerate(one.sides)
        ],
    }
