"""`erase` forgets a person: in the file, the journal and the backups, and through a real merge."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from command_line import Pipeboard, run_program
from pipeboard.config.locations import state_dir
from pipeboard.workspace.drafts import Drafts

WORDS = ("Maija", "maija@acme.fi", "+358 40 1")


@pytest.fixture
def known(pipeboard: Pipeboard, folder: Path) -> Path:
    """A board in git with a person on a deal, in a note, in the journal and in a backup."""
    (folder / ".git").rmdir()
    git(folder, "init", "-q", "-b", "main")
    pipeboard("init", "--git", "--stages", "Lead,Offer")
    pipeboard(
        *("add", "Website", "--contact", "Maija Virtanen", "--email", "maija@acme.fi", "--phone", "+358 40 1")
    )
    pipeboard("note", "website", "Maija Virtanen called")
    board = folder / "pipeboard.json"
    board.write_bytes(board.read_bytes().replace(b"\n", b"\r\n"))
    pipeboard("add", "Shop")  # backs up the layout
    [home] = (folder / ".git" / "pipeboard").iterdir()
    for name in ("cache", "cache-delta"):
        (home / name).write_bytes(b"Maija")  # what a large board leaves
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "board")
    return board


def git(folder: Path, *words: str) -> None:
    who = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org")
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


def holders(*folders: Path) -> list[str]:
    """Files outside git's own objects in which a word of the person stands."""
    return [
        str(path)
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and "/objects/" not in str(path)
        if any(word.encode() in path.read_bytes() for word in WORDS)
    ]


def test_it_shows_first_and_asks(pipeboard: Pipeboard, known: Path) -> None:
    """Neither a look nor a command without an answer changes anything."""
    before = known.read_bytes()
    shown = pipeboard("erase", "maija virtanen", "--dry-run")
    assert "Maija Virtanen, maija@acme.fi, +358 40 1" in shown.out
    assert "Would change 2 rows." in shown.out
    refused = pipeboard("erase", "maija@acme.fi", ok=False)
    assert (refused.code, "--yes" in refused.err) == (2, True)
    assert pipeboard("erase", "nobody", "--yes", ok=False).code == 3
    assert known.read_bytes() == before
    assert len(holders(known.parent)) >= 2  # the board and the journal


def test_nothing_is_left_on_this_machine(pipeboard: Pipeboard, known: Path, isolation: Path) -> None:
    """Not in the file, the journal, the backups; the steps for git's history are printed."""
    assert len(holders(known.parent, isolation)) >= 3
    ran = pipeboard("erase", "maija@acme.fi", "--yes")
    assert "git filter-repo" in ran.out
    assert holders(known.parent, isolation) == []
    assert pipeboard("doctor", "--json").json["findings"] == []
    deals = pipeboard("list", "--json").json["deals"]
    assert {deal["title"] for deal in deals} == {"Website", "Shop"}
    assert "erased called" in pipeboard("show", "website").out
    refused = pipeboard("undo", ok=False)
    assert "erased" not in refused.out or "Undid" in refused.out
    history = pipeboard("history", "--json").json["entries"]
    act = next(one["id"] for one in history if one["kind"] == "data.erased")
    assert "cannot be taken back" in pipeboard("undo", act, ok=False).err


def test_forms_that_were_cut_off_are_dropped(pipeboard: Pipeboard, known: Path, isolation: Path) -> None:
    """A note that was about to name the person waits no longer to be finished."""
    drafts = Drafts(state_dir(os.environ), known)
    drafts.keep({"note.add": {"text": "Maija Virtanen rang"}})
    pipeboard("erase", "maija@acme.fi", "--yes")
    assert holders(known.parent, isolation) == []
    assert drafts.take("note.add") == {}


def test_an_app_that_has_the_board_open_takes_it_in(
    pipeboard: Pipeboard, known: Path, tmp_path: Path
) -> None:
    """The old rows make way in its memory, and do not come back with its next save."""
    from pipeboard.domain import actions
    from pipeboard.workspace.workspace import Workspace

    open_app = Workspace.open(known, state_dir=tmp_path / "other-state", author="Bob")
    pipeboard("erase", "maija@acme.fi", "--yes")
    open_app.reload()
    contacts = [one.name for deal in open_app.board.deals.values() for one in deal.contacts]
    assert contacts == ["erased"]
    open_app.do(actions.AddDeal({"title": "Later"}))
    open_app.close()
    assert b"Maija" not in known.read_bytes()
    assert b"Later" in known.read_bytes()


@pytest.mark.parametrize("union", [True, False])
def test_a_merge_with_a_clone_that_has_the_old_rows_ends_erased_on_both(
    pipeboard: Pipeboard, known: Path, tmp_path: Path, union: bool
) -> None:
    """The other clone worked on meanwhile; both end with the same bytes, and its journal follows."""
    home = known.parent
    clone = tmp_path.parent / f"{tmp_path.name}-clone-{union}"
    git(home, "clone", "-q", str(home), str(clone))
    run_program("note", "website", "Maija Virtanen again", cwd=clone)
    run_program("edit", "shop", "--company", "Acme", cwd=clone)
    git(clone, "commit", "-qam", "theirs")
    pipeboard("erase", "maija@acme.fi", "--yes")
    git(home, "commit", "-qam", "erased")
    # The worst a merge can do: the rows of both sides are there.
    git(clone, "pull", "-q", "--no-rebase", str(home), "main")
    if union:
        ours = clone / "pipeboard.json"
        old = subprocess.run(
            ["git", "show", "HEAD~1:pipeboard.json"], cwd=clone, check=True, capture_output=True
        ).stdout
        lines = {*ours.read_bytes().split(b"\n"), *old.split(b"\n")}
        head, tail = ours.read_bytes().split(b"\n")[:2], [b'"~": {}', b"}}", b""]
        ours.write_bytes(b"\n".join([*head, *sorted(lines - {*head, *tail}), *tail]))
    listed = run_program("list", "--json", cwd=clone)
    assert "Maija Virtanen" not in listed.out
    run_program("doctor", "--fix", cwd=clone)
    text = (clone / "pipeboard.json").read_bytes()
    # What was written without having seen the erasure is new: it is erased by erasing once more.
    assert text.count(b"Maija") == text.count(b"Maija Virtanen again") == 1
    assert run_program("doctor", "--json", cwd=clone).json["findings"] == []
    # Whether that changed the file hangs on the order in which git left the rows of two new writers.
    git(clone, "commit", "-qam", "mended", "--allow-empty")
    git(home, "pull", "-q", "--no-rebase", str(clone), "main")
    assert known.read_bytes() == text
