"""The README is true: its commands, its key table, its exit codes."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

from command_line import Pipeboard
from pipeboard.cli.main import COMMANDS
from pipeboard.config.keymap import resolve, show_keys
from pipeboard.registry import COMMANDS as APP_COMMANDS
from pipeboard.view.guide import guide

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
WRITE = "PIPEBOARD_WRITE_README" in os.environ
"""Looked at before tests get an environment of their own."""
KEYS = re.compile(r"(<!-- keys: [^>]* -->\n).*?(<!-- /keys -->)", re.DOTALL)


def code(key: str) -> str:
    """A key as code in Markdown."""
    shown = show_keys(key)
    return f"`` {shown} ``" if "`" in shown else f"`{shown}`"


def key_table() -> str:
    """The table of keys in Markdown, as the registry has them."""
    keymap, _ = resolve()
    rows = [
        f"| {' '.join(map(code, keymap.keys[one.id]))} | {one.title} | {one.help} |"
        for one in APP_COMMANDS
        if keymap.keys[one.id]
    ]
    escaped = [row.replace("`|`", "`\\|`") for row in rows]
    return "\n".join(("| keys | command | what it does |", "|---|---|---|", *escaped)) + "\n"


def test_the_key_table_is_the_registrys() -> None:
    """One list of commands; PIPEBOARD_WRITE_README=1 writes the table anew."""
    wanted = KEYS.sub(lambda found: found[1] + key_table() + found[2], README)
    assert KEYS.search(README), "the README has a place for the table"
    if WRITE:
        (ROOT / "README.md").write_text(wanted, "utf-8")
        return
    assert wanted == README, "run this test with PIPEBOARD_WRITE_README=1"


def test_every_command_is_in_the_overview() -> None:
    """Whatever `pipeboard --help` lists."""
    overview = README.split("## Commands")[1].split("## The file")[0]
    missing = [name for name in COMMANDS if not re.search(rf"`{name}\b", overview)]
    assert missing == []


def test_exit_codes_are_the_guides() -> None:
    """Two tables, one text."""
    rows = [line for line in guide()["exit-codes"].splitlines() if line.startswith("|")]
    assert "\n".join(rows) in README


def test_the_two_commands_stand_on_one_line_each() -> None:
    """A reader copies one line; the check script takes the second from here."""
    lines = [line for line in README.splitlines() if line.startswith("python3 -m venv")]
    assert len(lines) == 2
    assert lines[0].endswith("&& .venv/bin/pipeboard demo")
    assert lines[1].endswith("&& .venv/bin/pytest")
    pattern = re.search(r"grep -m 1 -E '([^']+)'", (ROOT / ".ci" / "run").read_text("utf-8"))
    assert pattern is not None
    assert [line for line in README.splitlines() if re.search(pattern[1], line)] == [lines[1]]


def test_the_examples_work(pipeboard: Pipeboard, folder: Path) -> None:
    """Every shell line runs, one after the other, from an empty folder."""
    (folder / "deals.csv").write_text("title\nX\n", "utf-8")
    lines = re.findall(r"^pipeboard(?= |$)(.*)$", README, re.MULTILINE)
    assert len(lines) > 10
    for line in lines:
        words = shlex.split(line, comments=True)
        pipeboard(*(words[: words.index(">")] if ">" in words else words))
