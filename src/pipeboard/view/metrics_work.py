"""What the metrics screen shows, worked out in one go: plain data, made in any thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import TypeAlias

from pipeboard.domain.board import Board
from pipeboard.domain.errors import BadInput
from pipeboard.domain.followup import local_day
from pipeboard.metrics.audit import Audit
from pipeboard.metrics.comparison import Comparison
from pipeboard.metrics.conversion import StageConversion
from pipeboard.metrics.figure import RATE
from pipeboard.metrics.playbook import DropOff
from pipeboard.metrics.report import Report
from pipeboard.view.metrics import blocks
from pipeboard.view.metrics_blocks import Block, Table, show_figure
from pipeboard.view.metrics_scope import Scope
from pipeboard.workspace.reporter import Reporter

Wanted: TypeAlias = Callable[[], bool]
"""Whether the result is still waited for."""


@dataclass(frozen=True)
class Figures:
    """The report and the funnel."""

    scope: Scope
    board: Board
    """As it was at the report's moment: the deals behind the figures are in here."""
    seen: date
    """The last day that it knows of."""
    count: int
    """How many deals it is made of."""
    blocks: tuple[Block, ...] = ()
    rates: Mapping[str, Fraction] = field(default_factory=dict)
    """Figures that are parts of 1, by name: how long their bars are."""
    stages: tuple[StageConversion, ...] = ()
    drop_offs: tuple[DropOff, ...] = ()
    banners: tuple[str, ...] = ()
    """What is amiss: where deals are held up most (M28), and that no new ones come (S17)."""


@dataclass(frozen=True)
class BeforeAfter:
    """The comparison, or why there is none."""

    scope: Scope
    board: Board
    comparison: Comparison | None = None
    reason: str = ""


@dataclass(frozen=True)
class Audited:
    """What is missing in data and process."""

    scope: Scope
    board: Board
    audit: Audit


Found: TypeAlias = Figures | BeforeAfter | Audited
"""What a page shows."""


def work_out(reporter: Reporter, scope: Scope, me: str, wanted: Wanted) -> Figures | None:
    """All figures of a scope; None as soon as nobody waits for them any more."""
    period, moment = scope.period, scope.moment(reporter.board.zone)
    keep = scope.keeper(reporter.board, _now(reporter), me)
    both: list[Report] = []
    for one in (period, period.previous()):
        if not wanted():
            return None
        made = reporter.report(one, as_of=moment, pipelines=scope.pipelines(), keep=keep, owner=scope.owner)
        both.append(made)
    found, before = both
    gathered: list[Block] = []
    for block in blocks(found, before, scope.dimension):
        if not wanted():
            return None
        gathered.append(_with_rates(block, found) if block.title == "Stages" else block)
    data = found.data
    rates = {
        name: Fraction(figure.value)
        for name, figure in found.figures.items()
        if figure.unit == RATE and figure.value is not None
    }
    seen = local_day(data.as_of - timedelta(seconds=1), data.board.zone)
    return Figures(
        scope,
        data.board,
        seen,
        len(data.histories),
        tuple(gathered),
        rates,
        found.conversions,
        found.drop_offs,
        tuple(_banners(found)),
    )


def compare(reporter: Reporter, scope: Scope, me: str, wanted: Wanted) -> BeforeAfter | None:
    """The same length of time before and after the scope's day, or the latest change of the stages."""
    board, moment = reporter.board, scope.moment(reporter.board.zone)
    keep = scope.keeper(board, _now(reporter), me)
    day = scope.change or reporter.last_change(moment)
    if not wanted():
        return None
    if day is None:
        reason = "The stages are as they were made. Press c to name another day: of a new process, or person."
        return BeforeAfter(scope, board, reason=reason)
    try:
        found = reporter.compare(day, as_of=moment, pipelines=scope.pipelines(), keep=keep, owner=scope.owner)
    except BadInput as error:
        return BeforeAfter(scope, board, reason=error.sentence)
    return BeforeAfter(scope, board, found)


def audit(reporter: Reporter, scope: Scope, me: str, wanted: Wanted) -> Audited | None:
    """The gaps of data and process as of the scope's moment, and of the weeks before."""
    board, moment = reporter.board, scope.moment(reporter.board.zone)
    keep = scope.keeper(board, _now(reporter), me)
    found = reporter.audit(as_of=moment, pipelines=scope.pipelines(), keep=keep, owner=scope.owner)
    return Audited(scope, board, found) if wanted() else None


def _with_rates(block: Block, found: Report) -> Block:
    """The table of stages with the resolved conversion as its bar: the one to plan with."""
    if not isinstance(block, Table):
        return block
    values = [one.resolved.value for one in found.conversions]
    rows = (
        replace(row, bar=None if value is None else Fraction(value))
        for row, value in zip(block.rows, values, strict=True)
    )
    return replace(block, rows=tuple(rows))


def _banners(found: Report) -> Iterator[str]:
    worst, data = found.bottleneck, found.data
    if worst is not None:
        resolved = worst.resolved
        yield f"Bottleneck: {worst.stage.name}, where {show_figure(resolved)} of {resolved.n} go on"
    new = found.figure("new_deals_this_week")
    if not new.value and data.as_of < data.end:
        yield f"No new deal this week{f': {new.note}' if new.note else ''}"


def _now(reporter: Reporter) -> datetime:
    """The present moment in the board's time zone."""
    return reporter.moment.astimezone(reporter.board.zone)
