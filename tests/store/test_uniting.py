"""Files of one board become one file; copies that services leave beside a board are known by their names."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeboard.domain.errors import Unwritable
from pipeboard.store.boardfile import BoardFile
from pipeboard.store.parsing import parse
from pipeboard.store.uniting import OtherBoard, copies_of, united
from store.disk import BOARD, clock, sample_file, sample_rows

BASE = sample_rows(3)
OURS = sample_rows(2, "m2xa", seed=1)
THEIRS = sample_rows(2, "m2xb", seed=2)
MORE = b'},\n"later": {"1": {"x": 1}}}\n'


def test_the_rows_of_all_files_are_there_in_the_proper_layout() -> None:
    """In any order of the files the same bytes, also from files that another tool laid out."""
    files = [sample_file(BASE, OURS), sample_file(BASE, THEIRS).replace(b"\n", b"\r\n"), sample_file(BASE)]
    whole = sample_file(BASE, OURS, THEIRS)
    assert united(files) == united(files[::-1]) == whole
    assert united([whole, *files]) == whole


def test_other_boards_are_refused_unless_they_are_to_be_mixed() -> None:
    """The first file's board is the one that stays."""
    other = sample_file(THEIRS, board="b-other")
    with pytest.raises(OtherBoard, match=f"two boards \\({BOARD} and b-other\\)"):
        united([sample_file(OURS), other])
    assert united([sample_file(OURS), other], mix=True) == sample_file(OURS, THEIRS)


def test_what_is_set_aside_and_what_other_versions_keep_is_not_lost() -> None:
    """Broken lines of either file, and a table that this version does not know."""
    broken = b'"m2xb-01hk3z8q0v3x": {"do": "deal'
    theirs = sample_file(BASE, THEIRS).replace(b'"p": {},', broken + b'\n"p": {},')[:-3] + MORE
    for files in ([sample_file(OURS), theirs], [theirs, sample_file(OURS)]):
        parsed = parse(united(files))
        assert parsed.rows == BASE | OURS | THEIRS
        assert [one.line for one in parsed.quarantined] == [broken]
        assert parsed.tail.endswith(MORE)


def test_a_newer_format_is_not_touched() -> None:
    """Its rules are not known here."""
    newer = sample_file(THEIRS).replace(b'"version": 1', b'"version": 2')
    with pytest.raises(Unwritable, match="newer format"):
        united([sample_file(OURS), newer])


def test_the_board_on_disk_takes_in_other_versions(tmp_path: Path) -> None:
    """And gets its layout back; without anything to do it is not written."""
    path = tmp_path / "pipeboard.json"
    path.write_bytes(sample_file(BASE, OURS).replace(b"\n", b"\r\n"))
    file = BoardFile(path, state_dir=tmp_path / "state", clock=clock())
    file.unite([sample_file(THEIRS)])
    assert path.read_bytes() == sample_file(BASE, OURS, THEIRS)
    before = file.signature()
    file.unite([sample_file(BASE)])
    assert file.signature() == before


COPIES = (
    "pipeboard.sync-conflict-20261122-091405-ABCDEFG.json",
    "pipeboard.sync-conflict-20261122-091405.json",
    "pipeboard (Ann's conflicted copy 2026-11-22).json",
    "pipeboard (conflicted copy 2026-11-22 091405).json",
    "pipeboard (conflict 2026-11-22-09-14-05).json",
    "pipeboard.json~HEAD",
)
OTHERS = ("pipeboard.json.bak", "pipeboard-2.json", "pipeboards.json", "conflict.json", "sales.json~HEAD")


def test_conflict_copies_are_known_by_their_names(tmp_path: Path) -> None:
    """Those of Syncthing, Dropbox, Nextcloud and git; nothing else that lies beside the board."""
    for name in (*COPIES, *OTHERS, "pipeboard.json"):
        (tmp_path / name).touch()
    found = {path.name for path in copies_of(tmp_path / "pipeboard.json")}
    assert found == set(COPIES)
    assert copies_of(tmp_path / "gone" / "pipeboard.json") == ()
