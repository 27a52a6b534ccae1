"""Backups hold the file as it was, for their owner alone, and never fill the disk."""

from __future__ import annotations

import contextlib
import errno
import stat
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from clocks import FixedClock
from pipeboard.domain.errors import NotFound
from pipeboard.store.backup import LARGEST, MOST, Backups, backups_of
from pipeboard.store.boardfile import BoardFile
from store.disk import BOARD, NOON, Spy, clock, failing_at, sample_file, sample_rows

ROWS = sample_rows(3)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state" / "backups" / "x"


def test_a_backup_is_the_file_and_says_what_it_was_made_before(folder: Path) -> None:
    """By name, with its moment, and readable by its owner alone."""
    kept = Backups(folder, clock()).keep(b"data", "import")
    assert kept.path.read_bytes() == b"data"
    assert (kept.at, kept.before, kept.size) == (NOON, "import", 4)
    assert Backups(folder, clock()).all() == [kept]
    assert stat.S_IMODE(kept.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_what_the_newest_one_holds_is_not_kept_twice(folder: Path) -> None:
    """Ten imports that change nothing in between are one backup."""
    backups = Backups(folder, clock())
    assert backups.keep(b"one", "import") == backups.keep(b"one", "fix")
    backups.keep(b"two", "fix")
    assert [one.before for one in backups.all()] == ["fix", "import"]


def test_of_many_the_newest_stay(folder: Path) -> None:
    """Also of those that fall into one second."""
    backups = Backups(folder, clock())
    for number in range(MOST + 15):
        backups.keep(b"%d" % number, "import")
    assert [backups.read(one) for one in backups.all()] == [b"%d" % n for n in range(MOST + 14, 14, -1)]


def test_large_ones_make_way_for_each_other_but_the_newest_stays(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All together take no more than their share of the disk."""
    assert LARGEST == 200_000_000
    monkeypatch.setattr("pipeboard.store.backup.LARGEST", 10)
    backups = Backups(folder, clock())
    for text in (b"a" * 4, b"b" * 5, b"c" * 4, b"d" * 30):
        backups.keep(text, "import")
    assert [backups.read(one) for one in backups.all()] == [b"d" * 30]
    backups.keep(b"e", "import")
    assert [backups.read(one) for one in backups.all()] == [b"e"]


def test_a_backup_is_found_by_the_beginning_of_its_name(folder: Path) -> None:
    """If no other begins so."""
    time = FixedClock(NOON)
    backups = Backups(folder, time)
    first = backups.keep(b"1", "import")
    time.set((NOON + timedelta(days=1)).astimezone(UTC))
    second = backups.keep(b"2", "fix")
    assert backups.find("20261122") == first
    assert backups.find(second.name) == second
    for name in ("2026", "", "nothing"):
        with pytest.raises(NotFound):
            backups.find(name)


def test_a_failing_disk_leaves_no_half_of_a_backup(folder: Path) -> None:
    """Whichever call fails, there is the whole backup or none."""
    spy = Spy()
    Backups(folder, clock(), spy).keep(b"data" * 100, "import")
    calls = list(spy.calls)
    assert calls.count("fsync") == 2
    for number in range(len(calls)):
        for path in folder.glob("*"):
            path.unlink()
        with contextlib.suppress(OSError):
            Backups(folder, clock(), failing_at(number, errno.ENOSPC)).keep(b"data" * 100, "import")
        assert all(path.read_bytes() == b"data" * 100 for path in folder.glob("*")), number


def test_a_link_planted_under_a_name_is_not_followed(folder: Path, tmp_path: Path) -> None:
    """Nothing is written through it."""
    victim = tmp_path / "victim"
    folder.mkdir(parents=True)
    name = Backups(tmp_path / "other", clock()).keep(b"data", "import").path.name
    (folder / name).symlink_to(victim)
    Backups(folder, clock()).keep(b"data", "import")
    assert not victim.exists()


def test_a_file_laid_out_anew_by_another_tool_is_kept_before_it_is_brought_back(
    board: Path, state: Path
) -> None:
    """The next save changes the layout; the file as the tool left it is in a backup."""
    tidy = sample_file(ROWS)
    foreign = tidy.replace(b"\n", b"\r\n")
    board.write_bytes(foreign)
    BoardFile(board, state_dir=state, clock=clock()).append(list(sample_rows(1, "m2x9").values()))
    [kept] = backups_of(board, state, clock()).all()
    assert (kept.before, kept.path.read_bytes()) == ("layout", foreign)
    assert b"\r" not in board.read_bytes()
    assert BOARD.encode() in board.read_bytes()
