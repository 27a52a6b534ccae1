"""The one line that makes a deal: `Acme website 12k EUR @anna #web close:3w`.

What is not clearly something else is the title. An amount is one only where it cannot be mistaken: with a
currency (`€500`, `500 EUR`) or a multiplier (`12k`, `1.5m`); "Windows 11 rollout" keeps its 11.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from pipeboard.domain import fields, money
from pipeboard.domain.board import Board
from pipeboard.domain.errors import BadInput
from pipeboard.domain.values import Value

EXAMPLE: Final = "Acme website 12k EUR @anna #web close:3w"

_TOKEN = re.compile(r'(?:[^\s"]+:|@)"[^"]*"|\S+')
_FIELD = re.compile(r"([a-z_]+(?:\.[^\s:\"]+)?):(.*)", re.IGNORECASE | re.DOTALL)
_MULTIPLIED = re.compile(r"[0-9][0-9.,']*(?:k|m|mio|mln|mn|bn)", re.IGNORECASE)
_PLAIN = re.compile(r"-?[0-9][0-9.,']*(?:k|m|mio|mln|mn|bn)?", re.IGNORECASE)
_GROUP = re.compile(r"[0-9]{3}(?:[.,][0-9]{1,2})?")
_SIGNED = re.compile(r"-?(?:US\$|[€$£¥元₹₩])-?[0-9].*|-?[0-9].*(?:[€$£¥元₹₩]|zł)", re.IGNORECASE)
_CODED = re.compile(r"(?:[a-z]{3}-?[0-9][0-9.,']*k?m?|-?[0-9][0-9.,']*[km]?[a-z]{3})", re.IGNORECASE)
_SHORT: Final = {"tag": "tags", "due": "close", "amount": "value"}
"""Other words for fields."""


def read(line: str, board: Board, now: datetime, pipeline: str | None = None) -> dict[str, Value]:
    """As `parse`, with the id of the stage that was named; those of `pipeline` (an id) come first.

    NotFound when there is no such stage, or more than one fits.
    """
    from pipeboard.domain.find import find_stage

    found = parse(line, now)
    if found.get("stage"):
        found["stage"] = find_stage(board, str(found["stage"]), pipeline).id
    return found


def parse(line: str, now: datetime) -> dict[str, Value]:
    """The fields of the new deal; `now` is the present moment in the board's zone.

    `stage:NAME` is passed on as it was typed, for `find.find_stage`. BadInput when no title is left or a
    `field:value` cannot be read.
    """
    found: dict[str, Value] = {}
    tags: set[str] = set()
    words: list[str] = []
    for token in _TOKEN.findall(line):
        if token[0] == "@" and len(token.strip('@"')) > 0:
            found["owner"] = token[1:].strip('"')
        elif token[0] == "#" and token[1:].strip("#") and not token[1:].isdigit():
            tags.add(token.strip("#"))
        elif not _take_field(token, now, found):
            words.append(token)
    if "value" not in found:
        _take_amount(words, found)
    typed_tags = found.pop("tags", None)
    if isinstance(typed_tags, tuple):
        tags.update(typed_tags)
    if tags:
        found["tags"] = tuple(sorted(tags))
    title = found.pop("title", None) or " ".join(words)
    if not title:
        raise BadInput(f"A deal needs a title; write it like: {EXAMPLE}")
    return {"title": title, **found}


def _take_field(token: str, now: datetime, found: dict[str, Value]) -> bool:
    """Read `field:value` into `found`; False when the token is no field of a deal."""
    match = _FIELD.fullmatch(token)
    if match is None or not match[2].strip('"'):
        return False
    name = match[1].lower()
    name = _SHORT.get(name, name)
    text = match[2].strip('"')
    if name == "stage":
        found["stage"] = text
        return True
    if name == "rank" or (match[2].startswith("//")):
        return False
    if name.startswith(fields.CUSTOM):
        name = fields.CUSTOM + match[1][len(fields.CUSTOM) :]
    field = fields.field_of(fields.DEAL, name)
    if field is None:
        return False
    if name == "value":
        found["value"], currency = money.parse_amount(text)
        if currency:
            found.setdefault("currency", currency)
    else:
        found[name] = field.parse(text, now)
    return True


def _take_amount(words: list[str], found: dict[str, Value]) -> None:
    """Move the clear amount out of `words`: one with a currency if there is one, else one like `12k`."""
    span = _with_currency(words)
    if span is None:
        at = next((at for at, word in enumerate(words) if _MULTIPLIED.fullmatch(word)), None)
        span = None if at is None else (at, at + 1)
    if span is None:
        return
    value, currency = money.parse_amount(" ".join(words[span[0] : span[1]]))
    found["value"] = value
    if currency:
        found.setdefault("currency", currency)
    del words[span[0] : span[1]]


def _with_currency(words: list[str]) -> tuple[int, int] | None:
    """Where an amount with its currency stands: first word, and the one after its last."""
    for at, word in enumerate(words):
        if _SIGNED.fullmatch(word) and _is_amount(word):
            return at, at + 1
        if _CODED.fullmatch(word) and _is_amount(word):
            return at, at + 1
        if at and _is_currency(word) and _PLAIN.fullmatch(words[at - 1]):
            return _first_group(words, at - 1), at + 1
        if _is_currency(word) and word.isupper() and at + 1 < len(words) and _PLAIN.fullmatch(words[at + 1]):
            return at, _last_group(words, at + 1) + 1
    return None


def _first_group(words: list[str], at: int) -> int:
    """The first word of a number grouped with spaces (`12 000`) that ends at `at`."""
    while at and _GROUP.fullmatch(words[at]) and re.fullmatch(r"[0-9]{1,3}", words[at - 1]):
        at -= 1
    return at


def _last_group(words: list[str], at: int) -> int:
    if not re.fullmatch(r"[0-9]{1,3}", words[at]):
        return at
    while at + 1 < len(words) and _GROUP.fullmatch(words[at + 1]):
        at += 1
    return at


def _is_amount(word: str) -> bool:
    """Whether the word is an amount with a currency; a negative one is, and is refused later."""
    try:
        return bool(money.parse_amount(word.replace("-", ""))[1])
    except BadInput:
        return False


def _is_currency(word: str) -> bool:
    """Whether the word is a well-known currency or its sign ("PCS" has the form of a code and is none)."""
    if len(word) == 1 and not word.isalnum():
        return _is_amount(f"1{word}")
    return len(word) == 3 and word.isascii() and word.isalpha() and _is_amount(f"1 {word.lower()}")
