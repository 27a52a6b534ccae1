"""Messages that cross screens: what threads tell the app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from pipeboard.domain.errors import PipeBoardError
    from pipeboard.view.board import BoardView
    from pipeboard.workspace.workspace import Workspace


class Loaded(Message):
    """The board is open, and its first view is made."""

    def __init__(self, workspace: Workspace, view: BoardView) -> None:
        super().__init__()
        self.workspace = workspace
        self.view = view


class LoadFailed(Message):
    """The board could not be opened."""

    def __init__(self, error: PipeBoardError) -> None:
        super().__init__()
        self.error = error


class Saved(Message):
    """A save ended, well or badly."""
