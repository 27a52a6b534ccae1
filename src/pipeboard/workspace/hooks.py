"""Runs the user's own commands after the user's own changes: without a shell, for a limited time.

What is known of the deals goes to the command's standard input and nowhere else: no word of a command, no
variable and no file name comes from a board, which others write, too.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, TypeAlias

from pipeboard.config.hooks import Hooks
from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.workspace.done import Done

Record: TypeAlias = Callable[[Deal, Board], dict[str, object]]
"""The JSON form of a deal."""

SCHEMA: Final = 1
"""Number of the form of a line: it grows when a key changes its meaning or goes away."""
_SAID: Final = 4096
"""Bytes of what a command says on stderr that are looked at."""
_TOLD: Final = 200
"""Characters of it that are told."""


@dataclass(frozen=True, slots=True)
class HookRunner:
    """Runs what is to be run after a change."""

    hooks: Hooks
    record: Record

    def run(self, done: Done) -> tuple[str, ...]:
        """Run each hook that waits for what was done, one after the other; a sentence for each that fails.

        A command gets a JSON object a line, one for each deal.
        """
        found: dict[str, list[str]] = {}
        for hook, deal_id in happened(done):
            if hook in self.hooks.commands:
                found.setdefault(hook, []).append(deal_id)
        said = (self._run(hook, done, deals) for hook, deals in found.items())
        return tuple(one for one in said if one)

    def _run(self, hook: str, done: Done, deals: Sequence[str]) -> str:
        """Run the command of a hook; why it failed, or nothing."""
        lines = (self._line(hook, done, deal_id) for deal_id in deals)
        try:
            why = run_command(self.hooks.commands[hook], lines, self.hooks.timeout)
        except Exception as error:  # the change is saved: whatever happens after it must not look otherwise
            why = f"a defect of PipeBoard's own ({type(error).__name__})"
        return f"The hook {hook} failed: {why}; the change is saved." if why else ""

    def _line(self, hook: str, done: Done, deal_id: str) -> str:
        before = done.before.deals.get(deal_id)
        body = {
            "schema": SCHEMA,
            "hook": hook,
            "by": done.by,
            "before": {"stage": done.before.stage_of(before).id, "status": before.status} if before else None,
            "deal": self.record(done.after.deals[deal_id], done.after),
        }
        return json.dumps(body)


def happened(done: Done) -> Iterator[tuple[str, str]]:
    """What a change did that a hook can wait for: the hook and the id of the deal."""
    for deal_id in done.deals:
        old, new = done.before.deals.get(deal_id), done.after.deals.get(deal_id)
        if new is None or new.deleted:
            continue
        if old is None:
            if not new.imported:
                yield "on_added", deal_id
            continue
        if old.status != new.status:
            yield ("on_reopened" if new.is_open else f"on_{new.status}"), deal_id
            if old.is_open:
                yield "on_closed", deal_id
        if old.stage != new.stage:
            yield "on_moved", deal_id


def run_command(words: Sequence[str], lines: Iterable[str], timeout: float) -> str:
    """Run a command with these lines as its input; why it failed, or nothing. It never outlives its time."""
    program = str(Path(words[0]).expanduser())
    # Files, not pipes: a command that does not read, or never stops talking, holds nobody up.
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as said:
        given.writelines(f"{line}\n".encode() for line in lines)
        given.seek(0)
        try:
            process = subprocess.Popen(
                [program, *words[1:]],
                stdin=given,
                stdout=subprocess.DEVNULL,
                stderr=said,
                start_new_session=True,  # away from the terminal, and ended with all that it started
            )
        except (OSError, ValueError) as error:
            return f"{words[0]} cannot be run ({getattr(error, 'strerror', None) or error})"
        try:
            code = process.wait(timeout)
        except subprocess.TimeoutExpired:
            return f"{words[0]} was ended after {timeout:g} seconds"
        finally:
            _end(process)
        if not code:
            return ""
        last = _last_line(said)
        return f"{words[0]} ended with {code}{f' ({last})' if last else ''}"


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a command that is still at work, with what it started."""
    if process.poll() is None:
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _last_line(said: IO[bytes]) -> str:
    size = said.seek(0, os.SEEK_END)
    said.seek(max(0, size - _SAID))
    lines = said.read().decode("utf-8", "replace").split("\n")
    return next((line.strip()[:_TOLD] for line in reversed(lines) if line.strip()), "")
