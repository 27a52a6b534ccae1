"""Colour themes: the shipped ones and the user's own, from TOML files.

A theme never stops the app: what is wrong with a file is told, and the colours of the shipped theme of the
same brightness stand in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from pipeboard.domain.nearest import get_close_matches

COLOURS: Final = (
    *("background", "panel", "line", "text", "bright", "soft", "accent", "cursor", "cursor-text"),
    *("late", "today", "good", "match", "match-text"),
)
"""What a theme names: each a colour like "#1b212a"."""
DEFAULT: Final = "harbour"
DEFAULT_LIGHT: Final = "paper"
ANSI: Final = "ansi"
"""The theme without a file: the terminal's own sixteen colours, on its own background."""

_HEX: Final = re.compile(r"#[0-9a-fA-F]{6}")
_LARGEST: Final = 64 * 1024


class Theme(NamedTuple):
    """A set of colours."""

    id: str
    """The file's name without its ending."""
    name: str
    dark: bool
    colours: Mapping[str, str]
    """A colour for each of `COLOURS`; empty for the terminal's own."""

    @property
    def kind(self) -> str:
        """What kind of terminal or room it is for, in a word."""
        return ("dark" if self.dark else "light") if self.colours else "16 colours"


def shipped_folder() -> Path:
    """Where the themes that come with PipeBoard are: in the package, or beside `src` in a work tree."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "themes"
    return inside if inside.is_dir() else package.parents[1] / "themes"


def theme_ids(user_folder: Path | None = None) -> tuple[str, ...]:
    """Every theme that can be chosen, by id."""
    folders = [shipped_folder(), *([user_folder] if user_folder else [])]
    found = {path.stem for folder in folders if folder.is_dir() for path in folder.glob("*.toml")}
    return tuple(sorted(found | {ANSI}))


def load_theme(theme_id: str, user_folder: Path | None = None) -> tuple[Theme, tuple[str, ...]]:
    """One theme, the user's before a shipped one of the same name; with what is wrong in sentences."""
    if theme_id == ANSI:
        return Theme(ANSI, "Terminal colours", True, {}), ()
    for folder in (user_folder, shipped_folder()):
        path = folder / f"{theme_id}.toml" if folder and _is_plain(theme_id) else None
        if path is not None and path.is_file():
            return _load(path)
    near = get_close_matches(theme_id, theme_ids(user_folder), 1)
    hint = f'; did you mean "{near[0]}"?' if near else f"; there are {', '.join(theme_ids(user_folder))}."
    theme, _ = load_theme(DEFAULT)
    return theme, (f'There is no theme "{theme_id[:40]}"{hint}',)


def load_themes(user_folder: Path | None = None) -> tuple[tuple[Theme, ...], tuple[str, ...]]:
    """Every theme, by id, and what is wrong with their files."""
    themes: list[Theme] = []
    problems: list[str] = []
    for theme_id in theme_ids(user_folder):
        theme, wrong = load_theme(theme_id, user_folder)
        themes.append(theme)
        problems.extend(wrong)
    return tuple(themes), tuple(problems)


def _load(path: Path) -> tuple[Theme, tuple[str, ...]]:
    import tomllib  # 5 ms; not needed with the terminal's own colours

    try:
        with path.open("rb") as file:
            table = tomllib.loads(file.read(_LARGEST).decode())
    except (OSError, ValueError) as error:
        theme, _ = load_theme(DEFAULT) if path.parent != shipped_folder() else (_bare(path.stem), ())
        return theme, (f"Theme {path.name} cannot be read: {_one_line(error)}. The default theme is used.",)
    return _check(path, table)


def _check(path: Path, table: dict[str, Any]) -> tuple[Theme, tuple[str, ...]]:
    problems: list[str] = []
    dark = table.get("dark", True)
    if not isinstance(dark, bool):
        problems.append(f'Theme {path.name}: "dark" is true or false.')
        dark = True
    given = table.get("colours", {})
    if not isinstance(given, dict):
        problems.append(f"Theme {path.name}: [colours] is a table of names and colours.")
        given = {}
    colours = {}
    for name, colour in given.items():
        if name not in COLOURS:
            near = get_close_matches(name, COLOURS, 1)
            hint = f'; did you mean "{near[0]}"?' if near else "."
            problems.append(f'Theme {path.name}: there is no colour called "{name[:40]}"{hint}')
        elif not isinstance(colour, str) or not _HEX.fullmatch(colour):
            problems.append(f'Theme {path.name}: the colour "{name}" is written like "#1b212a".')
        else:
            colours[name] = colour.lower()
    missing = [name for name in COLOURS if name not in colours]
    if missing:
        colours = {**_stand_in(path, dark), **colours}
        if path.parent == shipped_folder():
            problems.append(f"Theme {path.name} lacks {', '.join(missing)}.")
    name = table.get("name")
    return Theme(path.stem, name if isinstance(name, str) else path.stem, dark, colours), tuple(problems)


def _stand_in(path: Path, dark: bool) -> Mapping[str, str]:
    other = DEFAULT if dark else DEFAULT_LIGHT
    if path == shipped_folder() / f"{other}.toml":
        return {}
    return load_theme(other)[0].colours


def _bare(theme_id: str) -> Theme:
    return Theme(theme_id, "Terminal colours", True, {})


def _is_plain(theme_id: str) -> bool:
    """Whether a theme's id is a mere name, so that it cannot lead out of the folder."""
    return bool(theme_id) and "/" not in theme_id and "\0" not in theme_id and not theme_id.startswith(".")


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:120].rstrip(".")
