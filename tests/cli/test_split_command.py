"""`split` moves what is over to an archive, says exactly what it does, and what brings it back does so."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from clones import IDENTITY, git
from command_line import Pipeboard
from pipeboard.domain.clock import SystemClock


@pytest.fixture
def grown(pipeboard: Pipeboard, folder: Path, noon: datetime, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A board with two deals closed a year ago and two that are open."""
    pipeboard("init", "--stages", "Lead,Offer,Decision", "--name", "Test")
    for title in ("Old win", "Old loss", "Acme website", "Beta shop"):
        pipeboard("add", title, "--value", "12k", "--contact", f"Kim of {title}")
    pipeboard("won", "Old win")
    pipeboard("lost", "Old loss", "--reason", "price")
    later = noon + timedelta(days=365)
    monkeypatch.setattr(SystemClock, "now", lambda _: later)
    pipeboard("note", "Acme website", "They rang")
    return folder / "pipeboard.json"


BEFORE = "2099-01-01"
ARCHIVE = f"pipeboard-before-{BEFORE}.json"


def titles(pipeboard: Pipeboard, *args: str) -> set[str]:
    return {deal["title"] for deal in pipeboard(*args, "list", "status:any", "--json").json["deals"]}


def test_it_tells_first_and_writes_nothing(pipeboard: Pipeboard, grown: Path) -> None:
    """Counts, sizes, and that the figures of that time are no longer whole then."""
    before = grown.read_bytes()
    told = pipeboard("split", "--before", BEFORE, "--dry-run").out
    assert f"Would move 2 deals (6 events) to {ARCHIVE}." in told
    assert "Closed from 2098-06-15 to 2098-06-15: 1 won, 1 lost, 0 disqualified." in told
    assert f"what they say of days before {BEFORE} is no longer whole" in told
    assert grown.read_bytes() == before
    assert not grown.with_name(ARCHIVE).exists()


def test_two_boards_come_of_one_and_one_of_two(pipeboard: Pipeboard, grown: Path) -> None:
    """Each command that it names does what it says; metrics are those of the deals in each file."""
    listed = pipeboard("list", "status:any", "--json").out
    won = ("--from", "2098-01-01", "--to", "2098-12-31", "--json")
    told = pipeboard("split", "--before", BEFORE).out
    assert f"Moved 2 deals to {ARCHIVE}." in told
    assert f"    pipeboard -f {ARCHIVE}\n" in told
    assert f"    pipeboard merge-file pipeboard.json {ARCHIVE}\n" in told
    assert titles(pipeboard) == {"Acme website", "Beta shop"}
    assert titles(pipeboard, "-f", ARCHIVE) == {"Old win", "Old loss"}
    assert pipeboard("metrics", *won).json["win_rate"] is None
    assert pipeboard("-f", ARCHIVE, "metrics", *won).json["win_rate"]["value"] == 0.5
    for args in ((), ("-f", ARCHIVE)):
        assert pipeboard(*args, "doctor", "--json").json["findings"] == []
    refused = pipeboard("split", "--before", BEFORE, ok=False)
    assert (refused.code, "nothing to split off" in refused.err) == (1, True)
    pipeboard("merge-file", "pipeboard.json", ARCHIVE)
    assert pipeboard("list", "status:any", "--json").out == listed
    again = pipeboard("split", "--before", BEFORE, "--json").json
    assert (again["deals"], again["events"]) == (2, 6)
    assert titles(pipeboard) == {"Acme website", "Beta shop"}


def test_json_says_the_same(pipeboard: Pipeboard, grown: Path) -> None:
    """Before and after; sizes are those of the files."""
    keys = {
        *("schema", "summary", "dry_run", "archive", "deals", "events", "won", "lost", "disqualified"),
        *("bytes_before", "bytes_after", "bytes_archive", "closed_from", "closed_to"),
    }
    look = pipeboard("split", "--before", BEFORE, "-o", "2098.json", "--dry-run", "--json").json
    done = pipeboard("split", "--before", BEFORE, "-o", "2098.json", "--json").json
    assert look.keys() == done.keys() == keys
    assert (look["dry_run"], done["dry_run"]) == (True, False)
    assert done["bytes_after"] == grown.stat().st_size
    assert done["bytes_archive"] == grown.with_name("2098.json").stat().st_size
    assert abs(look["bytes_archive"] - done["bytes_archive"]) < 500
    assert abs(look["bytes_after"] - done["bytes_after"]) < 500
    assert {key: look[key] for key in ("deals", "events", "won", "lost", "closed_from")} == {
        key: done[key] for key in ("deals", "events", "won", "lost", "closed_from")
    }


@pytest.mark.parametrize(
    ("args", "code", "sentence"),
    [
        (("--before", "2101-01-01"), 2, "is still to come"),
        (("--before", "someday"), 2, "someday"),
        ((), 2, "--before"),
        (("--before", "2020-01-01"), 1, "nothing to split off"),
        (("--before", BEFORE, "-o", "pipeboard.json"), 1, "another name than the board's"),
        (("--before", BEFORE, "-o", "other.json"), 1, "is no archive of this board"),
        (("--before", BEFORE, "-o", "broken.json"), 4, "broken.json"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_sentence(
    pipeboard: Pipeboard, grown: Path, args: tuple[str, ...], code: int, sentence: str
) -> None:
    """And nothing is changed, by a look neither."""
    pipeboard("-f", "other.json", "init", "--stages", "Lead")
    grown.with_name("broken.json").write_text("{")
    before = {path: path.read_bytes() for path in grown.parent.glob("*.json")}
    for more in ((), ("--dry-run",)):
        ran = pipeboard("split", *args, *more, ok=False)
        assert (ran.code, sentence in ran.err) == (code, True), ran.err
    assert {path: path.read_bytes() for path in grown.parent.glob("*.json")} == before


def test_a_board_that_is_only_read_or_in_conflict_is_not_split(pipeboard: Pipeboard, grown: Path) -> None:
    """Exit codes 5 and 6."""
    grown.chmod(0o400)
    ran = pipeboard("split", "--before", BEFORE, ok=False)
    assert (ran.code, "may not write" in ran.err) == (5, True)
    grown.chmod(0o600)
    data = grown.read_bytes()
    lines = data.split(b"\n")
    lines[-4:-4] = [b"<<<<<<< HEAD", b"=======", b">>>>>>> theirs"]
    grown.write_bytes(b"\n".join(lines))
    ran = pipeboard("split", "--before", BEFORE, ok=False)
    assert (ran.code, "conflict" in ran.err) == (6, True)
    assert not grown.with_name(ARCHIVE).exists()


def test_in_a_repository_it_says_how_to_share_the_archive_and_undo_tells_the_way_back(
    pipeboard: Pipeboard, grown: Path
) -> None:
    """Both at once, so that no clone is without the deals."""
    (grown.parent / ".git").rmdir()
    subprocess.run(["git", "init", "-q"], cwd=grown.parent, check=True)
    told = pipeboard("split", "--before", BEFORE).out
    [command] = [line for line in told.splitlines() if line.startswith("    git ")]
    who = {**os.environ, **IDENTITY}
    subprocess.run(command, shell=True, cwd=grown.parent, env=who, check=True, capture_output=True)
    assert git(grown.parent, "ls-files").split() == [ARCHIVE]
    entries = pipeboard("history", "--json").json["entries"]
    act = next(one["id"] for one in entries if one["kind"] == "data.moved")
    assert f"Moved 2 deals to {ARCHIVE}" in json.dumps(entries)
    refused = pipeboard("undo", act, ok=False)
    assert (refused.code, f"merge-file BOARD {ARCHIVE}" in refused.err) == (1, True)


def test_an_erasure_names_the_archives_to_erase_in_as_well(pipeboard: Pipeboard, grown: Path) -> None:
    """There it works as on any board."""
    pipeboard("split", "--before", BEFORE)
    told = pipeboard("erase", "Kim of Beta shop", "--yes").out
    assert f"pipeboard -f {ARCHIVE} erase CONTACT" in told
    pipeboard("-f", ARCHIVE, "erase", "Kim of Old win", "--yes")
    assert b"Kim of Old win" not in grown.with_name(ARCHIVE).read_bytes()
    pipeboard("merge-file", "pipeboard.json", ARCHIVE)
    assert b"Kim of Old win" not in grown.read_bytes()
