"""The real program imports long tables: in bounded memory, and whole or not at all when it is killed."""

from __future__ import annotations

import os
import random
import subprocess
import time
from pathlib import Path

from bench.intake import import_command, make_table, measured
from e2e.shell import pipeboard
from pipeboard.store.parsing import parse

KILLS = int(os.environ.get("PIPEBOARD_KILLS", "15"))
MOST_A_ROW = 3_500
"""Bytes of the machine's memory: the row's lines in the file, thrice while they are written."""


def new_board(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    pipeboard("init", "--template", "consulting", cwd=folder)
    return folder / "pipeboard.json"


def test_a_hundred_thousand_rows_are_imported_in_bounded_memory(tmp_path: Path) -> None:
    """The memory grows by less than four times what the file does."""
    few, many = 10_000, 100_000
    peaks: dict[int, int] = {}
    for rows in (few, many):
        board = new_board(tmp_path / str(rows))
        table = make_table(tmp_path / f"{rows}.csv", rows)
        peaks[rows] = measured(import_command(board, table)).peak
        assert board.read_bytes().count(b'{"do": "deal.created"') == rows
    assert peaks[many] - peaks[few] < MOST_A_ROW * (many - few)


def test_an_import_that_is_killed_at_any_moment_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    """Set PIPEBOARD_KILLS for more of them."""
    rows = 1_500
    table = make_table(tmp_path / "deals.csv", rows)
    chance = random.Random(KILLS)
    board = new_board(tmp_path / "whole")
    started = time.monotonic()
    subprocess.run(import_command(board, table), stdout=subprocess.DEVNULL, check=True)
    whole = time.monotonic() - started
    killed = 0
    for number in range(max(KILLS // 3, 3)):
        board = new_board(tmp_path / str(number))
        program = subprocess.Popen(import_command(board, table), stdout=subprocess.DEVNULL)
        try:
            program.wait(timeout=chance.uniform(0.2, 0.8) * whole)
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()
            killed += 1
        assert parse(board.read_bytes()).quarantined == ()
        listed = pipeboard("list", "--json", "status:any", cwd=board.parent).json()["deals"]
        assert len(listed) in (0, rows)
        pipeboard("import", str(table), cwd=board.parent)
        again = pipeboard("list", "--json", "status:any", cwd=board.parent).json()["deals"]
        assert len(again) == rows
    assert killed
