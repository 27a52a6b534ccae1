"""What holds of a report whatever happened: over random histories of clones that act, undo and merge."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from histories import MAKERS, START, Replica, do, play, steps, united
from pipeboard.domain import actions
from pipeboard.domain.errors import PipeBoardError
from pipeboard.domain.ids import sort_key
from pipeboard.domain.log import Log
from pipeboard.metrics.books import Books
from pipeboard.metrics.breakdown import dimension
from pipeboard.metrics.figure import RATE, Figure
from pipeboard.metrics.period import custom
from pipeboard.metrics.report import Report, report

PERIOD = custom(START.date() - timedelta(days=400), START.date() + timedelta(days=400))
SOME = custom(START.date(), START.date() + timedelta(days=1))
LATE = START + timedelta(days=390)
COUNTS = ("new_deals", "touches", "calls", "appointments_booked", "mql", "sql", "slips")
"""Figures that count."""


def whole(log: Log, period: Any = PERIOD, **options: Any) -> Report:
    return report(Books(log), period, LATE, **options)


def numbers(found: Report) -> dict[str, tuple[object, int]]:
    """Every figure, without the deals behind it, which come in no order."""
    return {name: (figure.value, figure.n) for name, figure in found.figures.items()}


@given(steps(), st.sampled_from((PERIOD, SOME)))
def test_a_rate_is_a_part_of_one_or_nothing(history: Any, period: Any) -> None:
    """And nothing where there is no case; what goes on is never more than what came."""
    found = whole(Log(united(play(history))), period)
    rates = [one for name, one in found.figures.items() if one.unit == RATE and not name.startswith("target")]
    rates += [rate for one in found.conversions for rate in (one.to_date, one.resolved)]
    for one in rates:
        assert one.value is None or 0 <= one.value <= 1
        assert one.n or one.value is None
    for passed in found.conversions:
        assert len(set(passed.entered)) == len(passed.entered)


@given(steps(), st.randoms(use_true_random=False))
def test_the_order_in_which_rows_come_changes_no_number(history: Any, chance: Random) -> None:
    """G1: clones that have the same rows report the same."""
    rows = united(play(history))
    ids = list(rows)
    chance.shuffle(ids)
    log = Log()
    for size in (3, 7, len(ids)):
        log.add({one: rows[one] for one in ids[:size]})
    assert numbers(whole(log)) == numbers(whole(Log(rows)))


@given(steps(), st.integers(-3, 40))
def test_a_report_as_of_a_moment_is_that_of_the_log_as_of_it(history: Any, hours: int) -> None:
    """G3: later events are as if they were not there."""
    log = Log(united(play(history)))
    moment = START + timedelta(hours=hours)
    early, past = report(Books(log), PERIOD, moment), report(Books(log.as_of(moment)), PERIOD, moment)
    assert numbers(early) == numbers(past)


@given(steps(), st.lists(st.integers(-3, 40), min_size=2, max_size=4))
def test_a_book_that_builds_on_others_is_the_same(history: Any, hours: list[int]) -> None:
    """What did not happen in between need not be read again."""
    log = Log(united(play(history)))
    books = Books(log)
    for hour in hours:
        moment = START + timedelta(hours=hour)
        assert books.at(moment).histories == Books(log).at(moment).histories


@given(steps())
def test_owners_part_the_deals_among_them(history: Any) -> None:
    """Counts and sums of all owners together are those of the whole, and so are those of sources."""
    found = whole(Log(united(play(history))))
    for name in ("owner", "source", "currency"):
        parts = list(found.by(dimension(name, found.data.board)).values())
        for name in (*COUNTS, "open_value", "won_value", "weighted_pipeline"):
            assert sum(part.figure(name).value or 0 for part in parts) == found.figures[name].value
        for name in ("win_rate", "created_win_rate", "hit_rate"):
            assert sum(part.figure(name).n for part in parts) == found.figures[name].n


@given(steps(), st.integers(0, 5), st.sampled_from(("rename", "merge", "retire")))
def test_a_change_of_stages_changes_no_total(history: Any, which: int, how: str) -> None:
    """G10: deals that were in a stage which is called otherwise, or is part of another, are still counted."""
    replica = Replica("w7rk", "Ann")
    replica.take(united(play(history)))
    before = numbers(whole(replica.log))
    pipeline = replica.board.live_pipelines()[0]
    stages = [one for one in replica.board.stages_in(pipeline.id) if one.phase == "pre"]
    stage, other = stages[which % len(stages)], stages[(which + 1) % len(stages)]
    change: Any = {
        "rename": actions.EditStage(stage.id, {"name": "Called otherwise"}),
        "merge": actions.MergeStage(stage.id, other.id),
        "retire": actions.RetireStage(stage.id, other.id),
    }[how]
    try:
        replica.do(change)
    except PipeBoardError:
        return
    after = numbers(whole(replica.log))
    kept = (
        "won_value",
        "open_value",
        "new_deals",
        "win_rate",
        "win_rate_value",
        "created_win_rate",
        "touches",
    )
    assert {name: before[name] for name in kept} == {name: after[name] for name in kept}
    if how == "rename":
        assert before == after


@settings(max_examples=40)
@given(steps())
def test_clocks_that_are_wrong_break_nothing(history: Any) -> None:
    """G9: what ends before it begins is in no time; every figure can be made."""
    skewed = play(history, timedelta(days=-30), timedelta(hours=7), timedelta(days=90))
    found = whole(Log(united(skewed)))
    times: list[Figure] = [one.median for one in found.times]
    times += [found.figures[name] for name in ("sales_cycle_median", "sales_cycle_mean", "follow_up_time")]
    assert all(one.value is None or one.value >= 0 for one in times)
    assert all(one.count for one in found.health)


@example([(0, "retire stage", 0, 3), (1, "retire stage", 2, 1)])
@given(steps())
def test_counts_add_up(history: Any) -> None:
    """What came in is what went on, out or waits; open and closed deals are each in one place."""
    found = whole(Log(united(play(history))))
    for one in found.conversions:
        groups = (set(one.advanced), set(one.dropped), set(one.pending))
        assert len(set().union(*groups)) == sum(len(group) for group in groups) == one.to_date.n
        assert one.resolved.n == len(one.advanced) + len(one.dropped)
    held = [deal for one in found.stages for deal in one.deals]
    behind = [deal for one in found.buckets for deal in one.deals]
    assert sorted(held) == sorted(behind) == sorted(found.figures["open_value"].deals)
    for name, of_stages in (("open_value", "value"), ("weighted_pipeline", "weighted")):
        assert found.figures[name].value == sum(getattr(one, of_stages) for one in found.stages)
        assert found.figures[name].value == sum(
            getattr(one, "weighted" if name == "weighted_pipeline" else "value") for one in found.buckets
        )
    lost = sum(len(one.deals) for one in found.lost)
    out = sum(len(one.deals) for one in found.disqualified)
    assert found.figures["won_value"].n + lost == found.figures["win_rate"].n
    assert found.figures["won_value"].n + lost + out == found.figures["win_rate_broad"].n


@given(
    steps(), st.integers(0, 2), st.sampled_from([*MAKERS]), st.sampled_from((0, 0, 1, 2)), st.integers(0, 7)
)
def test_an_action_that_is_taken_back_changes_no_number(
    history: Any, who: int, kind: str, which: int, detail: int
) -> None:
    """Whatever it was."""
    replicas = play(history)
    replica = replicas[who]
    before = numbers(whole(replica.log))
    rows = set(replica.rows)
    do(replicas, who, kind, which, detail)
    new = sorted(replica.rows.keys() - rows, key=sort_key)
    if not new:
        return
    replica.undo(new[0])
    assert numbers(whole(replica.log)) == before
