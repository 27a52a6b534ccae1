"""Git's conflict markers in a board file. Every row between them belongs to the board, whosever side it is
on: the marker lines are dropped, and told is which side brought how many rows.

A line of ours starts with a quote or a brace, so a marker can never be mistaken for one. Markers of inner
conflicts are longer, or as long when somebody committed them; either way all of them go.
"""

from __future__ import annotations

import re
from typing import Final

from pipeboard.domain.ids import is_event_id
from pipeboard.store.layout import OPEN, SENTINEL, Side, row_id

_MARKER: Final = rb"^(<{7,}|\|{7,}|={7,}|>{7,})(?: (.*))?$"
_SIGNS: Final = rb"(?m)^(?:<{7,}|>{7,}|\|{7,})(?: |$)"
_HEAD = b'{"pipeboard": '
_EVENTS = OPEN.strip()
_END = b"}}"


def has_conflict_markers(data: bytes) -> bool:
    """Whether a line starts like one of git's conflict markers."""
    return (b"\n<<<<<<<" in data or b"\n>>>>>>>" in data or data.startswith(b"<<<<<<<")) and (
        re.search(_SIGNS, data) is not None
    )


def without_markers(data: bytes) -> tuple[bytes, tuple[Side, ...]]:
    """The file without the marker lines, and whose rows stood between them."""
    lines: list[bytes] = []
    ids: dict[str, set[str]] = {}
    conflicts: list[_Conflict] = []
    match = re.compile(_MARKER).match
    for line in data.split(b"\n"):
        marker = match(line)
        if marker is None:
            lines.append(line)
            if conflicts:
                conflicts[-1].take(line)
        elif marker[1][:1] == b"<":
            conflicts.append(_Conflict(_name(marker[2])))
        elif conflicts and marker[1][:1] == b">":
            ended = conflicts.pop()
            ids.setdefault(ended.name, set()).update(ended.ours)
            ids.setdefault(_name(marker[2]), set()).update(ended.part)
        elif conflicts:
            conflicts[-1].part = set()
    sides = [Side(name, len(found.difference(*_others(ids, name)))) for name, found in ids.items()]
    return b"\n".join(lines), tuple(sides)


class _Conflict:
    """A conflict that is being read."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.ours: set[str] = set()
        self.part = self.ours
        """The ids of the part that is being read: ours, what both began with, theirs."""

    def take(self, line: bytes) -> None:
        try:
            found = row_id(line)
        except ValueError:
            return
        if is_event_id(found):
            self.part.add(found)


def _name(label: bytes | None) -> str:
    return (label or b"").decode("utf-8", "replace").strip() or "the other side"


def _others(ids: dict[str, set[str]], name: str) -> list[set[str]]:
    return [found for other, found in ids.items() if other != name]


def one_frame(data: bytes) -> bytes | None:
    """A file that holds head or end more than once, as each side had them, with one of each.

    None when the heads differ, a line belongs to no known place, or the file breaks off.
    """
    lines = [line for line in data.split(b"\n") if line.strip(b" \t\r")]
    heads = {line for line in lines if line.startswith(_HEAD)}
    if len(heads) != 1 or lines[-1] != _END:
        return None
    frame = (*heads, _EVENTS, SENTINEL.strip(), _END)
    rows = [line for line in lines if line not in frame]
    if not all(line.startswith(b'"') for line in rows):
        return None
    body = b"".join(line + b"\n" for line in rows)
    return heads.pop() + OPEN + body + SENTINEL + _END + b"\n"
