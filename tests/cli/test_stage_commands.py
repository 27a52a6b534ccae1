"""Stages and pipelines are listed and changed from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from command_line import Pipeboard


def stages(pipeboard: Pipeboard, *options: str) -> list[dict[str, Any]]:
    found = pipeboard("stages", "list", *options, "--json").json["stages"]
    assert isinstance(found, list)
    return found


def test_stages_are_listed_with_their_open_deals(pipeboard: Pipeboard, board: Path) -> None:
    """As a table and as JSON."""
    assert [(one["id"], one["open_deals"]) for one in stages(pipeboard)] == [
        ("lead", 1),
        ("offer", 1),
        ("decision", 0),
    ]
    assert "Decision" in pipeboard("stages", "list").out


def test_the_pipeline_is_named_only_where_there_are_several(pipeboard: Pipeboard, board: Path) -> None:
    """One pipeline's name on every row would say nothing."""
    assert "PIPELINE" not in pipeboard("stages", "list").out
    pipeboard("pipelines", "add", "Renewals", "--stages", "Due,Talk")
    assert "PIPELINE" in pipeboard("stages", "list").out
    assert "PIPELINE" not in pipeboard("stages", "list", "-p", "Renewals").out


def test_a_stage_is_added_set_renamed_moved(pipeboard: Pipeboard, board: Path) -> None:
    """Each option arrives; the id stays through a rename."""
    added = pipeboard(
        *("stages", "add", "Trial", "--after", "lead", "--probability", "40", "--days", "14", "--idle", "7"),
        *("--offer", "--qualified", "--goal", "Try it", "--colour", "green", "--json"),
    ).json
    assert (added["id"], added["probability"], added["days"], added["idle"]) == ("trial", 40, 14, 7)
    assert (added["offer"], added["qualified"], added["goal"]) == (True, True, "Try it")
    assert [one["id"] for one in stages(pipeboard)] == ["lead", "trial", "offer", "decision"]
    pipeboard("stages", "rename", "trial", "Pilot")
    pipeboard("stages", "set", "pilot", "--days", "21", "--no-offer")
    pipeboard("stages", "move", "pilot", "--after", "decision")
    last = stages(pipeboard)[-1]
    assert (last["id"], last["name"], last["days"], last["offer"]) == ("trial", "Pilot", 21, False)
    pipeboard("stages", "move", "pilot", "--first")
    assert stages(pipeboard)[0]["id"] == "trial"


def test_a_stage_is_retired_and_merged_with_its_deals(pipeboard: Pipeboard, board: Path) -> None:
    """The deals show where they were sent, and undo brings the stage back."""
    pipeboard("stages", "retire", "lead", "--into", "offer")
    assert pipeboard("show", "acme website", "--json").json["stage"] == "offer"
    pipeboard("undo")
    assert pipeboard("show", "acme website", "--json").json["stage"] == "lead"
    pipeboard("stages", "merge", "offer", "decision")
    assert pipeboard("show", "beta shop", "--json").json["stage"] == "decision"


def test_a_place_must_be_named_once(pipeboard: Pipeboard, board: Path) -> None:
    """Neither none nor two."""
    assert pipeboard("stages", "move", "lead", ok=False).code == 2
    assert pipeboard("stages", "move", "lead", "--first", "--after", "offer", ok=False).code == 2


def test_pipelines_are_added_renamed_and_retired(pipeboard: Pipeboard, board: Path) -> None:
    """Of a template or of stages; a stage of the same name belongs to the deal's own pipeline first."""
    made = pipeboard("pipelines", "add", "Partners", "--stages", "Lead,Signed", "--json").json
    assert (made["id"], [one["id"] for one in made["stages"]]) == ("partners", ["lead-2", "signed"])
    pipeboard("add", "Reseller", "--stage", "lead-2")
    pipeboard("move", "reseller", "signed")
    pipeboard("move", "reseller", "lead")
    assert pipeboard("show", "reseller", "--json").json["stage"] == "lead-2"
    assert [one["id"] for one in stages(pipeboard, "-p", "partners")] == ["lead-2", "signed"]
    assert "Partners" in pipeboard("board").out
    assert pipeboard("pipelines", "retire", "partners", ok=False).code == 1
    pipeboard("lost", "reseller", "--reason", "price")
    pipeboard("pipelines", "rename", "partners", "Resellers")
    pipeboard("pipelines", "retire", "resellers")
    assert [one["id"] for one in pipeboard("pipelines", "list", "--json").json["pipelines"]] == ["sales"]


def test_templates_are_listed_and_shown(pipeboard: Pipeboard) -> None:
    """Without any board."""
    listed = pipeboard("templates", "list", "--json").json["templates"]
    assert listed[0]["id"] == "consulting"
    assert len(listed) == 10
    assert "guru-7" in pipeboard("templates", "list").out
    assert "寻找潜在客户" in pipeboard("templates", "show", "cn-6").out
    stages = pipeboard("templates", "show", "cn-6", "--json").json["stages"]
    assert len(stages) == 6
    assert stages[1]["checks"][3] == {"text": "They agreed to a meeting", "required": True}
    assert set(stages[0]["materials"][0]) == {"title", "url"}
    assert set(stages[0]["challenges"][0]) == {"text", "remedy"}
    page = pipeboard("templates", "show", "cn-6").out
    for stage in stages:
        for one in (stage["tools"], *(check["text"] for check in stage["checks"])):
            assert one in page
        for one in stage["challenges"]:
            assert f"- {one['text']}\n" in page
            assert f"  {one['remedy']}\n" in page
    assert "They agreed to a meeting (required)" in page


def test_a_noun_alone_lists(pipeboard: Pipeboard, board: Path) -> None:
    """With options too; a noun without a list names its verbs."""
    for noun in ("stages", "pipelines", "templates", "follow-up"):
        assert pipeboard(noun).out == pipeboard(noun, "list").out
        assert pipeboard(noun, "--json").json == pipeboard(noun, "list", "--json").json
    ran = pipeboard("contact", ok=False)
    assert (ran.code, ran.out) == (2, "")
    assert (
        ran.err
        == "pipeboard: Missing command; there are add, edit, remove. See `pipeboard contact --help`.\n"
    )


def test_new_deals_are_what_their_pipeline_says(pipeboard: Pipeboard, board: Path) -> None:
    """Unless they say otherwise; those that are there stay as they are, and metrics tell them apart."""
    name = pipeboard("pipelines", "list", "--json").json["pipelines"][0]["name"]
    changed = pipeboard(
        "pipelines", "set", name, "--motion", "product-led", "--segment", "start-ups", "--json"
    )
    assert (changed.json["motion"], changed.json["segment"]) == ("product-led", "start-ups")
    pipeboard("add", "Usual")
    pipeboard("add", "Other", "--motion", "sales-led", "--quotes", "3")
    listed = {one["title"]: one for one in pipeboard("list", "--json").json["deals"]}
    assert (listed["Usual"]["motion"], listed["Usual"]["segment"]) == ("product-led", "start-ups")
    assert (listed["Other"]["motion"], listed["Other"]["quotes"]) == ("sales-led", 3)
    assert listed["Acme website"]["motion"] == ""
    assert "Usual" in pipeboard("list", "motion:product-led").out
    assert "product-led" in pipeboard("metrics", "--break-down", "motion").out
    assert pipeboard("pipelines", "set", name, ok=False).code == 2
