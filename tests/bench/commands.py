"""Measures of commands that do one thing and end: whole processes, beside the least that imports as much."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence

import orjson

from bench.driven import user_environment
from bench.figures import Cost, Figures, middle_pair
from bench.in_terminal import Bench
from bench.scratch import Place, pipeboard


def process_cost(command: Sequence[str], env: Mapping[str, str]) -> Cost:
    """What a process takes from its start to its end. AssertionError when it fails."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        command, env={**user_environment(), **env}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    wall = (time.perf_counter() - begun) * 1000
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, f"{command} ended with {process.returncode}"
    return Cost(wall, (used.ru_utime + used.ru_stime) * 1000)


def commands(bench: Bench) -> Figures:
    """Reading, writing, and what needs no board."""
    place = bench.scratch.copy(bench.deals, f"{bench.deals}-commands")
    deal = _open_deal(place)
    file = ("-f", str(place.board))
    completing = {"_PIPEBOARD_COMPLETE": "bash_complete", "COMP_WORDS": "pipeboard mo", "COMP_CWORD": "1"}
    costs: dict[str, list[Cost]] = {}

    def take(name: str, command: Sequence[str], env: Mapping[str, str] | None = None) -> None:
        costs.setdefault(name, []).append(process_cost(command, {**place.env, **(env or {})}))

    for run in range(bench.runs + 1):
        take("import pydantic", (sys.executable, "-c", "import pydantic"))
        take("list", pipeboard("list", *file))
        take("add", pipeboard("add", f"Bench {run}", *file))
        take("move", pipeboard("move", deal, ("Lead", "Qualified")[run % 2], *file))
        take("import click", (sys.executable, "-c", "import click"))
        take("version", pipeboard("--version"))
        take("completion", pipeboard(), completing)
    warm = {name: taken[1:] for name, taken in costs.items()}  # the first one is from a cold disk
    floors = {"list": "import pydantic", "add": "import pydantic", "move": "import pydantic"}
    floors |= {"version": "import click", "completion": "import click"}
    return {f"commands.{name}": middle_pair(warm[name], warm[floor]) for name, floor in floors.items()}


def _open_deal(place: Place) -> str:
    """The id of a deal that is in the first stage."""
    events = orjson.loads(place.board.read_bytes())["events"].values()
    left = {one["deal"] for one in events if one.get("do") in ("deal.moved", "deal.won", "deal.lost")}
    created = (str(one["deal"]) for one in events if one.get("do") == "deal.created")
    return next(deal for deal in created if deal not in left)
