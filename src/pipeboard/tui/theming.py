"""Colours on the screen: a theme's for the app and its dialogs, and the style of each role in a view."""

from __future__ import annotations

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
    "good": ("good", "background", ""),
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
    "good": "green on default",
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


def role_styles(theme: Theme) -> Styles:
    """The style of every role."""
    if not theme.colours:
        plain = f"{_PLAIN} on {_PLAIN}"
        return {role: Style.parse(_ANSI_ROLES.get(role, plain)) for role in _ROLES}
    colours = theme.colours
    return {
        role: Style(color=colours[front], bgcolor=colours[back], bold=True if attributes == "bold" else None)
        for role, (front, back, attributes) in _ROLES.items()
    }


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
