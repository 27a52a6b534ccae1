"""Hooks on the command line: run once the change is saved, told on stderr, and never a reason to fail."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from command_line import Pipeboard

KEEP = "import sys; open('kept', 'a').write(sys.stdin.read())"


@pytest.fixture
def config(isolation: Path) -> Path:
    path = isolation / "config" / "pipeboard" / "config.toml"
    path.parent.mkdir(parents=True)
    return path


def hook(name: str, *words: str, enabled: bool = True) -> str:
    return f"[hooks]\nenabled = {str(enabled).lower()}\n{name} = {json.dumps(words)}\n"


def test_a_hook_gets_the_deal_as_show_gives_it(pipeboard: Pipeboard, board: Path, config: Path) -> None:
    """And what it was before."""
    config.write_text(hook("on_won", sys.executable, "-c", KEEP), "utf-8")
    assert pipeboard("won", "acme").err == ""
    (line,) = (board.parent / "kept").read_text("utf-8").splitlines()
    told = json.loads(line)
    shown = pipeboard("show", "acme", "--json").json
    del shown["schema"]
    assert told["deal"].items() <= shown.items()
    assert told["before"] == {"stage": "lead", "status": "open"}
    assert (told["hook"], told["by"]) == ("on_won", "Ann")


def test_a_hook_finds_the_change_in_the_file(pipeboard: Pipeboard, board: Path, config: Path) -> None:
    """So that it can read the board, or sync it."""
    read = "import shutil; shutil.copy('pipeboard.json', 'then')"
    config.write_text(hook("on_added", sys.executable, "-c", read), "utf-8")
    pipeboard("add", "Gamma intranet")
    assert (board.parent / "then").read_bytes() == board.read_bytes()


def test_a_hook_that_fails_is_a_warning(pipeboard: Pipeboard, board: Path, config: Path) -> None:
    """One line; the change stands, and so do the output and the exit code."""
    config.write_text(
        hook("on_moved", sys.executable, "-c", "raise SystemExit('no\\x1b[2J network')"), "utf-8"
    )
    ran = pipeboard("move", "acme", "offer")
    assert ran.out == "Moved Acme website to Offer.\n"
    assert ran.err.startswith("pipeboard: The hook on_moved failed: ")
    assert ran.err.count("\n") == 1
    assert "\x1b" not in ran.err
    assert pipeboard("show", "acme", "--json").json["stage"] == "offer"


def test_hooks_that_are_off_are_not_run(pipeboard: Pipeboard, board: Path, config: Path) -> None:
    """Nor is anything for a look, or for a change that was refused."""
    config.write_text(hook("on_moved", sys.executable, "-c", KEEP, enabled=False), "utf-8")
    pipeboard("move", "acme", "offer")
    config.write_text(hook("on_moved", sys.executable, "-c", KEEP), "utf-8")
    pipeboard("list")
    pipeboard("move", "acme", "nowhere", ok=False)
    assert not (board.parent / "kept").exists()


def test_nothing_in_a_board_is_a_hook(pipeboard: Pipeboard, board: Path) -> None:
    """Its settings are those of a fixed list, and hooks are none of them."""
    assert pipeboard("settings", "set", 'on_won=["touch","owned"]', ok=False).code != 0
    assert pipeboard("define", "hook", "on_won", "command=touch", ok=False).code != 0
