"""Real git for tests: repositories, clones and boards in them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from pipeboard.domain import actions
from pipeboard.domain.actions import AddDeal, AddPipeline, NewStage, SetUpBoard
from pipeboard.domain.clock import Clock
from pipeboard.sync.sharing import Shared
from pipeboard.workspace.workspace import Outcome, Workspace

BOARD = "pipeboard.json"
SETUP = SetUpBoard(
    {"name": "Team", "currency": "EUR", "timezone": "UTC"},
    AddPipeline(
        "Sales",
        (
            NewStage("lead", {"name": "Lead"}),
            NewStage("offer", {"name": "Offer", "offer": True}),
            NewStage("decision", {"name": "Decision"}),
        ),
    ),
)


def git(folder: Path, *arguments: str, check: bool = True, **env: str) -> str:
    """Run git in a folder as Ann; what it printed."""
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env={**os.environ, **IDENTITY, "LC_ALL": "C", **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0 or not check, done.stdout + done.stderr
    return done.stdout


IDENTITY = {
    "GIT_AUTHOR_NAME": "Ann",
    "GIT_AUTHOR_EMAIL": "ann@example.com",
    "GIT_COMMITTER_NAME": "Ann",
    "GIT_COMMITTER_EMAIL": "ann@example.com",
}


def status(folder: Path) -> list[str]:
    """What git says of the files that differ from the last commit, ignored ones left out."""
    return git(folder, "status", "--porcelain").splitlines()


def commits(folder: Path, span: str = "HEAD") -> list[str]:
    """The subjects of commits, the newest first."""
    return git(folder, "log", "--format=%s", span).splitlines()


class Clone:
    """A clone with the board open in it, as one author's app has it."""

    def __init__(self, folder: Path, author: str, clock: Clock | None = None, name: str = BOARD) -> None:
        self.folder = folder
        self.author = author
        self._clock = clock
        self.path = folder / name
        self.workspace = self._open()

    def _open(self) -> Workspace:
        state_dir = self.folder.parent / f"state-{self.folder.name}"
        if self.path.exists():
            return Workspace.open(self.path, state_dir=state_dir, author=self.author, clock=self._clock)
        return Workspace.create(
            self.path, state_dir=state_dir, author=self.author, setup=SETUP, clock=self._clock
        )

    def again(self, name: str = BOARD) -> None:
        """Close the app and open it anew, perhaps on a file that was renamed."""
        self.workspace.close()
        self.path = self.folder / name
        self.workspace = self._open()

    def add(self, title: str) -> Outcome:
        return self.workspace.do(AddDeal({"title": title}))

    def move(self, title: str, stage: str) -> Outcome:
        return self.workspace.do(actions.MoveDeals((self.deal(title),), stage))

    def deal(self, title: str) -> str:
        """The id of a deal."""
        return next(deal.id for deal in self.workspace.board.deals.values() if deal.title == title)

    def titles(self) -> set[str]:
        """What is on the board, with all that came to the file."""
        self.workspace.reload()
        return {deal.title for deal in self.workspace.board.deals.values()}

    def sync(self) -> Shared:
        """Sync as the app does. Raises what is in the way."""
        shared = self.workspace.sharing({**os.environ, **IDENTITY})(lambda _: None)
        if shared.path == self.path:
            self.workspace.reload()
        return shared

    def mix(self) -> None:
        """Sync as one that takes in another board of the remote, and open what it is then."""
        self.workspace.sharing({**os.environ, **IDENTITY}, mix=True)(lambda _: None)
        self.again()


def bare(folder: Path) -> Path:
    """A repository to share through."""
    git(folder, "init", "--quiet", "--bare", "--initial-branch=main", "shared.git")
    return folder / "shared.git"


def first(folder: Path, shared: Path, *, attributes: bool = True) -> Clone:
    """Ann's clone, with the first board pushed."""
    clone = cloned(folder, shared, "Ann")
    if attributes:
        (clone.folder / ".gitattributes").write_text(f"{BOARD} text eol=lf merge=union\n")
        git(clone.folder, "add", ".gitattributes")
    git(clone.folder, "add", BOARD)
    git(clone.folder, "commit", "--quiet", "--message", "The board")
    git(clone.folder, "push", "--quiet", "--set-upstream", "origin", "main")
    return clone


def cloned(folder: Path, shared: Path, author: str, clock: Clock | None = None) -> Clone:
    """Another clone; where nothing is pushed yet it begins a board of its own."""
    git(folder, "clone", "--quiet", str(shared), author.lower())
    git(folder / author.lower(), "config", "branch.main.remote", "origin")
    git(folder / author.lower(), "config", "branch.main.merge", "refs/heads/main")
    return Clone(folder / author.lower(), author, clock)
