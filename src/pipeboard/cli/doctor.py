"""The `doctor` command: what is wrong with the board file, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from pipeboard.cli import output
from pipeboard.cli.options import pass_session, reads
from pipeboard.cli.session import Session
from pipeboard.domain.errors import BadInput, NotFound

if TYPE_CHECKING:
    from pipeboard.store.doctor import Examination
    from pipeboard.store.rescue import Source
    from pipeboard.workspace.repair import Repair

_SHOWN: Final = 5
"""So many places of a defect are printed; `--json` has them all."""


@click.command()
@click.option("--fix", is_flag=True, help="Mend what can be mended, after a backup; tells each step.")
@click.option(
    "--from",
    "chosen",
    multiple=True,
    metavar="SOURCE",
    help="With --fix, which of the sources to take for a file that cannot be read; may be repeated.",
)
@reads
@click.pass_context
@pass_session
def doctor(session: Session, ctx: click.Context, fix: bool, chosen: tuple[str, ...], as_json: bool) -> None:
    """Check the board file, and mend it with --fix.

    Nothing is written without --fix. Exit code 0 when all is well, 1 when something is wrong, 4 when the file
    cannot be read as a board: then the places are listed where rows of it are left, and --fix puts them
    together, or only those named by --from. The damaged file is kept beside the new one.
    """
    from pipeboard.workspace.repair import Repair

    if chosen and not fix:
        raise BadInput("--from says what --fix is to take; give both.")
    repair = Repair(session.path, state_dir=session.state_dir, environment=session.env)
    found = repair.examine()
    sources = repair.sources(found.damaged) if found.damaged is not None else []
    steps = _fix(repair, found, sources, chosen, tell=not as_json) if fix else []
    if fix:
        found = repair.examine()
        sources = repair.sources(found.damaged) if found.damaged is not None else []
    if as_json:
        _say_record(found, sources, steps)
    else:
        _say(found, sources, fixed=fix)
    ctx.exit(found.exit_code)


def _fix(
    repair: Repair, found: Examination, sources: list[Source], chosen: tuple[str, ...], *, tell: bool
) -> list[str]:
    """Do and tell each step."""
    steps: list[str] = []
    for step in _steps(repair, found, sources, chosen):
        steps.append(step)
        if tell:
            output.say(step)
    if tell:
        output.say() if steps else output.say("There is nothing that could be mended.")
    return steps


def _steps(repair: Repair, found: Examination, sources: list[Source], chosen: tuple[str, ...]) -> list[str]:
    if found.damaged is None:
        return list(repair.fix(found))
    usable = [one for one in sources if not one.foreign]
    unknown = [name for name in chosen if name not in {one.key for one in usable}]
    if unknown:
        there = ", ".join(one.key for one in usable) or "none"
        raise NotFound(f"There is no source '{unknown[0]}' with rows of this board; there are: {there}.")
    taken = [one for one in usable if not chosen or one.key in chosen]
    if not taken:
        return []
    kept = repair.mend(found.damaged, taken)
    names = ", ".join(one.key for one in taken)
    return [
        *([f"Kept the damaged file as {kept.name}."] if kept is not None else ()),
        f"Wrote the board anew from {names}.",
    ]


def _say(found: Examination, sources: list[Source], *, fixed: bool) -> None:
    from pipeboard.domain.rules.plan import counted

    output.say(f"{found.path}: {counted(found.rows, 'row')}, {counted(found.deals, 'deal')}")
    for one in found.findings:
        output.say()
        output.say(f"{one.level}  {one.code}")
        output.say(f"  {one.text}")
        for place in one.where[:_SHOWN]:
            output.say(f"  - {place[:200]}")
        if len(one.where) > _SHOWN:
            output.say(f"  - and {len(one.where) - _SHOWN} more: --json lists them")
    if not found.findings:
        output.say("All is well.")
    if sources:
        _say_sources(sources)
    elif found.damaged is not None:
        output.say()
        output.say("No row of it was found anywhere: not in the file, in git, in a backup or in the journal.")
        output.say("Bring a copy of your own back, or move the file away and begin with `pipeboard init`.")
    elif not fixed and any(one.fixable for one in found.findings):
        output.say()
        mends = ", ".join(one.code for one in found.findings if one.fixable)
        output.say(f"`pipeboard doctor --fix` mends: {mends}.")


def _say_sources(sources: list[Source]) -> None:
    output.say()
    output.say("Rows of the board are left in:")
    rows = [
        (
            one.key,
            str(len(one.rows)),
            str(one.deals),
            f"{one.newest:%Y-%m-%d %H:%M}" if one.newest else "",
            f"{one.title} (of another board: not taken)" if one.foreign else one.title,
        )
        for one in sources
    ]
    head = ("SOURCE", "ROWS", "DEALS", "LATEST (UTC)", "WHAT IT IS")
    output.say_lines(output.table(head, rows, right=(1, 2), shrink=(4,)))
    output.say()
    output.say("`pipeboard doctor --fix` puts them together, `--from SOURCE` takes only some of them.")


def _say_record(found: Examination, sources: list[Source], steps: list[str]) -> None:
    from pipeboard.domain.dates import moment_text

    output.say_json(
        {
            "path": str(found.path),
            "rows": found.rows,
            "deals": found.deals,
            "findings": [
                {
                    "code": one.code,
                    "level": one.level,
                    "fixable": one.fixable,
                    "text": one.text,
                    "where": list(one.where),
                }
                for one in found.findings
            ],
            "sources": [
                {
                    "source": one.key,
                    "title": one.title,
                    "rows": len(one.rows),
                    "deals": one.deals,
                    "latest": moment_text(one.newest) if one.newest else None,
                    "foreign": one.foreign,
                }
                for one in sources
            ],
            "steps": steps,
        }
    )
