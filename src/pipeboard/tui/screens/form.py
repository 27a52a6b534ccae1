"""The one form screen: every form of the app is a `FormSpec` shown by it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pipeboard.domain.actions import Action
from pipeboard.tui.keys import SAVE
from pipeboard.tui.screens.dialog import Dialog, Submit
from pipeboard.view.card import Row
from pipeboard.view.dialog import LATE, TODAY, Box, Hint, framed, paragraph, window
from pipeboard.view.form import Form, FormSpec, Misread, form_rows, rows_at_most

WIDTH: Final = 72


class FormDialog(Dialog[Action]):
    """Fills in a form; ends with the action that was carried out, or None."""

    def __init__(
        self, spec: FormSpec, *, submit: Submit | None = None, draft: Mapping[str, str] | None = None
    ) -> None:
        """`draft` is what an earlier form of the same kind held when it was cut off (see `draft`)."""
        super().__init__()
        self._spec = spec
        self._submit = submit
        self._form = self._varied(Form(spec.fields).with_texts({**(draft or {}), **spec.typed}))
        self._first = 0
        self._rows = 0
        self._refusal = ""
        self._asking = False
        self._restored = bool(draft)

    @property
    def form(self) -> Form:
        """What is typed so far."""
        return self._form

    @property
    def refusal(self) -> str:
        """Why the form as a whole was refused; "" if it was not."""
        return self._refusal

    @property
    def key(self) -> str:
        """Names the form among drafts; "" when none is kept of it."""
        return self._spec.key

    def draft(self) -> dict[str, str]:
        """What was changed, to be offered again should the terminal go away."""
        return self._form.changed()

    def wish(self) -> tuple[int, int]:
        # Fields come and go with what is typed: the box may grow for them, but it does not jump back.
        self._rows = max(self._rows, rows_at_most(self._form))
        return WIDTH, self._rows

    def draw(self, room: Box) -> tuple[Row, ...]:
        remarks = self._remarks(room.inner)
        space = max(room.rows - len(remarks), 1)
        gaps = rows_at_most(self._form) <= space
        drawn = form_rows(self._form, room.inner, gaps=gaps)
        count = len(drawn.rows)
        self._first = window(count, space, drawn.first, window(count, space, drawn.last, self._first))
        shown = [*drawn.rows[self._first : self._first + space]]
        shown += [()] * (space - len(shown))
        return framed(
            self._spec.title,
            [*shown, *remarks],
            self._hints(),
            room,
            above=self._first,
            below=max(count - self._first - space, 0),
            aside="" if self._first else self._spec.aside,
        )

    def press(self, key: str, typed: str) -> None:
        if self._asking:
            self._answer(self.latin(key))
        elif key == SAVE:
            self.save()
        elif key == "enter":
            if self._form.on_last:
                self.save()
            else:
                self._show(self._form.go(self._form.at + 1))
        else:
            changed = self._form.key(key)
            if changed is None and typed:
                changed = self._form.typed(typed)
            if changed is not None:
                self._show(changed)

    def paste(self, text: str) -> None:
        if not self._asking and not self._form.current.choices:
            self._show(self._form.typed(text))

    def back(self) -> None:
        """Leaves at once when nothing was typed; asks once when something would be lost."""
        if self._asking:
            self._ask(asking=False)
        elif self._has_text():
            self._ask(asking=True)
        else:
            self.dismiss(None)

    def save(self) -> None:
        """Read the form and hand it on; what is wrong is shown beneath the fields."""
        try:
            action = self._spec.read(self._form)
        except Misread as error:
            self.refuse(error.errors)
            return
        refusal = self._submit(action) if self._submit else None
        if refusal is None:
            self.dismiss(action)
        else:
            self.refuse({"": refusal})

    def refuse(self, errors: Mapping[str, str]) -> None:
        """Show what is wrong; nothing that was typed is lost."""
        self._refusal = errors.get("", "")
        self._form = self._form.with_errors({name: error for name, error in errors.items() if name})
        self._ask(asking=False)

    def _answer(self, key: str) -> None:
        if key == "y":
            self.dismiss(None)
        elif key in ("s", SAVE):
            self.save()
        elif key in ("n", "enter"):
            self._ask(asking=False)

    def _ask(self, *, asking: bool) -> None:
        self._asking = asking
        self.redraw()

    def _show(self, form: Form) -> None:
        if form == self._form:
            return
        if form.texts() != self._form.texts():
            self._refusal = ""
            self._restored = False
        self._form = self._varied(form)
        self.redraw()

    def _varied(self, form: Form) -> Form:
        return form.with_fields(self._spec.vary(form.texts())) if self._spec.vary else form

    def _has_text(self) -> bool:
        """Whether something was typed that cannot be had again with one key."""
        choosing = {one.name for one in self._form.fields if one.choices}
        return any(name not in choosing for name in self._form.changed())

    def _remarks(self, width: int) -> list[Row]:
        """What is said about the form as a whole."""
        if self._refusal:
            return paragraph(f"! {self._refusal}", width, LATE, most=3)
        return paragraph("What you typed before is back.", width, TODAY, most=1) if self._restored else []

    def _hints(self) -> tuple[Hint, ...]:
        if self._asking:
            return (("Leave without saving?", ""), ("y", "leave"), ("s", self._spec.save), ("Esc", "stay"))
        enter = self._spec.save if self._form.on_last else "next"
        keys: list[Hint] = [("Enter", enter)]
        if not self._form.on_last:
            keys.append(("F2", self._spec.save))
        if self._form.current.choices:
            keys.append(("← →", "or letter"))
        elif self._form.listed():
            keys.append(("↓", "pick"))
        elif self._form.completion():
            keys.append(("→", "complete"))
        return (*keys, ("↑ ↓", "fields"), ("Esc", "cancel"))
