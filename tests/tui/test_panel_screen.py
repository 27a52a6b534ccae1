"""The details are a place to work in: every field is edited in place, with the board in view."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from board_app import fill_board, loaded, make_app, open_board, screen_text
from dialog_app import type_text
from pipeboard.config.keymap import resolve
from pipeboard.config.look import Look
from pipeboard.domain.actions import AddNote, ArchiveDeals, EditDeals, FinishFollowUp, MoveDeals
from pipeboard.domain.deal import Deal
from pipeboard.domain.errors import Refused
from pipeboard.tui.app import PipeBoardApp
from pipeboard.tui.screens.board import BoardScreen
from pipeboard.workspace.drafts import Drafts

SIZE = (120, 40)


@pytest.fixture
def app(tmp_path: Path) -> PipeBoardApp:
    """The app on a board of twelve deals."""
    return make_app(fill_board(tmp_path), drafts=Drafts(tmp_path, tmp_path / "pipeboard.json"))


async def at_work(pilot: Pilot[int], *keys: str) -> BoardScreen:
    """The board screen with the cursor in the details of the first deal, after some more keys."""
    screen = await loaded(pilot)
    await pilot.press("enter")
    await pilot.pause()
    await pilot.press("enter", *keys)
    await pilot.pause()
    return screen


def deal_of(screen: BoardScreen) -> Deal:
    """The deal under the board's cursor."""
    assert screen.deal is not None
    return screen.deal


def under_cursor(app: PipeBoardApp) -> str:
    """The highlighted line."""
    found = [line.split("┃")[1] for line in screen_text(app).splitlines() if "┃›" in line]
    assert len(found) == 1
    return " ".join(found[0].removeprefix("›").split())


def panel_text(app: PipeBoardApp) -> str:
    """What the panel shows, with single blanks."""
    rows = [line.split("┃")[1] for line in screen_text(app).splitlines() if "┃" in line]
    return " ".join(" ".join(rows).split())


async def test_enter_opens_then_enters_and_esc_goes_back_through_all_of_it(app: PipeBoardApp) -> None:
    """Field, line, board, closed; the board's cursor stays where it was."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_work(pilot, "j")
        place = screen.board.place
        assert under_cursor(app).startswith("Company")
        await pilot.press("enter", "x")
        assert screen.panel.is_typing
        states = []
        for _ in range(3):
            await pilot.press("escape")
            states.append((screen.panel.is_typing, screen.panel.is_working, screen.panel.is_open))
        assert states == [(False, True, True), (False, False, True), (False, False, False)]
        assert screen.board.place == place
        assert deal_of(screen).company != "x"


async def test_a_field_is_saved_with_enter_and_told(app: PipeBoardApp) -> None:
    """One action, which u takes back; the cursor stays on the line."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_work(pilot, "enter", "ctrl+u")
        before = deal_of(screen).title
        await type_text(pilot, "New name")
        await pilot.press("enter")
        assert deal_of(screen).title == "New name"
        assert under_cursor(app) == "Title New name"
        assert "Changed title of" in screen.status.message
        await pilot.press("u")
        assert deal_of(screen).title == before
        assert under_cursor(app) == f"Title {before}"
        await pilot.press("U")
        assert deal_of(screen).title == "New name"


async def test_what_is_wrong_is_told_below_the_field(app: PipeBoardApp) -> None:
    """Nothing is lost, nothing is written; the mended text is saved."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_work(pilot, *("j",) * 5, "enter")
        before = deal_of(screen).value
        await type_text(pilot, "lots")
        await pilot.press("enter")
        assert "› Value lots ! 'lots' is not an amount; write it like" in panel_text(app)
        assert deal_of(screen).value == before
        await pilot.press("ctrl+u")
        await type_text(pilot, "3k")
        assert "3 000" in screen_text(app)
        await pilot.press("enter")
        assert str(deal_of(screen).value) == "3000"


async def test_a_refusal_is_told_below_the_field(app: PipeBoardApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """The text stays, to be tried again."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_work(pilot, "enter", "x")

        def refuse(*_: object, **__: object) -> None:
            raise Refused("Not today.")

        monkeypatch.setattr(type(screen.workspace), "do", refuse)
        await pilot.press("enter")
        assert "! Not today." in screen_text(app)
        assert screen.panel.is_typing


async def test_tab_saves_and_goes_on_to_the_next_line(app: PipeBoardApp) -> None:
    """Many fields in a row; what cannot be saved holds."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_work(pilot, "enter", "x", "tab", "y", "tab")
        assert deal_of(screen).title.endswith("x")
        assert deal_of(screen).company.endswith("y")
        assert under_cursor(app).startswith("Owner")
        assert screen.panel.is_typing
        await pilot.press("shift+tab")
        assert under_cursor(app).startswith("Company")
        await pilot.press("shift+tab", "ctrl+u", "tab")
        assert "! Title must not be empty." in panel_text(app)
        assert under_cursor(app).startswith("Title")


async def test_choices_go_round_and_fields_are_emptied(app: PipeBoardApp) -> None:
    """Space and x; x says what brings it back."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_work(pilot, "j", "j", "j")
        await pilot.press("space")
        first = deal_of(screen).priority
        await pilot.press("space")
        assert deal_of(screen).priority != first
        await pilot.press("k", "k", "x")
        assert deal_of(screen).company == ""
        assert screen.status.message.endswith("u brings it back.")
        await pilot.press("x")
        assert "nothing to take away" in screen.status.message
        assert not deal_of(screen).archived


async def test_answers_are_given_by_number_and_noted(app: PipeBoardApp) -> None:
    """In the tab itself; the pane has the same keys."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_work(pilot, "]", "1", "3", "3", "enter")
        await type_text(pilot, "they said so")
        await pilot.press("enter")
        answers = deal_of(screen).answers_in("bant")
        assert {name: one.answer for name, one in answers.items()} == {"budget": "yes", "need": "partial"}
        assert answers["need"].note == "they said so"
        await pilot.press("9")
        assert screen.status.message == "There is no line 9 here."


async def test_follow_ups_are_planned_changed_finished_and_cancelled(app: PipeBoardApp) -> None:
    """With the forms of the board, and in place."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_work(pilot, "]", "]")
        while deal_of(screen).follow_ups:
            await pilot.press("x")
        await pilot.press("a")
        await pilot.pause()
        await pilot.press("m", "f", "r", "i", "f2")
        await pilot.pause()
        assert [step.kind for step in deal_of(screen).follow_ups] == ["mail"]
        await pilot.press("g", "g", "enter", "enter", "enter")
        await type_text(pilot, "the offer")
        await pilot.press("enter")
        assert deal_of(screen).follow_ups[0].text == "the offer"
        await pilot.press("space")
        await pilot.pause()
        assert "Done: mail, the offer" in screen_text(app)
        await pilot.press("f2")
        await pilot.pause()
        assert deal_of(screen).follow_ups == ()
        assert "No next step is planned." in screen_text(app)


async def test_people_and_notes_are_added(app: PipeBoardApp) -> None:
    """`a` in their tabs."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_work(pilot, "[", "[", "[", "a")
        await pilot.pause()
        await type_text(pilot, "Maija")
        await pilot.press("f2")
        await pilot.pause()
        assert [one.name for one in deal_of(screen).contacts] == ["Maija"]
        await pilot.press("l", "l", "a")
        await type_text(pilot, "call them")
        await pilot.press("enter")
        assert deal_of(screen).notes == 1
        assert "call them" in screen_text(app)


async def test_the_boards_commands_work_on_the_deal_in_the_panel(app: PipeBoardApp) -> None:
    """What the panel does not hear goes to the board: here, a move to the next stage."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_work(pilot, "j")
        deal = deal_of(screen)
        await pilot.press("L")
        assert (deal_of(screen).id, deal_of(screen).stage) == (deal.id, "qualified")
        assert under_cursor(app).startswith("Company")


async def test_an_edit_outlives_what_others_do_to_the_deal(app: PipeBoardApp, tmp_path: Path) -> None:
    """The rest of the panel follows, the text stays, and it is saved over no other field."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_work(pilot, "enter", "x")
        deal = deal_of(screen)
        other = open_board(tmp_path / "pipeboard.json", "Bob")
        other.do(EditDeals((deal.id,), {"company": "Changed by Bob"}))
        other.do(MoveDeals((deal.id,), "negotiation"))
        other.close()
        screen.poll()
        await pilot.pause()
        assert "Changed by Bob" in screen_text(app)
        assert under_cursor(app) == f"Title {deal.title}x"
        await pilot.press("enter")
        after = screen.workspace.board.deals[deal.id]
        assert (after.title, after.company, after.stage) == (
            f"{deal.title}x",
            "Changed by Bob",
            "negotiation",
        )


async def test_an_edit_outlives_its_deals_place_on_the_board(app: PipeBoardApp, tmp_path: Path) -> None:
    """Archived by another app: the reason is told when it is saved, and the text can be copied until then."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_work(pilot, "enter", "x")
        deal = deal_of(screen)
        other = open_board(tmp_path / "pipeboard.json", "Bob")
        other.do(ArchiveDeals((deal.id,)))
        other.close()
        screen.poll()
        await pilot.pause()
        assert deal_of(screen).id != deal.id
        assert under_cursor(app) == f"Title {deal.title}x"
        await pilot.press("enter")
        assert "is archived; restore it first." in panel_text(app)
        await pilot.press("escape")
        assert under_cursor(app) == f"Title {deal_of(screen).title}"


async def test_a_follow_up_that_others_finish_leaves_the_cursor_in_the_panel(
    app: PipeBoardApp, tmp_path: Path
) -> None:
    """On the line that is there now."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_work(pilot, "]", "]")
        deal = deal_of(screen)
        other = open_board(tmp_path / "pipeboard.json", "Bob")
        for step in deal.follow_ups:
            other.do(FinishFollowUp(deal.id, step.id))
        other.close()
        screen.poll()
        await pilot.pause()
        assert under_cursor(app) == "+ plan a follow-up"


async def test_the_timeline_scrolls_by_lines_and_pages(app: PipeBoardApp) -> None:
    """There is nothing to stand on in it."""
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at_work(pilot)
        for number in range(30):
            screen.do(AddNote((deal_of(screen).id,), f"number {number}"))
        await pilot.press("[", "[")
        await pilot.pause()
        assert "number 29" in screen_text(app)
        await pilot.press("j", "pagedown", "pagedown")
        assert "number 29" not in screen_text(app)
        await pilot.press("G")
        assert "Created in" in screen_text(app)
        await pilot.press("pageup", "g", "g")
        assert "number 29" in screen_text(app)


async def test_a_paste_goes_into_the_field(app: PipeBoardApp) -> None:
    """On one line."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_work(pilot, "enter", "ctrl+u")
        screen.post_message(events.Paste("two\nlines\n"))
        await pilot.pause()
        await pilot.press("enter")
        assert deal_of(screen).title == "two lines"


async def test_what_is_typed_when_the_app_ends_is_offered_again(app: PipeBoardApp, tmp_path: Path) -> None:
    """For that field of that deal, once."""
    async with app.run_test(size=SIZE) as pilot:
        await at_work(pilot, "j", "enter", "ctrl+u")
        await type_text(pilot, "Half a na")
        app.leave()
    again = make_app(tmp_path / "pipeboard.json", drafts=app.drafts)
    async with again.run_test(size=SIZE) as pilot:
        screen = await at_work(pilot, "enter")
        assert "is back" not in screen_text(again)
        await pilot.press("escape", "j", "enter")
        assert under_cursor(again) == "Company Half a na"
        assert "What you typed before is back." in panel_text(again)
        await pilot.press("m", "e", "enter")
        assert deal_of(screen).company == "Half a name"
        await pilot.press("enter")
        assert "is back" not in screen_text(again)


async def test_the_hints_are_those_of_the_moment(app: PipeBoardApp) -> None:
    """While something is typed, ? and q are letters."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_work(pilot)
        assert "Enter edit  Esc back" in screen_text(app).splitlines()[-1]
        await pilot.press("enter")
        last = screen_text(app).splitlines()[-1]
        assert last.split() == ["Enter", "save", "Tab", "next", "line", "Esc", "leave", "as", "it", "was"]
        await pilot.press("escape", "]", "]")
        assert "x take away" in screen_text(app).splitlines()[-1]
        await pilot.press("escape")
        assert "Enter work in it" in screen_text(app).splitlines()[-1]
        assert screen.panel.is_open


async def test_the_panels_keys_can_be_changed(tmp_path: Path) -> None:
    """They are commands like all others; chords of the board still work in there."""
    app = make_app(fill_board(tmp_path), keymap=resolve({"panel.edit": ["i"], "panel.down": ["ctrl+n"]})[0])
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_work(pilot, "ctrl+n", "i")
        assert under_cursor(app).startswith("Company")
        assert screen.panel.is_typing
        await pilot.press("escape", "g")
        assert "first line" in screen_text(app)
        await pilot.press("p")
        await pilot.pause()
        assert "New contact" in screen_text(app)


async def test_help_tells_the_panels_keys_first(app: PipeBoardApp) -> None:
    """Where they work."""
    async with app.run_test(size=SIZE) as pilot:
        await at_work(pilot, "?")
        await pilot.pause()
        assert "Working in the details" in screen_text(app)


async def test_an_empty_board_has_nothing_to_work_on(tmp_path: Path) -> None:
    """Said, not done."""
    app = make_app(fill_board(tmp_path, 0))
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_work(pilot)
        assert not screen.panel.is_working
        assert screen.status.message == "There is no deal to work on."


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (45, 20), (40, 12)])
async def test_work_is_possible_in_any_size(app: PipeBoardApp, size: tuple[int, int]) -> None:
    """The highlighted line and what is typed are in sight, and so is the card where there is room."""
    async with app.run_test(size=size) as pilot:
        screen = await at_work(pilot)
        for keys in ((), ("j",) * 9, ("G", "k", "k"), ("pageup",)):
            await pilot.press(*keys)
            target = screen.panel.target
            assert target is not None
            assert under_cursor(app)
            await pilot.press("enter", "z")
            assert "z" in under_cursor(app) or "toggle" in target.does
            await pilot.press("escape")
        assert ("▌" in screen_text(app)) == (size[1] >= 16)


async def test_a_resize_keeps_the_line_in_sight(app: PipeBoardApp) -> None:
    """Also while something is typed into it."""
    async with app.run_test(size=SIZE) as pilot:
        await at_work(pilot, *("j",) * 12, "enter", "z")
        for size in ((45, 20), (80, 24), (120, 40)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert "z" in under_cursor(app)


async def test_over_a_slow_line_the_details_follow_a_cursor_that_rests(tmp_path: Path) -> None:
    """Not for every deal that a held key passes by: that would be a screen for each."""
    app = make_app(fill_board(tmp_path, 40), look=Look("ansi", low_bandwidth=True))
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await loaded(pilot)
        await pilot.press("enter")
        await pilot.pause()
        shown = screen.details.rows
        for _ in range(3):
            await pilot.press("j")
        assert screen.details.rows == shown
        while screen.details.rows == shown:
            await pilot.pause(0.01)
        assert screen.deal is not None
        assert screen.deal.title in "".join(text for row in screen.details.rows for text, _ in row)
