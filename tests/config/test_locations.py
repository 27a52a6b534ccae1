"""The board is looked for in one order, and every path can be moved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from pipeboard.config import locations

FOLDERS = {
    locations.config_dir: ("PIPEBOARD_CONFIG_DIR", "XDG_CONFIG_HOME", ".config"),
    locations.data_dir: ("PIPEBOARD_DATA_DIR", "XDG_DATA_HOME", ".local/share"),
    locations.state_dir: ("PIPEBOARD_STATE_DIR", "XDG_STATE_HOME", ".local/state"),
}


@pytest.mark.parametrize(("function", "names"), FOLDERS.items())
def test_a_folder_is_named_by_its_variable_then_by_xdg_then_below_home(
    function: Callable[[Mapping[str, str]], Path], names: tuple[str, str, str]
) -> None:
    """A relative XDG path is ignored, as its rules say."""
    own, xdg, below = names
    assert function({own: "/own", xdg: "/xdg", "HOME": "/home/ann"}) == Path("/own")
    assert function({xdg: "/xdg", "HOME": "/home/ann"}) == Path("/xdg/pipeboard")
    assert function({xdg: "relative", "HOME": "/home/ann"}) == Path(f"/home/ann/{below}/pipeboard")
    assert function({"HOME": "/home/ann"}) == Path(f"/home/ann/{below}/pipeboard")


def test_the_settings_file_can_be_named() -> None:
    """`$PIPEBOARD_CONFIG` names the file itself."""
    assert locations.config_file({"PIPEBOARD_CONFIG": "/x/my.toml"}) == Path("/x/my.toml")
    assert locations.config_file({"XDG_CONFIG_HOME": "/c"}) == Path("/c/pipeboard/config.toml")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A git repository with a folder two levels down, inside a folder that has a board too."""
    (tmp_path / "pipeboard.json").touch()
    top = tmp_path / "repo"
    (top / "a" / "b").mkdir(parents=True)
    (top / ".git").mkdir()
    return top


def test_the_option_wins_over_everything(repository: Path) -> None:
    """--file, relative to the current folder."""
    env = {"PIPEBOARD_FILE": "/env.json"}
    assert locations.find_board("mine.json", env, repository) == repository / "mine.json"
    assert locations.find_board("/abs.json", env, repository) == Path("/abs.json")


def test_the_variable_wins_over_the_folders(repository: Path) -> None:
    """$PIPEBOARD_FILE, even where the current folder has a board."""
    (repository / "pipeboard.json").touch()
    assert locations.find_board(None, {"PIPEBOARD_FILE": "/env.json"}, repository) == Path("/env.json")


def test_the_current_folder_wins_over_its_parents(repository: Path) -> None:
    """The nearest board upwards is the one."""
    (repository / "pipeboard.json").touch()
    assert locations.find_board(None, {}, repository / "a" / "b") == repository / "pipeboard.json"
    (repository / "a" / "pipeboard.json").touch()
    assert locations.find_board(None, {}, repository / "a" / "b") == repository / "a" / "pipeboard.json"


def test_the_search_ends_at_the_top_of_the_repository(repository: Path) -> None:
    """A board above the repository is not this project's; the user's own is taken."""
    env = {"XDG_DATA_HOME": "/data"}
    assert locations.find_board(None, env, repository / "a") == Path("/data/pipeboard/pipeboard.json")


def test_outside_of_a_repository_parents_count_if_the_file_is_mine(tmp_path: Path) -> None:
    """A board in a parent folder is found without git."""
    below = tmp_path / "x" / "y"
    below.mkdir(parents=True)
    (tmp_path / "pipeboard.json").touch()
    assert locations.find_board(None, {}, below) == tmp_path / "pipeboard.json"


def test_a_strangers_board_in_a_shared_folder_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that someone else left in a folder above, such as the one for temporary files, is not taken."""
    below = tmp_path / "x"
    below.mkdir()
    (tmp_path / "pipeboard.json").touch()
    monkeypatch.setattr("os.getuid", lambda: 12345)
    env = {"XDG_DATA_HOME": "/data"}
    assert locations.find_board(None, env, below) == Path("/data/pipeboard/pipeboard.json")


def test_a_dangling_link_is_still_the_board_of_its_folder(tmp_path: Path) -> None:
    """The user put it there; that its target is gone is told, not hidden behind another board."""
    (tmp_path / "pipeboard.json").symlink_to(tmp_path / "gone.json")
    assert locations.find_board(None, {}, tmp_path) == tmp_path / "pipeboard.json"
