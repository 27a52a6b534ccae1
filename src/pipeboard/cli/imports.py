"""The `import` command: deals out of a CSV file, shown before anything is written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from pipeboard.cli import output
from pipeboard.cli.options import override, pairs_of, pass_session, writes
from pipeboard.cli.session import Session
from pipeboard.cli.values import PIPELINE
from pipeboard.domain.errors import NotFound, Refused

if TYPE_CHECKING:
    from pipeboard.exchange.csv_import import ImportPlan

SOME_ROWS_FAILED: Final = 1
_LARGEST: Final = 200_000_000
"""Bytes; a larger file is not a list of deals."""


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
    override: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Import deals from a CSV file.

    Columns are guessed by their names and shown; `-` for FILE reads standard input. Rows that cannot be read
    are listed on stderr with line and reason and do not stop the others, and the exit code is 1 then. A
    second import of the same file updates the deals by their external id; a deal that its checklist holds
    stays in its stage, unless --override says why it goes on.
    """
    from dataclasses import replace

    from pipeboard.domain.find import find_pipeline
    from pipeboard.exchange.csv_import import plan_import, read_table

    data = _read(source)
    with session.reading() if dry_run else session.writing() as workspace:
        board = workspace.board
        plan = plan_import(
            read_table(data),
            board,
            mapping=pairs_of(mapping, "--map"),
            stage_map=pairs_of(stage_map, "--stage-map"),
            date_format=date_format,
            now=workspace.now(),
            pipeline=find_pipeline(board, pipeline).id if pipeline else None,
            override=override,
        )
        summary = f"Would import: {plan.new} new, {plan.updated} updated, {plan.skipped} left out."
        if not dry_run and plan.action.rows:
            action = replace(plan.action, at=session.moment(workspace))
            summary = workspace.do(action).summary
        elif not dry_run:
            summary = "Imported: nothing to do."
    if as_json:
        _say_record(plan, summary, dry_run=dry_run)
    else:
        _say_plan(plan)
        output.say(summary)
    _warn_problems(plan, summary if not plan.action.rows else "")
    if plan.problems or plan.held:
        ctx.exit(SOME_ROWS_FAILED)


def _read(source: Path) -> bytes:
    if str(source) == "-":
        with click.open_file("-", "rb") as stream:
            return bytes(stream.read(_LARGEST))
    try:
        if source.stat().st_size > _LARGEST:
            raise Refused(f"{source} is larger than {_LARGEST // 1_000_000} MB; split it.")
        return source.read_bytes()
    except FileNotFoundError:
        raise NotFound(f"There is no file {source}; check its name and folder.") from None
    except OSError as error:
        raise NotFound(f"{source} cannot be read: {error.strerror}.") from None


def _say_plan(plan: ImportPlan) -> None:
    rows = [(column.name, column.field, column.sample) for column in plan.columns]
    output.say_lines(output.table(("COLUMN", "FIELD", "EXAMPLE"), rows, shrink=(2, 0, 1)))
    if plan.stages:
        output.say()
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
            "held": [{"line": one.line, "reason": one.reason} for one in plan.held],
            "warnings": list(plan.warnings),
        }
    )


def _warn_problems(plan: ImportPlan, _nothing: str) -> None:
    for warning in plan.warnings:
        output.warn(warning)
    for problem in plan.problems:
        output.warn(f"Line {problem.line} was left out: {problem.reason}")
    for held in plan.held:
        output.warn(f"Line {held.line}: {held.reason}")
    if plan.held:
        output.warn(
            "Their checklists hold these deals, the rest of their rows is taken in; "
            "tick what is done with `pipeboard check`, or import with --override REASON."
        )
