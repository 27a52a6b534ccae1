"""Screens as text, kept in files: a change shows in review as a picture of itself.

Run the tests with PIPEBOARD_GOLDEN=write to write them anew, then look at the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def check_golden(name: str, text: str) -> None:
    """Compare `text` with the file of that name, or write it."""
    path = FOLDER / f"{name}.txt"
    if GOLDEN == "write":
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8"), f"{name} looks different; see tests/golden_files.py"


GOLDEN = os.environ.get("PIPEBOARD_GOLDEN", "")
"""Read here: the tests themselves run without PIPEBOARD_ variables."""
