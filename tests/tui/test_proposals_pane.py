"""The proposals of a deal: every key is one action, and what is shown is the deal as it then is."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from board_app import fill_board, loaded, make_app, open_board, screen_text
from dialog_app import type_text
from pipeboard.domain.deal import Deal
from pipeboard.domain.proposal import Proposal
from pipeboard.tui.screens.board import BoardScreen
from pipeboard.tui.screens.proposals import ProposalsPane

SIZE = (120, 36)


def the_deal(screen: BoardScreen) -> Deal:
    deal = screen.deal
    assert deal is not None
    return deal


def offers(screen: BoardScreen) -> list[tuple[int, str, int]]:
    """Amount, standing and how many parts each proposal of the deal under the cursor has."""
    return [(int(one.amount), one.standing, len(one.covered)) for one in the_deal(screen).proposals]


async def test_an_offer_is_made_sent_and_accepted_with_a_key_each(tmp_path: Path) -> None:
    """Each is saved at once, shows in the dialog and in the file, and u takes it back."""
    path = fill_board(tmp_path)
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("P", "a")
        await pilot.pause()
        await type_text(pilot, "12k EUR")
        await pilot.press("f2")
        await pilot.pause()
        assert isinstance(app.screen, ProposalsPane)
        assert offers(screen) == [(12000, "draft", 0)]
        await pilot.press("1", "2", "4", "2", "s")
        assert offers(screen) == [(12000, "sent", 2)]
        assert "● 12 000 EUR  sent 23 Nov  P··C" in screen_text(app)
        await pilot.press("y")
        assert offers(screen) == [(12000, "accepted", 2)]
        assert "accepted 23 Nov" in screen_text(app)
        await pilot.press("u")
        assert offers(screen) == [(12000, "sent", 2)]
        await pilot.press("U", "v", "escape")
        assert the_deal(screen).value == Decimal(12000)
        deal_id = the_deal(screen).id
        screen.workspace.flush()
    again = open_board(path, "Bob")
    assert [one.standing for one in again.board.deals[deal_id].proposals] == ["accepted"]
    again.close()


async def test_a_rule_is_told_in_the_dialog(tmp_path: Path) -> None:
    """What was declined is not sent again until it is reopened; the sentence goes with the next key."""
    app = make_app(fill_board(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("P", "enter", "f2")
        await pilot.pause()
        await pilot.press("n", "s")
        assert "reopen it to send it again" in screen_text(app)
        await pilot.press("O")
        assert "reopen it to send it again" not in screen_text(app)
        await pilot.press("s")
        assert [standing for _, standing, _ in offers(screen)] == ["sent"]


async def test_enter_edits_and_x_takes_off(tmp_path: Path) -> None:
    """The highlighted one; a new one is highlighted at once."""
    app = make_app(fill_board(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        for amount in ("1000", "2000"):
            await pilot.press("P", "a")
            await pilot.pause()
            await type_text(pilot, amount)
            await pilot.press("f2")
            await pilot.pause()
            await pilot.press("escape")
        await pilot.press("P", "j", "enter")
        await pilot.pause()
        await type_text(pilot, "2500")
        await pilot.press("f2")
        await pilot.pause()
        assert [amount for amount, _, _ in offers(screen)] == [1000, 2500]
        await pilot.press("k", "x")
        assert [amount for amount, _, _ in offers(screen)] == [2500]
        await pilot.press("x", "x", "s", "3", "q")
        assert offers(screen) == []
        assert app.screen is screen


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 16), (45, 20)])
async def test_the_dialog_fits_any_terminal(tmp_path: Path, size: tuple[int, int]) -> None:
    """Every offer can be reached, every key is named, and the way out."""
    app = make_app(fill_board(tmp_path))
    async with app.run_test(size=size) as pilot:
        screen = await loaded(pilot)
        deal = the_deal(screen)
        many = tuple(Proposal(f"p{n:02d}", Decimal(1000 + n), "EUR") for n in range(20))
        board = screen.workspace.board.with_deals({deal.id: deal._replace(proposals=many)})
        pane = ProposalsPane(deal.id, lambda: board, lambda _: None, screen.workspace.now, lambda *_: None)
        app.push_screen(pane)
        await pilot.pause()
        for hint in ("add", "sent", "accepted", "declined", "reopen", "remove", "Esc"):
            assert hint in screen_text(app), hint
        await pilot.press(*("j",) * 19)
        assert "1 019 EUR" in screen_text(app)
        assert "4 cost" in screen_text(app)
