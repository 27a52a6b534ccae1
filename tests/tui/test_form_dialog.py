"""Forms on the screen: keys, errors that lose nothing, and leaving."""

from __future__ import annotations

from dialog_app import NOTHING_YET, DialogApp, type_text
from factories import NOW, make_board, make_deal
from pipeboard.domain.actions import Action, AddDeal, CloseDeals, EditDeals, LogTouch
from pipeboard.tui.screens.form import FormDialog
from pipeboard.view.forms.activity import log_activity
from pipeboard.view.forms.close import close_deals
from pipeboard.view.forms.deal import edit_deal, new_deal

SIZE = (80, 24)


def taken(action: Action) -> str | None:
    """A board that takes every action."""
    return None


async def test_enter_goes_through_the_fields_and_saves_on_the_last() -> None:
    """A call is logged with one letter, its text and Enter."""
    app = DialogApp(FormDialog(log_activity([make_deal()], make_board(0)), submit=taken))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("c")
        await type_text(pilot, "asked for an offer")
        await pilot.press("enter")
    assert app.result == LogTouch(deals=(make_deal().id,), kind="call", text="asked for an offer")


async def test_f2_saves_from_any_field() -> None:
    """A deal needs no more than its title."""
    app = DialogApp(FormDialog(new_deal(make_board(0), NOW), submit=taken))
    async with app.run_test(size=SIZE) as pilot:
        await type_text(pilot, "Acme")
        await pilot.press("f2")
    assert isinstance(app.result, AddDeal)
    assert app.result.fields["title"] == "Acme"


async def test_a_bad_value_is_told_beneath_its_field_and_nothing_is_lost() -> None:
    """The form stays with all that was typed; the cursor is where the mistake is."""
    dialog = FormDialog(new_deal(make_board(0), NOW), submit=taken)
    app = DialogApp(dialog)
    async with app.run_test(size=SIZE) as pilot:
        await type_text(pilot, "Acme")
        await pilot.press("down", "down", "x", "f2")
        lines = app.text.splitlines()
        at = next(number for number, line in enumerate(lines) if line.startswith("│ › Value"))
        assert "! " in lines[at + 1]
        assert "is not an amount" in lines[at + 1]
        assert dialog.form.texts()["title"] == "Acme"
        await pilot.press("backspace", "5", "f2")
    assert isinstance(app.result, AddDeal)


async def test_a_rule_that_is_against_it_is_told_and_the_form_stays() -> None:
    """What the board refuses can be mended and tried again."""
    answers = iter(["There is a rule against that.", None])
    app = DialogApp(
        FormDialog(log_activity([make_deal()], make_board(0)), submit=lambda action: next(answers))
    )
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("m", "x", "enter")
        assert "! There is a rule against that." in app.text
        assert app.result is NOTHING_YET
        await pilot.press("y")
        assert "rule" not in app.text
        await pilot.press("enter")
    assert app.result == LogTouch(deals=(make_deal().id,), kind="mail", text="xy")


async def test_esc_asks_once_before_typed_text_is_lost() -> None:
    """Enter does not throw anything away; y does."""
    app = DialogApp(FormDialog(new_deal(make_board(0), NOW), submit=taken))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("A", "escape")
        assert "Leave without saving?" in app.text
        await pilot.press("enter")
        assert "Leave without saving?" not in app.text
        assert app.result is NOTHING_YET
        await pilot.press("escape", "x", "escape")
        assert app.result is NOTHING_YET
        await pilot.press("escape", "y")
    assert app.result is None


async def test_esc_leaves_an_untouched_form_at_once() -> None:
    """There is nothing to ask about."""
    app = DialogApp(FormDialog(new_deal(make_board(0), NOW), submit=taken))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("down", "escape")
    assert app.result is None


async def test_a_draft_is_offered_again() -> None:
    """What was typed when the terminal went away is there the next time."""
    deal = make_deal()
    dialog = FormDialog(edit_deal(deal, NOW), submit=taken)
    app = DialogApp(dialog)
    async with app.run_test(size=SIZE) as pilot:
        await type_text(pilot, " 2")
        draft = dialog.draft()
    assert draft == {"title": "Acme website 2"}
    app = DialogApp(FormDialog(edit_deal(deal, NOW), submit=taken, draft=draft))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("f2")
    assert app.result == EditDeals(deals=(deal.id,), changes={"title": "Acme website 2"})


async def test_a_deal_is_lost_with_a_reason_from_the_list() -> None:
    """l, down, down, F2: the reasons are the team's list, in its order."""
    deal = make_deal()
    app = DialogApp(FormDialog(close_deals([deal], make_board(0), NOW), submit=taken))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("l", "down", "down", "f2")
    assert app.result == CloseDeals(deals=(deal.id,), status="lost", reason="competitor")


async def test_pasted_text_stays_on_one_line() -> None:
    """A paste goes into the field, without its line ends."""
    from textual import events

    dialog = FormDialog(new_deal(make_board(0), NOW), submit=taken)
    app = DialogApp(dialog)
    async with app.run_test(size=SIZE) as pilot:
        app.post_message(events.Paste("Acme\nwebsite\x1b[2J\n"))
        await pilot.pause()
        assert dialog.form.texts()["title"] == "Acme website[2J"


async def test_a_small_screen_scrolls_the_form_with_its_cursor() -> None:
    """Every field can be reached on 45x12, and the borders say that there is more."""
    spec = new_deal(make_board(0), NOW)
    app = DialogApp(FormDialog(spec, submit=taken))
    async with app.run_test(size=(45, 12)) as pilot:
        assert "↓" in app.text
        for _ in spec.fields[1:]:
            await pilot.press("down")
        assert f"› {spec.fields[-1].label}" in app.text
        assert "↑" in app.text


async def test_a_hostile_deal_is_shown_without_acting() -> None:
    """Escape sequences and markup in a deal are only text."""
    deal = make_deal(title="\x1b]52;c;QUJD\x07[@click=app.quit]x[/]\u202e", company="\x9b31m")
    app = DialogApp(FormDialog(edit_deal(deal, NOW), submit=taken))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert "[@click=app.quit]x[/]" in app.text
        assert all(character.isprintable() or character == "\n" for character in app.text)
        await pilot.press("end", "x", "f2")
    assert isinstance(app.result, EditDeals)
    assert app.result.changes == {"title": deal.title + "x"}
