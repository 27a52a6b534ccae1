"""The first screen: makes the board where there is none yet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeboard.config.templates import ENGLISH, Template
from pipeboard.tui.screens.dialog import Submit
from pipeboard.tui.screens.form import FormDialog
from pipeboard.view.card import Row
from pipeboard.view.dialog import LATE, Box, Hint, framed, paragraph
from pipeboard.view.form import form_rows
from pipeboard.view.forms.board import new_board
from pipeboard.view.setup import preview_rows, welcome_rows


class Setup(FormDialog):
    """Asks for a template and a currency; ends with the `SetUpBoard` that was carried out, or None.

    Enter creates from every field, for what stands there suits most people.
    """

    def __init__(
        self,
        path: Path,
        templates: Sequence[Template],
        *,
        currency: str = "EUR",
        timezone: str = "UTC",
        submit: Submit | None = None,
    ) -> None:
        super().__init__(new_board(templates, currency=currency, timezone=timezone), submit=submit)
        self._path = path
        self._templates = {template.id: template for template in templates}

    def wish(self) -> tuple[int, int]:
        most = max(len(template.stages) for template in self._templates.values())
        return 76, len(welcome_rows(str(self._path), 76)) + 4 + most + 5

    def draw(self, room: Box) -> tuple[Row, ...]:
        texts = self.form.texts()
        template = self._templates[texts["template"]]
        head = welcome_rows(str(self._path), room.inner)
        if self.refusal:
            head = [*paragraph(f"! {self.refusal}", room.inner, LATE, most=3), ()]
        rows = [*head, *form_rows(self.form, room.inner).rows]
        language = texts.get("language", ENGLISH)
        rows.extend(preview_rows(template, language, room.inner, room.rows - len(rows)))
        hints: tuple[Hint, ...] = (
            ("Enter", "create"),
            ("↑ ↓", "fields"),
            ("← →", "change"),
            ("Esc", "leave"),
        )
        return framed("Welcome to PipeBoard", rows, hints, room)

    def press(self, key: str, typed: str) -> None:
        if key == "enter":
            self.save()
        else:
            super().press(key, typed)

    def back(self) -> None:
        """Nothing was made yet, so nothing is lost."""
        self.dismiss(None)
