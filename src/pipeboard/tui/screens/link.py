"""Asks before a link is opened: it is shown in full first."""

from __future__ import annotations

from pipeboard.domain.addresses import Address
from pipeboard.tui.screens.dialog import Dialog
from pipeboard.view.card import Row
from pipeboard.view.dialog import LATE, Box, Hint, framed, paragraph
from pipeboard.view.link import is_shown, link_rows

WIDTH = 76


class LinkDialog(Dialog[str]):
    """Ends with "open" or "copy", or None. What cannot be shown in full can only be copied."""

    def __init__(self, address: Address, *, opens: bool) -> None:
        """`opens` is whether there is anything here that could open it."""
        super().__init__()
        self._address = address
        self._opens = opens

    def wish(self) -> tuple[int, int]:
        return WIDTH, len(self._rows(min(WIDTH, self.app.size.width - 8)))

    def draw(self, room: Box) -> tuple[Row, ...]:
        rows = self._rows(room.inner)
        title = "Open this?" if self._opens else "Copy this?"
        if self._is_whole(room):
            return framed(title, rows, self._hints(), room)
        why = (
            "There is no room to show all of it; make the window larger."
            if is_shown(self._address)
            else "It has characters that a terminal does not show as they are."
        )
        told = paragraph(f"! {why}", room.inner, LATE)
        kept = rows[: max(room.rows - len(told), 0)]
        return framed(title, [*kept, *told], self._hints(), room, below=len(rows) - len(kept))

    def press(self, key: str, typed: str) -> None:
        key = self.latin(key)
        if key == "y" and self._opens and self._is_whole(self.room):
            self.dismiss("open")
        elif key == "c":
            self.dismiss("copy")
        elif key in ("n", "q"):
            self.back()

    def _is_whole(self, room: Box) -> bool:
        return len(self._rows(room.inner)) <= room.rows and is_shown(self._address)

    def _rows(self, width: int) -> list[Row]:
        way = "" if self._opens else "There is no browser or mail program here: copy it to your own terminal."
        return link_rows(self._address, width, way)

    def _hints(self) -> tuple[Hint, ...]:
        opening: tuple[Hint, ...] = (("y", "open it"),) if self._opens else ()
        return (*opening, ("c", "copy it"), ("Esc", "leave it"))
