"""The pictures in the README are what the app shows of the sample board."""

from __future__ import annotations

import os
import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from board_app import loaded
from clocks import FixedClock
from dialog_app import press_ahead
from pipeboard.config.templates import DEFAULT, as_pipeline, find_template
from pipeboard.domain.actions import SetUpBoard
from pipeboard.tui.app import PipeBoardApp
from pipeboard.workspace.demo import make_demo
from pipeboard.workspace.workspace import Workspace
from svg_picture import picture

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "tests" / "golden" / "pictures"
WRITE = "PIPEBOARD_WRITE_README" in os.environ
"""Looked at before tests get an environment of their own."""
NOW = datetime(2026, 11, 25, 10, 0, tzinfo=ZoneInfo("Europe/Helsinki"))
SIZE = (120, 36)
LARGEST = 120_000
"""Bytes of a picture."""
SHOWN = {
    "board": ("The sample board: deals as cards in the columns of their stages.", ()),
    "details": ("A deal opened beside the board.", ("l", "l", "l", "enter")),
    "metrics": ("The metrics of the sample board.", ("M", "tab")),
}
"""Name of the picture -> what it shows, and the keys that lead there."""


@pytest.mark.parametrize("name", SHOWN)
async def test_the_pictures_are_the_apps(name: str, tmp_path: Path) -> None:
    """On a Wednesday morning; PIPEBOARD_WRITE_README=1 draws them anew."""
    path, clock = tmp_path / "pipeboard.json", FixedClock(NOW, seed=7)
    settings = {"name": "Sample board", "currency": "EUR", "timezone": "Europe/Helsinki"}
    setup = SetUpBoard(settings, as_pipeline(find_template(DEFAULT), None))
    make_demo(path, state_dir=tmp_path / "state", setup=setup, author="Maija Salo", clock=clock).close()
    app = PipeBoardApp(
        lambda _: Workspace.open(path, state_dir=tmp_path / "state", author="Maija Salo", clock=clock)
    )
    title, keys = SHOWN[name]
    async with app.run_test(size=SIZE) as pilot:
        await loaded(pilot)
        await press_ahead(pilot, *keys)
        drawn = picture(app, title)
    file = PICTURES / f"{name}.svg"
    if WRITE:
        file.parent.mkdir(exist_ok=True)
        file.write_text(drawn, "utf-8")
    assert drawn == file.read_text("utf-8"), "run this test with PIPEBOARD_WRITE_README=1"


def test_the_readme_shows_them() -> None:
    """All of them, beside it: with words for those who cannot see them."""
    found = re.findall(r"!\[(.*)\]\((.*)\)", (ROOT / "README.md").read_text("utf-8"))
    assert {place for _, place in found} == {f"tests/golden/pictures/{name}.svg" for name in SHOWN}
    assert all(words for words, _ in found)


@pytest.mark.parametrize("name", SHOWN)
def test_a_picture_is_small_and_asks_nothing_of_others(name: str) -> None:
    """No font or image from elsewhere, no script, no path of a machine."""
    drawn = (PICTURES / f"{name}.svg").read_text("utf-8")
    assert len(drawn.encode()) < LARGEST
    assert not re.search(r"/home/|/tmp/|/root/", drawn)
    shapes = re.sub(r"(?<=>)[^<]+(?=</text>)", "", drawn)  # what the app says may name a website
    assert shapes.count("://") == shapes.count("http://www.w3.org/2000/svg") == 1
    assert not re.search(r"url\(|@import|<script|<image|href", shapes)
