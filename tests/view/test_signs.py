"""Signs and lines in ASCII are as wide as those they stand for."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import pipeboard
from pipeboard.view.signs import in_ascii, in_encoding
from pipeboard.view.text import cells, clean

CODE = [
    *Path(pipeboard.__file__).parent.glob("view/**/*.py"),
    *Path(pipeboard.__file__).parent.glob("tui/**/*.py"),
]


def test_every_sign_that_the_app_draws_has_one_in_ascii() -> None:
    """Letters aside: whatever stands in the code of views and screens."""
    drawn = set(re.findall(r"[^\x00-\x7f]", "".join(path.read_text("utf-8") for path in CODE)))
    signs = {one for one in drawn if not one.isalpha()}
    assert {one for one in signs if not in_ascii(one).isascii()} <= {"\ufffd"}


def test_signs_that_tell_things_apart_stay_apart() -> None:
    """Due marks, marks beside the title, states of proposals and boxes of checklists."""
    for together in ("!●·○", "★▲»∞≠↺", "○●✓×", "✓✗~?", "●○·◇", "│┃"):
        assert len({in_ascii(one) for one in together}) == len(together), together


def test_letters_stay_as_they_are() -> None:
    """What users write is shown where the terminal can."""
    assert in_ascii("Café · 寻找 → 3") == "Café - 寻找 > 3"


@given(st.text())
def test_the_width_stays(text: str) -> None:
    """Rows do not move, whatever is written."""
    text = clean(text)
    assert cells(in_ascii(text)) == cells(text)
    for encoding in ("ascii", "latin-1"):
        written = in_encoding(text, encoding)
        assert cells(written) == cells(text)
        written.encode(encoding)
