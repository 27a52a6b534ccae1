"""What a write prints: one line, or the record; and the way past what holds a deal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipeboard.cli import output
from pipeboard.domain.errors import Held, Refused

if TYPE_CHECKING:
    from pipeboard.domain.board import Board


def tell(board: Board, summary: str, deals: Iterable[str], *, as_json: bool) -> None:
    """Print the sentence; with --json the deal's record, or `deals` where several were named."""
    if not as_json:
        output.say(summary)
        return
    from pipeboard.cli.records import full_record  # a twentieth of a short command, for JSON alone
    from pipeboard.domain.clock import SystemClock

    today = SystemClock().now().astimezone(board.zone).date()
    records = [full_record(board.deals[deal_id], board, today) for deal_id in deals if deal_id in board.deals]
    if len(records) == 1:
        output.say_json({"summary": summary, **records[0]})
    else:
        output.say_json_list("deals", records, summary=summary)


@contextmanager
def telling_the_way_on(board: Board) -> Iterator[None]:
    """Says from the shell's side how a deal gets past what holds it."""
    try:
        yield
    except Held as held:
        if not held.ticks:
            raise Refused(
                f"{held.fact}; move another one on first, or go on with --override REASON."
            ) from held
        from pipeboard.domain.find import short_ids

        deal = short_ids(board)[held.deals[0]]
        raise Refused(
            f"{held.fact}; see and tick it with `pipeboard check {deal}`, or go on with --override REASON."
        ) from held
