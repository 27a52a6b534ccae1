"""A merge made beside the work tree: what others committed and what we did, the board as the union of both.

Git merges all other files; a conflict in one of them is the user's to solve, and nothing has changed then.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from types import MappingProxyType
from typing import Final

from pipeboard.domain.errors import DamagedFile, Refused, Unmerged
from pipeboard.store.files import shown
from pipeboard.store.uniting import OtherBoard, united
from pipeboard.sync.git import Git, GitFailed
from pipeboard.sync.repository import Repository

OLDEST: Final = (2, 38)
"""The first git that merges without a work tree."""
_MODE: Final = "100644"


class Behind(Exception):
    """The work tree has changed meanwhile: look at it again."""


class Merging:
    """Merges commits of others into the branch that is checked out."""

    def __init__(self, repository: Repository, upstream: str, *, mix: bool = False) -> None:
        """`upstream` is what theirs is called in sentences; with `mix` another board is taken in as well."""
        self._repository = repository
        self._git: Git = repository.git
        self._upstream = upstream
        self._mix = mix

    def merge(self, ours: str, theirs: str) -> str:
        """Bring the branch, which is at the commit `ours`, to one with `theirs` in it; the board's name then.

        Raises Unmerged or Refused, and then nothing has changed, or Behind when files did meanwhile.
        """
        path = self._repository.path
        if self._is_ancestor(theirs, ours):
            return path
        base = self._git.ask("merge-base", ours, theirs).text
        if not base and not self._mix:
            self._refuse_strangers(ours, theirs)
        if base == ours:
            name = self._name_at(theirs, self._repository.renames(ours, theirs))
            self._united(ours, theirs, name)  # another board, or none, is not moved on to
            self._move_to(theirs)
            return name
        there, name = self._names(base, ours, theirs) if base else (path, path)
        whole = self._united(ours, theirs, there, mix=self._mix)
        tree = self._merged_tree(ours, theirs, {path, there, name})
        tree = self._with_board(tree, name, whole, {path, there} - {name})
        self._move_to(self._committed(tree, ours, theirs))
        return name

    # What is to be merged

    def _is_ancestor(self, one: str, other: str) -> bool:
        return self._git.ask("merge-base", "--is-ancestor", one, other).code == 0

    def _name_at(self, commit: str, renames: dict[str, str]) -> str:
        """What the board is called in a later commit. Refused where it is gone."""
        path = self._repository.path
        if self._repository.version_at(commit, path) is not None:
            return path
        if path in renames:
            return renames[path]
        by = self._git.ask("log", "-1", "--format=%an, %h", "--diff-filter=D", commit, "--", path).text
        raise Refused(
            f"{shown(self._upstream)} has no {shown(path)} any more (deleted by {shown(by) or 'someone'}); "
            "nothing was merged. Bring it back there, or go on with a board of your own on another branch."
        )

    def _names(self, base: str, ours: str, theirs: str) -> tuple[str, str]:
        """What the board is called in `theirs`, and what it is to be called after the merge."""
        path = self._repository.path
        before = next((old for old, new in self._repository.renames(base, ours).items() if new == path), path)
        if self._repository.version_at(theirs, before) is not None:
            return before, path
        there = self._repository.renames(base, theirs).get(before)
        if there is None:
            return path, self._name_at(theirs, {})
        if before not in (path, there) and there != path:
            raise Unmerged(
                f"Both sides renamed the board, to {shown(path)} and {shown(there)}; nothing was merged. "
                "Agree on one name, rename yours with `git mv`, commit, and sync again."
            )
        return there, there if before == path else path

    def _refuse_strangers(self, ours: str, theirs: str) -> None:
        """Say whether both sides began a board of their own, or one that was copied without git."""
        self._united(ours, theirs, self._repository.path)
        raise Refused(
            f"This repository and {shown(self._upstream)} have no commit in common; nothing was merged. "
            "To unite them all the same: `pipeboard sync --unite`."
        )

    def _united(self, ours: str, theirs: str, there: str, *, mix: bool = False) -> bytes:
        """The board with the rows of both sides; `there` is what it is called in `theirs`."""
        here = self._repository.path
        # The board that others have gives the frame.
        versions = [self._repository.version_at(theirs, there), self._repository.version_at(ours, here)]
        try:
            return united([one for one in versions if one is not None], mix=mix)
        except OtherBoard:
            raise OtherBoard(
                f"{shown(self._upstream)} holds another board under the same name: both sides began one of "
                "their own. Nothing was mixed. `pipeboard sync --unite` brings the deals of both into one "
                "board; `pipeboard help team` says how to keep one of them."
            ) from None
        except DamagedFile as error:
            raise DamagedFile(
                f"The board in {shown(self._upstream)} cannot be read; nothing was merged. {error.sentence}"
            ) from None

    # Making the merge

    def _merged_tree(self, ours: str, theirs: str, board: set[str]) -> str:
        """Git's merge of all files. Raises Unmerged when it could not merge another one than the board."""
        ran = self._git.ask(
            "merge-tree", "--write-tree", "-z", "--no-messages", "--allow-unrelated-histories", ours, theirs
        )
        if ran.code not in (0, 1):
            self._expect_new_git()
            raise GitFailed("merge-tree", ran)
        tree, *entries = ran.out.decode("utf-8", "surrogateescape").split("\0")
        names = {entry.partition("\t")[2] for entry in entries if entry}
        left = sorted(name for name in names if name.partition("~")[0] not in board)
        if left:
            raise Unmerged(
                f"Both sides changed {_listed(left)}; nothing was merged. Run `git pull`, settle that, "
                "then sync again: the board is united by itself."
            )
        return tree

    def _with_board(self, tree: str, name: str, whole: bytes, gone: set[str]) -> str:
        """The tree with the board in it, and without its other names."""
        there = {one for one in gone if self._repository.version_at(tree, one) is not None}
        if not there and self._repository.version_at(tree, name) == whole:
            return tree
        blob = self._git.do("hash-object", "-w", "--stdin", stdin=whole).text
        index = self._repository.folder / f"pipeboard-index-{os.getpid()}"
        try:
            own = MappingProxyType({"GIT_INDEX_FILE": str(index)})
            self._git.do("read-tree", tree, more=own)
            for one in there:
                self._git.do("update-index", "--force-remove", "--", one, more=own)
            self._git.do("update-index", "--add", "--cacheinfo", f"{_MODE},{blob},{name}", more=own)
            return self._git.do("write-tree", more=own).text
        finally:
            with suppress(OSError):
                index.unlink()

    def _committed(self, tree: str, ours: str, theirs: str) -> str:
        signed = self._git.ask("config", "--type=bool", "commit.gpgsign").text == "true"
        message = f"Unite the board with {self._upstream}\n".encode()
        arguments = ("commit-tree", *(("-S",) if signed else ()), "-p", ours, "-p", theirs, "-F", "-", tree)
        return self._git.do(*arguments, stdin=message).text

    def _move_to(self, commit: str) -> None:
        """Move the branch and the work tree forward; what is staged or edited elsewhere stays."""
        ran = self._git.ask("merge", "--ff-only", "--quiet", "--no-stat", commit)
        if ran.code == 0:
            return
        in_the_way = [line.strip() for line in ran.err.splitlines() if line.startswith("\t")]
        others = [name for name in in_the_way if name != self._repository.path]
        if others:
            raise Refused(
                f"Your uncommitted {_listed(others)} would be overwritten; nothing was merged. Commit or "
                "stash that, then sync again."
            )
        if in_the_way or "fast-forward" in ran.err:
            raise Behind
        raise GitFailed("merge", ran)

    def _expect_new_git(self) -> None:
        found = re.search(r"(\d+)\.(\d+)", self._git.do("version").text)
        if found and (int(found[1]), int(found[2])) < OLDEST:
            raise Refused(
                f"Git {found[0]} is too old to merge beside the work tree (2.38 is needed). `git pull` and "
                "`git push` by hand do the same; the board's rows unite by themselves."
            )


def _listed(names: list[str]) -> str:
    """ "notes.txt and 2 more"."""
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f"{shown(names[0])}{more}"
