"""What a repository needs so that a team can share a board through it, and how it gets there.

Git is told to unite both sides' lines of the file, and to pass over what a crash may leave beside it; the
branch follows one of the remote. Each step is shown before it is done; what is there already is no step.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from pipeboard.store.files import shown, unwritable
from pipeboard.sync.git import uncommitted
from pipeboard.sync.repository import Repository, State

ATTRIBUTES: Final = ".gitattributes"
IGNORED: Final = ".gitignore"
_UNITES: Final = {"merge": "union", "text": "set", "eol": "lf"}


@dataclass(frozen=True)
class Step:
    """Something that is to be done."""

    what: str
    """In a line: "Add to .gitattributes: ..."."""
    do: Callable[[], object]


def attribute_line(name: str) -> str:
    """The line of .gitattributes that makes git unite both sides' lines of a file."""
    pattern = _pattern(name)
    # In quotes where git would take the name for two words, for a comment or for an exception.
    if pattern.split() != [pattern] or pattern.startswith(("#", "!", '"')):
        escaped = pattern.replace("\\", "\\\\").replace('"', '\\"')
        pattern = f'"{escaped}"'
    return f"{pattern} text eol=lf merge=union"


def ignore_line(name: str) -> str:
    """The line of .gitignore for the temporary files of a save that a crash may leave."""
    pattern = _pattern(name[:40]).replace(" ", r"\ ")
    return f".{pattern}.pipeboard-*.tmp"


def _pattern(name: str) -> str:
    """A pattern of git's that fits this name alone."""
    return re.sub(r"([*?\[\]\\])", r"\\\1", name)


def write_lines(board: Path) -> None:
    """Tell git of a board, beside it: attributes and what to ignore. Raises Unwritable."""
    add_line(board.with_name(ATTRIBUTES), attribute_line(board.name))
    add_line(board.with_name(IGNORED), ignore_line(board.name))


def add_line(path: Path, line: str) -> None:
    """Add a line to a file of git's, which may not be there yet; other lines stay. Raises Unwritable."""
    if _holds(path, line):
        return
    try:
        there = path.read_text("utf-8", "surrogateescape") if path.exists() else ""
        gap = "" if not there or there.endswith("\n") else "\n"
        path.write_text(f"{there}{gap}{line}\n", "utf-8", "surrogateescape")
    except OSError as error:
        raise unwritable(path, error) from error


def plan(repository: Repository, board: Path, state: State) -> list[Step]:
    """What is still to be done, in order."""
    steps: list[Step] = []
    files = [
        (board.with_name(ATTRIBUTES), attribute_line(board.name), has_attributes(repository)),
        (board.with_name(IGNORED), ignore_line(board.name), False),
    ]
    touched: list[str] = []
    for path, line, is_done in files:
        name = path.relative_to(repository.work_tree).as_posix()
        if not is_done and not _holds(path, line):
            steps.append(Step(f"Add to {name}: {line}", partial(add_line, path, line)))
            touched += [name] if not _is_edited(repository, name) else []
        elif _is_new(repository, name):
            touched.append(name)
    mine = [*touched, *([repository.path] if not state.is_tracked and not state.is_ignored else [])]
    if mine and state.branch and not state.operation:
        steps.append(Step(f"Commit {_listed(mine)}, and nothing else", partial(_commit, repository, mine)))
    if state.branch and not state.remote and state.remotes:
        remote = "origin" if "origin" in state.remotes else state.remotes[0]
        what = f"Let the branch {shown(state.branch)} follow {shown(remote)}/{shown(state.branch)}"
        steps.append(Step(what, partial(_follow, repository, state.branch, remote)))
    return steps


def has_attributes(repository: Repository) -> bool:
    """Whether git unites both sides' lines of the board, by whatever line that is."""
    out = repository.git.do("check-attr", "-z", *_UNITES, "--", repository.path).out
    parts = out.decode("utf-8", "surrogateescape").split("\0")
    return dict(zip(parts[1::3], parts[2::3], strict=False)) == _UNITES


def _holds(path: Path, line: str) -> bool:
    try:
        return line in path.read_text("utf-8", "surrogateescape").splitlines()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise unwritable(path, error) from error


def _is_edited(repository: Repository, name: str) -> bool:
    """Whether a file that git knows has changes of the user's own, which are not ours to commit."""
    return bool(repository.git.do("status", "--porcelain", "-z", "--untracked-files=no", "--", name).out)


def _is_new(repository: Repository, name: str) -> bool:
    """Whether git does not know the file yet."""
    told = repository.git.do("status", "--porcelain", "-z", "--untracked-files=all", "--", name).out
    return told.startswith(b"?? ")


def _commit(repository: Repository, names: list[str]) -> None:
    git = repository.git
    git.do("add", "--intent-to-add", "--", *names)
    options = ("--only", "--quiet", "--no-verify", "-m", "Share the board through git")
    ran = git.ask("commit", *options, "--", *names)
    if ran.code != 0:
        raise uncommitted(ran)


def _follow(repository: Repository, branch: str, remote: str) -> None:
    for name, value in (("remote", remote), ("merge", f"refs/heads/{branch}")):
        repository.git.do("config", f"branch.{branch}.{name}", value)


def _listed(names: list[str]) -> str:
    listed = [shown(name) for name in names]
    return ", ".join(listed[:-1]) + (" and " if len(listed) > 1 else "") + listed[-1]
