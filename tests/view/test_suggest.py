"""The row of what may follow in a filter is as wide as the screen and shows what Tab would take."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeboard.domain.query.completion import Candidate, Completion
from pipeboard.view.edit import Edit
from pipeboard.view.suggest import Suggestions
from pipeboard.view.text import cells


def offered(*texts: str, start: int = 0, end: int = 0) -> Suggestions:
    return Suggestions(Completion(start, end, tuple(Candidate(text, f"about {text}") for text in texts)))


@given(
    st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=20),
    st.integers(0, 40),
    st.integers(12, 130),
)
def test_the_row_fills_its_width_and_shows_the_chosen_one(texts: list[str], by: int, width: int) -> None:
    """However many there are and however wide they are."""
    row = offered(*texts).moved(by).row(width)
    assert sum(cells(text) for text, _ in row) == width
    assert [role for _, role in row].count("panel tab active") == 1


def test_choosing_goes_round() -> None:
    """From the last to the first and back."""
    three = offered("a", "b", "c")
    assert [three.moved(1).chosen, three.moved(-1).chosen, three.moved(2).moved(1).chosen] == [1, 2, 0]


@pytest.mark.parametrize(
    ("text", "word", "start", "result", "cursor"),
    [
        ("ov", "overdue", 0, "overdue ", 8),
        ("own", "owner:", 0, "owner:", 6),
        ("owner:an x", "Anna", 6, "owner:Anna x", 10),
    ],
)
def test_what_is_taken_stands_where_it_was_begun(
    text: str, word: str, start: int, result: str, cursor: int
) -> None:
    """A blank follows what is whole; after a colon the value follows."""
    end = len(text.split(" ")[0])
    line = offered(word, start=start, end=end).taken(Edit(text, end))
    assert (line.text, line.at) == (result, cursor)
