"""What CONTRIBUTING says is true: its files are there, its layers are those that are checked."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")


def test_every_file_that_it_names_exists() -> None:
    """Also the folders, which end with a slash."""
    named = re.findall(r"`?((?:src|tests|themes|\.ci)/[\w./-]*|[A-Z]+\.md)`?", TEXT)
    assert len(named) > 30
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_its_layers_are_those_that_are_proved() -> None:
    """From the faces down to the domain, as the linter has them."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        contract = tomllib.load(file)["tool"]["importlinter"]["contracts"][0]
    wanted = [layer.replace("pipeboard.", "").split(" | ") for layer in contract["layers"]]
    rows = re.findall(r"^\| (`src/pipeboard/.*?) \|", TEXT, re.MULTILINE)
    found = [re.findall(r"src/pipeboard/(\w+)/", row) for row in rows]
    assert [sorted(one) for one in found] == [sorted(one) for one in wanted]


def test_its_commands_are_those_of_the_check() -> None:
    """The line of the README, and what the check runs after it."""
    (line,) = re.findall(r"^python3 -m venv .*$", TEXT, re.MULTILINE)
    assert line in README
    check = (ROOT / ".ci" / "run").read_text("utf-8")
    (style,) = re.findall(r"^\.venv/bin/ruff check .*$", TEXT, re.MULTILINE)
    assert [one for one in style.split(" && ") if one not in check.splitlines()] == []


def test_the_programs_of_others_are_those_that_the_check_installs() -> None:
    """By the names that Debian gives them."""
    (packages,) = re.findall(r"apt-get install --no-install-recommends (.*)", TEXT)
    assert f"peers=({packages})" in (ROOT / ".ci" / "run").read_text("utf-8")
