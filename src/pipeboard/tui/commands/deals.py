"""Changing deals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from pipeboard.domain import quickadd
from pipeboard.domain.actions import (
    AddDeal,
    ArchiveDeals,
    DeleteDeals,
    EditDeals,
    MoveDeals,
    RankDeal,
    ReopenDeals,
    StepDeals,
)
from pipeboard.domain.arrangement import OUTCOME_OF
from pipeboard.domain.errors import PipeBoardError
from pipeboard.domain.order import between, place_key
from pipeboard.domain.rules.plan import names_of
from pipeboard.domain.sorting import AUTOMATIC
from pipeboard.tui.bindings import Handler
from pipeboard.tui.commands import dialogs, many
from pipeboard.view.detail import summary

if TYPE_CHECKING:
    from pipeboard.domain.deal import Deal
    from pipeboard.domain.pipeline import Stage
    from pipeboard.tui.screens.board import BoardScreen
    from pipeboard.view.columns import Column

_PRIORITIES: Final = {"h": "high", "n": "normal", "l": "low"}


def _move(by: int) -> Handler:
    def handler(screen: BoardScreen, key: str) -> None:
        if screen.selection:
            many.act(screen, StepDeals(_ids(screen), by))
            return
        from pipeboard.view.board import beside  # imported with the board: the first paint goes without

        deal, view = screen.deal, screen.board.view
        if deal is None or view is None:
            return
        target = beside(view, deal, by)
        if target is None:
            screen.say("There is no stage further on." if by > 0 else "There is no stage before this one.")
        else:
            enter(screen, deal, target)

    return handler


def enter(screen: BoardScreen, deal: Deal, target: Stage) -> None:
    """Move a deal to a stage, or close it where it is won, lost or disqualified in there."""
    outcome = OUTCOME_OF.get(target.id, "won" if target.phase == "post" else "open")
    if target.id in OUTCOME_OF and not deal.is_open:
        screen.say(f"{deal.title} is {deal.status} already; {_key(screen, 'deal.reopen')} reopens it.")
    elif deal.is_open and outcome != "open":
        dialogs.close(screen, (deal,), outcome)
    else:
        screen.do(MoveDeals((deal.id,), target.id), cursor=deal.id)


def drop(screen: BoardScreen, deal: Deal, column: Column | None, *, dropped: bool) -> None:
    """What a deal that is dragged over a column, or dropped there, leads to; None is nowhere."""
    if column is None:
        screen.say("")
    elif not dropped:
        screen.say(f"Drop {deal.title} on {column.stage.name}.", "panel soft")
    elif screen.past is not None:
        screen.fail(screen.past.read_only_reason)
    else:
        enter(screen, deal, column.stage)


def _rank(by: int) -> Handler:
    def handler(screen: BoardScreen, key: str) -> None:
        deal, column, view = screen.deal, screen.board.column, screen.board.view
        if deal is None or column is None or view is None:
            return
        how, place = view.arrangement, screen.board.place
        if how.table:
            screen.say(f"Cards are placed by hand in columns; {_key(screen, 'board.list')} shows them.")
            return
        if (how.sort, how.reverse) != (AUTOMATIC, False):
            sort = _key(screen, "board.sort")
            screen.say(f"Sort automatically ({sort}) to place cards by hand.")
            return
        first, end = column.cell(place.lane)
        if not first <= place.row + by < end:
            screen.say("It is the last card already." if by > 0 else "It is the first card already.")
            return
        above, below = (
            (place.row + by, place.row + by + 1) if by > 0 else (place.row + by - 1, place.row + by)
        )
        low, high = (
            place_key(column.deals[row], view.board, view.today) if first <= row < end else ""
            for row in (above, below)
        )
        try:
            rank = between(low, high)
        except ValueError:  # both neighbours were given the same rank, in two clones at once
            rank = low or high
        screen.do(RankDeal(deal.id, rank), cursor=deal.id)

    return handler


def _key(screen: BoardScreen, command: str) -> str:
    return screen.pipeboard.keymap.shown(command) or "the palette"


def _rank_clear(screen: BoardScreen, key: str) -> None:
    if screen.deal is not None:
        screen.do(RankDeal(screen.deal.id, ""), cursor=screen.deal.id)


def _ids(screen: BoardScreen) -> tuple[str, ...]:
    return tuple(deal.id for deal in screen.chosen)


def _archive(screen: BoardScreen, key: str) -> None:
    many.act(screen, ArchiveDeals(_ids(screen)))


def _reopen(screen: BoardScreen, key: str) -> None:
    ids = _ids(screen)
    many.act(screen, ReopenDeals(ids), cursor=ids[0])


async def _delete(screen: BoardScreen, key: str) -> None:
    deals = screen.chosen
    # The preview of several asks by itself.
    if len(deals) > 1 or await screen.confirm(f"Delete {deals[0].title or 'this deal'}?", "delete"):
        many.act(screen, DeleteDeals(tuple(deal.id for deal in deals)))


async def _priority(screen: BoardScreen, key: str) -> None:
    deals = screen.chosen
    answer = await screen.ask_key(f"Priority of {names_of(deals)}", _PRIORITIES)
    if answer is not None:
        ids = tuple(deal.id for deal in deals)
        many.act(screen, EditDeals(ids, {"priority": _PRIORITIES[answer]}))


async def _new(screen: BoardScreen, key: str) -> None:
    columns = screen.board.view.columns if screen.board.view else ()
    stages = (column.stage for column in columns if column.is_stage and column.stage.phase == "pre")
    await _quick_add(screen, next((stage.id for stage in stages), None))


async def _new_here(screen: BoardScreen, key: str) -> None:
    column = screen.board.column
    await _quick_add(screen, column.stage.id if column is not None and column.is_stage else None)


async def _quick_add(screen: BoardScreen, stage: str | None) -> None:
    """Ask for a line until it can be read, or is given up; what was typed is never lost to a slip."""
    line: str | None = ""
    view = screen.board.view
    screen.say("Like: Acme website 12k EUR @anna #web close:3w", "panel soft")
    while True:
        line = await screen.ask_line("New deal", text=line or "", extra={"tab": "full form"})
        if line is not None and line.startswith("tab "):
            screen.say("")
            dialogs.new_deal_form(screen, stage or "", line.removeprefix("tab "))
            return
        if line is None or not line.strip():
            screen.say("")
            return
        try:
            now = screen.workspace.now()
            fields = quickadd.read(line, screen.workspace.board, now, view.pipeline if view else None)
        except PipeBoardError as error:
            screen.fail(error.sentence)
            continue
        if stage is not None and "stage" not in fields:
            fields["stage"] = stage
        outcome = screen.do(AddDeal(fields))
        if outcome is not None:
            screen.board.go_to(outcome.changed[0])
            return


def _yank_id(screen: BoardScreen, key: str) -> None:
    ids = _ids(screen)
    screen.app.copy_to_clipboard("\n".join(ids))
    what = ids[0] if len(ids) == 1 else f"{len(ids)} ids"
    screen.say(f"Sent {what} to the terminal's clipboard.")


def _yank(screen: BoardScreen, key: str) -> None:
    deals, board = screen.chosen, screen.workspace.board
    screen.app.copy_to_clipboard("\n".join(summary(deal, board) for deal in deals))
    what = "a summary" if len(deals) == 1 else f"{len(deals)} summaries"
    screen.say(f"Sent {what} to the terminal's clipboard.")


HANDLERS: Final[Mapping[str, Handler]] = {
    "deal.move-right": _move(1),
    "deal.move-left": _move(-1),
    "deal.rank-down": _rank(1),
    "deal.rank-up": _rank(-1),
    "deal.rank-clear": _rank_clear,
    "deal.new": _new,
    "deal.new-here": _new_here,
    "deal.archive": _archive,
    "deal.delete": _delete,
    "deal.reopen": _reopen,
    "deal.priority": _priority,
    "deal.yank-id": _yank_id,
    "deal.yank": _yank,
}
