"""One sync: commit the board, unite it with what others pushed, push.

Nothing in the work tree changes before a merge is whole: it is made beside it, the board in it is the union
of both sides whatever git's merge of lines says, and then the branch moves forward to it. So a sync leaves no
half of a merge behind, files that are staged or edited stay as they are, and no commit is ever rewritten,
whatever `pull.rebase` says.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from pipeboard.domain.errors import DamagedFile, Refused, Unwritable
from pipeboard.store.boardfile import BoardFile
from pipeboard.store.files import shown
from pipeboard.store.parsing import parse
from pipeboard.sync.git import uncommitted
from pipeboard.sync.merging import Behind, Merging
from pipeboard.sync.remote import Moved, Remote
from pipeboard.sync.repository import Repository, State
from pipeboard.sync.settling import settle

ROUNDS: Final = 6
"""How often a sync starts over because the remote, or the file, moved meanwhile."""

Describe: TypeAlias = Callable[[Collection[str]], str]
"""Tells what the events with these ids did: the message of a commit."""
Tell: TypeAlias = Callable[[str], None]
"""Is told what is being done: "Fetching from origin"."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What a sync did."""

    upstream: str
    """What the branch follows: "origin/main"."""
    committed: int
    """How many events were committed."""
    sent: int
    """How many commits were pushed, those of other files included."""
    received: tuple[str, ...]
    """Ids of the events that came."""
    path: Path
    """Where the board is now."""
    was_renamed: bool = False
    """Whether others gave the file another name."""


def share(
    file: BoardFile,
    environment: Mapping[str, str],
    describe: Describe,
    *,
    tell: Tell = lambda _: None,
    mix: bool = False,
) -> Shared:
    """Sync a board with the branch that others share; everything of it has to be in the file.

    With `mix` a board that both sides began apart becomes one. Raises a PipeBoardError that says what is in
    the way; what was committed until then stays so.
    """
    return _Sync(file, Repository(file.path, environment), describe, tell, mix=mix).run()


class _Sync:
    """One sync, under way."""

    def __init__(
        self, file: BoardFile, repository: Repository, describe: Describe, tell: Tell, *, mix: bool
    ) -> None:
        self._file = file
        self._repository = repository
        self._git = repository.git
        self._describe = describe
        self._tell = tell
        self._mix = mix
        self._committed = 0
        self._name = file.path.name

    def run(self) -> Shared:
        state = self._repository.state()
        if settle(self._repository, self._file, state):
            state = self._repository.state()
        if not state.branch:
            raise Refused(
                "No branch is checked out (HEAD is detached); nothing was committed. Switch to the one that "
                "you share, `git switch main` perhaps, then sync again."
            )
        if state.is_ignored:
            raise Refused(
                f"Git is told to ignore {shown(self._repository.path)} (by a .gitignore); take that line "
                "out, then sync again."
            )
        before = self._rows()
        self._commit()
        remote = self._remote(state)
        sent = self._exchange(state, remote)
        received = tuple(key for key in self._rows() if key not in before)
        path = self._file.path
        return Shared(state.upstream, self._committed, sent, received, path, path.name != self._name)

    def _rows(self) -> Mapping[str, bytes]:
        return parse(self._file.read()[0]).rows

    # Our own part

    def _commit(self) -> None:
        """Commit the board, and it alone, if it has changed."""
        path = self._repository.path
        if not self._git.do("status", "--porcelain", "-z", "--ignored=no", "--", path).out:
            return
        before = self._repository.version_at("HEAD", path)
        known = _readable_rows(before)
        new = [key for key in self._rows() if key not in known]
        is_new = not self._git.do("ls-files", "-z", "--", path).out
        if is_new:
            self._git.do("add", "--intent-to-add", "--", path)
        message = self._describe(new).encode("utf-8", "replace")
        options = ("--only", "--quiet", "--no-verify", "--cleanup=whitespace", "-F", "-")
        ran = self._git.ask("commit", *options, "--", path, stdin=message)
        if ran.code == 0:
            self._committed += len(new)
        elif self._git.do("status", "--porcelain", "-z", "--", path).out:
            if is_new:
                self._git.do("update-index", "--force-remove", "--", path)
            raise uncommitted(ran)

    # The others'

    def _remote(self, state: State) -> Remote:
        """What the branch follows. Refused, with the way to it, where it follows nothing."""
        done = "The board is committed here, but " if self._committed else "The board cannot be shared: "
        if not state.remotes:
            raise Refused(
                f"{done}this repository has no remote. Add the one that your team shares: "
                "`git remote add origin URL`, then `pipeboard git setup`."
            )
        if not state.remote:
            raise Refused(
                f"{done}the branch {shown(state.branch)} follows none of {shown(state.remotes[0])}'s; "
                "`pipeboard git setup` makes it do so."
            )
        return Remote(self._git, state.remote, state.theirs)

    def _exchange(self, state: State, remote: Remote) -> int:
        """Fetch, unite and push until both sides hold the same; how many commits were pushed."""
        merging = Merging(self._repository, state.upstream, mix=self._mix)
        for _ in range(ROUNDS):
            self._tell(f"Fetching from {state.remote}")
            theirs = remote.fetch()
            try:
                if theirs is not None:
                    self._merge(merging, theirs)
                sent = self._count(theirs)
                if sent:
                    self._tell(f"Pushing to {state.remote}")
                    remote.push(state.branch)
            except (Behind, Moved):
                continue
            return sent
        raise Unwritable(
            f"{shown(state.upstream)} moves faster than it can be followed; your changes are committed here. "
            "Sync again in a moment."
        )

    def _merge(self, merging: Merging, theirs: str) -> None:
        # Without the lock an app could save between the commit and the move, again and again.
        with self._file.locked():
            self._commit()
            name = merging.merge(self._git.do("rev-parse", "HEAD").text, theirs)
        if name != self._repository.path:
            self._repository.path = name
            self._file = self._file.moved(self._repository.work_tree / name)
        if parse(self._file.read()[0]).sides:
            self._file.unite()  # somebody has committed markers
            self._commit()

    def _count(self, theirs: str | None) -> int:
        """How many commits of ours the remote lacks."""
        span = ("HEAD",) if theirs is None else ("HEAD", f"^{theirs}")
        return int(self._git.do("rev-list", "--count", *span).text)


def _readable_rows(data: bytes | None) -> Mapping[str, bytes]:
    """The rows of an older version; none if it is no board."""
    try:
        return parse(data).rows if data is not None else {}
    except DamagedFile:
        return {}
