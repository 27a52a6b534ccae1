"""The board fits its screen at any size, and says what it does not show."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories import STAGES, TODAY, make_board, make_deal, make_follow_up
from golden_files import check_golden
from pipeboard.config.templates import as_pipeline, find_template, load_templates
from pipeboard.domain.arrangement import CELLS, CLOSED, STAGES_ALONE, Arrangement, read_arrangement
from pipeboard.domain.board import Board
from pipeboard.domain.checklist import Progress, progress
from pipeboard.domain.deal import Deal
from pipeboard.domain.pipeline import Pipeline, Stage
from pipeboard.view.board import BoardView, board_view
from pipeboard.view.grid import STRIP, grid, grid_of
from pipeboard.view.layout import Layout, Painter, row_text
from pipeboard.view.marks import Marks
from pipeboard.view.place import Place, settled, stepped
from pipeboard.view.stages import stage_table
from pipeboard.view.table import COLUMNS
from pipeboard.view.text import cells

HOSTILE = (
    "\x1b[31mred\x1b]52;c;aGk=\x07",
    "寻找潜在客户 with 日本語 and 한국어",
    "👨‍👩‍👧‍👦 family 👍🏽 flag 🇫🇮 heart ❤️",
    "e\u0301\u0301\u0301\u0301\u0301\u0301 zalgo",
    "\u202eright to left\u2066 \u200b hidden",
    "[@click=app.quit]x[/] [bold]y[/]",
    "x" * 10_000,
    "",
)


def lay_out(view: BoardView, width: int, height: int, place: Place | None = None) -> Layout:
    """The screen with the cursor in a place (or on the second column's third card)."""
    shape = grid_of(view, width, height)
    return Painter().layout(view, width, height, settled(place or Place(1, 2), view, shape))


def board_of(template: str, language: str) -> Board:
    """An empty board with the stages of a template."""
    stages = [
        Stage(
            id=one.id,
            name=str(one.fields["name"]),
            pipeline="sales",
            rank=chr(ord("a") + place),
            phase="post" if one.fields["phase"] == "post" else "pre",
            probability=cast("int", one.fields.get("probability", 0)),
        )
        for place, one in enumerate(as_pipeline(find_template(template), language).stages)
    ]
    return Board(
        pipelines={"sales": Pipeline("sales", "Sales", "1")}, stages={stage.id: stage for stage in stages}
    )


def view_of(template: str, language: str) -> BoardView:
    """Its view."""
    return board_view(board_of(template, language), pipeline="sales", today=TODAY)


def sample(count: int = 60, how: str | None = None) -> BoardView:
    """A board's view, the same in every run; `how` it is arranged."""
    arrangement = STAGES_ALONE if how is None else read_arrangement(how)
    return board_view(make_board(count), pipeline="sales", today=TODAY, arrangement=arrangement)


@pytest.mark.parametrize(("width", "height"), [(120, 38), (80, 22), (45, 18), (80, 10)])
def test_the_board_looks_as_it_did(width: int, height: int) -> None:
    """What people see, compared cell by cell."""
    check_golden(f"board-{width}x{height}", lay_out(sample(), width, height).to_text())


def test_a_scrolled_board_looks_as_it_did() -> None:
    """Far right and far down."""
    check_golden("board-scrolled-80x22", lay_out(sample(), 80, 22, Place(4, 7)).to_text())


@pytest.mark.parametrize(
    ("name", "how", "width", "height", "place"),
    [
        ("board-collapsed-100x24", "collapse:lead,status.lost", 100, 24, Place(1, 2)),
        ("board-collapsed-45x12", "collapse:lead", 45, 12, Place(0, -1)),
        ("board-lanes-120x38", "lanes:owner sort:-value", 120, 38, Place(1, 2)),
        ("board-lanes-80x22", "lanes:owner", 80, 22, Place(1, 5, lane=2)),
        ("board-lanes-45x18", "lanes:month", 45, 18, Place(1, 2, lane=1)),
        ("table-120x18", "as:table sort:-score", 120, 18, Place(0, 2)),
        ("table-80x12", "as:table", 80, 12, Place(0, 30)),
        ("table-cells-100x12", "as:table cells:title,priority,created,custom.region", 100, 12, Place(0, 1)),
        ("table-45x12", "as:table", 45, 12, Place(0, 0)),
    ],
)
def test_an_arranged_board_looks_as_it_did(
    name: str, how: str, width: int, height: int, place: Place
) -> None:
    """Strips, lanes and tables, where there is much room and where there is little."""
    check_golden(name, lay_out(sample(how=how), width, height, place).to_text())


def test_strips_are_always_in_sight() -> None:
    """However far the others are paged; where there is no room for them they page like the others."""
    view = sample(how="collapse:lead,negotiation,status.lost")
    for column in range(len(view.columns)):
        shown = lay_out(view, 80, 22, Place(column)).blocks
        assert [block.column for block in shown if block.width == STRIP] == [
            at for at, one in enumerate(view.columns) if one.collapsed
        ]
        assert column in [block.column for block in shown]
    assert [block.width for block in lay_out(view, 45, 18, Place(0)).blocks] == [45]
    folded = sample(how=f"collapse:{','.join(stage.id for stage in STAGES)}")
    assert len(lay_out(folded, 60, 22, Place(0)).blocks) == 8
    assert len(lay_out(folded, 30, 22, Place(0)).blocks) == 1


def test_a_key_in_one_lane_paints_one_column() -> None:
    """Cells scroll by themselves: the lanes beside and below stay as they are."""
    view = sample(400, "lanes:owner")
    painter, shape = Painter(), grid_of(sample(400, "lanes:owner"), 120, 38)
    place = settled(Place(1, 0), view, shape)
    before = painter.layout(view, 120, 38, place)
    for _ in range(9):
        place = stepped(place, view, shape, 1)
        after = painter.layout(view, 120, 38, place)
        assert [one is other for one, other in zip(before.blocks, after.blocks, strict=True)].count(
            False
        ) == 1
        before = after
    assert place.lane == 0
    assert place.first_lane == 0


def test_an_empty_board_says_so() -> None:
    """Columns without deals, and the cursor still to be seen."""
    text = lay_out(sample(0), 80, 22, Place(0, 0)).to_text()
    assert text.count("no deals") == 3
    assert "▌no deals" in text


ARRANGEMENTS = st.builds(
    Arrangement()._replace,
    sort=st.sampled_from(("stage", "value", "owner", "score", "custom.region")),
    lanes=st.sampled_from(("", "", "owner", "month")),
    collapsed=st.frozensets(st.sampled_from((*CLOSED, *(stage.id for stage in STAGES)))),
    table=st.sampled_from((False, False, True)),
)


@settings(max_examples=150)
@given(
    st.integers(20, 200),
    st.integers(6, 60),
    st.integers(0, 6),
    st.integers(0, 30),
    st.sampled_from(HOSTILE),
    st.just(STAGES_ALONE) | ARRANGEMENTS,
)
def test_every_row_is_exactly_as_wide_as_the_screen(
    width: int, height: int, column: int, row: int, text: str, how: Arrangement
) -> None:
    """At any size, with any text, nothing sticks out and nothing is missing."""
    deals = {
        f"k7q-{number:012d}": make_deal(
            id=f"k7q-{number:012d}",
            title=text,
            company=text,
            owner=text,
            currency=text[:3],
            follow_ups=(make_follow_up(kind=text[:9]),) if number % 2 else (),
        )
        for number in range(12)
    }
    view = board_view(make_board(30).with_deals(dict(deals)), pipeline="sales", today=TODAY, arrangement=how)
    layout = lay_out(view, width, height, Place(column, row))
    for y in range(height):
        drawn = row_text(layout.row(y))
        assert cells(drawn) == width, (y, drawn)
        assert "\x1b" not in drawn


@pytest.mark.parametrize(
    ("width", "visible"), [(200, 7), (161, 7), (120, 5), (80, 3), (60, 2), (59, 1), (45, 1), (20, 1)]
)
def test_narrow_screens_show_fewer_columns(width: int, visible: int) -> None:
    """Columns keep a useful width; under 60 cells there is one, with a strip of tabs."""
    layout = lay_out(sample(), width, 30)
    assert len(layout.blocks) == visible
    assert bool(layout.strip) == (visible == 1)


def test_hidden_cards_are_counted_above_and_below() -> None:
    """The rule and the last row tell how many there are."""
    view = sample()
    text = lay_out(view, 80, 22, Place(0, 99)).to_text()
    hidden = view.columns[0].count - grid(80, 22, 7).capacity
    assert f"▴ {hidden} more" in text
    assert "▾ 7 more" in text


def test_columns_to_the_side_are_announced() -> None:
    """Arrows point to where more columns are."""
    head = row_text(lay_out(sample(), 80, 22, Place(3, 0)).row(0))
    assert head.startswith("‹")
    assert head.endswith("›")
    everything = row_text(lay_out(sample(), 200, 22).row(0))
    assert "‹" not in everything
    assert "›" not in everything


def test_the_tab_strip_always_shows_the_present_column() -> None:
    """Whichever column the cursor is in, its tab is there."""
    view = sample()
    for index, stage in enumerate(STAGES):
        strip = lay_out(view, 45, 18, Place(index, 0)).strip
        assert [text.strip() for text, role in strip if role == "tab active"] == [
            f"{stage.name} {view.columns[index].count}"
        ]


def test_a_long_name_leaves_its_neighbour_in_view() -> None:
    """Names give way at their end and counts stay; a name cut to nothing is not worth showing."""
    strips = [row_text(lay_out(view_of("guru-7", "fi"), 45, 18, Place(index, 0)).strip) for index in range(7)]
    assert strips[0] == "  Potentiaalisten asiakkaide… 0  Liidien… 0 ›"
    assert strips[1] == "‹ Liidien arviointi 0  Ensimmäinen yhtey… 0 ›"
    assert strips[3] == "‹ Tarpeiden arviointi 0  Ehdotus/tarjous 0  ›"
    assert strips[6] == "‹ Neuvottelu 0  Kaupan päättäminen 0         "


@pytest.mark.parametrize("width", [45, 80, 120])
@pytest.mark.parametrize(
    ("template", "language"),
    [(one.id, code) for one in load_templates() for code in dict.fromkeys(("en", one.language))],
)
def test_names_in_any_language_fill_whole_cells(template: str, language: str, width: int) -> None:
    """Every row of the board and of the table of stages is as wide as its room, whichever stage is chosen."""
    view = view_of(template, language)
    stages = [column.stage for column in view.columns]
    for index, stage in enumerate(stages):
        layout = lay_out(view, width, 18, Place(index, 0))
        assert {cells(row_text(layout.row(y))) for y in range(18)} == {width}
        heads = [row_text(layout.row(y)) for y in range(2)]
        assert any(stage.name[:6].rstrip("…") in head for head in heads)
        table = stage_table(board_of(template, language), stages, index, width)
        assert {cells(row_text(row)) for row in (table.head, *table.rows)} == {width}


def test_a_painter_reuses_what_did_not_change() -> None:
    """Moving down in one column makes no other column anew."""
    view = sample()
    painter = Painter()
    before = painter.layout(view, 120, 38, Place(1, 0))
    after = painter.layout(view, 120, 38, Place(1, 1))
    assert [one is other for one, other in zip(before.blocks, after.blocks, strict=True)] == [
        *(True, False),
        *(True,) * 3,
    ]


def test_cards_that_stay_are_not_looked_into(monkeypatch: pytest.MonkeyPatch) -> None:
    """A move of the cursor looks into the two cards that it leaves and comes to, and only the first time."""
    looked: list[str] = []

    def counting(deal: Deal, board: Board) -> Progress:
        looked.append(deal.id)
        return progress(deal, board)

    monkeypatch.setattr("pipeboard.view.layout.progress", counting)
    view, painter = sample(), Painter()
    painter.layout(view, 120, 38, Place(1, 0))
    looked.clear()
    painter.layout(view, 120, 38, Place(1, 1))
    painter.layout(view, 120, 38, Place(1, 0))
    painter.layout(view, 120, 38, Place(1, 1))
    assert looked == [deal.id for deal in view.columns[1].deals[:2]]
    painter.layout(replace(view, board=view.board._replace(defined={})), 120, 38, Place(1, 1))
    assert len(looked) == 2


def test_matches_stand_out() -> None:
    """What a search found has its own role, also under the cursor."""
    view = sample()
    found = {view.columns[0].deals[0].id, view.columns[1].deals[0].id}
    layout = Painter().layout(view, 120, 38, Place(0, 0), Marks(found))
    roles = [role for _, role in layout.row(4)]
    assert roles.count("cursor") == 1
    assert roles.count("match") == 1


def test_the_head_of_a_column_has_the_colour_of_its_stage() -> None:
    """Its name and the rule under it; the active column's name says that it is active."""
    board = make_board(12)
    stages = {**board.stages, "qualified": board.stages["qualified"]._replace(colour="green")}
    view = board_view(board._replace(stages=stages), pipeline="sales", today=TODAY)
    for place, names in (
        (Place(0, 0), ["head active", "stage green"]),
        (Place(1, 0), ["head", "head active"]),
    ):
        lead, qualified = lay_out(view, 120, 38, place).blocks[:2]
        assert [block.rows[0][0][1] for block in (lead, qualified)] == names
        assert qualified.rows[3][-1][1] == "stage green"
        assert lead.rows[3][0][1] != "stage green"


def test_a_column_worth_nothing_has_no_weighted_worth() -> None:
    """No label without a figure."""
    assert "weighted" not in lay_out(sample(0), 120, 38, Place(0, 0)).to_text()


def test_tables_know_what_arrangements_may_ask_for() -> None:
    """Every name that can be written has a column, and every column can be asked for."""
    assert tuple(COLUMNS) == CELLS
