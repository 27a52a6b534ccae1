"""The versions of a file that git has beside the one on the disk: in its index and in the last commit."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Final

PATIENCE: Final = 10.0
"""Seconds that git may take for one version."""

_PLACES: Final = (
    ("git-index", "what is staged in git", ":0"),
    ("git-ours", "your side of git's unfinished merge", ":2"),
    ("git-theirs", "the other side of git's unfinished merge", ":3"),
    ("git-head", "the last commit", "HEAD"),
)


def versions(path: Path) -> dict[str, tuple[str, bytes]]:
    """Key -> what it is and its bytes; empty outside git, or without git. `path` is resolved."""
    found: dict[str, tuple[str, bytes]] = {}
    for key, title, revision in _PLACES:
        data = _blob(path, revision)
        if data is not None:
            found[key] = (title, data)
    return found


def _blob(path: Path, revision: str) -> bytes | None:
    # cat-file runs no filter, no hook and no pager, whatever the repository's settings say.
    command = ["git", "cat-file", "blob", f"{revision}:./{path.name}"]
    env = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
    try:
        ran = subprocess.run(
            command, cwd=path.parent, capture_output=True, timeout=PATIENCE, check=False, env=env
        )
    except (OSError, subprocess.SubprocessError):  # no git, or one that hangs
        return None
    return ran.stdout if ran.returncode == 0 else None
