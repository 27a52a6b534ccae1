"""The cursor goes where keys send it, stays with its deal, and is always in sight."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from factories import TODAY, make_board
from pipeboard.domain.arrangement import CLOSED, Arrangement
from pipeboard.view.bands import bands
from pipeboard.view.board import arranged, board_view, updated
from pipeboard.view.grid import grid, grid_of, window
from pipeboard.view.place import (
    NOWHERE,
    Place,
    at_deal,
    crossed,
    followed,
    in_column,
    pointed,
    settled,
    start,
    stepped,
)

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


ARRANGED = st.builds(
    Arrangement()._replace,
    lanes=st.sampled_from(("", "owner", "month", "tag")),
    collapsed=st.frozensets(st.sampled_from((*CLOSED, "lead", "proposal", "delivery"))),
    table=st.booleans(),
)


@settings(max_examples=60)
@given(
    ARRANGED,
    st.lists(st.tuples(st.sampled_from(("step", "cross", "column")), st.integers(-9, 9)), max_size=20),
    st.integers(30, 200),
    st.integers(8, 60),
)
def test_the_cursor_is_on_a_card_or_where_there_is_none(
    how: Arrangement, moves: list[tuple[str, int]], width: int, height: int
) -> None:
    """In lanes and beside strips, too: on a card of its lane that is on the screen, or on no card at all."""
    view = board_view(BOARD, pipeline="sales", today=TODAY, arrangement=how)
    shape = grid_of(view, width, height)
    place = start(view, shape)
    for kind, by in moves:
        place = {"step": stepped, "cross": crossed, "column": in_column}[kind](place, view, shape, by)
        shown = [at for at, _ in window(view, shape, place.first)]
        assert place.column in shown
        column, visible = view.columns[place.column], bands(view, shape, place.first_lane, shown)
        band = next(band for band in visible if band.lane == place.lane)
        begin, end = column.cell(place.lane)
        if column.collapsed or begin == end:
            assert place.row == NOWHERE
        else:
            top = begin + place.top(place.column, place.lane)
            assert begin <= top <= place.row < min(end, top + band.cards)


def test_steps_go_from_lane_to_lane_and_crossing_keeps_the_lane() -> None:
    """Below the last card of a lane is the first of the next; an empty cell has room for the cursor."""
    view = board_view(BOARD, pipeline="sales", today=TODAY, arrangement=Arrangement(lanes="owner"))
    shape = grid_of(view, 120, 38)
    place = settled(Place(0, 0), view, shape)
    rows, lanes = [], []
    for _ in range(view.columns[0].count):
        rows.append(place.row)
        lanes.append(place.lane)
        place = stepped(place, view, shape, 1)
    assert rows == list(range(view.columns[0].count))
    assert lanes == sorted(lanes)
    assert set(lanes) == {view.columns[0].lane_at(row) for row in rows}
    lane = place.lane
    for _ in range(6):
        place = crossed(place, view, shape, 1)
        assert place.lane == lane


def test_a_deal_that_went_into_a_collapsed_column_keeps_the_cursor() -> None:
    """So that it can be moved on; walking there stands on no deal, and nothing unseen is acted on."""
    how = Arrangement(collapsed=CLOSED | {"qualified"})
    view = board_view(BOARD, pipeline="sales", today=TODAY, arrangement=how)
    shape = grid_of(view, 120, 38)
    assert crossed(settled(Place(0, 2), view, shape), view, shape, 1).row == NOWHERE
    deal = view.columns[0].deals[2]
    board = BOARD.with_deals({deal.id: deal._replace(stage="qualified")})
    after = updated(view, board, [deal.id], TODAY)
    place = followed(settled(Place(0, 2), view, shape), view, after, shape)
    assert after.deal_at(place.column, place.row) == board.deals[deal.id]
    folded = arranged(after, Arrangement())
    assert folded.columns[1].collapsed is False
    opened = followed(place, after, folded, shape)
    assert folded.deal_at(opened.column, opened.row) == board.deals[deal.id]
    assert followed(opened, folded, after, shape).row == NOWHERE
    gone = BOARD.with_deals({deal.id: deal._replace(stage="qualified", archived=True)})
    assert followed(place, after, updated(after, gone, [deal.id], TODAY), shape).row == NOWHERE


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


def test_a_pointer_stands_on_the_card_below_it() -> None:
    """In columns, in the lanes that are on the screen, in the table, and on strips that show no cards."""
    lanes = board_view(BOARD, pipeline="sales", today=TODAY, arrangement=Arrangement(lanes="owner"))
    shape = grid_of(lanes, 120, 38)
    place = start(lanes, shape)
    shown = [at for at, _ in window(lanes, shape, place.first)]
    for band in bands(lanes, shape, place.first_lane, shown):
        there = pointed(place, lanes, shape, 1, band.y + 1)
        begin, end = lanes.columns[1].cell(band.lane)
        assert (there.lane, there.row) == (band.lane, begin if begin < end else NOWHERE)
    assert pointed(Place(), VIEW, SHAPE, 2, SHAPE.step + 1).row == 1
    table = board_view(BOARD, pipeline="sales", today=TODAY, arrangement=Arrangement(table=True))
    assert pointed(Place(), table, grid_of(table, 120, 38), 0, 5).row == 5
    strip = len(lanes.columns) - 1
    assert pointed(place, lanes, shape, strip, 3).row == NOWHERE
