"""The frame of dialogs: exact in every size, with hints that always name the way out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeboard.view.card import Row
from pipeboard.view.dialog import box, columns, framed, hint_row, hint_rows, padded, window
from pipeboard.view.text import cells, clean

HINTS = (("Enter", "next"), ("F2", "save"), ("Esc", "cancel"))


def text_of(row: Row) -> str:
    """A row's text."""
    return "".join(text for text, _ in row)


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (59, 20), (45, 20), (24, 8)])
def test_a_dialog_fills_exactly_its_box(size: tuple[int, int]) -> None:
    """Every row has the box's width, and there are as many rows as it is high."""
    room = box(size, 72, 12)
    rows = framed("\x1b[31mNew 交易", [(("x\u202e" * 200, "panel"),)] * 50, HINTS, room, above=3, below=4)
    assert len(rows) == room.height <= size[1]
    assert {cells(text_of(row)) for row in rows} == {room.width}
    assert room.width <= size[0]
    assert all(clean(text_of(row)) == text_of(row) for row in rows)


def test_narrow_screens_give_dialogs_their_whole_width() -> None:
    """Under 60 columns nothing is spent on margins and sides."""
    assert box((45, 20), 72, 12).width == 45
    assert box((80, 24), 72, 12).width == 76


def test_hints_that_do_not_fit_go_before_the_way_out() -> None:
    """The last hint is the way out and always stays."""
    assert text_of(hint_row(HINTS, 40)) == "Enter next   F2 save   Esc cancel"
    assert text_of(hint_row(HINTS, 24)) == "Enter next   Esc cancel"
    assert text_of(hint_row(HINTS, 12)) == "Esc cancel"


def test_all_hints_take_the_rows_they_need() -> None:
    """Where every key matters none is left out."""
    assert [text_of(row) for row in hint_rows(HINTS, 20)] == ["Enter next   F2 save", "Esc cancel"]


def test_the_window_follows_the_cursor_as_little_as_it_can() -> None:
    """A list scrolls by one row at its edges and not in between."""
    assert window(10, 4, 3, 0) == 0
    assert window(10, 4, 4, 0) == 1
    assert window(10, 4, 2, 1) == 1
    assert window(10, 4, 0, 1) == 0
    assert window(3, 4, 2, 5) == 0


@given(st.text(max_size=40), st.text(max_size=20), st.integers(1, 60))
def test_pieces_side_by_side_never_leave_the_row(left: str, right: str, width: int) -> None:
    """Two texts share a row of any width."""
    row = columns(((clean(left), "panel"),), ((clean(right), "panel"),), width)
    assert cells(text_of(row)) == width
    assert cells(text_of(padded(((clean(left), "panel"),), width))) == width
