"""Texts that a terminal would act on stay texts on every screen, and nothing in them is markup."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from board_app import loaded, make_app, screen_text
from dialog_app import press_ahead
from hostile import hostile_board
from pipeboard.domain.definitions import KINDS
from pipeboard.tui.screens.metrics import MetricsDialog

SIZE = (120, 40)
OPENING = (
    *("T", "a", "< < b", "tab", "< P", "enter", "< < f", "< c", "< W", "< e", "< a", "< m", "< g p", "< g o"),
    *("< g w", "< g n", "< g f", "s", "< < g i", "< g c", "c", "e", "< tab", "< < < A", "< ?", "< :"),
    *("< enter", "enter", *("]",) * 7, "< <"),
    *("g d", "enter", "e", *("< < j enter",), *("< j enter",) * (len(KINDS) - 2)),
)
"""Keys, `<` for Esc; after each group the screen is looked at."""
AFTER_A_WIN = ("g h", "enter", "< p", "< s", "< < g u", "< g l", "< T tab tab", "< enter")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return hostile_board(tmp_path_factory.mktemp("hostile")).read_bytes()


@pytest.mark.parametrize(
    ("won", "opening", "words"),
    [
        (False, OPENING, ["Screening", "draft", "Focus", "Stages of", *(f"Defined: {one}" for one in KINDS)]),
        (True, AFTER_A_WIN, ["handover", "Satisfaction"]),
    ],
    ids=["open", "won"],
)
async def test_no_screen_shows_what_a_terminal_acts_on(
    tmp_path: Path, hostile: bytes, won: bool, opening: tuple[str, ...], words: list[str]
) -> None:
    """Every pane, its forms, every tab and its lines, and every kind of definition, one after the other."""
    path = tmp_path / "pipeboard.json"
    path.write_bytes(hostile)
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        if won:
            screen.reveal(next(deal.id for deal in screen.workspace.board.deals.values() if deal.closed))
        seen = ""
        for keys in opening:
            await press_ahead(pilot, *("escape" if key == "<" else key for key in keys.split()))
            text = screen_text(app)
            seen += text
            assert all(one.isprintable() or one == "\n" for one in text), keys
        assert [word for word in ("Evil", *words) if word not in seen] == []
        screen.workspace.close()


METRICS = (
    *("ctrl+d",) * 9,
    *(
        "g enter",
        "tab",
        "< } } enter",
        "< G enter",
        "< ?",
        "? o",
        "< s",
        "< b",
        "< f",
        "< a",
        "< t",
        "< c",
        "< q",
    ),
    *("tab", "ctrl+d", "enter", "< tab", "c", "< enter"),
)
"""Keys on the metrics: every screenful of the report, lists behind it, pickers, forms, the other pages."""


@pytest.mark.parametrize("size", [SIZE, (80, 24), (45, 20)])
async def test_the_metrics_show_nothing_that_a_terminal_acts_on(
    tmp_path: Path, hostile: bytes, size: tuple[int, int]
) -> None:
    """Every line of the report, the deals behind figures, what can be picked, and the funnel."""
    path = tmp_path / "pipeboard.json"
    path.write_bytes(hostile)
    app = make_app(path)
    async with app.run_test(size=size) as pilot:
        screen = await loaded(pilot)
        await pilot.press("M")
        dialog = await worked_out(pilot)
        seen = ""
        for keys in METRICS:
            await press_ahead(pilot, *("escape" if key == "<" else key for key in keys.split()))
            if app.screen is dialog:
                await worked_out(pilot)
            text = screen_text(app)
            seen += text
            assert all(one.isprintable() or one == "\n" for one in text), keys
        assert [
            word for word in ("Evil", "Stages", "Health", "Whose deals", "Funnel") if word not in seen
        ] == []
        screen.workspace.close()


async def worked_out(pilot: Pilot[int]) -> MetricsDialog:
    """The metrics, once their figures are there."""
    await pilot.pause()
    dialog = pilot.app.screen
    assert isinstance(dialog, MetricsDialog)
    while dialog.is_old:
        await pilot.pause(0.01)
    return dialog
