"""The versions of a file that git has beside the one on the disk: in its index and in the last commit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pipeboard.domain.errors import PipeBoardError
from pipeboard.sync.git import Git

PATIENCE: Final = 10.0
"""Seconds that git may take for one version."""

_PLACES: Final = (
    ("git-index", "what is staged in git", ":0"),
    ("git-ours", "your side of git's unfinished merge", ":2"),
    ("git-theirs", "the other side of git's unfinished merge", ":3"),
    ("git-head", "the last commit", "HEAD"),
)


def versions(path: Path, environment: Mapping[str, str]) -> dict[str, tuple[str, bytes]]:
    """Key -> what it is and its bytes; empty outside git, or without git. `path` is resolved."""
    git = Git(path.parent, environment)
    found: dict[str, tuple[str, bytes]] = {}
    for key, title, revision in _PLACES:
        try:
            # cat-file runs no filter, no hook and no pager, whatever the repository's settings say.
            ran = git.ask("cat-file", "blob", f"{revision}:./{path.name}", timeout=PATIENCE)
        except PipeBoardError:  # no git, or one that hangs
            break
        if ran.code == 0:
            found[key] = (title, ran.out)
    return found
