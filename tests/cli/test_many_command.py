"""Commands on several deals: named or selected, tried out or done, with what a rule holds back."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from command_line import Pipeboard


@pytest.fixture
def twelve(pipeboard: Pipeboard, folder: Path) -> Path:
    """Twelve deals in the first stage, two of which its checklist holds there."""
    pipeboard("init", "--stages", "Lead,Offer,Decision", "--name", "Test")
    pipeboard("stages", "check", "add", "Lead", "Budget known", "--required")
    for number in range(1, 13):
        pipeboard("add", f"Deal {number:02}", "--value", "1k", "--owner", "me")
    for number in range(1, 11):
        pipeboard("check", f"Deal {number:02}", "Budget known")
    return folder / "pipeboard.json"


def stages(pipeboard: Pipeboard) -> list[str]:
    """Where the twelve are, in the order of their titles."""
    deals = pipeboard("list", "--sort", "title", "--json").json["deals"]
    return [one["stage"] for one in deals]


MOVE = ("move", "--filter", "owner:me stage:lead", "offer")
MOVED = ["offer"] * 10 + ["lead"] * 2


def test_twelve_deals_move_in_one_step_and_two_are_held_back(pipeboard: Pipeboard, twelve: Path) -> None:
    """Previewed, applied, undone and redone as one; what the checklist holds is left, and told."""
    tried = pipeboard(*MOVE, "--dry-run")
    assert "Moved from Lead to Offer" in tried.out
    assert "Held back: Deal 11 is held in Lead by its checklist: 'Budget known' is open." in tried.out
    assert tried.out.endswith("10 would change, 2 held back. Nothing was written.\n")
    assert set(stages(pipeboard)) == {"lead"}
    moved = pipeboard(*MOVE, ok=False)
    assert (moved.code, moved.out) == (1, "Moved 10 deals to Offer.\n")
    assert "Held back: Deal 12 is held" in moved.err
    assert "2 of 12 deals are held back" in moved.err
    assert "--override" in moved.err
    assert stages(pipeboard) == MOVED
    pipeboard("undo")
    assert set(stages(pipeboard)) == {"lead"}
    pipeboard("redo")
    assert stages(pipeboard) == MOVED


def test_named_deals_are_treated_alike(pipeboard: Pipeboard, twelve: Path) -> None:
    """One rule for both ways of saying which."""
    moved = pipeboard("move", "Deal 10", "Deal 11", "Offer", ok=False)
    assert (moved.code, moved.out) == (1, "Moved Deal 10 to Offer.\n")
    assert "Deal 11 is held in Lead" in moved.err


def test_an_override_takes_all_of_them(pipeboard: Pipeboard, twelve: Path) -> None:
    """With the reason, and exit code 0."""
    assert pipeboard(*MOVE, "--override", "they called").out == "Moved 12 deals to Offer.\n"
    assert stages(pipeboard) == ["offer"] * 12


def test_where_all_are_held_back_nothing_changes(pipeboard: Pipeboard, twelve: Path) -> None:
    """Each reason is told."""
    ran = pipeboard("move", "Deal 11", "Deal 12", "Offer", ok=False)
    assert (ran.code, ran.out) == (1, "")
    assert "All 2 deals are held back" in ran.err


def test_a_preview_is_json_too(pipeboard: Pipeboard, twelve: Path) -> None:
    """With the keys that the guide names."""
    body = pipeboard(*MOVE, "--dry-run", "--json").json
    assert body["dry_run"] is True
    assert len(body["changes"]) == 10
    assert body["changes"][0]["text"] == "Moved from Lead to Offer"
    assert [(one["deal_title"], one["overridable"]) for one in body["held"]] == [
        ("Deal 11", True),
        ("Deal 12", True),
    ]
    assert body["unchanged"] == []


ALL = "owner:me"
CHANGES = {
    "edit": ("edit", "--filter", ALL, "--owner", "Bob", "--tag", "vip"),
    "assign": ("assign", "--filter", ALL, "Bob", "--note", "yours"),
    "archive": ("archive", "--filter", ALL),
    "delete": ("delete", "--filter", ALL),
    "won": ("won", "--filter", ALL, "--override", "all of them"),
    "lost": ("lost", "--filter", ALL, "--reason", "no answer"),
    "disqualify": ("disqualify", "--filter", ALL, "--reason", "too small"),
    "log": ("log", "--filter", ALL, "call", "left a message"),
    "note": ("note", "--filter", ALL, "from the fair"),
    "follow-up": ("follow-up", "add", "--filter", ALL, "call", "+3d", "ask again"),
    "nurture": ("nurture", "--filter", ALL, "--every", "30d"),
    "cadence": ("cadence", "start", "--filter", ALL, "first-contact"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_filter_goes_with_every_change_of_deals(name: str, pipeboard: Pipeboard, board: Path) -> None:
    """It is one step: tried out without a trace, done to both deals, and taken back by one undo."""
    pipeboard("edit", "Acme website", "Beta shop", "--owner", "me")
    before = pipeboard("list", "status:any", "--json").out
    assert "2 would change" in pipeboard(*CHANGES[name], "--dry-run").out
    assert pipeboard("list", "status:any", "--json").out == before
    pipeboard(*CHANGES[name])
    assert pipeboard("list", "status:any", "--json").out != before
    pipeboard("undo")
    assert pipeboard("list", "status:any", "--json").out == before


def test_closed_and_hidden_deals_come_back_by_a_filter(pipeboard: Pipeboard, board: Path) -> None:
    """Where it names them; and follow-ups are put off, cadences stopped in the same way."""
    pipeboard("lost", "Acme website", "Beta shop", "--reason", "price")
    assert pipeboard("reopen", "--filter", "status:lost").out == "Reopened 2 deals in Offer.\n"
    pipeboard("archive", "--filter", "status:open")
    assert pipeboard("restore", "--filter", "archived").out == "Restored 2 deals.\n"
    pipeboard("cadence", "start", "--filter", "status:open", "first-contact")
    assert "Snoozed" in pipeboard("follow-up", "snooze", "--filter", "status:open", "+9d").out
    assert "Stopped" in pipeboard("cadence", "stop", "--filter", "status:open").out


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (("archive", "acme website", "--filter", "owner:Bob"), 2, "not both"),
        (("archive", "--filter", " "), 2, "An empty --filter"),
        (("archive", "--filter", "value>x"), 2, "x"),
        (("archive", "--filter", "owner:Zoe"), 0, "selects no deal"),
        (("archive",), 2, "DEAL..."),
        (("edit", "--filter", "status:open", "--contact", "Bo"), 2, "one deal"),
        (("follow-up", "snooze", "acme website", "fri", "--dry-run"), 2, "--filter"),
    ],
)
def test_what_cannot_be_meant_is_said(
    args: tuple[str, ...], code: int, told: str, pipeboard: Pipeboard, board: Path
) -> None:
    """In one sentence, and nothing is changed."""
    before = pipeboard("list", "status:any", "--json").out
    ran = pipeboard(*args, ok=False)
    assert ran.code == code
    assert told in ran.err
    assert pipeboard("list", "status:any", "--json").out == before


def test_a_thousand_deals_are_one_act(pipeboard: Pipeboard, folder: Path) -> None:
    """However many they are: one line said, one step to undo."""
    pipeboard("init", "--stages", "Lead,Offer", "--name", "Test")
    rows = itertools.chain(["title,stage"], (f"Deal {number},Lead" for number in range(1000)))
    (folder / "many.csv").write_text("\n".join(rows), "utf-8")
    pipeboard("import", "many.csv")
    assert pipeboard("move", "--filter", "stage:lead", "offer").out == "Moved 1000 deals to Offer.\n"
    pipeboard("undo")
    assert len(pipeboard("list", "stage:lead", "--json").json["deals"]) == 1000
