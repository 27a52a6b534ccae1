"""Commands start fast: none imports the app, and only those that need them import the events."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeboard.workspace.workspace import Workspace

HEAVY = ("textual", "rich", "pydantic", "pydantic_core", "tinydb", "asyncio")


CALLS = "import sys; from pipeboard.cli.program import call; call(sys.argv[1:]);"
ALL_MODULES = "print(*sys.modules, file=sys.stderr)"
OUR_DATACLASSES = """
ours = [module for name, module in sys.modules.items() if name.startswith("pipeboard")]
made = [one for module in ours for one in vars(module).values() if isinstance(one, type)]
print(*{one.__qualname__ for one in made if "__dataclass_fields__" in vars(one)}, file=sys.stderr)
"""


def told_after(*args: str, what: str, env: dict[str, str] | None = None) -> set[str]:
    """The names that a program prints once it has run a command line."""
    done = subprocess.run(
        [sys.executable, "-c", f"{CALLS}{what}", *args],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
        env={**os.environ, **(env or {})},
    )
    return set(done.stderr.splitlines()[-1].split())


def modules_after(*args: str, env: dict[str, str] | None = None) -> set[str]:
    """The modules that a command line has imported when it ends."""
    return told_after(*args, what=ALL_MODULES, env=env)


def loaded_by(*args: str, env: dict[str, str] | None = None) -> set[str]:
    """The heavy modules among them."""
    return modules_after(*args, env=env).intersection(HEAVY)


@pytest.mark.parametrize(
    "args",
    [
        ["--version"],
        ["--help"],
        ["completion", "bash"],
        ["help", "filter"],
        ["list"],
        ["list", "owner:me", "--json"],
        ["board"],
        ["follow-up", "list"],
        ["stages", "list"],
        ["templates", "list"],
        ["keys"],
        ["path"],
    ],
)
def test_reading_imports_neither_the_app_nor_the_events(board: Path, args: list[str]) -> None:
    """No Textual (200 ms), not even the core of pydantic (20 ms)."""
    assert loaded_by(*args) == set()


@pytest.mark.parametrize("args", [["add", "X"], ["history"], ["show", "acme website"], ["import", "x.csv"]])
def test_no_command_imports_the_app(board: Path, args: list[str]) -> None:
    """Writes and timelines need the events, which are checked by no more of pydantic than its core."""
    assert loaded_by(*args) <= {"pydantic_core"}


def test_completions_import_neither(board: Path) -> None:
    """The shell asks at each press of Tab."""
    words = {"_PIPEBOARD_COMPLETE": "bash_complete", "COMP_WORDS": "pipeboard mo", "COMP_CWORD": "1"}
    assert loaded_by(env=words) == set()


@pytest.mark.parametrize(
    ("args", "most"),
    [
        (["--version"], 17),
        (["list"], 90),
        (["add", "X"], 96),
        (["move", "acme website", "offer"], 100),
        (["agenda"], 106),
    ],
)
def test_a_command_imports_what_it_does_and_no_more(board: Path, args: list[str], most: int) -> None:
    """So many of our modules, of some 700, the actions and rules of what is done, and nothing for what if."""
    unneeded = {"tomllib", "secrets", "random", "difflib", "shutil", "calendar", "importlib.resources"}
    for rare in ("backup", "relayout", "scrubbing", "uniting", "watch"):
        unneeded.add(f"pipeboard.store.{rare}")
    modules = modules_after(*args)
    assert modules.intersection(unneeded) == set()
    assert len([name for name in modules if name.startswith("pipeboard.")]) <= most


@pytest.mark.parametrize(
    "args",
    [
        ["--version"],
        ["list"],
        ["list", "stage:lead value>10k -overdue"],
        ["add", "X"],
        ["move", "acme website", "offer"],
    ],
)
def test_a_command_has_no_methods_written_for_its_classes(board: Path, args: list[str]) -> None:
    """To make one dataclass takes 0.5 ms (see `domain/frozen.py`), and there were dozens."""
    assert told_after(*args, what=OUR_DATACLASSES) == set()


OPENS = """
import sys
from pipeboard.cli import launch, program
import pipeboard.tui.app as app

stdout = type("Out", (), {"isatty": staticmethod(lambda: True)})
launch.sys = type("Terminal", (), {"stdout": stdout, "__stderr__": None})
launch.can_open = lambda session: None
app.run = lambda app, mouse: print(*sys.modules) or 0
sys.exit(program.call(sys.argv[1:]))
"""


@pytest.mark.parametrize("args", [[], ["-f", "pipeboard.json"], ["--file", "pipeboard.json"]])
def test_the_app_opens_without_click_and_paints_before_it_imports_the_board(
    board: Path, args: list[str]
) -> None:
    """Until the first paint, nothing is imported that the first paint does not show."""
    done = subprocess.run(
        [sys.executable, "-c", OPENS, *args], capture_output=True, text=True, timeout=30, check=True
    )
    modules = set(done.stdout.split())
    assert "textual" in modules
    for late in ("click", "pydantic_core", "tinydb", "orjson", "json", "zoneinfo"):
        assert late not in modules
    for late in (
        "domain.log",
        "domain.board",
        "domain.deal",
        "workspace.workspace",
        "store.store",
        "view.card",
    ):
        assert f"pipeboard.{late}" not in modules


LOOKS = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from pipeboard.workspace import recall

class Clock:
    now = staticmethod(lambda: datetime(2026, 11, 22, tzinfo=UTC))

shown = []
recall.LARGE = 1
one = recall.Recall(Clock(), lambda board, today: shown.append((len(board.deals), *sys.modules)))
one.read(Path(sys.argv[1]), Path(sys.argv[2]))
print(*shown[0])
"""


def test_a_board_that_is_known_is_shown_before_what_writes_is_imported(
    board: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The store, the fold and the workspace take as long to import as the cards to draw."""
    monkeypatch.setattr("pipeboard.workspace.recall.LARGE", 1)
    workspace = Workspace.open(board, state_dir=tmp_path / "state", author="")
    workspace.keep()
    done = subprocess.run(
        [sys.executable, "-c", LOOKS, board, tmp_path / "state"],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    count, *modules = done.stdout.split()
    assert int(count) == len(workspace.board.deals)
    for late in ("domain.fold", "domain.log", "store.store", "store.journal", "workspace.workspace"):
        assert f"pipeboard.{late}" not in modules
