"""Our CSV carries every field of every deal, runs nothing in a spreadsheet, and comes back as it was."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import NOW, STAGES, by_id, make_board, make_deal
from histories import START, Replica
from hostile import HOSTILE
from pipeboard.domain import actions
from pipeboard.domain.board import Board
from pipeboard.domain.deal import STATUSES, Deal
from pipeboard.domain.fields import DEAL
from pipeboard.domain.people import ROLES, Contact
from pipeboard.domain.pipeline import Pipeline, Stage
from pipeboard.exchange.csv_export import csv_text
from pipeboard.exchange.csv_import import ImportPlan, plan_import, read_table

NASTY = (
    *("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠x", "'=x", "''-x", "'x"),
    *('a"b', "a,b;c|d\te", "two\nlines", "two\r\nlines", " blanks ", "n/a", "-", "3/4/2015", "1.234", "won"),
    *("NULL", "lost", HOSTILE, "Zażółć 网站", "'", '"', ","),
)
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
TEXT = st.sampled_from(NASTY) | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
SAID = TEXT.filter(str.strip)
NAME = st.sampled_from(("Lead", "Won", "Lost", "Offer sent", "2. Demo", "Demo", "=Offer", "n/a", "网站"))
MOMENT = st.integers(0, 10**8).map(lambda seconds: NOW - timedelta(days=30, seconds=seconds))
DAY = st.dates(date(1950, 1, 1), date(2150, 1, 1))
AMOUNT = st.decimals(0, 10**9, places=3) | st.integers(0, 10**9).map(Decimal)


def _values(name: str) -> st.SearchStrategy[Any]:
    """Values that a field of a deal can have."""
    field = DEAL[name]
    numbers = {"satisfaction": 10, "score_override": 1000}
    return {
        "text": TEXT,
        "choice": st.sampled_from(field.choices or ("",)),
        "number": st.none() | st.integers(-1000 if name == "score_override" else 0, numbers.get(name, 100)),
        "money": st.none() | AMOUNT,
        "day": st.none() | DAY,
        "list": st.frozensets(SAID, max_size=3).map(lambda found: tuple(sorted(found))),
    }[field.kind]


PERSON = st.builds(
    Contact,
    st.just("c"),
    SAID,
    st.sampled_from(("", "a@b.fi", "=1@x.fi")),
    TEXT,
    st.sampled_from(("", *ROLES)),
    st.sampled_from(("", "https://example.com/=jo")),
)
FIELDS = {
    name: _values(name)
    for name in DEAL
    if name not in ("framework", "rank", "origin", "revisit", "external_id")
} | {
    "title": SAID,
    "currency": st.sampled_from(("EUR", "USD")),
    "rank": st.sampled_from(("", "a5")),
    "custom": st.dictionaries(st.sampled_from(("x", "=y", "Ä ö", "a,b")), SAID, max_size=3),
    "contacts": st.lists(PERSON, max_size=3).map(tuple),
    "created": MOMENT,
}


@st.composite
def boards(draw: st.DrawFn) -> Board:
    """Boards of two pipelines, whose texts are what would break a careless table."""
    names = draw(st.lists(NAME, min_size=1, max_size=3, unique_by=str.casefold))
    pipelines = {"sales": Pipeline("sales", "Sales", "1"), "more": Pipeline("more", "=More, of it", "2")}
    stages = {
        f"{pipeline}-{at}": Stage(f"{pipeline}-{at}", name, pipeline, str(at + 1))
        for pipeline in pipelines
        for at, name in enumerate(names)
    }
    deals = [_deal(draw, f"k7q-01hk3z8q0{at:03}", tuple(stages)) for at in range(draw(st.integers(1, 4)))]
    for at, deal in enumerate(deals[1:]):
        if draw(st.booleans()):
            deals[at] = deals[at]._replace(origin=deal.id)
    return Board(pipelines=pipelines, stages=stages, deals=by_id(deals))


def _deal(draw: st.DrawFn, deal_id: str, stages: tuple[str, ...]) -> Deal:
    fields = {name: draw(values) for name, values in FIELDS.items()}
    status = draw(st.sampled_from(STATUSES))
    deal = make_deal(id=deal_id, stage=draw(st.sampled_from(stages)), status=status, **fields)
    if status == "open":
        return deal
    closed = deal.created + timedelta(seconds=draw(st.integers(0, 10**6)))
    return deal._replace(
        closed=closed,
        reason=draw(TEXT),
        lesson=draw(TEXT),
        revisit=draw(st.none() | DAY) if status == "disqualified" else None,
        external_id=draw(st.sampled_from(("", f"={deal_id}"))),
    )


def planned(text: str, board: Board) -> ImportPlan:
    """The import of such a text."""
    return plan_import(read_table(text.encode()), board, now=START)


def export(board: Board, deals: Collection[Deal] | None = None) -> str:
    """The CSV of a board."""
    return csv_text(board.deals.values() if deals is None else deals, board)


@given(boards())
def test_a_board_comes_back_as_it_was(board: Board) -> None:
    """Imported into an empty board, the same CSV comes out of it; a second import changes nothing."""
    text = export(board)
    empty = Replica("new", "Ann")
    plan = planned(text, empty.board)
    assert (plan.problems, plan.new) == ((), len(board.deals))
    empty.do(plan.action)
    assert export(empty.board) == text
    again = planned(text, empty.board)
    assert (again.new, again.updated) == (0, len(board.deals))
    assert empty.do(again.action) == []


def test_a_deal_that_came_out_of_a_later_one_of_that_moment_keeps_its_line() -> None:
    """An import makes the other one first, so that their ids change places."""
    stage = Stage("sales-0", "Lead", "sales", "1")
    first, second = (make_deal(id=f"k7q-01hk3z8q00{at}0", stage=stage.id, created=NOW) for at in (1, 2))
    deals = by_id([first._replace(origin=second.id), second])
    board = Board(pipelines={"sales": Pipeline("sales", "Sales", "1")}, stages={stage.id: stage}, deals=deals)
    empty = Replica("new", "Ann")
    empty.do(planned(export(board), empty.board).action)
    assert export(empty.board) == export(board)


@given(boards())
def test_no_cell_begins_as_a_formula(board: Board) -> None:
    """What a spreadsheet would run stands behind a quote; only numbers by type may begin with a minus."""
    header, *rows = csv.reader(io.StringIO(export(board), newline=""))
    for row in rows:
        for name, cell in zip(header, row, strict=True):
            assert not cell.startswith(FORMULA) or (name == "score_override" and int(cell) < 0)


def test_every_field_of_a_deal_is_a_column() -> None:
    """With pipeline, stage, status, times, reason, lesson, people and the fields of the users' own."""
    board = make_board(3)
    deal = next(iter(board.deals.values()))
    board = board._replace(deals=by_id([deal._replace(custom={"region": "North"})]))
    header, cells = csv.reader(io.StringIO(export(board), newline=""))
    assert set(DEAL) < set(header)
    beside = {"pipeline", "stage", "status", "created", "closed", "reason", "lesson", "contacts"}
    assert set(header) - set(DEAL) == beside | {"custom.region"}
    row = dict(zip(header, cells, strict=True))
    assert row["pipeline"] == "Sales"
    assert row["external_id"] == deal.id
    assert row["contacts"] == "Maija Virtanen,maija@example.com,+358 40 1234567"


def test_the_board_that_it_came_from_is_left_alone() -> None:
    """Deals without an external id are known by their own; they do not get one by that."""
    ann = Replica("ann", "Ann")
    ann.do(
        actions.SetUpBoard(
            {"name": "Demo"}, actions.AddPipeline("Sales", (actions.NewStage("lead", {"name": "Lead"}),))
        )
    )
    first = ann.add("One", external_id="A1")
    ann.add("Two", origin=first, relation="upsell", value=Decimal("1.234"))
    ann.close(first, "lost", "price")
    plan = planned(export(ann.board), ann.board)
    assert (plan.new, plan.updated, plan.problems) == (0, 2, ())
    assert ann.do(plan.action) == []


def test_what_a_spreadsheet_made_of_it_is_read_as_well() -> None:
    """Days, amounts and lists in other forms, a semicolon between cells and moved columns are understood."""
    text = export(make_board(0)._replace(deals=by_id([make_deal(close=date(2026, 12, 24), created=NOW)])))
    header, row = csv.reader(io.StringIO(text, newline=""))
    cells = dict(zip(header, row, strict=True))
    cells |= {"close": "31.12.2026", "value": "1 234,50", "probability": "40%", "status": "Won"}
    order = sorted(cells)
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows([order, [cells[name] for name in order]])
    (row_,) = planned(out.getvalue(), make_board(0)).action.rows
    assert (row_.values["close"], row_.values["value"]) == (date(2026, 12, 31), Decimal("1234.50"))
    assert (row_.fields["probability"], row_.status) == (40, "won")


def test_an_id_that_two_deals_have_stands_there_once() -> None:
    """The second one is known by its own id, so that both come in."""
    deals = [make_deal(id=f"k7q-01hk3z8q00{at}x", external_id="A1") for at in range(2)]
    text = export(make_board(0)._replace(deals=by_id(deals)))
    found = {row.fields["external_id"] for row in planned(text, make_board(0)).action.rows}
    assert found == {"A1", deals[1].id}


def test_deals_stand_stage_by_stage() -> None:
    """In the order of the board, so that new stages are made in it; the oldest deal first."""
    deals = [
        make_deal(id=f"k7q-01hk3z8q0{at:03}", title=stage.name, stage=stage.id)
        for at, stage in enumerate(reversed(STAGES[:5]))
    ]
    text = export(make_board(0)._replace(deals=by_id(deals)))
    empty = Replica("new", "Ann")
    plan = planned(text, empty.board)
    assert [stage.name for stage in plan.action.new_stages] == [stage.name for stage in STAGES[:5]]
    assert plan.action.new_pipelines == ("Sales",)


@pytest.mark.parametrize("pipeline", ["Sales", "Partners"])
def test_a_pipeline_that_is_not_there_is_made(pipeline: str) -> None:
    """Each row goes to the pipeline that it names."""
    text = export(make_board(0)._replace(deals=by_id([make_deal()]))).replace(",Sales,", f",{pipeline},")
    plan = planned(text, make_board(0))
    assert plan.action.new_pipelines == (() if pipeline == "Sales" else ("Partners",))
    assert [stage.pipeline for stage in plan.action.new_stages] == (
        [] if pipeline == "Sales" else ["Partners"]
    )
