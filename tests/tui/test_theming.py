"""Every colour can be read in every theme."""

from __future__ import annotations

import pytest
from rich.color import Color, ColorSystem
from rich.style import Style

from contrast import READABLE, STRONG, contrast
from pipeboard.config.themes import ANSI, load_theme, theme_ids
from pipeboard.domain.pipeline import COLOURS
from pipeboard.tui.theming import role_styles

DRAWN = [one for one in theme_ids() if one != ANSI]
LINES = frozenset(("rule", "rule active", "panel rule"))
"""Roles of lines, which are to be seen and not read."""


def colours_of(style: Style) -> tuple[str, str]:
    """Foreground and background."""
    assert style.color is not None
    assert style.bgcolor is not None
    return style.color.name, style.bgcolor.name


def in_256(colour: str) -> str:
    """What becomes of a colour where there are 256."""
    near = Color.parse(colour).downgrade(ColorSystem.EIGHT_BIT).get_truecolor()
    return f"#{near.red:02x}{near.green:02x}{near.blue:02x}"


@pytest.mark.parametrize("theme_id", DRAWN)
def test_every_role_can_be_read_in_every_shipped_theme(theme_id: str) -> None:
    """WCAG AA, also where a terminal has 256 colours; AAA in the themes of high contrast."""
    least = STRONG if theme_id.startswith("contrast-") else READABLE
    for role, style in role_styles(load_theme(theme_id)[0]).items():
        front, back = colours_of(style)
        if role not in LINES:
            assert contrast(front, back) >= least, role
            assert contrast(in_256(front), in_256(back)) >= READABLE, role


@pytest.mark.parametrize("theme_id", DRAWN)
@pytest.mark.parametrize("name", COLOURS)
def test_a_named_stage_colour_can_be_read(theme_id: str, name: str) -> None:
    """WCAG AA, on every background."""
    assert contrast(*colours_of(role_styles(load_theme(theme_id)[0])[f"stage {name}"])) >= READABLE


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
