"""Backups: the board file as it was before something large was done to it.

Each is a board file in full, so that `pipeboard -f FILE` opens it. They lie in the state folder, for their
owner alone, and the oldest make way for new ones.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from pipeboard.domain.clock import Clock
from pipeboard.domain.errors import DamagedFile, NotFound
from pipeboard.store.files import OS_FILES, Files, make_folders, read_all, sync_folder, write_new
from pipeboard.store.lock import path_key

MOST: Final = 20
"""So many backups of a board are kept."""
LARGEST: Final = 200_000_000
"""Bytes that all backups of a board may take; the newest stays in any case."""

_STAMP: Final = "%Y%m%dT%H%M%SZ"
_NAME: Final = re.compile(r"(\d{8}T\d{6}Z)(?:\.(\d+))?-before-([a-z-]+)\.json")


class Backup(NamedTuple):
    """One backup. `at` is UTC, `before` what it was made before ("import"), `size` in bytes."""

    path: Path
    at: datetime
    before: str
    size: int

    @property
    def name(self) -> str:
        """What people call it by."""
        return self.path.name.removesuffix(".json")


def backups_of(board: Path, state_dir: Path, clock: Clock, files: Files = OS_FILES) -> Backups:
    """The backups of a board, given its resolved path."""
    return Backups(state_dir / "backups" / path_key(board), clock, files)


class Backups:
    """The backups in a folder, which is made with the first of them."""

    def __init__(self, folder: Path, clock: Clock, files: Files = OS_FILES) -> None:
        self.folder = folder
        self._clock = clock
        self._files = files

    def keep(self, data: bytes, before: str) -> Backup:
        """Keep `data`, durable on return; what the newest backup holds already is not kept twice.

        Raises OSError.
        """
        there = self.all()
        if there and there[0].size == len(data) and self.read(there[0]) == data:
            return there[0]
        make_folders(self._files, self.folder)
        stamp = self._clock.now().astimezone(UTC).strftime(_STAMP)
        path = self._free(stamp, before)
        write_new(self._files, path, [data])
        sync_folder(self._files, self.folder)
        self._rotate()
        return Backup(path, datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC), before, len(data))

    def all(self) -> list[Backup]:
        """The backups there are, the newest first."""
        found: list[tuple[str, int, Backup]] = []
        with suppress(OSError):
            for name in self._files.names(self.folder):
                match = _NAME.fullmatch(name)
                if match is not None:
                    path = self.folder / name
                    at = datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC)
                    size = self._files.stat(path).st_size
                    found.append((match[1], int(match[2] or 0), Backup(path, at, match[3], size)))
        found.sort(key=lambda one: one[:2], reverse=True)
        return [backup for _, _, backup in found]

    def find(self, name: str) -> Backup:
        """The backup of this name, or the only one whose name starts so. NotFound."""
        there = self.all()
        fitting = [one for one in there if one.name == name] or [
            one for one in there if name and one.name.startswith(name)
        ]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            raise NotFound(f"More than one backup starts with '{name}'; write the whole name.")
        raise NotFound(f"There is no backup '{name}'; `pipeboard backups` lists them.")

    def read(self, backup: Backup) -> bytes:
        """The bytes of a backup; empty when it cannot be read."""
        try:
            return read_all(self._files, backup.path, follow=False)[0]
        except (OSError, DamagedFile):
            return b""

    def replace(self, backup: Backup, data: bytes) -> None:
        """Put other bytes in the place of a backup's: for an erasure alone. Raises OSError."""
        temp = backup.path.with_suffix(f".{self._clock.chance(1 << 40):010x}")
        write_new(self._files, temp, [data])
        self._files.replace(temp, backup.path)
        sync_folder(self._files, self.folder)

    def remove(self, backup: Backup) -> None:
        """Raises OSError."""
        self._files.unlink(backup.path)

    def _free(self, stamp: str, before: str) -> Path:
        """A name that is not taken: several backups may fall into one second."""
        matches = filter(None, map(_NAME.fullmatch, self._files.names(self.folder)))
        numbers = [int(match[2] or 0) for match in matches if match[1] == stamp]
        number = f".{max(numbers) + 1}" if numbers else ""
        return self.folder / f"{stamp}{number}-before-{before}.json"

    def _rotate(self) -> None:
        total = 0
        for place, backup in enumerate(self.all()):
            total += backup.size
            if place and (place >= MOST or total > LARGEST):
                with suppress(OSError):  # the next one tries again
                    self.remove(backup)
