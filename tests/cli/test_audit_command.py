"""`pipeboard audit`: what is missing with the command that mends it, an exit code, and documented JSON."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from command_line import Pipeboard, every_command
from metrics.test_audit import BREAKS, audited, sound
from pipeboard.cli.audit import FINDING_KEYS
from pipeboard.view.guide import guide

ALL = dict(every_command())


@pytest.fixture
def fresh(pipeboard: Pipeboard, folder: Path) -> Path:
    """A board without deals, whose template says what its stages are for."""
    pipeboard("init", "--template", "consulting")
    return folder / "pipeboard.json"


def test_the_exit_code_says_whether_something_is_missing(pipeboard: Pipeboard, fresh: Path) -> None:
    """0 on the new board, 1 once a deal has no next step, 0 again when it has one."""
    clean = pipeboard("audit", "--days", "3650", ok=False)
    assert "Nothing is missing." in clean.out
    assert clean.code == 0
    pipeboard("add", "Acme website")
    missing = pipeboard("audit", "--days", "3650", ok=False)
    assert missing.code == 1
    assert "Open without a next step (1)\n  pipeboard follow-up add DEAL call tomorrow\n" in missing.out
    assert re.search(r"- \w{4,}  Acme website", missing.out)
    pipeboard("follow-up", "add", "Acme website", "call", "tomorrow")
    assert pipeboard("audit", "--days", "3650").code == 0


def test_json_has_the_documented_keys(pipeboard: Pipeboard, fresh: Path) -> None:
    """With the counts of the weeks before, and a filter."""
    pipeboard("add", "Acme website")
    told = pipeboard("audit", "--json", "--weeks", "2", ok=False).json
    assert list(told) == ["schema", "count", "trend", "findings"]
    assert len(told["trend"]) == 3
    assert told["trend"][-1]["count"] == told["count"] == sum(one["count"] for one in told["findings"])
    assert all(tuple(one) == FINDING_KEYS for one in told["findings"])
    table = guide()["json"].split("## audit")[1].split("\n## ")[0]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert set(re.findall(r"`(\w+)`", " ".join(cells))) == set(FINDING_KEYS)
    elsewhere = pipeboard("audit", "beta", "--json", ok=False).json
    assert "no-next-step" not in {one["code"] for one in elsewhere["findings"]}


@pytest.mark.parametrize("code", BREAKS)
def test_every_finding_names_a_command_that_exists(code: str) -> None:
    """With options that it has; and the guide tells what the finding means."""
    world = sound()
    BREAKS[code](world)
    found = next(one for one in audited(world, weeks=0).findings if one.code == code)
    words = found.command.split()
    path = next(
        name for count in range(len(words), 0, -1) if (name := f"pipeboard {' '.join(words[:count])}") in ALL
    )
    assert not isinstance(ALL[path], click.Group) or path == "pipeboard define"
    options = {name for one in ALL[path].params for name in (*one.opts, *one.secondary_opts)}
    assert {word for word in words if word.startswith("--")} <= options
    assert f"`{code}`" in guide()["review"]
