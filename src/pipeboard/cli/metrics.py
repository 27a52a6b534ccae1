"""The command that tells how the pipeline performs: `metrics`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, cast

import click

from pipeboard.cli import output
from pipeboard.cli.options import of_view, pass_session, reads
from pipeboard.cli.session import Session
from pipeboard.cli.values import FILE, OWNER, PIPELINE, FilterText
from pipeboard.domain.errors import BadInput

if TYPE_CHECKING:
    from pipeboard.domain.deal import Deal
    from pipeboard.metrics.comparison import Comparison
    from pipeboard.metrics.period import Period, Unit
    from pipeboard.metrics.report import Report
    from pipeboard.view.metrics_blocks import Block
    from pipeboard.workspace.reporter import Reporter
    from pipeboard.workspace.workspace import Workspace

_UNITS = ("week", "month", "quarter", "year")
BY = ("source", "owner", "channel", "motion", "segment", "priority", "currency")
"""What deals can be broken down by: `view.metrics.DIMENSIONS`, which takes long to import."""


@click.command()
@click.option("--period", type=click.Choice(_UNITS), help="The calendar unit; a quarter if nothing is said.")
@click.option("--from", "first", metavar="WHEN", help="First day; with --period a day in the period.")
@click.option("--to", "last", metavar="WHEN", help="Last day, which is in the period.")
@click.option("--as-of", metavar="WHEN", help="What was known at the end of that day.")
@click.option(
    "--filter",
    "text",
    metavar="FILTER",
    type=FilterText(),
    default="",
    help="Only these deals: `help filter`.",
)
@of_view
@click.option("--pipeline", type=PIPELINE, metavar="NAME", help="Only this pipeline.")
@click.option(
    "--owner", type=OWNER, default="", metavar="NAME", help="The deals and the target of one person."
)
@click.option("--break-down", "by", type=click.Choice(BY), default="source", help="By source, if not said.")
@click.option(
    "--compare", metavar="WHEN", help="Compare before and after a day; `change`: that of the stages."
)
@click.option("--html", "page", type=FILE, metavar="FILE", help="Write a page to send around; `-` prints it.")
@reads
@pass_session
def metrics(
    session: Session,
    period: str | None,
    first: str | None,
    last: str | None,
    as_of: str | None,
    text: str,
    view: str | None,
    pipeline: str | None,
    owner: str,
    by: str,
    compare: str | None,
    page: str | None,
    as_json: bool,
) -> None:
    """Print how the pipeline performs.

    Every figure stands on the log: `pipeboard help metrics` says what each one counts, and what it leaves
    out. A figure from few cases is marked with ~, one that cannot be told is a dash.
    """
    from pipeboard.domain.find import find_pipeline

    _check_page(page, as_json=as_json)
    if compare is not None and (period, first, last, page) != (None, None, None, None):
        raise BadInput("Leave --period, --from, --to and --html out with --compare, or --compare.")
    with session.reading() as workspace:
        saved = session.view(view, workspace.board) if view else None
        text = session.filter_of(text, saved)
        pipelines = (find_pipeline(workspace.board, pipeline).id,) if pipeline else ()
        if saved is not None and not pipelines and saved.arrangement.pipeline in workspace.board.pipelines:
            pipelines = (saved.arrangement.pipeline,)
        keep, moment = session.keeper(text, workspace), _moment(workspace, as_of)
        asked = _Asked(workspace.reporter(), moment, pipelines, keep, owner)
        if compare is not None:
            day = _day_of_change(workspace, asked, compare)
            _say_comparison(asked.compare(day), as_json=as_json)
            return
        span = period_of(workspace, period, first, last)
        found = asked.report(span)
        if as_json:
            from pipeboard.cli.metrics_record import report_record

            output.say_json(report_record(found, by))
            return
        before = asked.report(span.previous())
        if page is None:
            _say(found, before, by)
            return
        chosen = [text.strip(), f"of {owner}" if owner else "", f"in {pipeline}" if pipeline else ""]
        _write_page(page, found, before, ", ".join(part for part in chosen if part), by)


@dataclass(frozen=True)
class _Asked:
    """Of which deals, and as of when, figures are wanted."""

    reporter: Reporter
    moment: datetime | None
    pipelines: tuple[str, ...]
    keep: Callable[[Deal], bool] | None
    owner: str

    def report(self, span: Period) -> Report:
        return self.reporter.report(
            span, as_of=self.moment, pipelines=self.pipelines, keep=self.keep, owner=self.owner
        )

    def compare(self, day: date) -> Comparison:
        return self.reporter.compare(
            day, as_of=self.moment, pipelines=self.pipelines, keep=self.keep, owner=self.owner
        )


def _check_page(page: str | None, *, as_json: bool) -> None:
    if page is not None and as_json:
        raise BadInput("Either write a page (--html) or print JSON (--json), not both.")
    if page is not None and not page.strip():
        raise BadInput("Name the file that the page goes to, or `-` to print it: --html report.html.")


def _write_page(target: str, found: Report, before: Report, about: str, by: str) -> None:
    """Put the page into a file, or print it where the target is `-`."""
    from pathlib import Path

    from pipeboard.view.metrics_html import page

    text = page(found, before, about, by)
    if target == "-":
        with click.open_file("-", "wb") as stream:
            stream.write(text.encode())
        return
    from pipeboard.exchange.outfile import write_file

    write_file(Path(target), text)
    output.say(f"Wrote the report of {found.data.period.title} to {target}.")


def period_of(workspace: Workspace, unit: str | None, first: str | None, last: str | None) -> Period:
    """The period that the options name; the present quarter where they name none."""
    from pipeboard.domain.dates import parse_day
    from pipeboard.metrics import period as periods

    now, fiscal = workspace.now(), workspace.board.settings.fiscal_start
    if last is not None:
        if first is None:
            raise BadInput("Say when the period begins, too: --from WHEN --to WHEN.")
        if unit is not None:
            raise BadInput("Either name a unit (--period) or both ends (--from and --to).")
        return periods.custom(parse_day(first, now), parse_day(last, now))
    day = parse_day(first, now) if first is not None else now.date()
    if first is not None and unit is None:
        return periods.custom(day, max(day, now.date()))
    return periods.period_of(cast("Unit", unit or "quarter"), day, fiscal)


def _day_of_change(workspace: Workspace, asked: _Asked, words: str) -> date:
    """The day to compare around: a date, or `change` for the latest change of a stage."""
    from pipeboard.domain.dates import parse_day

    if words.strip().casefold() != "change":
        return parse_day(words, workspace.now())
    found = asked.reporter.last_change(asked.moment)
    if found is None:
        raise BadInput("The stages were never changed; name a day, such as --compare 2026-03-01.")
    return found


def _moment(workspace: Workspace, as_of: str | None) -> datetime | None:
    if as_of is None:
        return None
    from pipeboard.workspace.past import end_of

    return end_of(workspace, as_of)


# As text


def _say(found: Report, before: Report, by: str) -> None:
    from pipeboard.domain.rules.plan import counted
    from pipeboard.view.metrics import blocks

    data, period = found.data, found.data.period
    deals = counted(len(data.histories), "deal")
    output.say_text(f"{period.title}  ({period.first} to {period.last}), as of {data.last_day}")
    output.say_text(f"{deals}; changes are against {before.data.period.title}.")
    for block in blocks(found, before, by):
        _say_block(block)


def _say_comparison(both: Comparison, *, as_json: bool) -> None:
    from pipeboard.view.comparison import tables, title

    if as_json:
        from pipeboard.cli.metrics_record import comparison_record

        output.say_json(comparison_record(both))
        return
    output.say(title(both))
    for one in tables(both):
        _say_block(one)


def _say_block(block: Block) -> None:
    from pipeboard.view.metrics_blocks import Figures

    output.say()
    output.say(block.title)
    if isinstance(block, Figures):
        rows = [
            (f"  {one.label}", f"{'~' if one.is_thin else ''}{one.value}", f"n={one.n}", one.change, one.note)
            for one in block.lines
        ]
        output.say_lines(output.table(("",) * 5, rows, right=(1, 2, 3), shrink=(4, 0))[1:])
        return
    if not block.rows:
        output.say_text(block.empty, "  ")
    else:
        [_, *others] = block.order or range(len(block.head))
        table = output.table(
            (f"  {block.head[0]}", *block.head[1:]),
            [(f"  {row.cells[0]}", *row.cells[1:]) for row in block.rows],
            right=tuple(block.right),
            shrink=(0, len(block.head) - 1),
            drop=others[::-1],
        )
        output.say_lines(table)
    for note in block.notes:
        output.say_text(note, "  ")
