"""Unites files of one board: versions that git holds, copies that a file-sharing service left beside it."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from pipeboard.domain.errors import Refused, Unwritable
from pipeboard.store.erased import MARK as ERASED
from pipeboard.store.layout import TAIL, Parsed, in_order, spliced
from pipeboard.store.moved import MARK as MOVED
from pipeboard.store.parsing import parse

_COPY = re.compile(
    r"\.sync-conflict-\d{8}-\d{6}(?:-\w+)?"  # Syncthing
    r"|.*\bconflict(?:ed)?\b.*",  # Dropbox, Nextcloud and others: "(Ann's conflicted copy 2026-11-22)"
    re.IGNORECASE,
)


class OtherBoard(Refused):
    """Two files that are not of one board."""


def united(files: Sequence[bytes], *, mix: bool = False) -> bytes:
    """One file with the rows of all, in our layout; `files` are whole files, the first gives the frame.

    With `mix` the others may be other boards, whose rows become the first one's. Raises DamagedFile,
    OtherBoard, or Unwritable for a newer format.
    """
    parsed = [parse(data) for data in files]
    first = parsed[0]
    for other in parsed:
        if other.read_only:
            raise Unwritable("One of the files has a newer format; update PipeBoard to unite them.")
        if other.board != first.board and not mix:
            raise OtherBoard(
                f"These are two boards ({first.board} and {other.board}), which are not mixed; say `--unite` "
                "if they are to become one."
            )
    return _tidy(_together(parsed, files[0]))


def _together(parsed: Sequence[Parsed], data: bytes) -> bytes:
    """The rows of all in the first one's file, which was read from `data`."""
    first = parsed[0]
    data = first.laid_out(data)
    lines = [line for other in parsed[1:] for line in other.rows.values()]
    aside = [one.line for other in parsed[1:] for one in other.quarantined]
    framed = _framed(parsed)
    if not aside and framed is first:
        return b"".join(spliced(data, lines, len(first.tail)))
    body = data[len(first.head) : len(data) - len(first.tail)].split(b"\n")[:-1]
    known = set(body)
    body = in_order([*body, *lines, *(line for line in aside if line not in known)])
    base = b"".join((framed.head, *(line + b"\n" for line in body), framed.tail))
    return b"".join(spliced(base, lines))


def _tidy(data: bytes) -> bytes:
    """The file without what one side has erased or moved to an archive, and the other still had."""
    return parse(data).laid_out(data) if ERASED in data or MOVED in data else data


def _framed(parsed: Sequence[Parsed]) -> Parsed:
    """The file whose head and end are kept: the first, unless another alone holds more tables."""
    first = parsed[0]
    more = {other.tail: other for other in parsed if other.board == first.board and other.tail != TAIL}
    if len(more) > 1:
        raise Unwritable("The files differ in tables of another version; update PipeBoard to unite them.")
    return next(iter(more.values()), first)


def copies_of(board: Path) -> tuple[Path, ...]:
    """Files beside the board that a file-sharing service or git has put there, to keep both sides apart."""
    try:
        names = sorted(entry.name for entry in os.scandir(board.parent) if entry.name != board.name)
    except OSError:
        return ()
    return tuple(board.with_name(name) for name in names if is_copy(name, board))


def is_copy(name: str, board: Path) -> bool:
    """Whether this is the name of a conflict copy of the board."""
    if name.startswith(f"{board.name}~"):  # git, where a rename or a folder of that name was in the way
        return True
    if not name.startswith(board.stem) or not name.endswith(board.suffix):
        return False
    between = name[len(board.stem) : len(name) - len(board.suffix)]
    return not between[:1].isalnum() and _COPY.fullmatch(between) is not None
