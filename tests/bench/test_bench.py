"""The bench measures what it says: every budget has its measure, and time is that of what was drawn."""

from __future__ import annotations

import sys
from pathlib import Path

from bench.budgets import BUDGETS, GROUPS
from bench.command import MEASURES, table
from bench.driven import Driven, answers
from bench.figures import Cost, Figure, middle, middle_pair, percentile

_ECHO = """
import os, sys, time, tty
tty.setraw(0)
os.write(1, b"\\x1b[2J\\x1b[HREADY\\x1b[?2026$p")
asked = os.read(0, 64)
while (key := os.read(0, 1)) != b"q":
    time.sleep(0.02)
    os.write(1, b"\\x1b[1;1Hfirst")
    time.sleep(0.02)
    os.write(1, b"\\x1b[2;1H%d %s" % (len(asked), key))
"""


def test_every_budget_is_measured() -> None:
    """Each group of the table has a function, and each key is in one row only."""
    assert set(GROUPS) == set(MEASURES)
    assert len({one.key for one in BUDGETS}) == len(BUDGETS)


def test_an_answer_ends_with_its_last_byte(tmp_path: Path) -> None:
    """What is written later counts, silence after it does not; a question is answered, and so is the key."""
    with Driven((sys.executable, "-c", _ECHO), cwd=tmp_path) as program:
        program.wait_for(lambda text: "READY" in text)
        answer = program.answer("x", quiet=2)
        assert answer.cost.wall >= 40
        assert answer.bytes == len("\x1b[1;1Hfirst\x1b[2;1H11 x")
        assert program.text.split() == ["first", "11", "x"]
        program.send("y")
        program.settle(2)
        assert program.last_change(1) is None
        program.send("z")
        program.settle(2)
        assert program.last_change(2) is not None


def test_questions_are_answered_as_a_modern_terminal_does() -> None:
    """Frames that are drawn at once are known, sizes in the input are not."""
    asked = b"\x1b[?2026$p text \x1b[?2048$p\x1b[?u\x1b[c"
    assert answers(asked) == b"\x1b[?2026;2$y\x1b[?2048;0$y\x1b[?0u\x1b[?62;22c"


def test_a_slow_spell_of_the_machine_changes_no_ratio() -> None:
    """Each cost is held against the floor beside it, wherever the spell begins and ends."""
    speeds = (1, 1, 2, 2, 2, 1, 3)
    costs = [Cost(speed * 30, speed * 20) for speed in speeds]
    floors = [Cost(speed * 10, speed * 10) for speed in speeds]
    odd = Cost(900, 900)
    found = middle_pair([*costs, odd, costs[0]], [*floors, floors[0], odd])
    assert (found.measure, found.cpu) == (3, 2)


def test_the_table_tells_what_is_over() -> None:
    """A ratio is held to the budget of its board's size; there is none beyond ten thousand deals."""
    start = Figure(Cost(300, 100), Cost(200, 100))
    found = {size: {"start.full": start, "idle.bytes": Figure(count=0)} for size in (1_000, 10_000, 100_000)}
    lines = table(found).splitlines()
    assert lines[2].count("| 1.50  | 1.00 |") == 3
    assert "1.50 ok" in lines[2]
    assert "2.80 ok" in lines[2]
    slow = {1_000: {"start.full": Figure(Cost(301, 100), Cost(200, 100))}}
    assert "1.50 over, CPU ok" in table(slow)


def test_figures_of_many() -> None:
    """Either kind of time is looked at for itself."""
    costs = [Cost(wall, 10 - wall) for wall in range(1, 10)]
    assert middle(costs) == Cost(5, 5)
    assert percentile(costs, 0.95) == Cost(9, 9)
