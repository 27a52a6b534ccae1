"""A board file is a TinyDB database: scripts read it with queries and may add events, no more."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import cast

import pytest
from tinydb import TinyDB, where
from tinydb.table import Document

from pipeboard.domain.errors import DamagedFile, NotFound, Refused
from pipeboard.store.layout import row_line
from pipeboard.store.parsing import parse
from pipeboard.store.storage import LogStorage
from pipeboard.store.store import Store
from pipeboard.store.tables import BoardDB, EventTable
from store.disk import BOARD, clock, sample_file, sample_rows, splice

ROWS = sample_rows(3)
IDS = list(ROWS)
FRESH = "m2x9-1m81j18g0rmz"
EVENT = {"do": "note", "deal": IDS[0], "text": "called"}


def document(key: object, body: Mapping[str, object]) -> Document:
    """What TinyDB takes; its types expect a number for an id, ours are texts."""
    return Document(body, doc_id=cast("int", key))


@pytest.fixture
def full(board: Path) -> Path:
    """A board with three events."""
    board.write_bytes(sample_file(ROWS))
    return board


def test_a_script_reads_events_by_query(full: Path) -> None:
    """Stock TinyDB with our storage: ids are strings, openers are no documents."""
    with TinyDB(full, storage=LogStorage) as db:
        assert db.tables() == {"pipeboard", "events"}
        events = EventTable(db.storage, "events")
        assert len(events) == 3
        (found,) = events.search(where("set").title == "Deal 1")
        assert str(found.doc_id) == IDS[1]
        assert [str(event.doc_id) for event in events] == IDS
        one = events.get(doc_id=cast("int", IDS[2]))
        assert one is not None
        assert one["set"] == {"title": "Deal 2"}
        header = db.storage.read()
        assert header is not None
        assert header["pipeboard"]["format"] == {"version": 1, "board": BOARD}


def test_a_script_adds_events(full: Path) -> None:
    """An event with an id of its own is saved as the app would save it."""
    db = BoardDB(full)
    events = db.table("events")
    assert db.default_table_name == "events"
    assert events.search(where("do") == "note") == []
    assert str(events.insert(document(FRESH, EVENT))) == FRESH
    assert events.search(where("do") == "note") == [EVENT]
    line = row_line(FRESH, EVENT)
    assert full.read_bytes() == splice(sample_file(ROWS), [line])
    more = [document(key, {"do": "x"}) for key in sample_rows(2, "zz9x")]
    assert len(events.insert_multiple(more)) == 2
    assert parse(full.read_bytes()).rows.keys() == {*ROWS, FRESH, *sample_rows(2, "zz9x")}


def test_an_app_sees_what_a_script_adds(full: Path, state: Path) -> None:
    """Script and app write the same file by the same steps."""
    store = Store.open(full, state_dir=state, clock=clock())
    BoardDB(full).insert(document(FRESH, EVENT))
    changes = store.poll()
    assert changes is not None
    assert list(changes.added) == [FRESH]


def test_a_plain_table_can_add_but_not_change(full: Path) -> None:
    """Even past our table, the storage takes new events and refuses everything else."""
    storage = LogStorage(full)

    def edited(change: str) -> dict[str, dict[str, object]]:
        tables: dict[str, dict[str, object]] = storage.read()
        if change == "changed":
            tables["events"][IDS[0]] = {"do": "other"}
        elif change == "removed":
            del tables["events"][IDS[0]]
        elif change == "header":
            tables["pipeboard"]["format"] = {"version": 2, "board": BOARD}
        elif change == "table":
            tables["mine"] = {"1": {"a": 1}}
        elif change == "bad id":
            tables["events"]["1"] = EVENT
        else:
            tables["events"][FRESH] = EVENT
        return tables

    for change in ("changed", "removed", "header", "table", "bad id"):
        with pytest.raises(Refused):
            storage.write(edited(change))
        assert full.read_bytes() == sample_file(ROWS)
    with pytest.raises(Refused):
        storage.write({})
    storage.write(edited("added"))
    assert full.read_bytes() == splice(sample_file(ROWS), [row_line(FRESH, EVENT)])


def test_what_others_add_meanwhile_is_not_taken_for_removed(full: Path) -> None:
    """Between a script's read and its write the app may have saved."""
    storage = LogStorage(full)
    tables = storage.read()
    theirs = sample_rows(1, "zz9x")
    full.write_bytes(sample_file(ROWS, theirs))
    tables["events"][FRESH] = EVENT
    storage.write(tables)
    assert parse(full.read_bytes()).rows.keys() == {*ROWS, *theirs, FRESH}


@pytest.mark.parametrize("call", ["update", "update_multiple", "upsert", "remove", "truncate"])
def test_events_are_never_changed(full: Path, call: str) -> None:
    """Each way to change or remove is refused with the way out, before anything is read."""
    events = BoardDB(full).table("events")
    with pytest.raises(Refused, match="write a new one"):
        getattr(events, call)(*([] if call == "truncate" else [{"do": "x"}]))
    assert full.read_bytes() == sample_file(ROWS)


def test_dropping_tables_is_refused(full: Path) -> None:
    """A board cannot be emptied through TinyDB."""
    db = BoardDB(full)
    for drop in (db.drop_tables, lambda: db.drop_table("events")):
        with pytest.raises(Refused):
            drop()
    assert full.read_bytes() == sample_file(ROWS)


@pytest.mark.parametrize(
    ("table", "document"),
    [
        ("events", EVENT),
        ("events", document(1, EVENT)),
        ("events", document("k7q", EVENT)),
        ("events", document(IDS[0], EVENT)),
        ("other", document(FRESH, EVENT)),
    ],
)
def test_what_is_no_new_event_is_refused(full: Path, table: str, document: dict[str, object]) -> None:
    """An event needs a fresh id, and only the table of events takes any."""
    with pytest.raises(Refused):
        BoardDB(full).table(table).insert(document)
    assert full.read_bytes() == sample_file(ROWS)


def test_a_storage_makes_no_board_by_itself(board: Path) -> None:
    """TinyDB would make an empty file; a board is made on purpose, and never over another file."""
    board.unlink()
    with pytest.raises(NotFound):
        TinyDB(board, storage=LogStorage).tables()
    LogStorage(board).create(BOARD)
    assert LogStorage(board).load().board == BOARD
    with pytest.raises(Refused):
        LogStorage(board).create(BOARD)
    board.write_bytes(b'{"_default": {"1": {"title": "Acme"}}}')
    with pytest.raises(DamagedFile, match="TinyDB"):
        TinyDB(board, storage=LogStorage).tables()
