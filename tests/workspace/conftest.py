"""Boards in files of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

from clocks import FixedClock
from histories import SETUP, START
from pipeboard.domain.clock import Clock
from pipeboard.workspace.workspace import Workspace

Opener: TypeAlias = Callable[..., Workspace]


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(START, seed=7)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the board's file is."""
    return tmp_path / "pipeboard.json"


@pytest.fixture
def opened(path: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Opener]:
    """Opens the board, which is made first if it is not there; `clone` names a state folder of its own."""
    left: list[Workspace] = []

    def open_board(author: str = "Ann", clone: str = "state", clock: Clock = clock) -> Workspace:
        state = tmp_path / clone
        if path.exists():
            workspace = Workspace.open(path, state_dir=state, author=author, clock=clock)
        else:
            workspace = Workspace.create(path, state_dir=state, author=author, setup=SETUP, clock=clock)
        left.append(workspace)
        return workspace

    yield open_board
    for workspace in left:
        workspace.close()


@pytest.fixture
def board(opened: Opener) -> Workspace:
    """A new board of Ann's."""
    return opened()
