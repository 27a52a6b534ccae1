"""The real program, killed again and again: the file can always be read, and what was confirmed is there."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from pathlib import Path

from e2e.shell import pipeboard
from e2e.terminal import Terminal
from pipeboard.store.parsing import parse

KILLS = int(os.environ.get("PIPEBOARD_KILLS", "15"))


def titles(folder: Path) -> set[str]:
    return {deal["title"] for deal in pipeboard("list", "--json", cwd=folder).json()["deals"]}


def test_commands_killed_at_any_moment_lose_nothing_confirmed(tmp_path: Path) -> None:
    """Set PIPEBOARD_KILLS for more of them."""
    pipeboard("init", "--stages", "Lead,Offer", cwd=tmp_path)
    board = tmp_path / "pipeboard.json"
    chance = random.Random(KILLS)
    confirmed, killed = set(), 0
    for number in range(KILLS):
        command = [sys.executable, "-m", "pipeboard", "add", f"Deal {number}"]
        program = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            out, _ = program.communicate(timeout=chance.uniform(0.05, 0.9))
        except subprocess.TimeoutExpired:
            program.kill()
            out, _ = program.communicate()
            killed += 1
        if b"Added" in out:
            confirmed.add(f"Deal {number}")
        assert parse(board.read_bytes()).quarantined == (), number
    assert titles(tmp_path) >= confirmed
    assert killed
    doctor = pipeboard("doctor", "--json", cwd=tmp_path).json()
    assert {one["code"] for one in doctor["findings"]} <= {"unsaved", "stray-file"}
    pipeboard("doctor", "--fix", cwd=tmp_path)
    assert titles(tmp_path) >= confirmed


def test_the_app_killed_at_any_moment_loses_nothing_confirmed(tmp_path: Path) -> None:
    """What its status line said is there; the next start goes on as if nothing had been."""
    pipeboard("init", "--stages", "Lead,Offer", cwd=tmp_path)
    board = tmp_path / "pipeboard.json"
    chance = random.Random(KILLS)
    confirmed: set[str] = set()
    for number in range(max(KILLS // 10, 2)):
        with Terminal(cwd=tmp_path, columns=100, rows=30, PIPEBOARD_AUTHOR="Ann") as terminal:
            terminal.wait_for("saved")
            for step in range(chance.randrange(1, 5)):
                name = f"Deal {number}-{step}"
                terminal.press(f"n{name}\r")
                terminal.wait_for(lambda text, name=name: f"Added {name}" in text)  # type: ignore[misc]
                confirmed.add(name)
            if chance.random() < 0.5:
                terminal.press("L")  # a change that may or may not be done when the end comes
            terminal.process.kill()
        assert parse(board.read_bytes()).quarantined == (), number
        left = titles(tmp_path)
        assert left >= confirmed, number
    assert re.search(rb'"do": "deal.created"', board.read_bytes())
