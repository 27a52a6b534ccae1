"""The fields of deals, stages, pipelines and the board: one table each.

Everything that reads or writes a field asks here: the fold (`load`, strict), the events (`dump`), and what
people type on the command line, in forms and in imports (`parse`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Final, Self

from pipeboard.domain.deal import PRIORITIES
from pipeboard.domain.errors import BadInput
from pipeboard.domain.frameworks import WORD
from pipeboard.domain.nearest import get_close_matches
from pipeboard.domain.pipeline import MOTIONS, PHASES
from pipeboard.domain.quotes import quoted
from pipeboard.domain.readings import (
    TEXT_LIMIT,
    Field,
    choice_field,
    colour_field,
    currency_field,
    day_field,
    due_field,
    flag_field,
    list_field,
    load_text,
    money_field,
    number_field,
    rank_field,
    span_field,
    tags_field,
    text_field,
    zone_field,
)
from pipeboard.domain.slugs import slug
from pipeboard.domain.values import Changes, Value

CUSTOM: Final = "custom."
"""Prefix of the users' own fields; their values are text."""

RELATIONS: Final = ("upsell", "cross-sell", "renewal")
"""What a deal that came out of a won one is to it."""
TRACKS: Final = ("nurture",)
"""Where a deal can wait that is not ready to buy."""
PROPOSAL_OUTCOMES: Final = ("accepted", "declined")


def _load_framework(value: object) -> str:
    text = load_text(value)
    if not re.fullmatch(WORD, text):
        raise ValueError("not a framework")
    return text


def _parse_framework(text: str, _now: datetime) -> str:
    """As it is written in the file; whether there is such a framework, the board's rules know."""
    name = slug(text, "")
    if not re.fullmatch(WORD, name):
        raise BadInput(f"{quoted(text)} is not the name of a framework; write one such as bant.")
    return name


def _same(value: Value) -> object:
    return value


def table(*fields: Field) -> Mapping[str, Field]:
    """Fields by their names."""
    return {one.name: one for one in fields}


DEAL: Final = table(
    text_field("title", "Title", required=True),
    text_field("company", "Company"),
    money_field("value", "Value"),
    currency_field("currency", "Currency"),
    text_field("owner", "Owner"),
    text_field("source", "Source"),
    text_field("channel", "Channel"),
    tags_field("tags", "Tags"),
    choice_field("priority", "Priority", PRIORITIES),
    day_field("close", "Expected close"),
    money_field("list_price", "List price"),
    money_field("floor", "Floor"),
    day_field("decision", "Decision deadline"),
    day_field("trial_end", "Trial end"),
    day_field("renewal", "Renewal"),
    day_field("review", "Review date"),
    day_field("revisit", "Look again"),
    number_field("probability", "Probability override", "probability", 100),
    choice_field("motion", "Sales motion", MOTIONS),
    text_field("segment", "Segment"),
    text_field("competitor", "Competitor"),
    number_field("quotes", "Quotes they need", "number of quotes", 100),
    list_field("pains", "Pain points"),
    text_field("buying", "How they buy"),
    number_field("score_override", "Score override", "score", 1000, low=-1000),
    choice_field("track", "Track", TRACKS),
    text_field("promises", "Promises"),
    text_field("receiver", "Handed over to"),
    day_field("handover_accepted", "Handover accepted"),
    number_field("satisfaction", "Satisfaction", "satisfaction", 10),
    text_field("satisfaction_note", "Satisfaction comment"),
    text_field("origin", "Came out of"),
    choice_field("relation", "Relation", RELATIONS),
    text_field("external_id", "External id"),
    Field("framework", "Framework", _load_framework, _same, _parse_framework),
    rank_field(),
)
STAGE: Final = table(
    text_field("name", "Name", required=True),
    text_field("pipeline", "Pipeline", required=True),
    rank_field(),
    number_field("probability", "Probability", "probability", 100),
    number_field("days", "Target days", "number of days", 3650),
    number_field("idle", "Idle days", "number of days", 3650),
    choice_field("phase", "Phase", PHASES),
    flag_field("offer", "Offer"),
    flag_field("qualified", "Qualified"),
    number_field("limit", "Limit", "number of deals", 10_000),
    flag_field("limit_holds", "Limit holds"),
    colour_field("colour", "Colour"),
    text_field("goal", "Goal"),
    text_field("role", "Responsible role"),
    text_field("guidance", "Guidance"),
    text_field("evidence", "Entry evidence"),
    text_field("tools", "Tools"),
)
PIPELINE: Final = table(
    text_field("name", "Name", required=True),
    choice_field("motion", "Sales motion", MOTIONS),
    text_field("segment", "Segment"),
    rank_field(),
)
BOARD: Final = table(
    text_field("name", "Name", required=True),
    currency_field("currency", "Currency", required=True),
    zone_field("timezone", "Time zone"),
    number_field("fiscal_start", "Fiscal year from month", "month", 12, low=1),
    number_field("haircut", "Forecast haircut, %", "percentage", 99),
    number_field("assumed_conversion", "Assumed conversion, %", "percentage", 100),
    number_field("margin", "Margin, %", "percentage", 100),
    number_field("churn", "Yearly churn, %", "percentage", 100),
    number_field("customer_years", "Years a customer stays", "number of years", 50, low=1),
)
CONTACT: Final = table(
    text_field("name", "Name", required=True),
    text_field("email", "E-mail"),
    text_field("phone", "Phone"),
    text_field("role", "Role"),
    text_field("links", "Links"),
)
FOLLOW_UP: Final = table(
    text_field("kind", "Kind", required=True),
    due_field("due", "Due"),
    text_field("text", "Text"),
    text_field("owner", "Owner"),
    span_field("every", "Repeats after"),
    text_field("cadence", "Cadence"),
    number_field("step", "Step", "step", 1000),
)
PROPOSAL: Final = table(
    money_field("amount", "Amount", required=True),
    currency_field("currency", "Currency"),
    text_field("title", "Title"),
    day_field("sent", "Sent"),
    choice_field("outcome", "Outcome", PROPOSAL_OUTCOMES),
    day_field("decided", "Decided"),
    flag_field("problem", "Problem"),
    flag_field("solution", "Solution"),
    flag_field("benefits", "Benefits"),
    flag_field("cost", "Cost"),
)


def field_of(table: Mapping[str, Field], name: str) -> Field | None:
    """The field called `name`; users' own fields exist for deals under `custom.`; None if there is none."""
    found = table.get(name)
    if found is None and table is DEAL and name.startswith(CUSTOM) and len(name) > len(CUSTOM):
        return _custom(name)
    return found


@lru_cache(maxsize=1024)
def _custom(name: str) -> Field:
    """A field of the users' own; many deals have the same ones."""
    return text_field(name, name.removeprefix(CUSTOM))


def load_set(table: Mapping[str, Field], raw: object) -> dict[str, Value]:
    """Read the `set` of an event; fields of newer versions are passed over. ValueError if malformed."""
    if not isinstance(raw, dict):
        raise ValueError("`set` is not an object")
    loaded: dict[str, Value] = {}
    for name, value in raw.items():
        field = table.get(name) or field_of(table, name)
        if field is not None:
            loaded[name] = None if value is None else field.load(value)
    return loaded


class Dumped(dict[str, object]):
    """Changes as the file holds them, known to be of the forms that the fields of `table` read again."""

    __slots__ = ("table",)
    table: Mapping[str, Field]

    @classmethod
    def of(
        cls, table: Mapping[str, Field], there: Mapping[str, object] | Iterable[tuple[str, object]] = ()
    ) -> Self:
        """With what is known to be of these forms already."""
        new = cls(there)  # an `__init__` of its own would make a dictionary take twice as long to make
        new.table = table
        return new


def sound(value: object) -> object:
    """A value for the file: half characters (undecodable input) replaced. BadInput for a text too long."""
    if isinstance(value, str):
        if len(value) > TEXT_LIMIT:
            raise BadInput(f"That text is too long: {len(value)} characters, {TEXT_LIMIT} fit.")
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    if isinstance(value, Dumped):
        return value
    if isinstance(value, dict):
        return {key: sound(one) for key, one in value.items()}
    if isinstance(value, list):
        return [sound(one) for one in value]
    return value


def dump_set(table: Mapping[str, Field], changes: Changes) -> Dumped:
    """Write changes for the file; half characters (undecodable input) are replaced.

    BadInput for a field that does not exist, is required and emptied, or cannot hold the value.
    """
    dumped = Dumped.of(table)
    for name, value in changes.items():
        field = table.get(name) or known(table, name)
        if type(value) is str and field.load is load_text and value.strip() and len(value) <= TEXT_LIMIT:
            dumped[name] = value if value.isascii() else sound(value)  # as most values of most deals
            continue
        if field.required and (value is None or not str(value).strip()):
            raise BadInput(f"{field.title} must not be empty.")
        dumped[name] = dump_value(field, value)
    return dumped


def dump_value(field: Field, value: Value) -> object:
    """A value for the file, known to be one that the fold will read again; None for an empty one.

    BadInput where the field cannot hold it.
    """
    if value is None or value in ("", ()):
        return None
    try:
        raw = field.dump(value)
        field.load(raw)
    except (ValueError, TypeError, AttributeError, ArithmeticError) as error:
        raise BadInput(f"{field.title} cannot be {quoted(str(value))}; {error}.") from error
    return sound(raw)


def parse_changes(table: Mapping[str, Field], typed: Mapping[str, str], now: datetime) -> dict[str, Value]:
    """Read what people typed, field by field; empty text empties a field. BadInput with one sentence."""
    parsed: dict[str, Value] = {}
    for name, text in typed.items():
        field = known(table, name)
        if text.strip():
            parsed[name] = field.parse(text, now)
        elif field.required:
            raise BadInput(f"{field.title} must not be empty.")
        else:
            parsed[name] = None
    return parsed


def known(table: Mapping[str, Field], name: str) -> Field:
    """The field called `name`; BadInput, with the nearest one, if there is none."""
    field = field_of(table, name)
    if field is None:
        near = get_close_matches(name, table, 1)
        if near:
            hint = f"did you mean '{near[0]}'?"
        elif table is DEAL:
            hint = f"fields of your own start with '{CUSTOM}'."
        else:
            hint = f"there are {', '.join(table)}."
        raise BadInput(f"There is no field '{name}'; {hint}")
    return field
