"""The lists of a stage in its editor: every key is one action, and the lists follow."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from board_app import fill_board, open_board
from dialog_app import DialogApp, type_text
from factories import TODAY
from pipeboard.domain.actions import Action, Define
from pipeboard.domain.errors import PipeBoardError
from pipeboard.tui.screens.stage_content import StageContent
from pipeboard.view.about_stage import content_of


class Desk:
    """The dialog over a board file."""

    def __init__(self, folder: Path) -> None:
        self.workspace = open_board(fill_board(folder, 0))
        for text in ("Budget known", "Site seen", "Need known"):
            self.workspace.do(Define("check", {"text": text, "list": "stage:lead"}))
        now = self.workspace.now
        self.app = DialogApp(StageContent("lead", lambda: self.workspace.board, self.submit, now))

    def submit(self, action: Action) -> str | None:
        try:
            self.workspace.do(action)
        except PipeBoardError as error:
            return error.sentence
        return None

    def texts(self, kind: str = "check") -> list[str]:
        """What is on the list, in order."""
        board = self.workspace.board
        return [one.title for one in content_of(board, board.stages["lead"], kind)]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


async def test_items_are_added_changed_ordered_and_removed(desk: Desk) -> None:
    """The cursor goes with what was worked on; u takes the last edit back."""
    async with desk.app.run_test(size=(100, 30)) as pilot:
        await pilot.press("a")
        await type_text(pilot, "Logo drawn")
        await pilot.press("enter", "y", "f2")
        await pilot.pause()
        assert desk.texts() == ["Budget known", "Site seen", "Need known", "Logo drawn"]
        await pilot.press("K", "K")
        assert desk.texts() == ["Budget known", "Logo drawn", "Site seen", "Need known"]
        await pilot.press("x")
        assert desk.texts() == ["Budget known", "Site seen", "Need known"]
        await pilot.press("u", "g", "J", "J", "J", "J")
        assert desk.texts() == ["Logo drawn", "Site seen", "Need known", "Budget known"]
        await pilot.press("e")
        await type_text(pilot, " well")
        await pilot.press("f2")
        await pilot.pause()
        assert desk.texts()[-1] == "Budget known well"
        await pilot.press("space")
        assert "required" in desk.app.text
        await pilot.press("escape")
    assert desk.app.result is None


async def test_materials_are_marked_as_reviewed_and_challenges_have_remedies(desk: Desk) -> None:
    """Tab turns to them; an empty list says how it begins."""
    async with desk.app.run_test(size=(100, 30)) as pilot:
        await pilot.press("tab")
        assert "No materials yet; a adds the first one." in desk.app.text
        await pilot.press("a")
        await type_text(pilot, "Price list")
        await pilot.press("f2")
        await pilot.pause()
        assert "never reviewed" in desk.app.text
        await pilot.press("r")
        assert "reviewed 23 Nov" in desk.app.text
        one = desk.workspace.board.definitions("material")["lead.price-list"]
        assert one.values["reviewed"] == TODAY
        await pilot.press("tab", "a")
        await type_text(pilot, "They wait")
        await pilot.press("enter")
        await type_text(pilot, "Ask why")
        await pilot.press("enter")
        await pilot.pause()
        assert "→ Ask why" in desk.app.text


async def test_what_is_wrong_is_told_where_it_was_typed(desk: Desk) -> None:
    """A field left empty, a title that is there, a day to come: the form stays."""
    async with desk.app.run_test(size=(100, 30)) as pilot:
        await pilot.press("a", "f2")
        assert "A checklist item needs a few words." in desk.app.text
        await type_text(pilot, "site seen")
        await pilot.press("f2")
        assert "There is a checklist item called Site seen already" in desk.app.text
        await pilot.press("escape", "y", "tab", "a")
        await type_text(pilot, "Price list")
        await pilot.press("enter", "enter")
        await type_text(pilot, str(TODAY + timedelta(days=2)))
        await pilot.press("f2")
        assert "is still to come; a review took place today or before." in " ".join(desk.app.text.split())
        assert desk.texts("material") == []


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 16), (45, 20)])
async def test_the_lists_fit_any_terminal(desk: Desk, size: tuple[int, int]) -> None:
    """The highlighted one and the way out."""
    async with desk.app.run_test(size=size) as pilot:
        await pilot.press("G")
        for part in ("Need known", "Esc", "Checklist 3"):
            assert part in desk.app.text
