"""No text reaches the terminal raw, whatever widget draws it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color

from pipeboard.config.look import Look
from pipeboard.tui.guard import ControlGuard
from pipeboard.view.text import clean

BLACK = Color(0, 0, 0)


@given(st.lists(st.text(st.characters(exclude_categories=()), max_size=30), max_size=4))
def test_segments_keep_their_width_and_lose_what_a_terminal_acts_on(texts: list[str]) -> None:
    """Columns stay aligned; nothing is executed."""
    guarded = ControlGuard(Look()).apply([Segment(text) for text in texts], BLACK)
    for before, after in zip(texts, guarded, strict=True):
        assert cell_len(after.text) == cell_len(before)
        assert clean(after.text) == after.text


def test_plain_segments_are_left_alone() -> None:
    """The usual case costs nothing."""
    segments = [Segment("Acme website"), Segment("12k EUR")]
    assert ControlGuard(Look()).apply(segments, BLACK) is segments
