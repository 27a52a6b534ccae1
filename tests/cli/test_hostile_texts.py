"""Texts that a terminal would act on stay texts in the output of every command that shows them."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from command_line import Pipeboard, every_command
from hostile import hostile_board
from pipeboard.domain.definitions import KINDS

ALL = {path.removeprefix("pipeboard ") for path, one in every_command() if not isinstance(one, click.Group)}
ONE_LINE = {
    *(
        path
        for path in ALL
        if path.endswith((" add", " set", " remove", " edit", " rename", " move", " retire"))
    ),
    *(
        "add",
        "edit",
        "move",
        "lost",
        "disqualify",
        "reopen",
        "satisfaction",
        "spawn",
        "assign",
        "log",
        "note",
    ),
    *("follow-up cancel", "follow-up done", "follow-up snooze", "cadence start", "focus clear", "archive"),
    *("proposal accepted", "proposal declined", "delete", "merge", "undo", "redo", "conflicts resolve"),
    *("stages material reviewed", "stages merge", "views save", "recover take", "recover dismiss"),
    *("split", "serve"),
    *("review decide", "review note", "review done", "rollout done", "training add", "training remove"),
    *(
        "playbook start",
        "objection log",
        "backups restore",
        "init",
        "demo",
        "import",
        "sync",
        "git setup",
        "git status",
        "merge-file",
    ),
    "export csv",  # exact where it is not a screen: tests/cli/test_export_commands.py
    *("export ics", "export vcf", "completion", "man", "templates show", "frameworks show"),
}
"""Commands that print one sentence about what they did, which goes the way of all others."""
READING = [
    *("board", "list status:any", "agenda", "metrics", "history", "stages list", "pipelines list"),
    *("frameworks list", "company list", "cadence list", "focus list", "reasons list", "rates list"),
    *("proposal list", "follow-up list", "duplicates", "follow-up templates", "stages show lead"),
    *(
        "playbook list",
        "playbook show evil",
        "objection list",
        "conflicts list",
        "settings list",
        "views list",
        "targets list",
        "costs list",
        "limits list",
    ),
    *("cadence show evil", "company show evil", "doctor", "recover list", "backups list"),
    *("erase evil", "export md", "export json", "templates list", "views show evil"),
    *("audit", "review list", "review export", "rollout list", "training list"),
    *("stages list", "restore", "path", "themes", "keys", "help"),
    *(f"define {kind}" for kind in KINDS),
]
ON_A_DEAL = [
    *("show", "playbook offered", "check", "score", "fit", "proposal list", "history", "handover", "qualify"),
    *("cadence stop", "nurture --stop", "won --reason x", "proposal sent", "contact remove"),
]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return hostile_board(tmp_path_factory.mktemp("hostile")).read_bytes()


def test_no_command_prints_what_a_terminal_acts_on(
    pipeboard: Pipeboard, folder: Path, hostile: bytes
) -> None:
    """Plain, as JSON and in what they say against it, of deals and of all that the team defined."""
    board = folder / "pipeboard.json"
    board.write_bytes(hostile)
    deals = [deal["id"] for deal in pipeboard("list", "status:any", "--json").json["deals"]]
    lines = [line.split() for line in READING]
    lines += [[*line.split(), deal] for line in ON_A_DEAL for deal in deals]
    seen = 0
    for line in [*lines, *([*line, "--json"] for line in lines)]:
        board.write_bytes(hostile)
        ran = pipeboard(*line, ok=False)
        assert ran.code in (0, 1, 2, 3), (line, ran)
        assert all(one.isprintable() or one == "\n" for one in ran.out + ran.err), (line, ran)
        seen += "Evil" in ran.out + ran.err
    assert seen > len(lines)


def test_every_command_is_tried_or_prints_one_sentence() -> None:
    """A new one has to be added above, if it shows what the board holds."""
    tried = {
        path for path in ALL if any(f"{line} ".startswith(f"{path} ") for line in (*READING, *ON_A_DEAL))
    }
    assert ALL - tried - ONE_LINE == set()
