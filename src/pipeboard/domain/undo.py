"""Which actions are taken back, and which one the next undo or redo concerns.

An undo is an event that names an action. A redo is an undo of that undo. Nothing is ever removed, so undo
works across restarts, reloads and pulls.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pipeboard.domain.ids import is_event_id, sort_key


def undone_acts(undos: Mapping[str, str]) -> dict[str, str]:
    """Actions that are taken back -> the undo that does it, from all undos (id -> the action it names).

    The latest undo is looked at first: one that is itself taken back has no effect. An undo only reaches
    what was recorded before it.
    """
    undone: dict[str, str] = {}
    for undo in sorted(undos, key=sort_key, reverse=True):
        act = undos[undo]
        if undo not in undone and is_event_id(act) and sort_key(act) < sort_key(undo):
            undone.setdefault(act, undo)
    return undone


class Turns(NamedTuple):
    """The undos and redos of an action."""

    latest: str
    times: int


def turned_acts(undos: Mapping[str, str]) -> dict[str, Turns]:
    """Actions that were ever taken back -> the undos and redos of them, from all undos."""
    turned: dict[str, Turns] = {}
    concerns: dict[str, str] = {}
    for undo in sorted(undos, key=sort_key):
        act = undos[undo]
        if is_event_id(act) and sort_key(act) < sort_key(undo):
            concerns[undo] = turns = concerns.get(act, act)
            turned[turns] = Turns(undo, turned[turns].times + 1 if turns in turned else 1)
    return turned


def next_undo(mine: Iterable[str], undos: Mapping[str, str], undone: Mapping[str, str]) -> str | None:
    """What my next undo takes back: my latest ordinary action that still stands. `mine`: newest first."""
    return next((act for act in mine if act not in undos and act not in undone), None)


def next_redo(mine: Iterable[str], undos: Mapping[str, str], undone: Mapping[str, str]) -> str | None:
    """The undo that my next redo takes back: my latest that still works. `mine`: newest first.

    None when an ordinary action of mine came after it. An undo of an undo is a redo and is passed over.
    """
    for act in mine:
        if act not in undos:
            return None
        if undos[act] not in undos and act not in undone:
            return act
    return None
