"""Runs git, and nothing but git: argument lists, no prompt, no editor, an end to every wait.

Messages are asked for in English, so that they can be told apart; none is shown as it is.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from pipeboard.domain.errors import NotFound, Refused, Unwritable
from pipeboard.store.files import shown

LOCAL: Final = 60.0
"""Seconds that a command on this machine may take."""
NETWORK: Final = 120.0
"""Seconds that a command that talks to a remote may take."""
LOCK_WAIT: Final = 5.0
"""Seconds to wait for another git command that holds the index."""
_PAUSE: Final = 0.1

_FOREIGN: Final = (
    *("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR"),
    *("GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE", "GIT_PREFIX", "GIT_CONFIG_PARAMETERS"),
    *("GIT_EXTERNAL_DIFF", "GIT_PAGER", "GIT_TRACE", "GIT_ASKPASS", "SSH_ASKPASS", "GPG_TTY"),
)
"""Variables that point git elsewhere (as inside a hook) or let it ask."""
_QUIET: Final = {
    "LC_ALL": "C",
    "GIT_TERMINAL_PROMPT": "0",
    "GCM_INTERACTIVE": "never",
    "SSH_ASKPASS_REQUIRE": "never",
    "GIT_EDITOR": "true",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
}
_SSH: Final = "ssh -oBatchMode=yes -oConnectTimeout=15"
_SETTINGS: Final = (
    "core.askPass=",
    "core.quotePath=false",
    "advice.detachedHead=false",
    "merge.autoStash=false",
)
_NO_MORE: Final[Mapping[str, str]] = MappingProxyType({})
_NO_HOOKS: Final = f"core.hooksPath={os.devnull}"


@dataclass(frozen=True, slots=True)
class Ran:
    """What a git command left behind."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode("utf-8", "replace").rstrip("\n")


class GitFailed(Unwritable):
    """A git command that should have worked did not."""

    def __init__(self, command: str, ran: Ran) -> None:
        self.err = ran.err
        super().__init__(f"`git {command}` failed: {last_line(ran.err)}. Nothing of the board is lost.")


class TimedOut(Unwritable):
    """Git took too long and was stopped."""


class Git:
    """Git in one folder. `environment` is that of the user; hooks run with pushes alone."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder = folder
        kept = {name: value for name, value in environment.items() if name not in _FOREIGN}
        self._environment = {**kept, **_QUIET}
        self._has_ssh = "GIT_SSH_COMMAND" in kept or "GIT_SSH" in kept

    def ask(
        self,
        *arguments: str,
        stdin: bytes = b"",
        timeout: float = LOCAL,
        hooks: bool = False,
        more: Mapping[str, str] = _NO_MORE,
    ) -> Ran:
        """Run a command, whatever its exit code, with `more` variables in its environment.

        Raises TimedOut, NotFound without git, or Unwritable.
        """
        settings = (*_SETTINGS, *(() if hooks else (_NO_HOOKS,)))
        command = ["git", *(part for one in settings for part in ("-c", one)), *arguments]
        deadline = time.monotonic() + LOCK_WAIT
        while True:
            ran = self._run(command, stdin, timeout, more)
            if ran.code == 0 or not _is_locked(ran.err):
                return ran
            if time.monotonic() > deadline:
                raise Unwritable(
                    f"Another git command holds the index of {shown(self._folder)}; try again when it is "
                    "done, or remove the file `index.lock` that it left."
                )
            time.sleep(_PAUSE)

    def do(self, *arguments: str, stdin: bytes = b"", more: Mapping[str, str] = _NO_MORE) -> Ran:
        """Run a command that has to succeed. Raises GitFailed if it does not."""
        ran = self.ask(*arguments, stdin=stdin, more=more)
        if ran.code != 0:
            raise GitFailed(arguments[0], ran)
        return ran

    def talk(self, *arguments: str, hooks: bool = False) -> Ran:
        """Run a command that talks to a remote; SSH is told not to ask, unless the user set how it runs."""
        if self._has_ssh or self.ask("config", "core.sshCommand").code == 0:
            return self.ask(*arguments, timeout=NETWORK, hooks=hooks)
        return self.ask(*arguments, timeout=NETWORK, hooks=hooks, more={"GIT_SSH_COMMAND": _SSH})

    def _run(self, command: list[str], stdin: bytes, timeout: float, more: Mapping[str, str]) -> Ran:
        try:
            process = subprocess.Popen(
                command,
                cwd=self._folder,
                env={**self._environment, **more},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                # Without a terminal, neither SSH nor a helper can ask on ours.
                start_new_session=True,
            )
        except FileNotFoundError:
            raise NotFound("There is no git on this machine; install it to share a board.") from None
        except OSError as error:
            raise Unwritable(f"Git cannot be run: {error.strerror}.") from error
        with process:
            try:
                out, err = process.communicate(stdin, timeout)
            except subprocess.TimeoutExpired:
                _end(process)
                raise TimedOut(
                    f"Git did not answer within {timeout:g} s and was stopped; nothing is lost. "
                    "Try again later."
                ) from None
            except BaseException:
                _end(process)
                raise
        return Ran(process.returncode, out, err.decode("utf-8", "replace"))


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a command and what it started."""
    with suppress(OSError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.communicate(timeout=2)
    except subprocess.TimeoutExpired:
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)


def _is_locked(err: str) -> bool:
    return ".lock': File exists" in err and "index.lock" in err


def last_line(err: str) -> str:
    """What git said last that is about the matter, without its prefix and its full stop."""
    lines = [line.strip() for line in err.splitlines() if line.strip()]
    told = [line for line in lines if line.startswith(("fatal:", "error:", "remote:"))] or lines
    line = told[0] if told else "it did not say why"
    return line.removeprefix("fatal:").removeprefix("error:").removeprefix("remote:").strip().rstrip(".")


def uncommitted(ran: Ran) -> Unwritable | Refused:
    """The sentence for a commit that git refused."""
    if "tell me who you are" in ran.err or "empty ident" in ran.err or "auto-detect" in ran.err:
        return Refused(
            "Git does not know who you are: `git config --global user.name NAME` and `git config --global "
            "user.email ADDRESS`, then once more."
        )
    if "gpg" in ran.err or "sign" in ran.err:
        return Unwritable(
            f"Git could not sign the commit ({shown(last_line(ran.err))}); unlock your key, then once more."
        )
    return Unwritable(f"Git could not commit the board ({shown(last_line(ran.err))}). Nothing is lost.")
