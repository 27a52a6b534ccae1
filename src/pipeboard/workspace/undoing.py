"""Which action an undo or redo concerns, and the row that takes it back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pipeboard.domain.actions import Redo, Undo
from pipeboard.domain.errors import NotFound, Refused
from pipeboard.domain.ids import sort_key
from pipeboard.domain.log import Log
from pipeboard.domain.rows import act_of
from pipeboard.domain.undo import next_redo, next_undo
from pipeboard.workspace.told import action_in_words

if TYPE_CHECKING:
    from pipeboard.domain.rules import Plan


def plan_undo(action: Undo | Redo, plan: Plan, log: Log, mine: Iterable[str]) -> None:
    """Plan an undo or redo. `mine` are the author's actions, the newest first.

    Refused if there is none, or it made the board; NotFound if the one that is named is not there.
    """
    act = _to_take_back(action, log, (act for act in mine if not _sets_up(log, act)))
    undoes = isinstance(action, Undo)
    plan.summary = (
        f"{'Undid' if undoes else 'Redid'}: {action_in_words(log, act if undoes else log.undos[act])}."
    )
    # An undo reaches what was recorded before it, and a broken clock may have dated that years ahead.
    plan.emit("undo", {"of": act}, after=max([act, *log.members(act)], key=sort_key))


def _to_take_back(action: Undo | Redo, log: Log, mine: Iterable[str]) -> str:
    """The action to undo; for a redo, the undo."""
    if isinstance(action, Redo):
        act = next_redo(mine, log.undos, log.undone)
        if act is None:
            raise Refused("There is nothing to redo.")
        return act
    act = _act_of(log, action.act) if action.act else next_undo(mine, log.undos, log.undone)
    if act is None:
        raise Refused("There is nothing of yours to undo.")
    if _sets_up(log, act):
        raise Refused("That made the board; without it there would be no stages. Delete the file instead.")
    if act in log.undone:
        raise Refused("That action is undone already.")
    return act


def _sets_up(log: Log, act: str) -> bool:
    """Whether an action made the board: settings and stages at once, on an empty log."""
    made = [row["do"] for _, row in log.readable(log.members(act)[:2])]
    return made == ["board.set", "pipeline.created"]


def _act_of(log: Log, event_id: str) -> str:
    """The action that an event is part of. NotFound if there is no such event."""
    found = dict(log.readable([event_id]))
    if event_id not in found:
        raise NotFound(f"There is no action {event_id}; `pipeboard history` shows them.")
    return act_of(event_id, found[event_id])
