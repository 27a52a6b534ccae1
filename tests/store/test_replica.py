"""Each clone has a name and a place of its own that no commit and no copy carries elsewhere."""

from __future__ import annotations

import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from pipeboard.domain.clock import SystemClock
from pipeboard.domain.errors import Unwritable
from pipeboard.store.replica import git_dir, home_of, replica
from store.disk import Spy, clock, failing_on


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A git work tree."""
    folder = tmp_path / "clone"
    folder.mkdir()
    git(folder, "init", "-q")
    git(folder, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "x")
    return folder


def test_outside_git_the_state_folder_is_home(board: Path, state: Path) -> None:
    """Two boards have two homes there."""
    home = home_of(board, state)
    assert home.parent == state / "boards"
    assert home != home_of(board.with_name("other.json"), state)
    assert git_dir(board) is None


def test_inside_git_the_git_folder_is_home(clone: Path, state: Path) -> None:
    """A commit cannot carry what lies there, and moving the work tree keeps it."""
    path = clone / "sub" / "pipeboard.json"
    home = home_of(path, state)
    assert home.parent == clone / ".git" / "pipeboard"
    moved = clone.rename(clone.with_name("moved"))
    assert home_of(moved / "sub" / "pipeboard.json", state).name == home.name


def test_a_linked_work_tree_has_a_home_of_its_own(clone: Path, state: Path) -> None:
    """Two work trees of one repository are two clones: they write at the same time."""
    other = clone.with_name("other")
    git(clone, "worktree", "add", "-q", str(other))
    home = home_of(other / "pipeboard.json", state)
    assert home.is_relative_to(clone / ".git" / "worktrees" / "other")
    assert home != home_of(clone / "pipeboard.json", state)


def test_a_broken_git_file_does_no_harm(tmp_path: Path, state: Path) -> None:
    """A `.git` that leads nowhere counts as none."""
    (tmp_path / ".git").write_text("gitdir: /nowhere/at/all\n")
    assert home_of(tmp_path / "pipeboard.json", state).parent == state / "boards"
    (tmp_path / ".git").write_bytes(b"\xff\0")
    assert home_of(tmp_path / "pipeboard.json", state).parent == state / "boards"


def test_the_name_stays(tmp_path: Path) -> None:
    """A clone is called the same by every app and at every start, and its files are private."""
    home = tmp_path / "a" / "b"
    name = replica(home, clock(1))
    assert replica(home, clock(2)) == name
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert stat.S_IMODE((home / "replica").stat().st_mode) == 0o600
    assert {path.name for path in home.iterdir()} == {"replica", "lock"}


def test_a_name_that_another_clone_has_is_not_taken(tmp_path: Path) -> None:
    """Two clones of one board never go by the same name, as far as the file shows."""
    name = replica(tmp_path / "a", clock())
    assert replica(tmp_path / "b", clock(), others=[f"{name}-01hk3z8q0v3x"]) != name


def test_a_copied_clone_gets_another_name(clone: Path, state: Path) -> None:
    """Copying a folder with its `.git` makes a second clone that must not write under the same name."""
    name = replica(home_of(clone / "pipeboard.json", state), SystemClock())
    copy = clone.with_name("copy")
    shutil.copytree(clone, copy)
    assert replica(home_of(copy / "pipeboard.json", state), SystemClock()) != name
    assert replica(home_of(clone / "pipeboard.json", state), SystemClock()) == name


@pytest.mark.parametrize("content", [b"", b"K7Q x\n", b"k7q4", b"\xff\xff", b"k7q4 elsewhere\n"])
def test_a_damaged_name_is_made_anew(tmp_path: Path, content: bytes) -> None:
    """A half-written or foreign file is no name."""
    tmp_path.joinpath("replica").write_bytes(content)
    name = replica(tmp_path, SystemClock())
    assert name != "k7q4"
    assert replica(tmp_path, SystemClock()) == name


def test_a_file_system_without_links_will_do(tmp_path: Path) -> None:
    """Where files cannot be linked, the name is put in place by renaming."""
    spy = failing_on({"link"}, 95)
    assert replica(tmp_path, clock(), files=spy) == replica(tmp_path, clock(5))


def test_a_home_that_cannot_be_made_is_said_so(tmp_path: Path) -> None:
    """Without a name nothing can be written, and the sentence says why."""
    with pytest.raises(Unwritable, match="read-only") as caught:
        replica(tmp_path / "x", clock(), files=failing_on({"mkdir"}, 30))
    assert str(tmp_path / "x") in caught.value.sentence
    assert "$XDG_STATE_HOME" in caught.value.sentence, "to copy the board elsewhere would not help"


def test_the_app_that_comes_second_takes_the_name_that_is_there(tmp_path: Path) -> None:
    """Without locks, two apps that make a name at the same moment still agree."""
    names: list[str] = []

    def intrude(_: int, name: str, __: tuple[object, ...]) -> None:
        if name == "link" and not names:
            names.append("")
            names.append(replica(tmp_path, clock(7), files=failing_on({"flock"}, 37)))
        if name == "flock":
            raise OSError(37, "no locks")

    mine = replica(tmp_path, clock(8), files=Spy(intrude))
    assert mine == names[1] == replica(tmp_path, clock(9))


def test_apps_that_start_together_agree(tmp_path: Path) -> None:
    """Several processes that ask at the same time get one name."""
    code = (
        "import sys; from pathlib import Path; from pipeboard.domain.clock import SystemClock\n"
        "from pipeboard.store.replica import replica\n"
        "sys.stdin.read(1); print(replica(Path(sys.argv[1]), SystemClock()))"
    )
    apps = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path / "home")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    for app in apps:
        assert app.stdin is not None
        app.stdin.write(b"x")
        app.stdin.flush()
    answers = {app.communicate(timeout=30)[0] for app in apps}
    assert len(answers) == 1
    assert answers != {b""}
