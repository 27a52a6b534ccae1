"""`views` saves filters with a way to show the board, and every command that shows deals takes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_line import Pipeboard


def titles(ran_json: object) -> list[str]:
    """The deals of `list --json`, in order."""
    assert isinstance(ran_json, dict)
    return [deal["title"] for deal in ran_json["deals"]]


def test_a_view_is_saved_listed_changed_and_removed(pipeboard: Pipeboard, board: Path) -> None:
    """What is not said when it is saved again stays; an empty text takes it off; undo brings it back."""
    ran = pipeboard("views", "save", "Big ones", "value>10k", "--sort", "-value", "--letter", "b")
    assert ran.out == "Defined the view Big ones. In the app ' and b go to it.\n"
    pipeboard("views", "save", "big ones", "--lanes", "owner")
    [one] = pipeboard("views", "--json").json["views"]
    assert (one["filter"], one["shown"], one["letter"], one["private"]) == (
        *("value>10k", "sort:-value lanes:owner", "b", False),
    )
    pipeboard("views", "save", "big ones", "", "--sort", "", "--lanes", "")
    [one] = pipeboard("views", "list", "--json").json["views"]
    assert (one["filter"], one["shown"]) == ("", "")
    pipeboard("undo")
    shown = pipeboard("views", "show", "b")
    assert "value>10k" in shown.out
    assert "deals   1" in shown.out
    assert pipeboard("views", "remove", "big").out == "Removed the view big ones.\n"
    assert pipeboard("views", "--json").json["views"] == []
    assert "No view is saved yet" in pipeboard("views").err


def test_a_private_view_stays_out_of_the_board(pipeboard: Pipeboard, board: Path) -> None:
    """And counts before one of the team with that name."""
    before = board.read_bytes()
    pipeboard("views", "save", "Mine", "owner:bob", "--private")
    assert board.read_bytes() == before
    pipeboard("views", "save", "Mine", "owner:nobody")
    assert titles(pipeboard("list", "--view", "mine", "--json").json) == ["Beta shop"]
    pipeboard("views", "remove", "mine", "--private")
    assert titles(pipeboard("list", "--view", "mine", "--json").json) == []


def test_a_view_drives_list_board_agenda_and_metrics(pipeboard: Pipeboard, board: Path) -> None:
    """A filter beside it narrows it further, and an order of one's own counts before the view's."""
    pipeboard("add", "Gamma", "--company", "Acme Oy", "--value", "90k")
    pipeboard("views", "save", "Acme", "company:acme or tag:none", "--sort", "-value", "--hide", "Decision")
    assert titles(pipeboard("list", "--view", "acme", "--json").json) == ["Gamma", "Acme website"]
    assert titles(pipeboard("list", "--view", "acme", "--sort", "value", "--json").json)[0] == "Acme website"
    assert titles(pipeboard("list", "value>50k", "--view", "acme", "--json").json) == ["Gamma"]
    [pipeline] = pipeboard("board", "--view", "acme", "--json").json["pipelines"]
    counts = {stage["name"]: stage["count"] for stage in pipeline["stages"]}
    assert counts == {"Lead": 2, "Offer": 0}
    entries = pipeboard("agenda", "--view", "acme", "--json").json["entries"]
    assert {entry["deal_title"] for entry in entries} == {"Gamma", "Acme website"}
    entries = pipeboard("agenda", "-company:acme", "--json").json["entries"]
    assert {entry["deal_title"] for entry in entries} == {"Beta shop"}
    stages = pipeboard("metrics", "--view", "acme", "--json").json["stages"]
    assert sum(stage["open_count"] for stage in stages) == 2


def test_a_view_of_one_pipeline_shows_that_pipeline(pipeboard: Pipeboard, board: Path) -> None:
    """Whatever else fits its filter."""
    pipeboard("pipelines", "add", "Partners", "--stages", "Talk,Sign")
    pipeboard("add", "Delta", "--stage", "Talk")
    pipeboard("views", "save", "Partners", "--pipeline", "Partners")
    assert titles(pipeboard("list", "--view", "Partners", "--json").json) == ["Delta"]
    pipelines = pipeboard("board", "--view", "Partners", "--json").json["pipelines"]
    assert [one["name"] for one in pipelines] == ["Partners"]
    entries = pipeboard("agenda", "--view", "Partners", "--json").json["entries"]
    assert {entry["deal_title"] for entry in entries} == {"Delta"}
    stages = pipeboard("metrics", "--view", "Partners", "--json").json["stages"]
    assert {stage["name"] for stage in stages} == {"Talk", "Sign"}


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["views", "save", "X", "value>lots"], 2, "at character 1 of the filter"),
        (["views", "save", "X", "--letter", "bb"], 2, "no letter for a view"),
        (["views", "save", "X", "--sort", "size"], 2, "size"),
        (["views", "save", "X", "--hide", "Nowhere"], 3, "Nowhere"),
        (["views", "save", "Y", "--letter", "o"], 1, "Other has the letter o already"),
        (["list", "--view", "zzz"], 3, "There is no view 'zzz'; there are Other."),
        (["views", "remove", "zzz"], 3, "There is no view"),
        (["views", "remove", "Other", "--private"], 3, "none is saved yet"),
    ],
)
def test_what_cannot_be_is_refused(
    pipeboard: Pipeboard, board: Path, args: list[str], code: int, words: str
) -> None:
    """In one sentence, with its exit code."""
    pipeboard("views", "save", "Other", "overdue")
    ran = pipeboard(*args, ok=False)
    assert ran.code == code
    assert words in ran.err
