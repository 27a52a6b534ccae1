"""The audit: every kind of gap on a board that has it and on one that has not, and how the count went."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import pytest

from metrics.fixture import END, World, moment
from pipeboard.domain import actions as a
from pipeboard.metrics.audit import Audit, audit
from pipeboard.metrics.books import Books
from pipeboard.view.audit import tables, trend_words
from pipeboard.view.guide import guide
from table_rows import table_row

AHEAD: Final = date(2026, 4, 10)
NOW: Final = END + timedelta(hours=2)
"""Later than all that is written down without a date."""


def sound() -> World:
    """A board on which nothing is missing: one deal with a next step, stages that say what they are for."""
    world = World()
    for stage in list(world.replica.board.stages):
        world.do(a.EditStage(stage, {"goal": "Get on", "evidence": "They said so"}))
    deal(world, "Fine")
    return world


def deal(world: World, name: str, value: int | None = 5, stage: str = "s1", **more: object) -> str:
    """A deal of late March with a next step."""
    made = world.deal(name, value, [(stage, "03-20")], **more)
    world.do(a.PlanFollowUp((made,), "call", AHEAD))
    return made


def audited(world: World, *, material_days: int = 180, weeks: int = 8) -> Audit:
    return audit(Books(world.replica.log, NOW), NOW, material_days=material_days, weeks=weeks)


def codes(world: World) -> set[str]:
    return {one.code for one in audited(world).findings}


def _several(world: World) -> None:
    for place in range(5):
        deal(world, f"Web {place}", source="web")


def _overridden(world: World) -> None:
    world.do(a.Define("check", {"text": "Asked", "list": "stage:s1", "required": True}))
    world.do(a.MoveDeals((deal(world, "Held"),), "s2", "they are in a hurry"))


def _duplicates(world: World) -> None:
    for _ in range(2):
        deal(world, "Twice", company="Acme")


def _one_contact(world: World) -> None:
    world.do(a.AddContact(deal(world, "Alone", stage="s2"), a.NewContact("Jo")))


def _no_reason(world: World) -> None:
    lost = table_row(
        {"title": "F", "stage": "s1"}, created=moment("03-01"), status="lost", closed=moment("03-02")
    )
    world.do(a.ImportDeals((lost,)))


def _future(world: World) -> None:
    """Somebody whose clock is far ahead."""
    world.replica.wait(days=400)
    world.do(a.LogTouch((world.ids["Fine"],), "call"))


BREAKS: Final[dict[str, Callable[[World], object]]] = {
    "no-next-step": lambda world: world.deal("Left", 5, [("s1", "03-20")]),
    "past-due": lambda world: deal(world, "Late", close=date(2026, 3, 1)),
    "stuck": lambda world: world.do(a.EditStage("s1", {"days": 3})),
    "idle": lambda world: world.do(a.EditStage("s1", {"idle": 3})),
    "no-value": lambda world: deal(world, "Far", None, "s4"),
    "unknown": lambda world: deal(world, "Blind", stage="s4"),
    "one-contact": _one_contact,
    "overridden": _overridden,
    "no-rate": lambda world: deal(world, "Dollars", currency="USD"),
    "no-handover": lambda world: world.deal("Won", 5, [("s1", "03-20"), ("won", "03-25")]),
    "clock": lambda world: world.deal("Backwards", 5, [("s1", "03-20"), ("s2", "03-10")]),
    "stale-material": lambda world: world.do(
        a.Define("material", {"title": "Prices", "stage": "s1", "url": "https://example.com"})
    ),
    "duplicates": _duplicates,
    "no-reason": _no_reason,
    "future": _future,
    "no-goal": lambda world: world.do(a.EditStage("s2", {"goal": ""})),
    "no-evidence": lambda world: world.do(a.EditStage("s2", {"evidence": ""})),
    "unentered-stage": _several,
    "one-source": _several,
    "unused-play": lambda world: world.deal("Old", 5, [("s1", "2025-12-01")]),
}
"""What brings each kind of gap about."""


def test_every_kind_of_gap_is_brought_about_here() -> None:
    """All those of the guide, which tells what each of them is."""
    rows = [line for line in guide()["review"].split("## The audit")[1].splitlines() if line[:3] == "| `"]
    assert set(BREAKS) == {code for row in rows for code in re.findall(r"`([a-z-]+)`", row.split("|")[1])}


def test_nothing_is_found_where_nothing_is_missing() -> None:
    """The board that every other test here breaks in one way."""
    found = audited(sound())
    assert (found.findings, found.count) == ((), 0)


@pytest.mark.parametrize("code", BREAKS)
def test_what_is_missing_is_found(code: str) -> None:
    """On the board that lacks it; the sound one is without any finding."""
    world = sound()
    BREAKS[code](world)
    assert code in codes(world)


def test_a_pipeline_with_a_second_source_does_not_live_on_one() -> None:
    """Neither does one whose sources are not known, or one with a few deals."""
    world = sound()
    _several(world)
    assert "one-source" in codes(world)
    deal(world, "Fair", source="fair")
    assert "one-source" not in codes(world)


def test_a_stage_that_a_deal_came_into_lately_is_entered() -> None:
    """One entry is enough."""
    world = sound()
    _several(world)
    for stage in ("s2", "s3", "s4", "s5"):
        deal(world, f"In {stage}", stage=stage)
    assert "unentered-stage" not in codes(world)


def test_a_play_is_used_once_it_was_started() -> None:
    """It is told by its title until then."""
    world = sound()
    old = world.deal("Old", 5, [("s1", "2025-12-01")])
    plays = {one.title for one in world.replica.board.definitions("play").values()}
    first = next(iter(world.replica.board.definitions("play").values()))
    assert set(next(one for one in audited(world).findings if one.code == "unused-play").things) == plays
    world.do(a.StartPlay((old,), first.id))
    left = next(one for one in audited(world).findings if one.code == "unused-play").things
    assert set(left) == plays - {first.title}


def test_the_days_after_which_a_material_is_stale_can_be_said() -> None:
    """Reviewed 20 days ago: fine in half a year, stale in two weeks."""
    world = sound()
    reviewed = END.date() - timedelta(days=20)
    world.do(
        a.Define(
            "material",
            {"title": "Prices", "stage": "s1", "url": "https://example.com", "reviewed": reviewed},
        )
    )
    assert audited(world).count == 0
    assert [one.things for one in audited(world, material_days=14).findings] == [("Prices",)]


def test_the_trend_counts_what_was_missing_at_the_beginning_of_earlier_days() -> None:
    """Read off the log: a deal left without a next step on 20 March, and given one on the 30th."""
    world = sound()
    left = world.deal("Left", 5, [("s1", "03-12")])
    world.do(a.PlanFollowUp((left,), "call", AHEAD, at=moment("03-30")))
    found = audited(world, weeks=3)
    days = [(one.day.isoformat(), one.count) for one in found.trend]
    assert days == [("2026-03-11", 0), ("2026-03-18", 1), ("2026-03-25", 2), ("2026-04-01", 0)]
    assert found.trend[-1].count == found.count
    assert trend_words(found.trend) == "Gaps over 3 weeks: 0 → 1 → 2 → 0 (as many)."


def test_the_tables_name_what_is_no_deal_and_list_the_deals_behind_the_rest() -> None:
    """Stages by their names, deals behind the line."""
    world = sound()
    left = world.deal("Left", 5, [("s1", "03-12")])
    world.do(a.EditStage("s2", {"goal": ""}))
    gaps, weeks = tables(audited(world))
    assert [row.cells for row in gaps.rows] == [
        ("open without a next step", "1", "plan one: f", ""),
        ("stages without a goal", "1", "say what each is for: g c, then Enter", "S2"),
    ]
    assert gaps.rows[0].behind[0].deals == (left,)
    assert weeks.rows[0].cells == ("1 Apr 2026", "2")


def test_the_audit_can_be_of_one_persons_deals_or_of_a_filter() -> None:
    """What is no deal stays."""
    world = sound()
    world.deal("Anns", 5, [("s1", "03-20")], owner="Ann", source="web")
    books = Books(world.replica.log, NOW)
    assert audit(books, NOW, owner="Bob").count == 0
    assert audit(books, NOW, owner="ann").count == 1
    assert audit(books, NOW, keep=lambda one: one.value == Decimal(7)).count == 0
