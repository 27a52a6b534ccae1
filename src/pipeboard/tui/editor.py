"""Longer texts are written in the user's own editor, while the app steps aside."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from textual.app import SuspendNotSupported

from pipeboard.domain.errors import BadInput, Unwritable

if TYPE_CHECKING:
    from textual.app import App

LAST_RESORT: Final = "vi"
LARGEST: Final = 1_000_000
"""Bytes that are read back; no note is longer."""


def editor_command(setting: str, env: Mapping[str, str]) -> list[str]:
    """The editor and its arguments: the setting, else $VISUAL, else $EDITOR, else vi.

    It is split into arguments as a shell would, and never run by one. BadInput when it cannot be split.
    """
    for command in (setting, env.get("VISUAL", ""), env.get("EDITOR", ""), LAST_RESORT):
        try:
            words = shlex.split(command)
        except ValueError as error:
            raise BadInput(f"The editor command '{command}' cannot be read; mind its quotes.") from error
        if words:
            return words
    return [LAST_RESORT]


def edit_text(
    app: App[Any],
    initial: str,
    suffix: str = ".md",
    *,
    setting: str = "",
    env: Mapping[str, str] | None = None,
) -> str | None:
    """Let the user edit a text; None when it comes back as it was, or the editor failed.

    `suffix` is the file's ending, for editors that colour by it. Raises BadInput when there is no such
    editor or the terminal cannot be handed over, Unwritable when there is no room for the file.
    """
    command = editor_command(setting, os.environ if env is None else env)
    try:
        path = _temporary(initial, suffix)
    except OSError as error:
        raise Unwritable(
            f"The text could not be put into a file for the editor: {error.strerror}."
        ) from error
    try:
        with app.suspend():
            ended = _run([*command, str(path)])
        if isinstance(ended, Exception):
            raise ended
        edited = path.read_bytes()[:LARGEST].decode("utf-8", "replace")
    except SuspendNotSupported as error:
        raise BadInput(
            "This terminal cannot be handed to an editor; type the text in the form instead."
        ) from error
    except (OSError, ValueError) as error:
        raise BadInput(
            f"The editor '{command[0]}' could not be started; set $EDITOR, or `editor` in config.toml."
        ) from error
    finally:
        path.unlink(missing_ok=True)
    text = edited.replace("\r\n", "\n").rstrip()
    return None if ended or text == initial.rstrip() else text


def _run(words: list[str]) -> int | OSError | ValueError:
    """What a program ended with, or why it could not be started.

    That is told, not raised: the library does not take the terminal back from a block that raises.
    """
    # Ctrl+C is for the program alone, which gets the usual answer to it back when it starts.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        return subprocess.run(words, check=False).returncode
    except (OSError, ValueError) as error:
        return error
    finally:
        signal.signal(signal.SIGINT, before)


def _temporary(text: str, suffix: str) -> Path:
    """A file that only its owner can read (customers' data is in it), with the text in it."""
    handle, name = tempfile.mkstemp(prefix="pipeboard-", suffix=suffix)
    path = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError:
        path.unlink(missing_ok=True)
        raise
    return path
