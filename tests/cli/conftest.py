"""A command line to call in this process, in a folder of its own, by an author of its own."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from command_line import Pipeboard, Ran
from pipeboard.cli.program import call
from pipeboard.domain.clock import SystemClock


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder of the test; a repository's top, so that nothing above is looked at."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PIPEBOARD_AUTHOR", "Ann")
    return tmp_path


@pytest.fixture
def pipeboard(folder: Path, capsys: pytest.CaptureFixture[str]) -> Pipeboard:
    """Runs a command line in this process. With `ok` (the default) it has to end with 0."""

    def run(*args: str, ok: bool = True) -> Ran:
        capsys.readouterr()
        code = call(args)
        captured = capsys.readouterr()
        assert code == 0 or not ok, captured.err
        return Ran(code, captured.out, captured.err)

    return run


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Commands of this process run at noon of a day to come, so that no midnight falls between two."""
    moment = datetime(2098, 6, 15, 12, tzinfo=UTC)
    monkeypatch.setattr(SystemClock, "now", lambda _: moment)
    return moment


@pytest.fixture
def board(pipeboard: Pipeboard, folder: Path) -> Path:
    """A board with three stages and two deals."""
    pipeboard("init", "--stages", "Lead,Offer,Decision", "--name", "Test")
    pipeboard("add", "Acme website", "--company", "Acme Oy", "--value", "12k", "--close", "2099-12-01")
    pipeboard("add", "Beta shop", "--owner", "Bob", "--stage", "Offer", "--tag", "vip", "--source", "cold")
    return folder / "pipeboard.json"
