"""How the details are worked with: what is highlighted, what is being typed, how far it is scrolled.

All of it is one immutable value; every key gives the next one. The screen only carries out what comes of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pipeboard.view.card import Row
from pipeboard.view.detail import TABS, Detail, rule_row
from pipeboard.view.dialog import CHOSEN, LATE, TEXT, TODAY, Hint, padded, paragraph, window
from pipeboard.view.form import Form, FormSpec, form_rows
from pipeboard.view.tabs.tab import ADD, Target, label_width, row_of

_NEAR: Final = 3
"""Lines beyond those in sight to which the cursor still jumps; text further away is scrolled through."""


@dataclass(frozen=True)
class Editing:
    """A form that is being filled in where the line of its target stands."""

    deal: str
    """Id of the deal that it is about, whatever happens to the board meanwhile."""
    target: str
    spec: FormSpec
    form: Form
    refusal: str = ""
    """Why the form as a whole was refused; "" if it was not."""
    restored: bool = False
    """Whether it holds what was typed before the terminal went away."""

    @classmethod
    def begin(cls, deal: str, target: str, spec: FormSpec, draft: Mapping[str, str]) -> Editing:
        """A form just opened, with the draft that is kept of it."""
        form = Form(spec.fields).with_texts({**draft, **spec.typed})
        return cls(deal, target, spec, form, restored=bool(draft))

    def pressed(self, key: str, typed: str) -> Editing | None:
        """After a key, and the text that it types; None when it means nothing here."""
        if key == "enter" and not self.form.on_last:
            return replace(self, form=self.form.go(self.form.at + 1))
        changed = self.form.key(key)
        if changed is None and typed:
            changed = self.form.typed(typed)
        return None if changed is None else self._with_form(changed)

    def pasted(self, text: str) -> Editing:
        """With text from the terminal's clipboard."""
        return self if self.form.current.choices else self._with_form(self.form.typed(text))

    def refused(self, errors: Mapping[str, str]) -> Editing:
        """With what is wrong; nothing that was typed is lost."""
        named = {name: error for name, error in errors.items() if name}
        return replace(self, form=self.form.with_errors(named), refusal=errors.get("", ""))

    def rows(self, width: int) -> tuple[list[Row], int, int]:
        """The form in rows of just `width` cells, and the first and last row of the field with the cursor."""
        drawn = form_rows(self.form, width - 1, gaps=False, labels=label_width(width))
        rows = list(drawn.rows)
        remark: list[Row] = []
        room = max(width - 5, 1)
        if self.refusal:
            remark = paragraph(f"! {self.refusal}", room, LATE, most=4)
        elif self.restored:
            remark = paragraph("What you typed before is back.", room, TODAY, most=2)
        rows[drawn.last + 1 : drawn.last + 1] = [(("    ", TEXT), *row) for row in remark]
        return [padded(row, width) for row in rows], drawn.first, drawn.last + len(remark)

    def hints(self) -> tuple[Hint, ...]:
        """The keys that matter while it is filled in."""
        keys: list[Hint] = [("Enter", self.spec.save if self.form.on_last else "next")]
        if not self.form.on_last:
            keys.append(("F2", self.spec.save))
        if self.form.current.choices:
            keys.append(("← →", "or letter"))
        elif self.form.completion():
            keys.append(("→", "complete"))
        if len(self.form.fields) > 1:
            keys.append(("↑ ↓", "fields"))
        return tuple(keys)

    def _with_form(self, form: Form) -> Editing:
        if form.texts() == self.form.texts():
            return replace(self, form=form)
        form = form.with_fields(self.spec.vary(form.texts())) if self.spec.vary else form
        return replace(self, form=form, refusal="", restored=False)


@dataclass(frozen=True)
class Panel:
    """The details: closed, following the cursor of the board, worked in, or typed into."""

    is_open: bool = False
    working: bool = False
    tab: int = 0
    at: str = ""
    """Key of the highlighted target; the first one while it is of none."""
    place: int = 0
    """Which of the targets that is: the cursor stays there when its target is gone."""
    top: int = 0
    """Lines scrolled out of sight above."""
    editing: Editing | None = None

    # From one state to another

    def opened(self, *, is_open: bool) -> Panel:
        """Beside the board, following its cursor; or closed."""
        return replace(self, is_open=is_open, working=False, editing=None, top=0)

    def entered(self) -> Panel:
        """Worked in, with the cursor where it was when this tab was last worked in."""
        return replace(self, is_open=True, working=True, top=0)

    def left(self) -> Panel:
        """One layer back: from the field to the line, from the panel to the board, and closed."""
        if self.editing is not None:
            return replace(self, editing=None)
        return replace(self, working=False, top=0) if self.working else self.opened(is_open=False)

    def turned(self, by: int) -> Panel:
        """Another tab; the first key only opens the panel."""
        tab = (self.tab + by) % len(TABS) if self.is_open else self.tab
        return replace(self, is_open=True, tab=tab, at="", place=0, top=0, editing=None)

    def edited(self, editing: Editing | None, detail: Detail, height: int) -> Panel:
        """With a form being filled in, kept in sight."""
        return replace(self, editing=editing).in_sight(detail, height)

    # What is highlighted

    def target(self, detail: Detail) -> Target | None:
        """The highlighted one."""
        return detail.targets[self._found(detail)] if self.working and detail.targets else None

    def settled(self, detail: Detail, height: int) -> Panel:
        """As it is after the panel's lines have changed: highlighted and scrolled to what there is."""
        top = max(min(self.top, self._furthest(detail, height)), 0)
        if not self.working or not detail.targets or self.editing is not None:
            return replace(self, top=top)
        place = self._found(detail)
        return replace(self, at=detail.targets[place].key, place=place, top=top)

    def moved(self, step: int, detail: Detail, height: int) -> Panel:
        """To the next target (1) or the one before (-1); where none is near, a line on."""
        wanted = self._found(detail) + step
        if not detail.targets or not 0 <= wanted < len(detail.targets) or not self._is_seen(detail, height):
            return self.scrolled(step, detail, height)
        first, last = detail.places[detail.targets[wanted].key]
        if first >= self.top + detail.room(height) + _NEAR or last < self.top - _NEAR:
            return self.scrolled(step, detail, height)
        return self._on(wanted, detail, height)

    def ended(self, detail: Detail, height: int, *, last: bool) -> Panel:
        """To the first or last target, and to the first or last line."""
        there = self._on(len(detail.targets) - 1 if last else 0, detail, height) if detail.targets else self
        return replace(there, top=self._furthest(detail, height) if last else 0)

    def paged(self, down: int, detail: Detail, height: int) -> Panel:
        """Half of what is seen down (1) or up (-1)."""
        half = max(detail.room(height) // 2, 1) * down
        if not detail.targets:
            return self.scrolled(half, detail, height)
        starts = [detail.places[one.key][0] for one in detail.targets]
        wanted = starts[self._found(detail)] + half
        near = [at for at, start in enumerate(starts) if (start <= wanted if down > 0 else start >= wanted)]
        place = (near[-1] if down > 0 else near[0]) if near else self._found(detail)
        if place == self._found(detail):
            return self.scrolled(half, detail, height)
        return self._on(place, detail, height)

    def numbered(self, number: int, detail: Detail, height: int) -> Panel | None:
        """On the target with this number; None when there is none."""
        place = next((at for at, one in enumerate(detail.targets) if one.number == number), -1)
        return self._on(place, detail, height) if place >= 0 else None

    def adding(self, detail: Detail, height: int) -> Panel | None:
        """On the target that adds something; None in a tab without one."""
        place = next((at for at, one in enumerate(detail.targets) if one.key == ADD), -1)
        return self._on(place, detail, height) if place >= 0 else None

    def scrolled(self, lines: int, detail: Detail, height: int) -> Panel:
        """Lines further down, or up, as far as there are any."""
        return replace(self, top=max(min(self.top + lines, self._furthest(detail, height)), 0))

    def in_sight(self, detail: Detail, height: int) -> Panel:
        """Scrolled no further than it takes to see what is worked on, with a line above it."""
        if not self.working:
            return self
        first, last = self._place(detail)
        if self.editing is not None:
            _, start, end = self.editing.rows(detail.width)
            first, last = first + start, first + end
        count, room = self._count(detail), detail.room(height)
        above = max(first - 1, 0) if last - first + 1 < room else first
        return replace(self, top=window(count, room, above, window(count, room, last, self.top)))

    # How it looks

    def rows(self, detail: Detail, height: int) -> tuple[Row, ...]:
        """Exactly `height` rows: the head, the rule beneath it, and what is seen of the lines."""
        room = detail.room(height)
        below = max(self._count(detail) - self.top - room, 0)
        head = (*detail.head_in(height), rule_row(detail.width, self.top, below))
        blanks = [row_of("", detail.width)] * height
        return (*head, *self._seen(detail, room), *blanks)[:height]

    def _seen(self, detail: Detail, room: int) -> list[Row]:
        """The rows of the lines that are in sight."""
        first, last = self._place(detail)
        if self.editing is not None:
            rows = [line.row for line in detail.lines]
            rows[first : last + 1] = self.editing.rows(detail.width)[0]
            return rows[self.top : self.top + room]
        seen = [line.row for line in detail.lines[self.top : self.top + room]]
        if self.working:
            start, end = max(first - self.top, 0), max(last + 1 - self.top, 0)
            seen[start:end] = _highlighted(seen[start:end], with_sign=first >= self.top)
        return seen

    def _place(self, detail: Detail) -> tuple[int, int]:
        """The first and the last of the lines that are worked on; none of them when their target is gone."""
        at = self.editing.target if self.editing else self.at
        return detail.places.get(at, (self.top, self.top - 1))

    def _count(self, detail: Detail) -> int:
        """How many rows there would be if all were in sight."""
        if self.editing is None:
            return len(detail.lines)
        first, last = self._place(detail)
        return len(detail.lines) - (last - first + 1) + len(self.editing.rows(detail.width)[0])

    def _on(self, place: int, detail: Detail, height: int) -> Panel:
        there = replace(self, at=detail.targets[place].key, place=place)
        return there.in_sight(detail, height)

    def _found(self, detail: Detail) -> int:
        """Which target is highlighted: by its key, or where it was."""
        keys = [one.key for one in detail.targets]
        return keys.index(self.at) if self.at in keys else max(min(self.place, len(keys) - 1), 0)

    def _is_seen(self, detail: Detail, height: int) -> bool:
        first, last = detail.places[detail.targets[self._found(detail)].key]
        return last >= self.top and first < self.top + detail.room(height)

    def _furthest(self, detail: Detail, height: int) -> int:
        return max(self._count(detail) - detail.room(height), 0)


def _highlighted(rows: Sequence[Row], *, with_sign: bool) -> list[Row]:
    """The rows in the colour of the cursor, with a sign in the first for where there is none."""
    texts = ["".join(text for text, _ in row) for row in rows]
    return [((f"›{text[1:]}" if with_sign and at == 0 else text, CHOSEN),) for at, text in enumerate(texts)]
