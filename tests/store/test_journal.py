"""The journal holds whole actions, durable on return, whatever tears, fails or happens at once."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from pipeboard.domain.errors import Unwritable
from pipeboard.store.files import OS_FILES, Files
from pipeboard.store.journal import DAYS, ROTATE, Journal
from store.disk import BOARD, NOON, Spy, clock, failing_at, failing_on, sample_rows
from work import peak_of

ROWS = sample_rows(6)
IDS = list(ROWS)
LINES = list(ROWS.values())


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Where the journal lives; made by its first append."""
    return tmp_path / "a" / "home"


def journal(home: Path, files: Files = OS_FILES, board: str = BOARD) -> Journal:
    return Journal(home, board, clock(), files)


def test_appended_rows_are_there_until_they_are_marked(home: Path) -> None:
    """Rows wait for the board file; once it holds them they are remembered, no more."""
    first = journal(home)
    assert first.unmarked() == {}
    held = first.append(LINES[:2])
    first.append(LINES[2:3])
    assert journal(home).unmarked() == {key: ROWS[key] for key in IDS[:3]}
    first.mark([held])
    assert journal(home).unmarked() == {IDS[2]: LINES[2]}
    assert journal(home).marked() == {key: ROWS[key] for key in IDS[:2]}


def test_an_append_is_one_write_and_one_sync(home: Path) -> None:
    """That is all it takes, so that each key press can afford it."""
    spy = Spy()
    one = journal(home, spy)
    one.append(LINES[:1])
    spy.calls.clear()
    one.append(LINES[1:4])
    assert spy.calls.count("write") == spy.calls.count("fdatasync") == 1
    assert set(spy.calls) <= {"write", "fdatasync", "flock", "stat", "fstat"}
    assert spy.calls.index("write") < spy.calls.index("fdatasync")


def test_many_rows_are_never_in_memory_once_more(home: Path) -> None:
    """An import has as many as the board itself: they are written, and moved away, in parts."""
    rows = [line[:-2] + b" " * 2_000 + b"}," for line in sample_rows(2_000).values()]
    one, records = journal(home), []
    size = sum(map(len, rows))
    assert peak_of(lambda: records.append(one.append(rows))) < size / 2
    assert list(journal(home).unmarked().values()) == rows
    one.mark(records)
    assert peak_of(one.rotate) < size / 2
    assert (home / "journal").stat().st_size < 1_000
    assert list(journal(home).marked().values()) == rows


def test_a_long_action_stays_whole_while_others_write(home: Path) -> None:
    """It takes several calls to write, between which no other app may write."""
    rows = sample_rows(8_000)
    long, short = list(rows.values())[:7_800], list(rows.values())[7_800:]
    written = threading.Event()

    def write_short() -> None:
        two = journal(home)
        for line in short:
            two.append([line])
            written.set()

    thread = threading.Thread(target=write_short)
    thread.start()
    assert written.wait(10)
    journal(home).append(long)
    thread.join()
    assert journal(home).unmarked() == rows


def test_a_torn_action_counts_for_nothing_and_harms_no_other(home: Path) -> None:
    """Cut the journal anywhere: every action is there as a whole or not at all, and later ones count."""
    one = journal(home)
    path = home / "journal"
    one.append(LINES[:1])
    start = path.stat().st_size
    one.append(LINES[1:3])
    whole = path.read_bytes()
    for length in range(start, len(whole)):
        path.write_bytes(whole[:length])
        journal(home).append(LINES[3:4])
        found = journal(home).unmarked()
        assert found.keys() in ({IDS[0], IDS[3]}, {IDS[0], IDS[1], IDS[2], IDS[3]}), length
        assert length >= len(whole) - 1 or IDS[1] not in found


def test_zeros_after_a_power_cut_are_ignored(home: Path) -> None:
    """A file system may leave NUL bytes where the last write was."""
    one = journal(home)
    one.append(LINES[:1])
    with (home / "journal").open("ab") as file:
        file.write(b"\0" * 300)
    one.append(LINES[1:2])
    assert list(journal(home).unmarked()) == IDS[:2]


def test_a_failed_append_keeps_nothing(home: Path) -> None:
    """Whichever call fails, an action that was refused does not come back at the next start."""
    journal(home).append(LINES[:1])
    spy = Spy()
    journal(home, spy).append(LINES[1:2])
    for code in (errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EROFS):
        for number, name in enumerate(spy.calls):
            (home / "journal").unlink()
            journal(home).append(LINES[:1])
            one = journal(home, failing_at(number, code))
            try:
                one.append(LINES[1:3])
            except Unwritable:
                assert list(journal(home).unmarked()) == IDS[:1], (number, name)
            else:
                assert list(journal(home).unmarked()) == IDS[:3], (number, name)
            one.append(LINES[3:4])
            assert IDS[3] in journal(home).unmarked()


def test_after_a_failed_sync_another_descriptor_is_used(home: Path) -> None:
    """The next append opens the file anew."""
    spy = Spy()
    one = journal(home, spy)
    one.append(LINES[:1])
    spy.before = failing_on({"fdatasync"}, errno.EIO).before
    spy.calls.clear()
    with pytest.raises(Unwritable):
        one.append(LINES[1:2])
    assert spy.calls.count("fdatasync") == 1
    assert "open" in spy.calls[spy.calls.index("fdatasync") :]
    spy.before = None
    one.append(LINES[2:3])
    assert list(journal(home).unmarked()) == [IDS[0], IDS[2]]


def test_two_apps_share_a_journal(home: Path) -> None:
    """Appends of two apps stand side by side."""
    one, two = journal(home), journal(home)
    for number in range(6):
        (one, two)[number % 2].append([LINES[number]])
    assert journal(home).unmarked() == ROWS


def test_rows_of_another_board_are_left_alone(home: Path) -> None:
    """A file that was exchanged for another board gets none of the first board's rows."""
    journal(home).append(LINES[:1])
    assert journal(home, board="b-other").unmarked() == {}
    journal(home, board="b-other").append(LINES[1:2])
    assert list(journal(home).unmarked()) == IDS[:1]


def test_a_board_may_have_a_name_of_any_length(home: Path) -> None:
    """It stands in the file, where anybody can write it."""
    one = journal(home, board="b" * 5_000)
    one.append(LINES[:1])
    one.append([LINES[1][:-2] + b" " * 2_000_000 + b"},"])
    assert list(journal(home, board="b" * 5_000).unmarked()) == IDS[:2]


def test_void_rows_are_forgotten_and_may_come_back(home: Path) -> None:
    """A void row is neither applied nor offered, until somebody adds it again."""
    one = journal(home)
    one.mark([one.append(LINES[:2])])
    one.void(IDS[:1])
    assert list(one.marked()) == IDS[1:2]
    again = one.append(LINES[:1])
    assert list(one.unmarked()) == IDS[:1]
    assert list(one.marked()) == IDS[1:2]
    one.mark([again])
    assert sorted(one.marked()) == IDS[:2]


def test_a_failed_append_of_a_known_row_leaves_it_known(home: Path) -> None:
    """A row that could not be brought back can still be brought back later."""
    journal(home).mark([journal(home).append(LINES[:2])])
    with pytest.raises(Unwritable):
        journal(home, failing_on({"fdatasync"}, errno.EIO)).append(LINES[:1])
    assert journal(home).unmarked() == {}
    assert list(journal(home).marked()) == IDS[:2]
    journal(home).append(LINES[:1])
    with pytest.raises(Unwritable):
        journal(home, failing_on({"fdatasync"}, errno.EIO)).append(LINES[:1])
    assert list(journal(home).unmarked()) == IDS[:1]


def test_a_large_journal_keeps_what_still_counts(home: Path) -> None:
    """Rotation moves saved rows out of the way; unsaved, remembered and void ones stay what they were."""
    rows = sample_rows(1200)
    ids = list(rows)
    one = journal(home)
    records = [one.append([rows[key]]) for key in ids]
    one.mark(records[:-2])
    one.void(ids[:1])
    assert (home / "journal").stat().st_size > ROTATE
    one.rotate()
    assert (home / "journal").stat().st_size < 1000
    assert list(journal(home).unmarked()) == ids[-2:]
    assert list(journal(home).marked()) == ids[1:-2]
    one.append([rows[ids[0]]])
    assert sorted(journal(home).unmarked()) == sorted([ids[0], *ids[-2:]])


def test_a_rotation_under_a_running_app_loses_nothing(home: Path) -> None:
    """An app that had the journal open before the rotation writes to the new one."""
    rows = sample_rows(1200)
    ids = list(rows)
    one, two = journal(home), journal(home)
    first = two.append([rows[ids[0]]])
    one.mark([first, one.append([rows[key] for key in ids[1:-1]])])
    one.rotate()
    assert (home / "journal").stat().st_size < 1000
    two.append([rows[ids[-1]]])
    assert list(journal(home).unmarked()) == ids[-1:]


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO], ids=errno.errorcode.__getitem__)
def test_a_failed_rotation_loses_nothing(home: Path, code: int) -> None:
    """Whichever call of a rotation fails, every row is still known as what it was."""
    rows = sample_rows(1000)
    ids = list(rows)

    def fresh(files: Files) -> Journal:
        for path in home.glob("*"):
            path.unlink()
        one = journal(home, files)
        one.mark([one.append([rows[key] for key in ids[:-1]])])
        one.append([rows[ids[-1]]])
        return one

    spy = Spy()
    fresh(spy).rotate()
    before = len(spy.calls)
    spy.calls.clear()
    fresh(spy)
    for number in range(len(spy.calls), before):
        one = fresh(failing_at(number, code))
        with contextlib.suppress(OSError):
            one.rotate()
        assert list(journal(home).unmarked()) == ids[-1:], number
        assert set(journal(home).marked()) == set(ids[:-1]), number


def test_what_is_void_stays_so_in_a_record_that_waits(home: Path) -> None:
    """A rotation leaves such a record where it is, with what was said of its rows."""
    rows = sample_rows(1000)
    ids, lines = list(rows), list(rows.values())
    one = journal(home)
    one.append(lines[:2])
    one.void(ids[:1])
    one.mark([one.append(lines[2:])])
    one.rotate()
    assert (home / "journal").stat().st_size < 1000
    assert list(journal(home).unmarked()) == ids[1:2]
    assert list(journal(home).marked()) == ids[2:]


def test_a_rotation_whose_folder_has_gone_says_so(home: Path) -> None:
    """As any other failure of the disk, which the app goes on after."""
    rows = sample_rows(1000)
    one = journal(home, failing_on({"replace"}, errno.ENOENT))
    one.mark([one.append(list(rows.values()))])
    with pytest.raises(FileNotFoundError):
        one.rotate()
    assert journal(home).marked() == rows


def test_rows_are_remembered_for_two_weeks(home: Path) -> None:
    """Older rows are not offered back, and after twice that time their bytes are gone."""
    time = clock()
    one = Journal(home, BOARD, time)
    rows = sample_rows(1600)
    ids = list(rows)

    def saved(some: list[str]) -> None:
        one.mark([one.append([rows[key] for key in some])])
        one.rotate()

    saved(ids[:800])
    time.set(NOON + timedelta(days=DAYS - 1))
    assert len(one.marked()) == 800
    time.set(NOON + timedelta(days=DAYS + 1))
    assert one.marked() == {}
    assert len(one.marked(days=30)) == 800
    time.set(NOON + timedelta(days=2 * DAYS + 1))
    saved(ids[800:])
    assert list(one.marked(days=1000)) == ids[800:]
    assert rows[ids[1]] not in (home / "history").read_bytes()


def test_the_journal_is_private_and_follows_no_link(home: Path) -> None:
    """Customer data: files for the owner alone, and a planted link is not written through."""
    one = journal(home)
    one.append(LINES[:1])
    assert stat.S_IMODE((home / "journal").stat().st_mode) == 0o600
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    victim = home / "victim"
    (home / "journal").unlink()
    (home / "journal").symlink_to(victim)
    with pytest.raises(Unwritable, match="symbolic link"):
        journal(home).append(LINES[1:2])
    assert not os.path.lexists(victim)


def test_an_erasure_changes_the_rows_of_its_own_board_alone(home: Path) -> None:
    """Waiting and remembered ones; what is said of them stays."""
    clean = {key: line.replace(b"Deal", b"erased") for key, line in zip(IDS[:2], LINES[:2], strict=True)}
    journal(home, board="b-other").append(LINES[:1])
    one = journal(home)
    one.append(LINES[:1])
    one.mark([one.append(LINES[1:3])])
    one.rewrite(clean)
    assert journal(home).unmarked() == {IDS[0]: clean[IDS[0]]}
    assert journal(home).marked() == {IDS[1]: clean[IDS[1]], IDS[2]: LINES[2]}
    assert journal(home, board="b-other").unmarked() == {IDS[0]: LINES[0]}
    one.append(LINES[3:4])
    assert list(journal(home).unmarked()) == [IDS[0], IDS[3]]
