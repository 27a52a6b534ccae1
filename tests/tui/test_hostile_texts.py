"""Texts that a terminal would act on stay texts on every screen, and nothing in them is markup."""

from __future__ import annotations

from pathlib import Path

import pytest

from board_app import loaded, make_app, screen_text
from dialog_app import press_ahead
from hostile import hostile_board
from pipeboard.domain.definitions import KINDS

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
