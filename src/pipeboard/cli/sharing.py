"""Commands to share a board: `git setup`, `git status`, `sync`, `merge-file`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from pipeboard.cli import output
from pipeboard.cli.lazy import NounGroup
from pipeboard.cli.options import pass_session, reads, signed
from pipeboard.cli.session import Session

if TYPE_CHECKING:
    from pipeboard.domain.board import Board
    from pipeboard.sync.repository import Repository, State
    from pipeboard.sync.sharing import Shared
    from pipeboard.sync.summary import Summary

CONFLICTS_LEFT: Final = 6
_FILE: Final = click.Path(path_type=Path, allow_dash=True)
_NO_REMOTE: Final = (
    " Add what your team shares it through: `git remote add origin URL`, then set up once more."
)


@click.group(cls=NounGroup)
def git() -> None:
    """Prepare a repository for sharing a board, and see how it stands."""


@git.command("setup")
@click.option("--yes", "-y", is_flag=True, help="Do it without asking.")
@click.option("--dry-run", "-n", is_flag=True, help="Only show what would be done.")
@reads
@pass_session
def git_setup(session: Session, yes: bool, dry_run: bool, as_json: bool) -> None:
    """Prepare the repository of the board.

    Git learns to unite both sides' lines of the file, and to ignore what a crash may leave beside it; the
    branch follows that of the remote. What is to be done is shown first.
    """
    from pipeboard.domain.errors import Refused
    from pipeboard.sync.setup import plan

    with session.reading() as workspace:
        path = workspace.path
    repository, state = _looked_at(session, path)
    steps = plan(repository, path, state)
    done = bool(steps) and not dry_run
    if done and not yes:
        if as_json or not sys.stdin.isatty():
            raise Refused("Say `--yes` to do it, or `--dry-run` to see what it is.")
        output.say_lines([*(f"- {one.what}" for one in steps), ""])
        click.confirm("Do that?", abort=True)
    if done:
        for step in steps:
            step.do()
    if as_json:
        output.say_json({"steps": [step.what for step in steps], "done": done, "dry_run": dry_run})
        return
    if not steps:
        output.say("Everything is set up: `pipeboard sync` shares the board.")
    elif dry_run:
        output.say_lines(["Would do:", *(f"- {step.what}" for step in steps)])
    else:
        output.say_lines([*(f"Done: {step.what}" for step in steps)] if yes else [])
        output.say("The board is ready to be shared." + ("" if state.remotes else _NO_REMOTE))


@git.command("status")
@reads
@pass_session
def git_status(session: Session, as_json: bool) -> None:
    """Show how the board stands in its repository.

    Without asking the remote: what is ahead and behind is as of the last fetch.
    """
    from pipeboard.store.uniting import copies_of
    from pipeboard.sync.setup import has_attributes

    with session.reading() as workspace:
        path, unsaved = workspace.path, workspace.unsaved
    repository, state = _looked_at(session, path)
    attributes = has_attributes(repository)
    copies = [copy.name for copy in copies_of(path)]
    if as_json:
        output.say_json(
            {
                "repository": str(repository.work_tree),
                "path": repository.path,
                "branch": state.branch or None,
                "upstream": state.upstream or None,
                "remotes": list(state.remotes),
                "ahead": state.ahead,
                "behind": state.behind,
                "attributes": attributes,
                "tracked": state.is_tracked,
                "ignored": state.is_ignored,
                "uncommitted": state.is_changed,
                "unsaved": unsaved,
                "operation": state.operation or None,
                "unmerged": list(state.unmerged),
                "staged": state.staged,
                "copies": copies,
            }
        )
        return
    output.say_lines(
        output.table(("WHAT", "HOW IT IS"), _told(repository, state, attributes, unsaved, copies))
    )


def _told(
    repository: Repository, state: State, attributes: bool, unsaved: int, copies: list[str]
) -> list[tuple[str, str]]:
    """The status in words, with what to do where something is missing."""
    from pipeboard.domain.rules.plan import counted

    board = "committed"
    if state.is_ignored:
        board = "ignored by git: take the line out of .gitignore"
    elif not state.is_tracked:
        board = "not in git yet: `pipeboard git setup` or `pipeboard sync` commits it"
    elif repository.path in state.unmerged:
        board = "in conflict: `pipeboard sync` unites both sides"
    elif state.is_changed:
        board = "changed since the last commit: `pipeboard sync` shares it"
    rows = [
        ("Repository", str(repository.work_tree)),
        ("Board", f"{repository.path}, {board}"),
        ("Branch", state.branch or "none: HEAD is detached, `git switch main` perhaps"),
        ("Follows", _followed(state)),
        ("Attributes", "set" if attributes else "not set: `pipeboard git setup`"),
    ]
    if unsaved:
        rows.append(("Unsaved", f"{counted(unsaved, 'change')} not in the file yet, but safe in the journal"))
    if state.operation:
        rows.append(("Under way", f"a {state.operation}: end it before you sync"))
    others = [name for name in state.unmerged if name != repository.path]
    if others:
        rows.append(("In conflict", ", ".join(others)))
    if state.staged:
        rows.append(("Staged", f"{counted(state.staged, 'other file')}; a sync commits the board alone"))
    rows += [("Copy", f"{name}: `pipeboard merge-file` takes it in") for name in copies]
    return rows


def _followed(state: State) -> str:
    if not state.remotes:
        return "nothing: `git remote add origin URL`, then `pipeboard git setup`"
    if not state.remote:
        return "nothing: `pipeboard git setup`"
    if state.ahead is None or state.behind is None:
        return f"{state.upstream}, not fetched yet"
    counts = ((state.ahead, "ahead"), (state.behind, "behind"))
    place = " and ".join(f"{count} {word}" for count, word in counts if count)
    return f"{state.upstream}, {place or 'level'} when last fetched"


def _looked_at(session: Session, path: Path) -> tuple[Repository, State]:
    from pipeboard.sync.repository import Repository

    repository = Repository(path, session.env)
    return repository, repository.state()


@click.command()
@click.option("--unite", is_flag=True, help="Make one board of two that both sides began apart.")
@signed
@pass_session
def sync(session: Session, unite: bool, as_json: bool) -> None:
    """Share the board through git: commit it, take in what others pushed, push.

    Only the board file is committed, whatever else is staged or edited. Where both sides changed something,
    everything of both is there. Afterwards it is told who did what.
    """
    from pipeboard.store.uniting import copies_of
    from pipeboard.sync.settling import mend
    from pipeboard.view.sharing import outcome, story

    mend(session.path, session.env)
    with session.writing() as workspace:
        shared = workspace.sharing(session.env, mix=unite)(_progress(as_json=as_json))
    session.file = str(shared.path)
    with session.reading() as workspace:
        summary = workspace.summary(shared.received)
        left, copies = conflicts_in(workspace.board), copies_of(shared.path)
    if as_json:
        output.say_json(_shared_record(shared, summary, left))
        return
    output.say(outcome(shared))
    if summary.told:
        output.say_lines(output.table(("WHO", "DEAL", "WHAT"), story(summary), shrink=(2, 1)))
    for copy in copies:
        output.warn(f"{copy.name} is a copy of the board: `pipeboard merge-file` takes it in.")
    if left:
        output.warn(_left(left))


def _progress(*, as_json: bool) -> Callable[[str], None]:
    """Tells on a terminal what a sync is doing."""

    def tell(what: str) -> None:
        if sys.stderr.isatty() and not as_json:
            output.warn(f"{what}...")

    return tell


def _shared_record(shared: Shared, summary: Summary, left: int) -> dict[str, object]:
    from pipeboard.domain.dates import moment_text

    return {
        "upstream": shared.upstream,
        "committed": shared.committed,
        "sent": shared.sent,
        "received": len(shared.received),
        "path": str(shared.path),
        "conflicts": left,
        "changes": [
            {
                "id": one.entry.id,
                "at": moment_text(one.entry.at),
                "by": one.entry.by,
                "kind": one.entry.kind,
                "deal": one.entry.deal,
                "deal_title": one.title,
                "text": one.entry.text,
            }
            for one in summary.told
        ],
    }


@click.command("merge-file")
@click.argument("files", nargs=-1, required=True, metavar="FILE FILE...", type=_FILE)
@click.option(
    "--output", "-o", "target", metavar="OUT", type=_FILE, help="Where the result goes; `-` prints it."
)
@click.option("--unite", is_flag=True, help="Take in files of other boards as well.")
@reads
@pass_session
@click.pass_context
def merge_file(
    ctx: click.Context,
    session: Session,
    files: tuple[Path, ...],
    target: Path | None,
    unite: bool,
    as_json: bool,
) -> None:
    """Unite files of one board.

    Copies that Syncthing or Dropbox left beside the board, versions out of git, a file with git's conflict
    markers: the first FILE holds the rows of all afterwards, or OUT does. The exit code is 6 when values
    that were changed in two ways at once are left to pick.
    """
    from pipeboard.domain.clock import SystemClock
    from pipeboard.domain.log import Log
    from pipeboard.domain.rules.plan import counted
    from pipeboard.store.boardfile import BoardFile
    from pipeboard.store.files import shown
    from pipeboard.store.parsing import parse
    from pipeboard.store.uniting import united

    def opened(path: Path) -> BoardFile:
        return BoardFile(path.resolve(), state_dir=session.state_dir, clock=SystemClock())

    versions = [opened(path).read()[0] for path in files]
    whole = united(versions, mix=unite)
    if target is not None and str(target) == "-":
        sys.stdout.buffer.write(whole)
        return
    result = opened(target or files[0])
    before = parse(result.read()[0]).rows if result.path.exists() else {}
    if result.path.exists():
        result.unite(versions, mix=unite)
    else:
        result.begin(whole)
    rows = parse(result.read()[0]).rows
    left = conflicts_in(Log(rows).board)
    new = len(rows.keys() - before.keys())
    summary = (
        f"United {counted(len(files), 'file')} in {shown(result.path.name)}: {counted(new, 'change')} more."
    )
    if as_json:
        path = str(result.path)
        output.say_json(
            {"summary": summary, "path": path, "added": new, "events": len(rows), "conflicts": left}
        )
    else:
        output.say(summary)
        if left:
            output.warn(_left(left))
    if left:
        ctx.exit(CONFLICTS_LEFT)


def conflicts_in(board: Board) -> int:
    """How many things were changed in several ways at once and are still to be picked."""
    from pipeboard.domain.disputes import disputes

    return len(disputes(board))


def _left(count: int) -> str:
    values = "1 value was" if count == 1 else f"{count} values were"
    return f"{values} changed in two ways at once; `pipeboard conflicts` shows both, and picks one."
