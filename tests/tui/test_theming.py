"""The colours of stages can be read in every theme."""

from __future__ import annotations

import pytest

from pipeboard.config.themes import ANSI, load_theme
from pipeboard.domain.pipeline import COLOURS
from pipeboard.tui.theming import role_styles


def luminance(colour: str) -> float:
    """The relative luminance of a colour such as "#1b212a"."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme_id", ["harbour", "paper"])
@pytest.mark.parametrize("name", COLOURS)
def test_a_named_stage_colour_can_be_read(theme_id: str, name: str) -> None:
    """WCAG AA: a contrast of at least 4.5, on a dark and on a light background."""
    theme, _ = load_theme(theme_id)
    style = role_styles(theme)[f"stage {name}"]
    assert style.color is not None
    darker, lighter = sorted((luminance(style.color.name), luminance(theme.colours["background"])))
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def test_a_stage_colour_of_its_own_is_drawn_as_it_is() -> None:
    """`#rrggbb` is the user's choice."""
    style = role_styles(load_theme("harbour")[0])["stage #2e8b57"]
    assert style.color is not None
    assert style.color.name == "#2e8b57"


def test_sixteen_colours_have_the_names_of_stage_colours() -> None:
    """Nothing but the terminal's own sixteen, each name another one."""
    styles = role_styles(load_theme(ANSI)[0])
    colours = {name: styles[f"stage {name}"].color for name in COLOURS}
    assert all(
        colour is not None and (colour.is_default or colour.number in range(16))
        for colour in colours.values()
    )
    assert len({colour.name for name, colour in colours.items() if colour}) == len(COLOURS)


def test_an_unknown_stage_colour_is_drawn_like_a_head() -> None:
    """A file may hold a name that this version does not know."""
    styles = role_styles(load_theme("harbour")[0])
    assert styles["stage no-such"] == styles["head"]
    with pytest.raises(KeyError):
        styles["no such role"]
