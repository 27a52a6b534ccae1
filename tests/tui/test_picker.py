"""Pickers: arrows, letters, Enter and Esc."""

from __future__ import annotations

from dialog_app import NOTHING_YET, DialogApp
from factories import make_board
from pipeboard.tui.screens.move_picker import move_picker
from pipeboard.tui.screens.picker import Picker
from pipeboard.view.picker import Option

OPTIONS = [Option(one.lower(), one) for one in ("Lead", "Qualified", "Proposal", "Delivery")]
SIZE = (80, 24)


async def test_a_letter_goes_to_its_option_and_enter_picks() -> None:
    """The letter alone changes nothing yet, so that it can be thought over."""
    app = DialogApp(Picker("Move to", OPTIONS))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("p")
        assert app.result is NOTHING_YET
        await pilot.press("enter")
    assert app.result == "proposal"


async def test_arrows_and_j_k_stop_at_the_ends() -> None:
    """The cursor does not wrap."""
    picker = Picker("Move to", OPTIONS, cursor="qualified")
    app = DialogApp(picker)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("k", "up", "up")
        assert picker.cursor == "lead"
        await pilot.press("j", "down", "j", "j", "j")
        assert picker.cursor == "delivery"
        await pilot.press("2")
        assert picker.cursor == "qualified"


async def test_esc_and_q_leave_everything_as_it_was() -> None:
    """Both close the top layer without a result."""
    for key in ("escape", "q"):
        app = DialogApp(Picker("Move to", OPTIONS))
        async with app.run_test(size=SIZE) as pilot:
            await pilot.press("down", key)
        assert app.result is None


async def test_a_menu_of_verbs_runs_at_one_key() -> None:
    """Where every letter is a verb it needs no Enter."""
    app = DialogApp(Picker("Follow-up", OPTIONS, at_once=True))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("d")
    assert app.result == "delivery"


async def test_moving_tells_what_it_would_change() -> None:
    """Stage, chance and count are previewed before Enter."""
    board = make_board(20)
    deal = next(one for one in board.deals.values() if one.is_open and one.stage == "lead")
    seen: list[str] = []
    app = DialogApp(move_picker(board, [deal], moved=seen.append))
    async with app.run_test(size=SIZE) as pilot:
        assert "It is here now." in app.text
        await pilot.press("p")
        assert "Lead → Proposal" in app.text
        assert "60% chance" in app.text
        await pilot.press("e")
        assert "comes after the win" in app.text
        await pilot.press("enter")
    assert seen == ["proposal", "delivery"]
    assert app.result == "delivery"


async def test_a_long_list_scrolls_on_a_small_screen() -> None:
    """Forty options are all reached on 45x12."""
    picker = Picker("Pick", [Option(str(number), f"Option {number}") for number in range(40)])
    app = DialogApp(picker)
    async with app.run_test(size=(45, 12)) as pilot:
        await pilot.press("end")
        assert "Option 39" in app.text
        assert "Option 0 " not in app.text
        await pilot.press("home")
        assert "Option 0 " in app.text
