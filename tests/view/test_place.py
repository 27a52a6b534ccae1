"""The cursor goes where keys send it, stays with its deal, and is always in sight."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from factories import TODAY, make_board
from pipeboard.view.board import board_view, updated
from pipeboard.view.grid import grid
from pipeboard.view.place import Place, at_deal, crossed, followed, in_column, settled, stepped

BOARD = make_board(60)
VIEW = board_view(BOARD, pipeline="sales", today=TODAY)
SHAPE = grid(80, 22, len(VIEW.columns))


@given(
    st.lists(st.tuples(st.sampled_from(("step", "cross", "column")), st.integers(-9, 9)), max_size=30),
    st.integers(30, 200),
    st.integers(8, 60),
)
def test_the_cursor_is_always_on_a_card_and_in_sight(
    moves: list[tuple[str, int]], width: int, height: int
) -> None:
    """After any keys, at any size: the place exists and is on the screen."""
    shape = grid(width, height, len(VIEW.columns))
    place = settled(Place(), VIEW, shape)
    for kind, by in moves:
        move = {"step": stepped, "cross": crossed, "column": in_column}[kind]
        place = move(place, VIEW, shape, by)
        column = VIEW.columns[place.column]
        assert 0 <= place.row < max(column.count, 1)
        assert place.first <= place.column < place.first + shape.visible
        assert place.top(place.column) <= place.row < place.top(place.column) + shape.capacity
        assert place.first + shape.visible <= max(len(VIEW.columns), shape.visible)


def test_steps_stop_at_the_ends() -> None:
    """No wrapping round: held keys come to rest."""
    top = stepped(Place(), VIEW, SHAPE, -1)
    assert top.row == 0
    bottom = stepped(Place(), VIEW, SHAPE, 10_000)
    assert bottom.row == VIEW.columns[0].count - 1
    assert crossed(Place(), VIEW, SHAPE, -1).column == 0


def test_scrolling_goes_by_half_of_what_is_shown() -> None:
    """One key in many repaints the column, not each."""
    place = Place()
    tops = []
    for _ in range(VIEW.columns[0].count - 1):
        place = stepped(place, VIEW, SHAPE, 1)
        tops.append(place.top(0))
    jumps = sum(one != other for one, other in pairwise(tops))
    assert jumps <= len(tops) // (SHAPE.capacity // 2) + 1


def test_the_cursor_follows_its_deal_to_another_column() -> None:
    """Whoever moved it."""
    deal = VIEW.columns[0].deals[3]
    place = at_deal(Place(), VIEW, SHAPE, deal.id)
    board = BOARD.with_deals({deal.id: deal._replace(stage="negotiation")})
    after = updated(VIEW, board, [deal.id], TODAY)
    place = followed(place, VIEW, after, SHAPE)
    found = after.deal_at(place.column, place.row)
    assert place.column == 4
    assert found is not None
    assert found.id == deal.id


def test_the_cursor_takes_the_neighbour_of_a_deal_that_is_gone() -> None:
    """The one that moved up; at the end of the column the one above."""
    last = VIEW.columns[0].count - 1
    for row, expected in ((3, 3), (last, last - 1)):
        deal = VIEW.columns[0].deals[row]
        board = BOARD.with_deals({deal.id: deal._replace(archived=True)})
        after = updated(VIEW, board, [deal.id], TODAY)
        place = followed(settled(Place(0, row), VIEW, SHAPE), VIEW, after, SHAPE)
        assert (place.column, place.row) == (0, expected)


def test_crossing_keeps_the_height_on_the_screen() -> None:
    """The eye stays where it is."""
    place = stepped(Place(), VIEW, SHAPE, 2)
    assert crossed(place, VIEW, SHAPE, 1).row == 2
