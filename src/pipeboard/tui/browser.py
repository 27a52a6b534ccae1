"""Opening links outside: in the desktop's own programs, never in the terminal that the app has."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import PurePath
from typing import Final

from pipeboard.domain.addresses import openable

_IN_TERMINAL: Final = frozenset(("w3m", "lynx", "links", "elinks", "www-browser"))
_PATIENCE: Final = 10.0
"""Seconds until a program that has not failed counts as opened."""
_OPEN: Final = "import sys, webbrowser; sys.exit(not webbrowser.open(sys.argv[1]))"


def can_open(env: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Whether there is a desktop here. Over SSH there is none, unless its display or browser is passed on."""
    chosen = env.get("BROWSER", "").split(":")[0].split()
    if chosen and PurePath(chosen[0]).name not in _IN_TERMINAL:
        return True
    if platform == "darwin":
        return not (env.get("SSH_CONNECTION") or env.get("SSH_TTY"))
    return bool(env.get("DISPLAY") or env.get("WAYLAND_DISPLAY"))


def open_link(link: str) -> bool:
    """Hand a link to the desktop; whether it took it. What may not be opened is not."""
    if not openable(link):
        return False
    # A process of its own: whatever it prints, and whatever it starts, cannot reach our terminal.
    process = subprocess.Popen(
        [sys.executable, "-c", _OPEN, link],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return process.wait(_PATIENCE) == 0
    except subprocess.TimeoutExpired:  # a browser that was not running yet, and stays
        return True
