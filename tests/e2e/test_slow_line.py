"""A terminal that reads slowly, or not at all, holds up nothing but what it shows."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from board_app import fill_board
from e2e.terminal import PATIENCE, Terminal

MOVES = 120


def wait_until(is_so: Callable[[], bool]) -> None:
    """Look again and again, without reading from the terminal. AssertionError when it never is."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, "The app stands still."
        time.sleep(0.002)


def is_done(moves: int) -> bool:
    """Whether so many moves are durable, be it in the journal or in what was put away of it."""
    state = Path(os.environ["XDG_STATE_HOME"])
    kept = (path.read_bytes() for name in ("journal", "history") for path in state.rglob(name))
    return sum(data.count(b'"deal.moved"') for data in kept) == moves


def move_unread(terminal: Terminal, path: Path) -> None:
    """Move a card to and fro, each time once the move before is durable, without reading what is drawn."""
    before = path.read_bytes().count(b'"deal.moved"')
    for move in range(MOVES):
        terminal.press("LH"[move % 2])
        wait_until(partial(is_done, move + 1))
    wait_until(lambda: path.read_bytes().count(b'"deal.moved"') == before + MOVES)


@pytest.mark.parametrize("options", [(), ("--low-bandwidth",)])
def test_a_terminal_that_does_not_read_holds_up_nothing(tmp_path: Path, options: tuple[str, ...]) -> None:
    """Keys are heard and the file is saved; later the terminal gets how it all ended, not each step."""
    path = fill_board(tmp_path, 40)
    with Terminal(*options, "-f", path, cwd=tmp_path, PIPEBOARD_AUTHOR="Anna") as terminal:
        terminal.wait_for("§")
        terminal.settle()
        move_unread(terminal, path)
        was = terminal.written
        terminal.wait_for("· saved")
        terminal.settle()
        assert terminal.written - was < 300 * MOVES


def test_the_app_ends_although_the_terminal_does_not_read(tmp_path: Path) -> None:
    """On a signal: everything is saved, and what the terminal missed is given up."""
    path = fill_board(tmp_path, 40)
    with Terminal("-f", path, cwd=tmp_path, PIPEBOARD_AUTHOR="Anna") as terminal:
        terminal.wait_for("§")
        terminal.settle()
        move_unread(terminal, path)
        terminal.process.send_signal(signal.SIGTERM)
        assert terminal.process.wait(PATIENCE) == 0
