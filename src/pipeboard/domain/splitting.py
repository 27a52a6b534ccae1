"""Splitting a board: the one event after which rows are in another file.

`data.moved` stands in the board and names the rows that were moved to an archive. Wherever a file is read
they are left out: should a merge bring them back, they leave again. `archive.made` stands in the archive, and
every move that filled it names that event: united with its archive, a board has both and nothing is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Final

from pipeboard.domain.ids import ALPHABET, RANDOM_LENGTH, TIME_LENGTH, is_event_id
from pipeboard.domain.readings import load_id
from pipeboard.domain.seen import Row

MOVED: Final = "data.moved"
ARCHIVE: Final = "archive.made"
"""The kinds of event."""

_TAIL: Final = TIME_LENGTH + RANDOM_LENGTH
"""Characters of an id behind its replica."""
_TAILS: Final = f"[{ALPHABET}]{{{_TAIL}}}"
_CHUNK: Final = 1_000
"""Ids whose tails are one text."""


def load_moved(row: Row) -> tuple[str, set[str]]:
    """The archive's event that a move names, and the ids of the rows that moved; ValueError if malformed."""
    rows = row.get("rows")
    if not isinstance(rows, Mapping) or not all(isinstance(texts, list) for texts in rows.values()):
        raise ValueError("it does not say which rows it moves")
    ids: set[str] = set()
    for replica, texts in rows.items():
        for text in texts:
            tails = re.findall(_TAILS, text) if isinstance(text, str) else []
            if not tails or len(tails) * _TAIL != len(text) or not is_event_id(f"{replica}-{tails[0]}"):
                raise ValueError("what it moves is no row")
            ids.update([f"{replica}-{tail}" for tail in tails])
    return load_id(row.get("archive")), ids


def dump_moved(event_ids: Iterable[str]) -> dict[str, list[str]]:
    """Ids as a move holds them: what follows the replica, by replica, in texts of a fair length."""
    found: dict[str, list[str]] = {}
    for replica, ids in groupby(sorted(event_ids), key=lambda event_id: event_id[: -_TAIL - 1]):
        tails = [event_id[-_TAIL:] for event_id in ids]
        found[replica] = ["".join(tails[at : at + _CHUNK]) for at in range(0, len(tails), _CHUNK)]
    return found


def deals_concerned(rows: Iterable[tuple[str, Row]]) -> dict[str, frozenset[str]]:
    """Event -> the deals that it concerns, for those that concern any.

    A merge concerns both deals, and an undo all that the undone action was about: such deals belong together.
    """
    concerned: dict[str, frozenset[str]] = {}
    alone: dict[str, frozenset[str]] = {}
    of_acts: dict[str, frozenset[str]] = {}
    undos: dict[str, str] = {}
    for event_id, row in rows:
        deal, into = row.get("deal"), row.get("into")
        if row.get("do") == "undo":
            undos[event_id] = str(row.get("of"))
        elif isinstance(deal, str):
            named = alone.setdefault(deal, frozenset((deal,)))
            concerned[event_id] = named = named | {into} if isinstance(into, str) else named
            act = str(row.get("act") or event_id)
            of_acts[act] = of_acts[act] | named if act in of_acts else named
    for event_id in undos:
        act, seen = event_id, set[str]()
        while act in undos and act not in seen:
            seen.add(act)
            act = undos[act]
        if act in of_acts:
            concerned[event_id] = of_acts[act]
    return concerned


def left_out(moved: set[str], rows: Iterable[tuple[str, Row]]) -> set[str]:
    """The ids among those of moved rows that are to be left out of these rows.

    A deal of which there is any other row was worked on by somebody who had not seen the move: it stays
    whole, with the deals that belong to it.
    """
    concerned = deals_concerned(rows)
    gone = {event_id for event_id in concerned if event_id in moved}
    live = {deal for event_id, deals in concerned.items() if event_id not in moved for deal in deals}
    while back := {event_id for event_id in gone if not live.isdisjoint(concerned[event_id])}:
        gone -= back
        live.update(deal for event_id in back for deal in concerned[event_id])
    return gone
