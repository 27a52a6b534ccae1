"""The tour goes on when the key that it names is pressed, and fits every screen."""

from __future__ import annotations

import re

import pytest

from pipeboard.config.keymap import resolve
from pipeboard.registry import BY_ID
from pipeboard.view.layout import row_text
from pipeboard.view.text import cells
from pipeboard.view.tour import ROWS, STEPS, tour_for, tour_rows

KEYMAP = resolve()[0]
EVERYTHING = {command for command, keys in KEYMAP.keys.items() if keys}


def test_every_step_asks_for_a_command_and_names_its_key() -> None:
    """By the registry's ids, so that keys that were changed are told as they are."""
    for step in STEPS:
        named = re.findall(r"\{([a-z.-]+)\}", step.text)
        assert step.commands[0] in named, step
        assert {*named, *step.commands} <= BY_ID.keys(), step


def test_a_step_goes_on_with_its_command_and_no_other() -> None:
    """Whatever else one does meanwhile; after the last step the tour is over."""
    tour = tour_for(EVERYTHING)
    assert tour.after("board.metrics") is tour
    for step in STEPS:
        assert not tour.is_over
        tour = tour.after(step.commands[-1])
    assert tour.is_over
    assert tour.after("cursor.down") is tour


def test_what_has_no_key_is_not_asked_for() -> None:
    """Nobody gets stuck."""
    tour = tour_for(EVERYTHING - {"board.metrics"})
    assert len(tour.steps) == len(STEPS) - 1
    assert tour_for(set()).is_over


@pytest.mark.parametrize("width", [45, 60, 80, 120, 200])
@pytest.mark.parametrize("style", ["vim", "arrows"])
def test_a_step_fills_its_rows_and_nothing_is_cut(width: int, style: str) -> None:
    """The whole sentence is there, with the present keys in it."""
    keymap = resolve(style=style)[0]
    tour = tour_for(EVERYTHING)
    for step in STEPS:
        rows = tour_rows(tour, keymap.shown, width)
        assert [cells(row_text(row)) for row in rows] == [width] * ROWS
        said = " ".join(" ".join(map(row_text, rows)).split())
        words = re.sub(r"\{([a-z.-]+)\}", lambda found: keymap.shown(found[1]), step.text)
        assert words.rstrip(".").rsplit(" ", 1)[1] in said
        assert "…" not in said
        tour = tour.after(step.commands[0])
