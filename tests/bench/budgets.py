"""The budgets: how much each thing may cost on a board of up to a thousand and of ten thousand deals.

Times are ratios to a floor that is measured in the same run, so that they hold on any machine; the rest are
counts. `start` is the start of the floor, a Textual program with one widget, and `key` the median of a key in
it; `append` and `file` write the same bytes without any program around; `read and validate` reads a table
with the csv module and validates the events that its import writes.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Budget(NamedTuple):
    """One line of the table."""

    key: str
    """The group that measures it, and its name there."""
    what: str
    unit: str
    small: float
    """The most on boards of up to a thousand deals."""
    large: float
    """The most on ten thousand deals. For larger boards there is none: see how costs grow."""

    def limit(self, deals: int) -> float | None:
        """The most that is allowed on a board of this size."""
        return self.small if deals <= 1_000 else self.large if deals <= 10_000 else None


BUDGETS: Final = (
    Budget("start.first-paint", "start: first paint", "start", 1.1, 1.1),
    Budget("start.full", "start: full board with cards", "start", 1.5, 2.8),
    Budget("start.bytes", "start: until quiet", "bytes", 8_000, 8_000),
    Budget("keys.p50", "`j` `k` `h` `l`, p50", "key", 1.3, 1.3),
    Budget("keys.p95", "`j` `k` `h` `l`, p95", "key", 2, 2),
    Budget("keys.bytes", "`j` `h`, truecolor", "bytes", 300, 300),
    Budget("keys.bytes-ansi", "`j` `h`, ANSI theme", "bytes", 200, 200),
    Budget("scroll.bytes", "scrolling, mean of a key, truecolor", "bytes", 900, 900),
    Budget("scroll.bytes-ansi", "scrolling, mean of a key, ANSI theme", "bytes", 500, 500),
    Budget("panel.bytes", "details following, truecolor", "bytes", 4_000, 4_000),
    Budget("panel.bytes-ansi", "details following, ANSI theme", "bytes", 1_800, 1_800),
    Budget("move.screen", "`L` on the screen, p50", "key", 2.5, 2.5),
    Budget("move.bytes", "`L`, truecolor", "bytes", 2_800, 2_800),
    Budget("move.bytes-ansi", "`L`, ANSI theme", "bytes", 1_900, 1_900),
    Budget("save.durable", "a change is durable", "append", 5, 5),
    Budget("save.file", "the file follows", "file", 3, 2),
    Budget("held.lag", "`L` held at 30 Hz: lag after the last", "key", 4, 4),
    Budget("dialogs.bytes", "a dialog or the palette opens, the largest", "bytes", 20_000, 20_000),
    Budget("search.p95", "`/` typed live, a letter, p95", "key", 3, 8),
    Budget("jumps.filter", "filter with three terms", "start", 0.1, 0.5),
    Budget("jumps.agenda", "agenda", "start", 0.1, 0.5),
    Budget("jumps.undo", "undo", "start", 0.1, 0.5),
    Budget("metrics.report", "all metrics", "start, load", 0.5, 1.5),
    Budget("foreign.arrive", "500 changes of others arrive", "start", 0.3, 0.5),
    Budget("memory.peak", "memory, the most in a session", "MB", 75, 200),
    Budget("idle.bytes", "idle", "bytes", 0, 0),
    Budget("idle.cpu", "idle: CPU", "%", 0.3, 0.3),
    Budget("commands.list", "`pipeboard list`", "import pydantic", 2.5, 7),
    Budget("commands.add", "`pipeboard add`", "import pydantic", 2.5, 7),
    Budget("commands.move", "`pipeboard move`", "import pydantic", 2.5, 7),
    Budget("commands.version", "`pipeboard --version`", "import click", 1.5, 1.5),
    Budget("commands.completion", "completion by the shell", "import click", 1.5, 1.5),
    Budget("import.rows", "`pipeboard import`, 100,000 rows", "read and validate", 3, 3),
    Budget("link.key", "a key at 64 kbit/s and 200 ms", "key there", 1.3, 1.3),
    Budget("link.key-low", "the same, `--low-bandwidth`", "key there", 1.3, 1.3),
    Budget("link.held", "a key held down there: lag after the last", "key there", 5, 5),
    Budget("link.held-low", "the same, `--low-bandwidth`", "key there", 3, 3),
)
GROUPS: Final = tuple(dict.fromkeys(one.key.split(".")[0] for one in BUDGETS))
