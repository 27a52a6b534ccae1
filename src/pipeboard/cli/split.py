"""The `split` command: deals that are over and done with move to an archive."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeboard.cli import output
from pipeboard.cli.options import pass_session, signed
from pipeboard.cli.session import Session

if TYPE_CHECKING:
    from pipeboard.workspace.splitting import Split


@click.command()
@click.option(
    "--before", metavar="DATE", required=True, help="Deals that nothing happened to since that day."
)
@click.option(
    "--output",
    "-o",
    "target",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The archive, new or of an earlier split; by default a file beside the board.",
)
@click.option("--dry-run", "-n", is_flag=True, help="Only show what would be done.")
@signed
@pass_session
def split(session: Session, before: str, target: Path | None, dry_run: bool, as_json: bool) -> None:
    """Move deals that are over and done with to an archive.

    What is closed, archived or deleted moves if nothing happened to it since DATE, nothing is planned for it,
    and no deal that belongs to it stays. The archive is a board file: `pipeboard -f FILE` opens it. It is
    written and read back before the board changes, and `merge-file` brings everything back.
    """
    from pipeboard.domain.dates import day_text, parse_day
    from pipeboard.store.replica import git_dir

    with session.reading() if dry_run else session.writing() as workspace:
        path = workspace.path
        day = parse_day(before, workspace.now())
        archive = target or path.with_name(f"{path.stem}-before-{day_text(day)}{path.suffix}")
        planned = workspace.splitter.plan(day, archive, session.env)
        after = planned.size - planned.leaving
        if dry_run:
            summary = f"Would move {_deals(planned)} to {archive.name}."
        else:
            summary = workspace.splitter.carry_out(planned).summary
            after = path.stat().st_size
        in_git = workspace.in_git and git_dir(archive.resolve()) is not None
    if as_json:
        output.say_json(_record(planned, summary, after, dry_run=dry_run))
        return
    output.say(summary)
    _say_what_changes(planned, after, dry_run=dry_run)
    if not dry_run:
        _say_ways_on(path, archive, in_git=in_git)


def _deals(planned: Split) -> str:
    from pipeboard.domain.rules.plan import counted

    return f"{counted(len(planned.deals), 'deal')} ({counted(len(planned.moved), 'event')})"


def _say_what_changes(planned: Split, after: int, *, dry_run: bool) -> None:
    """Sizes, and what is not to be seen on the board any more."""
    about = "about " if dry_run else ""
    archive = _size(_archived(planned, dry_run=dry_run))
    output.say(
        f"Board: {_size(planned.size)} before, {about}{_size(after)} after. Archive: {about}{archive}."
    )
    if planned.closed is not None:
        first, last = planned.closed
        counts = ", ".join(f"{planned.count(one)} {one}" for one in ("won", "lost", "disqualified"))
        output.say(
            f"Closed from {first} to {last}: {counts}. The board's metrics and targets count these no more, "
            f"so what they say of days before {planned.before} is no longer whole."
        )


def _archived(planned: Split, *, dry_run: bool) -> int:
    return planned.archive_size if dry_run else planned.archive.stat().st_size


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{-(-size // 1000)} kB"


def _say_ways_on(path: Path, archive: Path, *, in_git: bool) -> None:
    """The commands that may be wanted next, each on a line of its own, to be copied whole."""
    board, there = _named(path), _named(archive)
    ways = [("The archive opens as any board does, also for its metrics:", f"pipeboard -f {there}")]
    if in_git:
        ways.append(("Commit it; the next sync shares it together with the board:", _commit(there)))
    ways.append(("This brings everything back:", f"pipeboard merge-file {board} {there}"))
    for sentence, command in ways:
        output.say()
        output.say(sentence)
        output.say(f"    {command}")


def _commit(name: str) -> str:
    return f"git add {name} && git commit -m 'Archive of the board' {name}"


def _named(path: Path) -> str:
    """A path as a shell takes it, from the current folder on where it is below that."""
    from shlex import quote

    try:
        return quote(str(path.resolve().relative_to(Path.cwd())))
    except (OSError, ValueError):
        return quote(str(path))


def _record(planned: Split, summary: str, after: int, *, dry_run: bool) -> dict[str, object]:
    first, last = planned.closed or (None, None)
    return {
        "summary": summary,
        "dry_run": dry_run,
        "archive": str(planned.archive),
        "deals": len(planned.deals),
        "events": len(planned.moved),
        "bytes_before": planned.size,
        "bytes_after": after,
        "bytes_archive": _archived(planned, dry_run=dry_run),
        "won": planned.count("won"),
        "lost": planned.count("lost"),
        "disqualified": planned.count("disqualified"),
        "closed_from": first.isoformat() if first else None,
        "closed_to": last.isoformat() if last else None,
    }
