"""The fields of deals, stages, pipelines and the board: one table each.

Everything that reads or writes a field asks here: the fold (`load`, strict), the events (`dump`), and what
people type on the command line, in forms and in imports (`parse`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from functools import lru_cache
from typing import Final, cast
from zoneinfo import ZoneInfo

from pipeboard.domain import dates, money
from pipeboard.domain.deal import PRIORITIES
from pipeboard.domain.errors import BadInput
from pipeboard.domain.frameworks import find_framework
from pipeboard.domain.pipeline import COLOURS, PHASES
from pipeboard.domain.quotes import quoted
from pipeboard.domain.values import Changes, Value

CUSTOM: Final = "custom."
"""Prefix of the users' own fields; their values are text."""
TEXT_LIMIT: Final = 20_000
"""Characters in one text; a note longer than a short story is a mistake."""
ID_LIMIT: Final = 200
"""Characters in the id of anything."""
_RANK = re.compile(r"[0-9a-z]*[1-9a-z]|")
"""Nothing would fit between "a" and "a0" (see `order.between`)."""
_DECIMAL = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,10})?")
_COLOUR = re.compile(r"#[0-9a-f]{6}|")
_FRAMEWORK = re.compile(r"[a-z][a-z0-9-]{0,59}")


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name in the file, what people call it, and its three readings."""

    name: str
    title: str
    load: Callable[[object], Value]
    """From the file; ValueError when it is not of the field's form."""
    dump: Callable[[Value], object]
    """To the file; the inverse of `load`."""
    parse: Callable[[str, datetime], Value]
    """From typed text, given the present moment in the board's zone; BadInput with a sentence."""
    required: bool = False
    choices: tuple[str, ...] = ()
    """The few words that it can hold; empty where it can hold others."""


def _same(value: Value) -> object:
    return value


def load_text(value: object) -> str:
    """A text of the file; ValueError if it is none, or too long."""
    if not isinstance(value, str) or len(value) > TEXT_LIMIT:
        raise ValueError("not a text")
    return value


def load_id(value: object) -> str:
    """The id of something; ValueError if it is none."""
    if not isinstance(value, str) or not 0 < len(value) <= ID_LIMIT:
        raise ValueError("not an id")
    return value


def load_at(value: object) -> datetime:
    """A moment of the file, one that every time zone can tell; ValueError for anything else."""
    if not isinstance(value, str):
        raise ValueError("not a moment")
    moment = dates.load_moment(value)
    if not 1 < moment.year < 9999:
        raise ValueError("a moment out of all calendars")
    return moment


def _load_due(value: object) -> date:
    text = load_text(value)
    return dates.load_day(text) if len(text) == 10 else load_at(text)


def _load_rank(value: object) -> str:
    text = load_text(value)
    if not _RANK.fullmatch(text):
        raise ValueError("not a rank")
    return text


def _parse_text(text: str, _now: datetime) -> str:
    if len(text) > TEXT_LIMIT:
        raise BadInput(f"That text is too long: {len(text)} characters, {TEXT_LIMIT} fit.")
    return text.strip()


def _load_money(value: object) -> Decimal:
    if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
        raise ValueError("not an amount")
    try:
        return Decimal(value)
    except InvalidOperation as error:
        raise ValueError("not an amount") from error


def _parse_money(text: str, _now: datetime) -> Decimal:
    return money.parse_money(text)


def _load_day(value: object) -> date:
    return dates.load_day(load_text(value))


def _dump_day(value: Value) -> object:
    return dates.day_text(cast("date", value))


def _load_tags(value: object) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)) or not all(isinstance(tag, str) for tag in value):
        raise ValueError("not a list of tags")
    return tuple(sorted(set(value)))


def _dump_tags(value: Value) -> object:
    return list(cast("tuple[str, ...]", value))


def _parse_tags(text: str, _now: datetime) -> tuple[str, ...]:
    return tuple(sorted({tag.strip().lstrip("#") for tag in re.split(r"[,\s]+", text) if tag.strip("# ")}))


def _choice(
    what: str, choices: tuple[str, ...]
) -> tuple[Callable[[object], str], Callable[[str, datetime], str]]:
    def load(value: object) -> str:
        if value not in choices:
            raise ValueError(f"not a {what}")
        return str(value)

    def parse(text: str, _now: datetime) -> str:
        word = text.strip().lower()
        fitting = [choice for choice in choices if choice.startswith(word)] if word else []
        if len(fitting) != 1:
            raise BadInput(f"'{text}' is not a {what}; write {', '.join(choices[:-1])} or {choices[-1]}.")
        return fitting[0]

    return load, parse


def _load_currency(value: object) -> str:
    text = load_text(value)
    if not money.is_currency(text):
        raise ValueError("not a currency")
    return text


def _parse_currency(text: str, _now: datetime) -> str:
    code = text.strip().upper()
    if not money.is_currency(code):
        raise BadInput(f"'{text}' is not a currency; write its three letters, such as EUR or USD.")
    return code


def _whole(what: str, top: int) -> tuple[Callable[[object], int], Callable[[str, datetime], int]]:
    def load(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= top:
            raise ValueError(f"not a {what}")
        return value

    def parse(text: str, _now: datetime) -> int:
        digits = text.strip().removesuffix("%").strip()
        if not (digits.isascii() and digits.isdigit() and len(digits) < 10 and int(digits) <= top):
            raise BadInput(f"'{text}' is not a {what}; write a whole number from 0 to {top}.")
        return int(digits)

    return load, parse


def _load_flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("not yes or no")
    return value


def _parse_flag(text: str, _now: datetime) -> bool:
    word = text.strip().lower()
    if word in {"yes", "y", "true", "on", "1"}:
        return True
    if word in {"no", "n", "false", "off", "0"}:
        return False
    raise BadInput(f"'{text}' is neither yes nor no.")


def _load_framework(value: object) -> str:
    text = load_text(value)
    if not _FRAMEWORK.fullmatch(text):
        raise ValueError("not a framework")
    return text


def _parse_framework(text: str, _now: datetime) -> str:
    return find_framework(text).id


def _parse_colour(text: str, _now: datetime) -> str:
    colour = text.strip().lower()
    if colour not in COLOURS and not _COLOUR.fullmatch(colour):
        raise BadInput(f"'{text}' is not a colour; write {', '.join(COLOURS)}, or #rrggbb.")
    return colour


def _parse_zone(text: str, _now: datetime) -> str:
    try:
        return _load_zone(text.strip())
    except ValueError as error:
        raise BadInput(f"'{text}' is not a time zone; write one such as Europe/Helsinki or UTC.") from error


def _load_zone(value: object) -> str:
    name = load_text(value)
    try:
        ZoneInfo(name)
    except (OSError, ValueError, LookupError) as error:
        raise ValueError("not a time zone") from error
    return name


def _parse_close(text: str, now: datetime) -> date:
    return dates.parse_day(text, now)


def _text(name: str, title: str, *, required: bool = False) -> Field:
    return Field(name, title, load_text, _same, _parse_text, required)


def _table(*fields: Field) -> Mapping[str, Field]:
    return {one.name: one for one in fields}


def _number(name: str, title: str, what: str, top: int) -> Field:
    load, parse = _whole(what, top)
    return Field(name, title, load, _same, parse)


def _one_of(name: str, title: str, choices: tuple[str, ...]) -> Field:
    load, parse = _choice(title.lower(), choices)
    return Field(name, title, load, _same, parse, choices=choices)


_RANK_FIELD: Final = Field("rank", "Rank", _load_rank, _same, _parse_text)
DEAL: Final = _table(
    _text("title", "Title", required=True),
    _text("company", "Company"),
    Field("value", "Value", _load_money, lambda v: money.decimal_text(cast("Decimal", v)), _parse_money),
    Field("currency", "Currency", _load_currency, _same, _parse_currency),
    _text("owner", "Owner"),
    _text("source", "Source"),
    _text("channel", "Channel"),
    Field("tags", "Tags", _load_tags, _dump_tags, _parse_tags),
    _one_of("priority", "Priority", PRIORITIES),
    Field("close", "Expected close", _load_day, _dump_day, _parse_close),
    _text("external_id", "External id"),
    Field("framework", "Framework", _load_framework, _same, _parse_framework),
    _RANK_FIELD,
)
STAGE: Final = _table(
    _text("name", "Name", required=True),
    _text("pipeline", "Pipeline", required=True),
    _RANK_FIELD,
    _number("probability", "Probability", "probability", 100),
    _number("days", "Target days", "number of days", 3650),
    _number("idle", "Idle days", "number of days", 3650),
    _one_of("phase", "Phase", PHASES),
    Field("offer", "Offer", _load_flag, _same, _parse_flag),
    Field("qualified", "Qualified", _load_flag, _same, _parse_flag),
    Field("colour", "Colour", load_text, _same, _parse_colour),
    _text("goal", "Goal"),
    _text("role", "Responsible role"),
    _text("guidance", "Guidance"),
    _text("evidence", "Entry evidence"),
)
PIPELINE: Final = _table(_text("name", "Name", required=True), _RANK_FIELD)
BOARD: Final = _table(
    _text("name", "Name", required=True),
    Field("currency", "Currency", _load_currency, _same, _parse_currency, required=True),
    Field("timezone", "Time zone", _load_zone, _same, _parse_zone, required=True),
)
CONTACT: Final = _table(
    _text("name", "Name", required=True),
    _text("email", "E-mail"),
    _text("phone", "Phone"),
    _text("role", "Role"),
)
FOLLOW_UP: Final = _table(
    _text("kind", "Kind", required=True),
    Field(
        "due",
        "Due",
        _load_due,
        lambda value: dates.when_text(cast("date", value)),
        lambda text, now: dates.parse_when(text, now),
        required=True,
    ),
    _text("text", "Text"),
    _text("owner", "Owner"),
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
    return _text(name, name.removeprefix(CUSTOM))


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


def dump_set(table: Mapping[str, Field], changes: Changes) -> dict[str, object]:
    """Write changes for the file.

    BadInput for a field that does not exist, is required and emptied, or cannot hold the value.
    """
    dumped: dict[str, object] = {}
    for name, value in changes.items():
        field = known(table, name)
        if field.required and (value is None or not str(value).strip()):
            raise BadInput(f"{field.title} must not be empty.")
        dumped[name] = None if value is None or value in ("", ()) else _dumped(field, value)
    return dumped


def _dumped(field: Field, value: Value) -> object:
    """A value for the file, known to be one that the fold will read again."""
    try:
        raw = field.dump(value)
        field.load(raw)
    except (ValueError, TypeError, AttributeError, ArithmeticError) as error:
        raise BadInput(f"{field.title} cannot be {quoted(str(value))}; {error}.") from error
    return raw


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
        hint = f"did you mean '{near[0]}'?" if near else f"there are {', '.join(table)}."
        raise BadInput(f"There is no field '{name}'; {hint}")
    return field
