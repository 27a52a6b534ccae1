"""The picture in the README is what the app shows of the sample board."""

from __future__ import annotations

import os
import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from board_app import loaded, screen_text
from clocks import FixedClock
from pipeboard.config.templates import DEFAULT, as_pipeline, find_template
from pipeboard.domain.actions import SetUpBoard
from pipeboard.tui.app import PipeBoardApp
from pipeboard.workspace.demo import make_demo
from pipeboard.workspace.workspace import Workspace

README = Path(__file__).parents[2] / "README.md"
WRITE = "PIPEBOARD_WRITE_README" in os.environ
"""Looked at before tests get an environment of their own."""
PICTURE = re.compile(r"(<!-- picture: [^>]* -->\n```\n).*?(```\n<!-- /picture -->)", re.DOTALL)
NOW = datetime(2026, 11, 25, 10, 0, tzinfo=ZoneInfo("Europe/Helsinki"))
SIZE = (100, 24)


async def test_the_picture_is_the_apps(tmp_path: Path) -> None:
    """On a Wednesday morning, in a hundred columns; PIPEBOARD_WRITE_README=1 draws it anew."""
    path, clock = tmp_path / "pipeboard.json", FixedClock(NOW, seed=7)
    settings = {"name": "Sample board", "currency": "EUR", "timezone": "Europe/Helsinki"}
    setup = SetUpBoard(settings, as_pipeline(find_template(DEFAULT), None))
    make_demo(path, state_dir=tmp_path / "state", setup=setup, author="Maija Salo", clock=clock).close()
    app = PipeBoardApp(
        lambda _: Workspace.open(path, state_dir=tmp_path / "state", author="Maija Salo", clock=clock)
    )
    async with app.run_test(size=SIZE) as pilot:
        await loaded(pilot)
        picture = "".join(f"{line.rstrip()}\n" for line in screen_text(app).splitlines())
    before = README.read_text("utf-8")
    wanted = PICTURE.sub(lambda found: found[1] + picture + found[2], before)
    if WRITE:
        README.write_text(wanted, "utf-8")
    assert PICTURE.search(before), "the README has a place for the picture"
    assert wanted == before, "run this test with PIPEBOARD_WRITE_README=1"
