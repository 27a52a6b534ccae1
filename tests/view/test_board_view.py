"""The board's columns hold the right deals in the right order, and follow changes cheaply."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from factories import NOW, STAGES, TODAY, make_board, make_deal
from pipeboard.domain.arrangement import CLOSED, Arrangement
from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.definitions import Definition
from pipeboard.domain.pipeline import Pipeline
from pipeboard.domain.query import parse_query
from pipeboard.view.amounts import amounts_text
from pipeboard.view.board import RECENT, BoardView, arranged, board_view, narrowed, updated
from pipeboard.view.columns import ELSEWHERE
from work import count_calls


def view_of(board: Board, **options: Any) -> BoardView:
    """The view of the sample pipeline, today."""
    return board_view(board, pipeline="sales", today=TODAY, **options)


def board_with(*deals: Deal) -> Board:
    """A board of these deals."""
    return make_board(0).with_deals({deal.id: deal for deal in deals})


def shown(view: BoardView) -> list[tuple[str, list[str], str, str]]:
    """All of a view that people see."""
    return [
        (one.stage.id, [deal.id for deal in one.deals], one.total, one.weighted_total) for one in view.columns
    ]


CHANGES = st.lists(
    st.tuples(
        st.integers(0, 29),
        st.sampled_from(
            (
                *("move", "value", "archive", "win", "lose", "delete", "forget", "rank", "stray"),
                *("currency", "owner", "tag"),
            )
        ),
        st.integers(0, 6),
    ),
    max_size=12,
)


def change(board: Board, index: int, what: str, number: int) -> tuple[Board, str]:
    """The board after one deal changed, and the deal's id."""
    deals = list(board.deals.values())
    deal = deals[index % len(deals)]
    after: Deal | None = {
        "move": deal._replace(stage=STAGES[number].id),
        "value": deal._replace(value=Decimal(number * 1000)),
        "archive": deal._replace(archived=not deal.archived),
        "win": deal._replace(status="won", stage=STAGES[number].id, rate=Decimal(number) / 3),
        "currency": deal._replace(currency=("EUR", "USD", "GBP")[number % 3]),
        "lose": deal._replace(status="lost", closed=NOW - timedelta(days=number * 10)),
        "owner": deal._replace(owner=("", "Anna", "Zoe")[number % 3]),
        "tag": deal._replace(tags=("web", "vip")[: number % 3]),
        "delete": deal._replace(deleted=True),
        "forget": None,
        "rank": deal._replace(rank=f"{number}i"),
        "stray": deal._replace(stage="no-such-stage"),
    }[what]
    return board.with_deals({deal.id: after}), deal.id


def with_rates(board: Board, **rates: str) -> Board:
    """The board with what other currencies are worth."""
    known = {
        code: Definition("rate", code, {"title": code, "rate": Decimal(rate)}, since="k7q-000000000001")
        for code, rate in rates.items()
    }
    return board._replace(defined={"rate": known})


COLUMNS = st.frozensets(st.sampled_from((*CLOSED, *(stage.id for stage in STAGES))), max_size=3)
ARRANGEMENTS = st.builds(
    Arrangement()._replace,
    sort=st.sampled_from(("stage", "value", "owner", "entered", "close", "score", "custom.region")),
    reverse=st.booleans(),
    lanes=st.sampled_from(("", "owner", "priority", "month", "tag")),
    collapsed=COLUMNS,
    hidden=COLUMNS,
    table=st.booleans(),
)


@settings(max_examples=120)
@given(CHANGES, st.booleans(), st.just(Arrangement(hidden=CLOSED)) | ARRANGEMENTS)
def test_a_view_that_follows_changes_equals_one_made_anew(
    changes: list[tuple[int, str, int]], rated: bool, how: Arrangement
) -> None:
    """Updating a few columns gives what looking at every deal would, to the last digit of every sum."""
    board = with_rates(make_board(30), USD="0.9233333331") if rated else make_board(30)
    view = view_of(board, arrangement=how)
    for index, what, number in changes:
        board, deal_id = change(board, index, what, number)
        view = updated(view, board, [deal_id], TODAY)
        fresh = view_of(board, arrangement=how)
        assert shown(view) == shown(fresh)
        assert view.where == fresh.where
        assert [view.place(one) for one in board.deals] == [fresh.place(one) for one in board.deals]
        assert [one.totals for one in view.columns] == [one.totals for one in fresh.columns]
        assert [one.cuts for one in view.columns] == [one.cuts for one in fresh.columns]
        assert view.lanes == fresh.lanes


@settings(max_examples=60)
@given(ARRANGEMENTS, ARRANGEMENTS)
def test_a_view_arranged_otherwise_equals_one_made_so(one: Arrangement, other: Arrangement) -> None:
    """Whatever changes of the arrangement; collapsing a column alone costs nothing."""
    board = make_board(30)
    view, fresh = (
        arranged(view_of(board, arrangement=one), other),
        view_of(board, arrangement=other),
    )
    assert (shown(view), view.lanes, view.arrangement) == (shown(fresh), fresh.lanes, other)
    assert [column.collapsed for column in view.columns] == [column.collapsed for column in fresh.columns]
    if not one.lanes and not one.table:
        folded = arranged(view_of(board, arrangement=one), one.toggled("lead"))
        assert folded.where == view_of(board, arrangement=one).where


@given(ARRANGEMENTS)
def test_lanes_cut_every_column_at_the_same_lanes(how: Arrangement) -> None:
    """Each lane's cell holds its deals alone, and the lanes together count what the columns hold."""
    view = view_of(make_board(40), arrangement=how)
    for column in view.columns if view.is_cut else ():
        if column.at_hand:
            cells = [column.cell(lane) for lane in range(len(view.lanes))]
            assert [row for start, end in cells for row in range(start, end)] == list(range(column.count))
            assert all(column.lane_at(row) == at for at, cell in enumerate(cells) for row in range(*cell))
    if view.is_cut:
        counted = sum(column.count for column in view.columns if column.at_hand)
        assert sum(lane.count for lane in view.lanes) == counted


def test_deals_that_were_closed_lately_have_columns_of_their_own() -> None:
    """The won ones only where no stage comes after the win; old ones are gone unless a filter asks."""
    lately, long_ago = NOW - timedelta(days=3), NOW - RECENT - timedelta(days=2)
    deals = [
        make_deal(id="k7q-000000000001", status="lost", closed=lately, value=Decimal(900)),
        make_deal(id="k7q-000000000002", status="lost", closed=long_ago),
        make_deal(id="k7q-000000000003", status="won", closed=lately),
        make_deal(id="k7q-000000000004", status="won", stage="delivery", closed=long_ago),
    ]
    board = board_with(*deals)
    view = view_of(board, arrangement=Arrangement())
    names = {column.stage.name: column for column in view.columns}
    assert "Won" not in names
    assert names["Lost"].deals == (deals[0],)
    assert (names["Lost"].collapsed, names["Lost"].outcome, names["Lost"].total) == (True, "lost", "900 EUR")
    assert view.count == 0
    before_the_win = board._replace(
        stages={key: one for key, one in board.stages.items() if one.phase == "pre"}
    )
    view = view_of(before_the_win, arrangement=Arrangement())
    assert [column.stage.name for column in view.columns][-3:] == ["Won", "Lost", "Disqualified"]
    assert view.columns[-3].deals == (deals[2],)
    assert len(view_of(board, arrangement=Arrangement(), show_closed=True).where) == 4


def test_sorts_run_down_columns_and_the_table() -> None:
    """Deals without the field come last, whichever way round."""
    deals = [
        make_deal(id=f"k7q-{number:012d}", value=value, stage=stage)
        for number, (value, stage) in enumerate(
            ((Decimal(5), "lead"), (None, "qualified"), (Decimal(9), "qualified"), (Decimal(7), "lead"))
        )
    ]
    board = board_with(*deals)
    down = view_of(board, arrangement=Arrangement("value", reverse=True, table=True))
    assert [deal.value for deal in down.columns[0].deals] == [9, 7, 5, None]
    up = view_of(board, arrangement=Arrangement("value"))
    assert [deal.value for deal in up.columns[1].deals] == [9, None]
    assert [stage.id for stage in down.steps] == [column.stage.id for column in up.columns]


def test_an_update_leaves_other_columns_as_they_are() -> None:
    """Columns that a change does not concern are the same objects: nothing is sorted or summed again."""
    board = make_board(40)
    view = view_of(board)
    deal = view.columns[0].deals[0]
    after = updated(view, board.with_deals({deal.id: deal._replace(stage="qualified")}), [deal.id], TODAY)
    assert [one is other for one, other in zip(view.columns, after.columns, strict=True)] == [
        *(False, False),
        *(True,) * 5,
    ]


def test_a_change_costs_no_more_on_a_large_board() -> None:
    """What comes and goes is found by its key, and no deal is looked at but those that changed."""

    def calls(count: int) -> int:
        board = make_board(count)
        view = view_of(board)
        deal = view.columns[0].deals[5]
        moved = board.with_deals({deal.id: deal._replace(stage="qualified")})
        return count_calls(lambda: updated(view, moved, [deal.id], TODAY))

    assert calls(2_000) < calls(100) + 20  # larger sums are written in other ways


def test_a_new_day_and_new_stages_make_the_view_anew() -> None:
    """Urgency depends on the day, columns on the stages, and in a table the order on all stages."""
    board = make_board(30)
    view = view_of(board)
    tomorrow = TODAY + timedelta(days=1)
    assert shown(updated(view, board, [], tomorrow)) == shown(
        board_view(board, pipeline="sales", today=tomorrow)
    )
    renamed = board._replace(stages={**board.stages, "lead": board.stages["lead"]._replace(name="New")})
    assert updated(view, renamed, [], TODAY).columns[0].stage.name == "New"
    upside_down = board._replace(stages=dict(reversed(list(board.stages.items()))))
    table = view_of(board, arrangement=Arrangement(table=True))
    assert (
        updated(table, upside_down, [], TODAY).columns
        == view_of(upside_down, arrangement=table.arrangement).columns
    )


def test_totals_are_exact_and_by_currency() -> None:
    """Cents add up, currencies are never mixed, unknown values count nothing."""
    deals = [
        make_deal(id=f"k7q-{number:012d}", value=value, currency=currency)
        for number, (value, currency) in enumerate(
            [(Decimal("0.10"), "EUR"), (Decimal("0.20"), "EUR"), (Decimal(5000), "USD"), (None, "EUR")]
        )
    ]
    column = view_of(board_with(*deals)).columns[0]
    assert column.count == 4
    assert column.totals == {"EUR": Decimal("0.30"), "USD": Decimal(5000)}
    assert column.weighted == {"EUR": Decimal("0.03"), "USD": Decimal(500)}
    assert column.total == "<1 EUR · 5k USD"


def test_amounts_with_a_rate_are_summed_in_the_boards_currency() -> None:
    """The others stand beside them, in the columns, weighted and in the summary of the board."""
    deals = [
        make_deal(id=f"k7q-{number:012d}", value=Decimal(5000), currency=currency)
        for number, currency in enumerate(("EUR", "USD", "USD", "GBP"))
    ]
    view = view_of(with_rates(board_with(*deals), USD="0.92"))
    column = view.columns[0]
    assert column.totals == {"EUR": Decimal(14200), "GBP": Decimal(5000)}
    assert column.weighted == {"EUR": Decimal(1420), "GBP": Decimal(500)}
    assert view.summary == "14k EUR · 5k GBP · weighted 1.4k EUR · 500 GBP"


def test_cards_stand_by_what_they_are_worth_in_the_boards_currency() -> None:
    """A million yen is not more than a thousand euros; without a rate the bare amount has to do."""
    deals = [
        make_deal(id=f"k7q-{number:012d}", value=Decimal(value), currency=currency)
        for number, (value, currency) in enumerate(((8000, "EUR"), (1_000_000, "JPY"), (5000, "EUR")))
    ]

    def currencies(board: Board) -> list[str]:
        return [deal.currency for deal in view_of(board).columns[0].deals]

    assert currencies(board_with(*deals)) == ["JPY", "EUR", "EUR"]
    assert currencies(with_rates(board_with(*deals), JPY="0.006")) == ["EUR", "JPY", "EUR"]


def test_a_new_rate_counts_at_once_for_open_deals_and_never_for_closed_ones() -> None:
    """Won deals keep what they were worth on their day."""
    deals = [
        make_deal(id="k7q-000000000001", value=Decimal(100), currency="USD"),
        make_deal(
            id="k7q-000000000002",
            status="won",
            stage="delivery",
            value=Decimal(100),
            currency="USD",
            rate=Decimal(2),
        ),
    ]
    board = with_rates(board_with(*deals), USD="0.5")
    view = view_of(board)
    assert [column.total for column in view.columns if column.count] == ["50 EUR", "200 EUR"]
    after = updated(view, with_rates(board, USD="3"), [], TODAY)
    assert [column.total for column in after.columns if column.count] == ["300 EUR", "200 EUR"]
    without = updated(after, with_rates(board), [], TODAY)
    assert [column.total for column in without.columns if column.count] == ["100 USD", "200 EUR"]


def test_the_boards_currency_comes_first() -> None:
    """The sums that matter most are never the ones cut off."""
    amounts = {"AUD": Decimal(1000), "EUR": Decimal(412_000), "USD": Decimal(90_000)}
    assert amounts_text(amounts, "EUR") == "412k EUR · 1k AUD · 90k USD"


def test_closed_deals_leave_the_board_but_won_ones_are_delivered() -> None:
    """Lost and disqualified deals are gone; a won one shows only in a stage after the win."""
    deals = [
        make_deal(id="k7q-000000000001", status="lost"),
        make_deal(id="k7q-000000000002", status="won", stage="proposal"),
        make_deal(id="k7q-000000000003", status="won", stage="delivery"),
        make_deal(id="k7q-000000000004", status="disqualified", stage="delivery"),
        make_deal(id="k7q-000000000005", archived=True),
    ]
    view = view_of(board_with(*deals))
    assert set(view.where) == {"k7q-000000000003"}
    assert view.count == 0
    everything = view_of(board_with(*deals), show_closed=True)
    assert len(everything.where) == 4
    assert everything.columns[0].totals == {}


def test_deals_of_unknown_stages_stay_in_sight() -> None:
    """A column at the end holds what has no column of its own."""
    stray = make_deal(stage="vanished")
    view = view_of(board_with(stray))
    assert view.columns[-1].stage is ELSEWHERE
    assert view.columns[-1].deals == (stray,)
    assert not view.columns[-1].is_stage
    assert view_of(make_board(10)).columns[-1].stage is not ELSEWHERE


def test_a_retired_stage_shows_its_deals_where_it_was_merged_into() -> None:
    """Deals follow a stage that became part of another."""
    board = board_with(make_deal(stage="lead"))
    merged = board.stages["lead"]._replace(retired=True, into="qualified")
    view = view_of(board._replace(stages={**board.stages, "lead": merged}))
    assert view.columns[0].stage.id == "qualified"
    assert view.columns[0].count == 1


def test_another_pipelines_deals_are_not_shown() -> None:
    """Each board shows one pipeline; only strays fall back to the first."""
    board = make_board(10)
    other = STAGES[0]._replace(id="other", pipeline="second")
    board = board._replace(
        pipelines={**board.pipelines, "second": Pipeline("second", "Second", "2")},
        stages={**board.stages, "other": other},
    ).with_deals({"k7q-x": make_deal(id="k7q-x", stage="other")})
    assert "k7q-x" not in view_of(board).where
    assert list(board_view(board, pipeline="second", today=TODAY).where) == ["k7q-x"]


def test_a_match_keeps_the_others_away_also_after_changes() -> None:
    """A filtered view stays filtered."""
    board = make_board(20)
    view = view_of(board, match=lambda deal, _board: deal.owner == "Bob Smith")
    assert view.where
    deal = board.deals[next(iter(view.where))]
    board = board.with_deals({deal.id: deal._replace(owner="Chen Wei", changed="later")})
    assert deal.id not in updated(view, board, [deal.id], TODAY).where


@given(
    ARRANGEMENTS, st.sampled_from(["owner:anna", "value>20k", "nope", "status:won or overdue", "-tag:web"])
)
def test_a_filtered_view_equals_one_made_so(how: Arrangement, text: str) -> None:
    """Columns, sums, lanes and order are those of the deals that are left, however cheaply they are found."""
    board = make_board(30)
    query = parse_query(text, NOW, "Anna Korhonen", board)
    whole = view_of(board, arrangement=how, show_closed=query.names_status)
    ids = {deal.id for deal in board.deals.values() if query.matches(deal, board)}
    made_so = view_of(board, arrangement=how, show_closed=query.names_status, match=query.matches)
    narrow = narrowed(whole, query.matches, ids)
    assert narrow.columns == made_so.columns
    assert (narrow.where, narrow.lanes) == (made_so.where, made_so.lanes)


def test_a_filter_that_leaves_most_deals_costs_as_much_as_those_that_go() -> None:
    """Columns that keep all of theirs are shared, and sums are not made anew: it follows every letter."""
    board = make_board(400)
    whole = view_of(board)
    gone = {deal.id for deal in whole.columns[0].deals[:3]}
    ids = whole.where.keys() - gone
    narrow = narrowed(whole, lambda deal, _board: deal.id not in gone, ids)
    assert [new is old for new, old in zip(narrow.columns, whole.columns, strict=True)].count(False) == 1
    assert count_calls(lambda: narrowed(whole, lambda deal, _board: True, ids)) < 200


@given(ARRANGEMENTS)
def test_a_place_leads_to_its_deal_and_back(how: Arrangement) -> None:
    """`place` and `deal_at` are inverse, and what is not shown has no place."""
    board = make_board(30)
    view = view_of(board, arrangement=how)
    for deal_id in board.deals:
        place = view.place(deal_id)
        assert (place[0] if place else None) == view.where.get(deal_id)
        deal = view.deal_at(*place) if place else None
        assert (deal.id if deal else None) == (deal_id if place else None)
    assert view.place("nobody") is None
    assert view.deal_at(99, 0) is None


def test_a_deal_created_after_now_is_shown() -> None:
    """A clock that is wrong hides nothing."""
    view = view_of(board_with(make_deal(created=NOW + timedelta(days=400))))
    assert view.columns[0].count == 1
