"""A board in a git work tree: git moves it about under a running app, and merges it by lines."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from pipeboard.domain.clock import SystemClock
from pipeboard.domain.ids import Minter
from pipeboard.store.damage import Damage
from pipeboard.store.layout import row_line
from pipeboard.store.parsing import parse
from pipeboard.store.store import Store
from store.disk import clock, sample_file, sample_rows


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-c", "user.name=Ann", "-c", "user.email=ann@example.org", *arguments],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """A work tree with a committed board without events."""
    folder = tmp_path / "origin"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    (folder / "pipeboard.json").write_bytes(sample_file())
    (folder / ".gitattributes").write_text("pipeboard.json text eol=lf merge=union\n")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "start")
    return folder


class Clone:
    """An app in a work tree, and the rows that it wrote."""

    def __init__(self, folder: Path, state: Path) -> None:
        self.folder = folder
        self.store = Store.open(folder / "pipeboard.json", state_dir=state, clock=SystemClock())
        self.written: dict[str, bytes] = {}

    def write(self, count: int = 1) -> None:
        minter = Minter(self.store.replica, SystemClock())
        for _ in range(count):
            key = minter.mint()
            line = row_line(key, {"do": "note", "by": self.folder.name})
            self.store.append({key: line})
            self.written[key] = line
        self.store.flush()

    def commit(self) -> None:
        git(self.folder, "commit", "-qam", "edits")


def test_git_sees_nothing_but_the_board(origin: Path, state: Path) -> None:
    """Journal, name and locks lie where no `git add` finds them."""
    one = Clone(origin, state)
    one.write(3)
    assert git(origin, "status", "--porcelain").split() == ["M", "pipeboard.json"]
    assert (origin / ".git" / "pipeboard").is_dir()


def test_a_switch_of_branches_shows_the_other_board_and_back(origin: Path, state: Path) -> None:
    """Rows vanish and come back with the branch; own ones are offered; nothing is added silently."""
    one = Clone(origin, state)
    git(origin, "checkout", "-qb", "work")
    one.write(3)
    one.commit()
    git(origin, "checkout", "-q", "main")
    changes = one.store.poll()
    assert changes is not None
    assert set(changes.vanished) == one.written.keys()
    assert one.store.lost() == one.written
    one.store.flush()
    assert git(origin, "status", "--porcelain") == ""
    git(origin, "checkout", "-q", "work")
    changes = one.store.poll()
    assert changes is not None
    assert changes.added == one.written
    assert one.store.lost() == {}


def test_clones_that_edit_at_the_same_time_merge_to_the_same_board(origin: Path, tmp_path: Path) -> None:
    """Several rounds of edits in three clones, merged and rebased with stock git: the union, in order."""
    clones = []
    for number in range(3):
        folder = tmp_path / f"clone{number}"
        git(tmp_path, "clone", "-q", str(origin), str(folder))
        clones.append(Clone(folder, tmp_path / f"state{number}"))
    git(origin, "checkout", "-q", "--detach")
    for turn in range(3):
        for number, clone in enumerate(clones):
            clone.write(1 + (turn + number) % 3)
            clone.commit()
        for number, clone in enumerate([*clones, *clones]):
            git(clone.folder, "pull", "-q", "--rebase" if number % 2 else "--no-rebase", "--no-edit")
            git(clone.folder, "push", "-q")
    expected = {key: line for clone in clones for key, line in clone.written.items()}
    for clone in clones:
        git(clone.folder, "pull", "-q", "--no-rebase", "--no-edit")
        clone.store.poll()
        parsed = parse((clone.folder / "pipeboard.json").read_bytes())
        assert parsed.rows == dict(clone.store.rows()) == expected
        assert parsed.quarantined == ()
        assert clone.store.lost() == {}
    # The next save of any clone brings the same bytes.
    assert len({parsed_bytes(clone.folder / "pipeboard.json") for clone in clones}) == 1
    assert len({clone.store.replica for clone in clones}) == 3


def parsed_bytes(path: Path) -> bytes:
    return parse(path.read_bytes()).laid_out(path.read_bytes())


def test_two_boards_made_apart_are_not_taken_for_one(origin: Path, tmp_path: Path) -> None:
    """Both sides made a board with the same file name: the merge is refused, not read as one of them."""
    git(origin, "checkout", "-q", "--orphan", "theirs")
    (origin / "pipeboard.json").write_bytes(sample_file(sample_rows(2), board="b-other"))
    git(origin, "commit", "-qam", "their start")
    git(origin, "merge", "-q", "--allow-unrelated-histories", "--no-edit", "main")
    with pytest.raises(Damage) as caught:
        Store.open(origin / "pipeboard.json", state_dir=tmp_path / "state", clock=clock())
    assert caught.value.code == "two-boards"


def test_a_merge_with_markers_opens_as_the_union(origin: Path, state: Path) -> None:
    """Without the attribute two first edits conflict: all rows are there; a save takes the markers out."""
    (origin / ".gitattributes").unlink()
    git(origin, "commit", "-qam", "no attributes")
    git(origin, "checkout", "-qb", "theirs")
    for branch, replica in (("theirs", "k7qa"), ("main", "k7qb")):
        git(origin, "checkout", "-q", branch)
        (origin / "pipeboard.json").write_bytes(sample_file(sample_rows(2, replica)))
        git(origin, "commit", "-qam", branch)
    with pytest.raises(subprocess.CalledProcessError):
        git(origin, "merge", "-q", "--no-edit", "theirs")
    expected = sample_rows(2, "k7qa") | sample_rows(2, "k7qb")
    one = Clone(origin, state)
    assert dict(one.store.rows()) == expected
    assert [(side.name, side.rows) for side in one.store.sides] == [("HEAD", 2), ("theirs", 2)]
    one.write()
    assert one.store.poll() is None
    assert parse((origin / "pipeboard.json").read_bytes()).rows == expected | one.written
    assert one.store.sides == ()
    assert b"<<<<<<<" not in (origin / "pipeboard.json").read_bytes()
