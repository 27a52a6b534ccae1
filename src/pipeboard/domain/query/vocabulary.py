"""The words of the filter language: what its fields are called and how each is compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple, TypeAlias

from pipeboard.domain.fields import CUSTOM
from pipeboard.domain.people import ROLES

__all__ = ["CUSTOM", "FIELDS", "FLAGS", "HOLDINGS", "JOINTS", "OTHER_NAMES"]

Family: TypeAlias = Literal[
    "choice", "name", "tag", "id", "text", "label", "day", "past day", "moment", "amount", "number"
]
"""How a field is compared: with one of some words, by the beginning of a name, anywhere in a text, ..."""

ROLE: Final = "role."
"""Prefix of the buying roles among what a deal can hold."""
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


class Field(NamedTuple):
    """A field of the language."""

    family: Family
    about: str
    """What it holds, in a few words."""


FIELDS: Final[Mapping[str, Field]] = {
    "owner": Field("label", "whose deal it is; me is you"),
    "stage": Field("name", "the stage, or the beginning of its name"),
    "status": Field("choice", "open, won, lost, disqualified, closed, any"),
    "value": Field("amount", "what it is worth"),
    "close": Field("day", "when it should close"),
    "next": Field("day", "when the next follow-up is due"),
    "tag": Field("tag", "one of its tags"),
    "priority": Field("choice", "low, normal or high"),
    "source": Field("label", "where it came from"),
    "company": Field("text", "somewhere in the company's name"),
    "title": Field("text", "somewhere in the title"),
    "pipeline": Field("name", "the pipeline, or the beginning of its name"),
    "channel": Field("label", "the channel it came by"),
    "contact": Field("text", "somewhere in a person's name, mail or phone"),
    "role": Field("text", "the role of a person"),
    "has": Field("choice", "whether there is any"),
    "created": Field("moment", "when it was made"),
    "entered": Field("moment", "when it came into its stage"),
    "touched": Field("moment", "when they were last in touch"),
    "active": Field("moment", "when anything last happened"),
    "closed": Field("moment", "when it was won, lost or disqualified"),
    "mql": Field("moment", "when it was marked as a marketing qualified lead"),
    "sql": Field("moment", "when it was marked as a sales qualified lead"),
    "age": Field("number", "days in its stage"),
    "idle": Field("number", "days since anything happened"),
    "touches": Field("number", "how many touches"),
    "notes": Field("number", "how many notes"),
    "contacts": Field("number", "how many people"),
    "follow-ups": Field("number", "how many open follow-ups"),
    "follow-up": Field("text", "somewhere in the kind or text of an open follow-up"),
    "assignee": Field("label", "whose a follow-up is"),
    "cadence": Field("label", "the cadence of a follow-up"),
    "proposal": Field("choice", "how the last offer stands"),
    "proposals": Field("number", "how many offers"),
    "offer": Field("amount", "what the last offer was"),
    "sent": Field("past day", "when the last offer was sent"),
    "decided": Field("past day", "when the last offer was decided"),
    "probability": Field("number", "chance of a win in percent"),
    "fit": Field("number", "fit to the best profile in percent"),
    "score": Field("number", "the lead score"),
    "framework": Field("label", "by which it is qualified"),
    "currency": Field("label", "of its value"),
    "list_price": Field("amount", "the price without discount"),
    "floor": Field("amount", "the least it may be sold for"),
    "discount": Field("number", "percent off the list price"),
    "decision": Field("day", "when they want to have decided"),
    "trial_end": Field("day", "when the trial ends"),
    "renewal": Field("day", "when it is up for renewal"),
    "review": Field("day", "when the win or loss is looked at again"),
    "revisit": Field("day", "when to look at it again"),
    "reason": Field("text", "why it was closed so"),
    "lesson": Field("text", "what was learnt from it"),
    "motion": Field("label", "what brings it on: product-led, sales-led, ..."),
    "segment": Field("label", "the part of the market it is in"),
    "objection": Field("label", "what they said against it"),
    "play": Field("label", "a play that was started on it"),
    "competitor": Field("text", "whom they look at, too"),
    "quotes": Field("number", "how many quotes they need"),
    "pains": Field("text", "what hurts them"),
    "buying": Field("text", "how they buy"),
    "relation": Field("label", "upsell, cross-sell or renewal of another deal"),
    "receiver": Field("text", "who takes it over after the win"),
    "accepted": Field("past day", "when the handover was accepted"),
    "promises": Field("text", "what was promised"),
    "satisfaction": Field("number", "from 0 to 10"),
    "satisfaction_note": Field("text", "what they said about it"),
    "external_id": Field("text", "its id in another program"),
    "id": Field("id", "the beginning or end of its id"),
}
"""Every field, the most used first; criteria of the board's frameworks and the users' own come on top."""
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
    "objection": "objections",
    "play": "plays",
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
