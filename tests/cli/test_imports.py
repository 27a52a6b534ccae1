"""Commands start fast: none imports the app, and only those that need them import the events."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from command_line import Pipeboard, run_program

HEAVY = ("textual", "rich", "pydantic", "tinydb", "asyncio")


def loaded_by(*args: str, env: dict[str, str] | None = None) -> set[str]:
    """The heavy modules that a command line has imported when it ends."""
    code = (
        "import sys; from pipeboard.cli.program import call; call(sys.argv[1:]); "
        f"print(*(name for name in {HEAVY!r} if name in sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *args],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
        env={**os.environ, **(env or {})},
    )
    return set(done.stderr.splitlines()[-1].split())


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
    """No Textual (200 ms), no pydantic (80 ms)."""
    assert loaded_by(*args) == set()


@pytest.mark.parametrize("args", [["add", "X"], ["history"], ["show", "acme website"], ["import", "x.csv"]])
def test_no_command_imports_the_app(board: Path, args: list[str]) -> None:
    """Writes and timelines need the events and nothing heavier."""
    assert loaded_by(*args) <= {"pydantic", "asyncio"}


def test_completions_import_neither(board: Path) -> None:
    """The shell asks at each press of Tab."""
    words = {"_PIPEBOARD_COMPLETE": "bash_complete", "COMP_WORDS": "pipeboard mo", "COMP_CWORD": "1"}
    assert loaded_by(env=words) == set()


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
    for late in ("click", "pydantic", "tinydb", "orjson", "json", "zoneinfo"):
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


@pytest.mark.parametrize(
    ("words", "proposals"),
    [
        ("pipeboard mo", {"move"}),
        ("pipeboard stages re", {"rename", "retire"}),
        ("pipeboard move acme off", {"offer"}),
        ("pipeboard show acm", {"Acme website"}),
        ("pipeboard add x --st", {"--stage"}),
        ("pipeboard log x me", {"message", "meeting"}),
        ("pipeboard define ca", {"cadence", "cadence-step"}),
        ("pipeboard define framework b", {"bant"}),
        ("pipeboard frameworks show me", {"meddic"}),
        ("pipeboard qualify acme --framework ch", {"champ"}),
        ("pipeboard company show ac", {"Acme Oy"}),
        ("pipeboard list ove", {"overdue"}),
        ("pipeboard list -nu", {"-nurture"}),
        ("pipeboard board owner:b", {"owner:Bob"}),
        ("pipeboard list vip owner : b", {"Bob"}),
        ("pipeboard list company :", {"'\"Acme Oy\"'"}),
        ("pipeboard agenda source:co", {"source:cold"}),
        ("pipeboard metrics --filter tag:v", {"tag:vip"}),
        ("pipeboard list (stage:of", {"(stage:Offer"}),
    ],
)
def test_completions_know_commands_stages_and_deals(board: Path, words: str, proposals: set[str]) -> None:
    """From the board of the current folder."""
    env = {
        "_PIPEBOARD_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
    }
    ran = run_program(env=env)
    assert ran.err == ""
    assert {line.partition(",")[2] for line in ran.out.splitlines()} == proposals


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_its_script(pipeboard: Pipeboard, shell: str) -> None:
    """It names the program and the variable it is asked through."""
    script = pipeboard("completion", shell).out
    assert "_PIPEBOARD_COMPLETE" in script
    assert "pipeboard" in script
