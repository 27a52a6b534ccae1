"""Records out of a stock TinyDB file: tables of documents under whole numbers, of other programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

import orjson

ID: Final = "External id"
"""The column that tells a record when it comes again: its table and number."""


def records_of(data: bytes) -> tuple[tuple[str, ...], list[tuple[str, ...]]] | None:
    """A header and a row for each document of all tables; None for what is no such file."""
    if data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"{":
        return None
    try:
        tables = orjson.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError:
        return None
    documents = list(_documents(tables)) if isinstance(tables, dict) else []
    if not documents:
        return None
    names = tuple(dict.fromkeys(name for _, document in documents for name in document))
    rows = [(key, *(_text(document.get(name)) for name in names)) for key, document in documents]
    return (ID, *names), rows


def _documents(tables: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each document with what it is known by."""
    for table, documents in tables.items():
        if not isinstance(documents, dict):
            continue
        for number, document in documents.items():
            if number.isdecimal() and isinstance(document, dict):
                yield f"{table}/{number}", document


def _text(value: object) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, list) and all(isinstance(one, (str, int, float)) for one in value):
        return ", ".join(map(str, value))
    return json.dumps(value, ensure_ascii=False)
