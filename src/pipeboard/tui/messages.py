"""Messages that cross screens: what threads tell the app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from threading import Event

    from pipeboard.domain.errors import PipeBoardError
    from pipeboard.sync.sharing import Shared
    from pipeboard.view.board import BoardView
    from pipeboard.view.layout import OnOffer
    from pipeboard.workspace.past import PastWorkspace
    from pipeboard.workspace.workspace import Workspace


class Glimpsed(Message):
    """There is a view of the board, which is still being read."""

    def __init__(self, view: BoardView, painted: Event) -> None:
        """Whoever shows the view sets `painted`: reading would hold up the paint, so it waits."""
        super().__init__()
        self.view = view
        self.painted = painted


class Loaded(Message):
    """The board is open, and its view is made."""

    def __init__(self, workspace: Workspace, view: BoardView) -> None:
        super().__init__()
        self.workspace = workspace
        self.view = view


class Warmed(Message):
    """What the first paint went without is there: cards can tell that a play is on offer."""

    def __init__(self, offers: OnOffer) -> None:
        super().__init__()
        self.offers = offers


class LoadFailed(Message):
    """The board could not be opened."""

    def __init__(self, error: PipeBoardError) -> None:
        super().__init__()
        self.error = error


class HookFailed(Message):
    """A command of the user's own went wrong."""

    def __init__(self, why: str) -> None:
        super().__init__()
        self.why = why


class LookedBack(Message):
    """The board as of another day is there, and its view is made."""

    def __init__(self, past: PastWorkspace, view: BoardView) -> None:
        super().__init__()
        self.past = past
        self.view = view


class Syncing(Message):
    """What a sync is doing."""

    def __init__(self, what: str) -> None:
        super().__init__()
        self.what = what


class Synced(Message):
    """A sync ended: what it did, or why it could not."""

    def __init__(self, result: Shared | PipeBoardError) -> None:
        super().__init__()
        self.result = result


class Saved(Message):
    """A save ended, well or badly."""


class Vanished(Message):
    """How many changes of one's own the file has lost."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count
