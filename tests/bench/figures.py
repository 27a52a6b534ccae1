"""What is measured: costs, and figures that stand beside a floor from the same run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds by the clock, which other work on the machine lengthens, and of CPU, which is steady."""

    wall: float
    cpu: float

    @property
    def waiting(self) -> Cost:
        """The clock alone, where CPU time says nothing."""
        return Cost(self.wall, 0.0)


def middle(costs: Sequence[Cost]) -> Cost:
    """The median of either."""
    return Cost(median(one.wall for one in costs), median(one.cpu for one in costs))


def percentile(costs: Sequence[Cost], share: float) -> Cost:
    """What this share of the costs does not exceed, of either."""
    walls, cpus = [one.wall for one in costs], [one.cpu for one in costs]
    return Cost(_percentile(walls, share), _percentile(cpus, share))


def _percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[max(0, math.ceil(len(values) * share) - 1)]


@dataclass(frozen=True, slots=True)
class Figure:
    """A cost with its floor, or a count."""

    cost: Cost | None = None
    floor: Cost | None = None
    count: float | None = None

    @property
    def measure(self) -> float:
        """What a budget limits: the ratio by the clock, or the count."""
        return self.count if self.count is not None else self._ratio("wall")

    @property
    def cpu(self) -> float | None:
        """The ratio of CPU time, where there is one."""
        return self._ratio("cpu") if self.floor is not None and self.floor.cpu else None

    def _ratio(self, kind: str) -> float:
        assert self.cost is not None
        assert self.floor is not None
        below: float = getattr(self.floor, kind)
        above: float = getattr(self.cost, kind)
        return above / below if below else math.inf


def middle_pair(costs: Sequence[Cost], floors: Sequence[Cost]) -> Figure:
    """Of costs, each with the floor that was measured beside it, the pair with the median of the ratios.

    The machine is slower and faster by turns of some seconds: a pair is mostly of one and the same.
    """
    pairs = sorted(zip(costs, floors, strict=True), key=lambda pair: pair[0].wall / pair[1].wall)
    return Figure(*pairs[len(pairs) // 2])


Figures: TypeAlias = dict[str, Figure]
"""By the key of a budget."""
