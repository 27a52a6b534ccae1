"""How the app looks follows from the settings, the terminal and the theme that was chosen last."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeboard.config.look import Look, look_of, terminal_colours
from pipeboard.config.settings import Settings
from pipeboard.config.themes import ANSI, DEFAULT


def look(folder: Path, settings: Settings | None = None, encoding: str = "utf-8", **env: str) -> Look:
    """The look with these settings on a terminal with this environment."""
    return look_of(settings or Settings(), env, config_dir=folder, state_dir=folder / "s", encoding=encoding)


def test_a_theme_chosen_in_the_app_is_there_at_the_next_start(tmp_path: Path) -> None:
    """In the state folder: the user's own file is never written."""
    first = look(tmp_path)
    assert first.theme == DEFAULT
    assert "from now on" in first.keep("dusk")
    assert look(tmp_path).theme == "dusk"
    assert sorted(path.name for path in (tmp_path / "s").iterdir()) == ["theme"]


def test_the_settings_go_before_and_say_so(tmp_path: Path) -> None:
    """What is chosen in the app then holds until it is left."""
    look(tmp_path).keep("dusk")
    configured = look(tmp_path, Settings(theme="paper"))
    assert configured.theme == "paper"
    told = configured.keep("ember")
    assert told == 'Used until you leave: config.toml has theme = "paper", which goes before.'
    assert look(tmp_path).theme == "dusk"


def test_a_choice_that_cannot_be_kept_is_told(tmp_path: Path) -> None:
    """And nothing fails."""
    (tmp_path / "s").write_text("in the way")
    assert look(tmp_path).keep("dusk") == "Used until you leave: it could not be written down."
    assert look(tmp_path).theme == DEFAULT


def test_no_colour_and_slow_lines_go_before_any_theme(tmp_path: Path) -> None:
    """Both draw with the terminal's own colours, and say why."""
    for one in (
        look(tmp_path, Settings(theme="paper"), NO_COLOR="1"),
        look(tmp_path, Settings(theme="paper", low_bandwidth=True)),
    ):
        assert one.theme == ANSI
        assert one.keep("dusk").startswith("Used until you leave: ")
    assert look(tmp_path, NO_COLOR="1").no_colour
    assert not look(tmp_path, NO_COLOR="").no_colour


@pytest.mark.parametrize(
    ("env", "stream", "ascii_only", "encoding"),
    [
        ({"LANG": "de_DE.UTF-8"}, "utf-8", False, "utf-8"),
        ({"LC_ALL": "fi_FI.utf8@euro"}, "UTF8", False, "utf-8"),
        ({"LC_ALL": "de_DE.ISO-8859-1", "LANG": "de_DE.UTF-8"}, "iso8859-1", True, "iso8859-1"),
        ({"LC_CTYPE": "de_DE.ISO-8859-15"}, "utf-8", True, "ascii"),
        ({"LANG": "C"}, "utf-8", False, "utf-8"),
        ({}, "utf-8", False, "utf-8"),
        ({}, "ascii", True, "ascii"),
        ({"LANG": "en_US.UTF-8", "TERM": "linux"}, "utf-8", True, "utf-8"),
    ],
)
def test_ascii_comes_by_itself_where_there_is_nothing_else(
    tmp_path: Path, env: dict[str, str], stream: str, ascii_only: bool, encoding: str
) -> None:
    """By the locale's encoding, the stream's, and the console's name; the setting decides otherwise."""
    found = look(tmp_path, Settings(), stream, **env)
    assert (found.ascii, found.encoding) == (ascii_only, encoding)
    assert look(tmp_path, Settings(ascii=not ascii_only), stream, **env).ascii is not ascii_only


@pytest.mark.parametrize(
    ("env", "colours"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "truecolor"),
        ({"TERM": "xterm-kitty"}, "truecolor"),
        ({"TERM": "alacritty"}, "truecolor"),
        ({"TERM": "tmux-256color"}, "256"),
        ({"TERM": "xterm"}, "16"),
        ({"TERM": "screen"}, "16"),
        ({"TERM": "linux"}, "16"),
        ({"TERM": "linux", "COLORTERM": "24bit"}, "truecolor"),
    ],
)
def test_the_colours_of_a_terminal_are_known_by_its_name(env: dict[str, str], colours: str) -> None:
    """Or by what it says of itself."""
    assert terminal_colours(env) == colours


def test_sixteen_colours_are_the_terminals_own(tmp_path: Path) -> None:
    """A theme that is bent to sixteen colours could not be read."""
    few = look(tmp_path, Settings(theme="paper"), TERM="xterm")
    assert few.theme == ANSI
    assert few.keep("dusk") == "Used until you leave: a terminal called xterm has sixteen colours."
    assert look(tmp_path, Settings(theme="paper"), TERM="xterm", COLORTERM="truecolor").theme == "paper"
