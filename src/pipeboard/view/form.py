"""A form: fields below each other, one of them typed into; immutable, so every key gives the next form.

Enter goes on to the next field and saves on the last one. What is wrong with a field stands beneath it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from pipeboard.domain.actions import Action
from pipeboard.domain.errors import BadInput
from pipeboard.domain.fields import parse_changes
from pipeboard.domain.readings import Field
from pipeboard.domain.values import Value
from pipeboard.view.card import Row, Span
from pipeboard.view.choices import initials_of, place_of
from pipeboard.view.dialog import CARET, CHOSEN, KEY, LATE, SOFT, TEXT, TITLE, paragraph
from pipeboard.view.edit import Edit
from pipeboard.view.text import cells, clean, cut, fit

_LONG: Final = 40
"""Characters from which on a text is shown in full beneath its field."""
LISTED: Final = 6
"""Known values shown beneath a field at once."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few values: what it means and what people see."""

    value: str
    label: str


@dataclass(frozen=True)
class FormField:
    """One field of a form."""

    name: str
    label: str
    text: str = ""
    """What it holds at first; of a field with choices, the value of one."""
    hint: str = ""
    """What to type, shown while it is empty."""
    choices: tuple[Choice, ...] = ()
    known: tuple[str, ...] = ()
    """Values used before: typing completes to them."""
    listed: bool = False
    """Whether the known values are listed beneath, to be picked with the arrows."""
    preview: Callable[[str], str] | None = None
    """What the typed text is understood as, shown beneath; "" for nothing."""
    lines: int = 2
    """Rows that its preview may take."""
    replaced: bool = False
    """Whether typing replaces what it holds until the cursor moves in it, as suits amounts and dates."""
    saves: bool = False
    """Whether Enter saves here already: what follows is seldom needed."""
    gap: bool = False
    """Whether a blank row stands above it, where there is room."""


@dataclass(frozen=True)
class Form:
    """The fields, what is typed in them and where the cursor is."""

    fields: tuple[FormField, ...]
    edits: Mapping[str, Edit] = field(default_factory=dict)
    """What was typed, by field name; fields that are not in it hold their first text."""
    at: int = 0
    """The field with the cursor."""
    errors: Mapping[str, str] = field(default_factory=dict)
    """What is wrong, by field name."""
    picked: int = -1
    """Which of the listed values was picked; -1 for none."""
    stem: str = ""
    """What was typed before a listed value was picked."""
    fresh: bool = True
    """Whether nothing was done in the field since the cursor came to it."""

    @property
    def current(self) -> FormField:
        """The one with the cursor."""
        return self.fields[self.at]

    @property
    def selected(self) -> bool:
        """Whether typing would replace what the field holds."""
        one = self.current
        return self.fresh and one.replaced and not one.choices and bool(self.edit_of(one).text)

    @property
    def on_last(self) -> bool:
        """Whether Enter saves: on the last field, or the last that is much needed."""
        return self.at == len(self.fields) - 1 or self.current.saves

    def edit_of(self, one: FormField) -> Edit:
        return self.edits.get(one.name) or Edit(one.text)

    def texts(self) -> dict[str, str]:
        """What every field holds now."""
        return {one.name: self.edit_of(one).text for one in self.fields}

    def changed(self) -> dict[str, str]:
        """What the fields hold that were changed."""
        return {one.name: self.edit_of(one).text for one in self.fields if self.edit_of(one).text != one.text}

    def with_texts(self, texts: Mapping[str, str]) -> Form:
        """With other texts in some fields, as if they had been typed."""
        names = {one.name for one in self.fields}
        return replace(
            self, edits={**self.edits, **{name: Edit(text) for name, text in texts.items() if name in names}}
        )

    def with_fields(self, fields: tuple[FormField, ...]) -> Form:
        """With other fields; what was typed stays where the names are the same."""
        name = self.current.name
        at = next((at for at, one in enumerate(fields) if one.name == name), min(self.at, len(fields) - 1))
        return replace(self, fields=fields, at=at)

    def with_errors(self, errors: Mapping[str, str]) -> Form:
        """With what is wrong; the cursor goes to the first field of it."""
        at = next((at for at, one in enumerate(self.fields) if one.name in errors), self.at)
        return replace(self, errors=dict(errors), at=at, picked=-1)

    def go(self, at: int) -> Form:
        """To another field; stops at the first and last."""
        at = max(min(at, len(self.fields) - 1), 0)
        return replace(self, at=at, picked=-1, stem="", fresh=True) if at != self.at else self

    def typed(self, text: str) -> Form:
        """With text typed or pasted into the field; in a field with choices a letter picks one."""
        if not self.current.choices:
            before = Edit() if self.selected else self.edit_of(self.current)
            return self._with_edit(before.typed(text))
        if text == " ":
            return self._turn(1)
        keys = choice_keys(self.current)
        wanted = text.casefold()
        found = keys.index(wanted) if wanted in keys else int(wanted) - 1 if _is_digit(wanted) else -1
        if not 0 <= found < len(keys):
            return self
        return self._with_edit(Edit(self.current.choices[found].value)).go(self.at + 1)

    def key(self, key: str) -> Form | None:
        """After a key that moves, picks or edits; None if it means nothing to a form."""
        if key in ("tab", "shift+tab"):
            return self.go(self.at + (1 if key == "tab" else -1))
        if key in ("down", "up"):
            return self._vertical(1 if key == "down" else -1)
        if key in ("pagedown", "pageup"):
            return self.go(len(self.fields) - 1 if key == "pagedown" else 0)
        if self.current.choices:
            return self._turn(1 if key == "right" else -1) if key in ("left", "right") else None
        edit = self.edit_of(self.current)
        if self.selected and key in ("backspace", "delete", "ctrl+h", "ctrl+d", "ctrl+w"):
            return self._with_edit(Edit())
        if key in ("right", "end", "ctrl+e") and edit.at_end and self.completion():
            return self._with_edit(Edit(self._completed()))
        changed = edit.key(key)
        return None if changed is None else self._with_edit(changed)

    def completion(self) -> str:
        """What would be added to the typed text to make it a known value."""
        return self._completed()[len(self.edit_of(self.current).text) :]

    def listed(self) -> tuple[str, ...]:
        """The known values that are listed beneath the field with the cursor."""
        if not self.current.listed:
            return ()
        text = self.edit_of(self.current).text
        typed = self.stem if self.picked >= 0 else text
        # What was there before was not typed to narrow the list.
        stem = "" if typed == self.current.text else typed.strip().casefold()
        fitting = [one for one in self.current.known if stem in one.casefold()]
        only_itself = len(fitting) == 1 and fitting[0].casefold() == stem and self.picked < 0
        return () if only_itself else tuple(fitting[:LISTED])

    def _completed(self) -> str:
        edit = self.edit_of(self.current)
        if self.current.listed or not edit.text.strip() or not edit.at_end:
            return edit.text
        start, word = _last_word(edit.text) if self.current.name == "tags" else ("", edit.text)
        if not word:
            return edit.text
        fitting = (one for one in self.current.known if one.casefold().startswith(word.casefold()))
        found = next(fitting, word)
        return start + found

    def _vertical(self, step: int) -> Form:
        listed = self.listed()
        if listed and -1 <= self.picked + step < len(listed) and not (step < 0 and self.picked < 0):
            picked = self.picked + step
            stem = self.stem if self.picked >= 0 else self.edit_of(self.current).text
            text = listed[picked] if picked >= 0 else stem
            return replace(self._with_edit(Edit(text)), picked=picked, stem=stem)
        return self.go(self.at + step)

    def _turn(self, step: int) -> Form:
        values = [choice.value for choice in self.current.choices]
        text = self.edit_of(self.current).text
        place = values.index(text) + step if text in values else 0
        return self._with_edit(Edit(values[place % len(values)]))

    def _with_edit(self, edit: Edit) -> Form:
        name = self.current.name
        errors = {one: error for one, error in self.errors.items() if one != name}
        return replace(self, edits={**self.edits, name: edit}, errors=errors, picked=-1, stem="", fresh=False)


@dataclass(frozen=True, slots=True)
class FormRows:
    """The rows of a form and which of them must be in sight."""

    rows: tuple[Row, ...]
    first: int
    """The row of the field with the cursor."""
    last: int
    """The last row that belongs to it."""


def form_rows(form: Form, width: int, *, gaps: bool = True, labels: int = 0) -> FormRows:
    """The form in rows of at most `width` cells.

    With `labels`, its labels take just so many, and what stands beneath a field has most of the width.
    """
    widest = max((cells(clean(one.label)) for one in form.fields), default=0)
    label_width = labels or min(widest, max(width // 3, 6))
    room = max(width - label_width - 4, 1)
    rows: list[Row] = []
    first = last = 0
    for at, one in enumerate(form.fields):
        if one.gap and gaps and at:
            rows.append(())
        active = at == form.at
        start = len(rows)
        mark: Span = ("› ", KEY) if active else ("  ", SOFT)
        label: Span = (fit(one.label, label_width), TITLE if active else SOFT)
        rows.append((mark, label, ("  ", TEXT), *_value(form, one, room, active=active)))
        indent = 4 if labels else label_width + 4
        beneath = _beneath(form, one, max(width - indent, 1), active=active)
        rows.extend(((" " * indent, TEXT), *row) for row in beneath)
        if active:
            first, last = start, len(rows) - 1
    return FormRows(tuple(rows), first, last)


def rows_at_most(form: Form, *, gaps: bool = True) -> int:
    """Rows that the form needs with one field explained: enough for its height to stay the same."""
    beneath = max((_most_beneath(one) for one in form.fields), default=0)
    return len(form.fields) + beneath + (sum(1 for one in form.fields[1:] if one.gap) if gaps else 0)


def choice_keys(one: FormField) -> tuple[str, ...]:
    """The key of each choice of a field."""
    return initials_of([choice.label for choice in one.choices], taken=())


def _most_beneath(one: FormField) -> int:
    return max(min(len(one.known), LISTED) if one.listed else 0, one.lines)


def _value(form: Form, one: FormField, room: int, *, active: bool) -> Row:
    edit = form.edit_of(one)
    if one.choices:
        return _choices(one, edit.text, room, active=active)
    if not active:
        return ((cut(edit.text, room), TEXT),) if edit.text else ((cut(_hint(one), room), SOFT),)
    before, caret, after = edit.window(room)
    if form.selected:
        return tuple(span for span in ((before, CHOSEN), (caret, CARET), (after, CHOSEN)) if span[0])
    ghost = cut(form.completion() if edit.text else _hint(one), room - cells(before))
    if ghost and edit.at_end:
        # The cursor stands on what would be added, so that nothing moves when it is taken or left.
        caret, after = ghost[0], ghost[1:]
        return tuple(span for span in ((before, TEXT), (caret, CARET), (after, SOFT)) if span[0])
    return tuple(span for span in ((before, TEXT), (caret, CARET), (after, TEXT)) if span[0])


def _hint(one: FormField) -> str:
    """In brackets, so that it is told from a value without colours, too."""
    return f"({one.hint})" if one.hint else ""


def _choices(one: FormField, value: str, room: int, *, active: bool) -> Row:
    """All choices beside each other, or the chosen one between arrows where they do not fit."""
    chosen = next((choice for choice in one.choices if choice.value == value), None)
    labels = [clean(choice.label) for choice in one.choices]
    if sum(map(cells, labels)) + 3 * len(labels) > room + 1 or (not active and chosen is not None):
        label = clean(chosen.label) if chosen else "-"
        if not active:
            return ((cut(label, room), TEXT),)
        place = one.choices.index(chosen) + 1 if chosen else 0
        return (
            ("‹", KEY),
            (f" {cut(label, max(room - 4, 1))} ", CHOSEN),
            ("›", KEY),
            (f"  {place} of {len(labels)}", SOFT),
        )
    spans: list[Span] = []
    for choice, label, key in zip(one.choices, labels, choice_keys(one), strict=True):
        if choice is chosen:
            spans.append((f" {label} ", CHOSEN))
        else:
            spans.extend(
                ((" ", TEXT), *marked(label, key, TEXT if active else SOFT, active=active), (" ", TEXT))
            )
        spans.append((" ", TEXT))
    return tuple(spans[:-1])


def marked(label: str, key: str, role: str = TEXT, *, active: bool = True) -> Row:
    """A label with its key letter marked; a key that is not in it stands in front."""
    place = place_of(key, label) if key else -1
    if not active or not key:
        return ((label, role),)
    if place < 0:
        return ((key, KEY), (f" {label}", role))
    spans: tuple[Span, ...] = ((label[:place], role), (label[place], KEY), (label[place + 1 :], role))
    return tuple(span for span in spans if span[0])


def _beneath(form: Form, one: FormField, room: int, *, active: bool) -> list[Row]:
    """What stands beneath a field: what is wrong, what it means, or what it may hold."""
    error = form.errors.get(one.name)
    if error:
        return paragraph(f"! {error}", room, LATE, most=3)
    if not active:
        return []
    listed = form.listed()
    if listed:
        return [
            ((cut(f" {text} ", room), CHOSEN if at == form.picked else SOFT),)
            for at, text in enumerate(listed)
        ]
    text = form.edit_of(one).text
    meaning = one.preview(text) if one.preview else ""
    if meaning:
        return paragraph(meaning, room, SOFT, most=one.lines)
    if one.known and not text and not one.listed:
        return [((cut(" · ".join(clean(known) for known in one.known[:12]), room), SOFT),)]
    return []


def _last_word(text: str) -> tuple[str, str]:
    """The text before the last word of a list of tags, and that word."""
    start = max(text.rfind(" "), text.rfind(",")) + 1
    if text[start : start + 1] == "#":
        start += 1
    return text[:start], text[start:]


def _is_digit(text: str) -> bool:
    return len(text) == 1 and "1" <= text <= "9"


class Misread(Exception):
    """Some fields cannot be read as they are: a sentence for each, by field name ("" for the whole form)."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(next(iter(errors.values()), ""))
        self.errors = dict(errors)


@dataclass(frozen=True)
class FormSpec:
    """A form to be filled in, and the action it becomes."""

    title: str
    fields: tuple[FormField, ...]
    read: Callable[[Form], Action]
    """What was typed as an action; Misread when it cannot be understood."""
    vary: Callable[[Mapping[str, str]], tuple[FormField, ...]] | None = None
    """The fields for what is typed so far, where they depend on it."""
    save: str = "save"
    """The word for saving."""
    aside: str = ""
    """What the form is about, at the right of its title."""
    typed: Mapping[str, str] = field(default_factory=dict)
    """What was typed elsewhere already, by field name."""
    key: str = ""
    """Names the form among drafts of forms that were cut off; none is kept of one without."""


def read_fields(table: Mapping[str, Field], typed: Mapping[str, str], now: datetime) -> dict[str, Value]:
    """What was typed into fields of a table; Misread with a sentence for each that cannot be read."""
    values: dict[str, Value] = {}
    errors: dict[str, str] = {}
    for name, text in typed.items():
        try:
            values.update(parse_changes(table, {name: text}, now))
        except BadInput as error:
            errors[name] = error.sentence
    if errors:
        raise Misread(errors)
    return values


def in_full(text: str) -> str:
    """A text that its field has hardly room for, to be read beneath it."""
    return text if len(text) > _LONG else ""
