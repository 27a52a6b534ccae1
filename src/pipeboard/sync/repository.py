"""The repository that holds a board: where it stands, what it follows, what is in the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeboard.domain.errors import NotFound
from pipeboard.store.files import shown
from pipeboard.store.replica import git_dir
from pipeboard.sync.git import Git

_OPERATIONS: Final = {
    "MERGE_HEAD": "merge",
    "rebase-merge": "rebase",
    "rebase-apply": "rebase",
    "CHERRY_PICK_HEAD": "cherry-pick",
    "REVERT_HEAD": "revert",
}
"""What git leaves in its folder while something is under way."""
_HEADS: Final = "refs/heads/"


@dataclass(frozen=True, slots=True)
class State:
    """How things are in the repository, by what it knows without asking the remote."""

    head: str
    """The commit that is checked out; empty before the first one."""
    branch: str
    """Empty when HEAD is detached."""
    operation: str
    """What is under way: "merge", "rebase", "cherry-pick", "revert"; empty for nothing."""
    remotes: tuple[str, ...]
    remote: str
    """The remote that the branch follows; empty when it follows none."""
    theirs: str
    """The full name of the branch there: "refs/heads/main"."""
    ahead: int | None
    """Commits that the remote had not when it was asked last; None when that is not known."""
    behind: int | None
    is_tracked: bool
    is_ignored: bool
    is_changed: bool
    """Whether the board file differs from the last commit."""
    unmerged: tuple[str, ...]
    """Paths that git could not merge."""
    staged: int
    """How many other files are staged."""

    @property
    def upstream(self) -> str:
        """What the branch follows, as git shows it: "origin/main"; empty for nothing."""
        return f"{self.remote}/{self.theirs.removeprefix(_HEADS)}" if self.remote else ""


class Repository:
    """The git work tree around a board file, given by its resolved path. NotFound where there is none."""

    def __init__(self, board: Path, environment: Mapping[str, str]) -> None:
        found = git_dir(board)
        if found is None:
            raise NotFound(
                f"{shown(board)} is in no git repository; make one with `git init` in its folder, "
                "then run `pipeboard git setup`."
            )
        self.work_tree, self.folder = found
        self.path = board.relative_to(self.work_tree).as_posix()
        """The board file, as git names it."""
        self.git = Git(self.work_tree, environment)

    def state(self) -> State:
        """Look at everything. Raises GitFailed or NotFound."""
        entries = self.git.do(
            "status", "--porcelain=v2", "--branch", "-z", "--untracked-files=no", "--ignore-submodules=all"
        ).out
        told, changed, unmerged, staged = _read_status(entries.decode("utf-8", "surrogateescape"), self.path)
        settings = self.settings()
        branch = told.get("branch.head", "")
        branch = "" if branch == "(detached)" else branch
        oid = told.get("branch.oid", "")
        ahead, behind = _read_ahead(told.get("branch.ab", ""))
        is_tracked = bool(self.git.do("ls-files", "-z", "--", self.path).out)
        remote = settings.get(f"branch.{branch}.remote", "") if branch else ""
        theirs = settings.get(f"branch.{branch}.merge", "")
        return State(
            head="" if oid == "(initial)" else oid,
            branch=branch,
            operation=self.operation(),
            remotes=tuple(_remotes(settings)),
            remote=remote if theirs else "",
            theirs=theirs,
            ahead=ahead,
            behind=behind,
            is_tracked=is_tracked,
            is_ignored=not is_tracked and self._is_ignored(),
            is_changed=changed or not is_tracked,
            unmerged=unmerged,
            staged=staged,
        )

    def _is_ignored(self) -> bool:
        # The one command that knows no literal paths.
        magic = {"GIT_LITERAL_PATHSPECS": "0"}
        return self.git.ask("check-ignore", "-q", "--", f"./{self.path}", more=magic).code == 0

    def operation(self) -> str:
        """What is under way; empty for nothing."""
        return next((name for file, name in _OPERATIONS.items() if (self.folder / file).exists()), "")

    def settings(self) -> dict[str, str]:
        """The settings of branches, remotes and commits, by name; the last of several values."""
        listed = self.git.ask("config", "-z", "--get-regexp", r"^(branch|remote|commit|user)\.").out
        pairs = (one.partition("\n") for one in listed.decode("utf-8", "surrogateescape").split("\0") if one)
        return {name: value for name, _, value in pairs}

    def version_at(self, commit: str, path: str) -> bytes | None:
        """A file as it is in a commit; None if it is not there."""
        ran = self.git.ask("cat-file", "blob", f"{commit}:{path}")
        return ran.out if ran.code == 0 else None

    def renames(self, before: str, after: str) -> dict[str, str]:
        """Files that have another name in a later commit: old name -> new name."""
        out = self.git.do("diff", "--name-status", "-M", "-z", "--diff-filter=R", before, after).out
        parts = out.decode("utf-8", "surrogateescape").split("\0")[:-1]
        return {parts[at + 1]: parts[at + 2] for at in range(0, len(parts) - 2, 3)}


def _read_status(entries: str, path: str) -> tuple[dict[str, str], bool, tuple[str, ...], int]:
    """The headers, whether the file at `path` changed, unmerged paths, and how many others are staged."""
    told: dict[str, str] = {}
    changed, unmerged, staged = False, [], 0
    parts = iter(entries.split("\0"))
    for part in parts:
        kind = part[:1]
        if kind == "#":
            name, _, value = part[2:].partition(" ")
            told[name] = value
        elif kind in ("1", "2", "u"):
            name = part.split(" ", {"1": 8, "2": 9, "u": 10}[kind])[-1]
            if kind == "2":
                next(parts, "")
            if kind == "u":
                unmerged.append(name)
            if name == path:
                changed = True
            elif kind != "u" and part[2] != ".":
                staged += 1
    return told, changed, tuple(unmerged), staged


def _read_ahead(told: str) -> tuple[int | None, int | None]:
    ahead, _, behind = told.partition(" ")
    return (int(ahead), -int(behind)) if ahead and behind else (None, None)


def _remotes(settings: Mapping[str, str]) -> list[str]:
    named = (name.removeprefix("remote.").rpartition(".") for name in settings if name.startswith("remote."))
    return sorted({name for name, _, key in named if key == "url"})
