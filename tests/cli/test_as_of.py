"""`list` and `board` show an earlier day."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_line import Pipeboard


@pytest.fixture
def dated(pipeboard: Pipeboard, folder: Path) -> Pipeboard:
    """A deal that was made, moved and won on three days, and one that came later."""
    pipeboard("init", "--stages", "Lead,Offer", "--currency", "EUR", "--timezone", "Europe/Helsinki")
    pipeboard("add", "Acme", "--value", "10000", "--at", "2026-01-05")
    pipeboard("move", "Acme", "Offer", "--at", "2026-01-20")
    pipeboard("won", "Acme", "--at", "2026-02-04")
    pipeboard("add", "Beta", "--at", "2026-02-10")
    return pipeboard


def test_a_list_is_that_of_the_end_of_the_day(dated: Pipeboard) -> None:
    """What happened later is not in it, what happened on the day is; a note says which day it is."""
    early = dated("list", "--as-of", "2026-01-19", "--json").json
    assert early["as_of"] == "2026-01-19"
    assert [(one["title"], one["stage"]) for one in early["deals"]] == [("Acme", "lead")]
    moved = dated("list", "--as-of", "2026-01-20", "--json").json["deals"]
    assert [(one["title"], one["stage"]) for one in moved] == [("Acme", "offer")]
    assert dated("list", "--as-of", "2026-02-05", "--json").json["deals"] == []
    ran = dated("list", "--as-of", "2026-01-25")
    assert "As of the end of 2026-01-25." in ran.err
    assert " 5d" in ran.out  # its age in the stage on that day
    assert "as_of" not in dated("list", "--json").json


def test_a_filter_means_the_day_it_is_asked_of(dated: Pipeboard) -> None:
    """A status, and days counted from then."""
    won = dated("list", "status:won", "--as-of", "2026-02-09", "--json").json["deals"]
    assert [one["title"] for one in won] == ["Acme"]
    assert dated("list", "status:won", "--as-of", "2026-02-03").out == ""
    assert dated("list", "created>-2d", "--as-of", "2026-01-06", "--json").json["deals"] != []
    assert dated("list", "created>-2d", "--as-of", "2026-01-16", "--json").json["deals"] == []


def test_a_board_is_that_of_the_end_of_the_day(dated: Pipeboard) -> None:
    """In the stages of today."""
    ran = dated("board", "--as-of", "2026-01-10")
    assert "Lead (1)" in ran.out
    assert "Beta" not in ran.out
    assert "As of the end of 2026-01-10." in ran.err
    found = dated("board", "--as-of", "2026-01-10", "--json").json
    assert found["as_of"] == "2026-01-10"
    assert [one["count"] for one in found["pipelines"][0]["stages"]] == [1, 0]


@pytest.mark.parametrize("command", ["list", "board", "metrics"])
def test_a_day_to_come_cannot_be_asked(dated: Pipeboard, command: str) -> None:
    """Today can."""
    ran = dated(command, "--as-of", "+2d", ok=False)
    assert ran.code == 2
    assert "still to come" in ran.err
    assert dated(command, "--as-of", "someday", ok=False).code == 2
    dated(command, "--as-of", "today")
