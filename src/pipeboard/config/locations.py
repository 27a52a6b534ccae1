"""Where PipeBoard keeps things. Every path can be moved with a variable of the environment.

The folders follow the XDG rules; `PIPEBOARD_CONFIG_DIR`, `PIPEBOARD_DATA_DIR` and `PIPEBOARD_STATE_DIR` name
them outright, `PIPEBOARD_FILE` the board. Nothing is made here: whoever writes makes the folder.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

BOARD_NAME: Final = "pipeboard.json"


def config_dir(env: Mapping[str, str]) -> Path:
    """Settings, keys and themes of the user."""
    return _folder(env, "PIPEBOARD_CONFIG_DIR", "XDG_CONFIG_HOME", ".config")


def data_dir(env: Mapping[str, str]) -> Path:
    """The board of a user who keeps it in no folder of their own."""
    return _folder(env, "PIPEBOARD_DATA_DIR", "XDG_DATA_HOME", ".local/share")


def state_dir(env: Mapping[str, str]) -> Path:
    """Journals, locks and drafts: of this machine, never shared."""
    return _folder(env, "PIPEBOARD_STATE_DIR", "XDG_STATE_HOME", ".local/state")


def config_file(env: Mapping[str, str]) -> Path:
    """The user's `config.toml`."""
    named = env.get("PIPEBOARD_CONFIG")
    return Path(named).expanduser() if named else config_dir(env) / "config.toml"


def views_file(env: Mapping[str, str]) -> Path:
    """The views that the user saved for themselves."""
    return config_dir(env) / "views.toml"


def default_board(env: Mapping[str, str]) -> Path:
    """The board file where nothing else names one."""
    return data_dir(env) / BOARD_NAME


def find_board(explicit: str | Path | None, env: Mapping[str, str], cwd: Path) -> Path:
    """The board file, whether it exists or not.

    In this order: `explicit` (--file), `$PIPEBOARD_FILE`, `pipeboard.json` in `cwd` or in a folder above it
    up to the top of the git repository, and the user's own in the data folder.
    """
    named = explicit or env.get("PIPEBOARD_FILE")
    if named:
        return cwd / Path(named).expanduser()
    return _board_above(cwd) or default_board(env)


def places_for_files(env: Mapping[str, str]) -> tuple[Path, ...]:
    """Where a file goes that the app writes for the user: the current folder, else their home."""
    home = _home(env)
    try:
        return Path.cwd(), home
    except OSError:  # it was removed under our feet
        return (home,)


def at_home(path: Path, env: Mapping[str, str]) -> str:
    """A path as people write it, short where it lies in their home: "~/sales/review.md"."""
    home = _home(env)
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)


def _home(env: Mapping[str, str]) -> Path:
    return Path(env["HOME"] if env.get("HOME") else Path.home())


def _folder(env: Mapping[str, str], own: str, xdg: str, below_home: str) -> Path:
    named = env.get(own)
    if named:
        return Path(named).expanduser()
    base = Path(env.get(xdg, ""))
    if not base.is_absolute():  # the XDG rules: a relative path is no path
        base = _home(env) / below_home
    return base / "pipeboard"


def _board_above(cwd: Path) -> Path | None:
    """The nearest board file from `cwd` upwards; outside of a repository only files of one's own count."""
    above = [cwd, *cwd.parents]
    top = next((at for at, folder in enumerate(above) if os.path.lexists(folder / ".git")), None)
    for at, folder in enumerate(above if top is None else above[: top + 1]):
        board = folder / BOARD_NAME
        if os.path.lexists(board) and (at == 0 or top is not None or _is_mine(board)):
            return board
    return None


def _is_mine(path: Path) -> bool:
    try:
        return path.stat().st_uid == os.getuid()
    except OSError:
        return False
