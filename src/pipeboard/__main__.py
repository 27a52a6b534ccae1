"""`python -m pipeboard` is `pipeboard`."""

from __future__ import annotations

from pipeboard.cli.program import run

if __name__ == "__main__":
    run()
