"""Boards begin: `init`, `demo`, and what opens the app or refuses to."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from command_line import Pipeboard, run_program
from pipeboard.config.templates import load_templates
from pipeboard.view.forms.board import new_board


def test_init_makes_a_board_of_a_template(pipeboard: Pipeboard, folder: Path) -> None:
    """The consulting template, in the current folder, for its owner alone to read."""
    said = pipeboard("init").out
    board = folder / "pipeboard.json"
    assert "Lead, Qualified, Discovery, Proposal, Negotiation" in said
    assert board.stat().st_mode & 0o777 == 0o600
    (pipeline,) = pipeboard("pipelines", "list", "--json").json["pipelines"]
    assert [stage["phase"] for stage in pipeline["stages"]] == ["pre"] * 5 + ["post"] * 2


def test_a_board_is_called_the_same_wherever_it_was_made(pipeboard: Pipeboard, folder: Path) -> None:
    """The form of the app proposes that name, too; a pipeline has the name of its template."""
    made = pipeboard("init", "--json").json
    [name] = [one for one in new_board(load_templates()).fields if one.name == "name"]
    assert made["name"] == name.text == "Sales"
    assert made["pipelines"][0]["name"] == "Consulting"


def test_init_speaks_the_templates_language(pipeboard: Pipeboard, folder: Path) -> None:
    """Labels in Finnish, and the settings that were named."""
    options = ("--language", "fi", "--currency", "sek", "--name", "Myynti", "--timezone", "Europe/Helsinki")
    made = pipeboard("init", "--template", "guru-4", *options, "--json").json
    assert made["name"] == "Myynti"
    assert made["path"] == str(folder / "pipeboard.json")
    assert len(made["pipelines"][0]["stages"]) == 4
    assert pipeboard("add", "X", "--json").json["currency"] == "SEK"


def test_init_takes_stages_of_ones_own(pipeboard: Pipeboard, folder: Path) -> None:
    """In order, with a chance that rises evenly."""
    pipeboard("init", "--stages", "Uno, Dos ,Tres")
    stages = pipeboard("stages", "list", "--json").json["stages"]
    assert [(one["name"], one["probability"]) for one in stages] == [("Uno", 25), ("Dos", 50), ("Tres", 75)]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--template", "nope"], 3),
        (["--template", "guru-4", "--stages", "A"], 2),
        (["--stages", " , "], 2),
        (["--stages", "A,a"], 2),
        (["--currency", "coins"], 2),
        (["--timezone", "Mars/Olympus"], 2),
        (["--language", "tlh"], 2),
    ],
)
def test_init_with_nonsense_makes_no_file(
    pipeboard: Pipeboard, folder: Path, options: list[str], code: int
) -> None:
    """Everything is checked before the file is made."""
    ran = pipeboard("init", *options, ok=False)
    assert ran.code == code
    assert ran.err.count("\n") == 1
    assert not (folder / "pipeboard.json").exists()


def test_init_tells_git_once(pipeboard: Pipeboard, folder: Path) -> None:
    """`.gitattributes` gets the line, keeps its own lines, and never twice."""
    attributes = folder / ".gitattributes"
    attributes.write_text("*.png binary", "utf-8")
    pipeboard("init", "--git")
    wanted = "*.png binary\npipeboard.json text eol=lf merge=union\n"
    assert attributes.read_text("utf-8") == wanted
    pipeboard("init", "--git", "-f", "other/sales.json")
    assert (folder / "other" / ".gitattributes").read_text("utf-8") == "sales.json text eol=lf merge=union\n"


def test_init_says_where_there_is_no_repository_yet(pipeboard: Pipeboard, folder: Path) -> None:
    """What git is told helps only in one; `--git` does not make it."""
    assert "no git repository yet" in pipeboard("init", "--git").out
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    assert "repository" not in pipeboard("init", "--git", "-f", "other.json").out


def test_git_understands_a_board_whose_name_has_blanks(pipeboard: Pipeboard, folder: Path) -> None:
    """Asked of git itself: without quotes it would take the name for two words."""
    pipeboard("init", "--git", "-f", "our sales.json")
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    asked = ["git", "check-attr", "merge", "--", "our sales.json"]
    told = subprocess.run(asked, cwd=folder, check=True, capture_output=True, text=True).stdout
    assert told == "our sales.json: merge: union\n"


def test_demo_prints_a_lively_board_and_leaves_nothing(
    pipeboard: Pipeboard, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Deals in every stage, something late, something for today, something unplanned; then it is gone."""
    monkeypatch.setenv("TMPDIR", str(folder))
    ran = run_program("demo")
    assert (ran.code, ran.err) == (0, "")
    for word in ("late", "today", "no next step", "Negotiation (4)"):
        assert word in ran.out
    (pipeline,) = run_program("demo", "--json").json["pipelines"]
    assert sum(stage["count"] for stage in pipeline["stages"]) >= 20
    assert all(stage["count"] for stage in pipeline["stages"][:5])
    assert [path.name for path in folder.iterdir()] == [".git"]


def on_a_terminal(*args: str, term: str, stdin_too: bool = True) -> tuple[int, str]:
    """The exit code and stderr of the program with its output on a terminal."""
    leader, follower = pty.openpty()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pipeboard", *args],
            stdin=follower if stdin_too else subprocess.DEVNULL,
            stdout=follower,
            stderr=subprocess.PIPE,
            env={**os.environ, "TERM": term},
            text=True,
            timeout=30,
            check=False,
        )
    finally:
        os.close(leader)
        os.close(follower)
    return done.returncode, done.stderr


def test_a_dumb_terminal_is_told_what_to_use_instead(board: Path) -> None:
    """The app cannot draw there; the commands work."""
    code, said = on_a_terminal(term="dumb")
    assert code == 1
    assert "pipeboard board" in said
    assert said.count("\n") == 1


def test_the_app_needs_a_keyboard(board: Path) -> None:
    """Standard input from a file or nowhere is refused with a sentence."""
    code, said = on_a_terminal(term="xterm-256color", stdin_too=False)
    assert code == 1
    assert "standard input" in said


def test_without_a_board_a_script_is_told_how_to_make_one(folder: Path) -> None:
    """Not found is 3; nothing is made behind the user's back."""
    ran = run_program()
    assert ran.code == 3
    assert "pipeboard init" in ran.err
    assert [path.name for path in folder.iterdir()] == [".git"]
