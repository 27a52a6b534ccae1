"""The `import` command: deals out of a CSV file, shown before anything is written."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from pipeboard.cli import output
from pipeboard.cli.options import override, pairs_of, pass_session, writes
from pipeboard.cli.session import Session
from pipeboard.cli.values import FILE, PIPELINE
from pipeboard.domain.errors import Refused

if TYPE_CHECKING:
    from pipeboard.exchange.csv_import import ImportPlan
    from pipeboard.exchange.source import Choices, Source
    from pipeboard.workspace.workspace import Workspace

SOME_ROWS_FAILED: Final = 1
_LARGE_TABLE: Final = 5_000
"""Rows that take long enough to read for a bar."""
_SUSPECTS: Final = 10
"""How many suspected duplicates are named on stderr; a report and JSON have them all."""


@click.command("import")
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--map",
    "mapping",
    multiple=True,
    metavar="FIELD=COLUMN",
    help="Which column a field is; may be repeated.",
)
@click.option(
    "--stage-map",
    multiple=True,
    metavar="NAME=STAGE",
    help="What a stage of the file is here; may be repeated.",
)
@click.option("--date-format", metavar="ORDER", help="Order of dates in numbers: dmy, mdy or ymd.")
@click.option("--pipeline", "-p", type=PIPELINE, metavar="PIPELINE", help="Where new deals and stages go.")
@click.option(
    "--key",
    multiple=True,
    metavar="COLUMN",
    help="What deals are known by instead of their external id; may be repeated.",
)
@click.option(
    "--all-or-nothing/--skip-errors",
    help="Import nothing where a row cannot be read, or what can be read, as it is without either.",
)
@click.option("--report", type=FILE, metavar="FILE", help="Write what became of each row into a CSV file.")
@override
@click.option("--dry-run", "-n", is_flag=True, help="Only show what would be done.")
@writes
@click.pass_context
@pass_session
def import_file(
    session: Session,
    ctx: click.Context,
    source: Path,
    mapping: tuple[str, ...],
    stage_map: tuple[str, ...],
    date_format: str | None,
    pipeline: str | None,
    key: tuple[str, ...],
    all_or_nothing: bool,
    report: str | None,
    override: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Import deals from a CSV file, or people from an address book (vCard).

    Columns are guessed by their names and shown; `-` for FILE reads standard input. Rows that cannot be read
    are listed on stderr with line and reason and do not stop the others, and the exit code is 1 then. A
    second import of the same file updates the deals by their external id, or by --key; a deal that its
    checklist holds stays in its stage, unless --override says why it goes on. New deals that look like one of
    the board are listed, not merged. People come onto the open deals of their company, or onto a new one.
    """
    from pipeboard.domain.find import find_pipeline
    from pipeboard.domain.rules.plan import counted
    from pipeboard.exchange.source import Choices

    file = _read(source)
    with session.reading() if dry_run else session.writing() as workspace:
        choices = Choices(
            mapping=pairs_of(mapping, "--map"),
            stage_map=pairs_of(stage_map, "--stage-map"),
            date_format=date_format,
            pipeline=find_pipeline(workspace.board, pipeline).id if pipeline else None,
            override=override,
            key=key,
        )
        plan = _planned(file, choices, workspace)
        del file  # it is as large as the table
        summary = f"Would import: {plan.new} new, {plan.updated} updated, {plan.skipped} left out."
        if report is not None:
            _write_report(report, plan)
        if all_or_nothing and plan.problems and not dry_run:
            _warn_problems(plan)
            count = counted(len(plan.problems), "row")
            raise Refused(f"Nothing was imported: {count} cannot be read, and it was to be all or nothing.")
        if not dry_run and plan.action.rows:
            action = plan.action._replace(at=session.moment(workspace))
            summary = workspace.do(action).summary
        elif not dry_run:
            summary = "Imported: nothing to do."
    if as_json:
        _say_record(plan, summary, dry_run=dry_run)
    else:
        _say_plan(plan)
        output.say(summary)
    _warn_problems(plan)
    if plan.problems or plan.held:
        ctx.exit(SOME_ROWS_FAILED)


def _read(path: Path) -> Source:
    from pipeboard.exchange.source import LARGEST, Source

    if str(path) == "-":
        with click.open_file("-", "rb") as stream:
            return Source.of(bytes(stream.read(LARGEST)))
    return Source.read(path)


def _say_plan(plan: ImportPlan) -> None:
    rows = [(column.name, column.field, column.sample) for column in plan.columns]
    if rows:
        output.say_lines(output.table(("COLUMN", "FIELD", "EXAMPLE"), rows, shrink=(2, 0, 1)))
        output.say()
    if plan.stages:
        output.say_lines(output.table(("IN THE FILE", "STAGE"), plan.stages, shrink=(0, 1)))
        output.say()


def _say_record(plan: ImportPlan, summary: str, *, dry_run: bool) -> None:
    output.say_json(
        {
            "summary": summary,
            "dry_run": dry_run,
            "columns": [
                {"column": one.name, "field": one.field, "example": one.sample} for one in plan.columns
            ],
            "stages": dict(plan.stages),
            "new": plan.new,
            "updated": plan.updated,
            "skipped": plan.skipped,
            "by_status": dict(plan.by_status),
            "problems": [{"line": one.line, "reason": one.reason} for one in plan.problems],
            "suspected": [{"line": one.line, "reason": one.reason} for one in plan.suspected],
            "held": [{"line": one.line, "reason": one.reason} for one in plan.held],
            "warnings": list(plan.warnings),
        }
    )


def _planned(file: Source, choices: Choices, workspace: Workspace) -> ImportPlan:
    """The plan; while a large table is read, a bar on the terminal says how far that is."""
    board, now = workspace.board, workspace.now()
    if file.rows < _LARGE_TABLE or not sys.stderr.isatty():
        return file.plan(board, choices, now)
    with click.progressbar(length=file.rows, label="Reading rows", file=sys.stderr) as bar:
        return file.plan(board, choices, now, bar.update)


def _write_report(target: str, plan: ImportPlan) -> None:
    from pipeboard.exchange.import_report import report_text
    from pipeboard.exchange.outfile import write_file

    write_file(Path(target), f"\ufeff{report_text(plan)}")


def _warn_problems(plan: ImportPlan) -> None:
    for warning in plan.warnings:
        output.warn(warning)
    for problem in plan.problems:
        output.warn(f"Line {problem.line} was left out: {problem.reason}")
    for suspect in plan.suspected[:_SUSPECTS]:
        output.warn(f"Line {suspect.line}: {suspect.reason}")
    if plan.suspected:
        more = len(plan.suspected) - _SUSPECTS
        others = f"{more} more rows look like deals of the board. " if more > 0 else ""
        output.warn(f"{others}Merge what is the same with `pipeboard merge`, or import with --key COLUMN.")
    for held in plan.held:
        output.warn(f"Line {held.line}: {held.reason}")
    if plan.held:
        output.warn(
            "Their checklists hold these deals, the rest of their rows is taken in; "
            "tick what is done with `pipeboard check`, or import with --override REASON."
        )
