"""Conflicts that git itself left: the board's is settled by uniting all sides, others are the user's.

When a merge or a rebase by hand stops at the board, git's index holds every side of it, whatever the file in
the work tree looks like.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from pipeboard.domain.errors import DamagedFile, NotFound, PipeBoardError, Refused, Unmerged
from pipeboard.store.boardfile import BoardFile
from pipeboard.store.files import shown
from pipeboard.store.parsing import parse
from pipeboard.sync.repository import Repository, State

_GO_ON = {
    "merge": "git commit",
    "rebase": "git rebase --continue",
    "cherry-pick": "git cherry-pick --continue",
    "revert": "git revert --continue",
}


def mend(board: Path, environment: Mapping[str, str]) -> None:
    """Where git's attempt at a merge cannot be read as a board, put one of the sides in its place.

    Only while git's index holds the sides: uniting them is then for `settle`. Anything else stays as it is.
    """
    try:
        parse(board.read_bytes())
    except OSError:
        return
    except DamagedFile:
        with suppress(PipeBoardError):
            repository = Repository(board.resolve(), environment)
            if len(stages(repository)) > 1:
                repository.git.do("checkout", "--quiet", "--ours", "--", repository.path)


def settle(repository: Repository, file: BoardFile, state: State) -> bool:
    """Unite what git could not merge in the board, and end a merge that nothing else holds up.

    Whether anything was done. Raises Unmerged for conflicts in other files, and Refused while something is
    under way that is the user's to end.
    """
    path = repository.path
    done = path in state.unmerged
    if done:
        _unite(repository, file)
        repository.git.do("update-index", "--add", "--", path)
    elif parse(file.read()[0]).sides:
        file.unite()
        done = True
    others = [name for name in state.unmerged if name != path]
    if others:
        more = f" and {len(others) - 1} more" if len(others) > 1 else ""
        who = "The board is united; git" if done else "Git"
        raise Unmerged(
            f"{who} has a conflict in {shown(others[0])}{more}. Settle that, then "
            f"{_way_on(state.operation)} and sync again."
        )
    if state.operation == "merge" and path in state.unmerged and _was_only(repository):
        repository.git.do("commit", "--no-verify", "--no-edit", "--quiet")
    elif state.operation:
        settled = "The board's part is settled. " if done else ""
        raise Refused(
            f"A {state.operation} is under way. {settled}End it with {_way_on(state.operation)} "
            f"(or `git {state.operation} --abort`), then sync again."
        )
    return done


def check_settled(board: Path, environment: Mapping[str, str]) -> None:
    """Raises Unmerged while git is in the middle of something, so that the board may not be all there is."""
    with suppress(NotFound):  # no repository, or no git that could be at anything
        repository = Repository(board.resolve(), environment)
        operation = repository.operation()
        if operation:
            raise Unmerged(
                f"A {operation} is under way in the repository; end it with {_way_on(operation)} (or "
                f"`git {operation} --abort`), then try again."
            )
        if stages(repository):
            raise Unmerged("Git has a conflict in the board; `pipeboard sync` settles it, then try again.")


def _way_on(operation: str) -> str:
    return f"`{_GO_ON.get(operation, 'git add')}`"


def _unite(repository: Repository, file: BoardFile) -> None:
    """Write the union of the file and every side that git's index holds."""
    file.unite(stages(repository))


def stages(repository: Repository) -> list[bytes]:
    """The sides of the board in git's index that can be read, while it is unmerged."""
    listed = repository.git.do("ls-files", "-u", "-z", "--", repository.path).out
    found = []
    for entry in listed.decode("utf-8", "surrogateescape").split("\0"):
        if not entry:
            continue
        blob = entry.split(" ")[1]
        data = repository.git.do("cat-file", "blob", blob).out
        try:
            parse(data)
        except PipeBoardError:
            continue
        found.append(data)
    return found


def _was_only(repository: Repository) -> bool:
    """Whether the board was all that the merge stopped at, by the message that git prepared."""
    try:
        message = (repository.folder / "MERGE_MSG").read_text("utf-8", "surrogateescape")
    except OSError:
        return False
    _, _, listed = message.partition("# Conflicts:\n")
    names = [line.removeprefix("#").strip() for line in listed.splitlines() if line.startswith("#\t")]
    return names == [repository.path]
