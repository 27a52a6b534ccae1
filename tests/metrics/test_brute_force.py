"""The report agrees with figures that are reckoned a second way, over random histories."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from metrics.brute_force import CHANCES, Story, reckon
from metrics.fixture import World
from pipeboard.metrics.period import custom
from pipeboard.metrics.report import Report

FIRST = date(2025, 11, 3)
DAYS = 140
ENDS = ("won", "lost", "disqualified")


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """A deal that goes wherever it likes: forth, back, out, and in again."""
    day = draw(st.integers(0, 60))
    steps: list[tuple[int, int | str]] = [(day, draw(st.integers(0, 4)))]
    for _ in range(draw(st.integers(0, 6))):
        day += draw(st.integers(0, 13))
        before = steps[-1][1]
        # What is closed can only come back; otherwise it goes to another stage, or ends.
        places: tuple[int | str, ...] = tuple(place for place in range(5) if place != before)
        ends: tuple[int | str, ...] = () if isinstance(before, str) else ENDS
        steps.append((day, draw(st.sampled_from(places + ends))))
    return Story(draw(st.sampled_from((None, 0, 100, 250, 1000))), tuple(steps))


def moment(day: int) -> datetime:
    return datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC) + timedelta(days=day)


def played(told: list[Story]) -> World:
    """The same through the rules of the board."""
    world = World()
    for number, story in enumerate(told):
        events = []
        for place, (day, what) in enumerate(story.steps):
            again = place > 0 and isinstance(story.steps[place - 1][1], str)
            stage = f"s{what + 1}" if isinstance(what, int) else f"{what}: because"
            events.append((f"reopened: {stage}" if again else stage, moment(day).date().isoformat()))
        world.deal(f"Deal {number}", story.value, events)
    return world


def figures(found: Report, names: set[str]) -> dict[str, object]:
    """Those of the report that the second way reckons as well."""
    made: dict[str, object] = {name: found.figures[name].value for name in names if name in found.figures}
    stages = zip(found.stages, found.conversions, found.times, strict=True)
    for place, (open_now, passed, time) in enumerate(stages):
        groups = (passed.entered, passed.advanced, passed.dropped, passed.pending)
        made[f"stage {place}"] = (
            (len(open_now.deals), open_now.value),
            tuple(len(one) for one in groups),
            time.median.value,
        )
    return made


@given(
    st.lists(stories(), min_size=1, max_size=6),
    st.integers(-5, 60),
    st.sampled_from((1, 7, 30, 60, 90)),
    st.one_of(st.just(DAYS), st.integers(-5, DAYS)),
)
def test_figures_are_those_of_a_second_way(told: list[Story], start: int, length: int, as_of: int) -> None:
    """Rates, sizes, cycles and sums; of each stage what is there, what became of it, and how long it took."""
    period = custom(FIRST + timedelta(days=start), FIRST + timedelta(days=start + length - 1))
    expected = reckon(told, start, start + length, as_of)
    report = played(told).report(period, moment(as_of))
    assert figures(report, set(expected)) == expected


def test_both_ways_know_the_same_stages() -> None:
    """Otherwise they could not agree."""
    stages = World().report().data.stages
    assert tuple(one.probability for one in stages) == CHANCES
