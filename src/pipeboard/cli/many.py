"""Commands on several deals: by their names or by a filter, tried out or done; what is held back is left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

import click

from pipeboard.cli import output
from pipeboard.cli.options import F, kept
from pipeboard.cli.report import tell, telling_the_way_on
from pipeboard.cli.session import Session
from pipeboard.cli.values import FilterText
from pipeboard.domain.errors import BadInput, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from pipeboard.domain.actions import Action
    from pipeboard.domain.board import Board
    from pipeboard.domain.deal import Deal
    from pipeboard.domain.rules.preview import HeldBack, Preview
    from pipeboard.workspace.workspace import Outcome, Workspace

_FILTERED: Final = "\0"
"""Stands where deals would be named."""
_TOLD: Final = 20
"""Reasons that are told one by one."""


class ManyCommand(click.Command):
    """A command whose deals, its first argument, may be those of a `--filter` instead."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        until = args.index("--") if "--" in args else len(args)
        filtered = any(arg == "--filter" or arg.startswith("--filter=") for arg in args[:until])
        return super().parse_args(ctx, [_FILTERED, *args] if filtered else args)


def selecting(function: F) -> F:
    """The options of a command on several deals; its class is `ManyCommand`."""
    function = click.option(
        "--dry-run",
        is_flag=True,
        expose_value=False,
        callback=kept("dry_run"),
        help="Print what would change and what is held back; change nothing.",
    )(function)
    return click.option(
        "--filter",
        "selected_by",
        metavar="FILTER",
        type=FilterText(),
        expose_value=False,
        callback=kept("selected_by"),
        help="Instead of naming them: the deals that this selects.",
    )(function)


def is_filtered(text: str) -> bool:
    """Whether an argument stands for the deals of the filter."""
    return text == _FILTERED


def named_deals(
    session: Session, workspace: Workspace, texts: Sequence[str], *, follow_merges: bool = True
) -> tuple[Deal, ...]:
    """The deals that a command is to change: those named, or those of the filter (perhaps none)."""
    if session.selected_by is None:
        from pipeboard.domain.find import find_deals

        return find_deals(workspace.board, texts, follow_merges=follow_merges)
    if any(not is_filtered(text) for text in texts):
        raise BadInput("Name the deals or give a --filter, not both.")
    if not session.selected_by.strip():
        raise BadInput("An empty --filter would select everything; write status:open for all open deals.")
    return tuple(session.select((session.selected_by,), workspace)[0])


def change(
    session: Session,
    texts: Sequence[str] | Callable[[Board], Sequence[str]],
    make: Callable[[Workspace, tuple[Deal, ...], datetime | None], Action],
    *,
    as_json: bool,
    follow_merges: bool = True,
    also: Callable[[Board, tuple[str, ...]], str] | None = None,
) -> None:
    """Do one action to the deals that are named or that the filter selects, and print what it did.

    What is named may depend on the board. `also` is said after the summary. Where a rule holds some of
    several deals back the others are changed, and Refused says so with exit code 1.
    """
    plan: Preview | None = None
    outcome: Outcome | None = None
    with session.writing() as workspace:
        board = workspace.board
        names = texts(board) if callable(texts) else texts
        deals = named_deals(session, workspace, names, follow_merges=follow_merges)
        if not deals:
            output.warn("The filter selects no deal; nothing was changed.")
            return
        action = make(workspace, deals, session.moment(workspace))
        with telling_the_way_on(board):
            if session.dry_run or len(deals) > 1:
                plan = workspace.preview(action)
            if plan is not None and session.dry_run:
                _tell_preview(plan, board, as_json=as_json)
                return
            todo = action if plan is None else plan.action
            if todo is not None:
                outcome = workspace.do(todo)
        board = workspace.board
    left = {one.deal for one in plan.held} if plan is not None else set()
    if outcome is not None:
        ids = tuple(deal.id for deal in deals if deal.id not in left)
        tell(board, f"{outcome.summary}{also(board, ids) if also else ''}", ids, as_json=as_json)
    if plan is not None and plan.held:
        _tell_held(plan.held, len(deals))


def _tell_held(held: Sequence[HeldBack], of: int) -> None:
    """Say what was held back and why; Refused, so that the exit code tells it, too."""
    for one in held[:_TOLD]:
        output.warn(f"Held back: {one.why}")
    count = f"{len(held)} of {of} deals are" if len(held) < of else f"All {of} deals are"
    way = ", or take them along with --override REASON" if any(one.overridable for one in held) else ""
    raise Refused(f"{count} held back and left as they were; see to what holds them{way}.")


def _tell_preview(plan: Preview, board: Board, *, as_json: bool) -> None:
    from pipeboard.view.preview import effect_text

    effects = [(one.deal, effect_text(one, board)) for one in plan.effects]
    if as_json:
        output.say_json(
            {
                "dry_run": True,
                "changes": [
                    {"deal": deal, "deal_title": _title(board, deal), "text": text} for deal, text in effects
                ],
                "unchanged": list(plan.same),
                "held": [
                    {
                        "deal": one.deal,
                        "deal_title": _title(board, one.deal),
                        "reason": one.why,
                        "overridable": one.overridable,
                    }
                    for one in plan.held
                ],
            }
        )
        return
    rows = [(_title(board, deal), text) for deal, text in effects]
    if rows:
        output.say_lines(output.table(("DEAL", "WOULD CHANGE"), rows, shrink=(0, 1)))
    for one in plan.held:
        output.say(f"Held back: {one.why}")
    counts = [
        f"{len(rows)} would change",
        *([f"{len(plan.same)} are like that already"] if plan.same else []),
    ]
    counts += [f"{len(plan.held)} held back"] if plan.held else []
    output.say(f"{', '.join(counts)}. Nothing was written.")


def _title(board: Board, deal_id: str) -> str:
    return board.deals[deal_id].title if deal_id in board.deals else deal_id
