"""A topic of the guide is read in the app at any width."""

from __future__ import annotations

import pytest

from pipeboard.view.guide import guide, guide_rows, title_of
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
