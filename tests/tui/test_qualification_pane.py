"""The qualification pane: every key is one action, and what is shown is the deal as it then is."""

from __future__ import annotations

from pathlib import Path

import pytest

from board_app import fill_board, loaded, make_app, open_board, screen_text
from dialog_app import type_text
from pipeboard.domain.actions import AddFramework
from pipeboard.domain.deal import Deal
from pipeboard.tui.screens.board import BoardScreen
from pipeboard.tui.screens.qualification import QualificationPane

SIZE = (120, 36)


def answers(screen: BoardScreen) -> dict[str, str]:
    """What is known of the deal under the cursor, by its framework."""
    deal = the_deal(screen)
    return {name: one.answer for name, one in deal.answers_in(deal.framework).items()}


def the_deal(screen: BoardScreen) -> Deal:
    deal = screen.deal
    assert deal is not None
    return deal


async def test_digits_go_through_the_answers_and_u_takes_one_back(tmp_path: Path) -> None:
    """Each press is saved at once and shows in the pane, on the card and in the file."""
    path = fill_board(tmp_path)
    app = make_app(path)
    async with app.run_test(size=(200, 36)) as pilot:
        screen = await loaded(pilot)
        await pilot.press("b", "1", "2", "2", "3", "3", "3")
        assert answers(screen) == {"budget": "yes", "authority": "partial", "need": "no"}
        assert "BANT B~n·" in screen_text(app)
        await pilot.press("u")
        assert answers(screen)["need"] == "partial"
        await pilot.press("U", "escape")
        await pilot.pause()
        assert "B~n·" in screen_text(app)
        assert "BANT B~n·" not in screen_text(app)
        deal_id = the_deal(screen).id
        screen.workspace.flush()
    again = open_board(path, "Bob")
    assert {one.criterion: one.answer for one in again.board.deals[deal_id].answers} == {
        "budget": "yes",
        "authority": "partial",
        "need": "no",
    }
    again.close()


async def test_a_note_is_written_on_the_highlighted_criterion(tmp_path: Path) -> None:
    """Enter keeps it, Esc leaves it as it was; letters are text meanwhile."""
    app = make_app(fill_board(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("b", "j", "enter")
        await type_text(pilot, "sum 1")
        await pilot.press("enter")
        assert [(one.criterion, one.note, one.by) for one in the_deal(screen).answers] == [
            ("authority", "sum 1", "Anna")
        ]
        await pilot.press("enter")
        await type_text(pilot, " more")
        await pilot.press("escape")
        assert isinstance(app.screen, QualificationPane)
        assert the_deal(screen).answers[0].note == "sum 1"
        assert "sum 1" in screen_text(app)


async def test_marks_and_frameworks_have_keys(tmp_path: Path) -> None:
    """m, s and F; the criteria follow the framework, and its answers wait until it is back."""
    app = make_app(fill_board(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("b", "1", "m", "s")
        deal = the_deal(screen)
        assert deal.mql is not None
        assert deal.sql is not None
        assert "MQL 23 Nov, SQL 23 Nov" in screen_text(app)
        await pilot.press("F")
        assert the_deal(screen).framework == "champ"
        assert "Challenges" in screen_text(app)
        await pilot.press("F", "6")
        assert the_deal(screen).framework == "meddic"
        assert answers(screen) == {"champion": "yes"}
        await pilot.press("F")
        assert answers(screen) == {"budget": "yes"}


async def test_tab_turns_to_the_score_which_can_be_set_by_hand(tmp_path: Path) -> None:
    """What is typed counts until x goes by the rules again; what is no score is told."""
    app = make_app(fill_board(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("b", "1", "tab")
        text = screen_text(app)
        assert "Budget is there" in text
        assert "No profile of an ideal customer yet" in text
        await pilot.press("enter")
        await type_text(pilot, "6x")
        await pilot.press("enter")
        assert "'6x' is not a score" in screen_text(app)
        await pilot.press("backspace", "0", "enter")
        assert the_deal(screen).score_override == 60
        assert "Score 60, set by hand; the rules give" in screen_text(app)
        await pilot.press("x")
        assert the_deal(screen).score_override is None
        await pilot.press("u")
        assert the_deal(screen).score_override == 60
        await pilot.press("enter", "escape", "tab")
        assert "Authority" in screen_text(app)


async def test_an_own_framework_is_worked_with_like_the_others(tmp_path: Path) -> None:
    """F goes to it, digits answer it, the card shows it."""
    app = make_app(fill_board(tmp_path))
    async with app.run_test(size=(200, 36)) as pilot:
        screen = await loaded(pilot)
        screen.do(AddFramework("SPIN", ("Situation", "Problem")))
        await pilot.press("b", "F", "F", "F")
        assert the_deal(screen).framework == "spin"
        await pilot.press("2", "escape")
        await pilot.pause()
        assert answers(screen) == {"problem": "yes"}
        assert "·P" in screen_text(app)


async def test_the_pane_closes_with_its_deal(tmp_path: Path) -> None:
    """Undo can go back beyond the answers, to before there was a deal."""
    app = make_app(fill_board(tmp_path, 0))
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("n")
        await type_text(pilot, "Acme")
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("b", "1", "u", "u")
        await pilot.pause()
        assert app.screen is screen
        assert screen.deal is None


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 16), (45, 16)])
async def test_the_pane_fits_any_terminal(tmp_path: Path, size: tuple[int, int]) -> None:
    """Every criterion, and the way out."""
    app = make_app(fill_board(tmp_path))
    async with app.run_test(size=size) as pilot:
        await loaded(pilot)
        await pilot.press("b", "4")
        text = screen_text(app)
        for part in ("Budget", "Authority", "Need", "Timeline", "yes", "Esc", "SQL"):
            assert part in text, (part, text)
