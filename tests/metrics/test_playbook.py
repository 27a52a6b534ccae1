"""Objections and plays of a period, and why deals dropped out of a stage."""

from __future__ import annotations

from datetime import date

from metrics.fixture import World, moment
from pipeboard.domain import actions as a
from pipeboard.metrics.period import period_of


def world() -> World:
    """Three deals that objected, two of them lost for it; and one play."""
    made = World()
    made.deal("A", 10, [("s1", "2026-01-05"), ("s2", "2026-01-10"), ("lost: Price", "2026-02-01")])
    made.deal("B", 20, [("s1", "2026-01-06"), ("lost: Price", "2026-02-02")])
    made.deal("C", 30, [("s1", "2026-01-07"), ("disqualified: Timing", "2026-02-03")])
    made.deal("D", 40, [("s1", "2026-01-08")])
    raised = [
        (("B", "C", "D"), "too-expensive", "2026-01-09"),
        (("B",), "too-expensive", "2026-01-15"),
        (("C",), "no-need", "2025-12-20"),
    ]
    for names, objection, day in raised:
        ids = tuple(made.ids[name] for name in names)
        made.do(a.RaiseObjection(ids, objection, at=moment(day)))
    made.do(a.StartPlay((made.ids["D"],), "no-answer", at=moment("2026-01-20")))
    return made


def test_objections_and_plays_of_the_period_are_counted_by_stage_and_outcome() -> None:
    """A deal counts once; what was raised before the period, or is after the moment, does not count."""
    made = world()
    report = made.report()
    assert list(report.objections) == ["too-expensive"]
    record = report.objections["too-expensive"]
    assert made.names(record.deals) == {"B", "C", "D"}
    assert {status: made.names(ids) for status, ids in record.by_status.items()} == {
        "lost": {"B"},
        "disqualified": {"C"},
        "open": {"D"},
    }
    assert {stage: made.names(ids) for stage, ids in record.by_stage.items()} == {"s1": {"B", "C", "D"}}
    assert {name: made.names(record.deals) for name, record in report.plays.items()} == {"no-answer": {"D"}}
    assert made.report(period_of("quarter", date(2026, 4, 1))).objections == {}
    january = made.report(as_of=moment("2026-01-31"))
    assert set(january.objections["too-expensive"].by_status) == {"open"}


def test_drop_offs_tell_the_reasons_and_objections_of_each_stage() -> None:
    """Of its cohort, the most frequent first; stages that nobody dropped out of are left out."""
    made = world()
    made.deal("E", 50, [("s1", "2026-01-20"), ("lost: Price", "2026-02-10")])
    first, second = made.report().drop_offs
    assert (first.stage.id, second.stage.id) == ("s1", "s2")
    assert {name: made.names(ids) for name, ids in first.reasons.items()} == {
        "Price": {"B", "E"},
        "Timing": {"C"},
    }
    assert list(first.reasons) == ["Price", "Timing"]
    assert [(name, made.names(ids)) for name, ids in first.objections.items()] == [
        ("It is too expensive", {"B", "C"}),
        ("We do not need that", {"C"}),
    ]
    assert {name: made.names(ids) for name, ids in second.reasons.items()} == {"Price": {"A"}}
    assert second.objections == {}
