"""What is left of the rows in a file that cannot be read as a board.

Rows are looked for one by one, wherever they stand: in lines of our own layout, in a document that another
tool laid out and that breaks off somewhere, between conflict markers. Found rows are taken over as they are.
"""

from __future__ import annotations

import json
import re
from json.decoder import JSONDecoder
from typing import Final, NamedTuple

from pipeboard.domain.errors import DamagedFile
from pipeboard.domain.ids import ALPHABET, is_event_id
from pipeboard.store.damage import is_other_encoding
from pipeboard.store.jsontext import loads
from pipeboard.store.parsing import parse, rows_on
from pipeboard.store.relayout import compact

_MEMBER: Final = re.compile(rf'"([{ALPHABET}]{{3,12}}-[{ALPHABET}]{{12}})"\s*:\s*(?=\{{)')
_BOARD: Final = re.compile(r'"board"\s*:\s*"([a-z0-9-]{1,40})"')
_HEAD: Final = 4096
"""Characters in which the name of the board is looked for."""
_USUAL: Final = 8_000
_LONGEST: Final = 1_000_000
"""Characters of a row: of most, and of any."""
_PATIENCE: Final = 50_000_000
"""Characters looked at in vain after which the search is given up: no honest file has so many broken rows."""
_DECODER: Final = JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)


class Salvage(NamedTuple):
    """Rows by id, and the board they are of; its name is empty where the file does not tell."""

    board: str
    rows: dict[str, bytes]


def salvage(data: bytes) -> Salvage:
    """The rows in `data`, whatever became of the rest, in bounded time."""
    try:
        parsed = parse(data)
    except DamagedFile:
        text = _decoded(data)
    else:
        rows = dict(parsed.rows)
        # A wrong byte for a line's end makes one unsound line of two sound rows.
        _take_members(_decoded(b"\n".join(one.line for one in parsed.quarantined)), rows)
        return Salvage(parsed.board, rows)
    named = _BOARD.search(text[:_HEAD])
    rows = {}
    broken: list[str] = []
    for line in text.split("\n"):
        line = line.strip()
        if not line.startswith('"') or not _take_line(line, rows):
            broken.append(line)
    _take_members("\n".join(broken), rows)
    return Salvage(named[1] if named else "", rows)


def _decoded(data: bytes) -> str:
    """The text as far as it can be read: no byte of an encoding stops the rest."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    even, odd = data[:200:2], data[1:200:2]
    if (even.count(0) > len(even) // 2) != (odd.count(0) > len(odd) // 2):
        # Every other byte of plain letters in UTF-16 is zero; all of them are after a power cut.
        return data.decode("utf-16-be" if even.count(0) > odd.count(0) else "utf-16-le", "replace")
    encoding = "cp1252" if is_other_encoding(data) else "utf-8-sig"
    return data.replace(b"\0", b"").decode(encoding, "surrogateescape")


def _take_line(line: str, rows: dict[str, bytes]) -> bool:
    """Take the rows of a line; False when it is not made of whole rows."""
    try:
        found = rows_on(line.encode() if line.endswith(",") else f"{line},".encode())
    except UnicodeEncodeError:
        return False
    for key, row in found or ():
        _put(key, row, rows)
    return found is not None


def _take_members(text: str, rows: dict[str, bytes]) -> None:
    """Take every whole `"id": {...}` in a text, from the left."""
    at, patience = 0, _PATIENCE
    while patience > 0 and (match := _MEMBER.search(text, at)):
        at = match.end()
        for length in (_USUAL, _LONGEST):
            piece = text[at : at + length]
            try:
                _, end = _DECODER.raw_decode(piece)
                line = f'"{match[1]}": {compact(piece[:end])},'.encode()
            except json.JSONDecodeError as error:
                patience -= length
                if error.pos < length // 2:
                    break  # and not because the piece is too short for it
            except (RecursionError, UnicodeEncodeError):
                patience -= length
                break
            else:
                _put(match[1], line, rows)
                at += end
                break


def _put(key: str, row: bytes, rows: dict[str, bytes]) -> None:
    if is_event_id(key) and row.endswith(b"},") and not row.endswith(b'": {},') and _is_whole(row):
        # Of two rows with one id every clone must show the same one, as when a file is read.
        rows[key] = min(row, rows.get(key, row))


def _is_whole(row: bytes) -> bool:
    try:
        loads(b"{%b}" % row[:-1])
    except ValueError:
        return False
    return True
