"""What a row of a deal says beside its new values: what it concerns, and what its author saw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias, cast

from pipeboard.domain import fields
from pipeboard.domain.course import Place
from pipeboard.domain.deal import STATUSES, Status
from pipeboard.domain.fields import load_set
from pipeboard.domain.readings import Field, load_text
from pipeboard.domain.values import Value

Row: TypeAlias = Mapping[str, Any]
_PARTS: Final = {"contact": fields.CONTACT, "follow_up": fields.FOLLOW_UP, "proposal": fields.PROPOSAL}


def part_of(row: Row) -> tuple[str, Mapping[str, Field]]:
    """The kind of part that an event concerns ("contact.added": a contact), and its fields."""
    kind = row["do"].partition(".")[0]
    return kind, _PARTS[kind]


def seen(table: Mapping[str, Field], row: Row) -> dict[str, Value] | None:
    """What the author saw of the fields; None if the event does not say."""
    return load_set(table, row["was"]) if "was" in row else None


def status_seen(row: Row) -> Status:
    status = row["was"].get("status", "open") if "was" in row else "open"
    if status not in STATUSES:
        raise ValueError("not a status")
    return cast("Status", status)


def seen_place(row: Row) -> Place | None:
    """Where the author of a move or close saw the deal; None if the event does not say."""
    status = status_seen(row)
    return (load_text(row["from"]), status) if "from" in row else None


def status_after(row: Row) -> Status:
    """The status that a move, close or reopening leaves a deal in."""
    kind = row["do"]
    if kind == "deal.moved":
        return status_seen(row)
    return "open" if kind == "deal.reopened" else cast("Status", kind.removeprefix("deal."))
