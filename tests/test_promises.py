"""Every promise has its tests, and every test that is named for one is there."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from promises import PROMISES

TESTS = Path(__file__).parent
SOURCE = TESTS.parent / "src" / "pipeboard"
NETWORK = {
    "socket",
    "ssl",
    "http",
    "urllib.request",
    "urllib3",
    "requests",
    "httpx",
    "aiohttp.client",
    "aiohttp.ClientSession",
    "ftplib",
    "smtplib",
    "asyncio.streams",
}
RUNNERS = {"eval", "exec", "compile", "__import__"}


def test_every_promise_has_a_test_that_is_collected() -> None:
    """Not only named: pytest finds it under that id."""
    assert all(PROMISES.values())
    wanted = {test for tests in PROMISES.values() for test in tests}
    files = sorted({test.partition("::")[0] for test in wanted})
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--collect-only",
        "-q",
        "-m",
        "",  # the slow ones as well
        "-n",
        "0",
        "-p",
        "no:cacheprovider",
        *files,
    ]
    ran = subprocess.run(command, cwd=TESTS, capture_output=True, text=True, check=False, timeout=300)
    assert ran.returncode == 0, ran.stdout[-2000:]
    found = {
        line.removeprefix("tests/").partition("[")[0] for line in ran.stdout.splitlines() if "::" in line
    }
    classes = {test.rpartition("::")[0] for test in found}
    assert sorted(wanted - found - classes) == []


def imports_of(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            names.update(one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.update((node.module, *(f"{node.module}.{one.name}" for one in node.names)))
    return names


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE)))
def test_nothing_of_ours_can_open_a_connection(path: Path) -> None:
    """No module of ours imports what opens one."""
    assert imports_of(path) & NETWORK == set()


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_text_is_run_as_code_or_as_a_pattern(path: Path) -> None:
    """Nothing is evaluated or given to a shell, and only what was escaped becomes a part of a pattern."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        assert name not in RUNNERS, f"line {node.lineno}"
        shell = [one.value for one in node.keywords if one.arg == "shell"]
        assert not any(getattr(one, "value", True) for one in shell), f"line {node.lineno}"
