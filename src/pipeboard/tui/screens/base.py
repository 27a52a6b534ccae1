"""What all screens share."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.containers import Container
from textual.screen import ModalScreen, Screen, ScreenResultType

from pipeboard.tui.painting import LineCompositor

if TYPE_CHECKING:
    from pipeboard.tui.app import PipeBoardApp


class BaseScreen(Screen[None]):
    """A full screen. No widget has the focus: keys come to the screen at once."""

    BLANK = True  # widgets cover it

    def __init__(self) -> None:
        super().__init__()
        self._compositor = LineCompositor()

    @property
    def pipeboard(self) -> PipeBoardApp:
        """The app, by its own type."""
        return cast("PipeBoardApp", self.app)


class Frame(Container):
    """Only a place for other widgets, which cover it: it need not be drawn line by line."""

    BLANK = True


class BaseModal(ModalScreen[ScreenResultType]):
    """A dialog over the board, which hears all keys itself, too. Esc closes it without a result."""

    def __init__(self) -> None:
        super().__init__()
        self._compositor = LineCompositor()

    @property
    def pipeboard(self) -> PipeBoardApp:
        """The app, by its own type."""
        return cast("PipeBoardApp", self.app)
