"""The kinds of values that fields hold, each with its three readings: from the file, to it, and as typed.

What comes from the file is read strictly (ValueError for anything of another form); what people type is read
kindly (BadInput with a sentence that says what to write).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final, Literal, NamedTuple, TypeAlias, cast
from zoneinfo import ZoneInfo

from pipeboard.domain import dates, money
from pipeboard.domain.errors import BadInput
from pipeboard.domain.pipeline import COLOURS
from pipeboard.domain.values import Value

Kind: TypeAlias = Literal["text", "choice", "number", "money", "day", "list"]
"""What a field holds, as far as tables tell it apart: anything else is a text to them."""

TEXT_LIMIT: Final = 20_000
"""Characters in one text; a note longer than a short story is a mistake."""
ID_LIMIT: Final = 200
"""Characters in the id of anything."""
_RANK = re.compile(r"[0-9a-z]*[1-9a-z]|")
"""Nothing would fit between "a" and "a0" (see `order.between`)."""
_DECIMAL = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,10})?")
_WHOLE = re.compile(r"[-+]?[0-9]{1,9}")
_COLOUR = re.compile(r"#[0-9a-f]{6}|")


class Field(NamedTuple):
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
    kind: Kind = "text"


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


def load_money(value: object) -> Decimal:
    """An amount of the file; ValueError if it is none."""
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


def _choice(
    what: str, choices: tuple[str, ...]
) -> tuple[Callable[[object], str], Callable[[str, datetime], str]]:
    def load(value: object) -> str:
        if value not in choices:
            raise ValueError(f"not a {what}")
        return str(value)

    def parse(text: str, _now: datetime) -> str:
        word = text.strip().casefold()
        fitting = [choice for choice in choices if choice.casefold().startswith(word)] if word else []
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


def _whole(what: str, low: int, top: int) -> tuple[Callable[[object], int], Callable[[str, datetime], int]]:
    def load(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= top:
            raise ValueError(f"not a {what}")
        return value

    def parse(text: str, _now: datetime) -> int:
        digits = text.strip().removesuffix("%").strip()
        if not (_WHOLE.fullmatch(digits) and low <= int(digits) <= top):
            raise BadInput(f"'{text}' is not a {what}; write a whole number from {low} to {top}.")
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


def _parse_day(text: str, now: datetime) -> date:
    return dates.parse_day(text, now)


def _load_list(value: object) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)) or not all(isinstance(one, str) for one in value):
        raise ValueError("not a list of texts")
    return tuple(sorted(set(value)))


def _dump_list(value: Value) -> object:
    return list(cast("tuple[str, ...]", value))


def _parse_list(text: str, _now: datetime) -> tuple[str, ...]:
    return tuple(sorted({one.strip() for one in re.split(r"[,;\n]", text) if one.strip()}))


def _parse_tags(text: str, _now: datetime) -> tuple[str, ...]:
    return tuple(sorted({tag.strip().lstrip("#") for tag in re.split(r"[,\s]+", text) if tag.strip("# ")}))


# The fields themselves


def text_field(name: str, title: str, *, required: bool = False) -> Field:
    """Any text."""
    return Field(name, title, load_text, _same, _parse_text, required)


def number_field(name: str, title: str, what: str, top: int, *, low: int = 0) -> Field:
    """A whole number from `low` to `top`."""
    load, parse = _whole(what, low, top)
    return Field(name, title, load, _same, parse, kind="number")


def span_field(name: str, title: str) -> Field:
    """A number of days, typed as 30d, 2w or 1mon; 0 for never."""
    load, _ = _whole("number of days", 0, 3650)
    return Field(name, title, load, _same, lambda text, _now: dates.parse_span(text))


def choice_field(name: str, title: str, choices: tuple[str, ...]) -> Field:
    """One of a few words, typed as far as they are unique."""
    load, parse = _choice(title.lower(), choices)
    return Field(name, title, load, _same, parse, choices=choices, kind="choice")


def money_field(name: str, title: str, *, required: bool = False) -> Field:
    """An amount; its currency is a field of its own."""
    return Field(
        name,
        title,
        load_money,
        lambda value: money.decimal_text(cast("Decimal", value)),
        _parse_money,
        required,
        kind="money",
    )


def rate_field(name: str, title: str, *, required: bool = False) -> Field:
    """How much one unit of a currency is worth in another."""
    return Field(
        name,
        title,
        load_money,
        lambda value: money.decimal_text(cast("Decimal", value)),
        lambda text, _now: money.parse_rate(text),
        required,
    )


def currency_field(name: str, title: str, *, required: bool = False) -> Field:
    """The three letters of a currency."""
    return Field(name, title, _load_currency, _same, _parse_currency, required)


def day_field(name: str, title: str) -> Field:
    """A calendar day."""
    return Field(name, title, _load_day, _dump_day, _parse_day, kind="day")


def due_field(name: str, title: str) -> Field:
    """A calendar day or a moment, which cannot be left out."""
    return Field(
        name,
        title,
        _load_due,
        lambda value: dates.when_text(cast("date", value)),
        lambda text, now: dates.parse_when(text, now),
        required=True,
    )


def flag_field(name: str, title: str) -> Field:
    """Yes or no."""
    return Field(name, title, _load_flag, _same, _parse_flag, choices=("yes", "no"))


def tags_field(name: str, title: str) -> Field:
    """A set of single words."""
    return Field(name, title, _load_list, _dump_list, _parse_tags, kind="list")


def list_field(name: str, title: str) -> Field:
    """A set of short texts, typed with commas between them."""
    return Field(name, title, _load_list, _dump_list, _parse_list, kind="list")


def rank_field() -> Field:
    """A place in an order (see `order`)."""
    return Field("rank", "Rank", _load_rank, _same, _parse_text)


def colour_field(name: str, title: str) -> Field:
    """A colour by its name or as `#rrggbb`."""
    return Field(name, title, load_text, _same, _parse_colour)


def zone_field(name: str, title: str) -> Field:
    """A time zone by its IANA name, which cannot be left out."""
    return Field(name, title, _load_zone, _same, _parse_zone, required=True)
