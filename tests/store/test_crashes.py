"""Programs that are killed at any moment: what they confirmed is there, and the file is whole."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pipeboard.domain.clock import SystemClock
from pipeboard.store.parsing import parse
from pipeboard.store.store import Store
from store.disk import Spy, clock, dying_at, sample_file, sample_rows, strays

KILLS = int(os.environ.get("PIPEBOARD_KILLS", "30"))
WRITER = Path(__file__).with_name("writing.py")
ROWS = sample_rows(6)
OLD = sample_rows(30, "m2x9", seed=1)


def die(board: Path, state: Path, number: int) -> tuple[set[str], bool]:
    """Run a short session in a process of its own that dies at system call `number`.

    What it had confirmed by then, and whether it came to its end.
    """
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(reader)
            session(board, state, number, writer)
            os._exit(0)
        finally:
            os._exit(1)
    os.close(writer)
    with os.fdopen(reader, "r") as pipe:
        confirmed = set(pipe.read().split())
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, 9)
    return confirmed, code == 0


def session(board: Path, state: Path, number: int, writer: int) -> None:
    """Three actions with a save after each."""
    store = Store.open(board, state_dir=state, clock=clock(), files=dying_at(number))
    assert store.replica
    ids = list(ROWS)
    for action in (ids[:1], ids[1:3], ids[3:]):
        store.append({key: ROWS[key] for key in action})
        os.write(writer, (" ".join(action) + " ").encode())
        store.flush()
    store.close()


def test_death_at_any_system_call_loses_nothing_confirmed(board: Path, state: Path) -> None:
    """The old or the new file, every confirmed row after the next start, and no litter past it."""
    number = 0
    finished = False
    while not finished:
        board.write_bytes(sample_file(OLD))
        for path in sorted(state.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        confirmed, finished = die(board, state, number)
        found = parse(board.read_bytes())
        assert found.rows.items() >= OLD.items(), number
        assert found.quarantined == ()
        later = Spy()
        later.ahead = 120
        store = Store.open(board, state_dir=state, clock=clock(3), files=later)
        assert set(store.rows()) - OLD.keys() >= confirmed, number
        # An action is there as a whole or not at all.
        assert len(set(store.rows()) - OLD.keys()) in (0, 1, 3, 6), number
        store.close()
        assert parse(board.read_bytes()).rows == dict(store.rows()), number
        assert strays(board.parent) == [], number
        number += 1
    assert number > 60


def start(board: Path, state: Path, actions: int, seed: int, locks: str = "locks") -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(WRITER), str(board), str(state), str(actions), str(seed), locks],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(WRITER.parent.parent)},
    )


def confirmed_by(output: str) -> list[list[str]]:
    """The actions that a writer has confirmed; a line that was cut off counts for nothing."""
    return [line.split() for line in output.split("\n")[:-1]]


@pytest.mark.slow
def test_kill_9_loses_nothing_confirmed(board: Path, state: Path) -> None:
    """A real program is killed again and again at random moments; set PIPEBOARD_KILLS for more of them."""
    chance = random.Random(KILLS)
    confirmed: set[str] = set()
    for number in range(KILLS):
        program = start(board, state, 100_000, number)
        assert program.stdout is not None
        first = program.stdout.readline()
        assert first, "the program did not start"
        try:
            program.wait(chance.uniform(0, 0.12))
        except subprocess.TimeoutExpired:
            program.send_signal(signal.SIGKILL)
        actions = confirmed_by(first + program.communicate(timeout=30)[0])
        confirmed.update(key for action in actions for key in action)
        assert parse(board.read_bytes()).quarantined == ()
        store = Store.open(board, state_dir=state, clock=SystemClock())
        assert store.rows().keys() >= confirmed, number
        store.close()
        assert parse(board.read_bytes()).rows.keys() >= confirmed, number
    later = Spy()
    later.ahead = 120
    Store.open(board, state_dir=state, clock=SystemClock(), files=later).close()
    assert strays(board.parent) == []
    assert len(confirmed) > KILLS


@pytest.mark.parametrize("case", ["one-clone", "two-state-folders", "no-locks"])
def test_two_programs_writing_at_once_lose_nothing(board: Path, state: Path, case: str) -> None:
    """Every row of both is in the file, whether or not they share journal and locks."""
    folders = [state, state] if case == "one-clone" else [state / "0", state / "1"]
    programs = [start(board, folder, 60, seed, case) for seed, folder in enumerate(folders)]
    confirmed = {
        key
        for program in programs
        for action in confirmed_by(program.communicate(timeout=60)[0])
        for key in action
    }
    assert [program.returncode for program in programs] == [0, 0]
    assert len(confirmed) == 2 * 120
    parsed = parse(board.read_bytes())
    assert parsed.rows.keys() == confirmed
    assert parsed.laid_out(board.read_bytes()) == board.read_bytes()
    assert strays(board.parent) == []
