"""A split moves what is over to an archive, loses nothing, and is undone by uniting the two."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clocks import FixedClock
from histories import START, closing_steps, play, steps, sync
from pipeboard.domain import actions
from pipeboard.domain.board import Board
from pipeboard.domain.change import Change, difference
from pipeboard.domain.errors import BadInput, PipeBoardError, Refused, Unmerged, Unwritable
from pipeboard.domain.log import Log
from pipeboard.store.boardfile import BoardFile
from pipeboard.store.doctor import examine
from pipeboard.store.parsing import parse
from pipeboard.store.store import Store
from pipeboard.store.uniting import united
from pipeboard.workspace.repair import Repair
from pipeboard.workspace.splitting import Split
from pipeboard.workspace.workspace import Workspace
from store.disk import dying_at, sample_file

Opener: TypeAlias = Callable[..., Workspace]
YEAR = timedelta(days=365)
DAY = (START + timedelta(days=30)).date()
CENTURY = START.replace(year=2097)
"""Past all that the clones of a history have done, however wrong their clocks are."""


def add(workspace: Workspace, title: str, **fields: Any) -> str:
    return workspace.do(actions.AddDeal({"title": title, **fields})).changed[0]


def close(workspace: Workspace, deal: str, status: Any = "lost") -> str:
    workspace.do(actions.CloseDeals((deal,), status, "" if status == "won" else "price"))
    return deal


def lost(workspace: Workspace, title: str) -> str:
    return close(workspace, add(workspace, title))


def titles(board: Board) -> set[str]:
    return {deal.title for deal in board.deals.values()}


def plan(workspace: Workspace, before: date = DAY, name: str = "old.json") -> Split:
    return workspace.splitter.plan(before, workspace.path.with_name(name), {})


def split(workspace: Workspace, before: date = DAY, name: str = "old.json") -> Path:
    """Split a board; the archive."""
    found = plan(workspace, before, name)
    workspace.splitter.carry_out(found)
    return found.archive


def board_of(*files: Path) -> Board:
    """What files add up to, united."""
    return Log(parse(united([file.read_bytes() for file in files])).rows).board


def same(one: Board, other: Board) -> bool:
    return difference(one, other) == Change()


@pytest.fixture
def old(board: Workspace, clock: FixedClock) -> Workspace:
    """A board with an open deal and two lost ones, more than a year later."""
    add(board, "Open")
    lost(board, "Lost")
    lost(board, "Other")
    board.flush()
    clock.set(START + 2 * YEAR)
    return board


# What moves


def test_what_is_over_moves_and_all_else_stays(old: Workspace, path: Path) -> None:
    """The archive is a board of its own, with the same stages; both files are sound, and small."""
    before, size = old.board, path.stat().st_size
    archive = split(old)
    assert titles(old.board) == {"Open"}
    there = board_of(archive)
    assert titles(there) == {"Lost", "Other"}
    assert (there.stages, there.settings, there.defined) == (before.stages, before.settings, before.defined)
    assert parse(path.read_bytes()).body is None
    assert parse(archive.read_bytes()).body is None
    assert len(parse(path.read_bytes()).rows) == len(Log(parse(path.read_bytes()).rows).order)
    assert archive.stat().st_mode & 0o777 == 0o600
    assert path.stat().st_size < size + 400
    assert old.backups.all()[0].before == "split"


def test_what_somebody_may_still_work_on_stays(board: Workspace, clock: FixedClock) -> None:
    """Planned after a win, a date that asks for something, what is being delivered, what was touched."""
    lost(board, "Over")
    asks = lost(board, "To be reviewed")
    board.do(actions.EditDeals((asks,), {"review": date(2026, 12, 1)}))
    step = close(board, add(board, "With a step"), "won")
    board.do(actions.PlanFollowUp((step,), "call", date(2026, 12, 1)))
    delivery = close(board, add(board, "In delivery", stage="proposal"), "won")
    board.do(actions.MoveDeals((delivery,), "delivery"))
    touched = lost(board, "Touched")
    archived = add(board, "Archived while open")
    board.do(actions.ArchiveDeals((archived,)))
    deleted = add(board, "Deleted")
    board.do(actions.DeleteDeals((deleted,)))
    clock.set(START + YEAR)
    board.do(actions.AddNote((touched,), "They rang"))
    assert titles_of(plan(board)) == {"Over", "Archived while open", "Deleted"}


def titles_of(found: Split) -> set[str]:
    return {deal.title for deal in found.deals}


def test_deals_that_belong_together_stay_together(board: Workspace, clock: FixedClock) -> None:
    """Duplicates, what came out of a deal, and what one undone action was about; chains as well."""
    origin = lost(board, "Origin")
    spawned = close(board, add(board, "Another try", origin=origin))
    add(board, "And another", origin=spawned)
    duplicate, kept = add(board, "Duplicate"), lost(board, "Kept")
    board.do(actions.MergeDeals(duplicate, kept))
    one, other = lost(board, "One"), add(board, "Other")
    board.do(actions.AddNote((one, other), "Both"))
    board.undo()
    gone = lost(board, "Old")
    close(board, add(board, "Old, again", origin=gone))
    clock.set(START + YEAR)
    assert titles_of(plan(board)) == {"Duplicate", "Kept", "Old", "Old, again"}
    archive = split(board)
    assert titles(board_of(archive)) == {"Duplicate", "Kept", "Old", "Old, again"}


def test_a_later_split_fills_the_same_archive_or_another(old: Workspace, clock: FixedClock) -> None:
    """And they unite in any order."""
    before = old.board
    archive = split(old)
    late = lost(old, "Later")
    clock.set(START + 4 * YEAR)
    later = (START + 3 * YEAR).date()
    everything = dict(before.deals) | {late: old.board.deals[late]}
    split(old, later)
    assert titles(board_of(archive)) == {"Lost", "Other", "Later"}
    another = lost(old, "Another")
    everything[another] = old.board.deals[another]
    clock.set(START + 6 * YEAR)
    second = split(old, (START + 5 * YEAR).date(), "newer.json")
    assert titles(old.board) == {"Open"}
    assert dict(board_of(old.path, archive, second).deals) == everything
    assert dict(board_of(second, archive, old.path).deals) == everything


@settings(deadline=None, max_examples=40)
@given(st.one_of(steps(), closing_steps()), st.sampled_from([DAY, START.date(), CENTURY.date()]))
@example([(0, "import", 0, 1), (0, "look back", 0, 0), (0, "undo", 0, 0)], DAY)
def test_a_split_board_and_its_archive_add_up_to_the_board(history: Any, before: date) -> None:
    """Each deal is in one of them as it was, and united they are the board as before, also in its file."""
    replicas = play(history)
    rows = sync(*replicas)
    with TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "board.json"
        path.write_bytes(sample_file(rows))
        workspace = Workspace.open(path, state_dir=folder, author="Ann", clock=FixedClock(CENTURY))
        whole = workspace.board
        try:
            archive = split(workspace, before)
        except Refused:
            assert not (folder / "old.json").exists()
            return
        finally:
            workspace.close()
        there = board_of(archive)
        assert workspace.board.deals.keys().isdisjoint(there.deals)
        assert {**workspace.board.deals, **there.deals} == whole.deals
        assert same(board_of(path), workspace.board)
        assert same(board_of(path, archive), whole)
        assert same(board_of(archive, path), whole)
        assert parse(path.read_bytes()).rows.keys() | parse(archive.read_bytes()).rows.keys() >= rows.keys()
        file = BoardFile(path, state_dir=folder, clock=FixedClock(CENTURY))
        file.unite([archive.read_bytes()])
        again = Workspace.open(path, state_dir=folder, author="Ann", clock=FixedClock(CENTURY))
        assert same(again.board, whole)
        assert (set(again.problems), again.inbox.count()) == (set(workspace.problems), 0)
        again.close()


# What is refused


def test_a_split_is_refused_with_a_sentence(old: Workspace, clock: FixedClock, path: Path) -> None:
    """A day to come, nothing to move, a file that is something else, the board itself; nothing changes."""
    lost(old, "Today")
    old.flush()
    before = path.read_bytes()
    with pytest.raises(BadInput, match=r"2030-01-01 is still to come"):
        plan(old, date(2030, 1, 1))
    with pytest.raises(Refused, match=r"nothing to split off"):
        plan(old, START.date())
    with pytest.raises(Refused, match=r"another name than the board's"):
        plan(old, name=path.name)
    copy = path.with_name("copy.json")
    copy.write_bytes(before)
    with pytest.raises(Refused, match=r"copy\.json exists already and is no archive of this board"):
        plan(old, name="copy.json")
    copy.write_bytes(b"[1]")
    with pytest.raises(PipeBoardError):
        plan(old, name="copy.json")
    assert (copy.read_bytes(), path.read_bytes()) == (b"[1]", before)


def test_a_board_that_cannot_be_written_is_not_split(old: Workspace, opened: Opener, path: Path) -> None:
    """Not even its archive is made."""
    old.flush()
    path.chmod(0o400)
    with pytest.raises(Unwritable, match=r"You may not write"):
        split(opened())
    assert not path.with_name("old.json").exists()
    path.chmod(0o600)


def test_a_board_in_the_middle_of_a_merge_is_not_split(old: Workspace, path: Path) -> None:
    """What the other side has is not in it yet."""
    old.flush()
    (path.parent / ".git").mkdir()
    (path.parent / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    (path.parent / ".git" / "MERGE_HEAD").write_text("0" * 40)
    with pytest.raises(Unmerged, match=r"A merge is under way"):
        plan(old)


def test_an_archive_that_does_not_read_back_moves_nothing(
    old: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that tells lies."""
    found = plan(old)
    begin = BoardFile.begin
    monkeypatch.setattr(BoardFile, "begin", lambda file, data: begin(file, sample_file(board=old.board_id)))
    before = old.board
    with pytest.raises(Unwritable, match=r"does not read back as it was written"):
        old.splitter.carry_out(found)
    assert old.board == before
    old.flush()
    assert titles(board_of(old.path)) == {"Open", "Lost", "Other"}


def test_a_split_is_not_undone_but_united(old: Workspace) -> None:
    """The next undo is of what was done before; asked for by name, it tells the way."""
    before = old.board
    archive = split(old)
    act = next(entry.id for entry in old.timeline() if entry.kind == "data.moved")
    with pytest.raises(Refused, match=r"pipeboard merge-file BOARD old\.json"):
        old.do(actions.Undo(act))
    assert old.timeline()[0].text == "Moved 2 deals to old.json"
    assert old.summary([act]).sentence() == "Ann: moved deals to an archive."
    assert same(board_of(old.path, archive), before)


# Around it


def test_neither_the_journal_nor_a_backup_brings_moved_deals_back(old: Workspace, path: Path) -> None:
    """They are not offered as vanished, and an old backup gives back only what is in no archive."""
    split(old)
    assert old.inbox.count() == 0
    backup = parse(old.backups.read(old.backups.all()[0]))
    assert old.take_in(backup.rows).came == ()
    assert titles(old.board) == {"Open"}
    found = examine(path, state_dir=path.parent / "state", clock=FixedClock(START + 2 * YEAR))
    assert found.findings == ()


def test_an_app_that_has_the_board_open_follows(old: Workspace, opened: Opener, path: Path) -> None:
    """What it knows as vanished is no loss; its next save brings nothing back."""
    other = opened("Bob", clone="other")
    split(old)
    change = other.reload()
    assert change is not None
    assert len(change.deals) == 2
    assert titles(other.board) == {"Open"}
    add(other, "New")
    other.flush()
    assert titles(board_of(path)) == {"Open", "New"}


def test_an_edit_that_had_not_seen_the_split_is_told_and_made_whole(
    old: Workspace, opened: Opener, path: Path
) -> None:
    """The doctor names the deal, and brings the rest of it back where its archive is."""
    bob = opened("Bob", clone="other")
    deal = next(deal.id for deal in bob.board.deals.values() if deal.title == "Lost")
    archive = split(old)
    bob.do(actions.AddNote((deal,), "They rang"))
    bob.flush()
    clock = FixedClock(START + 2 * YEAR)
    repair = Repair(path, state_dir=path.parent / "state", environment={}, clock=clock)
    found = repair.examine()
    assert [(one.code, one.where) for one in found.findings] == [("moved-deal", (deal,))]
    assert "old.json" in found.findings[0].text
    hidden = archive.rename(archive.with_name("elsewhere.json"))
    assert "old.json is not beside the board, or cannot be read." in list(repair.fix(found))
    hidden.rename(archive)
    assert any(step.startswith("Brought 2 rows back") for step in repair.fix(found))
    assert repair.examine().findings == ()
    assert titles(board_of(path)) == {"Open", "Lost"}
    assert board_of(path).deals[deal].notes == 1


@pytest.mark.parametrize("name", ["", "..", "a\0b", "\x1b[2J"])
def test_the_doctor_takes_a_name_that_no_file_has_for_a_missing_archive(
    old: Workspace, opened: Opener, path: Path, name: str
) -> None:
    """Whatever somebody wrote into the move."""
    bob = opened("Bob", clone="other")
    deal = next(deal.id for deal in bob.board.deals.values() if deal.title == "Lost")
    rows = frozenset(old._log._deals[deal])
    old.do(actions.SplitBoard(rows, 1, "k7q4-1m81j18g0rmz", name))
    old._store.leave_out()
    bob.do(actions.AddNote((deal,), "They rang"))
    bob.flush()
    repair = Repair(path, state_dir=path.parent / "state", environment={}, clock=FixedClock(START + 2 * YEAR))
    [told] = [step for step in repair.fix(repair.examine()) if "beside" in step]
    assert told.isprintable()


def test_a_split_that_dies_at_any_system_call_loses_nothing(
    old: Workspace, path: Path, tmp_path: Path
) -> None:
    """Every row is in a file afterwards, deals are whole, and once more does the rest."""
    old.close()
    data, whole = path.read_bytes(), old.board
    clock = FixedClock(START + 2 * YEAR)
    number, finished, moved = 0, False, 0
    while not finished:
        folder = tmp_path / f"{number}"
        folder.mkdir()
        board = folder / "pipeboard.json"
        board.write_bytes(data)
        finished = _dies(board, number)
        workspace = Workspace.open(board, state_dir=folder / "state", author="Ann", clock=clock)
        archive = board.with_name("old.json")
        there = board_of(archive).deals if archive.exists() else {}
        assert {**there, **workspace.board.deals} == whole.deals, number
        moved += workspace.board.deals.keys() != whole.deals.keys()
        assert workspace.inbox.count() == 0
        if workspace.board.deals == whole.deals:
            split(workspace)
        workspace.close()
        assert titles(board_of(board)) == {"Open"}, number
        assert same(board_of(board, archive), whole), number
        found = examine(board, state_dir=folder / "state", clock=clock)
        assert [one.code for one in found.findings] == ["moved-row"] * bool(
            parse(board.read_bytes()).left_out
        )
        number += 1
    assert number > 40
    assert 5 < moved < number


def _dies(board: Path, number: int) -> bool:
    """Split in a process of its own that dies at system call `number`; whether it came to its end."""
    pid = os.fork()
    if pid == 0:
        code, clock = 1, FixedClock(START + 2 * YEAR, seed=5)
        try:
            store = Store.open(board, state_dir=board.parent / "state", clock=clock, files=dying_at(number))
            workspace = Workspace(store, author="Ann", clock=clock)
            split(workspace)
            workspace.close()
            code = 0
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    assert code in (0, 9), number
    return code == 0
