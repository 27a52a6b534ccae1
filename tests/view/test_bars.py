"""The status line and the hint bar keep what matters most at any width."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeboard.view.bars import hint_row, status_row
from pipeboard.view.layout import row_text
from pipeboard.view.text import cells

HINTS = (("L", "move"), ("Enter", "open"), ("n", "new"), ("/", "search"), ("^p", "commands"))
ALWAYS = (("?", "help"), ("q", "quit"))
FACTS = (("1.2M EUR", "panel soft"), ("56 open", "panel"), ("saved", "panel soft"))


@given(st.integers(1, 200))
def test_help_and_quit_are_never_cut(width: int) -> None:
    """Whoever is lost finds the way, whatever the width."""
    text = row_text(hint_row(HINTS, ALWAYS, width))
    assert cells(text) == width
    if width >= 4:
        assert "?" in text
        assert "q" in text


def test_hints_are_shown_whole_or_not_at_all() -> None:
    """No half words."""
    assert row_text(hint_row(HINTS, ALWAYS, 45)) == " L move  Enter open  n new    ? help  q quit "
    assert "commands" in row_text(hint_row(HINTS, ALWAYS, 80))


@given(st.text(max_size=100), st.integers(10, 200))
def test_the_status_line_is_exactly_as_wide_as_the_screen(message: str, width: int) -> None:
    """With any message."""
    assert cells(row_text(status_row(message, "panel", FACTS, width))) == width


def test_facts_give_way_to_the_message_in_order() -> None:
    """The last fact is the last to go."""
    assert row_text(status_row("Moved Acme.", "panel", FACTS, 60)).split() == [
        *("Moved", "Acme.", "1.2M", "EUR", "·", "56", "open", "·", "saved"),
    ]
    assert row_text(status_row("Moved Acme website.", "panel", FACTS, 34)).split() == [
        *("Moved", "Acme", "website.", "saved"),
    ]
    assert "saved" not in row_text(status_row("x" * 50, "panel", FACTS, 30))
