"""The review over the board: deals are decided one by one with the board's keys, and the minutes written."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from textual import events
from textual.pilot import Pilot

from board_app import loaded, screen_text
from clocks import FixedClock
from pipeboard.config.templates import DEFAULT, as_pipeline, find_template
from pipeboard.domain.actions import SetUpBoard
from pipeboard.domain.review import latest
from pipeboard.tui.app import PipeBoardApp
from pipeboard.tui.screens.board import BoardScreen
from pipeboard.tui.screens.form import FormDialog
from pipeboard.tui.screens.review import ReviewDialog
from pipeboard.workspace.demo import make_demo
from pipeboard.workspace.workspace import Workspace

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=ZoneInfo("Europe/Helsinki"))
MOST_KEYS = 4
"""So many keys a deal takes at most, opening, minutes and all."""


@pytest.fixture
def here(isolation: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which the app is started; the board is elsewhere."""
    folder = isolation / "sales"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def app(tmp_path: Path, here: Path) -> PipeBoardApp:
    """The app on the sample board, on a Wednesday morning."""
    path, clock = tmp_path / "pipeboard.json", FixedClock(NOW, seed=7)
    settings = {"name": "Sample board", "currency": "EUR", "timezone": "Europe/Helsinki"}
    setup = SetUpBoard(settings, as_pipeline(find_template(DEFAULT), None))
    state = tmp_path / "state"
    make_demo(path, state_dir=state, setup=setup, author="Maija Salo", clock=clock).close()
    return PipeBoardApp(lambda _: Workspace.open(path, state_dir=state, author="Maija Salo", clock=clock))


def names_in(folder: Path) -> list[str]:
    """What is there."""
    return sorted(one.name for one in folder.iterdir())


class Fingers:
    """Presses keys, and counts them."""

    def __init__(self, pilot: Pilot[int]) -> None:
        self._pilot = pilot
        self.count = 0

    async def press(self, *keys: str) -> None:
        self.count += len(keys)
        for key in keys:
            await self._pilot.press(key)
            await self._pilot.pause()


async def opened(pilot: Pilot[int]) -> tuple[BoardScreen, ReviewDialog, Fingers]:
    """The board and the review over it."""
    board, fingers = await loaded(pilot), Fingers(pilot)
    await fingers.press("R")
    dialog = pilot.app.screen
    assert isinstance(dialog, ReviewDialog)
    return board, dialog, fingers


def decisions(dialog: ReviewDialog) -> list[str]:
    """What was decided about each deal of the part, in order."""
    return [card.decision.decision if card.decision else "" for card in dialog.cards]


async def test_a_weekly_review_takes_less_than_forty_keys_for_ten_deals(
    app: PipeBoardApp, here: Path
) -> None:
    """Every deal of the sample board is decided, most of them acted on, and the minutes are written."""
    async with app.run_test(size=(120, 40)) as pilot:
        board, dialog, fingers = await opened(pilot)
        cards = len(dialog.cards)
        await fingers.press("space")
        # Its call is overdue: it was done, and the next one is in three days.
        await fingers.press("f", "enter", "plus", "3", "d", "enter", "enter", "enter")
        assert dialog is pilot.app.screen
        await fingers.press("space", "L", "space", "d", "e", "o", "m", "enter", "space")
        await fingers.press(*("space", "space", "X", "enter", "down", "enter", "enter", "enter", "space"))
        await fingers.press(*["space"] * decisions(dialog).count(""))
        assert "" not in decisions(dialog)
        assert {"keep", "planned", "moved", "changed", "disqualified"} == set(decisions(dialog))
        await fingers.press("tab")
        cards += len(dialog.cards)
        await fingers.press(*["space"] * len(dialog.cards), "w")
        assert set(decisions(dialog)) == {"learned"}
        assert cards >= 10
        assert fingers.count < MOST_KEYS * cards
        written = (here / "review-2026-11-25.md").read_text("utf-8")
        assert f"{cards} deals looked at on 2026-11-25, by Maija Salo." in written
        await fingers.press("escape", "R")
        assert isinstance(pilot.app.screen, ReviewDialog)
        assert pilot.app.screen.cards == ()
        assert "No open deal waits for a review." in screen_text(app)
        board.workspace.close()


async def test_each_deal_is_there_with_why_and_what_is_known(app: PipeBoardApp) -> None:
    """At a usual size and a small one; `?` shows the keys that had no room."""
    async with app.run_test(size=(120, 40)) as pilot:
        board, _dialog, fingers = await opened(pilot)
        text = screen_text(app)
        for words in (
            "0 of 9 decided",
            "Care records",
            "! Disqualify it? Decision process: no",
            "Known: Metrics yes",
            "People: Dr. Lena Voss (decision maker)",
        ):
            assert words in text
        await pilot.resize_terminal(45, 20)
        await fingers.press("j")
        assert "! Call was due 5 days ago" in screen_text(app)
        assert "disqualify" not in screen_text(app)
        await fingers.press("question_mark")
        assert "disqualify" in screen_text(app)
        board.workspace.close()


async def test_an_undo_takes_the_decision_back_with_what_was_done(app: PipeBoardApp) -> None:
    """The deal waits again, in its place."""
    async with app.run_test(size=(120, 40)) as pilot:
        board, dialog, fingers = await opened(pilot)
        await fingers.press("j", "j")
        before = board.workspace.board.deals[dialog.cards[2].deal.id].stage
        await fingers.press("L")
        assert decisions(dialog)[2] == "moved"
        assert dialog.cards[2].deal.stage != before
        await fingers.press("u")
        assert decisions(dialog)[2] == ""
        assert dialog.cards[2].deal.stage == before
        await fingers.press("U")
        assert decisions(dialog)[2] == "moved"
        board.workspace.close()


async def test_a_decision_with_words_and_what_is_learned_of_a_loss(app: PipeBoardApp) -> None:
    """`r` asks for the decision and a note; of a closed deal for what drove and blocked it."""
    async with app.run_test(size=(120, 40)) as pilot:
        board, dialog, fingers = await opened(pilot)
        await fingers.press("r", "enter", *"later", "enter")
        assert decisions(dialog)[0] == "keep"
        assert "keep, 25 Nov, Maija Salo: later" in screen_text(app)
        await fingers.press("tab")
        assert "Review: won and lost" in screen_text(app)
        assert "What drove it" in screen_text(app)
        await fingers.press("r", *"jo", "enter", *"price", "enter", *"ask", "enter")
        last = latest(dialog.cards[0].deal)
        assert last is not None
        assert (last.decision, last.drove, last.blocked, last.text) == ("learned", "jo", "price", "ask")
        await fingers.press("W")
        assert "O reopens it" in screen_text(app)
        board.workspace.close()


async def test_what_a_rule_holds_back_is_told_and_decides_nothing(app: PipeBoardApp) -> None:
    """The checklist of the stage holds the deal."""
    async with app.run_test(size=(120, 40)) as pilot:
        board, dialog, fingers = await opened(pilot)
        await fingers.press("j", "L")
        assert "is held in Discovery" in screen_text(app)
        assert decisions(dialog)[1] == ""
        board.workspace.close()


@pytest.mark.parametrize("key", ["d", "c", "e", "E", "W", "X", "s", "m", "f"])
async def test_the_keys_of_the_board_ask_what_they_ask_there(app: PipeBoardApp, key: str) -> None:
    """And giving up decides nothing."""
    async with app.run_test(size=(120, 40)) as pilot:
        board, dialog, fingers = await opened(pilot)
        await fingers.press(key)
        assert pilot.app.screen is not dialog
        await fingers.press("escape")
        assert pilot.app.screen is dialog
        assert decisions(dialog)[0] == ""
        board.workspace.close()


async def test_the_minutes_go_where_the_user_stands_and_over_nothing(
    app: PipeBoardApp, here: Path, isolation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The path is told. A second set has a number, none at all is told, and home is there in need.

    Where neither takes it, the way to write it elsewhere is told.
    """
    async with app.run_test(size=(120, 40)) as pilot:
        board, _dialog, fingers = await opened(pilot)
        await fingers.press("w")
        assert "Nothing was decided today" in screen_text(app)
        assert names_in(here) == []
        await fingers.press("space", "w")
        first = here / "review-2026-11-25.md"
        assert "Wrote the minutes of 1 deal to ~/sales/review-2026-11-25.md." in screen_text(app)
        before = first.read_text("utf-8")
        await fingers.press("w")
        assert names_in(here) == [first.name]
        await fingers.press("space", "w")
        assert "2 deals looked at" in (here / "review-2026-11-25-2.md").read_text("utf-8")
        assert first.read_text("utf-8") == before
        await fingers.press("space")
        shutil.rmtree(here)
        await fingers.press("w")
        assert "3 deals to ~/review-2026-11-25.md." in screen_text(app)
        assert (isolation / "review-2026-11-25.md").exists()
        monkeypatch.setenv("HOME", "/nowhere")
        await fingers.press("w")
        assert "/nowhere (No such file or directory). `pipeboard review export" in screen_text(app)
        board.workspace.close()


async def test_what_belongs_to_no_deal_is_noted_ticked_and_in_the_minutes(
    app: PipeBoardApp, here: Path
) -> None:
    """`a` has the list; undo takes a tick back."""
    async with app.run_test(size=(120, 40)) as pilot:
        board, dialog, fingers = await opened(pilot)
        await fingers.press("a")
        assert "Actions and notes of the review" in screen_text(app)
        await fingers.press("a", *"New price list", "enter", *"Bo", "enter", *"fri", "f2")
        await fingers.press("a", *"Fewer leads", "f2")
        await fingers.press("k", "space")
        assert "2026-11-25" in screen_text(app)
        await fingers.press("u", "escape")
        assert pilot.app.screen is dialog
        await fingers.press("w")
        text = (here / "review-2026-11-25.md").read_text("utf-8")
        assert "## Actions\n\n- [ ] New price list (Bo, by 2026-11-27)\n" in text
        assert "## Notes\n\n- Fewer leads (Maija Salo)\n" in text
        board.workspace.close()


async def test_what_speaks_against_a_deal_is_offered_as_the_reason(app: PipeBoardApp) -> None:
    """As it stands in the review; typing replaces it."""
    async with app.run_test(size=(120, 40)) as pilot:
        board, dialog, fingers = await opened(pilot)
        await fingers.press("X")
        assert "no decision process" in screen_text(app)
        await fingers.press("f2")
        assert (dialog.cards[0].deal.status, dialog.cards[0].deal.reason) == (
            "disqualified",
            "no decision process",
        )
        board.workspace.close()


async def test_enter_goes_to_the_deal_on_the_board(app: PipeBoardApp) -> None:
    """The review ends, and the board shows it."""
    async with app.run_test(size=(120, 40)) as pilot:
        board, _dialog, fingers = await opened(pilot)
        await fingers.press("j", "enter")
        assert pilot.app.screen is board
        assert board.deal is not None
        assert board.deal.title == "Price engine"
        board.workspace.close()


async def test_what_is_typed_ahead_goes_into_the_form_over_the_review(app: PipeBoardApp, here: Path) -> None:
    """On a slow line keys come together: the note of a decision is no row of commands, each with a form."""
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        for key in ("c", "c", *"fresh"):  # log, a call, and what was said
            app.post_message(events.Key(key, key))
        app.post_message(events.Paste(" as dew"))
        for _ in range(3):
            await pilot.pause()
        assert [type(one) for one in app.screen_stack[1:]] == [ReviewDialog, FormDialog]
        assert "fresh as dew" in screen_text(app)


async def test_what_is_pasted_ahead_goes_into_the_form_over_the_board(app: PipeBoardApp) -> None:
    """Also into the line below it, which is no screen of its own."""
    async with app.run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        for key, text in (("c", "fresh as dew"), ("n", "Dewdrop 5k")):
            for one in (key, key) if key == "c" else (key,):
                app.post_message(events.Key(one, one))
            app.post_message(events.Paste(text))
            for _ in range(3):
                await pilot.pause()
            assert text in screen_text(app)
            await pilot.press("escape", "y")
