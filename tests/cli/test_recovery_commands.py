"""`doctor`, `recover`, `backups` and a bare `restore`: what is gone or broken comes back."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from command_line import Pipeboard
from pipeboard.store.damage import SENTENCES
from pipeboard.store.doctor import KINDS
from pipeboard.view.guide import guide


def git(folder: Path, *words: str) -> None:
    who = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org")
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def committed(pipeboard: Pipeboard, folder: Path, board: Path) -> Path:
    """The board with its two deals in a commit, and a third one that is in the file alone."""
    (folder / ".git").rmdir()
    git(folder, "init", "-q")
    git(folder, "add", "pipeboard.json")
    git(folder, "commit", "-qm", "board")
    pipeboard("add", "Gamma")
    return board


def test_the_doctor_finds_nothing_on_a_sound_board(pipeboard: Pipeboard, board: Path) -> None:
    """Exit 0, and the size of the board."""
    assert "All is well." in pipeboard("doctor").out
    said = pipeboard("doctor", "--json").json
    assert (said["deals"], said["findings"], said["steps"]) == (2, [], [])


def test_a_fix_tells_each_step_and_has_nothing_left_to_do(pipeboard: Pipeboard, board: Path) -> None:
    """After a backup; no row is lost, a broken line is kept, and a second run changes nothing."""
    broken = b'"k7q4-1m81j18h0rmz": {"do\r\n'
    board.write_bytes(board.read_bytes().replace(b"\n", b"\r\n").replace(b'"~"', broken + b'"~"'))
    before = pipeboard("doctor", "--json", ok=False)
    assert before.code == 1
    assert {one["code"] for one in before.json["findings"]} == {"layout", "broken-line"}
    damaged = board.read_bytes()
    fixed = pipeboard("doctor", "--fix", ok=False)
    assert re.search("Kept a backup: .*-before-fix", fixed.out)
    assert "Laid the file out anew" in fixed.out
    assert fixed.code == 1  # the broken line is still there
    assert broken.rstrip() in board.read_bytes()
    assert b"\r" not in board.read_bytes()
    after = board.read_bytes()
    again = pipeboard("doctor", "--fix", "--json", ok=False).json
    assert (again["steps"], again["rows"]) == ([], before.json["rows"])
    assert board.read_bytes() == after
    [kept] = pipeboard("backups", "--json").json["backups"]
    assert Path(kept["path"]).read_bytes() == damaged


def test_a_lost_file_is_put_together_from_what_is_left(pipeboard: Pipeboard, committed: Path) -> None:
    """Git has two deals, the journal the third; the damaged file is kept beside the new one."""
    damaged = committed.read_bytes()[: committed.stat().st_size // 2]
    committed.write_bytes(damaged)
    assert pipeboard("list", ok=False).code == 4
    looked = pipeboard("doctor", "--json", ok=False)
    assert looked.code == 4
    sources = {one["source"]: one["deals"] for one in looked.json["sources"]}
    assert sources["git-head"] == sources["git-index"] == 2
    assert sources["journal"] == 1
    assert "--from SOURCE" in pipeboard("doctor", ok=False).out
    assert committed.read_bytes() == damaged
    pipeboard("doctor", "--fix")
    assert {deal["title"] for deal in pipeboard("list", "--json").json["deals"]} == {
        *("Acme website", "Beta shop", "Gamma")
    }
    [kept] = committed.parent.glob("*.damaged-*")
    assert kept.read_bytes() == damaged


def test_a_file_that_is_gone_is_made_again_from_what_is_left(pipeboard: Pipeboard, committed: Path) -> None:
    """What git has, and what the journal has of later; nothing is kept, as there was nothing."""
    before = committed.read_bytes()
    committed.unlink()
    seen = pipeboard("doctor", "-f", str(committed), ok=False)
    assert seen.code == 4
    assert "damage  missing" in seen.out
    assert not committed.exists()
    fixed = pipeboard("doctor", "-f", str(committed), "--fix")
    assert "Wrote the board anew" in fixed.out
    assert "Kept" not in fixed.out
    assert committed.read_bytes() == before


def test_the_doctor_finds_no_board_where_there_was_none(pipeboard: Pipeboard, folder: Path) -> None:
    """It makes nothing out of nothing."""
    ran = pipeboard("doctor", "-f", "never.json", "--fix", ok=False)
    assert (ran.code, ran.out) == (3, "")
    assert not (folder / "never.json").exists()


def test_only_the_named_sources_are_taken(pipeboard: Pipeboard, committed: Path) -> None:
    """An unknown one is named with those that there are."""
    committed.write_bytes(b"")
    ran = pipeboard("doctor", "--fix", "--from", "nowhere", ok=False)
    assert (ran.code, committed.read_bytes()) == (3, b"")
    assert "git-head" in ran.err
    pipeboard("doctor", "--fix", "--from", "git-head")
    assert len(pipeboard("list", "--json").json["deals"]) == 2
    assert pipeboard("doctor", "--from", "git-head", ok=False).code == 2


def test_where_nothing_is_left_nothing_is_written(pipeboard: Pipeboard, folder: Path) -> None:
    """Exit 4 as before, and the file as it was."""
    board = folder / "pipeboard.json"
    board.write_bytes(b"not a board")
    ran = pipeboard("doctor", "--fix", ok=False)
    assert ran.code == 4
    assert "nothing that could be mended" in ran.out
    assert [path.name for path in folder.iterdir() if path.name != ".git"] == ["pipeboard.json"]


def test_a_source_of_another_board_is_not_taken(pipeboard: Pipeboard, committed: Path) -> None:
    """It is shown as what it is."""
    committed.unlink()
    pipeboard("init", "--stages", "A,B")
    other = committed.read_bytes()
    committed.write_bytes(other[: len(other) - 30])
    said = {one["source"]: one["foreign"] for one in pipeboard("doctor", "--json", ok=False).json["sources"]}
    assert said["git-head"] is True
    assert said["salvage"] is False
    pipeboard("doctor", "--fix")
    assert pipeboard("list", "--json").json["deals"] == []


def test_changes_that_git_took_away_are_offered_back(pipeboard: Pipeboard, committed: Path) -> None:
    """Listed in words, taken back by the end of an id, or dismissed for good."""
    pipeboard("add", "Delta")
    git(committed.parent, "checkout", "-q", "pipeboard.json")
    assert len(pipeboard("list", "--json").json["deals"]) == 2
    changes = pipeboard("recover", "--json").json["changes"]
    assert [one["text"] for one in changes] == ["Delta: Created in Lead", "Gamma: Created in Lead"]
    assert "Gamma: Created" in pipeboard("recover").out
    assert "2  changes of yours" in pipeboard("restore").out
    assert pipeboard("restore", "--json").json["vanished"] == 2
    assert pipeboard("recover", "take", ok=False).code == 2
    assert pipeboard("recover", "take", "zzzz", ok=False).code == 3
    assert "Took back 1 change." in pipeboard("recover", "take", changes[1]["id"][-6:]).out
    assert len(pipeboard("list", "--json").json["deals"]) == 3
    assert "Dismissed 1 change." in pipeboard("recover", "dismiss", "--all").out
    assert pipeboard("recover").out == ""
    assert pipeboard("recover", "take", "--all", ok=False).code == 1


def test_a_backup_gives_back_what_the_file_lacks(pipeboard: Pipeboard, board: Path) -> None:
    """Later changes stay; a second restore has nothing to do."""
    fresh = board.read_bytes()
    board.write_bytes(fresh.replace(b"\n", b"\r\n"))
    pipeboard("add", "Later")
    [kept] = pipeboard("backups", "--json").json["backups"]
    rows = [line for line in board.read_bytes().split(b"\n") if b"Beta shop" not in line]
    board.write_bytes(b"\n".join(rows))
    assert "Beta shop" not in pipeboard("list").out
    assert "Gave back 1 row" in pipeboard("backups", "restore", kept["name"][:8]).out
    assert {deal["title"] for deal in pipeboard("list", "--json").json["deals"]} == {
        *("Acme website", "Beta shop", "Later")
    }
    assert pipeboard("backups", "restore", kept["name"], "--json").json["rows"] == 0
    assert pipeboard("backups", "restore", "1999", ok=False).code == 3
    assert kept["name"] in pipeboard("backups").out


def test_a_backup_of_another_board_is_not_mixed_in(pipeboard: Pipeboard, board: Path) -> None:
    """Its id tells them apart."""
    board.write_bytes(board.read_bytes().replace(b"\n", b"\r\n"))
    pipeboard("add", "Later")
    board.unlink()
    pipeboard("init", "--stages", "A,B")
    before = board.read_bytes()
    ran = pipeboard("backups", "restore", "2", ok=False)
    assert (ran.code, board.read_bytes()) == (1, before)
    assert "another board" in ran.err


def test_every_code_of_the_doctor_is_in_the_guide() -> None:
    """With its level, and whether it can be mended."""
    text = guide()["recovery"]
    for code, (level, fixable) in KINDS.items():
        if level != "damage":
            assert re.search(
                rf"^\| `{code}` \| {level} \| .*\| {'yes ' if fixable else ''}\|$", text, re.MULTILINE
            )
    assert [code for code in (*SENTENCES, "unreadable") if f"`{code}`" not in text] == []
