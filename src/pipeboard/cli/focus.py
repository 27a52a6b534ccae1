"""The command for the 3-3-3 focus list: `focus`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pipeboard.cli import output
from pipeboard.cli.lazy import NounGroup
from pipeboard.cli.options import pass_session, reads, signed
from pipeboard.cli.session import Session
from pipeboard.cli.values import OWNER

if TYPE_CHECKING:
    from pipeboard.domain.focus import Sheet
    from pipeboard.workspace.workspace import Workspace


@click.group("focus", cls=NounGroup)
def focus() -> None:
    """Touch three accounts three times in three days."""


@focus.command("list")
@click.option("--owner", type=OWNER, metavar="NAME", help="Only that person's; `me` is you.")
@click.option("--by-day", is_flag=True, help="Count at most three touches on each day: of 27, not of 9.")
@reads
@pass_session
def focus_list(session: Session, owner: str | None, by_day: bool, as_json: bool) -> None:
    """Show the lists: accounts, days, and the touches on each."""
    from pipeboard.domain.focus import focuses

    with session.reading() as workspace:
        wanted = session.author if owner == "me" else owner
        sheets = [
            _sheet(one.owner, workspace)
            for one in focuses(workspace.board)
            if wanted is None or one.owner.casefold() == wanted.casefold()
        ]
        today = workspace.today()
    if as_json:
        output.say_json_list("focuses", [_record(one) for one in sheets])
    elif not sheets:
        whose = f"{wanted} has" if wanted else "There is"
        output.warn(
            f"{whose} no focus list yet; make one with `pipeboard focus set ACCOUNT ACCOUNT ACCOUNT`."
        )
    else:
        from pipeboard.view.focus import total, window_words

        for at, one in enumerate(sheets):
            if at:
                output.say()
            output.say(f"{one.focus.owner}: {total(one, by_day=by_day)}, {window_words(one, today)}")
            output.say_lines(_grid(one, by_day=by_day))


@focus.command("set")
@click.argument("accounts", nargs=-1, required=True, metavar="ACCOUNT...")
@click.option("--start", metavar="WHEN", help="The first of the three days, if not today.")
@click.option("--owner", type=OWNER, default="me", metavar="NAME", help="Whose list it is, if not yours.")
@signed
@pass_session
def focus_set(
    session: Session, accounts: tuple[str, ...], start: str | None, owner: str, as_json: bool
) -> None:
    """Pick up to three accounts: companies, or titles of deals without one."""
    from pipeboard.domain.actions import SetFocus
    from pipeboard.domain.dates import parse_day

    with session.writing() as workspace:
        day = parse_day(start, workspace.now()) if start else None
        outcome = workspace.do(SetFocus(owner, accounts, day))
        shown = _sheet(session.author if owner == "me" else owner, workspace)
    if as_json:
        output.say_json({"summary": outcome.summary, **_record(shown)})
    else:
        output.say(outcome.summary)


@focus.command("clear")
@click.option("--owner", type=OWNER, default="me", metavar="NAME", help="Whose list, if not yours.")
@signed
@pass_session
def focus_clear(session: Session, owner: str, as_json: bool) -> None:
    """Take a focus list away."""
    from pipeboard.domain.actions import Undefine
    from pipeboard.domain.definitions import name_for
    from pipeboard.domain.errors import NotFound
    from pipeboard.domain.focus import focus_of

    with session.writing() as workspace:
        name = session.author if owner == "me" else owner
        if focus_of(workspace.board, name) is None:
            raise NotFound(f"{name} has no focus list; there is nothing to clear.")
        outcome = workspace.do(Undefine("focus", name_for(name)))
    output.say_json({"summary": outcome.summary}) if as_json else output.say(outcome.summary)


def _sheet(owner: str, workspace: Workspace) -> Sheet:
    """Somebody's list with its figures, read off the touches of these accounts' deals alone."""
    from pipeboard.domain.focus import deals_by_account, focus_of, sheet

    board = workspace.board
    one = focus_of(board, owner)
    assert one is not None, "there is one"
    deals = deals_by_account(one.accounts, board)
    touches = workspace.touches(deal.id for group in deals.values() for deal in group)
    return sheet(one, deals, touches, board.zone)


def _grid(one: Sheet, *, by_day: bool) -> list[str]:
    from pipeboard.domain.focus import ENOUGH

    head = ("ACCOUNT", *(f"{day:%a} {day.day} {day:%b}" for day in one.focus.days), "TOUCHES")
    rows = [
        (
            line.account,
            *(str(count) if count else "-" for count in line.touches),
            f"{line.score_by_day}/{3 * ENOUGH}" if by_day else f"{line.score}/{ENOUGH}",
        )
        for line in one.lines
    ]
    return output.table(head, rows, right=(1, 2, 3, 4), shrink=(0,))


def _record(one: Sheet) -> dict[str, object]:
    from pipeboard.domain.dates import day_text

    return {
        "owner": one.focus.owner,
        "days": [day_text(day) for day in one.focus.days],
        "score": one.score,
        "score_by_day": one.score_by_day,
        "accounts": [
            {
                "account": line.account,
                "touches": list(line.touches),
                "score": line.score,
                "deals": [deal.id for deal in line.deals],
            }
            for line in one.lines
        ],
    }
