"""The store: durable when it says so, in the file soon after, honest about what others did."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeboard.domain.errors import DamagedFile, NotFound, PipeBoardError, Refused, Unwritable
from pipeboard.store import boardfile
from pipeboard.store.files import OS_FILES, Files
from pipeboard.store.layout import row_id
from pipeboard.store.parsing import parse
from pipeboard.store.store import Changes, Store
from pipeboard.store.writer import Writer
from store.disk import Spy, by_id, clock, failing_on, sample_file, sample_rows, splice, strays

MINE = sample_rows(5)
LINES = list(MINE.values())
THEIRS = sample_rows(4, "m2x9", seed=1)


class Desk:
    """Opens stores on one board and closes them at the end of the test."""

    def __init__(self, board: Path, state: Path) -> None:
        self.board = board
        self.state = state
        self.stores: list[Store] = []

    def open(self, files: Files = OS_FILES, seed: int = 0, patience: float = 0.2) -> Store:
        store = Store.open(
            self.board, state_dir=self.state, clock=clock(seed), files=files, patience=patience
        )
        self.stores.append(store)
        return store

    def on_disk(self) -> dict[str, bytes]:
        return dict(parse(self.board.read_bytes()).rows)

    def write(self, *rows: dict[str, bytes]) -> None:
        """As another program would: a whole new file."""
        other = self.board.with_name("other")
        other.write_bytes(sample_file(*rows))
        other.replace(self.board)


@pytest.fixture
def desk(board: Path, state: Path) -> Iterator[Desk]:
    """A board without events and a state folder."""
    made = Desk(board, state)
    yield made
    for store in made.stores:
        try:
            store.close(timeout=5)
        except PipeBoardError:
            continue


def test_what_was_appended_is_there_at_the_next_start(desk: Desk) -> None:
    """Append, close, open: the rows are in the file and in the store."""
    store = desk.open()
    store.append(by_id(LINES[:2]))
    store.append(by_id(LINES[2:]))
    assert dict(store.rows()) == MINE
    store.close()
    assert desk.on_disk() == MINE
    assert dict(desk.open().rows()) == MINE


def test_an_append_is_durable_before_the_file_follows(desk: Desk) -> None:
    """A store that never got to save (a crash) finds its rows in the journal."""
    store = desk.open(failing_on({"replace"}, errno.EIO))
    store.append(MINE)
    again = desk.open()
    assert dict(again.rows()) == MINE
    assert desk.on_disk() == {}
    again.close()
    assert desk.on_disk() == MINE
    assert desk.open().poll() is None


def test_the_file_follows_by_itself_and_the_listener_hears_of_it(desk: Desk) -> None:
    """Without a flush the writer saves a moment later and says so, once for several appends."""
    store = desk.open()
    saved = threading.Event()
    store.on_saved(saved.set)
    for line in LINES:
        store.append(by_id([line]))
    assert saved.wait(10)
    assert desk.on_disk() == MINE
    assert store.failure is None


def test_many_appends_are_few_saves(desk: Desk) -> None:
    """A held key does not write the file at each repeat."""
    spy = Spy()
    store = desk.open(spy)
    for line in sample_rows(50).values():
        store.append(by_id([line]))
    store.flush()
    assert spy.calls.count("replace") <= 3


def test_reading_writes_nothing_and_starts_no_thread(desk: Desk) -> None:
    """A one-shot read leaves no trace: no file, no folder, no thread, no replica name."""
    desk.write(THEIRS)
    before = threading.active_count()
    spy = Spy()
    store = desk.open(spy)
    assert dict(store.rows()) == THEIRS
    assert store.poll() is None
    store.flush()
    store.close()
    assert threading.active_count() == before
    assert not {"write", "mkdir", "replace", "fsync"} & set(spy.calls)
    assert not desk.state.exists()


def test_appending_what_is_there_does_nothing(desk: Desk) -> None:
    """The same row again is no change; the same id with other bytes is refused."""
    store = desk.open()
    store.append(MINE)
    store.flush()
    before = desk.board.stat()
    store.append(by_id(LINES[:2]))
    store.flush()
    assert desk.board.stat().st_mtime_ns == before.st_mtime_ns
    with pytest.raises(Refused, match="never changed"):
        store.append(by_id([LINES[0].replace(b"Ann", b"Bob")]))
    assert dict(store.rows()) == MINE


@pytest.mark.parametrize(
    "line",
    [
        *(b"", b"{}", b'"k7q": {},', b'"~": {},', b'"x": {"do": "y"},'),
        *(LINES[0] + b"\n", LINES[0][:-1], LINES[0][1:], LINES[0].replace(b" ", b"\t")),
    ],
)
def test_only_events_can_be_appended(desk: Desk, line: bytes) -> None:
    """Nothing that would break the layout gets in, nor anything along with it."""
    store = desk.open()
    with pytest.raises(Refused):
        store.append(by_id([LINES[2], line]))
    with pytest.raises(Refused):
        store.append({row_id(LINES[2]): LINES[2], row_id(LINES[1]): LINES[0]})
    assert dict(store.rows()) == {}


def test_creating_makes_a_board_of_its_own(desk: Desk) -> None:
    """Each new board has another id, and no file is replaced."""
    folder = desk.board.parent
    made = [Store.create(folder / f"{n}.json", state_dir=desk.state, clock=clock(n)) for n in range(2)]
    assert made[0].board_id != made[1].board_id
    assert made[0].board_id.startswith("b-")
    assert dict(made[0].rows()) == {}
    with pytest.raises(Refused, match="exists"):
        Store.create(folder / "0.json", state_dir=desk.state, clock=clock())


def test_a_missing_board_is_not_made(desk: Desk) -> None:
    """Opening asks nothing and creates nothing: it says that there is no board."""
    desk.board.unlink()
    with pytest.raises(NotFound, match="no board"):
        desk.open()
    assert not desk.board.exists()


def test_a_file_that_vanishes_while_it_is_open_takes_no_change_with_it(desk: Desk) -> None:
    """Whoever saves is told where it waits; with the file, everything is back."""
    store = desk.open(patience=0)
    there = desk.board.read_bytes()
    desk.board.unlink()
    store.append(MINE)
    with pytest.raises(NotFound, match="changes wait in the journal"):
        store.flush()
    desk.board.write_bytes(there)
    store.flush()
    assert desk.on_disk() == MINE


def test_changes_of_others_are_reported_once(desk: Desk) -> None:
    """New rows come with the next poll; own saves never do."""
    store = desk.open()
    store.append(MINE)
    store.flush()
    assert store.poll() is None
    desk.write(MINE, THEIRS)
    assert store.poll() == Changes(THEIRS, ())
    assert store.poll() is None
    assert dict(store.rows()) == MINE | THEIRS


def test_a_touched_file_is_no_change(desk: Desk) -> None:
    """A new date, or the same bytes in a new file, is nothing to report."""
    desk.write(THEIRS)
    store = desk.open()
    for _ in range(3):
        desk.write(THEIRS)
        assert store.poll() is None
        assert dict(store.rows()) == THEIRS


def test_a_listener_that_fails_does_not_end_the_saving(desk: Desk) -> None:
    """What a face does with the news of a save cannot harm the next save."""

    def fail() -> None:
        raise RuntimeError("the screen is gone")

    store = desk.open()
    store.on_saved(fail)
    store.append(by_id(LINES[:1]))
    store.flush()
    store.append(by_id(LINES[1:]))
    store.flush()
    assert desk.on_disk() == MINE


def test_changes_found_by_a_save_are_reported_too(desk: Desk) -> None:
    """What a save unites with its rows comes with the next poll, and no own row is missed meanwhile."""
    store = desk.open()
    desk.write(THEIRS)
    store.append(by_id(LINES[:2]))
    store.flush()
    store.append(by_id(LINES[2:]))
    store.flush()
    assert desk.on_disk() == MINE | THEIRS
    assert store.poll() == Changes(THEIRS, ())
    assert store.poll() is None
    assert dict(store.rows()) == MINE | THEIRS


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(("append", "flush", "poll", "add", "take away")), max_size=12))
def test_however_changes_of_others_meet_saves_each_is_told_once(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    """By a poll or by a save that finds it, one after the other: and the file is never taken apart."""
    folder = tmp_path_factory.mktemp("work")
    board = folder / "pipeboard.json"
    board.write_bytes(sample_file())
    desk = Desk(board, folder / "state")
    store, mine, theirs = desk.open(), iter(LINES * 3), iter(THEIRS.items())
    told: dict[str, bytes] = {}

    def poll() -> None:
        changes = store.poll()
        for key, line in changes.added.items() if changes is not None else ():
            assert key not in told
            told[key] = line
        for key in changes.vanished if changes is not None else ():
            del told[key]
        assert dict(store.rows()) == told

    with pytest.MonkeyPatch.context() as patches:
        patches.setattr(boardfile, "parse", lambda _: pytest.fail("it was taken apart"))
        for step in [*steps, "flush", "poll"]:
            if step == "append":
                store.append(new := by_id([next(mine)]))
                told |= new
            elif step == "flush":
                store.flush()
            elif step == "poll":
                poll()
            elif step == "add":
                desk.write(desk.on_disk() | dict([next(theirs, next(iter(THEIRS.items())))]))
            else:
                desk.write(dict(list(desk.on_disk().items())[1:]))
        store.close()
    assert told == desk.on_disk()


def test_two_stores_on_one_board_see_each_other(desk: Desk) -> None:
    """Both sets of rows are in the file and in both stores."""
    one, two = desk.open(), desk.open(seed=5)
    one.append(MINE)
    two.append(THEIRS)
    one.flush()
    two.flush()
    one.poll()
    two.poll()
    assert dict(one.rows()) == dict(two.rows()) == desk.on_disk() == MINE | THEIRS


def test_vanished_rows_vanish_and_own_ones_are_offered(desk: Desk) -> None:
    """After a checkout the board is what the file says; own rows can be brought back, by asking."""
    desk.write(THEIRS)
    store = desk.open()
    store.append(MINE)
    store.flush()
    desk.write({})
    changes = store.poll()
    assert changes is not None
    assert set(changes.vanished) == MINE.keys() | THEIRS.keys()
    assert dict(store.rows()) == {}
    assert store.lost() == MINE
    store.flush()
    assert desk.on_disk() == {}
    store.append(by_id(LINES[:2]))
    store.flush()
    assert desk.on_disk() == dict(list(MINE.items())[:2])
    assert list(store.lost()) == list(MINE)[2:]
    store.forget(list(MINE)[2:])
    assert store.lost() == {}
    assert desk.open().lost() == {}


def test_a_vanished_row_brought_back_survives_a_crash(desk: Desk) -> None:
    """Bringing back is an append like any other: durable at once, though the journal knew the row before."""
    store = desk.open()
    store.append(MINE)
    store.close()
    desk.write({})
    crashing = desk.open(failing_on({"replace"}, errno.EIO))
    crashing.append(by_id(LINES[:1]))
    assert list(desk.open().rows()) == list(MINE)[:1]


def test_rows_saved_just_before_a_crash_are_not_added_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after the save and before its note: the next start notes it; a later checkout is respected."""
    crashed = desk.open()
    monkeypatch.setattr(crashed._marks, "mark", lambda ids: None)
    crashed.append(MINE)
    crashed.close()
    assert dict(desk.open().rows()) == MINE
    desk.write({})
    store = desk.open()
    assert dict(store.rows()) == {}
    assert store.lost() == MINE


def test_unsaved_rows_do_not_vanish(desk: Desk) -> None:
    """A checkout under a store whose saves fail takes nothing from what the user did meanwhile."""
    store = desk.open(failing_on({"replace"}, errno.ENOSPC))
    store.append(MINE)
    with pytest.raises(Unwritable):
        store.flush()
    desk.write(THEIRS)
    assert store.poll() == Changes(THEIRS, ())
    assert dict(store.rows()) == MINE | THEIRS


def test_a_failed_save_keeps_everything_and_a_retry_works(desk: Desk) -> None:
    """The failure is there to be shown, with its sentence; the rows are kept; the next attempt clears it."""
    spy = failing_on({"write"}, errno.ENOSPC)
    before, spy.before = spy.before, None
    store = desk.open(spy)
    store.append(by_id(LINES[:1]))
    store.flush()

    def full(number: int, name: str, arguments: tuple[Any, ...]) -> None:
        if before is not None and threading.current_thread().name == "pipeboard-writer":
            before(number, name, arguments)

    spy.before = full
    heard = threading.Event()
    store.on_saved(heard.set)
    store.append(by_id(LINES[1:]))
    assert heard.wait(10)
    assert isinstance(store.failure, Unwritable)
    assert "disk is full" in str(store.failure)
    with pytest.raises(Unwritable, match="disk is full"):
        store.flush()
    assert dict(store.rows()) == MINE
    assert desk.on_disk() == dict(list(MINE.items())[:1])
    assert strays(desk.board.parent) == []
    spy.before = None
    heard.clear()
    store.poll()
    assert heard.wait(10)
    assert store.failure is None
    assert desk.on_disk() == MINE


def test_without_a_journal_the_file_takes_the_rows_at_once(desk: Desk) -> None:
    """When only the journal fails, an append is durable in the file."""
    store = desk.open(failing_on({"fdatasync"}, errno.ENOSPC))
    store.append(MINE)
    assert desk.on_disk() == MINE


def test_when_neither_can_take_them_nothing_is_kept(desk: Desk) -> None:
    """The user hears that it failed, and the rows are nowhere: not in view, not at the next start."""
    store = desk.open(failing_on({"fdatasync", "replace"}, errno.ENOSPC))
    with pytest.raises(Unwritable, match="disk is full"):
        store.append(MINE)
    assert dict(store.rows()) == {}
    store.flush()
    assert desk.on_disk() == {}
    assert dict(desk.open().rows()) == {}


@pytest.mark.parametrize("denied", ["file", "folder"])
def test_what_may_not_be_written_opens_read_only(desk: Desk, denied: str) -> None:
    """A read-only file or folder is shown, with the reason; an append is refused and leaves nothing."""
    desk.write(THEIRS)
    path = desk.board if denied == "file" else desk.board.parent

    class Denied(Spy):
        def access(self, asked: Path, mode: int) -> bool:
            return asked != path

    store = desk.open(Denied())
    assert store.read_only
    assert denied in store.read_only_reason or str(path) in store.read_only_reason
    assert store.read_only_reason.endswith(".")
    assert dict(store.rows()) == THEIRS
    with pytest.raises(Unwritable):
        store.append(MINE)
    store.close()
    assert desk.on_disk() == THEIRS
    assert not desk.state.exists()


def test_a_file_that_may_be_written_again_is_written_again(desk: Desk) -> None:
    """A file that was locked on purpose (no write bit) is read-only, also for root, until it is unlocked."""
    desk.write(THEIRS)
    desk.board.chmod(0o444)
    store = desk.open()
    assert store.read_only
    with pytest.raises(Unwritable):
        store.append(MINE)
    desk.board.chmod(0o644)
    store.poll()
    assert not store.read_only
    store.append(MINE)
    store.close()
    assert desk.on_disk().keys() > THEIRS.keys()


def test_a_newer_format_opens_read_only(desk: Desk) -> None:
    """Rows of a newer version are shown; nothing is written."""
    newer = sample_file(THEIRS).replace(b'"version": 1', b'"version": 7')
    desk.board.write_bytes(newer)
    store = desk.open()
    assert "version 7" in store.read_only_reason
    assert dict(store.rows()) == THEIRS
    with pytest.raises(Unwritable, match="newer format"):
        store.append(MINE)
    assert desk.board.read_bytes() == newer


def test_a_file_that_became_another_board_is_not_mixed_in(desk: Desk) -> None:
    """Neither a poll nor a save unites two boards; the rows wait for the right file."""
    store = desk.open()
    store.append(by_id(LINES[:1]))
    store.flush()
    other = sample_file(THEIRS, board="b-other")
    desk.board.write_bytes(other)
    with pytest.raises(Refused, match="another board"):
        store.poll()
    store.append(by_id(LINES[1:]))
    with pytest.raises(Refused, match="another board"):
        store.flush()
    assert desk.board.read_bytes() == other
    assert dict(store.rows()) == MINE
    assert dict(desk.open().rows()) == THEIRS
    desk.write(THEIRS)
    store.flush()
    assert desk.on_disk() == THEIRS | dict(list(MINE.items())[1:])


def test_a_save_waits_for_a_file_that_git_is_writing(desk: Desk) -> None:
    """Half a file is no reason for an alarm: the save goes through once the file is whole."""
    store = desk.open(patience=10)
    desk.board.write_bytes(sample_file(THEIRS)[:200])
    store.append(MINE)
    saved = threading.Event()
    store.on_saved(saved.set)
    assert not saved.wait(0.3)
    assert store.failure is None
    desk.write(THEIRS)
    assert saved.wait(10)
    assert store.failure is None
    assert desk.on_disk() == MINE | THEIRS


def test_a_file_that_is_known_to_be_gone_is_not_waited_for_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever was told so and leaves is not kept waiting without a word."""
    store = desk.open(patience=0.2)
    desk.board.unlink()
    store.append(MINE)
    with pytest.raises(NotFound):
        store.flush()
    pauses: list[float] = []

    def pause(_: Writer, seconds: float) -> bool:
        pauses.append(seconds)
        return False

    monkeypatch.setattr(Writer, "pause", pause)
    with pytest.raises(NotFound):
        store.close()
    assert pauses == []


def test_a_file_that_stays_damaged_is_an_alarm_and_stays_as_it_is(desk: Desk) -> None:
    """After its patience the store says what is wrong; nothing is overwritten and nothing is lost."""
    store = desk.open(patience=0.1)
    desk.board.write_bytes(b"half")
    store.append(MINE)
    with pytest.raises(DamagedFile):
        store.flush()
    assert desk.board.read_bytes() == b"half"
    assert dict(store.rows()) == MINE
    desk.write(THEIRS)
    store.flush()
    assert desk.on_disk() == MINE | THEIRS


def test_rows_left_by_a_crash_are_saved_with_the_next_ones(desk: Desk) -> None:
    """Recovered rows are in view at once and in the file after the next save."""
    desk.open(failing_on({"replace"}, errno.EIO)).append(by_id(LINES[:2]))
    store = desk.open()
    store.append(by_id(LINES[2:]))
    store.flush()
    assert desk.on_disk() == MINE


def test_rows_left_by_a_crash_are_saved_without_another_change(desk: Desk) -> None:
    """An app that only looks brings them into the file, or it says that it cannot."""
    desk.open(failing_on({"replace"}, errno.EIO)).append(MINE)
    for files in (failing_on({"replace"}, errno.ENOSPC), OS_FILES):
        store = desk.open(files)
        told = threading.Event()
        store.on_saved(told.set)
        store.poll()
        assert told.wait(10)
        assert (store.failure is None) == store.is_saved == (files is OS_FILES)
    assert desk.on_disk() == MINE


def test_a_formatted_file_gets_its_layout_back(desk: Desk) -> None:
    """A file that a formatter went over opens, and the next save writes it as it should be."""
    import json

    desk.board.write_text(json.dumps(json.loads(sample_file(THEIRS)), indent=4))
    store = desk.open()
    assert dict(store.rows()) == THEIRS
    store.append(MINE)
    store.flush()
    assert desk.board.read_bytes() == sample_file(THEIRS, MINE)
    assert store.poll() is None


def test_broken_lines_are_reported_and_kept(desk: Desk) -> None:
    """A damaged row costs that row alone: it is counted, and saves leave it where it is."""
    line = next(iter(THEIRS.values()))
    desk.board.write_bytes(sample_file(THEIRS).replace(line, line[1:]))
    store = desk.open()
    assert [one.line for one in store.quarantined] == [line[1:]]
    store.append(MINE)
    store.flush()
    assert b"\n" + line[1:] + b"\n" in desk.board.read_bytes()
    assert len(store.rows()) == len(MINE) + len(THEIRS) - 1


def test_a_link_to_a_board_opens_the_board(desk: Desk) -> None:
    """Link and file are one board: one lock, one journal, and the link stays a link."""
    link = desk.board.parent.parent / "link.json"
    link.symlink_to(desk.board)
    store = Store.open(link, state_dir=desk.state, clock=clock())
    assert store.path == desk.board.resolve()
    store.append(MINE)
    store.close()
    assert link.is_symlink()
    assert desk.on_disk() == MINE
    link.unlink()
    link.symlink_to(link)
    with pytest.raises(PipeBoardError):
        Store.open(link, state_dir=desk.state, clock=clock())


def test_old_litter_is_removed_at_the_next_start(desk: Desk) -> None:
    """Temporary files of a crash go when the board is opened a minute later."""
    stray = desk.board.with_name(f".{desk.board.name}.pipeboard-0123456789ab.tmp")
    stray.write_bytes(b"half")
    desk.open()
    assert stray.exists()
    later = Spy()
    later.ahead = 61
    desk.open(later)
    assert not stray.exists()


def test_closing_twice_is_closing_once(desk: Desk) -> None:
    """A second close does nothing."""
    store = desk.open()
    store.append(MINE)
    store.close()
    store.close()
    assert desk.on_disk() == MINE


def test_opening_does_not_import_what_it_does_not_need() -> None:
    """A one-shot command pays neither for TinyDB nor for what checks events."""
    heavy = "('tinydb', 'pydantic_core', 'textual')"
    code = f"import sys, pipeboard.store.store; print([name for name in {heavy} if name in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert shown.stdout.strip() == "[]"


def test_a_poll_never_waits_for_a_save(desk: Desk) -> None:
    """While another app holds the lock, polling returns at once."""
    import fcntl

    store = desk.open()
    store.append(by_id(LINES[:1]))
    store.flush()
    (lock,) = (desk.state / "locks").iterdir()
    fd = os.open(lock, os.O_RDWR)
    fcntl.flock(fd, fcntl.LOCK_EX)
    store.append(by_id(LINES[1:]))
    started = threading.Event()

    def flush() -> None:
        started.set()
        store.flush()

    thread = threading.Thread(target=flush)
    thread.start()
    assert started.wait(5)
    for _ in range(200):
        assert store.poll() is None
    assert dict(store.rows()) == MINE
    os.close(fd)
    thread.join(10)
    assert desk.on_disk() == MINE


def test_the_bytes_of_all_clones_converge(desk: Desk) -> None:
    """Whatever order rows arrive in, the file ends up with the same bytes."""
    one = desk.open()
    for line in reversed([*LINES, *THEIRS.values()]):
        one.append(by_id([line]))
        one.flush()
    assert desk.board.read_bytes() == sample_file(MINE, THEIRS)
    assert splice(desk.board.read_bytes(), LINES) == desk.board.read_bytes()
