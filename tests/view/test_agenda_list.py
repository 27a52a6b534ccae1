"""The agenda's rows fit every width, and say what each entry is about."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories import NOW, TODAY, make_board, make_deal, make_follow_up
from golden_files import check_golden
from pipeboard.domain.board import Board
from pipeboard.domain.followup import When
from pipeboard.view.agenda import Entry, agenda
from pipeboard.view.agenda_list import about, clear_rows, due_words, hints, lines, list_rows, said
from pipeboard.view.card import Row
from pipeboard.view.dialog import CHOSEN
from pipeboard.view.text import cells, clean

BOARD = make_board(60, timezone="Europe/Helsinki")
FOUND = agenda(BOARD, TODAY)


def text_of(row: Row) -> str:
    """A row's text."""
    return "".join(text for text, _ in row)


def entry_of(kind: str) -> Entry:
    """The first entry of a section."""
    return next(entry for entry in FOUND.entries if entry.kind == kind)


@pytest.mark.parametrize("width", [20, 43, 72, 112, 180])
def test_rows_have_exactly_their_width(width: int) -> None:
    """With wide, hostile and endless names."""
    deals = {
        deal.id: deal._replace(title="交易\x1b[2J\u202e" * 30, company="é\u0301" * 50, owner="李 雷")
        for deal in BOARD.deals.values()
    }
    board = BOARD._replace(deals=deals)
    found = agenda(board, TODAY)
    shown = lines(found)
    for row in list_rows(found, shown, found.shown[3], board, width):
        assert not row or cells(text_of(row)) == width
        assert clean(text_of(row)) == text_of(row)
    for entry in found.shown[::5]:
        for rows in (1, 2, 3):
            told = about(entry, found, board, width, rows)
            assert 1 <= len(told) <= rows
            assert max(cells(text_of(row)) for row in told) <= width


@pytest.mark.parametrize("width", [43, 72, 112])
def test_the_agenda_looks_like_this(width: int) -> None:
    """On a narrow, a usual and a wide screen; dates are those of the tests' Monday."""
    board = make_board(16, timezone="Europe/Helsinki")
    found = agenda(board, TODAY)
    rows = list_rows(found, lines(found), found.shown[1], board, width)
    rows += [(), *about(found.shown[1], found, board, width, 3)]
    check_golden(f"agenda-{width}", "".join(f"{text_of(row).rstrip()}\n" for row in rows))


def test_each_section_has_a_heading_with_its_count() -> None:
    """Empty sections have none."""
    heads = [line.section for line in lines(FOUND) if line.section and line.entry is None]
    assert heads == [section for section in FOUND.sections if section.shown]
    assert len(heads) < len(FOUND.sections)
    rows = list_rows(FOUND, lines(FOUND), None, BOARD, 80)
    assert text_of(rows[0]).startswith(f"Overdue {len(heads[0].shown)} ─")
    assert len(lines(FOUND, gaps=False)) == len(FOUND.shown) + len(heads)


def test_the_first_row_tells_the_section_wherever_the_list_begins() -> None:
    """A list that is scrolled still says what its entries are."""
    shown = lines(FOUND)[2:6]
    assert text_of(list_rows(FOUND, shown, None, BOARD, 80)[0]).startswith("Overdue")


def test_only_the_highlighted_entry_stands_out() -> None:
    """One row in the highlight's colour."""
    rows = list_rows(FOUND, lines(FOUND), FOUND.shown[4], BOARD, 80)
    assert sum(1 for row in rows if row and row[0][1] == CHOSEN) == 1


def test_words_for_when() -> None:
    """Late ones by days, today's by the clock, later ones by weekday and clock where it fits."""
    board = make_board(0, timezone="Europe/Helsinki")

    def words(due: When, width: int = 11) -> str:
        deal = make_deal(last_activity=NOW, follow_ups=(make_follow_up(due=due),))
        found = agenda(board._replace(deals={deal.id: deal}), TODAY)
        return due_words(found.shown[0], found, board, width)

    assert words(TODAY - timedelta(days=3)) == "3d late"
    assert words(NOW - timedelta(days=3)) == "3d late"
    assert words(TODAY) == "today"
    assert words(NOW) == "11:00"
    assert words(NOW + timedelta(days=3)) == "Thu 11:00"
    assert words(NOW + timedelta(days=1)) == "tomorrow"
    assert words(NOW + timedelta(days=1), 20) == "tomorrow 11:00"
    assert words(TODAY + timedelta(days=30)) == "23 Dec"


def test_a_deal_without_a_step_tells_how_long_it_has_been_quiet() -> None:
    """And whether that is too long."""
    for days, told in ((0, "active"), (3, "3d quiet"), (20, "20d silent")):
        deal = make_deal(last_activity=NOW - timedelta(days=days))
        board = BOARD._replace(deals={deal.id: deal})
        found = agenda(board, TODAY)
        assert due_words(found.shown[0], found, board) == told


@pytest.mark.parametrize("width", [44, 70, 110])
def test_a_date_says_what_it_is_about(width: int) -> None:
    """In a word in its row, where there is room, and in full below the list."""
    fields = {"status": "won", "reason": "trust", "renewal": TODAY + timedelta(days=30)}
    deal = make_deal(title="Acme", last_activity=NOW, **fields)
    board = BOARD._replace(deals={deal.id: deal})
    found = agenda(board, TODAY)
    entry = found.shown[0]
    row = text_of(list_rows(found, lines(found), None, board, width)[1])
    assert "◇ 23 Dec" in row
    assert ("renewal" in row) is (width >= 58)
    below = "\n".join(text_of(one) for one in about(entry, found, board, width, 3))
    assert "Renewal: 23 Dec" in below
    assert said(entry, board, TODAY) == "renewal", "why it was won says nothing of it"


def test_a_follow_up_that_goes_on_says_how() -> None:
    """Before its text, which may be long."""
    again = make_follow_up(every=30, text="Ask them")
    step = make_follow_up(id="k7q-01hk3z8q0f01", cadence="first-contact", step=2, text="Ring")
    deal = make_deal(last_activity=NOW, follow_ups=(again, step))
    board = BOARD._replace(deals={deal.id: deal})
    words = {said(entry, board, TODAY) for entry in agenda(board, TODAY).shown}
    assert words == {"↻ every 30d: Ask them", "2 of 7 First contact: Ring"}


def test_the_hints_are_those_of_the_entry_and_end_with_the_way_out() -> None:
    """What has no step cannot be done or snoozed; what is closed can be reopened."""
    assert ("d", "done") in hints(entry_of("overdue"), mine=False)
    assert ("d", "done") not in hints(entry_of("no_step"), mine=False)
    deal = make_deal(status="disqualified", revisit=TODAY)
    revisit = Entry("today", deal, None, TODAY, silent=False, field="revisit")
    assert {("O", "reopen"), ("d", "done"), ("s", "another day")} <= set(hints(revisit, mine=True))
    for entry in (None, entry_of("overdue"), entry_of("no_step"), revisit):
        assert hints(entry, mine=False)[-1] == ("Esc", "close")


def test_an_empty_agenda_says_what_to_press() -> None:
    """For an empty board, for one where all is clear, and where only others have something to do."""
    empty = make_board(0)

    def told(*, mine: bool, others: int, board: Board = empty) -> str:
        return "\n".join(
            text_of(row) for row in clear_rows(agenda(empty, TODAY), board, 70, mine=mine, others=others)
        )

    assert "n makes a deal" in told(mine=False, others=0)
    assert "m shows" in told(mine=True, others=3)
    assert "All clear" in told(mine=False, others=0, board=BOARD)
