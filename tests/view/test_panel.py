"""The details are worked in by keys alone, and every key gives the next state of one immutable value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import NOW, TODAY, make_board, make_deal, make_follow_up
from pipeboard.domain.actions import Action, EditDeals
from pipeboard.domain.people import Contact
from pipeboard.view.detail import TABS, Detail, detail
from pipeboard.view.form import Misread
from pipeboard.view.forms.field import deal_field
from pipeboard.view.layout import row_text
from pipeboard.view.panel import Editing, Panel
from pipeboard.view.tabs.tab import ADD, Ask
from pipeboard.view.text import cells

BOARD = make_board(0)
TITLES = [tab.title for tab in TABS]
DEAL = make_deal(
    follow_ups=(make_follow_up(), make_follow_up(id="f2", kind="mail", due=TODAY + timedelta(days=4))),
    contacts=(Contact("c1", "Maija Virtanen", "maija@example.com"),),
    custom={"Industry": "Retail"},
)
HEIGHT = 60


@dataclass
class Event:
    """An entry of a timeline."""

    at: datetime
    by: str
    kind: str
    text: str


LONG = [Event(NOW - timedelta(hours=at), "Anna", "note.added", f"Note: number {at}") for at in range(60)]


def lines(tab: str, *, working: bool = True, width: int = 45) -> Detail:
    """A tab of the deal."""
    return detail(DEAL, BOARD, TODAY, LONG, tab=TITLES.index(tab), width=width, working=working)


def at_work(tab: str, height: int = HEIGHT) -> tuple[Panel, Detail]:
    """The panel as it is when it has just been entered, and its lines."""
    one = lines(tab)
    return Panel(is_open=True, tab=TITLES.index(tab)).entered().settled(one, height), one


def typing(name: str, text: str | None = None) -> Editing:
    """A field of the deal being edited, with a text typed into it."""
    editing = Editing.begin(DEAL.id, name, deal_field(DEAL, name, BOARD, NOW), {})
    for key in text or "":
        editing = pressed(editing, key)
    return editing


def pressed(editing: Editing, key: str) -> Editing:
    """After a key that means something."""
    after = editing.pressed(key, key if len(key) == 1 else "")
    assert after is not None
    return after


def text_of(panel: Panel, one: Detail, height: int = HEIGHT) -> str:
    """What is seen."""
    return "\n".join(row_text(row).rstrip() for row in panel.rows(one, height))


def worded(text: str) -> str:
    """A text with single blanks."""
    return " ".join(text.split())


def test_esc_goes_back_one_layer_at_a_time() -> None:
    """From the field to the line, to the board, and the panel closes."""
    panel, one = at_work("Overview")
    panel = panel.edited(typing("title"), one, HEIGHT)
    states = []
    for _ in range(3):
        panel = panel.left()
        states.append((panel.is_open, panel.working, panel.editing is not None))
    assert states == [(True, True, False), (True, False, False), (False, False, False)]


def test_the_first_tab_key_opens_the_panel_and_the_next_ones_turn_it() -> None:
    """Round and round, in both ways."""
    panel = Panel().turned(1)
    assert (panel.is_open, panel.tab) == (True, 0)
    assert panel.turned(-1).tab == len(TABS) - 1
    assert panel.turned(-1).turned(1).tab == 0


def test_the_cursor_goes_from_target_to_target_and_stops_at_the_ends() -> None:
    """Blank lines and headings are passed over."""
    panel, one = at_work("Overview")
    assert panel.at == "title"
    assert panel.moved(-1, one, HEIGHT).at == "title"
    assert panel.moved(1, one, HEIGHT).at == "company"
    seen = [panel.at]
    for _ in one.targets:
        panel = panel.moved(1, one, HEIGHT)
        seen.append(panel.at)
    assert seen[:-1] == [target.key for target in one.targets]
    assert panel.at == ADD


def test_the_cursor_is_kept_in_sight() -> None:
    """In a panel of few rows, from the first line to the last and back."""
    panel, one = at_work("Overview", 9)
    for step in (1, -1):
        for _ in one.targets:
            panel = panel.moved(step, one, 9)
            assert any(row_text(row).startswith("›") for row in panel.rows(one, 9))
    assert panel.at == "title"
    assert panel.top == 0


def test_the_cursor_stays_with_its_line_when_lines_come_and_go() -> None:
    """By what it is, not by where it is; where it was, when it is gone."""
    panel, one = at_work("Follow-ups")
    panel = panel.moved(1, one, HEIGHT)
    assert panel.at == "f2"
    only = detail(
        DEAL._replace(follow_ups=DEAL.follow_ups[1:]), BOARD, TODAY, (), tab=2, width=45, working=True
    )
    assert panel.settled(only, HEIGHT).at == "f2"
    none = detail(DEAL._replace(follow_ups=()), BOARD, TODAY, (), tab=2, width=45, working=True)
    assert panel.settled(none, HEIGHT).at == ADD


def test_a_tab_without_targets_scrolls() -> None:
    """By lines, by half a panel, and to both ends."""
    panel, one = at_work("Timeline", 20)
    assert panel.moved(1, one, 20).top == 1
    assert panel.paged(1, one, 20).top == one.room(20) // 2
    end = panel.ended(one, 20, last=True)
    assert "number 59" in text_of(end, one, 20)
    assert end.moved(1, one, 20) == end
    assert end.ended(one, 20, last=False).top == 0


def test_text_below_the_last_target_can_be_read() -> None:
    """The notes are under the line that adds one: j goes on through them, and k comes back to it."""
    panel, one = at_work("Notes", 20)
    for _ in range(300):
        panel = panel.moved(1, one, 20)
    assert "number 59" in text_of(panel, one, 20)
    for _ in range(300):
        panel = panel.moved(-1, one, 20)
    assert "› + write a note" in text_of(panel, one, 20)


def test_half_a_panel_is_half_of_what_is_seen() -> None:
    """PgDn and PgUp move the cursor along, and reach the ends."""
    panel, one = at_work("Overview", 14)
    down = panel.paged(1, one, 14)
    assert one.places[down.at][0] == pytest.approx(one.room(14) // 2, abs=1)
    assert down.paged(-1, one, 14).at == panel.at
    for _ in range(20):
        down = down.paged(1, one, 14)
    assert down.at == ADD


def test_the_line_under_the_tabs_says_what_is_out_of_sight() -> None:
    """Above and below."""
    panel, one = at_work("Timeline", 20)
    assert f"↓{len(one.lines) - one.room(20)}" in text_of(panel, one, 20)
    assert "↑1" in text_of(panel.moved(1, one, 20), one, 20)
    assert "↓" not in text_of(panel.ended(one, 20, last=True), one, 20)


def test_a_low_panel_has_a_low_head() -> None:
    """Eight rows leave most of them for the lines."""
    panel, one = at_work("Overview", 8)
    assert text_of(panel, one, 8).splitlines()[:2] == [
        " Acme website",
        "  Overview  Qualification  Follow-ups       ›",
    ]


def test_a_field_is_typed_into_where_it_stands() -> None:
    """With the caret, and what is understood of it below."""
    panel, one = at_work("Overview")
    before = text_of(panel, one).splitlines()
    row = next(at for at, line in enumerate(before) if "Expected close" in line)
    panel = panel.edited(typing("close", "fri"), one, HEIGHT)
    after = text_of(panel, one).splitlines()
    assert after[row].split() == ["›", "Expected", "close", "fri"]
    assert "Fri 27 Nov 2026" in after[row + 1]
    assert after[row + 2 :] == before[row + 1 : -1]
    assert "caret" in {role for _, role in panel.rows(one, HEIGHT)[row]}


def test_what_is_wrong_stands_below_the_field_until_it_is_mended() -> None:
    """The text stays as it was typed."""
    editing = typing("value", "abc")
    with pytest.raises(Misread) as caught:
        editing.spec.read(editing.form)
    editing = editing.refused(caught.value.errors)
    panel, one = at_work("Overview")
    told = text_of(panel.edited(editing, one, HEIGHT), one)
    assert "› Value abc" in worded(told)
    assert "! 'abc' is not an amount" in told
    assert "!" not in text_of(panel.edited(pressed(editing, "backspace"), one, HEIGHT), one)


def test_a_refusal_stands_below_the_field_too() -> None:
    """What a rule has against it."""
    panel, one = at_work("Overview")
    editing = typing("title", "x").refused({"": "The deal is archived; restore it first."})
    assert "! The deal is archived" in text_of(panel.edited(editing, one, HEIGHT), one)


def test_an_edit_outlives_its_line() -> None:
    """A follow-up that another app finished meanwhile: what was typed is still there to be seen."""
    panel, one = at_work("Follow-ups")
    target = next(one for one in one.targets if one.key == "f2")
    ask = target.does["edit"]
    assert isinstance(ask, Ask)
    panel = panel.edited(Editing.begin(DEAL.id, "f2", ask.make(NOW), {"text": "half typ"}), one, HEIGHT)
    without = detail(DEAL._replace(follow_ups=()), BOARD, TODAY, (), tab=2, width=45, working=True)
    assert "half typ" in text_of(panel.settled(without, HEIGHT), without)


def test_a_draft_is_back_and_says_so() -> None:
    """Until something is typed."""
    panel, one = at_work("Overview")
    editing = Editing.begin(DEAL.id, "title", deal_field(DEAL, "title", BOARD, NOW), {"title": "Acme web"})
    told = text_of(panel.edited(editing, one, HEIGHT), one)
    assert "› Title Acme web" in worded(told)
    assert "What you typed before is back." in worded(told)
    assert "is back" not in text_of(panel.edited(pressed(editing, "x"), one, HEIGHT), one)


def test_choices_are_turned_and_picked_by_letters() -> None:
    """As in forms."""
    editing = typing("priority")
    assert pressed(editing, "right").form.texts() == {"priority": "high"}
    assert pressed(editing, "l").form.texts() == {"priority": "low"}
    assert editing.pasted("high") == editing


def read(editing: Editing) -> Action:
    """What would be done."""
    return editing.spec.read(editing.form)


def test_only_what_was_changed_is_said() -> None:
    """Another app's change of the field is not undone by an Enter that changed nothing."""
    assert read(typing("title")) == EditDeals((DEAL.id,), {})
    assert read(typing("title", "!")) == EditDeals((DEAL.id,), {"title": "Acme website!"})


@pytest.mark.parametrize("tab", TITLES)
@pytest.mark.parametrize("width", [14, 30, 45, 80])
def test_every_form_fits_the_panel(tab: str, width: int) -> None:
    """Rows are just as wide as the panel while anything is typed."""
    one = lines(tab, width=width)
    for target in one.targets:
        ask = target.does.get("edit")
        if isinstance(ask, Ask):
            editing = Editing.begin(DEAL.id, target.key, ask.make(NOW), {}).refused({"": "No. " * 20})
            panel = Panel(is_open=True, working=True, tab=TITLES.index(tab), at=target.key)
            rows = panel.edited(editing, one, HEIGHT).rows(one, HEIGHT)
            assert {cells(row_text(row)) for row in rows} == {width}


MOVES: tuple[Callable[[Panel, Detail, int], Panel], ...] = (
    lambda panel, one, height: panel.moved(1, one, height),
    lambda panel, one, height: panel.moved(-1, one, height),
    lambda panel, one, height: panel.paged(1, one, height),
    lambda panel, one, height: panel.paged(-1, one, height),
    lambda panel, one, height: panel.ended(one, height, last=True),
    lambda panel, one, height: panel.ended(one, height, last=False),
    lambda panel, one, height: panel.scrolled(3, one, height),
    lambda panel, one, height: panel.in_sight(one, height),
)


@given(
    st.sampled_from(TITLES),
    st.integers(2, 45),
    st.lists(st.sampled_from(range(len(MOVES))), max_size=20),
)
def test_any_keys_leave_a_whole_panel(tab: str, height: int, keys: list[int]) -> None:
    """As many rows as there are, a target that is there, and nothing scrolled out of the world."""
    panel, one = at_work(tab, height)
    for key in keys:
        panel = MOVES[key](panel, one, height)
        assert len(panel.rows(one, height)) == height
        assert 0 <= panel.top <= max(len(one.lines) - one.room(height), 0)
        assert (panel.target(one) is None) == (not one.targets)
