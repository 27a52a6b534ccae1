"""A selection is kept by id, whatever the board shows of it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from factories import TODAY, make_board
from pipeboard.domain.board import Board
from pipeboard.view.board import BoardView, board_view
from pipeboard.view.selection import NOTHING, Selection

BOARD = make_board(24)


def view_of(board: Board = BOARD) -> BoardView:
    return board_view(board, pipeline="sales", today=TODAY)


VIEW = view_of()
SHOWN = tuple(VIEW.where)
FIRST = VIEW.columns[0]


@given(st.lists(st.sampled_from(SHOWN)))
def test_a_deal_is_selected_after_an_odd_number_of_presses(presses: list[str]) -> None:
    """Whatever else was pressed."""
    selection = NOTHING
    for deal_id in presses:
        selection = selection.toggled(deal_id)
    assert selection.deals == {one for one in presses if presses.count(one) % 2}


@given(st.lists(st.integers(0, FIRST.count - 1), min_size=1))
def test_a_range_is_from_its_beginning_to_the_cursor(rows: list[int]) -> None:
    """However the cursor came there; what was selected before stays."""
    elsewhere = VIEW.columns[1].deals[0].id
    selection = Selection(frozenset((elsewhere,))).begun(FIRST.deals[rows[0]].id)
    for row in rows:
        selection = selection.reaching(FIRST, row)
    low, high = sorted((rows[0], rows[-1]))
    assert selection.deals == {elsewhere, *(deal.id for deal in FIRST.deals[low : high + 1])}
    assert selection.ended().deals == selection.deals


def test_a_range_ends_where_the_cursor_leaves_its_column() -> None:
    """With what it covered."""
    begun = NOTHING.begun(FIRST.deals[0].id).reaching(FIRST, 1)
    left = begun.reaching(VIEW.columns[1], 0)
    assert (left.is_ranging, left.deals) == (False, begun.deals)


def test_deals_are_in_the_order_of_the_board() -> None:
    """Those out of sight come last."""
    chosen = Selection(frozenset((*SHOWN[3:6], "hidden")))
    order = chosen.in_order(VIEW)
    assert order[-1] == "hidden"
    places = [VIEW.place(one) for one in order[:-1]]
    assert places == sorted(places, key=lambda place: place or (0, 0))


def test_what_goes_off_the_board_leaves_the_selection() -> None:
    """Archived and closed deals do; those that only a filter or another board hides stay."""
    archived, lost, hidden = [one for one in SHOWN if BOARD.deals[one].is_open][:3]
    board = BOARD._replace(
        deals={
            **BOARD.deals,
            archived: BOARD.deals[archived]._replace(archived=True),
            lost: BOARD.deals[lost]._replace(status="lost"),
        },
    )
    selection = Selection(frozenset((archived, lost, hidden))).settled(board, {})
    assert selection.deals == {hidden}


def test_what_it_is_worth_is_told_by_currency() -> None:
    """And how many are out of sight."""
    assert NOTHING.told(VIEW, BOARD) == ""
    everything = Selection(frozenset(SHOWN)).told(VIEW, BOARD)
    assert everything.startswith(f"{len(SHOWN)} selected · ")
    assert "EUR" in everything
    assert "USD" in everything
    empty = replace(VIEW, columns=())
    assert Selection(frozenset(SHOWN[:2])).told(empty, BOARD).startswith("2 selected, 2 out of sight")
