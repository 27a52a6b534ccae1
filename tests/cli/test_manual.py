"""The manual page: everything on the command line is in it, and the programs that show it can read it."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from command_line import Pipeboard, every_command
from pipeboard.cli.main import cli
from pipeboard.cli.manual import VARIABLES, exit_codes, manual
from pipeboard.view.guide import guide

PAGE = manual(cli)
SOURCE = Path(__file__).parents[2] / "src" / "pipeboard"


def plain(page: str) -> str:
    """The page without its fonts and escapes."""
    return re.sub(r"\\f[BIR]", "", page).replace("\\-", "-").replace("\\(aq", "'").replace("\\(ha", "^")


def test_every_command_and_option_is_in_the_manual() -> None:
    """By its whole name; options that many commands share once."""
    text = plain(PAGE)
    for path, command in every_command():
        if isinstance(command, click.Group):
            continue
        assert f"\n{path} [OPTIONS]" in text, path
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert f"\n{', '.join((*parameter.opts, *parameter.secondary_opts))}" in text, parameter.opts


def test_the_page_has_the_sections_that_readers_look_for() -> None:
    """In the order that is usual; exit codes are those of the guide, all of them."""
    wanted = ("NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "COMMANDS", "EXIT STATUS", "ENVIRONMENT", "FILES")
    found = re.findall(r"^\.SH (.+)$", PAGE, re.MULTILINE)
    assert tuple(found[: len(wanted)]) == wanted
    codes = re.findall(r"^\| (\d+) \|", guide()["exit-codes"], re.MULTILINE)
    assert [code for code, _ in exit_codes()] == codes


def test_every_variable_of_the_manual_is_read() -> None:
    """Somewhere in the program, by its name."""
    code = "".join(path.read_text("utf-8") for path in SOURCE.rglob("*.py") if path.name != "manual.py")
    missing = [name for line in VARIABLES for name in line.split(", ") if f'"{name}"' not in code]
    assert missing == []


def test_no_line_is_a_request_by_accident() -> None:
    """What starts with a dot is a macro of `man`; nothing of the help's own reaches roff as one."""
    macros = {"TH", "SH", "SS", "TP", "PP", "IP", "RS", "RE", "B", "BR", "nf", "fi"}
    used = {line[1:].split()[0] for line in PAGE.splitlines() if line.startswith((".", "'"))}
    assert used <= macros
    assert "\b" not in PAGE
    assert PAGE.count(".RS\n") == PAGE.count(".RE\n")


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed")
def test_groff_reads_the_page_without_a_warning(pipeboard: Pipeboard, tmp_path: Path) -> None:
    """With all warnings on; the text comes out with its examples a line each."""
    page = tmp_path / "pipeboard.1"
    page.write_text(pipeboard("man").out, "utf-8")
    command = ("groff", "-ww", "-man", "-Tutf8", "-k", "-P-cbou", page)
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60, check=True)
    assert done.stderr == ""
    assert "pipeboard - a sales board for the terminal" in done.stdout
    assert re.search(r"^ +pipeboard follow-up add acme --template thank-them$", done.stdout, re.MULTILINE)


@pytest.mark.skipif(shutil.which("man") is None, reason="man is not installed")
def test_man_shows_the_page(pipeboard: Pipeboard, tmp_path: Path) -> None:
    """As a user has it shown."""
    page = tmp_path / "pipeboard.1"
    page.write_text(pipeboard("man").out, "utf-8")
    done = subprocess.run(["man", "-l", page], capture_output=True, text=True, timeout=60, check=True)
    assert "EXIT STATUS" in done.stdout
