"""A topic of the guide is read in the app at any width."""

from __future__ import annotations

import re

import pytest

from pipeboard.view.dialog import CHOSEN
from pipeboard.view.guide import found_topics, guide, guide_lines, guide_rows, title_of, topic_rows
from pipeboard.view.layout import row_text
from pipeboard.view.text import cells


@pytest.mark.parametrize("width", [120, 72, 41])
@pytest.mark.parametrize("topic", guide())
def test_a_topic_fits_the_width_and_loses_no_word(topic: str, width: int) -> None:
    """Examples are not cut: what does not fit goes on below."""
    text = guide()[topic]
    rows = [row_text(row) for row in guide_rows(text, width)]
    assert rows
    assert max(map(cells, rows)) <= width
    assert not any("…" in row for row in rows if "…" not in text)
    shown = set(" ".join(rows).replace("|", " ").split())
    words = text.partition("\n")[2].replace("|", " ").split()
    assert [word for word in words if word.isalnum() and len(word) < width // 2 and word not in shown] == []
    assert title_of(text) not in rows[:1]


@pytest.mark.parametrize("width", [120, 80, 45])
@pytest.mark.parametrize("topic", guide())
def test_a_printed_topic_fits_the_terminal_and_loses_no_letter(topic: str, width: int) -> None:
    """Only what parts the cells of a table may go; a terminal that is wide enough gets the text as it is."""
    text = guide()[topic]
    lines = guide_lines(text, width)
    assert max(map(cells, lines)) <= width
    assert re.sub(r"[\s|:-]", "", "".join(lines)) == re.sub(r"[\s|:-]", "", text)
    assert guide_lines(text, 1000) == text.rstrip("\n").splitlines()


def test_each_point_of_a_list_begins_a_line() -> None:
    """Those with numbers, too, in the app as in a terminal."""
    text = "# Steps\n\nFirst:\n\n1. saves it\n   somewhere\n2. sends it\n- or not, as one likes it\n"
    lines = ["1. saves it", "   somewhere", "2. sends it", "- or not, as one", "  likes it"]
    assert guide_lines(text, 20)[4:] == lines
    assert "2. sends it" in [row_text(row).rstrip() for row in guide_rows(text, 40)]


def test_topics_are_found_by_every_word_of_theirs() -> None:
    """With the line that says most of it; without a search all are there, in reading order."""
    topics = {"one": "# First\n\nAbout `cats`\nand dogs.\n", "two": "# Second\n\nOf dogs, and of cats.\n"}
    assert [topic.name for topic in found_topics(topics, "")] == ["one", "two"]
    assert [topic.name for topic in found_topics(topics, "dogs CATS")] == ["one", "two"]
    assert found_topics(topics, "of dogs")[0].line == "Of dogs, and of cats."
    assert found_topics(topics, "horses") == ()


@pytest.mark.parametrize("width", [40, 72, 108])
def test_the_list_of_topics_fills_its_rows(width: int) -> None:
    """One stands out; where nothing was found that is said."""
    rows = topic_rows(found_topics(guide(), ""), 1, width)
    assert {cells(row_text(row)) for row in rows} == {width}
    assert [at for at, row in enumerate(rows) if CHOSEN in {role for _, role in row}] == [1]
    assert row_text(topic_rows((), 0, width)[0]) == " Nothing in the guide says that."
