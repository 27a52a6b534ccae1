"""Keys on the board do what they say, and what they did can be seen."""

from __future__ import annotations

import threading
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from rich.console import RenderableType
from textual.pilot import Pilot
from textual.screen import Screen

from board_app import fill_board, loaded, make_app, open_board, screen_text
from dialog_app import type_text
from pipeboard.config.look import Look
from pipeboard.config.themes import ANSI
from pipeboard.domain.actions import AddPipeline, CloseDeals, EditDeals, MoveDeals, NewStage, SetUpBoard
from pipeboard.domain.board import Board
from pipeboard.domain.errors import NotFound, Unwritable
from pipeboard.tui.app import PipeBoardApp
from pipeboard.tui.messages import Saved
from pipeboard.tui.opening import FirstScreens
from pipeboard.tui.screens.board import BoardScreen
from pipeboard.tui.widgets.hint_bar import HintBar
from pipeboard.tui.widgets.status_line import StatusLine
from pipeboard.view.text import cells
from pipeboard.workspace.recall import FirstLook
from pipeboard.workspace.workspace import Workspace

SIZE = (120, 40)


@pytest.fixture
def app(tmp_path: Path) -> PipeBoardApp:
    """The app on a board of twelve deals."""
    return make_app(fill_board(tmp_path))


def is_shown(screen: BoardScreen, deal_id: str) -> bool:
    """Whether the deal is on the board that is shown."""
    view = screen.board.view
    assert view is not None
    return deal_id in view.where


async def test_the_board_opens_with_its_columns_and_cards(app: PipeBoardApp) -> None:
    """Stages, deals, counts, and how it stands."""
    async with app.run_test(size=SIZE) as pilot:
        await loaded(pilot)
        text = screen_text(app)
        assert all(name in text for name in ("Lead", "Qualified", "Discovery", "Proposal", "Negotiation"))
        assert "12 open" in text
        assert "stage 1-5 of 7" in text
        assert "? help" in text


async def test_the_first_frame_says_what_goes_on_and_how_to_leave(
    app: PipeBoardApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is drawn before a widget hears how large it is, and not empty for all that."""
    frames: list[str] = []
    display = PipeBoardApp._display

    def drawn(app: PipeBoardApp, screen: Screen[object], frame: RenderableType | None) -> None:
        display(app, screen, frame)
        if frame is not None:
            frames.append(screen_text(app))

    for widget in (HintBar, StatusLine):
        monkeypatch.setattr(widget, "on_resize", lambda _: None)
    monkeypatch.setattr(PipeBoardApp, "_display", drawn)
    async with app.run_test(size=SIZE) as pilot:
        await loaded(pilot)
    *_, status, hints = frames[0].splitlines()
    assert status.strip() == "Opening the board..."
    assert "q quit" in hints


class HalfRead:
    """An app that has read the open deals of its board, and goes on to the closed ones when it may."""

    def __init__(self, path: Path, reason: str = "price") -> None:
        with closing(open_board(path)) as workspace:
            self.closed, *self.open = list(workspace.board.deals)
            workspace.do(CloseDeals((self.closed,), "lost", reason))
        self._path = path
        self._may_go_on = threading.Event()
        self.app = PipeBoardApp(self._open)

    def go_on(self) -> None:
        self._may_go_on.set()

    def _open(self, first: FirstLook) -> Workspace:
        def look(board: Board, today: date) -> None:
            first(board, today)
            assert self._may_go_on.wait(30)

        return open_board(self._path, first=look)


async def seen(pilot: Pilot[int]) -> BoardScreen:
    """The board screen, once there is something to see."""
    app = pilot.app
    assert isinstance(app, PipeBoardApp)
    while app.board_screen.board.view is None:
        await pilot.pause(0.01)
    await pilot.pause()
    return app.board_screen


async def test_open_deals_show_while_closed_ones_are_still_being_read(tmp_path: Path) -> None:
    """Cards and counts are there and stay as they are; that all is saved is told only once it is known."""
    half = HalfRead(fill_board(tmp_path))
    async with half.app.run_test(size=SIZE) as pilot:
        screen = await seen(pilot)
        before = screen_text(half.app)
        assert (screen.workspace_or_none, "saved" in before) == (None, False)
        assert "11 open" in before
        assert all(is_shown(screen, deal_id) for deal_id in half.open)
        half.go_on()
        (await loaded(pilot)).board.tell_offers(lambda *_: False)  # only later do cards tell of plays
        await pilot.pause()
        after = screen_text(half.app)
        assert "saved" in after
        # The strips of closed deals alone get their counts now.
        assert before.splitlines()[0].split() == after.splitlines()[0].split()[:-2]
        assert after.splitlines()[1:-2] == before.splitlines()[1:-2]
        assert half.closed in screen.workspace.board.deals


async def test_the_cursor_moves_while_closed_deals_are_still_being_read(tmp_path: Path) -> None:
    """Moving needs no more than what is shown, and the cursor stays where it went."""
    half = HalfRead(fill_board(tmp_path))
    async with half.app.run_test(size=SIZE) as pilot:
        screen = await seen(pilot)
        first = screen.deal
        await pilot.press("l", "G")
        moved = screen.deal
        assert moved is not None
        assert moved != first
        half.go_on()
        await loaded(pilot)
        assert screen.deal == moved


async def test_what_is_typed_while_the_board_is_being_read_is_done_then(tmp_path: Path) -> None:
    """A command waits for the whole board, and so does all that is typed after it, in its order."""
    half = HalfRead(fill_board(tmp_path))
    async with half.app.run_test(size=SIZE) as pilot:
        screen = await seen(pilot)
        await pilot.press("n", *"Ajax q", "enter", "L")
        assert screen.workspace_or_none is None
        assert "still being opened" in screen_text(half.app)
        half.go_on()
        await loaded(pilot)
        for _ in range(500):
            made = [deal for deal in screen.workspace.board.deals.values() if deal.title == "Ajax q"]
            if made and made[0].stage != "lead":
                break
            await pilot.pause(0.01)
        assert [deal.stage for deal in made] == ["qualified"]


async def test_leaving_does_not_wait_for_the_closed_deals(tmp_path: Path) -> None:
    """`q` works as soon as there is something to see, and ^c whatever was typed before."""
    for keys in (("q",), ("n", "ctrl+c")):
        folder = tmp_path / keys[0]
        folder.mkdir()
        half = HalfRead(fill_board(folder))
        async with half.app.run_test(size=SIZE) as pilot:
            await seen(pilot)
            await pilot.press(*keys)
            await pilot.pause()
            assert half.app.return_code == 0
            half.go_on()


async def test_what_was_typed_is_forgotten_when_the_board_cannot_be_opened(tmp_path: Path) -> None:
    """Keys that were meant for a board do nothing on the screen that helps without one."""
    may_fail = threading.Event()

    def fail(first: FirstLook) -> Workspace:
        assert may_fail.wait(30)
        raise NotFound("There is no board.")

    app = PipeBoardApp(fail, first_screens=FirstScreens(tmp_path / "pipeboard.json", open_board_never))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("n", "x", "enter")
        may_fail.set()
        while len(app.screen_stack) == 1:
            await pilot.pause(0.01)
        await pilot.pause()
        assert not (tmp_path / "pipeboard.json").exists()
        assert len(app.screen_stack) == 2


def open_board_never(setup: SetUpBoard) -> Workspace:
    raise AssertionError("nobody asked for a board")


async def test_the_first_paint_does_not_wait_for_the_board(tmp_path: Path) -> None:
    """The frame is there before the file has been read, and says what goes on."""
    path, painted = fill_board(tmp_path), threading.Event()

    def opened(first: FirstLook) -> Workspace:
        assert painted.wait(30)
        return open_board(path)

    app = PipeBoardApp(opened)
    async with app.run_test(size=SIZE) as pilot:
        assert "Opening the board" in screen_text(app)
        assert "q quit" in screen_text(app)
        painted.set()
        await loaded(pilot)
        assert "Opening the board" not in screen_text(app)


async def test_letters_and_arrows_move_the_cursor(app: PipeBoardApp) -> None:
    """Each letter has its twin."""
    async with app.run_test(size=SIZE) as pilot:
        board = (await loaded(pilot)).board
        places = []
        for keys in (("l", "right"), ("j", "down"), ("k", "up"), ("h", "left")):
            for key in keys:
                await pilot.press(key)
            places.append((board.place.column, board.place.row))
        assert places[0] == (2, 0)
        assert places[-1] == (0, 0)
        await pilot.press("G")
        assert board.column is not None
        assert board.place.row == board.column.count - 1
        await pilot.press("g", "g")
        assert board.place.row == 0
        await pilot.press("4")
        assert board.place.column == 3


async def test_a_moved_deal_takes_the_cursor_along(app: PipeBoardApp) -> None:
    """To the next stage and back, told in the status line, kept in the file."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        deal = screen.deal
        assert deal is not None
        await pilot.press("L")
        assert screen.deal is not None
        assert (screen.deal.id, screen.deal.stage) == (deal.id, "qualified")
        assert screen.board.place.column == 1
        assert "Qualified" in screen.status.message
        await pilot.press("shift+left")
        assert screen.deal.stage == "lead"


async def test_the_last_stage_before_the_win_is_the_end_of_the_road(app: PipeBoardApp) -> None:
    """A refusal is told, and nothing moves."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("h", "H")
        assert screen.status.message == "There is no stage before this one."


async def test_cards_keep_the_place_they_were_put_in(app: PipeBoardApp) -> None:
    """J and K reorder, and the order is in the file."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        column = screen.board.column
        assert column is not None
        assert column.count > 1
        first, second = column.deals[0].id, column.deals[1].id
        await pilot.press("J")
        moved = screen.board.column
        assert moved is not None
        assert [deal.id for deal in moved.deals[:2]] == [second, first]
        assert screen.deal is not None
        assert screen.deal.id == first
        await pilot.press("K")
        assert screen.board.column is not None
        assert screen.board.column.deals[0].id == first
        await pilot.press("g", "r")
        assert screen.deal.rank == ""


async def test_undo_and_redo(app: PipeBoardApp) -> None:
    """The cursor goes to what changed."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        deal = screen.deal
        assert deal is not None
        await pilot.press("x")
        assert not is_shown(screen, deal.id)
        await pilot.press("l", "u")
        assert screen.deal is not None
        assert screen.deal.id == deal.id
        await pilot.press("U")
        assert not is_shown(screen, deal.id)


@pytest.mark.parametrize(
    ("keys", "gone"), [(("y",), True), (("enter", "escape"), False), (("n", "escape"), False)]
)
async def test_only_y_deletes(app: PipeBoardApp, keys: tuple[str, ...], gone: bool) -> None:
    """Enter never confirms something destructive."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        deal = screen.deal
        assert deal is not None
        await pilot.press("D")
        assert "Delete" in screen_text(app)
        await pilot.press(*keys)
        await app.workers.wait_for_complete()
        assert is_shown(screen, deal.id) != gone
        assert not screen.prompt.is_open
        column = screen.board.place.column
        await pilot.press("l")
        assert screen.board.place.column == column + 1  # the board hears keys again


async def test_a_new_deal_from_one_line(app: PipeBoardApp) -> None:
    """The cursor is on it afterwards; a line that cannot be read stays to be mended."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("n")
        await type_text(pilot, "Zeta shop close:32.13.")
        await pilot.press("enter")
        assert screen.prompt.is_open
        assert screen.prompt.text.startswith("Zeta shop")
        await pilot.press("ctrl+u")
        await type_text(pilot, "Zeta shop 12k EUR @anna #web")
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert screen.deal is not None
        assert (screen.deal.title, str(screen.deal.value), screen.deal.tags) == (
            "Zeta shop",
            "12000",
            ("web",),
        )


async def test_a_quick_line_finds_its_stage_as_the_command_line_does(app: PipeBoardApp) -> None:
    """By the beginning of its name; a stage that is not there is told, and the line stays to be mended."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("n")
        await type_text(pilot, "Zeta shop stage:nowhere @me")
        await pilot.press("enter")
        assert screen.prompt.text == "Zeta shop stage:nowhere @me"
        assert "there are: Lead, Qualified" in screen.status.message
        await pilot.press("ctrl+u")
        await type_text(pilot, "Zeta shop stage:prop @me")
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert screen.deal is not None
        assert (screen.deal.title, screen.deal.stage, screen.deal.owner) == ("Zeta shop", "proposal", "Anna")


async def test_a_new_deal_goes_to_the_pipeline_that_is_shown(app: PipeBoardApp) -> None:
    """Not to the first one of the board."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        screen.workspace.do(AddPipeline("Renewals", (NewStage("due", {"name": "Due"}),)))
        renewals = screen.workspace.board.stages["due"].pipeline
        screen.show_pipeline(renewals)
        await pilot.press("n")
        await type_text(pilot, "Zeta shop")
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert screen.deal is not None
        assert (screen.deal.title, screen.deal.stage) == ("Zeta shop", "due")


@pytest.mark.parametrize("key", ["L", "J", "x", "D", "W", "O", "e", "E", "f", "c", "m", "p", "a", "t", "y"])
async def test_a_key_that_needs_a_deal_says_so_where_there_is_none(tmp_path: Path, key: str) -> None:
    """An empty column answers, and says how to fill it."""
    app = make_app(fill_board(tmp_path, 0))
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press(key)
        assert screen.status.message == "There is no deal under the cursor; n makes one."


async def test_a_search_is_live_and_goes_round(app: PipeBoardApp) -> None:
    """The cursor goes to the first match while it is typed; n and N walk; Esc ends it."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        before = screen.deal
        await pilot.press("/", "w")
        await pilot.press("e", "b")
        assert screen.search.found
        assert screen.deal is not None
        assert screen.deal.id in screen.search.found
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        first = screen.deal.id
        await pilot.press("n")
        assert screen.deal.id == screen.search.step(first, 1)
        await pilot.press("N")
        assert screen.deal.id == first
        await pilot.press("escape")
        assert screen.search.text == ""
        assert before is not None


async def test_a_search_given_up_leaves_the_cursor_where_it_was(app: PipeBoardApp) -> None:
    """Esc while typing undoes all of it."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        place = screen.board.place
        await pilot.press("/", *"migration", "escape")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert screen.board.place == place
        assert screen.search.text == ""


async def test_the_details_follow_the_cursor(app: PipeBoardApp) -> None:
    """Open, another card, another tab, closed by q before anything else."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("enter", "l")
        await pilot.pause()
        assert screen.deal is not None
        assert screen.details.rows[0][1][0].strip() == screen.deal.title
        await pilot.press("]")
        assert "MQL not yet" in screen_text(app)
        await pilot.press("[", "[", "[")
        assert "Created in" in screen_text(app)
        await pilot.press("q")
        assert not screen.panel.is_open
        assert app.is_running


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_short_tab_leaves_nothing_of_a_long_one(app: PipeBoardApp, size: tuple[int, int]) -> None:
    """Every row of the panel is as wide as the panel, so that it covers what was there before."""
    async with app.run_test(size=size) as pilot:
        screen = await loaded(pilot)
        await pilot.press("enter")
        assert "Owner" in screen_text(app)
        await pilot.press("[")
        await pilot.pause()
        assert "No notes yet." in screen_text(app)
        panel = screen.details
        assert {sum(cells(text) for text, _ in row) for row in panel.rows} == {panel.size.width}


async def test_what_another_app_did_appears(app: PipeBoardApp, tmp_path: Path) -> None:
    """The cursor stays with its deal, wherever that went."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        deal = screen.deal
        assert deal is not None
        other = open_board(tmp_path / "pipeboard.json", "Bob")
        other.do(MoveDeals((deal.id,), "negotiation"))
        other.do(EditDeals((deal.id,), {"title": "Changed by Bob"}))
        other.close()
        screen.poll()
        await pilot.pause()
        assert screen.board.place.column == 4
        assert "Changed by Bob" in screen_text(app)


async def test_an_unknown_key_says_so(app: PipeBoardApp) -> None:
    """Silence would leave people wondering; a chord that leads nowhere is told as a whole."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("ö")
        assert screen.status.message == "ö does nothing here; ? shows the keys."
        await pilot.press("g")
        assert "first card" in screen_text(app)
        await pilot.press("z")
        assert screen.status.message.startswith("g z does nothing")


async def test_a_russian_keyboard_reaches_the_same_keys(app: PipeBoardApp) -> None:
    """й is where q is, о is where j is."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("о")
        assert screen.board.place.row == 1


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (45, 20), (60, 16), (30, 10)])
async def test_any_size_shows_cursor_help_and_quit(app: PipeBoardApp, size: tuple[int, int]) -> None:
    """With and without the details."""
    async with app.run_test(size=size) as pilot:
        await loaded(pilot)
        for keys in ((), ("enter",)):
            await pilot.press(*keys)
            await pilot.pause()
            lines = screen_text(app).splitlines()
            assert any("▌" in line for line in lines)
            assert "?" in lines[-1]
            assert "q" in lines[-1]


async def test_resizing_keeps_the_cursor_in_sight(app: PipeBoardApp) -> None:
    """Narrow, and wide again."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("5", "G")
        deal = screen.deal
        for size in ((45, 20), (120, 40)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert screen.deal is deal
            assert "▌" in screen_text(app)


async def test_an_error_at_the_start_ends_the_app_with_its_code(tmp_path: Path) -> None:
    """The caller prints the sentence."""
    app = make_app(tmp_path / "missing.json")
    async with app.run_test(size=SIZE) as pilot:
        while app.failure is None:
            await pilot.pause(0.01)
    assert app.return_value == 3


async def test_themes_change_while_the_app_runs(app: PipeBoardApp) -> None:
    """Also to the terminal's own colours."""
    from pipeboard.config.themes import load_theme

    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        for theme_id in ("paper", "ansi", "harbour"):
            app.use_theme(load_theme(theme_id)[0])
            await pilot.pause()
            segment = next(iter(screen.board.render_line(0)))
            assert segment.style == app.styles_of["head active"]


async def test_quitting_with_a_failed_save_asks_first(
    app: PipeBoardApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is lost silently: the banner is red, and leaving takes a y."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        failure = Unwritable("The disk is full.")
        monkeypatch.setattr(type(screen.workspace), "failure", property(lambda _: failure))
        screen.post_message(Saved())
        await pilot.pause()
        assert "NOT SAVED" in screen_text(app)
        await pilot.press("q")
        assert app.is_running
        assert "journal" in screen_text(app)
        await pilot.press("escape")
        await app.workers.wait_for_complete()
        assert app.is_running


async def test_a_failed_save_is_told_once_and_so_is_its_end(
    app: PipeBoardApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Attempts that fail in the same way do not talk over what was said since."""
    failures: list[Unwritable] = [Unwritable("The disk is full.")]
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        monkeypatch.setattr(type(screen.workspace), "failure", property(lambda _: next(iter(failures), None)))
        for said in ("The disk is full.", "Moved on."):
            screen.post_message(Saved())
            await pilot.pause()
            assert said in screen_text(app)
            screen.say("Moved on.")
        failures.clear()
        screen.post_message(Saved())
        await pilot.pause()
        assert "the file holds your changes again" in screen_text(app)
        assert "NOT SAVED" not in screen_text(app)


async def test_no_color_is_honoured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bold and reverse are left, no colour at all."""
    monkeypatch.setenv("NO_COLOR", "1")  # the library looks at it, too
    app = make_app(fill_board(tmp_path, 3), look=Look(ANSI, no_colour=True))
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        for widget in (screen.board, screen.status, screen.hint_bar):
            for segment in widget.render_line(0):
                assert segment.style is not None
                for colour in (segment.style.color, segment.style.bgcolor):
                    assert colour is None or colour.is_default


async def test_leaving_while_the_app_warms_up_prints_nothing(
    app: PipeBoardApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What breaks in that thread once the app has ended is not told; what breaks before is."""

    def broken() -> None:
        raise ImportError("the interpreter is going")

    async with app.run_test(size=SIZE) as pilot:
        view = (await loaded(pilot)).board.view
        assert view is not None
        monkeypatch.setattr("pipeboard.tui.app.handlers", broken)
        with pytest.raises(ImportError):
            app._warm_up(view)
    app._warm_up(view)


async def test_a_search_speaks_the_language_of_filters(app: PipeBoardApp) -> None:
    """Terms are offered while they are typed, Tab takes one, arrows choose; what is wrong is told at once."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("/", *"own")
        assert "owner:" in screen_text(app)
        await pilot.press("tab")
        assert screen.prompt.text == "owner:"
        await pilot.press("down", "down", "up", "tab")
        owner = screen.prompt.text.removeprefix("owner:").strip()
        holders = [deal for deal in screen.workspace.board.visible_deals() if deal.owner == owner]
        assert holders
        assert {deal.id for deal in holders} <= set(screen.search.found)
        found = screen.search.found
        await pilot.press(*"value>lots")
        assert "'lots' is not an amount" in screen_text(app)
        assert screen.search.found == found
        await pilot.press("enter")
        await pilot.pause()
        assert screen.prompt.is_open, "a filter that cannot be read is asked for again"
        await pilot.press("escape")
        await app.workers.wait_for_complete()
        assert "is not an amount" not in screen_text(app)
        assert screen.search.text == ""


async def test_the_app_ends_whatever_goes_wrong_on_the_way(
    app: PipeBoardApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without its terminal nobody could end it by hand."""

    def fail() -> None:
        raise RuntimeError("no room")

    async with app.run_test() as pilot:
        await loaded(pilot)
        monkeypatch.setattr(app, "_keep_drafts", fail)
        with pytest.raises(RuntimeError):
            app.leave()
        assert app.return_value == 0
