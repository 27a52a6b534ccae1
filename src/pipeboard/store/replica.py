"""Where a clone keeps what is its own (its name, its journal), and how it gets its name.

These things live in the git folder, or in the state folder for a board outside git, so that neither a commit
nor a `git clone` ever carries them to another place.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from pipeboard.domain.clock import Clock
from pipeboard.domain.ids import ALPHABET, new_replica
from pipeboard.store.files import (
    OS_FILES,
    Files,
    close,
    make_folders,
    persist,
    read_all,
    unkept,
    write_all,
)
from pipeboard.store.lock import locked, path_key

_NAME = re.compile(rf"[{ALPHABET}]{{3,12}}")


def home_of(board: Path, state_dir: Path) -> Path:
    """The folder for what belongs to this clone of the board alone; it need not exist yet.

    `board` is a resolved path. Two apps on the same clone always get the same folder.
    """
    found = git_dir(board)
    if found is not None:
        work_tree, folder = found
        if os.access(folder, os.W_OK | os.X_OK):
            return folder / "pipeboard" / path_key(board.relative_to(work_tree))
    return state_dir / "boards" / path_key(board)


def git_dir(board: Path) -> tuple[Path, Path] | None:
    """The work tree that holds the board and its git folder, found without running git."""
    for folder in board.parents:
        mark = folder / ".git"
        try:
            if (mark / "HEAD").is_file():
                return folder, mark
            if mark.is_file():
                # A linked work tree or a submodule: the file says where the folder is.
                text = mark.read_text("utf-8", "surrogateescape")[:4096]
                if text.startswith("gitdir:"):
                    target = (folder / text.removeprefix("gitdir:").strip()).resolve()
                    return (folder, target) if target.is_dir() else None
        except OSError:
            continue
    return None


def replica(home: Path, clock: Clock, *, others: Iterable[str] = (), files: Files = OS_FILES) -> str:
    """The name of this clone; made at the first call, the same for every app from then on.

    `others` are the ids of the board's events: no clone that wrote one has the same name. The name is bound
    to the folder it was made in: a copy of the clone elsewhere on the disk gets a name of its own. Raises
    Unwritable.
    """
    path = home / "replica"
    known = _read(path, home, files)
    if known is not None:
        return known
    try:
        make_folders(files, home)
        with locked(home / "lock", files):
            return _read(path, home, files) or _make(path, home, clock, others, files)
    except OSError as error:
        raise unkept(home, error) from error


def _read(path: Path, home: Path, files: Files) -> str | None:
    try:
        data, _ = read_all(files, path, follow=False)
    except OSError:
        return None
    name, _, place = data.decode("utf-8", "replace").rstrip("\n").partition(" ")
    return name if _NAME.fullmatch(name) and place == path_key(home) else None


def _make(path: Path, home: Path, clock: Clock, others: Iterable[str], files: Files) -> str:
    taken = "\n".join(("", *others))  # a search in one text: there may be 150,000
    name = new_replica(clock)
    while f"\n{name}-" in taken:
        name = new_replica(clock)
    temp = home / f"replica.{clock.chance(1 << 40):010x}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    fd = persist(files.open, temp, flags, 0o600)
    try:
        try:
            write_all(files, fd, [f"{name} {path_key(home)}\n".encode()])
            files.fsync(fd)
        finally:
            close(files, fd)
        return _publish(temp, path, home, name, files)
    finally:
        _remove(temp, files)


def _publish(temp: Path, path: Path, home: Path, name: str, files: Files) -> str:
    try:
        # Linking makes the whole file appear at once and never over another app's.
        files.link(temp, path)
    except FileExistsError:
        there = _read(path, home, files)
        if there is not None:
            return there
        files.replace(temp, path)
    except OSError:
        # A file system without links.
        files.replace(temp, path)
    return name


def _remove(temp: Path, files: Files) -> None:
    try:
        files.unlink(temp)
    except OSError:
        return
