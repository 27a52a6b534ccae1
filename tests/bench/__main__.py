"""Measures every budget beside its floor: `.venv/bin/python tests/bench --help`."""

from __future__ import annotations

import sys
from pathlib import Path


def run() -> int:
    """Find the modules of the tests where pytest does, and begin."""
    sys.path[0] = str(Path(__file__).parents[1])
    from bench.command import main

    return main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(run())
