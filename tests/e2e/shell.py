"""Runs the real program as a user's shell would: a process of its own, exit code, output, errors."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """The output as JSON."""
        return json.loads(self.out)


def pipeboard(*arguments: str | Path, cwd: Path, stdin: str = "", **env: str) -> Ran:
    """Run `pipeboard` with these arguments in `cwd`."""
    done = subprocess.run(
        [sys.executable, "-m", "pipeboard", *map(str, arguments)],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        env={**os.environ, "PYTHONWARNINGS": "error", **env},
    )
    return Ran(done.returncode, done.stdout, done.stderr)
