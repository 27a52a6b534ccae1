"""Who changed one field of a deal, told from the deal's events.

Fields are called as in conflicts: "value", "stage" (moves and closes), "bant.budget", "check ITEM", and
"contact phone" behind the kind of part.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pipeboard.domain.board import Board
from pipeboard.domain.conflicts import in_words
from pipeboard.domain.deal import Deal
from pipeboard.domain.disputes import PARTS
from pipeboard.domain.fields import CUSTOM, DEAL, known
from pipeboard.domain.ids import sort_key
from pipeboard.domain.qualification import parts_of
from pipeboard.domain.readings import load_at
from pipeboard.domain.seen import Row

_CLOSES = ("deal.won", "deal.lost", "deal.disqualified")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A value that somebody gave the field. `at` is UTC."""

    id: str
    at: datetime
    by: str
    value: str
    """For people; empty where the field was emptied."""
    of: str = ""
    """The contact, follow-up or proposal; empty for a field of the deal itself."""


def field_history(
    rows: Iterable[tuple[str, Row]], field: str, board: Board, of: str = ""
) -> tuple[FieldChange, ...]:
    """What these events made of the field, newest first. `of` picks one part of the deal; empty for all."""
    found = []
    for event_id, row in rows:
        part, value = _written(event_id, row, field, board)
        if value is not None and (not of or part == of):
            found.append(FieldChange(event_id, load_at(row["at"]), str(row["by"]), value, part))
    return tuple(sorted(found, key=lambda one: (one.at, sort_key(one.id)), reverse=True))


def check_field(deal: Deal, field: str) -> None:
    """BadInput, with the nearest name, for what is no field of a deal."""
    kind, _, name = field.partition(" ")
    if kind == "check" and name:
        return
    if kind in PARTS and name:
        known(PARTS[kind], name)
    elif field != "stage" and parts_of(field) is None and field.removeprefix(CUSTOM) not in deal.custom:
        known(DEAL, field)


def _written(event_id: str, row: Row, field: str, board: Board) -> tuple[str, str | None]:
    """Which part an event concerns, and the value that it gave the field; None if it did not."""
    do = row["do"]
    if field == "stage":
        return "", _place(row, board)
    kind, _, name = field.partition(" ")
    if kind in PARTS and name:
        word = kind.replace("-", "_")
        if not do.startswith(f"{word}."):
            return "", None
        part, gone = str(row.get(word) or event_id), do.removeprefix(f"{word}.")
        if gone in ("removed", "done", "cancelled"):
            return part, gone
        return part, _value(row, name)
    if kind == "check":
        ticked = row.get("set", {}).get(name) if do == "deal.checked" else None
        return "", None if ticked is None else "ticked" if ticked else "open"
    if do not in ("deal.created", "deal.set", "deal.qualified"):
        return "", None
    return "", _value(row, field)


def _place(row: Row, board: Board) -> str | None:
    """The stage that an event put the deal into, or how it closed it."""
    do = row["do"]
    if do in _CLOSES:
        status, reason = do.removeprefix("deal."), row.get("reason")
        return f"{status} ({reason})" if reason else status
    stage = row.get("to") if do in ("deal.moved", "deal.reopened") else None
    if do == "deal.created":
        stage = row["set"].get("stage")
    known_stage = board.stages.get(str(stage))
    return None if stage is None else known_stage.name if known_stage else str(stage)


def _value(row: Row, name: str) -> str | None:
    given = row.get("set", {})
    if name not in given:
        return None
    value = given[name]
    return in_words(tuple(value) if isinstance(value, list) else value)
