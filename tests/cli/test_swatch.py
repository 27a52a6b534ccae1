"""Themes are shown in their colours, in as many as the terminal has."""

from __future__ import annotations

import re
import sys

import pytest

from command_line import Pipeboard
from pipeboard.cli.swatch import SAMPLE_WIDTH, shows_colours, swatch
from pipeboard.config.themes import ANSI, load_theme, load_themes


def plain(text: str) -> str:
    """Without the codes."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def test_a_sample_is_in_the_colours_of_its_theme() -> None:
    """All of them, the nearest of 256, or the terminal's own sixteen; and the ink is put back."""
    theme = load_theme("harbour")[0]
    exact = swatch(theme, {"TERM": "xterm-256color", "COLORTERM": "truecolor"})
    assert "48;2;42;93;159" in exact
    near = swatch(theme, {"TERM": "xterm-256color"})
    assert ";5;" in near
    assert ";2;" not in near
    own = swatch(load_theme(ANSI)[0], {"TERM": "xterm"})
    assert not re.search(r"[34]8;", own)
    for one in (exact, near, own):
        assert one.endswith("\x1b[0m")
        assert len(plain(one)) == SAMPLE_WIDTH


@pytest.mark.parametrize(
    ("env", "shown"),
    [
        ({"TERM": "xterm"}, True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
        ({}, False),
    ],
)
def test_samples_are_for_terminals_with_colours(
    monkeypatch: pytest.MonkeyPatch, env: dict[str, str], shown: bool
) -> None:
    """In a pipe, without colours or on a dumb terminal there are names only."""
    assert not shows_colours(env)  # the tests' output is no terminal
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert shows_colours(env) is shown


def test_the_list_says_which_theme_is_used(pipeboard: Pipeboard, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a star, and in the JSON; in sixteen colours it is the terminal's own."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLORTERM", "")
    assert re.search(r"^\*  ansi ", pipeboard("themes").out, re.MULTILINE)
    monkeypatch.setenv("TERM", "xterm-256color")
    listed = pipeboard("themes").out
    assert re.search(r"^\*  harbour ", listed, re.MULTILINE)
    assert "\x1b" not in listed
    assert [one["id"] for one in pipeboard("themes", "--json").json["themes"] if one["used"]] == ["harbour"]
    assert all(theme.id in listed for theme in load_themes()[0])
