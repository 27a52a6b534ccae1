"""Reads a board file that another tool has laid out anew (a formatter, an editor), without changing a value.

The text of strings and numbers is taken over as it stands; only the white space between them is ours. That is
why the document is walked member by member and not simply loaded and written again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from json.decoder import scanstring  # type: ignore[attr-defined]  # the stubs lack it
from typing import NamedTuple

from pipeboard.store.damage import Damage
from pipeboard.store.jsontext import loads
from pipeboard.store.layout import SENTINEL

_SPACE = re.compile(r"[ \t\r\n]*")
_PIECE = re.compile(r'("(?:[^"\\]|\\.)*")|[ \t\r\n]+|([,:])')

# Numbers stay text: one of 5,000 digits must neither be rounded nor take minutes.
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)


class Document(NamedTuple):
    """The parts of a whole JSON document that is a board."""

    header: object
    head: bytes
    """The head line, without its newline."""
    rows: list[tuple[str, bytes]]
    tail: bytes


def document(data: bytes) -> Document | None:
    """The board in a valid JSON document; None for what is not JSON. Damage for JSON that is no board."""
    try:
        top = loads(data)
    except ValueError:
        return None
    if not isinstance(top, dict):
        raise Damage("not-object")
    if "pipeboard" not in top:
        raise Damage("tinydb" if _is_tinydb(top) else "foreign")
    if not isinstance(top.get("events"), dict):
        raise Damage("no-events")
    try:
        members = list(_members(data.decode("utf-8")))
        tables = {key: raw for key, _, raw in members}
        if len(tables) < len(members):
            raise Damage("twice")
        others = [
            f"{name}: {compact(raw)}" for key, name, raw in members if key not in ("pipeboard", "events")
        ]
        rows_found = [pair for pair in rows(tables["events"]) if pair[1] != b'"~": {},']
    except RecursionError:
        raise Damage("depth") from None
    head = f'{{"pipeboard": {compact(tables["pipeboard"])},'.encode()
    tail = SENTINEL + "".join(("}", *(f",\n{other}" for other in others), "}\n")).encode()
    return Document(top["pipeboard"], head, rows_found, tail)


def _is_tinydb(top: dict[str, object]) -> bool:
    return any(
        isinstance(table, dict) and (name == "_default" or table) and all(key.isdecimal() for key in table)
        for name, table in top.items()
    )


def rows(table: str) -> list[tuple[str, bytes]]:
    """The members of a JSON object as canonical lines, by key; each text is taken over as it stands."""
    found = []
    for key, name, raw in _members(table):
        # An id written with escapes is the same id.
        plain = f'"{key}"' if key.isascii() and key.isprintable() and not set('"\\') & set(key) else name
        found.append((key, f"{plain}: {compact(raw)},".encode()))
    return found


def compact(raw: str) -> str:
    """JSON text on one line, with ", " and ": " as the only white space."""
    return _PIECE.sub(lambda piece: piece[1] or (f"{piece[2]} " if piece[2] else ""), raw)


def _members(text: str) -> Iterator[tuple[str, str, str]]:
    """Key, key as written and value as written of each member of a JSON object that is known to be valid."""
    at = _skip(text, _skip(text, 0) + 1)
    while text[at] == '"':
        key, end = scanstring(text, at + 1)
        name = text[at:end]
        start = _skip(text, _skip(text, end) + 1)
        _, end = _DECODER.raw_decode(text, start)
        yield key, name, text[start:end]
        at = _skip(text, end)
        at = _skip(text, at + 1) if text[at] == "," else at


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at
