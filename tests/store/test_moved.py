"""Rows that were moved to an archive are left out, wherever they come back from, until both are united."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path

import pytest

from pipeboard.domain.splitting import ARCHIVE, MOVED, dump_moved
from pipeboard.store.journal import Journal
from pipeboard.store.layout import row_line
from pipeboard.store.moved import moved_ids, moves
from pipeboard.store.parsing import parse, parse_as_is
from pipeboard.store.replica import home_of
from pipeboard.store.rescue import Source, summed_up
from pipeboard.store.store import Store
from pipeboard.store.uniting import united
from store.disk import BOARD, clock, sample_file, sample_rows

IDS = list(sample_rows(9))
DEAL, NOTE, OTHER, MOVE, MADE, LATE = IDS[:6]


def row(key: str, do: str, **fields: object) -> dict[str, bytes]:
    return {key: row_line(key, {"do": do, **fields, "at": "2026-11-22T12:00:00Z", "by": "Ann"})}


def move(key: str, *ids: str, made: str = MADE) -> dict[str, bytes]:
    return row(key, MOVED, archive=made, file="old.json", deals=1, rows=dump_moved(ids))


OLD = row(DEAL, "deal.created", deal=DEAL) | row(NOTE, "note.added", deal=DEAL, text="Old")
KEPT = row(OTHER, "deal.created", deal=OTHER)
MOVES = move(MOVE, DEAL, NOTE)
ARCHIVED = {**OLD, **row(MADE, ARCHIVE)}
EDIT = row(LATE, "note.added", deal=DEAL, text="Late")


def test_what_a_merge_brings_back_is_left_out_and_the_next_save_writes_it_so() -> None:
    """The rows in the file are told for the doctor."""
    data = sample_file(OLD, KEPT, MOVES)
    parsed = parse(data)
    assert parsed.rows == KEPT | MOVES
    assert parsed.left_out == tuple(sorted(OLD))
    assert parsed.laid_out(data) == sample_file(KEPT, MOVES)
    again = parse(sample_file(KEPT, MOVES))
    assert (again.body, again.left_out) == (None, ())


def test_what_another_tool_laid_out_anew_is_left_out_as_well() -> None:
    """Where a row does not begin as ours do."""
    data = json.dumps(json.loads(sample_file(OLD, KEPT, MOVES)), indent=2).encode()
    assert parse(data).rows == KEPT | MOVES


def test_a_part_of_the_rows_is_left_out_as_well() -> None:
    """As git may leave it when it merges by lines."""
    assert parse(sample_file({NOTE: OLD[NOTE]}, KEPT, MOVES)).rows == KEPT | MOVES


def test_a_deal_that_changed_meanwhile_is_there_whole() -> None:
    """The edit of somebody who had not seen the move is not lost, and neither is what it is about."""
    assert parse(sample_file(OLD, KEPT, MOVES, EDIT)).rows == OLD | KEPT | MOVES | EDIT


def test_with_its_archive_a_board_is_whole_again() -> None:
    """Until it is split once more, into the same archive or another."""
    whole = OLD | KEPT | MOVES | ARCHIVED
    assert parse(sample_file(whole)).rows == whole
    again = move(IDS[7], DEAL, NOTE, made=IDS[8])
    assert parse(sample_file(whole, again)).rows == KEPT | MOVES | again | row(MADE, ARCHIVE)


def test_sides_unite_to_the_same_bytes_in_any_order() -> None:
    """A clone that has the rows, one that moved them, one that changed a deal, and the archive."""
    before, after, edited = sample_file(OLD, KEPT), sample_file(KEPT, MOVES), sample_file(OLD, KEPT, EDIT)
    assert united([before, after]) == united([after, before]) == after
    results = {united(order) for order in permutations([before, after, edited])}
    assert results == {sample_file(OLD, KEPT, MOVES, EDIT)}
    archive = sample_file(ARCHIVED)
    results = {united(order) for order in permutations([before, after, archive])}
    assert results == {sample_file(OLD, KEPT, MOVES, ARCHIVED)}


def test_a_malformed_move_leaves_everything_where_it_is() -> None:
    """The log tells of it."""
    broken = row(MOVE, MOVED, archive=MADE, file="old.json", deals=1, rows={"k7q": ["x"]})
    assert parse(sample_file(OLD, broken)).rows == OLD | broken
    assert moves(OLD | broken) == []


def test_a_move_does_not_slow_the_reading_of_the_file_down() -> None:
    """The lines are told apart at a glance, as without it."""
    assert parse_as_is(sample_file(KEPT, MOVES)).body is None


def test_the_journal_neither_offers_nor_brings_back_what_was_moved(board: Path, state: Path) -> None:
    """Whether the file once held it for sure or not."""
    journal = Journal(home_of(board, state), BOARD, clock())
    journal.mark([journal.append([OLD[DEAL]])])
    journal.append([OLD[NOTE]])
    board.write_bytes(sample_file(KEPT, MOVES))
    store = Store.open(board, state_dir=state, clock=clock())
    assert dict(store.rows()) == KEPT | MOVES
    assert (store.lost(), store.unsaved) == ({}, 0)
    store.close()
    assert Journal(home_of(board, state), BOARD, clock()).unmarked() == {}
    board.write_bytes(sample_file(KEPT))  # the move itself is gone: a checkout
    store = Store.open(board, state_dir=state, clock=clock())
    assert store.lost().keys() == {DEAL, NOTE}
    store.close()


def test_a_rescue_leaves_out_what_was_moved() -> None:
    """An old backup has it still."""
    sources = [Source("salvage", "", BOARD, KEPT | MOVES), Source("backup", "", BOARD, OLD | KEPT)]
    assert summed_up(sources).rows == KEPT | MOVES


@pytest.mark.parametrize("count", [0, 1, 2])
def test_all_moves_count(count: int) -> None:
    """One after the other."""
    found = [move(IDS[6 + number], IDS[number]) for number in range(count)]
    rows = {key: line for one in found for key, line in one.items()}
    assert moved_ids(rows) == set(IDS[:count])
