"""The details tell all about a deal, in any width."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import NOW, TODAY, make_board, make_deal, make_follow_up
from golden_files import check_golden
from pipeboard.domain.deal import Conflict, Deal
from pipeboard.domain.frameworks import Answer
from pipeboard.domain.people import Contact
from pipeboard.domain.proposal import Proposal
from pipeboard.view.detail import TABS, Detail, detail, summary
from pipeboard.view.layout import row_text
from pipeboard.view.panel import Panel
from pipeboard.view.text import cells

BOARD = make_board(0)


@dataclass
class Event:
    """An entry of a timeline."""

    at: datetime
    by: str
    kind: str
    text: str


EVENTS = (
    Event(NOW, "Anna", "deal.moved", "Moved from Lead to Qualified"),
    Event(NOW - timedelta(days=2), "Bob", "note.added", "Note: They want a quote before Friday, in writing."),
    Event(NOW - timedelta(days=2, hours=1), "", "deal.created", "Created in Lead"),
)
FULL = make_deal(
    value=Decimal("12000.50"),
    tags=("web", "vip"),
    source="referral",
    channel="phone",
    priority="high",
    close=TODAY - timedelta(days=1),
    touches=5,
    last_touch=NOW - timedelta(days=4),
    follow_ups=(
        make_follow_up(due=TODAY - timedelta(days=2), text="send the offer"),
        make_follow_up(id="f2", kind="meeting", due=TODAY + timedelta(days=9)),
    ),
    contacts=(Contact("c1", "Maija Virtanen", "maija@example.com", "+358 40 1234567", "decision maker"),),
    conflicts=(Conflict("value", "12000", "Anna", "15000", "Bob"),),
    notice="It was archived by Bob and changed by Anna at the same time.",
    custom={"Industry": "Retail"},
    answers=(
        Answer("bant", "budget", "yes", "40k is in the plan of this year, legal must agree", "Anna", NOW),
        Answer("bant", "need", "partial", "", "Bob", NOW - timedelta(days=3)),
        Answer("bant", "timeline", "no", "", "Bob", NOW - timedelta(days=3)),
    ),
    mql=NOW - timedelta(days=9),
    list_price=Decimal(15000),
    floor=Decimal(13000),
    proposals=(
        Proposal("p1", Decimal(12000), "EUR", "Website", sent=TODAY, problem=True, cost=True),
        Proposal("p2", Decimal(15000), "USD"),
    ),
)


def panel(deal: Deal | None, tab: int = 0, width: int = 46) -> Detail:
    """A deal's panel."""
    return detail(deal, BOARD, TODAY, EVENTS, tab=tab, width=width)


def text_of(one: Detail) -> str:
    """A panel as text."""
    rows = (*one.head, *(line.row for line in one.lines))
    return "".join(f"{row_text(row).rstrip()}\n" for row in rows)


@pytest.mark.parametrize("tab", range(len(TABS)))
@pytest.mark.parametrize("working", [False, True])
def test_each_tab_looks_as_it_did(tab: int, working: bool) -> None:
    """What people see while the panel follows the cursor, and while it is worked in; cell by cell."""
    one = detail(FULL, BOARD, TODAY, EVENTS, tab=tab, width=45, working=working)
    state = Panel(is_open=True, working=working, tab=tab).settled(one, 50)
    drawn = "".join(f"{row_text(row).rstrip()}\n" for row in state.rows(one, 50))
    check_golden(f"detail-{TABS[tab].title.lower()}{'-work' if working else ''}", drawn.rstrip("\n") + "\n")


@given(
    st.text(st.characters(exclude_categories=()), max_size=80),
    st.integers(14, 90),
    st.integers(0, len(TABS) - 1),
    st.booleans(),
)
def test_every_line_is_exactly_as_wide_as_the_panel(text: str, width: int, tab: int, working: bool) -> None:
    """With any text in any field."""
    deal = make_deal(
        title=text,
        company=text,
        owner=text,
        source=text,
        reason=text,
        tags=(text,),
        custom={text: text},
        answers=(Answer("bant", "need", "partial", text, text, NOW),),
    )
    events = [Event(NOW, text, "note.added", text)]
    one = detail(deal, BOARD, TODAY, events, tab=tab, width=width, working=working)
    for row in (*one.head, *(line.row for line in one.lines)):
        assert cells(row_text(row)) == width
        assert row_text(row).startswith((" ", "‹"))
        assert "\x1b" not in row_text(row)


def test_no_deal_is_said() -> None:
    """An empty column has no details."""
    assert "No deal here." in text_of(panel(None))


def test_quiet_deals_have_quiet_tabs() -> None:
    """Nothing yet, rather than a blank panel."""
    told = ["no next step planned", "Budget: unknown", "No next step is planned"]
    told += ["Nothing is on this list.", "No proposals yet."]
    for tab, words in enumerate([*told, "Nobody yet.", "Nothing yet.", "No notes yet."]):
        assert words in text_of(detail(make_deal(), BOARD, TODAY, (), tab=tab, width=40))


@given(st.integers(0, len(TABS) - 1), st.integers(14, 90))
def test_the_tab_bar_shows_the_active_tab_and_what_fits_around_it(tab: int, width: int) -> None:
    """Arrows stand just where tabs are cut off."""
    bar = row_text(panel(FULL, tab, width).head[-1])
    shown = [one.title for one in TABS if f" {one.title} " in bar]
    assert cells(bar) == width
    assert TABS[tab].title in shown or cells(f" {TABS[tab].title} ") > width - 2
    assert ("‹" in bar) == (TABS[0].title not in shown)
    assert ("›" in bar) == (TABS[-1].title not in shown)


def test_a_wide_bar_has_all_tabs_and_a_narrow_one_the_neighbours() -> None:
    """On both sides of the active one."""
    assert row_text(panel(FULL, 0, 90).head[-1]).split() == [
        *(
            "Overview",
            "Qualification",
            "Follow-ups",
            "Checklist",
            "Proposals",
            "Contacts",
            "Timeline",
            "Notes",
        ),
    ]
    assert row_text(panel(FULL, 2, 46).head[-1]).split() == [
        *("‹", "Qualification", "Follow-ups", "Checklist", "›"),
    ]


def test_weighted_worth_is_told_for_open_deals_only() -> None:
    """It is a forecast, and a closed deal has none."""
    assert "Weighted" in text_of(panel(make_deal()))
    assert "Weighted" not in text_of(panel(make_deal(status="won", stage="delivery", closed=NOW)))
    assert "won 23 Nov" in text_of(panel(make_deal(status="won", stage="delivery", closed=NOW)))


def test_the_day_of_the_close_is_the_boards() -> None:
    """Won at eleven in the evening in UTC is won on the next day in Helsinki."""
    closed = make_deal(status="won", stage="delivery", closed=NOW.replace(hour=23))
    helsinki = make_board(0, timezone="Europe/Helsinki")
    assert "won 24 Nov" in text_of(detail(closed, helsinki, TODAY, (), tab=0, width=60))


def test_a_summary_is_one_clean_line() -> None:
    """What goes to the clipboard has no control characters."""
    text = summary(make_deal(title="Acme\x1b]52;c;x\x07\nwebsite"), BOARD)
    assert text == "Acme\ufffd]52;c;x\ufffd website · Acme Oy · 12 000 EUR · Lead · Anna Korhonen"


def test_a_conflict_of_stages_names_them() -> None:
    """People know stages by their names; ids are of the file."""
    conflicts = (
        Conflict("stage", "discovery", "Anna", "proposal", "Bob"),
        Conflict("stage", "discovery", "Anna", "lost (price)", "Chen"),
        Conflict("owner", "lead", "Anna", "proposal", "Bob"),
    )
    said = text_of(panel(make_deal(conflicts=conflicts), width=70))
    assert "≠ Stage: Discovery (Anna) or Proposal (Bob) or lost (price) (Chen)" in said
    assert "≠ Owner: lead (Anna) or proposal (Bob)" in said


@pytest.mark.parametrize("width", [40, 45, 60])
def test_no_label_touches_its_text(width: int) -> None:
    """Long labels, and those of the users' own fields, leave a gap."""
    deal = make_deal(pains=("slow site",), buying="a committee decides", decision=TODAY)
    deal = deal._replace(custom={"a name that nobody can call short": "yes indeed"})
    said = text_of(panel(deal, width=width))
    for text in ("slow site", "a committee", "23 Nov, today", "yes indeed"):
        assert f" {text}" in said
