"""Colours on the screen: a theme's for the app and its dialogs, and the style of each role in a view."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, TypeAlias

from rich.style import Style
from textual.theme import Theme as AppTheme

from pipeboard.config.themes import Theme

Styles: TypeAlias = Mapping[str, Style]
"""Role -> style."""

_PLAIN: Final = "default"

# Role: foreground, background, attributes. Names are those of a theme's colours.
_ROLES: Final[Mapping[str, tuple[str, str, str]]] = {
    "text": ("text", "background", ""),
    "soft": ("soft", "background", ""),
    "title": ("bright", "background", "bold"),
    "late": ("late", "background", ""),
    "today": ("today", "background", ""),
    "bar": ("accent", "background", ""),
    "cursor": ("cursor-text", "cursor", "bold"),
    "match": ("match-text", "match", "bold"),
    "head": ("text", "background", "bold"),
    "head active": ("accent", "background", "bold"),
    "rule": ("line", "background", ""),
    "rule active": ("line", "background", ""),
    "tab": ("soft", "background", ""),
    "tab active": ("cursor-text", "cursor", "bold"),
    "panel": ("text", "panel", ""),
    "panel soft": ("soft", "panel", ""),
    "panel title": ("bright", "panel", "bold"),
    "panel late": ("late", "panel", "bold"),
    "panel today": ("today", "panel", ""),
    "panel good": ("good", "panel", ""),
    "panel key": ("accent", "panel", "bold"),
    "panel rule": ("line", "panel", ""),
    "panel tab": ("soft", "panel", ""),
    "panel tab active": ("cursor-text", "cursor", "bold"),
    "caret": ("background", "text", ""),
}

# The same in the terminal's own sixteen colours.
_ANSI_ROLES: Final[Mapping[str, str]] = {
    "soft": "default on default",
    "title": "bold default on default",
    "late": "bold red on default",
    "today": "yellow on default",
    "bar": "cyan on default",
    "cursor": "bold reverse default on default",
    "match": "bold underline yellow on default",
    "head": "bold default on default",
    "head active": "bold cyan on default",
    "rule": "default on default",
    "tab active": "bold reverse default on default",
    "panel title": "bold default on default",
    "panel late": "bold red on default",
    "panel today": "yellow on default",
    "panel good": "green on default",
    "panel key": "bold cyan on default",
    "panel tab active": "bold reverse default on default",
    "caret": "reverse default on default",
}

# The names of stages' colours, to be read on a dark and on a light background.
_ON_DARK: Final[Mapping[str, str]] = {
    "red": "#ff7b72",
    "orange": "#ffa657",
    "yellow": "#e3c04a",
    "green": "#7ec97e",
    "teal": "#4fc4b8",
    "blue": "#79b0ff",
    "purple": "#c49bff",
    "pink": "#f58fc8",
    "grey": "#a3adba",
}
_ON_LIGHT: Final[Mapping[str, str]] = {
    "red": "#b3261e",
    "orange": "#a04400",
    "yellow": "#7a5b00",
    "green": "#1c6834",
    "teal": "#006a66",
    "blue": "#0a58a6",
    "purple": "#6f3fb5",
    "pink": "#a62a72",
    "grey": "#5c636b",
}
# In sixteen colours there is no orange, and plain blue and grey cannot be read everywhere.
_IN_SIXTEEN: Final[Mapping[str, str]] = {
    "red": "red",
    "orange": "bright_red",
    "yellow": "yellow",
    "green": "green",
    "teal": "cyan",
    "blue": "bright_blue",
    "purple": "magenta",
    "pink": "bright_magenta",
}
_STAGE: Final = "stage "
_HEX = re.compile(r"#[0-9a-f]{6}")


class _RoleStyles(dict[str, Style]):
    """The style of each role; those of stages' colours are made when they are first asked for."""

    def __init__(self, styles: Mapping[str, Style], theme: Theme) -> None:
        super().__init__(styles)
        self._theme = theme

    def __missing__(self, role: str) -> Style:
        if not role.startswith(_STAGE):
            raise KeyError(role)
        style = self[role] = _stage_style(role.removeprefix(_STAGE), self._theme) or self["head"]
        return style


def _stage_style(colour: str, theme: Theme) -> Style | None:
    """The style of a stage's colour: `#rrggbb` as it is, a name as the theme shows it; None for another."""
    back = theme.colours.get("background", _PLAIN)
    named = (_ON_DARK if theme.dark else _ON_LIGHT) if theme.colours else _IN_SIXTEEN
    front = colour if _HEX.fullmatch(colour) else named.get(colour)
    return Style(color=front, bgcolor=back, bold=True) if front else None


def role_styles(theme: Theme) -> Styles:
    """The style of every role; `stage <colour>` for a stage's."""
    if not theme.colours:
        plain = f"{_PLAIN} on {_PLAIN}"
        return _RoleStyles({role: Style.parse(_ANSI_ROLES.get(role, plain)) for role in _ROLES}, theme)
    colours = theme.colours
    styles = {
        role: Style(color=colours[front], bgcolor=colours[back], bold=True if attributes == "bold" else None)
        for role, (front, back, attributes) in _ROLES.items()
    }
    return _RoleStyles(styles, theme)


def app_theme(theme: Theme) -> AppTheme:
    """The theme for the app's own widgets: forms, lists and dialogs."""
    if not theme.colours:
        return AppTheme(
            name=theme.id,
            primary="ansi_cyan",
            secondary="ansi_blue",
            warning="ansi_yellow",
            error="ansi_red",
            success="ansi_green",
            accent="ansi_cyan",
            foreground="ansi_default",
            background="ansi_default",
            surface="ansi_default",
            panel="ansi_default",
            boost="ansi_default",
            dark=theme.dark,
            ansi=True,
        )
    colours = theme.colours
    return AppTheme(
        name=theme.id,
        primary=colours["accent"],
        secondary=colours["soft"],
        warning=colours["today"],
        error=colours["late"],
        success=colours["good"],
        accent=colours["accent"],
        foreground=colours["text"],
        background=colours["background"],
        surface=colours["panel"],
        panel=colours["panel"],
        dark=theme.dark,
        variables={
            "block-cursor-background": colours["cursor"],
            "block-cursor-foreground": colours["cursor-text"],
            "block-cursor-text-style": "bold",
            "border": colours["accent"],
            "text-muted": colours["soft"],
        },
    )
