"""The screens before there is a board: setting one up, and a file that cannot be read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from board_app import fill_board, loaded, make_app, screen_text
from dialog_app import NOTHING_YET, DialogApp
from pipeboard.config.templates import load_templates
from pipeboard.domain.actions import SetUpBoard
from pipeboard.domain.errors import Refused
from pipeboard.store.rescue import Source
from pipeboard.tui.opening import FirstScreens
from pipeboard.tui.screens.recovery import Recovery, Remains
from pipeboard.tui.screens.setup import Setup
from pipeboard.workspace.workspace import Workspace

IDS = ("k7q4-1m81j18g0rmz", "k7q4-1m81j18g1rmz", "k7q4-1m81j18g2rmz")
PATH = Path("/home/anna/sales/pipeboard.json")


async def test_enter_makes_the_usual_board() -> None:
    """The first screen says where the board will be and needs one key."""
    app = DialogApp(Setup(PATH, load_templates(), timezone="Europe/Helsinki", submit=lambda action: None))
    async with app.run_test(size=(80, 24)) as pilot:
        assert str(PATH) in app.text
        assert "1 Lead" in app.text
        await pilot.press("enter")
    assert isinstance(app.result, SetUpBoard)
    assert app.result.settings["timezone"] == "Europe/Helsinki"


async def test_the_template_and_its_language_are_previewed() -> None:
    """The stages show in the language that is chosen."""
    app = DialogApp(Setup(PATH, load_templates(), submit=lambda action: None))
    async with app.run_test(size=(80, 24)) as pilot:
        for _ in range(3):
            await pilot.press("right")
        assert "Stage names" in app.text
        await pilot.press("down", "right", "enter")
    assert isinstance(app.result, SetUpBoard)
    template = next(one for one in load_templates() if one.language != "en")
    assert app.result.pipeline.stages[0].fields["name"] != template.stages[0].name


async def test_a_board_that_cannot_be_made_says_why() -> None:
    """The screen stays, so that the reason can be mended."""
    app = DialogApp(Setup(PATH, load_templates(), submit=lambda action: "The folder cannot be written to."))
    async with app.run_test(size=(45, 20)) as pilot:
        await pilot.press("enter")
        assert "The folder cannot be written to." in app.text
        assert app.result is NOTHING_YET


DAMAGED = b"broken"
SOURCES = (
    Source("salvage", "the lines of the file that are whole", "b-1", dict.fromkeys(IDS[:2], b"")),
    Source("git-head", "the last commit", "b-1", dict.fromkeys(IDS, b"")),
    Source("backup", "the backup of last week", "b-2", dict.fromkeys(IDS, b""), foreign=True),
)


def recovery(*sources: Source, refusal: str = "") -> tuple[Recovery, list[tuple[str, ...]]]:
    """The screen of a damaged file, and the keys of what it was asked to put together."""
    mended: list[tuple[str, ...]] = []

    def mend(remains: Remains, chosen: Sequence[Source]) -> str:
        if refusal:
            raise Refused(refusal)
        assert remains.damaged == DAMAGED
        mended.append(tuple(one.key for one in chosen))
        return "pipeboard.json.damaged-1"

    return Recovery(PATH, "Line 812 is cut off.", lambda: Remains(DAMAGED, sources), mend), mended


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (45, 20)])
async def test_a_damaged_file_is_told_with_the_way_back(size: tuple[int, int]) -> None:
    """The sentence, the file and what helps where nothing is left of it; Enter does nothing."""
    for key, result in (("r", "retry"), ("q", "quit"), ("escape", "quit")):
        app = DialogApp(recovery()[0])
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            assert "Line 812 is cut off." in app.text
            assert "git checkout" in app.text
            await pilot.press("enter", "w")
            assert app.result is NOTHING_YET
            await pilot.press(key)
        assert app.result == result


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (45, 20)])
async def test_what_is_left_of_a_damaged_file_is_offered(size: tuple[int, int]) -> None:
    """How much each source holds; one of another board cannot be taken; the others are, unless left out."""
    screen, mended = recovery(*SOURCES)
    app = DialogApp(screen)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert "[x] salvage" in app.text
        assert " -  backup" in app.text
        assert "3 rows" in app.text
        await pilot.press("space")
        assert "[ ] salvage" in app.text
        await pilot.press("j", "j", "space", "k")
        assert mended == []
        await pilot.press("w")
        assert mended == [("git-head",)]
        assert "pipeboard.json.damaged-1" in app.text.replace("\n", "")
        await pilot.press("enter")
    assert app.result == "mended"


async def test_a_file_that_cannot_be_put_together_says_why() -> None:
    """The screen stays."""
    app = DialogApp(recovery(*SOURCES, refusal="The file has changed meanwhile.")[0])
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("w")
        assert "has changed meanwhile" in app.text
        assert app.result is NOTHING_YET


def cut_in_half(path: Path) -> bytes:
    """Damages a file; what it was."""
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return whole


def kept_beside(path: Path) -> bytes:
    [kept] = path.parent.glob("*.damaged-*")
    return kept.read_bytes()


async def test_a_damaged_board_is_put_together_and_opens(tmp_path: Path) -> None:
    """From the file, its backups and the journal: the app goes on with the board, and keeps the damage."""
    path = fill_board(tmp_path, 3)
    whole = cut_in_half(path)
    state = tmp_path / "state"

    def create(setup: SetUpBoard) -> Workspace:
        raise AssertionError("there is a board")

    app = make_app(path, first_screens=FirstScreens(path, create, state_dir=state))
    async with app.run_test(size=(100, 30)) as pilot:
        while not isinstance(app.screen, Recovery) or "journal" not in screen_text(app):
            await pilot.pause(0.01)
        await pilot.press("w")
        assert "put together again" in screen_text(app)
        await pilot.press("enter")
        screen = await loaded(pilot)
        assert len(screen.workspace.board.deals) == 3
        screen.workspace.close()
    assert kept_beside(path) == whole[: len(whole) // 2]
