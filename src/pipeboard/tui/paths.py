"""The path of a file while it is typed: what there is in its folder that may follow."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from pipeboard.domain.query.completion import Candidate, Completion
from pipeboard.view.suggest import Suggestions

MOST: Final = 200
"""Names that are offered at once."""
_LOOKED_AT: Final = 5_000
"""Names of a folder that are looked at; a larger one is told from its beginning."""


def suggest(text: str, at: int, folder: Path, endings: Collection[str]) -> Suggestions:
    """Folders, and files with one of these endings (".csv"), that can stand before `at` in the text.

    A path that is not absolute begins in `folder`, one with `~` at home. Hidden names are offered once their
    dot was typed.
    """
    typed = text[:at]
    start = typed.rfind("/") + 1
    place, begun = typed[:start], typed[start:]
    if begun == "~":
        return Suggestions(Completion(start, at, (Candidate("~/", "your home"),)), close="")
    found = sorted(_names(folder / Path(place).expanduser(), begun, endings), key=_order)
    return Suggestions(Completion(start, at, tuple(map(Candidate, found[:MOST]))), close="")


def _names(folder: Path, begun: str, endings: Collection[str]) -> Iterator[str]:
    """The names that begin so, those of folders with a slash at their end."""
    wanted = begun.casefold()
    try:
        with os.scandir(folder) as entries:
            for entry in islice(entries, _LOOKED_AT):
                name = entry.name
                if not name.casefold().startswith(wanted) or (name.startswith(".") and not begun):
                    continue
                if _is_folder(entry):
                    yield f"{name}/"
                elif name.lower().endswith(tuple(endings)) and name != begun:
                    yield name
    except (OSError, ValueError):  # none that can be read: there is nothing to offer
        return


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _order(name: str) -> tuple[bool, str]:
    """Files first: a folder is on the way to one."""
    return name.endswith("/"), name.casefold()
