"""What all screens share."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.containers import Container
from textual.reactive import Reactive
from textual.screen import ModalScreen, Screen, ScreenResultType
from textual.widget import Widget

if TYPE_CHECKING:
    from pipeboard.tui.app import PipeBoardApp


class BaseScreen(Screen[None]):
    """A full screen. A change of focus does not repaint it all, as it would in Textual's own."""

    BLANK = True  # widgets cover it

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    @property
    def pipeboard(self) -> PipeBoardApp:
        """The app, by its own type."""
        return cast("PipeBoardApp", self.app)


class Frame(Container):
    """Only a place for other widgets, which cover it: it need not be drawn line by line."""

    BLANK = True


class BaseModal(ModalScreen[ScreenResultType]):
    """A dialog over the board, with the same care for focus. Esc closes it without a result."""

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    @property
    def pipeboard(self) -> PipeBoardApp:
        """The app, by its own type."""
        return cast("PipeBoardApp", self.app)
