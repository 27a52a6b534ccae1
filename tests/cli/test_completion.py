"""Completions: what each shell is offered, and that bash takes it for the text that it is."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import click
import pytest

from command_line import Pipeboard, every_command, put_on_path, run_program
from pipeboard.cli.shells import for_bash


@pytest.mark.parametrize(
    ("words", "proposals"),
    [
        ("pipeboard mo", {"move"}),
        ("pipeboard stages re", {"rename", "retire"}),
        ("pipeboard move acme off", {"offer"}),
        ("pipeboard show acm", {"'Acme website'"}),
        ("pipeboard add x --st", {"--stage"}),
        ("pipeboard log x me", {"message", "meeting"}),
        ("pipeboard define ca", {"cadence", "cadence-step"}),
        ("pipeboard define framework b", {"bant"}),
        ("pipeboard frameworks show me", {"meddic"}),
        ("pipeboard qualify acme --framework ch", {"champ"}),
        ("pipeboard company show ac", {"'Acme Oy'"}),
        ("pipeboard list ove", {"overdue"}),
        ("pipeboard list -nu", {"-nurture"}),
        ("pipeboard board owner:b", {"owner:Bob"}),
        ("pipeboard list vip owner : b", {"Bob"}),
        ("pipeboard list company :", {"'\"Acme Oy\"'"}),
        ("pipeboard agenda source:co", {"source:cold"}),
        ("pipeboard metrics --filter tag:v", {"tag:vip"}),
        ("pipeboard list (stage:of", {"'(stage:Offer'"}),
        ("pipeboard edit acme --owner b", {"Bob"}),
        ("pipeboard edit acme --company ac", {"'Acme Oy'"}),
        ("pipeboard edit beta --untag v", {"vip"}),
        ("pipeboard add x --source c", {"cold"}),
        ("pipeboard assign beta bo", {"Bob"}),
        ("pipeboard targets set 9 --owner B", {"Bob"}),
        ("pipeboard metrics --pipeline s", {"sales"}),
        ("pipeboard playbook start beta one", {"one-person"}),
        ("pipeboard init --template cons", {"consulting"}),
        ("pipeboard templates show cons", {"consulting"}),
        ("pipeboard help exp", {"export"}),
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


NAMES = {
    "--owner",
    "--stage",
    "--pipeline",
    "--view",
    "--filter",
    "--company",
    "--tag",
    "--untag",
    "--template",
}
NAMES |= {"deal", "deals", "stage", "pipeline", "owner", "entry", "view", "framework", "topic"}
"""Options and arguments that name something which is there already."""


def test_whatever_names_a_thing_is_completed() -> None:
    """By a type that knows the board, or what ships."""
    plain = [
        f"{path} {parameter.opts[0]}"
        for path, command in every_command()
        for parameter in command.params
        if NAMES & {*parameter.opts, parameter.name} and isinstance(parameter.type, type(click.STRING))
    ]
    assert plain == []


def test_whatever_names_a_file_is_completed_as_one() -> None:
    """By the shell, which knows the folders."""
    files = {"FILE", "FILE FILE...", "OUT", "PATH"}
    plain = [
        f"{path} {parameter.opts[0]}"
        for path, command in every_command()
        for parameter in command.params
        if parameter.metavar in files and not isinstance(parameter.type, click.Path)
    ]
    assert plain == []


HOSTILE = (
    *("Acme website", "Acme $(touch owned)", "Acme `touch owned`", "Acme ; touch owned", "Acme's shop"),
    *(
        'Acme "best" & co',
        "Acme * ? [a-z]",
        "Acme \\ path",
        "Acme $HOME ~",
        "Acme, Inc",
        "Ääkkönen 東京",
        "#1 ! deal",
    ),
)


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize("mark", ["", "'", '"'])
@pytest.mark.parametrize("title", HOSTILE)
def test_bash_reads_back_what_was_offered(title: str, mark: str, tmp_path: Path) -> None:
    """Quoted by us, or in the quotation marks that were typed already: one word, nothing of it run."""
    word = f"{mark}{for_bash(title, mark)}{mark}"
    done = subprocess.run(
        ["bash", "--norc", "-c", f"printf '%s\\n' {word}"],
        capture_output=True,
        cwd=tmp_path,
        timeout=30,
        check=True,
    )
    assert done.stdout.decode("utf-8") == f"{title}\n"
    assert list(tmp_path.iterdir()) == []


TAB = """
source "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_pipeboard_completion pipeboard
printf '%s\\n' "${COMPREPLY[@]}"
"""
"""What bash does when Tab is pressed behind these words."""


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_bash_completes_with_our_script(pipeboard: Pipeboard, board: Path, tmp_path: Path) -> None:
    """Commands, deals with any title, stages, owners and views, from the board of the folder."""
    for title in HOSTILE[1:]:
        pipeboard("add", "--", title)
    pipeboard("views", "save", "Big ones", "value>10k")
    script = tmp_path / "script"
    script.write_text(pipeboard("completion", "bash").out, "utf-8")
    programs = put_on_path(tmp_path / "bin")

    def tab(*words: str) -> list[str]:
        done = subprocess.run(
            [
                "bash",
                "--norc",
                "-c",
                f'PATH="{programs}:$PATH"\n{TAB}',
                "bash",
                script,
                "pipeboard",
                *words,
            ],
            capture_output=True,
            cwd=board.parent,
            timeout=60,
            check=True,
        )
        assert done.stderr == b""
        return done.stdout.decode("utf-8").splitlines()

    assert tab("fol") == ["follow-up"]
    assert tab("move", "beta", "Of") == ["offer"]
    assert tab("list", "--view", "b") == ["'Big ones'"]
    assert tab("assign", "beta", "Bo") == ["Bob"]
    titles = {title for title in HOSTILE if title.startswith("Acme")}
    offered = {one for one in tab("show", "Acm") if one.startswith("'")}
    assert offered == {for_bash(title, "") for title in titles}
    assert tab("show", '"Acme w') == ["Acme website"]
    assert tab("show", "Acme\\ w") == ["'Acme website'"]
    assert not (board.parent / "owned").exists()
