"""Which action "once more" means, read off a log."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date

from pipeboard.domain.actions import Action
from pipeboard.domain.acts import action_in_words
from pipeboard.domain.errors import Refused
from pipeboard.domain.log import Log
from pipeboard.domain.repeat import repeated
from pipeboard.domain.seen import Row


def last_action(log: Log, mine: Iterable[str], deals: tuple[str, ...], today: date) -> Action:
    """My latest action on a deal, for other deals; what was undone since counts, an undo does not.

    `mine` are the author's actions, the newest first. Refused if there is none, or it belongs to one deal.
    """
    for act in mine:
        rows = _of_one_deal(log, act) if act not in log.undos else []
        if not rows:
            continue
        action: Action | None = None
        with suppress(ValueError, KeyError):  # a row of a newer version, which this one cannot read
            action = repeated(rows, deals, today, log.board.zone)
        if action is None:
            raise Refused(f'"{action_in_words(log, act)}" belongs to that deal; it cannot be repeated here.')
        return action
    raise Refused("You have done nothing to a deal yet that could be repeated.")


def _of_one_deal(log: Log, act: str) -> list[Row]:
    """What an action did to the first of its deals; empty for one that is about no deal."""
    rows = [row for _, row in log.readable(log.members(act)) if isinstance(row.get("deal"), str)]
    return [row for row in rows if row["deal"] == rows[0]["deal"]]
