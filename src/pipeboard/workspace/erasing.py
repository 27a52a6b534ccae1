"""What erasing a person would change, to be shown before it is done, and where else it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeboard.domain.erasure import ERASED, Person, find_person, without
from pipeboard.domain.events import read_event
from pipeboard.domain.log import Log
from pipeboard.store.files import unwritable
from pipeboard.store.store import Store
from pipeboard.workspace.drafts import Drafts


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure would change; nothing is changed yet."""

    person: Person
    rows: Mapping[str, Mapping[str, Any]] = field(repr=False)
    """The rows as they would be, by id."""
    deals: tuple[str, ...] = ()
    """Ids of the deals that they are of."""


def plan_erasure(log: Log, text: str) -> Erasure:
    """What erasing the person with this name, mail address, phone number or contact id would change.

    NotFound if there is none; Refused if several people are called so.
    """
    everything = list(log.readable(log.order))
    person = find_person(everything, text)
    rows = dict(without(person, everything))
    for row in rows.values():
        if row["do"] != ERASED:
            read_event(row)  # it must be sound without the data as well, or a deal would lose more than that
    deals = dict.fromkeys(str(row["deal"]) for row in rows.values() if "deal" in row)
    return Erasure(person, rows, tuple(deals))


def scrub(store: Store) -> dict[str, bytes]:
    """Erase what was erased from the board in all that this clone keeps of it; drafts go as a whole.

    The rows as they are now, by id. Raises Unwritable, NotFound, DamagedFile or Refused.
    """
    lines = store.scrub()
    if lines:
        try:
            Drafts(store.file.state_dir, store.path).forget()
        except OSError as error:
            raise unwritable(store.file.state_dir, error) from error
    return lines
