"""A TinyDB table of events: string ids, only ever appended to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from tinydb import TinyDB
from tinydb.table import Document, Table

from pipeboard.domain.errors import Refused
from pipeboard.store.storage import EVENTS, LogStorage

_NEVER = "Events are never changed or removed; write a new one that says what is to hold now."


class EventTable(Table):
    """The events of a board. Queries work as in any table; `update`, `remove` and the like are refused."""

    # TinyDB converts ids with this class; its type says int because its own ids are numbers.
    document_id_class = str  # type: ignore[assignment]

    def insert(self, document: Mapping[str, Any]) -> int:
        """Add one event, a `Document` whose `doc_id` is a fresh event id; returns the id (a string)."""
        return self.insert_multiple([document])[0]

    def insert_multiple(self, documents: Iterable[Mapping[str, Any]]) -> list[int]:
        """Add events, all of them or none. Raises Refused, Unwritable, DamagedFile or NotFound."""
        new: dict[str, Mapping[str, Any]] = {}
        for document in documents:
            if not isinstance(document, Document):
                raise Refused("An event needs an id: insert Document({...}, doc_id=ID).")
            new[str(document.doc_id)] = dict(document)
        if not isinstance(self.storage, LogStorage) or self.name != EVENTS:
            raise Refused(
                "Only the table of events of a board file takes documents: BoardDB(path).table('events')."
            )
        self.storage.insert(new)
        self.clear_cache()
        return list(new)  # type: ignore[arg-type]  # string ids, see document_id_class

    def update(self, *_: object, **__: object) -> NoReturn:
        """Refused: events are never changed."""
        raise Refused(_NEVER)

    def update_multiple(self, *_: object, **__: object) -> NoReturn:
        """Refused: events are never changed."""
        raise Refused(_NEVER)

    def upsert(self, *_: object, **__: object) -> NoReturn:
        """Refused: events are never changed."""
        raise Refused(_NEVER)

    def remove(self, *_: object, **__: object) -> NoReturn:
        """Refused: events are never removed."""
        raise Refused(_NEVER)

    def truncate(self) -> NoReturn:
        """Refused: events are never removed."""
        raise Refused(_NEVER)


class BoardDB(TinyDB):
    """A board file as a TinyDB database whose tables are event tables: `BoardDB(path).table("events")`."""

    table_class = EventTable
    default_table_name = EVENTS

    def __init__(self, path: str | Path) -> None:
        super().__init__(path, storage=LogStorage)
