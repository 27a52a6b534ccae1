"""What the guide shows can be copied: settings, themes, keys, lines for cron and for a prompt."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from command_line import Pipeboard
from pipeboard.config.keymap import resolve, show_keys
from pipeboard.config.settings import read_settings
from pipeboard.config.themes import load_theme
from pipeboard.view.guide import guide

ROOT = Path(__file__).parents[2]
PAGES = {**guide(), **{name: (ROOT / name).read_text("utf-8") for name in ("README.md", "CHANGELOG.md")}}
BLOCK = re.compile(r"(?:^ {4}.*\n|^\n(?= {4}))+", re.MULTILINE)
TOML = re.compile(r"\[[\w.\"]+|[\w.]+ = ")


def examples() -> Iterator[tuple[str, str]]:
    """The examples of settings and themes, with where they stand."""
    for topic, text in guide().items():
        for block in BLOCK.findall(text):
            example = re.sub(r"^ {4}", "", block, flags=re.MULTILINE).strip()
            if TOML.match(example):
                yield topic, f"{example}\n"


@pytest.mark.parametrize(("topic", "example"), list(examples()))
def test_settings_and_themes_of_the_guide_are_taken_as_they_stand(
    tmp_path: Path, topic: str, example: str
) -> None:
    """With nothing to complain of, down to the keys."""
    path = tmp_path / "mine.toml"
    path.write_text(example, "utf-8")
    if "colours" in tomllib.loads(example):
        assert load_theme("mine", tmp_path)[1] == ()
        return
    settings, problems = read_settings(path)
    assert problems == ()
    assert resolve(settings.keys, style=settings.keys_style)[1] == ()


def test_examples_of_settings_are_found() -> None:
    """On all the pages that have one."""
    assert {"keys", "settings", "shell", "themes", "views"} <= {topic for topic, _ in examples()}


@pytest.mark.parametrize("page", PAGES)
def test_chords_and_keys_with_ctrl_are_those_of_the_app(page: str) -> None:
    """Wherever a page names one outside of its examples, which may give commands other keys."""
    keymap, _ = resolve()
    known = {show_keys(key) for keys in keymap.keys.values() for key in keys}
    named = set(re.findall(r"`(g \S|\^\S|Shift\+Tab|PgUp|PgDn)`", BLOCK.sub("", PAGES[page])))
    assert named <= known


CRON = re.compile(r"^ {4}[\d*/]+ [\d*]+ \* \* [\d*-]+ +(.*)$", re.MULTILINE)
BARE = {"PATH": "/usr/bin:/bin", "LANG": "C"}
"""All that cron gives a command beside HOME and what the table says."""


def test_lines_for_cron_run_with_what_cron_gives_them(
    pipeboard: Pipeboard, board: Path, isolation: Path, tmp_path: Path
) -> None:
    """With the paths that they name in the place of Anna's: by their exit code, and something to mail."""
    pipeboard("add", "Ääkkönen & Söhne", "--owner", "Anna")
    lines = [line for topic in ("shell", "export") for line in CRON.findall(guide()[topic])]
    assert len(lines) == 3
    (isolation / "sales").symlink_to(board.parent)
    (isolation / "public").mkdir()
    for line in lines:
        command = re.sub(r"\S*pipeboard(?= )", shlex.quote(sys.executable) + " -m pipeboard", line)
        command = command.replace("--mine", "").replace("owner:me", "")  # nobody of this machine
        ran = subprocess.run(
            ["sh", "-c", command],
            env={**BARE, "HOME": str(isolation), "PIPEBOARD_FILE": str(board)},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
            check=True,
        )
        assert ran.stdout or ran.stderr
    assert (isolation / "public" / "follow-ups.ics").read_text("utf-8").startswith("BEGIN:VCALENDAR")


def test_the_line_for_a_prompt_prints_one_line_or_nothing(pipeboard: Pipeboard, board: Path) -> None:
    """As the profile and tmux of the guide run it: never a word of complaint, also without a board."""
    lines = re.findall(r"(pipeboard agenda --one-line.*?) 2>/dev/null", guide()["shell"])
    assert len(lines) == 2
    for line in lines:
        told = pipeboard(*shlex.split(line)[1:])
        assert told.err == ""
        assert told.out.count("\n") <= 1
