"""Bars are as long as the part they stand for, in blocks and in ASCII."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeboard.view.charts import bar, centred
from pipeboard.view.text import cells

PARTS = st.fractions(min_value=Fraction(-1), max_value=Fraction(2), max_denominator=1000)


@pytest.mark.parametrize(
    ("part", "drawn"),
    [
        (Fraction(0), ""),
        (Fraction(1, 1000), "▏"),
        (Fraction(1, 2), "██"),
        (Fraction(5, 8), "██▌"),
        (Fraction(1), "████"),
        (Fraction(7, 5), "████"),
    ],
)
def test_a_bar_is_exact_to_an_eighth_of_a_cell(part: Fraction, drawn: str) -> None:
    """What is not 0 can be seen, and nothing is longer than the whole."""
    assert bar(part, 4) == drawn


def test_ascii_bars_have_whole_cells() -> None:
    """Of one character that every terminal has."""
    assert bar(Fraction(1, 100), 10, plain=True) == "#"
    assert bar(Fraction(1, 2), 10, plain=True) == "#####"
    assert centred(Fraction(1, 2), 8, plain=True) == "  ####  "


@given(PARTS, st.integers(0, 60), st.booleans())
def test_centred_bars_fill_their_width_alike_on_both_sides(part: Fraction, width: int, plain: bool) -> None:
    """They are as wide as is asked, and in the middle."""
    drawn = centred(part, width, plain=plain)
    assert cells(drawn) == width
    if not plain:
        left = len(drawn) - len(drawn.lstrip())
        assert left == len(drawn) - len(drawn.rstrip()) or not drawn.strip()


@given(PARTS, PARTS, st.integers(1, 60))
def test_a_larger_part_never_has_a_shorter_bar(one: Fraction, other: Fraction, width: int) -> None:
    """In the order of the parts."""
    low, high = sorted((one, other))

    def size(part: Fraction) -> int:
        drawn = bar(part, width)
        return 8 * drawn.count("█") + (" ▏▎▍▌▋▊▉".index(drawn[-1]) if drawn and drawn[-1] != "█" else 0)

    assert size(low) <= size(high) <= 8 * width
