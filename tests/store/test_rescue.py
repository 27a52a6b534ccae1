"""What is left of a board in several places is put together; nothing of another board gets in."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from pipeboard.domain.erasure import ERASED
from pipeboard.domain.errors import Refused
from pipeboard.domain.ids import moment_of
from pipeboard.store.backup import backups_of
from pipeboard.store.journal import Journal
from pipeboard.store.layout import row_line
from pipeboard.store.parsing import parse
from pipeboard.store.replica import home_of
from pipeboard.store.rescue import Source, mend, sources, summed_up
from pipeboard.store.salvage import salvage
from store.disk import BOARD, clock, sample_file, sample_rows

ROWS = sample_rows(9)
IDS = list(ROWS)
OTHER = sample_rows(2, "m2x9", seed=4)


def part(*numbers: int) -> dict[str, bytes]:
    return {IDS[number]: ROWS[IDS[number]] for number in numbers}


def test_every_place_that_has_rows_is_a_source(board: Path, state: Path) -> None:
    """The file itself, git, the newest backup that can be read, and the journal."""
    damaged = sample_file(part(0, 1))[:-9]
    kept = backups_of(board, state, clock())
    kept.keep(sample_file(part(3)), "import")
    kept.keep(b"broken", "fix")
    Journal(home_of(board, state), BOARD, clock()).append(list(part(4).values()))
    versions = {"git-head": ("the last commit", sample_file(part(0, 2))), "git-index": ("staged", b"")}
    found = sources(board, damaged, versions, state_dir=state, clock=clock())
    assert {one.key: one.rows for one in found} == {
        "salvage": part(0, 1),
        "git-head": part(0, 2),
        "backup": part(3),
        "journal": part(4),
    }
    assert found[0].newest == moment_of(IDS[1])
    assert not any(one.foreign for one in found)


def test_a_place_with_another_board_is_told_and_not_taken(board: Path, state: Path) -> None:
    """By the name of the board that stands in the damaged file."""
    board.write_bytes(sample_file(part(0))[:-9])
    versions = {"git-head": ("the last commit", sample_file(OTHER, board="b-other"))}
    found = sources(board, board.read_bytes(), versions, state_dir=state, clock=clock())
    assert [one.key for one in found if one.foreign] == ["git-head"]
    mend(board, board.read_bytes(), found, state_dir=state, clock=clock())
    assert parse(board.read_bytes()).rows == part(0)
    assert parse(board.read_bytes()).board == BOARD


def test_where_nothing_is_chosen_nothing_is_written(board: Path, state: Path) -> None:
    """Neither an empty board nor a copy."""
    board.write_bytes(b"broken")
    with pytest.raises(Refused, match="choose others"):
        mend(
            board,
            b"broken",
            [Source("journal", "", "b-x", part(0), foreign=True)],
            state_dir=state,
            clock=clock(),
        )
    assert [path.name for path in board.parent.iterdir()] == [board.name]
    assert board.read_bytes() == b"broken"


def test_of_two_rows_with_one_id_every_clone_takes_the_same() -> None:
    """Whichever source comes first, and as when a file with both is read."""
    key = IDS[0]
    one, two = ROWS[key], ROWS[key].replace(b"Deal 0", b"Deal X")
    sound = sample_file({key: one}).replace(one, one + b"\n" + two)
    shown = parse(sound).rows[key]
    assert salvage(sound[:-5]).rows[key] == shown
    assert salvage(sound.replace(one + b"\n" + two, two + b"\n" + one)[:-5]).rows[key] == shown
    parts = [Source(name, "", BOARD, {key: row}) for name, row in (("a", one), ("b", two))]
    assert summed_up(parts).rows == summed_up(parts[::-1]).rows == {key: shown}


def test_a_board_whose_name_is_lost_gets_that_of_the_journal(board: Path, state: Path) -> None:
    """So that it still merges with the other clones."""
    Journal(home_of(board, state), BOARD, clock()).append(list(part(1).values()))
    board.write_bytes(b"\n".join(part(0).values()))
    found = sources(board, board.read_bytes(), {}, state_dir=state, clock=clock())
    mend(board, board.read_bytes(), found, state_dir=state, clock=clock())
    mended = parse(board.read_bytes())
    assert (mended.board, mended.rows) == (BOARD, part(0, 1))


def test_what_was_erased_stays_erased() -> None:
    """An old copy of the rows, from before the erasure, does not bring the data back."""
    key, event = IDS[0], IDS[8]
    clean = ROWS[key].replace(b"Deal 0", b"erased")
    [(_, row)] = orjson.loads(b"{%b}" % clean[:-1]).items()
    erasure = row_line(event, {"do": ERASED, "at": "2026-11-22T12:00:00Z", "by": "Ann", "rows": [[key, row]]})
    old = Source("git-head", "", BOARD, {key: ROWS[key]})
    new = Source("journal", "", BOARD, {event: erasure})
    assert summed_up([old, new]).rows == {key: clean, event: erasure}
