"""Selecting deals on the board, and changing all of them in one step once a preview was seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest
from textual.pilot import Pilot

from board_app import fill_board, loaded, make_app, open_board, screen_text
from dialog_app import press_ahead, type_text
from pipeboard.domain.actions import CheckItems, CloseDeals, Define, EditDeals, MoveDeals
from pipeboard.domain.deal import Deal
from pipeboard.registry import COMMANDS
from pipeboard.tui.app import PipeBoardApp
from pipeboard.tui.screens.board import BoardScreen
from pipeboard.tui.screens.preview import PreviewDialog

SIZE = (120, 40)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A board of twelve deals, all of them in the first stage; a checklist holds two of them there."""
    path = fill_board(tmp_path)
    with closing(open_board(path)) as workspace:
        ids = tuple(workspace.board.deals)
        workspace.do(MoveDeals(ids, "qualified"))
        workspace.do(Define("check", {"list": "stage:lead", "text": "Budget known", "required": True}))
        workspace.do(MoveDeals(ids, "lead"))
        item = workspace.board.checks_on("stage:lead")[0].id
        for deal in ids[2:]:
            workspace.do(CheckItems(deal, (item,)))
    return path


def in_stage(screen: BoardScreen, stage: str) -> int:
    return sum(1 for deal in screen.workspace.board.deals.values() if deal.stage == stage)


async def shown(pilot: Pilot[int]) -> PreviewDialog:
    """The preview, once it is there."""
    await pilot.pause()
    screen = pilot.app.screen
    assert isinstance(screen, PreviewDialog), screen
    return screen


def text_of(pilot: Pilot[int]) -> str:
    assert isinstance(pilot.app, PipeBoardApp)
    return screen_text(pilot.app)


async def test_space_selects_and_the_status_line_counts(path: Path) -> None:
    """A sign before the title, without colours, too; how many, and what they are worth."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        first = screen.deal
        assert first is not None
        await pilot.press("space", "j", "space")
        assert screen_text(app).count("◆") == 2
        assert "2 selected · " in screen_text(app)
        await pilot.press("space")
        assert screen.selection.selection.deals == {first.id}
        assert "1 selected" in screen_text(app)


async def test_a_range_follows_the_cursor_until_v_ends_it(path: Path) -> None:
    """It grows and shrinks with the cursor; what it covered stays when it ends."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("v", "j", "j", "j", "k")
        assert len(screen.selection.selection.deals) == 3
        await pilot.press("v", "j", "j")
        assert len(screen.selection.selection.deals) == 3
        assert not screen.selection.selection.is_ranging


async def test_a_range_that_is_typed_at_once_is_whole(path: Path) -> None:
    """On a slow line keys come together: the command acts on all that the cursor went over."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await press_ahead(pilot, "v", "j", "j", "v", "j", "space", "v", "j", "x")
        await pilot.pause()
        assert len(screen.selection.selection.deals) == 5
        assert len((await shown(pilot)).proposed.preview.effects) == 5


async def test_all_of_the_column_then_of_the_board_then_none(path: Path) -> None:
    """Three presses."""
    with closing(open_board(path)) as workspace:
        some = list(workspace.board.deals)[:3]
        workspace.do(MoveDeals(tuple(some), "qualified", "for the test"))
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        for count in (9, 12, 0):
            await pilot.press("ctrl+a")
            assert len(screen.selection.selection.deals) == count


async def test_esc_goes_back_one_layer_at_a_time(path: Path) -> None:
    """The details, the selection, the search, nothing."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("slash")
        await type_text(pilot, "a")
        await pilot.press("enter", "space", "enter")
        await pilot.press("escape")
        assert (screen.panel.is_open, bool(screen.selection), screen.search.text) == (False, True, "a")
        await pilot.press("escape")
        assert (bool(screen.selection), screen.search.text) == (False, "a")
        await pilot.press("escape")
        assert screen.search.text == ""


async def test_the_selection_stays_by_id_while_the_file_changes(path: Path) -> None:
    """Others edit, move and archive deals: those that are still there stay selected."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("v", "j", "j", "v")
        chosen = sorted(screen.selection.selection.deals)
        with closing(open_board(path, "Bob")) as other:
            other.do(EditDeals((chosen[0],), {"title": "Renamed", "value": None}))
            other.do(MoveDeals((chosen[1],), "qualified", "for the test"))
        screen.poll()
        await pilot.pause()
        assert sorted(screen.selection.selection.deals) == chosen
        await pilot.press("x", "y")
        assert in_stage(screen, "lead") == 11
        assert not screen.selection


async def test_twelve_deals_move_in_one_step_and_two_are_held_back(path: Path) -> None:
    """The preview tells which and why; what is applied, undone and redone is one step."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        before = screen.workspace.board.deals
        await pilot.press("ctrl+a", "L")
        dialog = await shown(pilot)
        text = text_of(pilot)
        assert "10 deals will change." in text
        assert "2 are held back and stay as they are" in text
        assert text.count("'Budget known' is open") == 2
        assert "Moved from Lead to Qualified" in text
        assert screen.workspace.board.deals == before
        await pilot.press("y")
        assert pilot.app.screen is not dialog
        assert (in_stage(screen, "qualified"), in_stage(screen, "lead")) == (10, 2)
        assert screen.status.message == "Moved 10 deals to Qualified. 2 were held back."
        await pilot.press("u")
        assert in_stage(screen, "lead") == 12
        await pilot.press("U")
        assert (in_stage(screen, "qualified"), in_stage(screen, "lead")) == (10, 2)


async def test_a_reason_takes_those_that_are_held_along(path: Path) -> None:
    """Typed in the preview, which shows anew what it comes to; an empty one does not do."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("ctrl+a", "L")
        await shown(pilot)
        await pilot.press("o", "enter")
        assert "Write a word or two" in text_of(pilot)
        await type_text(pilot, "they called")
        await pilot.press("enter")
        text = text_of(pilot)
        assert "12 deals will change." in text
        assert "held back" not in text
        await pilot.press("enter")
        assert in_stage(screen, "qualified") == 12
        overridden = [deal for deal in screen.workspace.board.deals.values() if deal.override]
        assert {deal.override for deal in overridden} == {"they called"}
        assert len(overridden) == 2


async def test_leaving_the_preview_changes_nothing(path: Path) -> None:
    """Esc: the deals and the selection stay as they were."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        before = screen.workspace.board
        await pilot.press("ctrl+a", "x")
        await shown(pilot)
        await pilot.press("escape")
        assert screen.workspace.board is before
        assert len(screen.selection.selection.deals) == 12


async def test_enter_deletes_nothing(path: Path) -> None:
    """What destroys asks for y."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("ctrl+a", "D")
        dialog = await shown(pilot)
        await pilot.press("enter")
        assert pilot.app.screen is dialog
        await pilot.press("y")
        assert all(deal.deleted for deal in screen.workspace.board.deals.values())


async def test_a_long_preview_scrolls_and_fits_a_small_terminal(path: Path) -> None:
    """Every deal can be seen, and what is held back comes first."""
    app = make_app(path)
    async with app.run_test(size=(45, 12)) as pilot:
        await loaded(pilot)
        await pilot.press("ctrl+a", "L")
        dialog = await shown(pilot)
        seen = set()
        for _ in range(12):
            seen.update(text_of(pilot).splitlines())
            await pilot.press("j")
        titles = [deal.title.split()[-1] for deal in dialog.proposed.board.deals.values()]
        assert all(any(f"{title} " in line for line in seen) for title in titles)
        assert "cancel" in text_of(pilot)


async def test_one_selected_deal_is_changed_at_once(path: Path) -> None:
    """As it is without a selection; the cursor may be elsewhere."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        first = screen.deal
        assert first is not None
        await pilot.press("space", "j", "x")
        assert screen.workspace.board.deals[first.id].archived
        assert not screen.selection


def every(test: Callable[[Deal], object]) -> Callable[[Any], bool]:
    return lambda deals: all(test(deal) for deal in deals)


KEYS: Final[Mapping[str, tuple[tuple[str, ...], Callable[[Any], bool]]]] = {
    "deal.move-right": (("L", "o", "text:sure", "enter", "y"), every(lambda deal: deal.stage == "qualified")),
    "deal.move-left": (
        ("L", "o", "text:sure", "enter", "y", "H", "y"),
        every(lambda deal: deal.stage == "lead"),
    ),
    "deal.move": (
        ("m", "down", "down", "enter", "o", "text:sure", "enter", "y"),
        every(lambda deal: deal.stage == "discovery"),
    ),
    "deal.edit": (("e", "text:Acme", "f2", "y"), every(lambda deal: deal.company == "Acme")),
    "deal.priority": (("p", "h", "y"), every(lambda deal: deal.priority == "high")),
    "deal.owner": (("a", "1", "y"), every(lambda deal: deal.owner == "Anna")),
    "deal.tags": (("t", "text:vip", "f2", "y"), every(lambda deal: "vip" in deal.tags)),
    "deal.due": (("d", "text:3w", "enter", "y"), every(lambda deal: deal.close is not None)),
    "deal.archive": (("x", "y"), every(lambda deal: deal.archived)),
    "deal.delete": (("D", "y"), every(lambda deal: deal.deleted)),
    "deal.follow-up": (("f", "enter", "tab", "text:fri", "f2", "y"), every(lambda deal: deal.follow_ups)),
    "deal.log": (("c", "f2", "y"), every(lambda deal: deal.touches > 0)),
    "deal.cadence": (("g", "w", "f2", "y"), every(lambda deal: any(one.cadence for one in deal.follow_ups))),
    "deal.nurture": (("g", "n", "f2", "y"), every(lambda deal: deal.track == "nurture")),
    "deal.close": (
        ("W", "o", "f2", "o", "text:sure", "enter", "y"),
        every(lambda deal: deal.status == "won"),
    ),
}
"""What is pressed with a selection, and what is true of every deal then."""
ELSEWHERE: Final = {"deal.note", "deal.reopen", "deal.yank", "deal.yank-id", "deal.repeat"}
"""Commands on many that have tests of their own."""


def test_every_command_on_many_is_tested() -> None:
    """Whatever the registry says of it."""
    assert {one.id for one in COMMANDS if one.many} <= KEYS.keys() | ELSEWHERE


@pytest.mark.parametrize("command", KEYS)
async def test_a_command_changes_all_that_is_selected_in_one_step(command: str, path: Path) -> None:
    """Previewed, done to each of them, and taken back by one undo."""
    keys, holds = KEYS[command]
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("ctrl+a")
        before = dict(screen.workspace.board.deals)
        for key in keys:
            if key == "y":
                await shown(pilot)
            if key.startswith("text:"):
                await type_text(pilot, key.removeprefix("text:"))
            else:
                await pilot.press(key)
        await pilot.pause()
        assert pilot.app.screen is screen, text_of(pilot)
        assert holds(screen.workspace.board.deals.values()), screen.status.message
        for _ in range(2 if command == "deal.move-left" else 1):
            await pilot.press("u")
        after = screen.workspace.board.deals
        assert {one: deal._replace(changed="", revision=0) for one, deal in after.items()} == {
            one: deal._replace(changed="", revision=0) for one, deal in before.items()
        }


async def test_the_last_action_is_repeated_on_another_card(path: Path) -> None:
    """Said in the status line; after a restart, too, and of several selected with a preview."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("p", "h", "j", "full_stop")
        second = screen.deal
        assert second is not None
        assert second.priority == "high"
        assert screen.status.message == f"Again: Changed priority of {second.title}."
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("ctrl+a", "full_stop")
        await shown(pilot)
        assert "Set priority to high" in text_of(pilot)
        await pilot.press("y", "escape")
        assert all(deal.priority == "high" for deal in screen.workspace.board.deals.values())


async def test_what_cannot_be_repeated_is_said(path: Path) -> None:
    """In a sentence that names it; deleting asks once more."""
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        await pilot.press("o")
        await type_text(pilot, "New one")
        await pilot.press("enter", "full_stop")
        assert (
            screen.status.message
            == '"New one: Created in Lead" belongs to that deal; it cannot be repeated here.'
        )
        await pilot.press("D", "y")
        before = screen.workspace.board
        await pilot.press("full_stop", "enter")
        assert screen.workspace.board is before
        await pilot.press("full_stop", "y")
        assert sum(deal.deleted for deal in screen.workspace.board.deals.values()) == 2


async def test_notes_ids_and_reopening_act_on_all(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One note for all, one id a line, and closed deals of a stage after the win opened together."""
    sent: list[str] = []
    monkeypatch.setattr(PipeBoardApp, "copy_to_clipboard", lambda _, text: sent.append(text))
    monkeypatch.setattr("pipeboard.tui.editor.edit_text", lambda *_: "from the fair")
    app = make_app(path)
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        ids = tuple(screen.workspace.board.deals)
        await pilot.press("ctrl+a", "y", "Y")
        assert set(sent[0].splitlines()) == set(ids)
        assert len(sent[1].splitlines()) == 12
        await pilot.press("E")
        await shown(pilot)
        await pilot.press("y")
        assert all(deal.notes == 1 for deal in screen.workspace.board.deals.values())
        screen.do(CloseDeals(ids, "won", override="sure"))
        screen.selection.clear()
        await pilot.press("G")
        screen.go_to_stage("delivery")
        await pilot.press("ctrl+a", "O")
        await shown(pilot)
        await pilot.press("y")
        assert all(deal.is_open for deal in screen.workspace.board.deals.values())
