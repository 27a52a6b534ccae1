"""Which action an undo or redo concerns, and the row that takes it back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING

from pipeboard.domain.actions import Redo, Undo
from pipeboard.domain.acts import action_in_words
from pipeboard.domain.dates import show_moment
from pipeboard.domain.dependents import built_upon
from pipeboard.domain.erasure import ERASED
from pipeboard.domain.errors import BuiltUpon, NotFound, Refused
from pipeboard.domain.ids import sort_key
from pipeboard.domain.log import Log
from pipeboard.domain.readings import load_at
from pipeboard.domain.rows import act_of
from pipeboard.domain.rules.plan import counted
from pipeboard.domain.seen import Row
from pipeboard.domain.splitting import MOVED
from pipeboard.domain.undo import next_redo, next_undo

if TYPE_CHECKING:
    from pipeboard.domain.rules import Plan


def plan_undo(action: Undo | Redo, plan: Plan, log: Log, mine: Iterable[str]) -> None:
    """Plan an undo or redo. `mine` are the author's actions, the newest first.

    Refused if there is none, or it made the board; NotFound if the one that is named is not there.
    """
    act = _to_take_back(action, log, (act for act in mine if not _stays(log, act)))
    undoes = isinstance(action, Undo)
    if not action.anyway:
        _check_dependents(log, act, act if undoes else log.undos[act], plan)
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
    why = _stays(log, act)
    if why:
        raise Refused(why)
    if act in log.undone:
        raise Refused("That action is undone already.")
    return act


def _check_dependents(log: Log, act: str, done: str, plan: Plan) -> None:
    """BuiltUpon where others went on from what is taken back. `done` is the action that comes or goes."""
    own = list(log.readable(log.members(done)))
    last = max([act, *log.members(act)], key=sort_key)
    found = built_upon(own, _concerned(log, own), plan.author, last)
    if not found:
        return
    newest, row = max(found, key=lambda one: sort_key(one[0]))
    names = list(dict.fromkeys([row["by"], *(each["by"] for _, each in found)]))
    who = names[0] if len(names) == 1 else f"{names[0]} and {counted(len(names) - 1, 'other')}"
    when = show_moment(load_at(row["at"]), plan.today, plan.board.zone)
    acts = {act_of(*one) for one in found}
    more = f", and {counted(len(acts) - 1, 'more change')}" if len(acts) > 1 else ""
    what = action_in_words(log, act_of(newest, row))
    verb = "has" if len(names) == 1 else "have"
    raise BuiltUpon(f"{who} {verb} built on that: {what} ({when}){more}", act)


def _concerned(log: Log, own: Iterable[tuple[str, Row]]) -> Iterator[tuple[str, Row]]:
    """The events that stand of all that these events are about."""
    rows = [row for _, row in own]
    stages = {row["stage"] for row in rows if row["do"] == "stage.created"}
    deals = {row["deal"]: None for row in rows if "deal" in row}
    deals |= {deal.id: None for deal in log.board.deals.values() if stages and deal.stage in stages}
    sources = [log.rows_of(deal) for deal in deals]
    if any("deal" not in row for row in rows):
        sources.append(log.outline())
    for event_id, row in chain.from_iterable(sources):
        if event_id not in log.unknown and act_of(event_id, row) not in log.undone:
            yield event_id, row


def _sets_up(log: Log, act: str) -> bool:
    """Whether an action made the board: settings and stages at once, on an empty log."""
    made = [row["do"] for _, row in log.readable(log.members(act)[:2])]
    return made == ["board.set", "pipeline.created"]


def _stays(log: Log, act: str) -> str:
    """Why an action cannot be taken back; empty for most."""
    if _sets_up(log, act):
        return "That made the board; without it there would be no stages. Delete the file instead."
    for _, row in log.readable([act]):
        if row["do"] == ERASED:
            return "An erasure cannot be taken back: what was erased is nowhere any more."
        if row["do"] == MOVED:
            archive = row.get("file", "")
            return (
                f"These deals are in {archive}; `pipeboard merge-file BOARD {archive}` brings them back, "
                "with the board's own file in the place of BOARD."
            )
    return ""


def _act_of(log: Log, event_id: str) -> str:
    """The action that an event is part of. NotFound if there is no such event."""
    found = dict(log.readable([event_id]))
    if event_id not in found:
        raise NotFound(f"There is no action {event_id}; `pipeboard history` shows them.")
    return act_of(event_id, found[event_id])
