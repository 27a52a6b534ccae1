"""The user's settings: `config.toml`, read as (settings, problems). A bad line never stops the program."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias, cast

from pipeboard.domain.nearest import get_close_matches

if TYPE_CHECKING:
    from pipeboard.config.hooks import Hooks

KeyStyle: TypeAlias = Literal["vim", "arrows"]
KEY_STYLES: Final[tuple[KeyStyle, ...]] = ("vim", "arrows")
NOBODY: Final = "unknown"
"""The author where neither git nor the machine knows a name."""
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


class Settings(NamedTuple):
    """How one user likes PipeBoard; nothing here is shared with the team."""

    author: str = ""
    """Name on everything this user does; empty: git's user.name, else the login."""
    theme: str = ""
    """Name of a theme; empty: the default one."""
    mouse: bool = False
    """Whether the app listens to the mouse."""
    editor: str = ""
    """Command that edits notes; empty: $VISUAL, else $EDITOR, else vi."""
    low_bandwidth: bool = False
    """Fewer colours and frames, for slow links."""
    ascii: bool | None = None
    """Whether signs and lines are those of ASCII; None: where the terminal has no others."""
    keys_style: KeyStyle = "vim"
    """Which of the two sets of default keys."""
    keys: Mapping[str, tuple[str, ...]] = _NOTHING
    """Command id -> its keys instead of the default ones; none disables it."""
    layout: Mapping[str, str] = _NOTHING
    """Character of another keyboard layout -> the Latin key in the same place."""
    views: Mapping[str, object] = _NOTHING
    """Name of a saved view -> what it says; see `config.views`."""

    hooks: Hooks | None = None
    """What is run after one's own changes; None where the settings say nothing of it."""


_TEXTS: Final = ("author", "theme", "editor")
_FLAGS: Final = ("mouse", "low_bandwidth", "ascii")
_TABLES: Final = ("keys", "views", "hooks")
KNOWN: Final = (*_TEXTS, *_FLAGS, *_TABLES)
"""What may stand at the top of `config.toml`."""


def read_settings(path: Path) -> tuple[Settings, tuple[str, ...]]:
    """The settings and one sentence for each thing in the file that cannot be used. No file: the defaults."""
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        return Settings(), ()
    except OSError as error:
        return Settings(), (f"{path} cannot be read: {error.strerror}.",)
    except ValueError as error:
        return Settings(), (f"{path} is not valid TOML: {error}.",)
    import tomllib  # 5 ms, which those who have no settings need not wait for

    try:
        raw = tomllib.loads(text)
    except ValueError as error:
        return Settings(), (f"{path} is not valid TOML: {error}.",)
    problems: list[str] = []
    known: dict[str, object] = {}
    for name, value in raw.items():
        if name in _TEXTS and isinstance(value, str):
            known[name] = value.strip()
        elif name in _FLAGS and isinstance(value, bool):
            known[name] = value
        elif name == "keys" and isinstance(value, dict):
            known.update(_read_keys(value, problems))
        elif name == "views" and isinstance(value, dict):
            known[name] = value
        elif name == "hooks" and isinstance(value, dict):
            from pipeboard.config.hooks import read_hooks  # for those who have some

            known[name], wrong = read_hooks(value)
            problems.extend(wrong)
        elif name in KNOWN:
            wanted = "a text" if name in _TEXTS else "true or false" if name in _FLAGS else "a table"
            problems.append(f"{path.name}: '{name}' must be {wanted}.")
        else:
            problems.append(f"{path.name}: there is no setting '{name}'{_nearest(name, KNOWN)}")
    return Settings()._replace(**cast("dict[str, Any]", known)), tuple(problems)


def author_of(settings: Settings, env: Mapping[str, str], cwd: Path, named: str | None = None) -> str:
    """Who acts: `named` (--by), `$PIPEBOARD_AUTHOR`, the setting, git's user.name, the login."""
    for name in (named, env.get("PIPEBOARD_AUTHOR"), settings.author):
        if name and name.strip():
            return " ".join(name.split())
    return _git_user(cwd) or _login(env)


def time_zone_name(env: Mapping[str, str], root: Path = Path("/")) -> str:
    """The IANA name of the machine's time zone, such as Europe/Helsinki; UTC where nothing tells.

    `root` is where the system's files start.
    """
    named = env.get("TZ", "").removeprefix(":")
    candidates = [named.partition("zoneinfo/")[2] or named]
    with suppress(OSError, ValueError):
        candidates.append((root / "etc/timezone").read_text("utf-8").strip())
    with suppress(OSError):
        candidates.append(str((root / "etc/localtime").readlink()).partition("zoneinfo/")[2])
    found = next((name for name in candidates if _is_zone(name)), "UTC")
    return "UTC" if found in ("Etc/UTC", "Universal", "Zulu") else found


def _read_keys(table: Mapping[str, object], problems: list[str]) -> dict[str, object]:
    """`keys.style`, `keys.layout`, and by command id a key or a list of keys."""
    read: dict[str, object] = {}
    keys: dict[str, tuple[str, ...]] = {}
    for name, value in _flat(table):
        if name == "style":
            if value in KEY_STYLES:
                read["keys_style"] = value
            else:
                problems.append(f"config.toml: keys.style must be one of {', '.join(KEY_STYLES)}.")
        elif name.startswith("layout."):
            other = name.removeprefix("layout.")
            if isinstance(value, str) and len(value) == len(other) == 1:
                layout = cast("dict[str, str]", read.setdefault("layout", {}))
                layout[other] = value
            else:
                problems.append(f"config.toml: keys.{name} must be one character for another one.")
        elif isinstance(value, str):
            keys[name] = (value,) if value else ()
        elif isinstance(value, list) and all(isinstance(key, str) for key in value):
            keys[name] = tuple(value)
        else:
            problems.append(f"config.toml: keys.{name} must be a key or a list of keys.")
    return {**read, "keys": keys}


def _flat(table: Mapping[str, object], above: str = "") -> list[tuple[str, object]]:
    """`deal.new = "n"` is a table in a table to TOML; here it is the name "deal.new" again."""
    pairs: list[tuple[str, object]] = []
    for name, value in table.items():
        if isinstance(value, dict):
            pairs.extend(_flat(value, f"{above}{name}."))
        else:
            pairs.append((above + name, value))
    return pairs


def _nearest(name: str, names: tuple[str, ...]) -> str:
    near = get_close_matches(name, names, 1)
    return f"; did you mean '{near[0]}'?" if near else f"; there are {', '.join(names)}."


def _git_user(cwd: Path) -> str:
    import subprocess

    try:
        ran = subprocess.run(
            ["git", "config", "user.name"],
            cwd=cwd,
            capture_output=True,
            timeout=5,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):  # no git, or a folder that is gone
        return ""
    return " ".join(ran.stdout.decode("utf-8", "replace").split()) if ran.returncode == 0 else ""


def _login(env: Mapping[str, str]) -> str:
    for name in ("LOGNAME", "USER"):
        if env.get(name):
            return env[name]
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return str(os.getuid()) if hasattr(os, "getuid") else NOBODY


def _is_zone(name: str) -> bool:
    if not name:
        return False
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (OSError, ValueError, LookupError):
        return False
    return True
