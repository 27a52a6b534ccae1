"""The sample board: a studio of four, with half a year of honest sales work behind it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from pipeboard.domain.actions import AddDeal, SetUpBoard, SpawnDeal
from pipeboard.domain.clock import Clock, SystemClock
from pipeboard.workspace.sample import BEGINNING, Scene, steps
from pipeboard.workspace.workspace import Workspace


def make_demo(
    path: Path, *, state_dir: Path, setup: SetUpBoard, author: str, clock: Clock | None = None
) -> Workspace:
    """A new board at `path` with the sample on it; `author` is who goes on working with it.

    `setup` holds the stages of the consulting template.
    """
    clock = clock or SystemClock()
    setup = setup._replace(at=clock.now() - timedelta(days=BEGINNING + 1))
    workspace = Workspace.create(path, state_dir=state_dir, author=author, setup=setup, clock=clock)
    with workspace.at_once():
        fill(workspace)
    workspace.flush()
    return workspace


def fill(workspace: Workspace) -> None:
    """Do on an empty board all that happened in the sample, in the order in which it happened."""
    author = workspace.author
    deals = {"": ""}
    for step in steps(workspace.now(), author):
        scene = Scene(workspace.board, step.at, deals.get(step.deal, ""), deals.get(step.origin, ""))
        action = step.make(scene)
        if action is None:
            continue
        workspace.author = step.by
        done = workspace.do(action)
        if isinstance(action, (AddDeal, SpawnDeal)):
            deals[step.deal] = done.changed[0]
    workspace.author = author
