"""The floor: the least that a Textual program does. One widget, and another text in it at each key."""

from __future__ import annotations

from textual import events
from textual.app import App, ComposeResult
from textual.widgets import Static


class Floor(App[None]):
    """Counts keys."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self) -> None:
        super().__init__()
        self._count = 0

    def compose(self) -> ComposeResult:
        yield Static("floor 0")

    def on_key(self, event: events.Key) -> None:
        if event.key == "q":
            self.exit()
        else:
            self._count += 1
            self.query_one(Static).update(f"floor {self._count}")


if __name__ == "__main__":
    Floor().run(mouse=False)
