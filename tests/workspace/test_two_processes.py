"""Two apps that work on one file at the same time: every action of both is in the log, without an error."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from histories import SETUP
from pipeboard.domain import actions
from pipeboard.domain.log import Log
from pipeboard.domain.rows import act_of
from pipeboard.store.parsing import parse
from pipeboard.workspace.workspace import Workspace

pytestmark = pytest.mark.slow

ACTIONS = int(os.environ.get("PIPEBOARD_ACTIONS", "200"))
"""Of each of the two apps."""
PROGRAM = Path(__file__).with_name("working.py")
PATIENCE = 600


def start(path: Path, state: Path, author: str, seed: int) -> subprocess.Popen[str]:
    """An app of its own."""
    return subprocess.Popen(
        [sys.executable, str(PROGRAM), str(path), str(state), author, str(ACTIONS), str(seed)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(PROGRAM.parent.parent)},
    )


@pytest.mark.parametrize("folders", ["one-clone", "two-state-folders"])
def test_two_apps_under_load_lose_nothing(tmp_path: Path, folders: str) -> None:
    """All that both confirmed is in the file and on the board; set PIPEBOARD_ACTIONS for more of it."""
    path, states = tmp_path / "pipeboard.json", [tmp_path / "state", tmp_path / "other"]
    first = Workspace.create(path, state_dir=states[0], author="Setup", setup=SETUP)
    shared = first.do(actions.AddDeal({"title": "Shared"})).changed[0]
    first.close()
    known = set(parse(path.read_bytes()).rows)
    there = states if folders == "two-state-folders" else [states[0], states[0]]
    apps = [start(path, there[seed], author, seed) for seed, author in enumerate(("Ann", "Bob"))]
    said = [app.communicate(timeout=PATIENCE) for app in apps]
    assert [(app.returncode, errors) for app, (_, errors) in zip(apps, said, strict=True)] == [(0, "")] * 2
    confirmed = [act for out, _ in said for act in out.split()]
    assert len(set(confirmed)) == 2 * ACTIONS

    parsed = parse(path.read_bytes())
    log = Log(parsed.rows)
    assert (parsed.quarantined, log.problems, log.unknown) == ((), {}, set())
    new = {act_of(event_id, row) for event_id, row in log.readable(log.order) if event_id not in known}
    assert new == set(confirmed)
    touched = sum(
        row["do"] == "touch.logged" and act_of(event_id, row) not in log.undone
        for event_id, row in log.rows_of(shared)
    )
    assert log.board.deals[shared].touches == touched > 0
    again = Workspace.open(path, state_dir=tmp_path / "third", author="Chen")
    assert again.board == log.board
    again.close()


def test_what_both_wrote_at_once_is_listed(tmp_path: Path) -> None:
    """Two apps that give one field a value before they hear of each other: neither value is lost."""
    path, state = tmp_path / "pipeboard.json", tmp_path / "state"
    ann = Workspace.create(path, state_dir=state, author="Ann", setup=SETUP)
    deal = ann.do(actions.AddDeal({"title": "Shared"})).changed[0]
    ann.flush()
    bob = Workspace.open(path, state_dir=state, author="Bob")
    ann.do(actions.EditDeals((deal,), {"source": "fair"}))
    bob.do(actions.EditDeals((deal,), {"source": "web"}))
    for one in (ann, bob, ann):
        one.flush()
        one.reload()
    assert ann.board == bob.board
    [conflict] = ann.board.deals[deal].conflicts
    assert {conflict.shown, conflict.other} == {"fair", "web"}
    ann.close()
    bob.close()
