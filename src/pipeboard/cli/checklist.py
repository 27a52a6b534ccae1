"""The command for what is to be done on a deal in its stage: `check`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from pipeboard.cli import output
from pipeboard.cli.options import pass_session, text_of, writes
from pipeboard.cli.session import Session
from pipeboard.cli.values import DEAL
from pipeboard.domain.checklist import NAMED
from pipeboard.domain.errors import BadInput, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from pipeboard.domain.actions import Action
    from pipeboard.domain.board import Board
    from pipeboard.domain.checklist import Item
    from pipeboard.domain.deal import Deal

_NAMES: Final = {
    "": "Checklist",
    "screening": "Screening",
    "handover": "Handover",
    "closing": "Closing signals",
}


@click.command()
@click.argument("deal", type=DEAL)
@click.argument("items", nargs=-1, metavar="[ITEM]...")
@click.option("--list", "name", type=click.Choice(NAMED), default=None, help="Another list than its stage's.")
@click.option("--undo", "--open", "untick", is_flag=True, help="Take the ticks off again.")
@click.option("--add", metavar="TEXT", help="Add an item for this deal alone; `-` reads standard input.")
@click.option("--required", is_flag=True, help="With --add: it holds the deal until it is done.")
@click.option("--remove", is_flag=True, help="Take items of the deal's own off again.")
@writes
@pass_session
def check(
    session: Session,
    deal: str,
    items: tuple[str, ...],
    name: str | None,
    untick: bool,
    add: str | None,
    required: bool,
    remove: bool,
    as_json: bool,
) -> None:
    """Show a deal's checklist, and tick what is done.

    ITEM is its number in the list, a part of its text, or its id: `pipeboard check acme 1 "site seen"`. More
    about checklists: `pipeboard help stages`.
    """
    from pipeboard.domain.find import find_deal

    _check_options(items, name, add, untick=untick, required=required, remove=remove)
    if not items and add is None:
        with session.reading() as workspace:
            board = workspace.board
            found = find_deal(board, deal)
            _show(found, board, name or "", workspace.now(), as_json=as_json)
        return
    from pipeboard.cli.report import tell
    from pipeboard.domain.actions import AddItem, CheckItems, Together
    from pipeboard.domain.find import find_listed

    with session.writing() as workspace:
        board = workspace.board
        found = find_deal(board, deal)
        action: Action
        if add is not None:
            action = AddItem(found.id, text_of((add,)), required, at=session.moment(workspace))
        else:
            listed = _listed(found, board, name or "")
            named = [find_listed(listed, text, "checklist item", found.title) for text in items]
            ids = tuple(dict.fromkeys(one.id for one in named))
            action = CheckItems(found.id, ids, not untick, at=session.moment(workspace))
            if remove:
                action = Together(_removals(found, board, named), at=session.moment(workspace))
        outcome = workspace.do(action)
        board = workspace.board
    tell(board, outcome.summary, (found.id,), as_json=as_json)


def _check_options(
    items: tuple[str, ...], name: str | None, add: str | None, *, untick: bool, required: bool, remove: bool
) -> None:
    """BadInput for options that say nothing together."""
    if add is not None and (items or name or untick or remove):
        raise BadInput("--add writes a new item; tick and untick in a call of its own.")
    if required and add is None:
        raise BadInput("--required is for a new item; write it with --add TEXT.")
    if (untick or remove) and not items:
        raise BadInput("Say which items: their numbers, or parts of their texts.")
    if remove and (untick or name):
        raise BadInput("--remove takes off items of the deal's own checklist; leave the other options out.")


def _listed(deal: Deal, board: Board, name: str) -> tuple[Item, ...]:
    """The items of a list; Refused where there is none to tick."""
    from pipeboard.domain.checklist import items_of

    listed = items_of(deal, board, name)
    if not listed:
        what = f"the list '{name}'" if name else f"the checklist of {deal.title}"
        way = (
            f"`pipeboard stages check add {board.stage_of(deal).id} TEXT` gives its stage one for those that "
            "come in later, --add TEXT this deal."
        )
        raise Refused(f"There is nothing on {what}; {way if not name else 'its items were removed.'}")
    return listed


def _removals(deal: Deal, board: Board, named: list[Item]) -> tuple[Action, ...]:
    """The actions that take items of the deal's own off."""
    from pipeboard.domain.actions import Undefine
    from pipeboard.domain.checklist import is_own

    for item in named:
        if not is_own(item, deal, board):
            stage = board.stage_of(deal)
            raise Refused(
                f"{item.text} belongs to the stage {stage.name}; "
                f"`pipeboard stages check remove {stage.id} ITEM` takes it off for those that come in later."
            )
    return tuple(Undefine("check", one.id) for one in named)


def _show(deal: Deal, board: Board, name: str, now: datetime, *, as_json: bool) -> None:
    from pipeboard.domain.checklist import is_ready, items_of

    listed = items_of(deal, board, name)
    done = sum(one.done for one in listed)
    held = sum(one.required and not one.done for one in listed)
    if as_json:
        from pipeboard.cli.records import item_record

        output.say_json(
            {
                "deal": deal.id,
                "deal_title": deal.title,
                "stage": board.stage_of(deal).id,
                "list": name or "stage",
                "done": done,
                "total": len(listed),
                "open_required": held,
                "ready": is_ready(deal, board),
                "items": [{"number": at, **item_record(one)} for at, one in enumerate(listed, 1)],
            }
        )
        return
    place = f" in {board.stage_of(deal).name}" if not name else ""
    waits = f", {held} required {'is' if held == 1 else 'are'} open" if held else ""
    output.say(f"{_NAMES[name]} of {deal.title}{place}: {done} of {len(listed)} done{waits}")
    output.say_lines(_table(listed, board, now))
    if is_ready(deal, board):
        output.say("Ready to close: all closing signals are there.")


def _table(listed: tuple[Item, ...], board: Board, now: datetime) -> list[str]:
    from pipeboard.domain.dates import show_day
    from pipeboard.domain.followup import local_day

    rows = [
        (
            str(number),
            "[x]" if one.done else "[ ]",
            one.text,
            "required" if one.required else "",
            one.by,
            show_day(local_day(one.at, board.zone), now.date()) if one.at else "",
        )
        for number, one in enumerate(listed, 1)
    ]
    return output.table(("", "", "ITEM", "", "WHO", "WHEN"), rows, right=(0,), shrink=(2, 4))
