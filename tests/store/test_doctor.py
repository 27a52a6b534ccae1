"""Each defect of a board file is found by looking alone, and has a code of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from clocks import FixedClock
from pipeboard.domain.erasure import ERASED
from pipeboard.domain.ids import Minter
from pipeboard.domain.splitting import MOVED, dump_moved
from pipeboard.store.backup import backups_of
from pipeboard.store.boardfile import BoardFile
from pipeboard.store.damage import SENTENCES
from pipeboard.store.doctor import KINDS, Examination, examine
from pipeboard.store.journal import Journal
from pipeboard.store.layout import row_line
from pipeboard.store.replica import home_of
from store.disk import BOARD, NOON, Spy, clock, sample_file, splice

DEAL = "k7q4-1m81j18g0rmz"
ROWS = {
    DEAL: row_line(
        DEAL,
        {
            "do": "deal.created",
            "deal": DEAL,
            "at": "2026-11-22T12:00:00Z",
            "by": "Ann",
            "set": {"title": "Acme", "stage": "lead"},
        },
    )
}
FILE = sample_file(ROWS)
OTHER = "k7q4-1m81j18h0rmz"


def line(event_id: str, **row: object) -> bytes:
    body = {"do": "note.added", "deal": DEAL, "at": "2026-11-22T12:00:00Z", "by": "Ann", "text": "x"}
    return row_line(event_id, body | row)


def loads(data: bytes) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(data)
    return found


def with_lines(*lines: bytes) -> bytes:
    """The file with lines where the rows are, as they are."""
    return FILE.replace(b'"m": {},', b"".join(one + b"\n" for one in lines) + b'"m": {},')


def future() -> bytes:
    event_id = Minter("k7q4", FixedClock(NOON + timedelta(days=900))).mint()
    return splice(FILE, [line(event_id)])


def erasure() -> bytes:
    """The event after which the row OTHER says no name."""
    [(_, row)] = loads(b"{%b}" % line(OTHER, text="erased")[:-1]).items()
    return line("k7q4-1m81j18j0rmz", do=ERASED, rows=[[OTHER, row]])


def move() -> bytes:
    """The event after which the deal's rows are in an archive."""
    head = {"do": MOVED, "at": "2026-11-22T12:00:00Z", "by": "Ann"}
    body = {"archive": OTHER, "file": "old.json", "deals": 1, "rows": dump_moved([DEAL])}
    return row_line("k7q4-1m81j18j0rmz", head | body)


def conflict() -> bytes:
    sets = [
        line(f"{who}-1m81j18h0rm{end}", do="deal.set", by=who, set={"company": who}, was={"company": ""})
        for who, end in (("k7q4", "a"), ("m2x9", "b"))
    ]
    return splice(FILE, sets)


def look(board: Path, state: Path) -> Examination:
    later = Spy()
    later.ahead = 120
    return examine(board, state_dir=state, clock=clock(), files=later)


IN_THE_FILE: dict[str, Callable[[], bytes]] = {
    "broken-line": lambda: with_lines(b'"k7q4-1m81j18h0rmz": {"do'),
    "double-id": lambda: with_lines(line(OTHER), line(OTHER, text="y")),
    "foreign-id": lambda: with_lines(b'"k7q5": {"do": "note.added"},'),
    "malformed-row": lambda: splice(FILE, [line(OTHER, at="never")]),
    "lost-creation": lambda: sample_file({OTHER: line(OTHER, deal="k7q4-1m81j18g0000")}),
    "layout": lambda: FILE.replace(b"\n", b"\r\n"),
    "newer-format": lambda: FILE.replace(b'"version": 1', b'"version": 2'),
    "unknown-event": lambda: splice(FILE, [line(OTHER, do="deal.cloned")]),
    "future-clock": future,
    "conflict": conflict,
    "moved-row": lambda: splice(FILE, [move()]),
    "moved-deal": lambda: sample_file({OTHER[:-1] + "y": line(OTHER[:-1] + "y")}, {"": move()}),
    "erased-row": lambda: splice(FILE, [line(OTHER, text="Maija"), erasure()]),
}


def journal(board: Path, state: Path) -> Journal:
    return Journal(home_of(board, state), BOARD, clock())


def unsaved(board: Path, state: Path) -> None:
    journal(board, state).append([line(OTHER)])


def vanished(board: Path, state: Path) -> None:
    unsaved(board, state)
    journal(board, state).mark(journal(board, state).waiting())


def stray(board: Path, state: Path) -> None:
    board.with_name(f".{board.name}.pipeboard-0123.tmp").write_bytes(b"")


def open_folder(board: Path, state: Path) -> None:
    unsaved(board, state)
    board.write_bytes(splice(FILE, [line(OTHER)]))
    (home_of(board, state) / "journal").chmod(0o644)


def copy(board: Path, state: Path) -> None:
    board.with_name(f"{board.name}.damaged-20261122T120000Z-0000").write_bytes(b"")


def erased_elsewhere(board: Path, state: Path) -> None:
    journal(board, state).append([line(OTHER, text="Maija")])
    board.write_bytes(splice(FILE, [line(OTHER, text="erased"), erasure()]))


def shared_copy(board: Path, state: Path) -> None:
    board.with_name(f"{board.stem}.sync-conflict-20261122-101010-ABCDEFG.json").write_bytes(FILE)


AROUND: dict[str, Callable[[Path, Path], None]] = {
    "erased-elsewhere": erased_elsewhere,
    "unsaved": unsaved,
    "vanished": vanished,
    "stray-file": stray,
    "open-folder": open_folder,
    "damaged-copy": copy,
    "conflict-copy": shared_copy,
}


def test_a_sound_board_has_no_finding(board: Path, state: Path) -> None:
    """And is counted."""
    board.write_bytes(FILE)
    found = look(board, state)
    assert (found.findings, found.exit_code, found.rows, found.deals) == ((), 0, 1, 1)


@pytest.mark.parametrize("code", [*IN_THE_FILE, *AROUND])
def test_each_defect_is_found_by_its_code_and_nothing_is_written(board: Path, state: Path, code: str) -> None:
    """That one and no other; the exit code tells how grave it is."""
    board.write_bytes(IN_THE_FILE[code]() if code in IN_THE_FILE else FILE)
    if code in AROUND:
        AROUND[code](board, state)
    before = fingerprint(board.parent.parent)
    found = look(board, state)
    assert [one.code for one in found.findings] == [code]
    assert found.findings[0].where or code in ("layout", "newer-format")
    assert found.exit_code == (1 if KINDS[code][0] == "defect" else 0)
    assert fingerprint(board.parent.parent) == before


def fingerprint(folder: Path) -> dict[str, str]:
    """Every file below, with its bytes and mode."""
    return {
        str(path): hashlib.sha1(path.read_bytes() if path.is_file() else b"").hexdigest()
        + oct(path.stat().st_mode)
        for path in folder.rglob("*")
    }


def test_every_code_has_a_case() -> None:
    """Here, among the kinds of damage, or where a file is made again that is gone."""
    assert {*IN_THE_FILE, *AROUND, "unreadable", "missing"} == set(KINDS)


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "empty"), (b"\0" * 9, "nul"), (FILE[:-40], "truncated"), (b"[]", "not-object")],
    ids=["empty", "nul", "truncated", "not-object"],
)
def test_a_file_that_cannot_be_read_is_damage(board: Path, state: Path, data: bytes, code: str) -> None:
    """With the code of the damage, and its bytes for those who look for what is left."""
    board.write_bytes(data)
    found = look(board, state)
    assert [one.code for one in found.findings] == [code]
    assert code in SENTENCES
    assert (found.exit_code, found.damaged) == (4, data)


def test_a_folder_in_place_of_the_file_is_unreadable(tmp_path: Path, state: Path) -> None:
    """Nothing can be saved out of it."""
    found = look(tmp_path, state)
    assert ([one.code for one in found.findings], found.exit_code) == (["unreadable"], 4)
    assert found.damaged is None


def test_backups_that_others_could_read_are_named(board: Path, state: Path) -> None:
    """Customer data: files for the owner alone."""
    board.write_bytes(FILE)
    kept = backups_of(board, state, clock()).keep(FILE, "import")
    kept.path.chmod(0o640)
    assert [one.where for one in look(board, state).findings] == [(str(kept.path),)]


def test_a_damaged_file_is_replaced_only_as_it_was_seen(board: Path, state: Path) -> None:
    """The damaged bytes are kept beside it; one that has changed meanwhile is left alone."""
    from pipeboard.domain.errors import Refused

    board.write_bytes(b"broken")
    file = BoardFile(board, state_dir=state, clock=clock())
    with pytest.raises(Refused, match="changed meanwhile"):
        file.put_in_place(b"other", FILE)
    assert board.read_bytes() == b"broken"
    kept = file.put_in_place(b"broken", FILE)
    assert (board.read_bytes(), kept.read_bytes(), kept.parent) == (FILE, b"broken", board.parent)
    assert file.damaged_copies() == [kept]
