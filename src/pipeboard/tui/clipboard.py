"""The terminal's clipboard behind a multiplexer, which keeps OSC 52 to itself unless it is wrapped."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Final

_CHUNK: Final = 700
"""Characters in a string that GNU screen takes (its limit is 768)."""


def passed_on(text: str, env: Mapping[str, str]) -> str:
    """What makes the multiplexer around the app pass a text on to the terminal's clipboard; "" for none.

    tmux does so with `allow-passthrough on`; with `set-clipboard on` the bare code is enough.
    """
    code = f"\x1b]52;c;{b64encode(text.encode()).decode()}\x07"
    if env.get("TMUX"):
        return f"\x1bPtmux;{code.replace(chr(27), chr(27) * 2)}\x1b\\"
    if env.get("STY"):
        return "".join(f"\x1bP{code[at : at + _CHUNK]}\x1b\\" for at in range(0, len(code), _CHUNK))
    return ""
