"""Text that goes to a terminal is harmless and exactly as wide as it measures."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from pipeboard.view import text

ANY = st.text(st.characters(exclude_categories=()), max_size=60)
HOSTILE = "a\x1b[31mb\x9b1mc\x00d\u202ee\u200bf\u2066g\x07h\x7fi\ud800j"


@given(ANY)
def test_clean_text_holds_nothing_a_terminal_acts_on(raw: str) -> None:
    """No control, direction or zero-width character is left, and cleaning twice changes nothing."""
    safe = text.clean(raw)
    assert not {unicodedata.category(one) for one in safe} & {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}
    assert text.clean(safe) == safe


@given(ANY)
def test_a_width_agrees_with_what_the_app_draws(raw: str) -> None:
    """The library that draws the screen measures clean text as we do."""
    safe = text.clean(raw)
    assert text.cells(safe) == cell_len(safe)


def test_each_character_is_as_wide_as_the_app_draws_it() -> None:
    """The width table agrees for every character that cleaning lets through."""
    letters = (chr(code) for code in range(0x20, 0x110000))
    assigned = (one for one in letters if unicodedata.category(one) not in ("Cn", "Cs", "Co"))
    safe = (text.clean(f"a{one}") for one in assigned)
    wrong = [ascii(one) for one in safe if text.cells(one) != cell_len(one)]
    assert wrong == []


def test_hostile_text_stays_visible_but_harmless() -> None:
    """Escape sequences show as replacement characters; hidden ones are gone."""
    assert text.clean(HOSTILE) == "a\ufffd[31mb\ufffd1mc\ufffddefg\ufffdh\ufffdi\ufffdj"
    assert text.clean("two\nlines\tand\r\nmore") == "two lines and  more"


@pytest.mark.parametrize(
    ("raw", "width", "shown"),
    [
        ("Acme", 6, "Acme  "),
        ("Acme website", 6, "Acme… "),
        ("寻找潜在客户", 7, "寻找潜…"),
        ("寻找潜在客户们", 6, "寻找… "),
        ("cafe\u0301s", 5, "cafe\u0301s"),
        ("👨‍👩‍👧 family", 5, "👨👩…"),
        ("Acme", 0, ""),
    ],
)
def test_fit_cuts_and_pads_by_cells(raw: str, width: int, shown: str) -> None:
    """Wide characters are never halved; what is missing is marked."""
    assert text.fit(raw, width) == shown
    assert text.cells(text.fit(raw, width)) == width


@given(ANY, st.integers(0, 30))
def test_fit_is_always_exactly_as_wide_as_asked(raw: str, width: int) -> None:
    """Whatever the text, columns stay aligned."""
    assert text.cells(text.fit(raw, width)) == width
    assert text.cells(text.fit_right(raw, width)) == width


@given(ANY, st.integers(2, 30))
def test_wrapped_lines_fit_and_lose_no_letter(raw: str, width: int) -> None:
    """Every line fits, and what is not white space is all there."""
    lines = text.wrap(raw, width)
    assert all(text.cells(line) <= width for line in lines)
    letters = "".join(text.clean(part) for part in raw.replace("\r\n", "\n").split("\n"))
    assert "".join("".join(lines).split()) == "".join(letters.split())


def test_a_very_long_text_is_cut_without_reading_it_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten million characters in a field cost no more than a few hundred."""
    looked_at: list[int] = []
    whole = text.clean

    def spy(raw: str) -> str:
        looked_at.append(len(raw))
        return whole(raw)

    monkeypatch.setattr(text, "clean", spy)
    assert text.fit("x" * 10_000_000, 5) == "xxxx…"
    assert max(looked_at) < 1_000
    assert text.cells(text.fit("e" + "\u0301" * 10_000, 5)) == 5


def test_clusters_keep_marks_with_their_letter() -> None:
    """A letter and the marks on it are one cell."""
    assert text.clusters("e\u0301寻x") == [("e\u0301", 1), ("寻", 2), ("x", 1)]


def test_piles_of_marks_and_variation_selectors_are_taken_away() -> None:
    """Four marks on a letter are more than any language needs; a selector would change a width."""
    assert text.clean("e" + "\u0301" * 9 + "x") == "e" + "\u0301" * 4 + "x"
    assert text.clean("\u2764\ufe0f!") == "\u2764!"
    assert text.clean("\u0301e") == "e"
