"""Why a file is no board: one clear sentence and a code for each kind of damage, found in bounded time."""

from __future__ import annotations

import re
from typing import Final

import orjson

from pipeboard.domain.errors import DamagedFile
from pipeboard.store.markers import has_conflict_markers

RECOVER = "`pipeboard doctor` shows what is left of it; nothing was changed"

SENTENCES = {
    "empty": f"The board file is empty (0 bytes); {RECOVER}.",
    "blank": f"The board file holds nothing but white space; {RECOVER}.",
    "nul": f"The board file holds NUL bytes, as after a power cut; {RECOVER}.",
    "utf-16": "The board file is saved as UTF-16; save it again as UTF-8.",
    "encoding": "The board file is not UTF-8 (Latin-1 perhaps); save it again as UTF-8.",
    "conflict": "The board file holds git conflict markers amid lines of another tool's layout; "
    "`pipeboard sync` unites both sides out of what git knows of them.",
    "truncated": f"The board file is cut off before its end; {RECOVER}.",
    "trailing": f"The board file goes on after its end; {RECOVER}.",
    "two-documents": f"The board file holds two JSON documents one after the other; {RECOVER}.",
    "depth": f"The board file is nested too deeply to be a board; {RECOVER}.",
    "not-object": f"The board file holds JSON, but no board; {RECOVER}.",
    "foreign": "The file is JSON of another kind, not a board; check the path, or make a board with "
    "`pipeboard init`.",
    "tinydb": "The file is a plain TinyDB file, not a board; move it aside, make a board with "
    "`pipeboard init`, and bring its records in with `pipeboard import FILE`.",
    "head": f"The head of the board file (its format and board id) cannot be read; {RECOVER}.",
    "no-events": f"The board file has lost its table of events; {RECOVER}.",
    "twice": f"The board file holds one of its tables twice; {RECOVER}.",
    "two-boards": "The board file has two heads: two boards were made apart and then merged; "
    "`pipeboard doctor` shows what each holds, `pipeboard help team` how to unite them.",
    "json": f"The board file is not valid JSON; {RECOVER}.",
}


class Damage(DamagedFile):
    """A file that is no board; `code` names the kind (a key of SENTENCES)."""

    def __init__(self, code: str) -> None:
        super().__init__(SENTENCES[code])
        self.code = code


_HEADS: Final = rb'(?m)^\{"pipeboard": .*'


def heads_in(data: bytes) -> set[bytes]:
    """The different lines that each say which board this is."""
    return {head.rstrip(b"\r") for head in re.findall(_HEADS, data)}


def is_other_encoding(data: bytes) -> bool:
    """Whether the text is of another encoding than UTF-8, and not UTF-8 with a byte that went wrong."""
    if data.isascii() or _is_utf_8(data):
        return False
    lines = [line for line in data.split(b"\n") if not line.isascii()]
    return len(lines) > 1 and not any(map(_is_utf_8, lines))


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def diagnose(data: bytes) -> Damage:
    """What is wrong with `data`, which is known not to parse as a board."""
    return Damage(_encoding(data) or _structure(data))


def _encoding(data: bytes) -> str | None:
    if not data:
        return "empty"
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"{\0", b"\0{")):
        return "utf-16"
    if not data.strip(b" \t\r\n\xef\xbb\xbf"):
        return "blank"
    if b"\0" in data:
        return "nul"
    if has_conflict_markers(data):
        return "conflict"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        # A file cut inside a character is cut, not foreign.
        return "truncated" if error.reason.startswith("unexpected end") else "encoding"
    return None


def _structure(data: bytes) -> str:
    try:
        top = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        if len(heads_in(data)) > 1:
            return "two-boards"
        if "depth" in error.msg or "recursion" in error.msg:
            return "depth"
        if "unexpected end" in error.msg:
            return "truncated"
        if "after document" in error.msg:
            rest = data.decode("utf-8")[error.pos :].lstrip()
            return "two-documents" if rest.startswith("{") else "trailing"
        return "json"
    return "head" if isinstance(top, dict) else "not-object"
