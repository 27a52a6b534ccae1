"""Fetching from and pushing to the remote that the branch follows; what can go wrong there, in sentences."""

from __future__ import annotations

import re
from typing import Final

from pipeboard.domain.errors import Refused, Unwritable
from pipeboard.store.files import shown
from pipeboard.sync.git import Git, Ran, TimedOut, last_line

_KEPT: Final = "your changes are committed here and go out with the next sync"
_AUTH: Final = re.compile(
    r"Authentication failed|Permission denied|could not read (Username|Password)|terminal prompts disabled"
    r"|Host key verification failed|[Aa]ccess denied|not authorized|returned error: 40[13]",
)
_GONE: Final = re.compile(
    r"[Rr]epository .*not found|does not appear to be a git repository|does not exist"
    r"|No such file or directory"
)
_OFFLINE: Final = re.compile(
    r"Could not resolve|unable to (access|look up|connect)|Connection (refused|timed out|reset|closed)"
    r"|[Nn]etwork is unreachable|No route to host|Operation timed out|early EOF|unexpected disconnect"
)
_NOTHING_THERE: Final = "couldn't find remote ref"
_MOVED: Final = re.compile(
    r"fetch first|non-fast-forward|stale info|cannot lock ref|failed to update ref|incorrect old value"
)


class Unreachable(Unwritable):
    """The remote cannot be reached, or does not let us in."""


class Moved(Exception):
    """Others pushed meanwhile: fetch, unite and push once more."""


class Remote:
    """A branch of a remote. `theirs` is its full name there."""

    def __init__(self, git: Git, name: str, theirs: str) -> None:
        self._git = git
        self._name = name
        self._theirs = theirs

    def fetch(self) -> str | None:
        """The commit that the branch is at there; None if there is no such branch yet. Raises Unreachable."""
        ran = self._talk("fetch", "--quiet", "--no-tags", "--no-recurse-submodules", self._name, self._theirs)
        if ran.code == 0:
            return self._git.do("rev-parse", "FETCH_HEAD").text
        if _NOTHING_THERE in ran.err:
            return None
        raise self._trouble("fetch", ran)

    def push(self, branch: str) -> None:
        """Bring a branch of ours there. Raises Moved, Unreachable, or Refused when a rule forbids it."""
        ran = self._talk("push", "--porcelain", self._name, f"refs/heads/{branch}:{self._theirs}", hooks=True)
        if ran.code == 0:
            return
        refusal = next((line for line in ran.text.split("\n") if line.startswith("!")), "")
        reason = refusal.partition("\t")[2].partition("\t")[2] or ran.err
        if _MOVED.search(reason):
            raise Moved
        if not refusal:
            raise self._trouble("push", ran)
        if "checked out" in reason:
            raise Refused(
                f"{shown(self._name)} has a work tree with that branch in it, which git does not push into; "
                f"share through a bare repository (`git init --bare`). Until then {_KEPT}."
            )
        why = re.sub(r"^\[.*?\] ?\(?|\)$", "", reason).strip() or "it did not say why"
        raise Refused(f"{shown(self._name)} refused the push ({shown(why)}); {_KEPT}. Ask whoever keeps it.")

    def _talk(self, *arguments: str, hooks: bool = False) -> Ran:
        try:
            return self._git.talk(*arguments, hooks=hooks)
        except TimedOut:
            raise Unreachable(
                f"{shown(self._name)} did not answer in time; {_KEPT}. Check the connection, then sync again."
            ) from None

    def _trouble(self, verb: str, ran: Ran) -> Unwritable:
        """The sentence for a remote that cannot be used."""
        name = shown(self._name)
        if _AUTH.search(ran.err):
            return Unreachable(
                f"{name} does not let you in; {_KEPT}. Try `git {verb}` in a terminal, where git can ask for "
                "a password or a key."
            )
        if _OFFLINE.search(ran.err):
            return Unreachable(f"{name} cannot be reached; {_KEPT}. Check the connection, then sync again.")
        if _GONE.search(ran.err):
            return Unreachable(
                f"There is no repository where {name} should be; {_KEPT}. "
                "Check the address with `git remote -v`."
            )
        return Unreachable(f"`git {verb}` failed ({shown(last_line(ran.err))}); {_KEPT}.")
