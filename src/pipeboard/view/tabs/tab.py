"""What a tab of the details is: a pure function of what is shown, to lines.

A tab is one module with a `TAB`, and one line in the list of `pipeboard.view.detail`. Its lines are rows of
exactly the panel's width that start with a blank. A line on which something can be done has a target: what
each verb does there, an action to be carried out at once or a form to be filled in. Rows of one thing (a long
text, say) share one target and stand together; the cursor goes from target to target.

While the panel only follows the cursor of the board, targets mean nothing: a tab may then leave out what is
there for working alone (empty fields, "+ another").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, Literal, Protocol, TypeAlias

from pipeboard.domain.actions import Action
from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.view.card import Row
from pipeboard.view.dialog import SOFT, TEXT
from pipeboard.view.text import cut, fit, wrap

if TYPE_CHECKING:
    from pipeboard.view.form import FormSpec

Verb: TypeAlias = Literal["edit", "toggle", "finish", "snooze", "remove"]
"""What can be done on a line. The command `panel.<verb>` of the registry does it."""
ADD: Final = "+"
"""Key of the target that adds to the tab: `panel.add` does what Enter does there."""
LABEL: Final = 17
"""Cells of a field's label, in narrow panels two fifths; those of a form in place are as wide."""


class Entry(Protocol):
    """One thing that happened to a deal, in words; the newest come first."""

    @property
    def at(self) -> datetime: ...
    @property
    def by(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Shown:
    """What a tab is made of."""

    deal: Deal
    board: Board
    today: date
    entries: Sequence[Entry]
    """The deal's timeline; empty for a tab that does not ask for it."""
    width: int
    """Cells of each line."""
    working: bool = False
    """Whether the panel is being worked in."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A form to be filled in; made when it is opened, since forms know the moment and take time to import."""

    make: Callable[[datetime], FormSpec]
    """Given the present moment in the board's zone."""
    in_place: bool = True
    """Whether it is filled in where its line stands; else in a dialog."""
    word: str = ""
    """What the hint bar calls it; empty for the command's own word."""


@dataclass(frozen=True, slots=True)
class Target:
    """Something that can be worked on."""

    key: str
    """Names it within its tab, also after the deal has changed."""
    does: Mapping[Verb, Action | Ask] = field(default_factory=dict)
    number: int = 0
    """The digit that toggles it, which stands in its line; 0 for none."""
    field: str = ""
    """The field of the deal whose history it has, as conflicts name it; empty for none."""
    of: str = ""
    """The contact, follow-up or proposal that the field belongs to."""
    label: str = ""
    """What people call the field."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a tab, and what it belongs to."""

    row: Row
    target: Target | None = None


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: its name and what it shows."""

    title: str
    lines: Callable[[Shown], Sequence[Line]]
    timeline: bool = False
    """Whether it shows entries of the timeline, which take a while to read."""


def lines_of(rows: Iterable[Row], target: Target | None = None) -> list[Line]:
    """Rows as lines that share a target."""
    return [Line(row, target) for row in rows]


def row_of(text: str, width: int, role: str = TEXT) -> Row:
    """One row of text."""
    return ((" " + fit(cut(text, width - 2), width - 1), role),)


def wrapped(text: str, width: int, role: str = TEXT, *, indent: int = 0, first: int = 0) -> list[Row]:
    """Text over as many rows as it takes: the first one `first` cells in, the others `indent`."""
    head, *rest = wrap(text, width - 2 - first) or [""]
    if indent != first and rest:
        rest = wrap(" ".join(rest), width - 2 - indent)
    return [
        row_of(" " * first + head, width, role),
        *(row_of(" " * indent + one, width, role) for one in rest),
    ]


def label_width(width: int) -> int:
    """Cells of a field's label in a panel of so many."""
    return max(min(LABEL, width * 2 // 5), 1)


def field_rows(label: str, text: str, width: int, role: str = TEXT) -> list[Row]:
    """A label and its text, as a form shows a field; an empty one has a dash."""
    label_room = label_width(width)
    room = max(width - label_room - 4, 1)
    first, *rest = wrap(text, room - 1) if text.strip() else ["–"]
    value = role if text.strip() else SOFT
    rows: list[Row] = [
        ((f"  {fit(label, label_room)}  ", SOFT), (fit(first, width - label_room - 4), value)),
    ]
    rows.extend(((" " * (label_room + 4), SOFT), (fit(line, width - label_room - 4), value)) for line in rest)
    return rows


def add_line(text: str, width: int, make: Callable[[datetime], FormSpec], *, in_place: bool = True) -> Line:
    """The line that adds something to the tab: "+ write a note"."""
    return Line(row_of(f" + {text}", width, SOFT), Target(ADD, {"edit": Ask(make, in_place, text)}))
