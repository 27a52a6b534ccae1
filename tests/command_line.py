"""The command line as tests run it: in this process, or as a program of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import click

from pipeboard.cli.main import cli


@dataclass(frozen=True)
class Ran:
    """What a command line did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Pipeboard(Protocol):
    """Runs a command line in this process. With `ok` it has to end with 0."""

    def __call__(self, *args: str, ok: bool = True) -> Ran: ...


def run_program(
    *args: str, stdin: str | None = None, env: dict[str, str] | None = None, cwd: Path | None = None
) -> Ran:
    """Runs the real program in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "pipeboard", *args],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **(env or {})},
        cwd=cwd,
        timeout=30,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def put_on_path(folder: Path) -> Path:
    """Makes `folder` with the program in it, under its name, for shells that look for it on their path."""
    folder.mkdir()
    program = folder / "pipeboard"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pipeboard "$@"\n', "utf-8")
    program.chmod(0o755)
    return folder


def every_command(group: click.Group = cli, path: str = "pipeboard") -> Iterator[tuple[str, click.Command]]:
    """Each command with its path, groups before what is in them."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield f"{path} {name}", command
        if isinstance(command, click.Group):
            yield from every_command(command, f"{path} {name}")
