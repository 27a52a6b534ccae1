"""A save gives the old or the new file, whatever fails and whatever lies in its way."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from pipeboard.domain.errors import DamagedFile, NotFound, PipeBoardError, Refused, Unwritable
from pipeboard.store.boardfile import BoardFile
from pipeboard.store.difference import Difference, Expected
from pipeboard.store.files import OS_FILES, Files
from pipeboard.store.filetext import BLOCK
from store.disk import (
    BOARD,
    CALLS,
    Spy,
    clock,
    failing_at,
    failing_on,
    sample_file,
    sample_rows,
    splice,
    strays,
)
from work import peak_of

OLD = sample_file(sample_rows(20))
NEW_ROWS = list(sample_rows(2, "m2x9", seed=1).values())
NEW = splice(OLD, NEW_ROWS)
CODES = [
    errno.ENOSPC,
    errno.EIO,
    errno.EDQUOT,
    errno.EROFS,
    errno.EACCES,
    errno.EPERM,
    errno.EINTR,
    errno.ENOLCK,
    errno.EOPNOTSUPP,
    errno.EMFILE,
    errno.ENOENT,
]


def board_file(path: Path, files: Files = OS_FILES, seed: int = 0) -> BoardFile:
    return BoardFile(path, state_dir=path.parent.parent / "state", clock=clock(seed), files=files)


def save(path: Path, files: Files, *, known: bool = False) -> None:
    """Save the new rows; `known`: as somebody who has seen the file as it is."""
    seen = board_file(path).load().seen if known else None
    board_file(path, files).save(NEW_ROWS, board=BOARD, known=seen)


def calls_of_a_save(path: Path, *, known: bool) -> list[str]:
    # The first save makes the folder of the lock; the second is as all later ones.
    for _ in range(2):
        path.write_bytes(OLD)
        spy = Spy()
        save(path, spy, known=known)
        assert path.read_bytes() == NEW
    return spy.calls


@pytest.mark.parametrize("known", [False, True], ids=["unknown", "known"])
@pytest.mark.parametrize("code", CODES, ids=errno.errorcode.__getitem__)
def test_any_failing_call_leaves_a_whole_file_and_a_retry_works(
    board: Path, code: int, *, known: bool
) -> None:
    """Each call of a save fails once with each error: old or new file, no litter, and a retry succeeds."""
    calls = calls_of_a_save(board, known=known)
    assert {"flock", "fsync", "replace", "close"} <= set(calls) <= CALLS
    for number in range(len(calls)):
        board.write_bytes(OLD)
        board.chmod(0o640)
        spy = failing_at(number, code)
        try:
            save(board, spy, known=known)
        except (Unwritable, NotFound, DamagedFile):
            replaced = "replace" in spy.calls[:number]
            assert board.read_bytes() == (NEW if replaced else OLD), (number, calls[number])
        else:
            assert board.read_bytes() == NEW, (number, calls[number])
        assert strays(board.parent) == [], (number, calls[number])
        save(board, OS_FILES)
        assert board.read_bytes() == NEW
        assert stat.S_IMODE(board.stat().st_mode) == 0o640


@pytest.mark.parametrize("known", [False, True], ids=["unknown", "known"])
def test_a_signal_during_any_call_goes_unnoticed(board: Path, *, known: bool) -> None:
    """EINTR at a call that can be repeated is no failure."""
    calls = calls_of_a_save(board, known=known)
    for number, name in enumerate(calls):
        if name in ("open", "read", "pread", "write", "replace", "flock"):
            board.write_bytes(OLD)
            save(board, failing_at(number, errno.EINTR), known=known)
            assert board.read_bytes() == NEW, name


def test_a_system_that_takes_few_bytes_at_a_time_gets_them_all(board: Path) -> None:
    """Short writes are continued where they stopped."""

    class Slow(Spy):
        def write(self, fd: int, data: bytes | memoryview) -> int:
            return os.write(fd, bytes(data[:7]))

    board.write_bytes(OLD)
    save(board, Slow())
    assert board.read_bytes() == NEW


def test_a_failed_sync_is_never_repeated_on_the_same_descriptor(board: Path) -> None:
    """After a failed sync the pages may be gone: only a new file counts."""
    board.write_bytes(OLD)
    spy = failing_on({"fsync"}, errno.EIO)
    with pytest.raises(Unwritable, match="disk reports an error"):
        save(board, spy)
    assert spy.calls.count("fsync") == 1
    assert board.read_bytes() == OLD


def test_the_bytes_are_on_the_disk_before_the_name_and_the_name_before_the_end(board: Path) -> None:
    """Write, sync, close, replace, sync the folder: in this order, under the lock."""
    board.write_bytes(OLD)
    save(board, OS_FILES)
    board.write_bytes(OLD)
    spy = Spy()
    save(board, spy)
    steps = [name for name in spy.calls if name in ("flock", "write", "fsync", "replace")]
    assert steps == ["flock", "flock", *["write"] * (len(steps) - 5), "fsync", "replace", "fsync"]
    assert "close" in spy.calls[spy.calls.index("fsync") : spy.calls.index("replace")]


def test_nothing_new_means_no_write(board: Path) -> None:
    """Saving rows that are there already touches nothing on the disk."""
    board.write_bytes(NEW)
    before = board.stat()
    spy = Spy()
    save(board, spy)
    assert not {"write", "replace", "fsync"} & set(spy.calls)
    assert (board.stat().st_mtime_ns, board.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_a_known_file_is_saved_without_reading_its_rows_again(
    board: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While nobody else wrote, a save does not take the file apart."""
    board.write_bytes(OLD)
    seen = board_file(board).load().seen
    monkeypatch.setattr("pipeboard.store.boardfile.parse", lambda _: pytest.fail("parsed"))
    saved = board_file(board).save(NEW_ROWS, board=BOARD, known=seen)
    assert board.read_bytes() == NEW
    assert saved.found is None
    monkeypatch.undo()
    assert board_file(board).load().seen == saved.seen


def test_rows_that_others_wrote_meanwhile_stay(board: Path) -> None:
    """A save unites its rows with whatever is on the disk, and says what it found, in whatever layout."""
    theirs = sample_rows(3, "zz9x", seed=2)
    expected = Expected(BOARD, sample_rows(20))
    for ends in (b"\n", b"\r\n"):
        board.write_bytes(OLD)
        seen = board_file(board).load().seen
        board.write_bytes(splice(OLD, theirs.values()).replace(b"\n", ends))
        saved = board_file(board).save(NEW_ROWS, board=BOARD, known=seen, expected=lambda: expected)
        assert board.read_bytes() == splice(NEW, theirs.values())
        assert saved.found == Difference(theirs, (), 11)
        assert board_file(board).load().seen.signature == saved.seen.signature


def test_a_save_compares_what_others_wrote_without_having_the_file_in_memory(board: Path) -> None:
    """A change of somebody else that a save finds is looked into where it is; nothing is taken apart."""
    rows = sample_rows(20_000)
    theirs = sample_rows(3, "zz9x", seed=2)
    file = board_file(board)
    file.append(list(rows.values()))
    seen, expected = file.load().seen, Expected(BOARD, rows)
    file.append(list(theirs.values()))

    def save_beside_them() -> None:
        saved = file.save(NEW_ROWS, board=BOARD, known=seen, expected=lambda: expected)
        assert saved.found == Difference(theirs, (), 11)

    assert peak_of(save_beside_them) < board.stat().st_size / 2
    assert board.read_bytes() == sample_file(rows, theirs, sample_rows(2, "m2x9", seed=1))


def test_a_file_that_is_written_into_while_it_is_compared_is_looked_at_again(board: Path) -> None:
    """No row of a file that is half the old one and half a new one is taken for gone or for new."""
    board.write_bytes(OLD)
    seen = board_file(board).load().seen
    theirs, more = sample_rows(3, "zz9x", seed=2), sample_rows(1, "zz9y", seed=3)
    board.write_bytes(splice(OLD, theirs.values()))
    written: list[bytes] = []

    def write(_: int, name: str, __: tuple[object, ...]) -> None:
        if name == "pread" and not written:
            written.append(splice(OLD, more.values()))
            board.write_bytes(written[0])

    file = board_file(board, Spy(write))
    expected = Expected(BOARD, sample_rows(20))
    saved = file.save(NEW_ROWS, board=BOARD, known=seen, expected=lambda: expected)
    assert saved.found == Difference(more, (), 11)
    assert board.read_bytes() == splice(NEW, more.values())


def test_a_writer_that_ignores_the_lock_is_noticed(board: Path) -> None:
    """A file that changes between reading and replacing it is read again: no lock is needed for that."""
    board.write_bytes(OLD)
    theirs = sample_rows(1, "zz9x", seed=2)
    done: list[bool] = []

    def intrude(_: int, name: str, arguments: tuple[object, ...]) -> None:
        if name == "fsync" and not done:
            done.append(True)
            other = board.with_name("other")
            other.write_bytes(splice(OLD, theirs.values()))
            other.replace(board)

    save(board, Spy(intrude))
    assert done
    assert board.read_bytes() == splice(NEW, theirs.values())
    assert strays(board.parent) == []


def test_a_file_that_becomes_shorter_while_it_is_copied_is_read_again(board: Path) -> None:
    """An editor may write into the file itself; what it leaves there is what is saved."""
    board.write_bytes(sample_file(sample_rows(3_000)))
    seen = board_file(board).load().seen
    spy = Spy()

    def shorten(_: int, name: str, __: tuple[object, ...]) -> None:
        if name == "write" and spy.calls.count("write") == 1:
            board.write_bytes(OLD)

    spy.before = shorten
    board_file(board, spy).save(NEW_ROWS, board=BOARD, known=seen)
    assert board.read_bytes() == NEW
    assert strays(board.parent) == []


def test_a_save_reads_no_more_than_it_copies_at_a_time(board: Path) -> None:
    """A large file is never in memory as a whole, only to put a few rows into it."""
    board.write_bytes(sample_file(sample_rows(30_000)))
    seen = board_file(board).load().seen
    size = board.stat().st_size
    assert size > 10 * BLOCK
    assert peak_of(lambda: board_file(board).save(NEW_ROWS, board=BOARD, known=seen)) < 4 * BLOCK
    assert board.stat().st_size > size


def test_without_locks_a_save_looks_again_whether_it_stands(board: Path) -> None:
    """An app that read the file before us may replace it right after us: then our rows go in once more."""
    board.write_bytes(OLD)
    theirs = sample_rows(1, "zz9x", seed=2)
    spy = Spy()
    done: list[bool] = []

    def intrude(_: int, name: str, __: tuple[object, ...]) -> None:
        if name == "flock":
            raise OSError(errno.ENOLCK, "no locks")
        if name == "fsync" and "replace" in spy.calls and not done:
            done.append(True)
            other = board.with_name("other")
            other.write_bytes(splice(OLD, theirs.values()))
            other.replace(board)

    spy.before = intrude
    save(board, spy)
    assert spy.calls.count("replace") == 2
    assert board.read_bytes() == splice(NEW, theirs.values())


def test_without_locks_the_save_goes_on(board: Path) -> None:
    """Network drives without locks, and state folders that cannot be written, do not stop a save."""
    for names, code in (({"flock"}, errno.ENOLCK), ({"flock"}, errno.EOPNOTSUPP), ({"mkdir"}, errno.EROFS)):
        board.write_bytes(OLD)
        save(board, failing_on(names, code))
        assert board.read_bytes() == NEW


def test_the_mode_of_the_file_is_kept(board: Path) -> None:
    """A board that a group may read stays readable for it; a private one stays private."""
    for mode in (0o600, 0o640, 0o664):
        board.write_bytes(OLD)
        board.chmod(mode)
        save(board, OS_FILES)
        assert stat.S_IMODE(board.stat().st_mode) == mode


def test_a_group_that_cannot_be_kept_gets_no_access(board: Path) -> None:
    """Where the file must change its group, the new group does not inherit the old one's rights."""
    board.write_bytes(OLD)
    board.chmod(0o664)
    spy = failing_on({"chown"}, errno.EPERM)
    status = board.stat()
    board_file(board, spy)._inherit(os.open(board, os.O_RDONLY), 0o664, status.st_gid + 1)
    assert stat.S_IMODE(board.stat().st_mode) == 0o604


def test_a_symbolic_link_stays_one(board: Path) -> None:
    """The file behind a link is replaced, beside itself; the link stays."""
    board.write_bytes(OLD)
    link = board.parent.parent / "link.json"
    link.symlink_to(board)
    save(link.resolve(), OS_FILES)
    assert link.is_symlink()
    assert board.read_bytes() == NEW


def test_links_planted_under_temporary_names_are_not_followed(board: Path) -> None:
    """Whoever guesses the name of the temporary file gains nothing: the save takes another name."""
    board.write_bytes(OLD)
    victim = board.parent / "victim"
    victim.write_bytes(b"precious")
    spy = Spy()
    named: list[Path] = []
    spy.before = lambda _, name, arguments: named.append(arguments[0]) if name == "open" else None
    save(board, spy)
    (guess,) = (path for path in named if path.name.endswith(".tmp"))
    board.write_bytes(OLD)
    guess.symlink_to(victim)
    save(board, OS_FILES)
    assert victim.read_bytes() == b"precious"
    assert guess.is_symlink()
    assert board.read_bytes() == NEW


def test_a_link_planted_at_the_lock_is_not_followed(board: Path) -> None:
    """A lock that is a link is left alone; the save goes on with its other guards."""
    board.write_bytes(OLD)
    spy = Spy()
    named: list[Path] = []
    spy.before = lambda _, name, arguments: named.append(arguments[0]) if name == "open" else None
    save(board, spy)
    (lock,) = {path for path in named if path.parent.name == "locks" and path.is_file()}
    lock.unlink()
    victim = board.parent / "victim"
    lock.symlink_to(victim)
    board.write_bytes(OLD)
    save(board, OS_FILES)
    assert not victim.exists()
    assert board.read_bytes() == NEW


def test_old_temporary_files_are_removed_and_young_ones_are_not(board: Path) -> None:
    """What a crash left behind goes after a minute; the file of a save in progress stays."""
    old = board.with_name(f".{board.name}.pipeboard-0123456789ab.tmp")
    young = board.with_name(f".{board.name}.pipeboard-0123456789ac.tmp")
    foreign = board.with_name(".else.tmp")
    for path in (old, young, foreign):
        path.write_bytes(b"half")
        os.utime(path, (0, 0) if path != young else None)
    board_file(board).remove_strays()
    assert not old.exists()
    assert young.exists()
    assert foreign.exists()


def test_another_board_is_never_united(board: Path) -> None:
    """A file with another board id is left as it is."""
    other = sample_file(sample_rows(1), board="b-other")
    board.write_bytes(other)
    with pytest.raises(Refused, match="another board"):
        save(board, OS_FILES)
    assert board.read_bytes() == other


def test_a_newer_format_is_never_written(board: Path) -> None:
    """The rules of a newer format are unknown, so its file is left as it is."""
    newer = OLD.replace(b'"version": 1', b'"version": 2')
    board.write_bytes(newer)
    with pytest.raises(Unwritable, match="newer format"):
        save(board, OS_FILES)
    assert board.read_bytes() == newer


@pytest.mark.parametrize("damage", [b"", b"\n", OLD[:-50], OLD + OLD[:-50], b"[]"])
def test_a_damaged_file_is_never_overwritten(board: Path, damage: bytes) -> None:
    """What cannot be read may still be recovered, so it stays byte for byte."""
    board.write_bytes(damage)
    with pytest.raises(DamagedFile):
        save(board, OS_FILES)
    assert board.read_bytes() == damage


def test_a_missing_file_is_not_made_again(board: Path) -> None:
    """A file that git has just taken away is not conjured up with a few rows."""
    board.unlink()
    with pytest.raises(NotFound):
        save(board, OS_FILES)
    assert not board.exists()


def test_a_folder_or_a_pipe_is_no_board(tmp_path: Path) -> None:
    """Opening something else than a regular file ends at once with a sentence."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name in ("pipe", "folder"):
        with pytest.raises(PipeBoardError, match="regular file"):
            board_file(tmp_path / name).load()


def test_a_gigantic_file_is_refused_unread(board: Path) -> None:
    """Half a gigabyte is refused at once."""
    with board.open("r+b") as file:
        file.truncate(500_000_000)
    spy = Spy()
    with pytest.raises(DamagedFile, match="500 MB"):
        board_file(board, spy).load()
    assert "read" not in spy.calls


def test_creating_never_replaces_a_file(board: Path) -> None:
    """A new board is made private and complete, and only where there is nothing."""
    board.unlink()
    board_file(board).create(BOARD)
    assert board.read_bytes() == sample_file()
    assert stat.S_IMODE(board.stat().st_mode) == 0o600
    with pytest.raises(Refused, match="exists already"):
        board_file(board).create(BOARD)
    board.unlink()
    board.symlink_to("nowhere")
    with pytest.raises(Refused, match="exists already"):
        board_file(board).create(BOARD)
    assert strays(board.parent) == []


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EACCES], ids=errno.errorcode.__getitem__)
def test_a_board_is_created_whole_or_not_at_all(board: Path, code: int) -> None:
    """Whichever call fails, there is no half file under the board's name."""
    board.unlink()
    spy = Spy()
    board_file(board, spy).create(BOARD)
    for number in range(len(spy.calls)):
        board.unlink(missing_ok=True)
        try:
            board_file(board, failing_at(number, code)).create(BOARD)
        except Unwritable:
            assert not board.exists() or board.read_bytes() == sample_file()
        else:
            assert board.read_bytes() == sample_file()
