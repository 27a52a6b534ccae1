"""Columns whose cells say just what stands in them are read at once, and no other ones are."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from factories import make_board
from pipeboard.domain.errors import BadInput
from pipeboard.exchange.columns import guess_columns
from pipeboard.exchange.reading import Reading, Readings
from pipeboard.exchange.tables import read_table

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
AMOUNTS = st.sampled_from(
    ["", "0", "00", "7", "012", "1.50", "12,5", "1" * 15, "9" * 16, "٣", "-", "12k", "²"]
)
TEXTS = st.sampled_from(
    [
        "",
        "Acme",
        " a",
        "a  b",
        "a\nb",
        "N/A",
        "null",
        "|",
        "a|N/A|b",
        "\x1b[2J",
        "ä",
        "x" * 20_001,
        "\u200b",
        " ",
    ]
)


def reading(name: str) -> Reading:
    """The reading of a column of this name."""
    table = read_table(f"Title,Company,{name}\nSite,Acme,5\n".encode())
    made = Readings(table, guess_columns(table), make_board(1), NOW, None)
    return next(one for one in made.all if one.index == 2)


@given(st.lists(AMOUNTS | st.integers(0, 10**16).map(str), min_size=1, max_size=5))
def test_amounts_say_together_what_each_says_as_an_amount(cells: list[str]) -> None:
    """Also where they are so long, or so odd, that they are no whole amounts."""
    assert told(reading("Value"), cells) == singly(reading("Value"), cells)


@given(st.lists(TEXTS | st.text(max_size=3), min_size=1, max_size=5))
def test_texts_say_together_what_each_says_as_a_text(cells: list[str]) -> None:
    """Blanks, words for nothing and characters that no terminal should see are found among the others."""
    assert told(reading("Region"), cells) == singly(reading("Region"), cells)


def told(one: Reading, cells: list[str]) -> list[object] | str:
    """What the cells say, or why they cannot be read."""
    try:
        return list(one.of(cells))
    except BadInput as error:
        return str(error)


def singly(one: Reading, cells: list[str]) -> list[object] | str:
    """The same, each cell looked at by itself."""
    one.are_plain = None
    return told(one, cells)
