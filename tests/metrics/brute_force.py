"""Figures reckoned a second way: from what was told of each deal, day by day, with nothing of the product."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

STAGES = 5
CHANCES = (10, 20, 40, 60, 80)
OFFER = 3
QUALIFIED = 2
"""The places, from 0, of the stage in which offers are made, and of the first that counts as qualified."""


@dataclass(frozen=True)
class Story:
    """A deal: its value, and on which day (a number) it came to a stage (its place), or how it ended."""

    value: int | None
    steps: tuple[tuple[int, int | str], ...]

    def until(self, moment: int) -> Story:
        """What was known before a moment."""
        return Story(self.value, tuple(one for one in self.steps if one[0] < moment))

    @property
    def status(self) -> str:
        last = self.steps[-1][1]
        return last if isinstance(last, str) else "open"

    @property
    def visits(self) -> list[tuple[int, int, int | None]]:
        """Stage, day of coming, day of leaving; None while it stays."""
        ends = [day for day, _ in self.steps[1:]] + [None]
        return [
            (what, day, end)
            for (day, what), end in zip(self.steps, ends, strict=True)
            if isinstance(what, int)
        ]

    @property
    def came(self) -> dict[int, int]:
        """Stage -> the day on which it came there first, stages that it jumped over included."""
        visits = self.visits
        first, furthest = visits[0][0], max(stage for stage, _, _ in visits)
        top = STAGES if self.status == "won" else furthest
        found: dict[int, int] = {}
        for stage in range(STAGES):
            days = [day for one, day, _ in visits if one == stage]
            if days:
                found[stage] = days[0]
            elif first < stage < top:
                beyond = [day for one, day, _ in visits if one > stage]
                found[stage] = beyond[0] if beyond else self.steps[-1][0]
        return found

    @property
    def top(self) -> int:
        return STAGES if self.status == "won" else max(stage for stage, _, _ in self.visits)


def part(some: int, all_: int) -> Fraction | None:
    return Fraction(some, all_) if all_ else None


def middle(values: Iterable[int]) -> Fraction | None:
    known = [Fraction(one) for one in values]
    return median(known) if known else None


def mean(values: Iterable[int]) -> Fraction | None:
    known = list(values)
    return Fraction(sum(known), len(known)) if known else None


def reckon(stories: Iterable[Story], start: int, end: int, as_of: int) -> dict[str, object]:
    """Figures of the period from `start` to before `end`, by what happened before `as_of`."""
    told = [one.until(min(as_of, end)) for one in stories]
    deals = [one for one in told if one.steps]

    def inside(day: int) -> bool:
        return start <= day < end

    def closed(status: str) -> list[Story]:
        return [one for one in deals if one.status == status and inside(one.steps[-1][0])]

    def cycles(some: list[Story]) -> list[int]:
        return [one.steps[-1][0] - one.steps[0][0] for one in some]

    won, lost, out = closed("won"), closed("lost"), closed("disqualified")
    still = [one for one in deals if one.status == "open"]
    made = [one for one in deals if inside(one.steps[0][0])]
    values = [one.value for one in won if one.value is not None]
    gone = [one.value for one in lost if one.value is not None]
    offered: Callable[[Story], bool] = lambda one: OFFER in {stage for stage, _, _ in one.visits}  # noqa: E731
    hits, misses = [one for one in won if offered(one)], [one for one in lost if offered(one)]
    good = [one for one in deals if any(inside(day) for day in _qualified(one))]
    found: dict[str, object] = {
        "new_deals": len(made),
        "won_value": sum(values),
        "open_value": sum(one.value or 0 for one in still),
        "weighted_pipeline": sum(
            Fraction((one.value or 0) * CHANCES[one.visits[-1][0]], 100) for one in still
        ),
        "win_rate": part(len(won), len(won + lost)),
        "win_rate_broad": part(len(won), len(won + lost + out)),
        "win_rate_value": part(sum(values), sum(values) + sum(gone)),
        "created_win_rate": part(sum(one.status == "won" for one in made), len(made)),
        "hit_rate": part(len(hits), len(hits + misses)),
        "signing_conversion": part(sum(one.status == "won" for one in good), len(good)),
        "average_deal_size": mean(values),
        "median_deal_size": middle(values),
        "sales_cycle_median": middle(cycles(won)),
        "sales_cycle_mean": mean(cycles(won)),
        "lost_cycle_median": middle(cycles(lost)),
    }
    for stage in range(STAGES):
        found[f"stage {stage}"] = _stage(stage, deals, still, inside)
    return found


def _qualified(one: Story) -> list[int]:
    """The day on which it first came to where deals count as qualified, if it did."""
    days = [day for stage, day, _ in one.visits if stage >= QUALIFIED]
    if not days and one.status == "won":
        days = [one.steps[-1][0]]
    return days[:1]


def _stage(stage: int, deals: list[Story], still: list[Story], inside: Callable[[int], bool]) -> object:
    """Open and their value; came, went on, out, waiting; the median of the days."""
    here = [one for one in still if one.visits[-1][0] == stage]
    came = [one for one in deals if stage in one.came and inside(one.came[stage])]
    on = [one for one in came if one.top > stage]
    out = [one for one in came if one.top == stage and one.status in ("lost", "disqualified")]
    stays = []
    for one in deals:
        ended = [
            left - day for at, day, left in one.visits if at == stage and left is not None and inside(left)
        ]
        if ended:
            stays.append(sum(ended))
    waiting = len(came) - len(on) - len(out)
    return (
        (len(here), sum(one.value or 0 for one in here)),
        (len(came), len(on), len(out), waiting),
        middle(stays),
    )
