"""Where the bench works: boards that are made once, and a home in which no user's settings are."""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.boards import make_board

AUTHOR = "Anna Korhonen"


@dataclass(frozen=True)
class Scratch:
    """A folder that stays from run to run."""

    folder: Path

    def board(self, deals: int) -> Path:
        """A board of this size that nothing writes to. It is made when there is none of this week."""
        today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        monday = today - timedelta(days=today.weekday())
        maker = hashlib.sha256(Path(__file__).with_name("boards.py").read_bytes()).hexdigest()[:8]
        path = self.folder / "boards" / f"{deals}-{monday:%Y-%m-%d}-{maker}" / "pipeboard.json"
        if not path.exists():
            for older in path.parents[1].glob(f"{deals}-*"):
                shutil.rmtree(older)
            making = path.with_name("making.json")
            making.parent.mkdir(parents=True)
            make_board(making, deals, now=monday)
            making.rename(path)
        return path

    def copy(self, deals: int, purpose: str, *, theme: str = "harbour", settings: str = "") -> Place:
        """A board of this size to work on, in a home of its own that is made anew."""
        folder = self.folder / "work" / purpose
        shutil.rmtree(folder, ignore_errors=True)
        config = folder / "config" / "pipeboard"
        config.mkdir(parents=True)
        (config / "config.toml").write_text(f'theme = "{theme}"\n{settings}')
        board = folder / "pipeboard.json"
        shutil.copyfile(self.board(deals), board)
        return Place(folder, board)

    def clear(self) -> None:
        """Throw away what was worked on; the boards stay."""
        shutil.rmtree(self.folder / "work", ignore_errors=True)


@dataclass(frozen=True)
class Place:
    """A board file and the home that goes with it."""

    folder: Path
    board: Path

    @property
    def state_dir(self) -> Path:
        return self.folder / "state" / "pipeboard"

    @property
    def env(self) -> Mapping[str, str]:
        """What makes the program find this home, and nothing else."""
        names = {"CONFIG": "config", "STATE": "state", "DATA": "data", "CACHE": "cache"}
        folders = {f"XDG_{name}_HOME": str(self.folder / folder) for name, folder in names.items()}
        return {"HOME": str(self.folder), **folders, "PIPEBOARD_AUTHOR": AUTHOR, "TZ": "UTC"}

    def app(self, *options: str) -> Sequence[str]:
        """The command that opens the board."""
        return (*pipeboard(), "-f", str(self.board), *options)


def pipeboard(*arguments: str) -> Sequence[str]:
    """A command of the program, as the shell runs it."""
    return (str(Path(sys.executable).with_name("pipeboard")), *arguments)
