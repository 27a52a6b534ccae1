"""Exports: into a file or a pipe, of what the filter selects, and never over a board."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from command_line import Pipeboard
from pipeboard.cli import exports

KINDS = ("csv", "json", "md", "ics", "vcf")


@pytest.fixture
def full(pipeboard: Pipeboard, board: Path) -> Path:
    """A board whose deals have a person and a next step."""
    pipeboard("contact", "add", "acme website", "Kim", "--email", "kim@acme.example")
    pipeboard("follow-up", "add", "acme website", "call", "+3d", "Ask for the budget")
    return board


@pytest.mark.parametrize("kind", KINDS)
def test_a_pipe_gets_the_export_and_a_file_the_same(
    pipeboard: Pipeboard, full: Path, folder: Path, kind: str
) -> None:
    """How much it was is said beside it."""
    printed = pipeboard("export", kind)
    assert "exported" in printed.err
    written = pipeboard("export", kind, "-o", f"deals.{kind}")
    assert written.out == ""
    assert f"exported to deals.{kind}" in written.err
    text = (folder / f"deals.{kind}").read_bytes().decode().replace("\r\n", "\n").removeprefix("\ufeff")
    if kind == "json":  # says at which second it was made
        assert json.loads(text)["deals"] == json.loads(printed.out)["deals"]
    else:
        assert text == printed.out.replace("\r\n", "\n")


@pytest.mark.parametrize("kind", KINDS)
def test_a_filter_says_what_is_exported(pipeboard: Pipeboard, full: Path, kind: str) -> None:
    """Open deals, if it does not say otherwise."""
    assert "Acme" in pipeboard("export", kind, "acme").out or "acme" in pipeboard("export", kind, "acme").out
    other = pipeboard("export", kind, "beta").out
    assert "acme" not in other.casefold()
    pipeboard("lost", "acme website", "--reason", "price")
    assert "acme" not in pipeboard("export", kind).out.casefold()
    assert "acme" in pipeboard("export", kind, "status:lost").out.casefold()


def test_a_terminal_gets_a_table_that_it_does_not_act_on(
    pipeboard: Pipeboard, full: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file and a pipe get every character, so that it is read back as it was; a screen does not."""
    title = "x\x1b]52;c;aGk=\x07y"
    pipeboard("add", title)
    assert title in pipeboard("export", "csv").out
    monkeypatch.setattr(exports, "_is_screen", lambda: True)
    shown = pipeboard("export", "csv").out
    assert "]52;c" in shown
    assert "\x1b" not in shown


def test_a_table_is_read_back_as_it_was(pipeboard: Pipeboard, full: Path, folder: Path) -> None:
    """Into another board, into the one it came from, and again: the same table, and nothing twice."""
    pipeboard("lost", "acme website", "--reason", "-20% or nothing", "--lesson", "=say no")
    pipeboard("edit", "status:any", "--set", "custom.region=North, far", "--yes", ok=False)
    pipeboard("export", "csv", "status:any", "-o", "deals.csv")
    assert (folder / "deals.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    before = full.read_bytes()
    assert pipeboard("import", "deals.csv").out.splitlines()[-1] == "Imported: 2 unchanged."
    assert full.read_bytes() == before
    printed = pipeboard("export", "csv", "status:any").out
    pipeboard("-f", "other.json", "init")
    pipeboard("-f", "other.json", "import", "deals.csv")
    assert pipeboard("-f", "other.json", "export", "csv", "status:any").out == printed
    again = pipeboard("-f", "other.json", "import", "deals.csv")
    assert again.out.splitlines()[-1] == "Imported: 2 unchanged."


def test_json_gives_what_show_gives(pipeboard: Pipeboard, full: Path) -> None:
    """Each deal whole, with a number for the form of it."""
    exported = pipeboard("export", "json").json
    assert list(exported) == ["schema", "board", "as_of", "deals"]
    for deal in exported["deals"]:
        shown = pipeboard("show", deal["id"], "--json").json
        del shown["schema"]
        assert deal == shown


def test_markdown_can_be_about_one_deal(pipeboard: Pipeboard, full: Path) -> None:
    """With its people and what happened."""
    text = pipeboard("export", "md", "--deal", "acme website").out
    assert text.startswith("# Acme website\n")
    assert "- Kim" in text
    assert "## Timeline" in text
    failed = pipeboard("export", "md", "owner:me", "--deal", "acme website", ok=False)
    assert failed.code == 2
    assert "not both" in failed.err


@pytest.mark.parametrize("kind", KINDS)
def test_a_board_is_never_written_over(pipeboard: Pipeboard, full: Path, kind: str) -> None:
    """Whatever it is called."""
    before = full.read_bytes()
    failed = pipeboard("export", kind, "-o", str(full), ok=False)
    assert failed.code == 1
    assert "is a board" in failed.err
    assert full.read_bytes() == before


def test_a_place_that_cannot_be_written_is_told(pipeboard: Pipeboard, full: Path) -> None:
    """With what to do."""
    failed = pipeboard("export", "md", "-o", "nowhere/deals.md", ok=False)
    assert failed.code == 5
    assert "choose another place" in failed.err
    assert pipeboard("export", "md", "-o", " ", ok=False).code == 2


@pytest.mark.parametrize("kind", KINDS[1:])
def test_hostile_text_is_harmless(pipeboard: Pipeboard, full: Path, kind: str) -> None:
    """No control character is in any export but the ends of lines, and JSON's own escapes."""
    pipeboard("add", "x\x1b]52;c;aGk=\x07\x9b2J\u202ey", "--company", "\x1b[2J")
    out = pipeboard("export", kind).out
    found = {one for one in out if ord(one) < 32 or 0x7F <= ord(one) < 0xA0 or 0x202A <= ord(one) < 0x202F}
    assert found <= {"\r", "\n"}
