"""A way round the board in a few steps: each names a key, and goes on when that is pressed."""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from typing import Final

from pipeboard.view.card import Row, Span
from pipeboard.view.dialog import KEY, SOFT, TEXT, TITLE, padded
from pipeboard.view.text import cells, wrap

ROWS: Final = 2
"""Rows that the tour takes on the screen."""
_PLACE: Final = re.compile(r"\{([a-z.-]+)\}")


@dataclass(frozen=True, slots=True)
class Step:
    """What to do next."""

    commands: tuple[str, ...]
    """Ids of commands; any of them goes on."""
    text: str
    """A sentence or two; the id of a command in braces stands for its key."""


STEPS: Final = (
    Step(
        ("cursor.down", "cursor.up"),
        "Cards are deals, columns are stages. {cursor.down} goes to the next card, {cursor.up} back.",
    ),
    Step(("cursor.right", "cursor.left"), "{cursor.right} goes to the next column, {cursor.left} back."),
    Step(("deal.open",), "{deal.open} shows all about the deal; once more, and you work in there."),
    Step(("app.back",), "{app.back} goes back a step, wherever you are."),
    Step(
        ("deal.move-right", "deal.move-left"),
        "{deal.move-right} moves the deal to the next stage; a checklist may hold it.",
    ),
    Step(("board.undo",), "{board.undo} takes it back. So it does with all that you do."),
    Step(("deal.follow-up",), "{deal.follow-up} plans what is next with the deal; Esc leaves the form."),
    Step(("deal.new", "deal.new-here"), "{deal.new} adds a deal with one line of text; Esc gives it up."),
    Step(("search.start",), "{search.start} finds deals while you type: a name, or value>10k."),
    Step(("board.agenda",), "{board.agenda} shows what is overdue and due, to be done on the spot."),
    Step(("board.metrics",), "{board.metrics} shows how sales go, and the deals behind every figure."),
    Step(("app.help",), "{app.help} shows all keys, those that work here first. Last step!"),
)


@dataclass(frozen=True, slots=True)
class Tour:
    """The steps of one tour, and how far it is."""

    steps: tuple[Step, ...]
    at: int = 0

    @property
    def is_over(self) -> bool:
        return self.at >= len(self.steps)

    def after(self, command: str) -> Tour:
        """How it goes on once a command was run: one step further if that was asked for."""
        asked = not self.is_over and command in self.steps[self.at].commands
        return replace(self, at=self.at + 1) if asked else self


def tour_for(reachable: Container[str]) -> Tour:
    """The tour for a keymap: steps whose command has no key, so that it is not `reachable`, are left out."""
    return Tour(tuple(step for step in STEPS if step.commands[0] in reachable))


def tour_rows(tour: Tour, shown: Callable[[str], str], width: int) -> tuple[Row, ...]:
    """The present step on `ROWS` rows of `width` cells; `shown` gives the key of a command by its id."""
    head = f" {tour.at + 1}/{len(tour.steps)}  "
    leave = f"{shown('app.tour')} ends the tour " if shown("app.tour") else ""
    room = max(width - cells(head) - 1, 1)
    step = tour.steps[tour.at]
    lines = wrap(_PLACE.sub(lambda found: shown(found[1]) or found[1], step.text), room)
    key = shown(step.commands[0])
    first: Row = ((head, TITLE), *_marked(lines[0], key))
    rest = lines[1] if len(lines) > 1 else ""
    second: Row = ((" " * cells(head), TEXT), *_marked(rest, ""))
    if cells(rest) + cells(leave) + 1 <= room:
        left = padded(second, max(width - cells(leave), 0))
        return padded(first, width), (*left, (leave, SOFT))
    return padded(first, width), padded(second, width)


def _marked(line: str, key: str) -> tuple[Span, ...]:
    """The line, with the key standing out where it begins it or follows a blank."""
    found = re.search(rf"(?:^|(?<= )){re.escape(key)}(?= |$)", line) if key else None
    if found is None:
        return ((line, TEXT),) if line else ()
    spans = ((line[: found.start()], TEXT), (found[0], KEY), (line[found.end() :], TEXT))
    return tuple(span for span in spans if span[0])
