"""`pipeboard rollout` and `training`: steps with their commands, ticks, and who was trained."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest

from command_line import Pipeboard, every_command
from pipeboard.cli.rollout import STEP_KEYS, TRAINING_KEYS
from pipeboard.domain.definitions import Definition, shipped
from pipeboard.view.guide import guide

ALL = dict(every_command())


def test_the_list_says_what_is_done_and_how_the_rest_is(
    pipeboard: Pipeboard, noon: datetime, board: Path
) -> None:
    """Beta shop has an owner and Acme website has not; with one for both the step is done."""
    pipeboard("edit", "acme website", "--owner", "")
    told = pipeboard("rollout").out
    assert re.search(r"- .*every open deal has an owner +pipeboard assign DEAL OWNER +owners", told)
    pipeboard("assign", "acme website", "Ann")
    told = pipeboard("rollout").out
    assert re.search(r"x .*every open deal has an owner", told)
    assert re.match(r"\d+ of 16 steps are done.", told)


def test_a_step_is_ticked_and_unticked(pipeboard: Pipeboard, noon: datetime, board: Path) -> None:
    """On its day; what is like that already is told."""
    assert pipeboard("rollout", "done", "tour").out.startswith("Done: Everybody has taken the tour.")
    step = next(one for one in pipeboard("rollout", "--json").json["steps"] if one["id"] == "tour")
    assert (step["done"], step["by_itself"], step["day"]) == (True, False, "2098-06-15")
    assert "like that already" in pipeboard("rollout", "done", "tour").out
    pipeboard("rollout", "done", "tour", "--undo")
    step = next(one for one in pipeboard("rollout", "--json").json["steps"] if one["id"] == "tour")
    assert (step["done"], step["day"]) == (False, None)
    assert pipeboard("rollout", "done", "nothing", ok=False).code == 3


def test_json_has_the_documented_keys(pipeboard: Pipeboard, noon: datetime, board: Path) -> None:
    """Of steps and trainings, in order."""
    pipeboard("training", "add", "Calls", "--who", "Ann")
    told = pipeboard("rollout", "--json").json
    assert list(told) == ["schema", "done", "count", "steps"]
    assert all(tuple(one) == STEP_KEYS for one in told["steps"])
    trained = pipeboard("training", "--json").json
    assert list(trained) == ["schema", "untrained", "trainings"]
    assert [tuple(one) for one in trained["trainings"]] == [TRAINING_KEYS]
    section = guide()["json"].split("## rollout and training")[1].split("\n## ")[0]
    assert {*STEP_KEYS, *TRAINING_KEYS} <= set(re.findall(r"`(\w+)`", section))


def test_the_training_log_says_who_is_left(pipeboard: Pipeboard, noon: datetime, board: Path) -> None:
    """Bob owns a deal; `me` is Ann."""
    assert "Nobody was trained yet" in pipeboard("training").err
    pipeboard("training", "add", "The first call", "--who", "me", "--on", "-1w", "--trainer", "Maija")
    told = pipeboard("training")
    assert re.search(r"2098-06-08 +The first call, 2098-06-08 +Ann +Maija", told.out)
    assert "Without a training: Bob." in told.err
    pipeboard("training", "add", "The first call", "--who", "Bob")
    assert pipeboard("training").err == ""
    pipeboard("undo")
    pipeboard("training", "remove", "The first call, 2098-06-08")
    assert "Nobody was trained yet" in pipeboard("training").err
    assert pipeboard("training", "add", " ", "--who", "Bob", ok=False).code == 2
    assert pipeboard("training", "add", "Calls", "--who", " ", ok=False).code == 2


@pytest.mark.parametrize("step", shipped("milestone").values(), ids=lambda one: one.id)
def test_the_command_of_every_step_exists(step: Definition) -> None:
    """With the options that it names."""
    words = step.text("how").split()
    path = next(name for n in range(len(words), 0, -1) if (name := f"pipeboard {' '.join(words[:n])}") in ALL)
    options = {name for one in ALL[path].params for name in one.opts}
    assert {word for word in words if word.startswith("--")} <= options
