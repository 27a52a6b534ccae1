"""A sentence that tells the user to run something names a command that exists."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path

import click
import pytest

import pipeboard
from pipeboard.cli.lazy import ListingGroup
from pipeboard.cli.main import cli
from pipeboard.view.guide import guide

PACKAGE = Path(pipeboard.__file__).parent
PAGES = tuple(Path(__file__).parents[2] / name for name in ("README.md", "CONTRIBUTING.md"))
NAMED = re.compile(r"`pipeboard ([^`]*)`|^ *pipeboard (\S.*)$", re.MULTILINE)
BEHIND = re.compile(r"(?:&& |#\(|bin/)pipeboard ([^`)\n]*)()")
"""Behind another command, in the settings of tmux, or with its path, as cron wants it."""


def sentences() -> Iterator[tuple[str, str]]:
    """Every text of the program, of the guide and of the pages beside it, with where it stands."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = [part.value if isinstance(part, ast.Constant) else "WHATEVER" for part in node.values]
                yield path.name, "".join(map(str, parts))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield path.name, node.value
    for topic, text in guide().items():
        yield f"guide/{topic}.md", text
    for page in PAGES:
        yield page.name, page.read_text("utf-8")


@cache
def named_commands() -> list[tuple[str, str]]:
    found = [
        (where, " ".join((match[1] or match[2] or "").split()))
        for where, text in sentences()
        for match in chain(NAMED.finditer(text), BEHIND.finditer(text))
    ]
    return [(where, words) for where, words in dict.fromkeys(found) if words[:1].islower()]


@pytest.mark.parametrize(("where", "words"), named_commands())
def test_every_command_that_is_named_exists(where: str, words: str) -> None:
    """With its verb where it has some, and with its long options."""
    names = re.split(r"#|&&", words)[0].split()
    context = click.Context(cli)
    command: click.Command = cli
    while names and isinstance(command, click.Group) and names[0][:1].islower():
        found = command.get_command(context, names[0])
        if isinstance(command, ListingGroup) and found is None:
            break  # it takes other words as those of its list
        names.pop(0)
        assert found is not None, f"{where} names `pipeboard {words}`"
        command = found
    known = {name for one in (command, cli) for each in one.params for name in each.opts}
    known |= {name for each in command.params for name in each.secondary_opts}
    for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", " ".join(names)):
        assert option in known | {"--help"}, f"{where} names `pipeboard {words}`"


def test_the_commands_that_are_named_are_found() -> None:
    """The search sees error sentences, help texts, the guide and the README."""
    places = {where for where, _ in named_commands()}
    assert {"find.py", "plan.py", "main.py", "guide/commands.md", "README.md"} <= places
    assert ("guide/shell.md", "metrics --period week") in named_commands()
