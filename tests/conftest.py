"""Keeps every test away from the real home: no test can read or harm a user's data or settings."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# No deadline: other work on the machine is no failure. `--hypothesis-profile=long` looks harder.
settings.register_profile("default", deadline=None, max_examples=60)
settings.register_profile("long", deadline=None, max_examples=2000)
settings.load_profile("default")


SLOW = ("e2e", "packaging", "peers")
"""Folders of tests that start real programs; single files say `pytestmark = pytest.mark.slow`."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what takes long by its folder."""
    for item in items:
        if item.path.parent.name in SLOW:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(autouse=True)
def isolation(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home of its own for each test: HOME and the XDG folders are empty, git has no global settings."""
    home = tmp_path_factory.mktemp("home")
    for name in list(os.environ):
        if name.startswith(("PIPEBOARD_", "GIT_", "XDG_")) and name not in KEPT:
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    for name, folder in XDG.items():
        path = home / folder
        path.mkdir(mode=0o700, parents=True)
        monkeypatch.setenv(name, str(path))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_TERMINAL_PROMPT", "0")
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield home
    monkeypatch.undo()
    time.tzset()


XDG = {
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_STATE_HOME": "state",
    "XDG_CACHE_HOME": "cache",
    "XDG_RUNTIME_DIR": "run",
}
KEPT = {"PIPEBOARD_KILLS", "PIPEBOARD_HISTORIES", "PIPEBOARD_ACTIONS"}
"""Settings of the tests themselves, which may come from outside."""
