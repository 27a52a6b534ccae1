"""Own changes that the file held and has lost (a reset, a switch of branches): offered, never re-added."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pipeboard.domain.acts import action_in_words
from pipeboard.domain.change import Change
from pipeboard.domain.errors import Refused
from pipeboard.domain.ids import moment_of, sort_key
from pipeboard.domain.log import Log
from pipeboard.domain.rows import act_of, read_row
from pipeboard.store.store import Store


@dataclass(frozen=True, slots=True)
class Vanished:
    """One action whose rows are gone from the file."""

    act: str
    """Id of the action."""
    at: datetime
    """When it was recorded, in UTC."""
    by: str
    text: str
    """What it did, in a few words."""
    rows: Mapping[str, bytes] = field(repr=False)
    needs: frozenset[str] = frozenset()
    """Other vanished actions without which it would make no sense: those that made its deals."""


class Inbox:
    """What has vanished of this clone's own changes. It reads the journal each time it is asked."""

    def __init__(self, store: Store, log: Log, take_in: Callable[[Mapping[str, bytes]], Change]) -> None:
        self._store = store
        self._log = log
        self._take_in = take_in

    def count(self) -> int:
        """How many actions have vanished. Any thread may ask."""
        return len({_act_of(event_id, line) for event_id, line in self._store.lost().items()})

    def actions(self) -> tuple[Vanished, ...]:
        """The actions of the last two weeks whose rows have vanished, the latest first."""
        lost = self._store.lost()
        return _by_action(self._log, lost) if lost else ()

    def take_back(self, acts: Iterable[str]) -> tuple[Vanished, ...]:
        """Bring actions back, with those that they need; durable on return. Which ones came back.

        Raises Refused where none of them has vanished, and Unwritable.
        """
        chosen = _with_needed(acts, self.actions())
        if not chosen:
            raise Refused("None of that has vanished; the board shows all there is.")
        self._take_in({event_id: line for one in chosen for event_id, line in one.rows.items()})
        return chosen

    def dismiss(self, acts: Iterable[str]) -> tuple[Vanished, ...]:
        """Offer these actions no more; which ones that were. Raises Refused and Unwritable."""
        wanted = set(acts)
        chosen = tuple(one for one in self.actions() if one.act in wanted)
        if not chosen:
            raise Refused("None of that has vanished; there is nothing to dismiss.")
        self._store.forget(event_id for one in chosen for event_id in one.rows)
        return chosen


def _act_of(event_id: str, line: bytes) -> str:
    """The action that a row is part of; one that cannot be read stands for itself."""
    try:
        return act_of(event_id, read_row(line))
    except ValueError:
        return event_id


def _by_action(log: Log, lost: Mapping[str, bytes]) -> tuple[Vanished, ...]:
    """The actions that lost rows are of, the latest first. `log` is that of the board without them."""
    whole = log.copy()
    whole.add(lost)
    rows = dict(whole.readable(lost))
    acts: dict[str, list[str]] = {}
    for event_id in sorted(lost, key=sort_key):
        acts.setdefault(_act_of(event_id, lost[event_id]), []).append(event_id)
    act_by_row = {event_id: act for act, members in acts.items() for event_id in members}
    found = []
    for act, members in acts.items():
        known = [rows[one] for one in members if one in rows]
        named = {str(row[key]) for row in known for key in ("deal", "of") if key in row}
        needs = frozenset(act_by_row[one] for one in named if one in act_by_row) - {act}
        by = str(known[0].get("by", "")) if known else ""
        lines = {one: lost[one] for one in members}
        found.append(Vanished(act, moment_of(members[0]), by, action_in_words(whole, act), lines, needs))
    return tuple(reversed(found))


def _with_needed(chosen: Iterable[str], there: Iterable[Vanished]) -> tuple[Vanished, ...]:
    """The chosen actions and all that they need, the earliest first."""
    known = {one.act: one for one in there}
    wanted = [act for act in chosen if act in known]
    for act in wanted:
        wanted.extend(need for need in known[act].needs if need not in wanted)
    return tuple(known[act] for act in sorted(set(wanted), key=sort_key))
