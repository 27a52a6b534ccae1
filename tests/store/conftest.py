"""A folder for a board and one for the state, for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.disk import sample_file


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """The state folder; the store makes it when it needs it."""
    return tmp_path / "state"


@pytest.fixture
def board(tmp_path: Path) -> Path:
    """The path of a board without events, in a folder of its own."""
    folder = tmp_path / "work"
    folder.mkdir()
    path = folder / "pipeboard.json"
    path.write_bytes(sample_file())
    return path
