"""What others built on an action: their later changes of the very things that it made or changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from pipeboard.domain.ids import sort_key
from pipeboard.domain.seen import Row

Thing: TypeAlias = tuple[str, ...]
"""A path from the whole to its part: ("deal", ID, "contact", ID, "phone")."""
_PARTS = frozenset({"contact", "follow_up", "proposal"})
_MAKING = frozenset({"created", "added", "planned"})
_COURSE = frozenset({"moved", "won", "lost", "disqualified", "reopened"})


def built_upon(
    own: Iterable[tuple[str, Row]], others: Iterable[tuple[str, Row]], author: str, since: str
) -> list[tuple[str, Row]]:
    """The events among `others` that came after `since`, are somebody else's, and concern what `own` does.

    Whoever changes a part of what was made built on its making; two fields of one deal have nothing to do
    with each other.
    """
    made = {thing for event_id, row in own for thing in things(event_id, row)}
    later = ((event_id, row) for event_id, row in others if sort_key(event_id) > sort_key(since))
    return [
        (event_id, row)
        for event_id, row in later
        if row["by"] != author
        and any(whole in made for one in things(event_id, row) for whole in _wholes(one))
    ]


def _wholes(thing: Thing) -> Iterator[Thing]:
    """A thing, and all that it is a part of."""
    return (thing[:length] for length in range(1, len(thing) + 1))


def things(event_id: str, row: Row) -> Iterator[Thing]:
    """What an event makes or changes."""
    kind, _, verb = row["do"].partition(".")
    if kind in _PARTS:
        yield from _fields(("deal", row["deal"], kind, row.get(kind, event_id)), verb, row)
    elif kind == "deal":
        yield from _of_deal(("deal", row["deal"]), verb, event_id, row)
    elif kind in ("touch", "note"):
        yield "deal", row["deal"], kind, event_id
    elif kind == "definition":
        making = verb == "set" and "was" not in row
        yield from _fields((kind, row[kind]), "created" if making else verb, row)
    elif kind in ("pipeline", "stage"):
        yield from _fields((kind, row[kind]), verb, row)
    elif kind == "board":
        yield from _fields((kind,), verb, row)


def _of_deal(deal: Thing, verb: str, event_id: str, row: Row) -> Iterator[Thing]:
    if verb in _COURSE:
        yield *deal, "stage"
    stage = row.get("to") or (row["set"].get("stage") if verb == "created" else None)
    if stage:
        yield "stage", str(stage), "deals", event_id
    if verb not in _COURSE:
        yield from _fields(deal, "set" if verb in ("qualified", "checked") else verb, row)


def _fields(whole: Thing, verb: str, row: Row) -> Iterator[Thing]:
    """The fields that an event sets; all of what it makes; else that it is there at all."""
    if verb in _MAKING:
        yield whole
    elif verb == "set":
        for name in row["set"]:
            yield *whole, name
    else:
        yield *whole, "there"
