"""Themes are legible, and a broken one never stops the app."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeboard.config.themes import ANSI, COLOURS, DEFAULT, load_theme, load_themes, shipped_folder, theme_ids


def test_the_shipped_themes_load_without_a_complaint() -> None:
    """Several dark ones and light ones, of high contrast, for the colour-blind, and the terminal's own."""
    themes, problems = load_themes()
    assert problems == ()
    for dark in (True, False):
        assert len([theme for theme in themes if theme.colours and theme.dark is dark]) >= 4
    assert {DEFAULT, ANSI, "contrast-dark", "contrast-light"} <= {theme.id for theme in themes}
    assert {"colour-blind-dark", "colour-blind-light"} <= {theme.id for theme in themes}


def write(folder: Path, name: str, text: str | bytes) -> None:
    """A theme file of the user's."""
    (folder / f"{name}.toml").write_bytes(text.encode() if isinstance(text, str) else text)


def test_a_users_theme_may_name_a_few_colours_only(tmp_path: Path) -> None:
    """The rest comes from the shipped theme of the same brightness."""
    write(tmp_path, "mine", 'name = "Mine"\ndark = false\n[colours]\naccent = "#FF0000"\n')
    theme, problems = load_theme("mine", tmp_path)
    assert problems == ()
    assert theme.name == "Mine"
    assert theme.colours["accent"] == "#ff0000"
    assert theme.colours["text"] == load_theme("paper")[0].colours["text"]
    assert "mine" in theme_ids(tmp_path)


def test_a_users_theme_goes_before_a_shipped_one(tmp_path: Path) -> None:
    """So a shipped one can be adjusted under its own name."""
    write(tmp_path, DEFAULT, '[colours]\nlate = "#123456"\n')
    assert load_theme(DEFAULT, tmp_path)[0].colours["late"] == "#123456"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[colours]\nacent = "#ff0000"\n', 'there is no colour called "acent"; did you mean "accent"?'),
        ('[colours]\naccent = "red"\n', 'the colour "accent" is written like "#1b212a".'),
        ("dark = 1\n", '"dark" is true or false.'),
        ("colours = 1\n", "[colours] is a table"),
        ("not toml at all [", "cannot be read"),
        (b"\xff\xfe", "cannot be read"),
    ],
)
def test_what_is_wrong_with_a_theme_is_told(tmp_path: Path, text: str | bytes, told: str) -> None:
    """In one sentence, and every colour is there all the same."""
    write(tmp_path, "bad", text)
    theme, problems = load_theme("bad", tmp_path)
    assert len(problems) == 1
    assert told in problems[0]
    assert set(theme.colours) == set(COLOURS)


def test_an_unknown_theme_is_told_with_the_nearest() -> None:
    """And the default one used."""
    theme, problems = load_theme("harbor")
    assert theme.id == DEFAULT
    assert problems == ('There is no theme "harbor"; did you mean "harbour"?',)


@pytest.mark.parametrize("theme_id", ["../secret", "/etc/x", "", "a\0b", ".hidden"])
def test_a_themes_name_leads_nowhere_else(tmp_path: Path, theme_id: str) -> None:
    """Only files of the folder are read."""
    (tmp_path / "themes").mkdir()
    write(tmp_path, "secret", '[colours]\naccent = "#ff0000"\n')
    assert load_theme(theme_id, tmp_path / "themes")[1]


def test_every_shipped_theme_names_every_colour() -> None:
    """They are what others are copied from."""
    for path in shipped_folder().glob("*.toml"):
        assert all(f"\n{name} = " in path.read_text() for name in COLOURS)
