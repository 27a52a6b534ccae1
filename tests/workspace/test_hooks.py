"""Hooks: which change runs which, and what a real command gets, does, and cannot do."""

from __future__ import annotations

import json
import os
import select
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from pipeboard.config.hooks import Hooks
from pipeboard.domain import actions
from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.workspace.done import Done
from pipeboard.workspace.hooks import HookRunner, happened, run_command
from pipeboard.workspace.workspace import Workspace

Opener: TypeAlias = Callable[..., Workspace]
HOSTILE = "Acme $(touch owned) `touch owned` ; touch owned\n'\"\x1b]0;x\x07 --help"


def followed(workspace: Workspace) -> list[Done]:
    done: list[Done] = []
    workspace.on_done(done.append)
    return done


def hooks_of(done: list[Done]) -> list[list[str]]:
    """The hooks of each change."""
    return [[hook for hook, _ in happened(one)] for one in done]


def test_each_change_runs_the_hooks_of_what_it_did(board: Workspace) -> None:
    """Also an undo, which is what it does to the deal."""
    done = followed(board)
    (deal,) = board.do(actions.AddDeal({"title": "Acme"})).changed
    board.do(actions.EditDeals((deal,), {"company": "Acme Oy"}))
    stage = board.board.stages_in("sales")[1].id
    board.do(actions.MoveDeals((deal,), stage))
    board.undo()
    board.do(actions.CloseDeals((deal,), "lost", "price"))
    board.do(actions.ReopenDeals((deal,)))
    board.do(actions.CloseDeals((deal,), "disqualified", "size"))
    board.do(actions.DeleteDeals((deal,)))
    assert hooks_of(done) == [
        *(["on_added"], [], ["on_moved"], ["on_moved"], ["on_lost", "on_closed"], ["on_reopened"]),
        *(["on_disqualified", "on_closed"], []),
    ]


def test_a_win_is_told_as_one(board: Workspace) -> None:
    """And as a move, where it goes on to a stage after the win."""
    (deal,) = board.do(actions.AddDeal({"title": "Acme"})).changed
    done = followed(board)
    board.do(actions.CloseDeals((deal,), "won"))
    assert hooks_of(done)[0][:2] == ["on_won", "on_closed"]


def test_what_others_do_runs_nothing(opened: Opener) -> None:
    """Neither as it comes in nor as it goes."""
    mine, theirs = opened(), opened("Bob", "other")
    done = followed(mine)
    theirs.do(actions.AddDeal({"title": "Acme"}))
    theirs.flush()
    assert mine.reload() is not None
    assert len(mine.board.deals) == 1
    assert done == []


def test_what_is_not_durable_yet_runs_nothing(board: Workspace) -> None:
    """As in a block of actions that nobody waits for singly."""
    done = followed(board)
    with board.at_once():
        board.do(actions.AddDeal({"title": "Acme"}))
    assert done == []


def record(deal: Deal, board: Board) -> dict[str, object]:
    return {"id": deal.id, "title": deal.title}


KEEP = "import json, sys; json.dump([sys.argv[1:], sys.stdin.read()], open('kept', 'w'))"
"""A command that keeps what it was given."""


def test_a_command_gets_the_deals_on_its_input_alone(
    board: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line of JSON for each; its words are those of the settings, and no shell reads any of it."""
    monkeypatch.chdir(tmp_path)
    first, second = (board.do(actions.AddDeal({"title": f"{n} {HOSTILE}"})).changed[0] for n in "12")
    done = followed(board)
    stages = board.board.stages_in("sales")
    board.do(actions.MoveDeals((first, second), stages[1].id))
    runner = HookRunner(Hooks({"on_moved": (sys.executable, "-c", KEEP, "$HOME", "{title}")}), record)
    assert [runner.run(one) for one in done] == [()]
    words, given = json.loads((tmp_path / "kept").read_text("utf-8"))
    assert words == ["$HOME", "{title}"]
    lines = [json.loads(line) for line in given.splitlines()]
    assert {line["deal"]["id"] for line in lines} == {first, second}
    for line in lines:
        assert line["deal"]["title"] == board.board.deals[line["deal"]["id"]].title
        assert line | {"deal": 0} == {
            "schema": 1,
            "hook": "on_moved",
            "by": "Ann",
            "deal": 0,
            "before": {"stage": stages[0].id, "status": "open"},
        }
    assert given.isascii()
    assert not (tmp_path / "owned").exists()


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ((sys.executable, "-c", "pass"), ""),
        (("/nowhere/at-all",), "/nowhere/at-all cannot be run (No such file or directory)"),
        ((sys.executable, "-c", "import sys; sys.exit('no network')"), "ended with 1 (no network)"),
        (
            (sys.executable, "-c", "import sys; sys.stderr.write('x' * 10**6); sys.exit(3)"),
            "ended with 3 (xxx",
        ),
        (("a\0b",), "cannot be run"),
    ],
)
def test_a_command_that_fails_is_told_in_one_sentence(command: tuple[str, ...], why: str) -> None:
    """Why, by its exit code and the last line that it said, cut short."""
    said = run_command(command, ["{}"], 30)
    assert why in said
    assert bool(said) == bool(why)
    assert len(said) < 400


def test_a_command_that_does_not_read_holds_nobody_up() -> None:
    """However much there is to read."""
    assert run_command((sys.executable, "-c", "pass"), ("x" * 1000 for _ in range(5000)), 30) == ""


def ends(pid: int) -> bool:
    """Whether a process ends that was told to; a busy machine needs a moment for it."""
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([process], [], [], 30)[0])
    finally:
        os.close(process)


def test_a_command_is_ended_with_what_it_started_when_its_time_is_up(tmp_path: Path) -> None:
    """It and a child that keeps everything open."""
    pids = tmp_path / "pids"
    os.mkfifo(pids)
    code = (
        "import os, subprocess, sys; child = subprocess.Popen(['sleep', '600']); "
        f"open({str(pids)!r}, 'w').write(f'{{os.getpid()}} {{child.pid}}'); child.wait()"
    )
    reader = os.open(pids, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert "was ended after 2 seconds" in run_command((sys.executable, "-c", code), [], 2)
        for pid in os.read(reader, 100).split():
            assert ends(int(pid))
    finally:
        os.close(reader)


def test_a_defect_in_between_is_told_and_raised_nowhere(board: Workspace) -> None:
    """The change was made, and must not look as if it had failed."""

    def broken(deal: Deal, board: Board) -> dict[str, object]:
        raise ValueError(deal.id)

    done = followed(board)
    board.do(actions.AddDeal({"title": "Acme"}))
    runner = HookRunner(Hooks({"on_added": (sys.executable, "-c", "pass")}), broken)
    (said,) = runner.run(done[0])
    assert said.startswith("The hook on_added failed")
    assert said.endswith("the change is saved.")
