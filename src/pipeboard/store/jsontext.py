"""Reads JSON text fast, and also the one valid thing that the fast reader refuses."""

from __future__ import annotations

import json

import orjson


def loads(data: bytes) -> object:
    """What the JSON text says. Raises ValueError (json.JSONDecodeError for bad syntax or depth)."""
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        # Half of a surrogate pair, escaped, is JSON and can come with pasted text, but orjson refuses it.
        if "surrogate" not in error.msg or b"\\u" not in data:
            raise
        refused = error
    try:
        return json.loads(data.decode("utf-8"), parse_constant=_refuse)
    except (RecursionError, UnicodeDecodeError):
        raise refused from None


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is not JSON")
