"""The last row of the screen: the keys that matter now. Help and quit are never cut off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeboard.tui.widgets.rows import RowsWidget
from pipeboard.view.bars import Hint, hint_row

if TYPE_CHECKING:
    from pipeboard.view.card import Row


class HintBar(RowsWidget):
    """Shows hints; those of `always` stand on the right."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("panel soft", id=id)
        self._hints: Sequence[Hint] = ()
        self._always: Sequence[Hint] = ()
        self._width = 0
        """As it was shown last: behind a question there is none, but the hints for what follows are made."""

    def hints(self, hints: Sequence[Hint], always: Sequence[Hint]) -> None:
        """Show other hints."""
        self._hints, self._always = hints, always
        if self._width:
            self.show(self.fitted())

    def fitted(self) -> Sequence[Row]:
        self._width = self.size.width or self._width
        return [hint_row(self._hints, self._always, self._width)]

    def on_resize(self) -> None:
        self.show(self.fitted())
