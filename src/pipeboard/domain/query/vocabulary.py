"""The words of the filter language: what its fields are called and how each is compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

from pipeboard.domain.fields import CUSTOM
from pipeboard.domain.people import ROLES

__all__ = ["CUSTOM", "FIELDS", "FLAGS", "HOLDINGS", "JOINTS", "OTHER_NAMES"]

Family: TypeAlias = Literal[
    "choice", "name", "tag", "id", "text", "label", "day", "past day", "moment", "amount", "number"
]
"""How a field is compared: with one of some words, by the beginning of a name, anywhere in a text, ..."""

ROLE: Final = "role."
"""Prefix of the buying roles among what a deal can hold."""
_TEXTS: Final = (
    *("title", "company", "reason", "lesson", "contact", "role", "external_id", "competitor"),
    *("receiver", "promises", "pains", "buying", "follow-up", "satisfaction_note"),
)
_LABELS: Final = ("owner", "source", "channel", "currency", "relation", "framework", "cadence", "assignee")
_DAYS: Final = ("close", "decision", "trial_end", "renewal", "review", "revisit", "next")
_PAST_DAYS: Final = ("sent", "decided", "accepted")
_AMOUNTS: Final = ("value", "list_price", "floor", "offer")
_NUMBERS: Final = (
    *("touches", "notes", "age", "idle", "contacts", "follow-ups", "proposals", "satisfaction"),
    *("probability", "discount", "fit", "score"),
)
MOMENTS: Final[Mapping[str, str]] = {
    "created": "created",
    "closed": "closed",
    "entered": "entered_stage",
    "touched": "last_touch",
    "active": "last_activity",
    "mql": "mql",
    "sql": "sql",
}
"""What users call the times of a deal, and the deal itself."""
FIELDS: Final[Mapping[str, Family]] = {
    "status": "choice",
    "stage": "name",
    "pipeline": "name",
    "priority": "choice",
    "tag": "tag",
    "id": "id",
    "has": "choice",
    "proposal": "choice",
    **dict.fromkeys(_TEXTS, "text"),
    **dict.fromkeys(_LABELS, "label"),
    **dict.fromkeys(_DAYS, "day"),
    **dict.fromkeys(_PAST_DAYS, "past day"),
    **dict.fromkeys(MOMENTS, "moment"),
    **dict.fromkeys(_AMOUNTS, "amount"),
    **dict.fromkeys(_NUMBERS, "number"),
}
"""Every field and how it is compared; criteria of the board's frameworks and the users' own come on top."""
ORDERED: Final[frozenset[Family]] = frozenset(("day", "past day", "moment", "amount", "number"))
"""What can be compared with < and > and by ranges."""
DAY_COUNTS: Final = ("age", "idle")
PERCENTS: Final = ("probability", "discount", "fit")
FLAGS: Final[Mapping[str, str]] = {
    "overdue": "a follow-up should have been done before today",
    "nonext": "open, without a follow-up",
    "stuck": "longer in its stage than the stage's target days",
    "idle": "nobody has touched it for longer than the stage allows",
    "silent": "idle, or untouched for two weeks where the stage says nothing",
    "mine": "you are its owner",
    "ready": "all closing signals were seen",
    "held": "required items of its checklist are open",
    "single": "past the first stage, and fewer than two people on it",
    "nurture": "on the nurture track",
    "handover": "won, and nobody has accepted the handover yet",
    "belowfloor": "worth less than its floor price",
    "dup": "an open deal of the same company with the same title exists",
    "archived": "out of sight",
}
"""Names that stand for themselves, each with what it asks for."""
HOLDINGS: Final[Mapping[str, str]] = {
    "conflicts": "conflicts",
    "contacts": "contacts",
    "tags": "tags",
    "notes": "notes",
    "follow-up": "follow_ups",
    "answers": "answers",
    "proposal": "proposals",
    "mql": "mql",
    "sql": "sql",
    "owner": "owner",
    "company": "company",
    "value": "value",
    "close": "close",
    "source": "source",
    "channel": "channel",
    "competitor": "competitor",
    "origin": "origin",
    "pains": "pains",
    **{role.replace(" ", "-"): f"{ROLE}{role}" for role in ROLES},
}
"""What `has` can ask for, and the field or role that holds it."""
OTHER_NAMES: Final[Mapping[str, str]] = {
    "tags": "tag",
    "ext": "external_id",
    "state": "status",
    "due": "close",
    "step": "follow-up",
}
"""What fields are called, too."""
JOINTS: Final = ("or", "and")
"""Words that join terms."""
