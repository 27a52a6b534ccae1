"""Other people's programs, as these tests find and run them; CONTRIBUTING says how to get them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest


def needs(program: str) -> pytest.MarkDecorator:
    """Skips, with the reason, where a program is not installed."""
    reason = f"{program} is not installed: CONTRIBUTING.md says how to get the peers"
    return pytest.mark.skipif(shutil.which(program) is None, reason=reason)


def run(*command: str | Path, cwd: Path, **env: str) -> str:
    """What a program prints; what it says on stderr if it fails."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**os.environ, **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return done.stdout.decode("utf-8")
