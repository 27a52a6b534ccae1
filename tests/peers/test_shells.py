"""Real shells complete with our scripts: commands, options, deals of any title, stages and saved views."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from command_line import put_on_path
from e2e.terminal import Terminal
from peers.programs import needs, run
from pipeboard.cli.program import call

TITLES = (
    "Qa $(touch owned)",
    "Qb's `touch owned`",
    'Qc "best", & co: 1',
    "Qd * ? [a-z] \\ path",
    "Qe 東京 😀 Ää",
)
"""Deals, each known by its first two letters."""
ONE_WORD = {
    "fol": "follow-up",
    "stages ren": "rename",
    "add x --sta": "--stage",
    "move beta Of": "offer",
    "stages show of": "offer",
    "assign beta Bo": "Bob",
    "list --view b": "Big ones",
    "list --view Big\\ o": "Big ones",
    "list stage:of": "stage:Offer",
    "show 'Beta s": "Beta shop",
    "show Beta\\ s": "Beta shop",
    "completion zs": "zsh",
    "export md -o dea": "deals.md",
    **{f"show {title[:2]}": title for title in TITLES},
    **{f'show "{title[:2]}': title for title in TITLES[:3]},
}
"""What is typed behind `pipeboard`, and the one word that it can be completed to."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a board; the program is on the path."""
    board = ("--file", str(tmp_path / "pipeboard.json"))
    assert call(("init", "--stages", "Lead,Offer", *board)) == 0
    assert call(("add", "Beta shop", "--owner", "Bob", "--value", "20k", *board)) == 0
    for title in TITLES:
        assert call(("add", *board, "--", title)) == 0
    assert call(("views", "save", "Big ones", "value>10k", *board)) == 0
    (tmp_path / "deals.md").touch()
    programs = put_on_path(tmp_path / "bin")
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    return tmp_path


# fish


@needs("fish")
def test_fish_completes_to_what_was_meant(folder: Path) -> None:
    """It quotes what it puts on the line by itself, so that the plain text is what it has to be offered."""
    found = offered(folder, *ONE_WORD)
    assert {typed: list(words) for typed, words in found.items()} == {
        typed: [word] for typed, word in ONE_WORD.items()
    }
    assert not (folder / "owned").exists()


@needs("fish")
def test_fish_tells_what_it_offers(folder: Path) -> None:
    """Deals by their ids with their titles, and by their titles; stages by their ids."""
    told = offered(folder, "move ")["move "]
    assert told["offer"] == "Offer"
    assert {title for title in TITLES if title in told} == set(TITLES) <= set(told.values())


def offered(folder: Path, *typed: str) -> dict[str, dict[str, str]]:
    """What fish shows when Tab is pressed behind these words: each of its words with what it is."""
    code = "for one in $argv; complete -C \"pipeboard $one\"; printf '\\0'; end"
    script = f"pipeboard completion fish | source; {code}"
    shown = run("fish", "--no-config", "-c", script, "--", *typed, cwd=folder).split("\0")
    lists = [dict(line.partition("\t")[::2] for line in one.splitlines()) for one in shown]
    return dict(zip(typed, lists, strict=False))


# zsh


SETTINGS = """
PS1='ready> '
fpath=($ZDOTDIR $fpath)
autoload -Uz compinit && compinit -u -D
tell() { print -rN -- ${(Q)${(z)BUFFER}} > $TOLD.new; mv $TOLD.new $TOLD; BUFFER=''; zle reset-prompt }
zle -N tell && bindkey -e '^X^X' tell
"""
"""Those of a user, as the guide has them, and a key that writes the words of the line into a file."""


@needs("zsh")
def test_zsh_completes_to_what_was_meant(folder: Path) -> None:
    """One Tab after the other in one shell; what it quoted on the line is one word again when it is read."""
    settings = folder / "zsh"
    settings.mkdir()
    (settings / "_pipeboard").write_text(run("pipeboard", "completion", "zsh", cwd=folder), "utf-8")
    (settings / ".zshrc").write_text(SETTINGS, "utf-8")
    told = folder / "told"
    words = {}
    shell = Terminal(
        program=("zsh", "-i"), cwd=folder, ZDOTDIR=str(settings), TOLD=str(told), LC_ALL="C.UTF-8"
    )
    with shell as zsh:
        zsh.wait_for("ready>")
        for typed in ONE_WORD:
            zsh.press(f"pipeboard {typed}\t\x18\x18")
            zsh.wait_for(lambda _: told.exists())
            words[typed] = told.read_text("utf-8").split("\0")[:-1]
            told.unlink()
        zsh.press("pipeboard move \t")
        zsh.wait_for(lambda text: "offer" in text and "-- Offer" in text and f"-- {TITLES[0]}" in text)
    assert {typed: line[-1] for typed, line in words.items()} == ONE_WORD
    assert {line[0] for line in words.values()} == {"pipeboard"}
    assert not (folder / "owned").exists()
