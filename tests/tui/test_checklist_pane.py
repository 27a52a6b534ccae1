"""The checklists in the app: ticked in the pane, asked for where they hold a card, shown with the stage."""

from __future__ import annotations

from pathlib import Path

import pytest

from board_app import fill_board, loaded, make_app, open_board, screen_text
from dialog_app import type_text
from pipeboard.domain.actions import AddDeal, AddItem, CheckItems, Define
from pipeboard.domain.checklist import checklist, items
from pipeboard.domain.deal import Deal
from pipeboard.tui.screens.board import BoardScreen
from pipeboard.tui.screens.checklist import ChecklistPane

SIZE = (120, 36)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A board with one deal, which its first stage holds by one of two items."""
    path = fill_board(tmp_path, 0)
    workspace = open_board(path)
    for text, required in (("Budget known", True), ("Site seen", False)):
        workspace.do(Define("check", {"text": text, "list": "stage:lead", "required": required}))
    workspace.do(AddDeal({"title": "Acme website"}))
    workspace.close()
    return path


def the_deal(screen: BoardScreen) -> Deal:
    return next(iter(screen.workspace.board.deals.values()))


def boxes(screen: BoardScreen) -> list[tuple[str, bool]]:
    """The items of the deal, and whether they are done."""
    return [(one.text, one.done) for one in checklist(the_deal(screen), screen.workspace.board)]


async def test_each_tick_is_one_change_and_u_takes_it_back(path: Path) -> None:
    """Digits and Space; the card, the pane and the file say so."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        assert "0/2" in screen_text(app)
        await pilot.press("T", "1", "j", "space")
        assert boxes(screen) == [("Budget known", True), ("Site seen", True)]
        assert "1 [x] Budget known" in screen_text(app)
        await pilot.press("u", "1")
        assert boxes(screen) == [("Budget known", False), ("Site seen", False)]
        await pilot.press("U", "2", "escape")
        await pilot.pause()
        assert app.screen is screen
        assert "1/2" in screen_text(app)
        screen.workspace.flush()
    again = open_board(path, "Bob")
    assert [one.by for one in next(iter(again.board.deals.values())).checks] == ["Anna"] * 2
    again.close()


async def test_it_opens_on_what_holds_the_deal(path: Path) -> None:
    """The first required item that is open, so that one Space may be enough."""
    workspace = open_board(path)
    (deal,) = workspace.board.deals.values()
    workspace.do(AddItem(deal.id, "Ask Maija", required=True))
    workspace.do(CheckItems(deal.id, (checklist(deal, workspace.board)[0].id,)))
    workspace.close()
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("T", "space")
        assert boxes(screen) == [("Budget known", True), ("Site seen", False), ("Ask Maija", True)]


async def test_items_of_the_deals_own_are_added_and_taken_off(path: Path) -> None:
    """Tab makes one required; those of the stage stay."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("T", "tab", "a")
        await type_text(pilot, "Ask Maija 1")
        await pilot.press("tab", "enter")
        assert boxes(screen)[-1] == ("Ask Maija 1", False)
        assert "3 [!] Ask Maija 1" in screen_text(app)
        await pilot.press("x")
        assert len(boxes(screen)) == 2
        await pilot.press("g", "x")
        assert len(boxes(screen)) == 2
        assert "Budget known cannot be taken off this deal" in screen_text(app)
        await pilot.press("a")
        await type_text(pilot, "site seen")
        await pilot.press("escape", "a", "enter", "a")
        await type_text(pilot, "x")
        await pilot.press("enter", "a")
        await type_text(pilot, "X")
        await pilot.press("enter")
        assert "There is a checklist item called x already" in screen_text(app)
        await pilot.press("escape", "escape")
        await pilot.pause()
        assert app.screen is screen
        assert "0/3" in screen_text(app), "the card follows what is defined"


async def test_the_other_lists_are_turned_to_and_make_a_deal_ready(path: Path) -> None:
    """All closing signals put a star on the card; the handover comes with the win."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("T", "tab", "tab", "1", "2")
        assert "Ready to close" not in screen_text(app)
        await pilot.press("3")
        assert "★ Ready to close" in screen_text(app)
        await pilot.press("tab", "escape")
        await pilot.pause()
        assert "★" in screen_text(app)
        assert [one.done for one in items(the_deal(screen), screen.workspace.board, "closing")] == [True] * 3


async def test_a_held_card_asks_and_goes_on_once_its_list_is_done(path: Path) -> None:
    """`t` opens the checklist; when nothing holds the card any more, one key moves it."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("L")
        await pilot.pause()
        assert "Acme website is held in Lead by its checklist: 'Budget known' is open." in screen_text(app)
        assert the_deal(screen).stage == "lead"
        await pilot.press("t")
        await pilot.pause()
        assert isinstance(app.screen, ChecklistPane)
        await pilot.press("1", "escape")
        await pilot.pause()
        assert "Nothing holds it any more" in screen_text(app)
        await pilot.press("y")
        await pilot.pause()
        assert the_deal(screen).stage == "qualified"
        assert screen.deal == the_deal(screen), "the cursor goes with it"


async def test_a_held_card_stays_or_goes_on_with_a_reason(path: Path) -> None:
    """From a key and from the list of stages; without a reason it stays."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        for keys in (("L", "escape"), ("L", "o", "escape"), ("L", "o", "enter"), ("L", "t", "escape")):
            for key in keys:
                await pilot.press(key)
                await pilot.pause()
            assert app.screen is screen
            assert not screen.prompt.is_open, keys
            assert the_deal(screen).stage == "lead"
        await pilot.press("m", "d")
        assert "Held in Lead: 'Budget known' is open." in screen_text(app)
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("o")
        await pilot.pause()
        await type_text(pilot, "they sign")
        await pilot.press("enter")
        await pilot.pause()
        deal = the_deal(screen)
        assert (deal.stage, deal.override) == ("discovery", "they sign")
        await pilot.press("u")
        assert (the_deal(screen).stage, the_deal(screen).override) == ("lead", "")


async def test_a_win_that_is_held_asks_after_its_form(path: Path) -> None:
    """What was typed into the form goes with the reason."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("W", "tab")
        await type_text(pilot, "trust")
        await pilot.press("f2")
        await pilot.pause()
        await pilot.pause()
        assert app.screen is screen
        assert "'Budget known' is open" in screen_text(app)
        await pilot.press("o")
        await pilot.pause()
        await type_text(pilot, "signed")
        await pilot.press("enter")
        await pilot.pause()
        deal = the_deal(screen)
        assert (deal.status, deal.reason, deal.override) == ("won", "trust", "signed")


async def test_the_stage_is_explained_beside_the_keys(path: Path) -> None:
    """`g i` opens its page, `?` the keys; Tab turns from one to the other."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("g", "i")
        assert "Budget known (required)" in screen_text(app)
        await pilot.press("shift+tab")
        assert "Moving around" in screen_text(app)
        await pilot.press("escape", "question_mark")
        await pilot.pause()
        assert "Moving around" in screen_text(app)
        await pilot.press("tab")
        assert "Stage: Lead" in screen_text(app)
        assert "Budget known (required)" in screen_text(app)
        await pilot.press("slash")
        await type_text(pilot, "checklist")
        assert "Checklist of the stage" in screen_text(app)
        await pilot.press("escape", "escape")
        await pilot.pause()
        assert app.screen is screen


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 16), (45, 20), (45, 16)])
async def test_the_pane_fits_any_terminal(path: Path, size: tuple[int, int]) -> None:
    """The highlighted item and the way out, on every list."""
    app = make_app(path)
    async with app.run_test(size=size) as pilot:
        await loaded(pilot)
        await pilot.press("T")
        for part in ("Budget known", "[!]", "Esc"):
            assert part in screen_text(app), part
        await pilot.press("tab", "G")
        assert "Verdict" in screen_text(app)
        await pilot.press("a")
        await type_text(pilot, "new one")
        assert "New item: new one" in screen_text(app)


async def test_the_agenda_says_where_a_held_win_is_settled(path: Path) -> None:
    """Its form stays with the reason, and names the key that opens the checklist."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("A", "W", "f2")
        await pilot.pause()
        text = " ".join(screen_text(app).replace("│", " ").split())
        assert "'Budget known' is open; T on its card opens it." in text, text
        assert the_deal(screen).is_open
