"""How the app looks on this terminal: made from the settings, the environment and the theme chosen last."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

from pipeboard.config.themes import ANSI, DEFAULT

if TYPE_CHECKING:
    from pipeboard.config.settings import Settings

UTF_8: Final = "utf-8"
Colours: TypeAlias = Literal["16", "256", "truecolor"]
"""How many colours a terminal has."""
_ALL_COLOURS: Final = ("alacritty", "contour", "foot", "rio", "wezterm", "xterm-ghostty", "xterm-kitty")
"""How the names of terminals begin that have them all; SSH passes the name on, but seldom COLORTERM."""
_LONGEST: Final = 200
"""Characters of a theme's name that are read back."""


class Look(NamedTuple):
    """What the app draws with."""

    theme: str = DEFAULT
    """Id of the theme to start with."""
    themes_folder: Path | None = None
    """Where the user's own themes are."""
    colours: Colours = "truecolor"
    """How many colours the terminal has."""
    no_colour: bool = False
    """Whether no colours are drawn at all, as NO_COLOR asks."""
    ascii: bool = False
    """Whether signs and lines are those of ASCII."""
    encoding: str = UTF_8
    """How text is written to the terminal; what it cannot hold is replaced."""
    low_bandwidth: bool = False
    """Whether little is sent: sixteen colours, fewer frames."""
    held: str = ""
    """Why a theme that is chosen in the app does not last; "" where it does."""
    kept_in: Path | None = None
    """The file that remembers the theme chosen in the app."""

    def keep(self, theme_id: str) -> str:
        """Remember a theme for the next start; a sentence that says whether it lasts."""
        if self.held:
            return f"Used until you leave: {self.held}."
        if self.kept_in is None or not _write(self.kept_in, theme_id):
            return "Used until you leave: it could not be written down."
        return "Used from now on; `theme` in config.toml would go before it."


def look_of(
    settings: Settings, env: Mapping[str, str], *, config_dir: Path, state_dir: Path, encoding: str = UTF_8
) -> Look:
    """The look for a user and a terminal; `encoding` is that of the stream which the app writes to.

    The settings go before the theme that was chosen in the app.
    """
    no_colour = bool(env.get("NO_COLOR"))
    kept_in = state_dir / "theme"
    theme, held = settings.theme or kept_theme(kept_in) or DEFAULT, ""
    colours = terminal_colours(env)
    if no_colour:
        theme, held = ANSI, "NO_COLOR is set"
    elif settings.low_bandwidth:
        theme, held = ANSI, "over a slow line the app begins with the terminal's own colours"
    elif colours == "16":
        theme, held = ANSI, f"a terminal called {env.get('TERM')} has sixteen colours"
    elif settings.theme:
        held = f'config.toml has theme = "{settings.theme}", which goes before'
    written = terminal_encoding(env, encoding)
    few_signs = written != UTF_8 or env.get("TERM") == "linux"  # the console's font has some hundred
    return Look(
        theme,
        config_dir / "themes",
        colours=colours,
        no_colour=no_colour,
        ascii=few_signs if settings.ascii is None else settings.ascii,
        encoding=written,
        low_bandwidth=settings.low_bandwidth,
        held=held,
        kept_in=kept_in,
    )


def terminal_colours(env: Mapping[str, str]) -> Colours:
    """How many colours the terminal has, by its name and what it says of itself."""
    name = env.get("TERM", "")
    if env.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return "truecolor"
    if name.startswith(_ALL_COLOURS) or name.endswith("-direct"):
        return "truecolor"
    return "256" if name.endswith("-256color") or not name else "16"


def terminal_encoding(env: Mapping[str, str], stream: str) -> str:
    """The encoding that the terminal reads and the stream writes; "ascii" where they are not of one mind."""
    if _plain(stream) != "utf8":
        return stream
    named = next((env[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if env.get(name)), "")
    locale = _plain(named.partition(".")[2].partition("@")[0])
    # A bare "C" says nothing of the terminal: containers have it, and their terminals show UTF-8.
    return UTF_8 if locale in ("", "utf8") else "ascii"


def _plain(encoding: str) -> str:
    return encoding.lower().replace("-", "").replace("_", "")


def kept_theme(path: Path) -> str:
    """The theme that was chosen in the app; "" for none."""
    try:
        with path.open("rb") as file:
            return file.read(_LONGEST).decode().strip()
    except (OSError, ValueError):
        return ""


def _write(path: Path, text: str) -> bool:
    """Replace a small file as a whole; False when that failed."""
    temporary = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary.write_text(f"{text}\n", "utf-8")
        temporary.replace(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        return False
    return True
