"""A TinyDB storage for board files, for those who read or extend a board with scripts of their own.

    db = TinyDB("sales.json", storage=LogStorage)
    events = EventTable(db.storage, "events")

The app itself does not come this way, as TinyDB reads the whole file at each call; the steps of a save are
the same.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
from tinydb.storages import Storage

from pipeboard.domain.clock import Clock, SystemClock
from pipeboard.domain.errors import DamagedFile, Refused
from pipeboard.domain.ids import is_event_id
from pipeboard.store.boardfile import BoardFile, Loaded
from pipeboard.store.files import OS_FILES, Files
from pipeboard.store.jsontext import loads
from pipeboard.store.layout import Parsed, row_line

Tables = dict[str, dict[str, Any]]

EVENTS = "events"


class LogStorage(Storage):
    """Reads every table of a board file; writes new events and refuses any other change."""

    def __init__(
        self,
        path: str | Path,
        *,
        state_dir: Path | None = None,
        clock: Clock | None = None,
        files: Files = OS_FILES,
    ) -> None:
        """`state_dir` holds the locks that are shared with the app; by default the user's own."""
        self._file = BoardFile(
            Path(path).resolve(),
            state_dir=state_dir or default_state_dir(os.environ),
            clock=clock or SystemClock(),
            files=files,
        )
        # What the caller has seen: rows that another app adds meanwhile are not rows that the caller removed.
        self._read_ids: set[str] = set()

    @property
    def path(self) -> Path:
        """The board file, symbolic links resolved."""
        return self._file.path

    def load(self) -> Parsed:
        """The file taken apart. Raises NotFound or DamagedFile."""
        return self._loaded().parsed

    def create(self, board_id: str) -> None:
        """Write a new board. Raises Refused when the path is taken, or Unwritable."""
        self._file.create(board_id)

    def append(self, lines: Sequence[bytes]) -> None:
        """Save rows (lines without newlines). On any error the old file stays as it was.

        Raises Unwritable, DamagedFile, NotFound or Refused.
        """
        self._file.append(lines)

    def insert(self, documents: Mapping[str, Mapping[str, Any]]) -> None:
        """Save new events, id -> document. Raises Refused for an id that is none or is taken."""
        there = self.load().rows
        lines = []
        for event_id, document in documents.items():
            if not is_event_id(event_id):
                raise Refused(f"{event_id!r} is not an event's id, such as k7q4-01hk3z8q0v3x.")
            line = row_line(event_id, document)
            if there.get(event_id, line) != line:
                raise _unchangeable(event_id)
            lines.append(line)
        self.append(lines)

    def read(self) -> Tables:
        """Every table with its documents by id, as TinyDB wants them; openers and broken rows left out."""
        loaded = self._loaded()
        tables = _others(loaded.parsed)
        tables[EVENTS] = {}
        for event_id, line in loaded.parsed.rows.items():
            try:
                tables[EVENTS][event_id] = _document(line)
            except ValueError:
                continue
        self._read_ids = set(tables[EVENTS])
        return tables

    def write(self, data: Tables) -> None:
        """Save the events of `data` that are new. Raises Refused when anything else was changed."""
        parsed = self.load()
        others = _others(parsed)
        if {
            name: table for name, table in data.items() if name != EVENTS and (table or name in others)
        } != others:
            raise Refused("Only events can be added to a board; other tables are left as they are.")
        events = data.get(EVENTS, {})
        if not self._read_ids <= events.keys():
            raise Refused("Events are never removed; write a new one that takes the old one back.")
        for event_id in self._read_ids & parsed.rows.keys():
            if events[event_id] != _document(parsed.rows[event_id]):
                raise _unchangeable(event_id)
        self.insert({event_id: events[event_id] for event_id in events if event_id not in parsed.rows})

    def _loaded(self) -> Loaded:
        return self._file.load()


def default_state_dir(environment: Mapping[str, str]) -> Path:
    """Where the app keeps its state unless it is told otherwise."""
    base = environment.get("XDG_STATE_HOME", "")
    return (Path(base) if base.startswith("/") else Path.home() / ".local" / "state") / "pipeboard"


def _document(line: bytes) -> object:
    return loads(line[line.index(b":") + 1 : -1])


def _others(parsed: Parsed) -> Tables:
    """The tables beside the events: the header, and whatever another version keeps."""
    tables = {
        **orjson.loads(parsed.head + b'"~": {}}}'),
        **orjson.loads(b'{"events": {' + parsed.tail),
    }
    del tables[EVENTS]
    if not all(isinstance(table, dict) for table in tables.values()):
        raise DamagedFile("The board file holds a table that is none; restore it from git or a backup.")
    return tables


def _unchangeable(event_id: str) -> Refused:
    return Refused(f"Event {event_id} is there already and events are never changed; write a new one.")
