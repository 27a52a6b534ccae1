"""Typing in one line: what keys do, and that whatever is in it is drawn in its room."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeboard.view.edit import MOST, Edit
from pipeboard.view.text import cells, clean

KEYS = (
    "left",
    "right",
    "home",
    "end",
    "ctrl+left",
    "ctrl+right",
    "backspace",
    "delete",
    "ctrl+w",
    "ctrl+u",
    "ctrl+k",
)


def test_typing_goes_in_at_the_cursor() -> None:
    """Text is inserted where the cursor is, and the cursor comes after it."""
    edit = Edit("Ame", 1).typed("c")
    assert (edit.text, edit.at) == ("Acme", 2)


@pytest.mark.parametrize(
    ("key", "text", "at"),
    [
        ("left", "big web shop", 6),
        ("right", "big web shop", 8),
        ("home", "big web shop", 0),
        ("end", "big web shop", 12),
        ("ctrl+left", "big web shop", 4),
        ("ctrl+right", "big web shop", 12),
        ("backspace", "big we shop", 6),
        ("delete", "big webshop", 7),
        ("ctrl+w", "big  shop", 4),
        ("ctrl+u", " shop", 0),
        ("ctrl+k", "big web", 7),
    ],
)
def test_editing_keys_do_what_they_do_in_a_shell(key: str, text: str, at: int) -> None:
    """The usual keys move and delete by characters, words and to the ends."""
    edit = Edit("big web shop", 7).key(key)
    assert edit is not None
    assert (edit.text, edit.at) == (text, at)


def test_other_keys_are_left_to_others() -> None:
    """A key that does not edit is not swallowed."""
    assert Edit("a").key("f2") is None


def test_pasted_line_ends_become_blanks_and_control_characters_stay_out() -> None:
    """What is pasted into one line stays on one line and brings no escape sequence."""
    assert Edit().typed("a\nb\tc\x1b[31m\x9b").text == "a b c[31m"


def test_a_letter_and_its_mark_are_deleted_together() -> None:
    """An accent that is a character of its own goes with its letter."""
    edit = Edit("cafe\u0301").key("backspace")
    assert edit is not None
    assert edit.text == "caf"


def test_endless_paste_is_cut() -> None:
    """No paste makes the text longer than a field may be."""
    assert len(Edit().typed("x" * (MOST + 5)).text) == MOST


def test_a_short_text_is_shown_whole_with_a_cell_for_the_cursor() -> None:
    """What fits is not scrolled."""
    assert Edit("Acme").window(10) == ("Acme", " ", "")


def test_a_long_text_shows_the_part_around_the_cursor() -> None:
    """Where the text goes on beyond an edge stands an ellipsis."""
    before, caret, after = Edit("abcdefghijklmnopqrstuvwxyz", 13).window(10)
    assert caret == "n"
    assert before.startswith("…")
    assert after.endswith("…")


@given(
    st.text(max_size=60), st.integers(0, 60), st.integers(1, 30), st.lists(st.sampled_from(KEYS), max_size=6)
)
def test_whatever_is_typed_is_clean_and_fits(text: str, at: int, width: int, keys: list[str]) -> None:
    """Hostile characters, wide ones and marks never leave the field's cells nor reach the terminal."""
    edit = Edit(text, at)
    for key in keys:
        edit = edit.key(key) or edit
    assert 0 <= edit.at <= len(edit.text)
    before, caret, after = edit.window(width)
    shown = before + caret + after
    assert clean(shown) == shown
    assert caret
    assert cells(before) + cells(caret) + cells(after) <= max(width, cells(caret))
