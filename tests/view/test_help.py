"""The help is made of the registry alone."""

from __future__ import annotations

import pytest

from pipeboard.registry import COMMANDS, SECTIONS
from pipeboard.view.help import help_entries, help_rows, keys_text, searched
from pipeboard.view.text import cells

KEYS = {command.id: command.keys for command in COMMANDS}


def test_every_command_is_in_the_help_once() -> None:
    """A command that is added to the registry is in the help by that."""
    entries = help_entries(KEYS)
    assert sorted(entry.title for entry in entries) == sorted(command.title for command in COMMANDS)


def test_what_matters_here_comes_first() -> None:
    """With the details open their keys are at the top."""
    assert help_entries(KEYS, ["detail"])[0].section == "The details"


def test_no_section_is_longer_than_a_screen() -> None:
    """Whoever looks for a key finds its section first."""
    assert max(len(section.commands) for section in SECTIONS) <= 16


def test_remapped_keys_are_shown() -> None:
    """The help tells the keys that work, not the default ones."""
    entries = help_entries({"board.undo": ("Z",)})
    assert next(entry for entry in entries if entry.title == "Undo").keys == "Z"


def test_search_finds_words_and_whole_keys() -> None:
    """A single letter finds the command on that key and not every word with it."""
    entries = help_entries(KEYS)
    assert all("archive" in f"{one.title} {one.text}".lower() for one in searched(entries, "archive"))
    assert "Undo" in {entry.title for entry in searched(entries, "latest change")}
    assert [entry.title for entry in searched(entries, "W")] == ["Close: won, lost or disqualified"]
    assert searched(entries, "") == entries


def test_a_row_of_digits_is_shown_as_a_range() -> None:
    """Nine keys for nine columns take three cells."""
    assert keys_text([*"123456789", "x"]) == "1-9  x"


@pytest.mark.parametrize("width", [41, 72, 100])
def test_the_help_fits_every_width(width: int) -> None:
    """No row is wider than the screen."""
    rows = help_rows(help_entries(KEYS), width)
    assert max(cells("".join(text for text, _ in row)) for row in rows) <= width
    assert help_rows((), width)


def test_a_narrow_help_has_one_row_for_each_command() -> None:
    """At eighty columns a sentence beside each key would be a column of scraps."""
    entries = help_entries(KEYS)
    headings = len({entry.section for entry in entries})
    assert len(help_rows(entries, 72)) == len(entries) + 2 * headings - 1
    for few_or_wide in (help_rows(entries, 100), help_rows(searched(entries, "nurture"), 72)):
        assert any("Keep a deal that is not ready" in text for row in few_or_wide for text, _ in row)
