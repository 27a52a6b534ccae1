"""What programs get is on the page about JSON: every key that a command prints, wherever it stands."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from clones import git
from command_line import Pipeboard, every_command
from hostile import hostile_board
from pipeboard.domain.definitions import KINDS
from pipeboard.view.guide import guide

READING = (
    *("board", "board --lanes owner", "list status:any", "list --as-of today", "agenda", "metrics", "audit"),
    *("metrics --compare -7d", "review list", "review export", "reasons list", "follow-up list"),
    *(
        "follow-up templates",
        "cadence list",
        "cadence show evil",
        "focus list",
        "proposal list",
        "rates list",
        "duplicates",
    ),
    *(
        "playbook list",
        "playbook show evil",
        "objection list",
        "company list",
        "company show evil",
        "history",
    ),
    *("conflicts list", "stages list", "stages show lead", "pipelines list", "settings list", "views list"),
    *("views show evil", "targets list", "costs list", "limits list", "templates list", "rollout list"),
    *("templates show consulting", "training list", "frameworks list", "frameworks show bant", "git status"),
    *(
        "git setup --yes",
        "doctor",
        "recover list",
        "backups list",
        "path",
        "themes",
        "keys",
        "restore",
        "demo",
    ),
    *("define", *(f"define {kind}" for kind in KINDS), "merge-file pipeboard.json pipeboard.json"),
)
ON_A_DEAL = (
    *("show", "playbook offered", "fit", "score", "check", "proposal list", "handover", "history"),
    "history --field title",
)
WRITING = (
    "add X",
    "views save x value>1",
    "targets set 9",
    "erase zed --dry-run",
    "sync",
    "import deals.csv",
)
NAMES = frozenset(
    (
        "custom",
        "counts",
        "total",
        "weighted",
        "by_status",
        "drop_reasons",
        "drop_objections",
        "open_value",
        "won_value",
    )
)
"""Objects whose keys are names of what is counted, or of the users' own fields."""


def keys_of(value: Any) -> Iterator[str]:
    """The names of all that is in a record."""
    if isinstance(value, list):
        for one in value:
            yield from keys_of(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield key
            if key not in NAMES and not (key == "stages" and isinstance(one, dict)):
                yield from keys_of(one)


def documented() -> set[str]:
    """What the page names as code, and the keys in its examples; fields of definitions have a page too."""
    text = f"{guide()['json']}{guide()['definitions']}"
    return {*re.findall(r"`(\w+)`", text), *re.findall(r'"(\w+)":', text)}


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A board with something of everything on it."""
    return hostile_board(tmp_path_factory.mktemp("rich")).read_bytes()


def test_every_key_that_a_command_prints_is_on_the_page(
    pipeboard: Pipeboard, folder: Path, rich: bytes
) -> None:
    """Of commands that read, about the board and about each deal, and of those that write something else."""
    (folder / ".git").rmdir()
    (folder / "pipeboard.json").write_bytes(rich)
    (folder / "deals.csv").write_text("title,value\nNew,5\nBad,x\n", "utf-8")
    git(folder, "init", "-q")
    git(folder, "init", "-q", "--bare", "remote.git")
    git(folder, "remote", "add", "origin", "remote.git")
    git(folder, "config", "user.name", "Ann")
    git(folder, "config", "user.email", "ann@example.org")
    deals = [deal["id"] for deal in pipeboard("list", "status:any", "--json").json["deals"]]
    pipeboard("contact", "add", deals[0], "Zed")
    lines = [(line, line) for line in (*READING, *WRITING)]
    lines += [(line, f"{line} {deal}") for line in ON_A_DEAL for deal in deals]
    known = documented()
    printed: set[str] = set()
    missing: dict[str, set[str]] = {}
    for kind, line in lines:
        ran = pipeboard(*shlex.split(line), "--json", ok=False)
        if not ran.out:  # a rule is against it on this deal
            continue
        printed.add(kind)
        for key in set(keys_of(ran.json)) - known:
            missing.setdefault(key, set()).add(kind)
    assert printed == {*READING, *ON_A_DEAL, *WRITING}
    assert missing == {}


def test_every_command_that_reads_is_tried() -> None:
    """A new one has to be added above."""
    tried = [f"{line} " for line in (*READING, *ON_A_DEAL, *WRITING)]
    reading = [
        path.removeprefix("pipeboard ")
        for path, command in every_command()
        if not isinstance(command, click.Group) and takes(command, "--json") and not takes(command, "--by")
    ]
    left = {path for path in reading if not any(line.startswith(f"{path} ") for line in tried)}
    assert left == {"recover take", "recover dismiss", "backups restore"}, "which need something lost"


def takes(command: click.Command, option: str) -> bool:
    return any(option in parameter.opts for parameter in command.params)
