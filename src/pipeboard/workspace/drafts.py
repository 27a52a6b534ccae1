"""What was typed into forms when the terminal went away, kept until the form is opened again.

Drafts are of this machine: they lie in the state folder, for their owner alone, and never in the board.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

LARGEST: Final = 1_000_000
"""Bytes that are read back."""


class Drafts:
    """The drafts of one board. Nothing here fails loudly: a lost draft must not stop anyone."""

    def __init__(self, path: Path, board: Path) -> None:
        """`path` is the file of all drafts, `board` the board file that these belong to."""
        self._path = path
        self._board = str(board)

    def keep(self, drafts: Mapping[str, Mapping[str, str]]) -> bool:
        """Keep drafts (form -> field -> text) beside those there are; False when that failed."""
        if not drafts:
            return True
        everything = self._read()
        everything.setdefault(self._board, {}).update({form: dict(texts) for form, texts in drafts.items()})
        return self._write(everything)

    def take(self, form: str) -> dict[str, str]:
        """The draft of a form, which is then no longer kept; empty when there is none."""
        if not self._path.exists():
            return {}
        everything = self._read()
        found = everything.get(self._board, {}).pop(form, {})
        if found:
            self._write({board: kept for board, kept in everything.items() if kept})
        return found

    def _read(self) -> dict[str, dict[str, dict[str, str]]]:
        import json  # not before the first paint of the app, which has no form

        try:
            with self._path.open("rb") as file:
                raw = json.loads(file.read(LARGEST))
        except (OSError, ValueError):
            return {}
        return {
            board: {
                form: {name: text for name, text in texts.items() if isinstance(text, str)}
                for form, texts in forms.items()
                if isinstance(texts, dict)
            }
            for board, forms in (raw.items() if isinstance(raw, dict) else ())
            if isinstance(forms, dict)
        }

    def _write(self, everything: Mapping[str, object]) -> bool:
        """Replace the file as a whole, so that it is never half of one."""
        import json
        import tempfile

        folder = self._path.parent
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=folder, prefix=".drafts-")
        except OSError:
            return False
        temporary = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(everything, file, ensure_ascii=True)
            temporary.replace(self._path)
        except (OSError, ValueError):
            temporary.unlink(missing_ok=True)
            return False
        return True
