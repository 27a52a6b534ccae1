"""One row of the log: read as the object it holds, and what can be told of it without the others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum, auto
from typing import Any, Final

import orjson

from pipeboard.domain.erasure import ERASED
from pipeboard.domain.fold import DEAL_KINDS
from pipeboard.domain.outline import OUTLINE_KINDS
from pipeboard.domain.readings import load_id
from pipeboard.domain.seen import Row
from pipeboard.domain.splitting import ARCHIVE, MOVED

_MOMENT: Final = re.compile(rb'"at": ?"([0-9TZ:-]{20})"')


class About(Enum):
    """What an event that concerns no deal is about."""

    OUTLINE = auto()
    """Settings, pipelines and stages."""
    UNDO = auto()
    ERASURE = auto()
    """Rows of a person, as they are without what was known of them."""
    MOVE = auto()
    """Rows that are in an archive."""
    UNKNOWN = auto()


def read_row(line: bytes) -> dict[str, Any]:
    """The object of one line `"id": {...},`. ValueError if it is none."""
    row = orjson.loads(line[line.index(b":") + 1 :].rstrip(b", \r\n"))
    if not isinstance(row, dict):
        raise ValueError("it is not an object")
    return row


def read_rows(event_ids: list[str], lines: Mapping[str, bytes]) -> dict[str, Row] | None:
    """The rows of these events, read in one go; None if one of them cannot be read."""
    try:
        rows = orjson.loads(b"{%b}" % b"".join([lines[event_id] for event_id in event_ids]).rstrip(b", \r\n"))
    except orjson.JSONDecodeError:
        return None
    if list(rows) != event_ids or not all(type(row) is dict for row in rows.values()):
        return None
    # Under the ids that were given: a second copy of each would take 10 MB of 150,000 rows.
    return dict(zip(event_ids, rows.values(), strict=True))


def subject_of(row: Row) -> str | About:
    """The deal that an event concerns, or what else it is about. ValueError if it is malformed."""
    kind = row.get("do")
    if not isinstance(kind, str):
        raise ValueError("it does not say what it does")
    if kind in DEAL_KINDS:
        return load_id(row.get("deal"))
    if kind in OUTLINE_KINDS:
        return About.OUTLINE
    if kind == ERASED:
        return About.ERASURE
    if kind in (MOVED, ARCHIVE):
        return About.MOVE
    return About.UNDO if kind == "undo" else About.UNKNOWN


def act_of(event_id: str, row: Row) -> str:
    """The action that an event is part of. ValueError if malformed."""
    act = row.get("act")
    return event_id if act is None else load_id(act)


def happened(line: bytes) -> str:
    """When an event happened, by the first moment in its row; empty, which is before all, if it has none."""
    found = _MOMENT.search(line)
    return found[1].decode() if found else ""
