"""The tour on the board: begun, followed, left."""

from __future__ import annotations

from pathlib import Path

from board_app import fill_board, loaded, make_app, screen_text

SIZE = (80, 24)


async def test_the_tour_follows_what_one_does(tmp_path: Path) -> None:
    """From its first step to its last; then it is gone and says what to do next."""
    app = make_app(fill_board(tmp_path, 12), sample=True)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        assert "g ? shows you around" in screen_text(app)
        await pilot.press("g", "question_mark")
        await pilot.pause()
        assert "1/12  Cards are deals" in screen_text(app)
        ways = (("j",), ("l",), ("enter",), ("escape",), ("L",), ("u",), ("f", "escape"), ("n", "escape"))
        for at, keys in enumerate((*ways, ("slash", "escape"), ("A", "escape"), ("M", "escape")), 2):
            await pilot.press(*keys)
            await pilot.pause()
            assert f"{at}/12  " in screen_text(app), keys
        await pilot.press("question_mark", "escape")
        await pilot.pause()
        assert screen.tour is None
        assert "/12  " not in screen_text(app)
        assert "That was the tour." in screen_text(app)


async def test_the_tour_can_begin_at_once_and_be_left_at_any_time(tmp_path: Path) -> None:
    """The board has its rows again; the tour can be begun anew."""
    app = make_app(fill_board(tmp_path, 12), tour=True)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.pause()
        assert "1/12" in screen_text(app)
        height = screen.board.size.height
        await pilot.press("g", "question_mark")
        await pilot.pause()
        assert screen.board.size.height == height + 2
        assert "g ? begins the tour again." in screen_text(app)
        await pilot.press("g", "question_mark")
        await pilot.pause()
        assert "1/12" in screen_text(app)


async def test_a_board_without_deals_says_what_to_press(tmp_path: Path) -> None:
    """Also at the smallest size; one with deals says nothing."""
    for count, said in ((0, True), (1, False)):
        folder = tmp_path / str(count)
        folder.mkdir()
        app = make_app(fill_board(folder, count))
        async with app.run_test(size=(60, 20)) as pilot:
            await loaded(pilot)
            assert ("n makes the first deal; g ? shows you around." in screen_text(app)) is said
