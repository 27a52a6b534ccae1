"""The metrics over the board: worked out in a thread, with the deals behind every figure a key away."""

from __future__ import annotations

import gc
from collections.abc import Callable
from datetime import date
from pathlib import Path
from threading import Event
from weakref import ref

import pytest
from textual.pilot import Pilot

from board_app import fill_board, loaded, make_app, open_board, screen_text
from dialog_app import type_text
from factories import NOW
from pipeboard.domain.actions import AddDeal, CloseDeals, EditDeals, EditStage
from pipeboard.tui.latest import Latest
from pipeboard.tui.screens.board import BoardScreen
from pipeboard.tui.screens.form import FormDialog
from pipeboard.tui.screens.metrics import MetricsDialog
from pipeboard.tui.screens.picker import Picker

SIZE = (120, 40)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A board with one deal won, one lost, and two open ones, of which Bob has one."""
    path = fill_board(tmp_path, 4)
    workspace = open_board(path)
    first, second, third, fourth = workspace.board.deals
    for deal, title in ((first, "Won one"), (second, "Lost one"), (third, "Mine"), (fourth, "Bobs")):
        owner = "Bob" if title == "Bobs" else "Anna"
        workspace.do(EditDeals((deal,), {"title": title, "owner": owner, "source": title[:4]}))
    workspace.do(CloseDeals((first,), "won"))
    workspace.do(CloseDeals((second,), "lost", "price"))
    workspace.close()
    return path


async def until(pilot: Pilot[int], holds: Callable[[], bool]) -> None:
    """Wait for the thing itself."""
    while not holds():
        await pilot.pause(0.01)


async def worked_out(pilot: Pilot[int], dialog: MetricsDialog) -> None:
    """Until the figures of what is looked at are there."""
    await pilot.pause()
    await until(pilot, lambda: not dialog.is_old)


async def opened(pilot: Pilot[int], key: str = "M") -> tuple[BoardScreen, MetricsDialog]:
    """The board and its metrics."""
    board = await loaded(pilot)
    await pilot.press(key)
    await pilot.pause()
    dialog = pilot.app.screen
    assert isinstance(dialog, MetricsDialog)
    await worked_out(pilot, dialog)
    return board, dialog


def about(dialog: MetricsDialog) -> str:
    """What is said of the highlighted line."""
    assert dialog.line is not None
    return dialog.line.about


async def go_to(pilot: Pilot[int], dialog: MetricsDialog, key: str) -> None:
    """Move down to a line."""
    await pilot.press("g")
    while dialog.line is None or dialog.line.key != key:
        before = dialog.line
        await pilot.press("j")
        assert dialog.line is not before, f"there is no line {key}"


async def test_the_report_of_the_present_quarter_is_shown(path: Path) -> None:
    """With what each figure stands on."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board, dialog = await opened(pilot)
        text = screen_text(app)
        for words in (
            "Metrics: Q4 2026",
            "4 deals, as of 23 Nov 2026",
            "[Report]",
            "against Q3 2026",
            "50.0%",
        ):
            assert words in text
        await go_to(pilot, dialog, "Results/Win rate")
        assert about(dialog).startswith("Win rate: ~50.0%, n=2, too few cases")
        board.workspace.close()


async def test_enter_lists_the_deals_behind_a_figure_and_leads_to_one_of_them(path: Path) -> None:
    """Esc goes back layer by layer; Enter on a deal closes the metrics and goes to it on the board."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board, dialog = await opened(pilot)
        await go_to(pilot, dialog, "Pipeline/Open")
        await pilot.press("enter")
        assert sorted(deal.title for deal in dialog.deals) == ["Bobs", "Mine"]
        assert "Open (2 deals)" in screen_text(app)
        await pilot.press("escape")
        assert "Open (2 deals)" not in screen_text(app)
        assert dialog.line is not None
        assert dialog.line.key == "Pipeline/Open"
        await pilot.press("enter", "j")
        wanted = dialog.deals[-1]
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen is board
        assert board.deal is not None
        assert board.deal.id == wanted.id
        board.workspace.close()


async def test_a_figure_without_deals_says_so(path: Path) -> None:
    """And nothing opens."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board, dialog = await opened(pilot)
        await go_to(pilot, dialog, "Activity/Marked SQL")
        await pilot.press("enter")
        assert "no deals behind" in screen_text(app)
        assert dialog.deals == ()
        board.workspace.close()


async def test_keys_go_to_other_periods(path: Path) -> None:
    """Back and forth, and by week, month and year."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board, dialog = await opened(pilot)
        for key, title in (
            *(("[", "Q3 2026"), ("h", "Q2 2026"), ("]", "Q3 2026"), ("l", "Q4 2026")),
            *(("m", "Nov 2026"), ("w", "week 48 of 2026"), ("y", "2026"), ("q", "Q4 2026")),
        ):
            await pilot.press(key)
            assert dialog.scope.period.title == title
        await worked_out(pilot, dialog)
        assert "Metrics: Q4 2026" in screen_text(app)
        board.workspace.close()


async def test_the_cursor_and_the_place_are_kept(path: Path) -> None:
    """Over another period, and when the metrics are opened again."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board, dialog = await opened(pilot)
        await go_to(pilot, dialog, "Pipeline/Open")
        await pilot.press("[")
        await worked_out(pilot, dialog)
        assert dialog.spot.key == "Pipeline/Open"
        await pilot.press("escape")
        await pilot.pause()
        _, again = await opened(pilot)
        assert again.spot == dialog.spot
        board.workspace.close()


async def test_closed_metrics_let_go_of_what_they_were_made_of(path: Path) -> None:
    """The log and the histories go at once, and not when garbage is looked for."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board, dialog = await opened(pilot)
        reporter = dialog._reporter
        assert reporter is not None
        held = ref(reporter), ref(reporter.log)
        del reporter
        gc.disable()
        try:
            await pilot.press("escape")
            await until(pilot, lambda: not dialog.is_attached)
            await until(pilot, lambda: not any(one() for one in held))
        finally:
            gc.enable()
        board.workspace.close()


async def test_a_filter_and_an_owner_narrow_it(path: Path) -> None:
    """What cannot be read is told in the form."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board, dialog = await opened(pilot)
        await pilot.press("f")
        await pilot.pause()
        form = app.screen
        assert isinstance(form, FormDialog)
        await type_text(pilot, "valu=1")
        await pilot.press("enter")
        assert "Cannot read" in screen_text(app)
        await pilot.press("ctrl+u")
        await type_text(pilot, "status=won")
        await pilot.press("enter")
        await worked_out(pilot, dialog)
        assert "1 deal, as of" in screen_text(app)
        assert " status=won" in screen_text(app)
        await pilot.press("f")
        await pilot.pause()
        await pilot.press("ctrl+u", "enter")
        await pilot.pause()
        await pilot.press("o")
        await pilot.pause()
        assert isinstance(app.screen, Picker)
        await pilot.press("j", "j", "enter")
        await worked_out(pilot, dialog)
        assert dialog.scope.owner == "Bob"
        assert "owner Bob" in screen_text(app)
        board.workspace.close()


async def test_another_breakdown_goes_to_its_table(path: Path) -> None:
    """The cursor stands on the first owner."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board, dialog = await opened(pilot)
        await pilot.press("b")
        await pilot.pause()
        await pilot.press("j", "enter")
        await worked_out(pilot, dialog)
        assert dialog.line is not None
        assert dialog.line.key == "Owners/Anna"
        await pilot.press("p")
        assert "only one pipeline" in screen_text(app)
        board.workspace.close()


async def test_a_target_is_set_on_the_spot(path: Path) -> None:
    """And what is reached of it is worked out."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board, dialog = await opened(pilot)
        await pilot.press("t")
        await pilot.pause()
        await type_text(pilot, "60k")
        await pilot.press("f2")
        await pilot.pause()
        await worked_out(pilot, dialog)
        assert "Defined the target" in screen_text(app)
        await go_to(pilot, dialog, "Results/Of the target")
        assert "no target" not in about(dialog)
        board.workspace.close()


async def test_as_of_a_day_shows_what_was_known_then(path: Path) -> None:
    """The day stands in the title and above the figures."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board, dialog = await opened(pilot)
        await pilot.press("a")
        await pilot.pause()
        await type_text(pilot, "-2d")
        await pilot.press("enter")
        await worked_out(pilot, dialog)
        assert dialog.scope.as_of == date(2026, 11, 21)
        assert "as of 21 Nov 2026" in screen_text(app)
        await go_to(pilot, dialog, "Results/Won")
        assert "n=0" in about(dialog)
        board.workspace.close()


async def test_a_change_of_the_board_makes_the_figures_old_until_they_are_worked_out_anew(path: Path) -> None:
    """One's own, and those of others in the file."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board, dialog = await opened(pilot)
        await go_to(pilot, dialog, "Pipeline/Open")
        board.workspace.do(AddDeal({"title": "Fresh"}))
        assert dialog.is_old
        assert "old; working it out..." in screen_text(app) or not dialog.is_old
        await worked_out(pilot, dialog)
        assert "n=3" in about(dialog)
        other = open_board(path, "Bob")
        other.do(AddDeal({"title": "Theirs"}))
        other.close()
        await until(pilot, lambda: "n=4" in about(dialog))
        board.workspace.close()


async def test_the_funnel_and_the_comparison_are_pages_of_the_same_screen(path: Path) -> None:
    """Tab goes round; the latest change of the stages is the day, or another one that is named."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board, dialog = await opened(pilot)
        await pilot.press("tab")
        assert "[Funnel]" in screen_text(app)
        assert dialog.line is not None
        assert dialog.line.key.startswith("entered/")
        await pilot.press("tab")
        await worked_out(pilot, dialog)
        assert "Press c to name another day" in screen_text(app)
        await pilot.press("c")
        await pilot.pause()
        await type_text(pilot, "-1w")
        await pilot.press("enter")
        await worked_out(pilot, dialog)
        assert "7 days before 16 Nov 2026" in screen_text(app)
        stage = next(iter(board.workspace.board.stages))
        board.workspace.do(EditStage(stage, {"days": 9}))
        await worked_out(pilot, dialog)
        await pilot.press("tab")
        await worked_out(pilot, dialog)
        assert "Metrics: audit" in screen_text(app)
        assert "How many there were" in screen_text(app)
        await pilot.press("w", "c")
        assert "[Audit]" in screen_text(app)
        await pilot.press("tab")
        assert "[Report]" in screen_text(app)
        board.workspace.close()


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (45, 20), (30, 10)])
async def test_all_keys_can_be_shown_at_every_size(path: Path, size: tuple[int, int]) -> None:
    """And everything stays inside the box."""
    app = make_app(path)
    async with app.run_test(size=size) as pilot:
        board, dialog = await opened(pilot)
        await pilot.press("?", "j", "G", "enter", "escape")
        text = screen_text(app)
        assert "Esc close" in text
        assert "section" in text
        await pilot.press("?", "g")
        assert dialog.spot.key == "Results/Won"
        board.workspace.close()


# Work in a thread


def test_only_the_latest_of_what_is_asked_for_is_done() -> None:
    """What runs is told that nobody waits for it; what has not begun never begins."""
    made: list[str] = []
    finished, begun, go_on = Event(), Event(), Event()
    heard: list[bool] = []

    def done(what: str) -> None:
        made.append(what)
        finished.set()

    def slow(wanted: Callable[[], bool]) -> str:
        heard.append(wanted())
        begun.set()
        go_on.wait(10)
        heard.append(wanted())
        return "slow"

    latest: Latest[str] = Latest(done, lambda error: None)
    latest.ask(slow)
    begun.wait(10)
    latest.ask(lambda wanted: "never")
    latest.ask(lambda wanted: "last")
    go_on.set()
    assert finished.wait(10)
    assert made == ["last"]
    assert heard == [True, False]


def test_an_error_in_the_thread_is_told() -> None:
    """It must not vanish; what is asked for afterwards is done."""
    errors: list[Exception] = []
    finished = Event()

    def fail(wanted: Callable[[], bool]) -> str:
        raise ValueError("wrong")

    def done(what: str) -> None:
        finished.set()

    failed = Event()

    def failing(error: Exception) -> None:
        errors.append(error)
        failed.set()

    latest: Latest[str] = Latest(done, failing)
    latest.ask(fail)
    assert failed.wait(10)
    assert str(errors[0]) == "wrong"
    latest.ask(lambda wanted: "fine")
    assert finished.wait(10)
    latest.drop()


assert NOW.date() == date(2026, 11, 23), "the dates above are those of the tests' Monday"


async def test_the_deals_behind_a_stage_are_several_lists(path: Path) -> None:
    """Tab goes from those that came in to those that went on, and round; Enter goes to a deal of any."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board, dialog = await opened(pilot)
        await go_to(pilot, dialog, "Stages/Lead")
        while dialog.line is None or len(dialog.line.behind) < 2:
            await pilot.press("j")
        assert dialog.line.key.startswith("Stages/")
        await pilot.press("enter")
        names = [one.title for one in dialog.line.behind]
        seen = []
        for name in names:
            assert f"[{name} " in screen_text(app)
            seen.append({deal.id for deal in dialog.deals})
            await pilot.press("tab")
        assert seen == [set(one.deals) for one in dialog.line.behind]
        await pilot.press("shift+tab")
        assert f"[{names[-1]} " in screen_text(app)
        wanted = dialog.deals[0].id
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen is board
        assert board.deal is not None
        assert board.deal.id == wanted
        board.workspace.close()


async def test_one_source_is_picked(path: Path) -> None:
    """It stands above the figures; all of them are the first choice."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        board, dialog = await opened(pilot)
        await pilot.press("s")
        await pilot.pause()
        assert isinstance(app.screen, Picker)
        await pilot.press("j", "enter")
        await worked_out(pilot, dialog)
        source = dialog.scope.source
        assert source
        text = screen_text(app)
        assert f"source {source}" in text
        assert "1 deal, as of" in text
        board.workspace.close()
