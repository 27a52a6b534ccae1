"""Erased rows are erased in everything that a clone keeps beside the file: journal, backups, load cache."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from pipeboard.domain.errors import DamagedFile
from pipeboard.store.backup import Backup, Backups
from pipeboard.store.cache import NAMES as CACHES
from pipeboard.store.erased import with_lines
from pipeboard.store.files import Files
from pipeboard.store.journal import Journal
from pipeboard.store.layout import Parsed
from pipeboard.store.parsing import parse_as_is


def scrub(lines: Mapping[str, bytes], home: Path, journal: Journal, backups: Backups, files: Files) -> None:
    """Put `lines` in the place of the rows with their ids. Raises OSError."""
    journal.rewrite(lines)
    for backup, data in stale_backups(lines, backups):
        parsed = _parsed(data)
        if parsed is None:
            backups.remove(backup)  # what cannot be read cannot be erased in part
        else:
            backups.replace(backup, with_lines(parsed, data, lines).laid_out(data))
    for name in CACHES:
        with suppress(FileNotFoundError):
            files.unlink(home / name)


def stale_backups(lines: Mapping[str, bytes], backups: Backups) -> list[tuple[Backup, bytes]]:
    """The backups that hold one of these rows in another form, with their bytes."""
    found = []
    for backup in backups.all():
        data = backups.read(backup)
        if any(key.encode() in data for key in lines):
            parsed = _parsed(data)
            if parsed is None or with_lines(parsed, data, lines) is not parsed:
                found.append((backup, data))
    return found


def _parsed(data: bytes) -> Parsed | None:
    try:
        return parse_as_is(data)
    except DamagedFile:
        return None
