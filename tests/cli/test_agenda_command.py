"""`pipeboard agenda`: sections for people, counts for a prompt, documented records for programs."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest

from command_line import Pipeboard
from pipeboard.cli.agenda import ENTRY_KEYS
from pipeboard.cli.output import SCHEMA
from pipeboard.view.agenda import KINDS
from pipeboard.view.guide import guide

HOSTILE = "\x1b[31mred\x07 \x9b2J \u202eabc"


@pytest.fixture
def waiting(pipeboard: Pipeboard, noon: datetime, board: Path) -> Path:
    """A board with one entry in most sections."""
    pipeboard("follow-up", "add", "acme website", "call", "yesterday", "Ask")
    pipeboard("add", "Gamma app", "--at", "-40d")
    pipeboard("add", "Delta", "--at", "-9d")
    pipeboard("disqualify", "Delta", "--reason", "no budget", "--revisit", "yesterday")
    return board


def test_sections_are_printed_with_what_they_are_about(pipeboard: Pipeboard, waiting: Path) -> None:
    """The table's columns are the same in all sections, and empty sections are left out."""
    lines = pipeboard("agenda").out.splitlines()
    heads = [line for line in lines if re.fullmatch(r"[A-Z][a-z ]+ \(\d+\)", line)]
    assert heads == ["Overdue (2)", "No next step (2)"]
    late = next(line for line in lines if "Acme website" in line)
    assert all(word in late for word in ("1d late", "call", "Ask"))
    assert late.index("Acme website") == lines[0].index("DEAL")
    assert "5w silent" in next(line for line in lines if "Gamma app" in line)
    again = next(line for line in lines if "Delta" in line)
    assert all(word in again for word in ("1d late", "revisit", "look again: no budget"))


def test_the_id_of_a_line_is_what_follow_up_commands_take(pipeboard: Pipeboard, waiting: Path) -> None:
    """What is read off can be done at once; the overdue one is gone then."""
    late = next(line for line in pipeboard("agenda").out.splitlines() if "Ask" in line)
    pipeboard("follow-up", "done", late.split()[0], "--next", "+60d")
    pipeboard("edit", "delta", "--revisit", "")
    assert "Overdue" not in pipeboard("agenda").out
    assert "Later (1)" in pipeboard("agenda").out


def test_one_line_tells_the_counts_and_nothing_when_all_is_clear(pipeboard: Pipeboard, waiting: Path) -> None:
    """For a prompt or cron: exit code 0 either way."""
    told = pipeboard("agenda", "--one-line")
    assert told.out == "2 overdue, 2 without a next step\n"
    for deal in ("acme website", "beta shop", "gamma app"):
        pipeboard("won", deal)
    pipeboard("archive", "delta")
    clear = pipeboard("agenda", "--one-line")
    assert (clear.code, clear.out, clear.err) == (0, "", "")
    assert "All clear" in pipeboard("agenda").err


def test_mine_is_the_authors(pipeboard: Pipeboard, waiting: Path) -> None:
    """Ann's deals without Bob's."""
    assert "Beta shop" in pipeboard("agenda").out
    assert "Beta shop" not in pipeboard("agenda", "--mine").out
    assert pipeboard("agenda", "--mine", "--json").json["mine"] is True


@pytest.mark.parametrize(("days", "silent"), [("39", True), ("40", False)])
def test_silence_is_longer_than_the_days_asked_for(
    pipeboard: Pipeboard, waiting: Path, days: str, silent: bool
) -> None:
    """Exactly so many are not silent; in JSON the deal is under both headings."""
    counts = pipeboard("agenda", "--days", days, "--json").json["counts"]
    assert counts["silent"] == int(silent)


def test_json_has_the_documented_keys(pipeboard: Pipeboard, waiting: Path) -> None:
    """Each entry with exactly the keys of the guide, in order; sections and counts by their names."""
    told = pipeboard("agenda", "--json").json
    assert list(told) == ["schema", "today", "mine", "summary", "counts", "entries"]
    assert told["schema"] == SCHEMA
    assert tuple(told["counts"]) == KINDS
    assert {entry["section"] for entry in told["entries"]} == {"overdue", "no_step", "silent"}
    for entry in told["entries"]:
        assert tuple(entry) == ENTRY_KEYS
    late = told["entries"][0]
    assert (late["deal_title"], late["follow_up"]["text"], late["value"]) == ("Acme website", "Ask", "12000")
    dates = [(entry["deal_title"], entry["date"], entry["label"]) for entry in told["entries"]]
    assert dates[:2] == [("Acme website", None, ""), ("Delta", "revisit", "look again")]
    table = guide()["json"].split("## agenda")[1].split("\n## ")[0]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert set(re.findall(r"`(\w+)`", " ".join(cells))) == set(ENTRY_KEYS)
    assert all(f"`{kind}`" in table for kind in KINDS)


def test_one_line_and_json_do_not_go_together(pipeboard: Pipeboard, waiting: Path) -> None:
    """A mistake in the command line, as any other."""
    assert pipeboard("agenda", "--one-line", "--json", ok=False).code == 2
    assert pipeboard("agenda", "--days", "0", ok=False).code == 2


def test_no_user_text_reaches_the_terminal_raw(pipeboard: Pipeboard, board: Path) -> None:
    """A hostile title and a hostile follow-up."""
    pipeboard("add", HOSTILE, "--company", HOSTILE)
    pipeboard("follow-up", "add", "beta shop", "call", "yesterday", HOSTILE)
    for ran in (pipeboard("agenda"), pipeboard("agenda", "--json"), pipeboard("agenda", "--one-line")):
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(ran.out + ran.err)
