"""Keys in sequence."""

from __future__ import annotations

from pipeboard.tui.chords import Heard, hear

BOARD = {"j": "down", "g g": "first", "g c": "stages", "n": "new"}
SEARCH = {"n": "next"}


def test_a_single_key_is_its_command() -> None:
    """At once, without waiting."""
    assert hear("j", "", [BOARD]) == Heard(command="down", keys="j")


def test_a_chord_waits_for_its_last_key() -> None:
    """And keeps what was pressed."""
    assert hear("g", "", [BOARD]) == Heard(pending="g")
    assert hear("g", "g", [BOARD]) == Heard(command="first", keys="g g")
    assert hear("c", "g", [BOARD]) == Heard(command="stages", keys="g c")


def test_a_chord_that_leads_nowhere_does_nothing() -> None:
    """Its last key is not taken for a command of its own."""
    assert hear("j", "g", [BOARD]) == Heard(unknown="g j")


def test_escape_gives_up_a_chord() -> None:
    """And is not heard otherwise then."""
    assert hear("escape", "g", [{**BOARD, "escape": "back"}]) == Heard()
    assert hear("escape", "", [{**BOARD, "escape": "back"}]) == Heard(command="back", keys="escape")


def test_the_first_table_wins() -> None:
    """While a search is active, n is the next match."""
    assert hear("n", "", [SEARCH, BOARD]) == Heard(command="next", keys="n")
    assert hear("j", "", [SEARCH, BOARD]) == Heard(command="down", keys="j")
