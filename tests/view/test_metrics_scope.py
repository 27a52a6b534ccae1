"""What the metrics look at: periods, units, days and filters, and the forms that ask for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from factories import NOW, TODAY, make_board
from histories import SETUP, Replica
from metrics.fixture import World
from pipeboard.domain.actions import Action, Define
from pipeboard.domain.board import Board
from pipeboard.domain.errors import BadInput
from pipeboard.metrics.period import custom, period_of
from pipeboard.metrics.targets import target_of
from pipeboard.view.form import Form, FormSpec, Misread
from pipeboard.view.forms import metrics as forms
from pipeboard.view.metrics_choices import dimension_options, owner_options, pipeline_options, source_options
from pipeboard.view.metrics_scope import Scope, show_span

QUARTER = Scope(period_of("quarter", TODAY))


def filled(spec: FormSpec, texts: Mapping[str, str]) -> Action:
    """What a form makes of some texts."""
    return spec.read(Form(spec.fields).with_texts(texts))


def scope_of(spec: FormSpec, **texts: str) -> Scope:
    """What a form looks at."""
    action = filled(spec, texts)
    assert isinstance(action, forms.Look)
    return action.scope


def test_periods_follow_each_other() -> None:
    """To the next and back again."""
    assert QUARTER.moved(1).period.title == "Q1 2027"
    assert QUARTER.moved(1).moved(-1) == QUARTER


@pytest.mark.parametrize(
    ("unit", "title"), [("week", "week 48 of 2026"), ("month", "Nov 2026"), ("year", "2026")]
)
def test_another_unit_holds_today_where_the_period_did(unit: str, title: str) -> None:
    """The present week of the present quarter."""
    assert QUARTER.with_unit(unit, TODAY).period.title == title  # type: ignore[arg-type]


def test_another_unit_of_a_closed_period_holds_its_end() -> None:
    """And of one to come its beginning; as of a day that day."""
    assert QUARTER.moved(-1).with_unit("month", TODAY).period.title == "Sep 2026"
    assert QUARTER.moved(1).with_unit("month", TODAY).period.title == "Jan 2027"
    assert replace(QUARTER, as_of=date(2026, 10, 9)).with_unit("month", TODAY).period.title == "Oct 2026"


def test_as_of_a_day_is_the_end_of_it_in_the_boards_zone() -> None:
    """Whatever happened on that day is known."""
    board = make_board(0, timezone="Europe/Helsinki")
    scope = replace(QUARTER, as_of=date(2026, 3, 1))
    assert scope.moment(board.zone) == datetime(2026, 3, 1, 22, tzinfo=UTC)
    assert QUARTER.moment(board.zone) is None


def test_what_narrows_it_is_told() -> None:
    """All of it, or nothing."""
    board = make_board(0)
    scope = replace(QUARTER, as_of=TODAY, owner="Bob", filter="tag:vip", pipeline=next(iter(board.pipelines)))
    assert scope.words(board) == f"as of 23 Nov 2026 · owner Bob · tag:vip · {board.live_pipelines()[0].name}"
    assert QUARTER.words(board) == ""
    assert QUARTER.keeper(board, NOW, "Anna") is None


def test_days_of_a_period_are_told_shortly() -> None:
    """With the year once, where it is one."""
    assert show_span(QUARTER.period) == "1 Oct - 31 Dec 2026"
    assert show_span(period_of("week", date(2026, 12, 31))) == "28 Dec 2026 - 3 Jan 2027"
    assert show_span(custom(TODAY, TODAY)) == "23 Nov 2026"


# Forms


def test_a_period_from_one_day_to_another() -> None:
    """Empty at the end means today; the wrong way round is told beneath the end."""
    found = scope_of(forms.custom_period(QUARTER, NOW), first="2026-10-05", last="")
    assert (found.period.first, found.period.last) == (date(2026, 10, 5), TODAY)
    with pytest.raises(Misread) as caught:
        filled(forms.custom_period(QUARTER, NOW), {"first": "2026-10-05", "last": "2026-10-01"})
    assert "later day" in caught.value.errors["last"]


def test_a_filter_that_cannot_be_read_is_told_beneath_it() -> None:
    """And an empty one means all deals."""
    spec = forms.filter_deals(replace(QUARTER, filter="tag:vip"), Board(), NOW, "Anna")
    assert scope_of(spec, filter=" value>10k ").filter == "value>10k"
    assert scope_of(spec, filter="").filter == ""
    with pytest.raises(Misread) as caught:
        filled(spec, {"filter": "valu>10k"})
    assert "Cannot read" in caught.value.errors["filter"]
    with pytest.raises(BadInput):
        replace(QUARTER, filter="valu>10k").keeper(make_board(0), NOW, "Anna")


@pytest.mark.parametrize("make", [forms.as_of_day, forms.day_of_change])
def test_days_to_look_at_are_over_or_today(make: object) -> None:
    """One to come cannot be looked at; empty is the usual."""
    assert callable(make)
    spec = make(QUARTER, NOW)
    day = scope_of(spec, day="2026-03-01")
    assert date(2026, 3, 1) in (day.as_of, day.change)
    assert scope_of(spec, day="") == QUARTER
    with pytest.raises(Misread) as caught:
        filled(spec, {"day": "+2d"})
    assert "not come yet" in caught.value.errors["day"]


def test_the_board_of_another_day_needs_a_day() -> None:
    """It says how to write one."""
    assert filled(forms.board_as_of(NOW), {"day": "-2w"}) == forms.LookBack(date(2026, 11, 9))
    with pytest.raises(Misread):
        filled(forms.board_as_of(NOW), {"day": " "})


def test_a_target_is_set_and_then_changed() -> None:
    """For the unit of the period and its first day; a second time it is the same target."""
    world = World()
    scope = Scope(period_of("quarter", date(2026, 1, 1)))

    def set_to(amount: str, **more: str) -> Define:
        action = filled(forms.set_target(scope, world.replica.board, NOW), {"amount": amount, **more})
        assert isinstance(action, Define)
        world.do(action)
        return action

    set_to("60k")
    set_to("10k", owner="Bob")
    again = set_to("90k")
    assert again.id is not None
    found = target_of(world.replica.board, scope.period)
    assert found is not None
    assert found.amount == Decimal(90_000)
    bobs = target_of(world.replica.board, scope.period, owner="bob")
    assert bobs is not None
    assert bobs.amount == Decimal(10_000)
    assert Form(forms.set_target(scope, world.replica.board, NOW).fields).texts()["amount"] == "90 000"


def test_a_target_that_cannot_be_read_is_told() -> None:
    """Its amount and its day."""
    spec = forms.set_target(replace(QUARTER, period=custom(TODAY, TODAY)), make_board(0), NOW)
    assert Form(spec.fields).texts()["unit"] == "quarter"
    for wrong in ({"amount": "much"}, {"amount": "1k", "start": "soon"}):
        with pytest.raises(Misread):
            filled(spec, wrong)


def test_what_can_be_chosen() -> None:
    """Everyone and all pipelines first; the present choice is marked."""
    board = make_board(20)
    owners = owner_options(board, "Anna")
    assert owners[0].label == "Everyone"
    names = {deal.owner for deal in board.deals.values() if deal.owner}
    assert [one.id for one in owners[1:]] == sorted(names)
    assert pipeline_options(board, "") == []  # there is only one
    one = next(iter(board.deals.values()))
    sources = source_options(board.with_deals({one.id: one._replace(source="web")}), "web")
    assert [(option.id, option.here) for option in sources] == [("", False), ("web", True)]
    assert sources[0].label == "All sources"
    assert [one.id for one in dimension_options(board, "owner") if one.here] == ["owner"]


def test_a_copy_of_the_log_is_left_alone_by_later_changes() -> None:
    """So that a thread can read it while the board goes on."""
    replica = Replica("k7qa", "Ann")
    replica.do(SETUP)
    deal = replica.add("Acme")
    copy = replica.log.copy()
    before, rows = copy.board, list(copy.rows_of(deal))
    replica.edit(deal, title="Beta")
    replica.add("Gamma")
    replica.undo()
    assert copy.board == before
    assert list(copy.rows_of(deal)) == rows
    assert len(list(copy.outline())) == len(list(replica.log.outline()))
    assert replica.log.board.deals[deal].title == "Beta"
